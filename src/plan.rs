//! Pack and choice → what a run would do, drill by drill. It touches nothing, and knows neither
//! Docker nor a clock.

mod close;
mod limits;
mod shard;
mod text;
mod whole;

pub use close::Close;
pub use limits::Limits;
pub use shard::Shard;
pub use text::as_json;
pub use whole::{Planned, Whole};

use crate::pack::claim::Noticing;
use crate::pack::{
    Bounds, Claim, Detector, Fault, Pack, ProbeAspect, Profile, Runs, Scenario, Service, Step,
};
use crate::timeline::{DetectorInfo, OutOfReach, ProbeInfo, ProbeSubject};
use crate::topology::Dependency;
use crate::words::{DetectorKind, ProbeName, ProfileName, ScenarioId, ServiceName, Span};

/// What a person chose to drill.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only these scenarios; all where none is named.
    pub scenarios: Vec<String>,
    /// Only these profiles; all of a scenario's where none is named.
    pub profiles: Vec<String>,
}

/// Whether the recovery is withheld once, to see what heals without it: the control.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Withhold {
    /// It is not.
    #[default]
    Never,
    /// It is.
    Once,
    /// An earlier drill did so for this long after the fault: only where the outage lasts longer
    /// now.
    Beyond(Span),
}

impl Withhold {
    /// Whether a drill whose outage lasted so long needs a control of its own.
    pub fn is_due(self, outage: Span) -> bool {
        match self {
            Self::Never => false,
            Self::Once => true,
            Self::Beyond(known) => outage > known,
        }
    }
}

/// Why nothing can be planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A scenario that the pack does not have.
    #[error("the pack has no scenario '{wanted}'; it has {}", .known.join(", "))]
    UnknownScenario {
        /// As typed.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A profile that the pack does not have.
    #[error("the pack has no profile '{wanted}'; it has {}", .known.join(", "))]
    UnknownProfile {
        /// As typed.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Scenarios and profiles that have nothing in common.
    #[error("none of the scenarios chosen is drilled in the profiles chosen")]
    Nothing,
}

/// What a run would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One stack a profile, in the pack's order.
    pub stacks: Vec<StackPlan>,
}

/// A stack and what is drilled on it, one after the other.
#[derive(Debug, Clone)]
pub struct StackPlan {
    /// The shape of the stack.
    pub profile: Profile,
    /// At least one.
    pub drills: Vec<DrillPlan>,
}

/// One scenario in one profile.
#[derive(Debug, Clone)]
pub struct DrillPlan {
    /// The scenario.
    pub scenario: ScenarioId,
    /// Its title.
    pub title: String,
    /// Where its chapter begins in the document.
    pub line: u32,
    /// The profile.
    pub profile: ProfileName,
    /// What is injected.
    pub fault: Fault,
    /// How the fault is brought near first, for a warning that must notice it; nothing where no
    /// claim speaks of one.
    pub approach: Vec<Step>,
    /// The documented recovery, word for word, one command after the other.
    pub commands: Vec<String>,
    /// What is started early, while something else of the fault is down.
    pub early: Option<ServiceName>,
    /// What firedrill itself starts as the recovery, one after the other; nothing where there are
    /// commands.
    pub starts: Vec<ServiceName>,
    /// How long each phase may take.
    pub bounds: Bounds,
    /// The claims to judge.
    pub claims: Vec<Claim>,
    /// The probes at work.
    pub probes: Vec<ProbeInfo>,
    /// Those looked through more often around the fault and the recovery.
    pub close: Vec<Close>,
    /// The detectors watched.
    pub detectors: Vec<DetectorInfo>,
    /// What the services of the profile need of one another.
    pub dependencies: Vec<Dependency>,
    /// Services that run in the stack and that nothing looks at.
    pub unprobed: Vec<ServiceName>,
    /// Whether the fault is injected once more at the end, without the recovery.
    pub control: Withhold,
    /// Claims that cannot be observed where it is drilled.
    pub out_of_reach: Vec<OutOfReach>,
    /// Why it cannot be drilled there at all, where it cannot.
    pub not_here: Option<String>,
}

/// How often a probe looks where its pack does not say otherwise.
const USUAL: Span = Span::millis(50);

/// How often a journey is made whose answer times are compared.
const OFTEN: Span = Span::millis(20);

/// Plans a run.
pub fn plan(pack: &Pack, choice: &Choice) -> Result<Plan, PlanError> {
    check(choice, pack)?;
    let chosen = |list: &[String], name: &str| {
        list.is_empty() || list.iter().any(|wanted| names_it(wanted, name))
    };
    let mut stacks = Vec::new();
    for profile in
        pack.profiles.iter().filter(|profile| chosen(&choice.profiles, profile.name.as_str()))
    {
        let drills: Vec<DrillPlan> = (pack.scenarios.iter())
            .filter(|scenario| scenario.profiles.contains(&profile.name))
            .filter(|scenario| chosen(&choice.scenarios, scenario.id.as_str()))
            .filter(|scenario| !scenario.by_name || !choice.scenarios.is_empty())
            .map(|scenario| drill(pack, scenario, profile))
            .collect();
        if !drills.is_empty() {
            stacks.push(StackPlan { profile: profile.clone(), drills });
        }
    }
    if stacks.is_empty() { Err(PlanError::Nothing) } else { Ok(Plan { stacks }) }
}

/// A scenario is named whole, or without its form.
fn names_it(wanted: &str, name: &str) -> bool {
    name.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn check(choice: &Choice, pack: &Pack) -> Result<(), PlanError> {
    let scenarios: Vec<String> =
        pack.scenarios.iter().map(|scenario| scenario.id.to_string()).collect();
    let profiles: Vec<String> =
        pack.profiles.iter().map(|profile| profile.name.to_string()).collect();
    if let Some(wanted) =
        choice.scenarios.iter().find(|wanted| !scenarios.iter().any(|name| names_it(wanted, name)))
    {
        return Err(PlanError::UnknownScenario { wanted: wanted.clone(), known: scenarios });
    }
    match choice.profiles.iter().find(|wanted| !profiles.contains(wanted)) {
        Some(wanted) => Err(PlanError::UnknownProfile { wanted: wanted.clone(), known: profiles }),
        None => Ok(()),
    }
}

fn drill(pack: &Pack, scenario: &Scenario, profile: &Profile) -> DrillPlan {
    let claims = scenario.claims_in(&profile.name);
    let probes = watched_often(probes(pack, profile), &claims);
    let close = close::close(pack, scenario.fault.targets(), &probes, &claims);
    let detectors = detectors(pack, scenario.fault.targets(), &claims);
    let commands =
        claims.iter().find_map(|claim| Some(claim.as_kind().recovery()?.commands.clone()));
    let warned = claims
        .iter()
        .any(|claim| matches!(claim.as_kind().noticing(), Some(Noticing::Approach { .. })));
    DrillPlan {
        scenario: scenario.id.clone(),
        title: scenario.title.clone(),
        line: scenario.line,
        profile: profile.name.clone(),
        fault: scenario.fault.clone(),
        approach: if warned {
            scenario.approach.iter().flatten().cloned().collect()
        } else {
            Vec::new()
        },
        early: claims.iter().find_map(|claim| claim.as_kind().starts_early().cloned()),
        starts: claims.iter().flat_map(|claim| claim.as_kind().starts()).cloned().collect(),
        commands: commands.unwrap_or_default(),
        bounds: scenario.bounds,
        claims,
        probes,
        close,
        detectors,
        out_of_reach: Vec::new(),
        control: Withhold::Never,
        dependencies: dependencies(pack, profile),
        unprobed: unprobed(pack, profile),
        not_here: None,
    }
}

/// What of the topology is there in a profile.
fn dependencies(pack: &Pack, profile: &Profile) -> Vec<Dependency> {
    let there = |service: &ServiceName| !profile.without_services.contains(service);
    let here = pack.topology.dependencies().iter().filter(|one| there(&one.from) && there(&one.to));
    here.cloned().collect()
}

/// The services of a profile that run and that no probe looks at. What runs as nothing (the
/// internet) is not in the stack.
fn unprobed(pack: &Pack, profile: &Profile) -> Vec<ServiceName> {
    let blind =
        |service: &&Service| service.runs != Runs::Elsewhere && service.probes().next().is_none();
    pack.services_in(profile).filter(blind).map(|service| service.name.clone()).collect()
}

/// All probes of a profile: the services', then the journeys'.
pub fn probes(pack: &Pack, profile: &Profile) -> Vec<ProbeInfo> {
    let mut all = Vec::new();
    for service in pack.services_in(profile) {
        for (aspect, probe) in service.probes() {
            all.push(ProbeInfo {
                name: ProbeName::of_service(&service.name, aspect.as_str()),
                subject: ProbeSubject::Service(service.name.clone()),
                aspect,
                how: probe.look.to_string(),
                every: probe.every,
                resolution: probe.resolution,
                through: probe.through.clone(),
            });
        }
    }
    for journey in pack.journeys_in(profile) {
        all.push(ProbeInfo {
            name: ProbeName::of_journey(&journey.name),
            subject: ProbeSubject::Journey(journey.name.clone()),
            aspect: ProbeAspect::Works,
            how: format!("{} https://{}{}", journey.method.as_str(), journey.host, journey.path),
            every: journey.every,
            resolution: Span::ZERO,
            through: journey.through.clone(),
        });
    }
    all
}

/// Journeys that are said to slow down are made more often: a median of twenty requests is known
/// too loosely to compare.
fn watched_often(mut probes: Vec<ProbeInfo>, claims: &[Claim]) -> Vec<ProbeInfo> {
    let slower = |probe: &ProbeInfo| {
        let timed = claims.iter().filter_map(|claim| claim.as_kind().times_answers_of());
        timed.map(ProbeName::of_journey).any(|name| name == probe.name)
    };
    for probe in probes.iter_mut().filter(|probe| slower(probe)) {
        probe.every = probe.every.min(OFTEN);
    }
    probes
}

/// The detectors that a claim of the drill is about: of a kind it names, watching a target, or
/// where none does that, what is said to fall; and the health checks that are said to tell. Every
/// alert of the stack is watched besides, so that those which fire without being named are reported
/// too.
fn detectors(pack: &Pack, targets: &[ServiceName], claims: &[Claim]) -> Vec<DetectorInfo> {
    let noticing = || claims.iter().filter_map(|claim| claim.as_kind().noticing());
    let named = |kind: DetectorKind| {
        noticing().any(|one| matches!(one, Noticing::Fault { by, .. } if by == kind))
    };
    let tells = |one: &Detector| noticing().any(|noticing| noticing == Noticing::Check(&one.name));
    let falls =
        |service: &ServiceName| claims.iter().any(|claim| claim.as_kind().is_cascade_with(service));
    let on_target = |kind: DetectorKind| {
        pack.detectors
            .iter()
            .any(|detector| detector.kind == kind && targets.contains(&detector.watches))
    };
    let eligible = |one: &Detector| {
        targets.contains(&one.watches) || (!on_target(one.kind) && falls(&one.watches))
    };
    let wanted = |detector: &&Detector| {
        detector.kind == DetectorKind::Alert
            || tells(detector)
            || (named(detector.kind) && eligible(detector))
    };
    let info = |detector: &Detector| DetectorInfo {
        name: detector.name.clone(),
        kind: detector.kind,
        watches: detector.watches.clone(),
        how: detector.how.to_string(),
        every: detector.every,
        resolution: detector.resolution,
        renewed: detector.renewed,
        settings: detector.settings.clone(),
    };
    pack.detectors.iter().filter(wanted).map(info).collect()
}
