//! For generated topologies, scenarios and seeds: the verdicts match what the model knows to be true.

use super::{RunId, drilled};
use firedrill::drill::Ending;
use firedrill::judge::judge;
use firedrill::pack::{Bounds, Fault, FaultKind, Step};
use firedrill::plan::{Close, DrillPlan};
use firedrill::timeline::{
    Assertion, Claim, DetectorInfo, DocumentInfo, Event, Header, Phase, ProbeAspect, ProbeInfo, ProbeSubject,
    SCHEMA_VERSION, Thresholds, Timeline,
};
use firedrill::topology::{Dependency, DependencyKind, Topology};
use firedrill::words::{
    ClaimId, DetectorKind, DetectorName, Impact, JourneyName, Moment, ProbeName, ProfileName, ScenarioId, ServiceName,
    Span, Verdict,
};
use firedrill::world::simulated::{Quirks, Simulated};
use proptest::prelude::*;

fn service(n: usize) -> ServiceName {
    ServiceName::parse(&format!("s{n}")).unwrap()
}

/// A stack and what a document says of it, true or not.
#[derive(Debug, Clone)]
struct Case {
    services: usize,
    topology: Topology,
    way: Vec<usize>,
    target: usize,
    kind: FaultKind,
    impact: Impact,
    cascade: Vec<usize>,
    within: Span,
    seed: u64,
}

fn cases() -> impl Strategy<Value = Case> {
    let kinds = [DependencyKind::Hard, DependencyKind::Soft, DependencyKind::Startup];
    let step = Step { container: "s0".to_owned(), run: "break".to_owned() };
    let faults = vec![FaultKind::Kill, FaultKind::Pause, FaultKind::Run(vec![step])];
    (2..7_usize).prop_flat_map(move |services| {
        // Each needs only such as come before it, so that there is no circle.
        let edge = (1..services, any::<prop::sample::Index>(), prop::sample::select(kinds.to_vec()));
        let edges = prop::collection::vec(edge, 0..12);
        let some = prop::collection::btree_set(0..services, 0..3);
        let impact = prop::sample::select(vec![Impact::None, Impact::Degraded, Impact::Outage]);
        let within = prop::sample::select(vec![Span::millis(1), Span::secs(60)]);
        let faults = prop::sample::select(faults.clone());
        (edges, some.clone(), 0..services, faults, impact, some, within, any::<u64>()).prop_map(
            move |(edges, way, target, kind, impact, cascade, within, seed)| Case {
                services,
                topology: Topology::new(
                    edges
                        .into_iter()
                        .map(|(from, to, kind)| Dependency { from: service(from), to: service(to.index(from)), kind })
                        .collect(),
                ),
                way: way.into_iter().collect(),
                target,
                kind,
                impact,
                cascade: cascade.into_iter().collect(),
                within,
                seed,
            },
        )
    })
}

impl Case {
    fn journey() -> JourneyName {
        JourneyName::parse("journey").unwrap()
    }

    fn plan(&self) -> DrillPlan {
        let command = "bring it back".to_owned();
        let probe = |subject: ProbeSubject, name: ProbeName, through: Vec<ServiceName>| ProbeInfo {
            name,
            subject,
            aspect: ProbeAspect::Works,
            how: String::new(),
            every: Span::millis(50),
            resolution: Span::ZERO,
            through,
        };
        let of = |n: usize| {
            probe(ProbeSubject::Service(service(n)), ProbeName::of_service(&service(n), "works"), Vec::new())
        };
        let journey = Self::journey();
        let way = self.way.iter().map(|n| service(*n)).collect();
        let probes = (0..self.services).map(of);
        let probes =
            probes.chain([probe(ProbeSubject::Journey(journey.clone()), ProbeName::of_journey(&journey), way)]);
        DrillPlan {
            scenario: ScenarioId::parse("generated").unwrap(),
            title: String::new(),
            line: 1,
            profile: ProfileName::parse("any").unwrap(),
            fault: Fault { targets: vec![service(self.target)], kind: self.kind.clone(), undo: Vec::new() },
            approach: Vec::new(),
            commands: vec![command.clone()],
            bounds: Bounds::default(),
            claims: vec![
                claim(Assertion::Impact { journey, expected: self.impact }),
                claim(Assertion::Cascade {
                    services: self.cascade.iter().map(|n| service(*n)).collect(),
                    ordered: false,
                }),
                claim(Assertion::Unaffected),
                claim(Assertion::DetectedBy { detector: DetectorKind::Alert }),
                claim(Assertion::Recovery { commands: vec![command], prose: false, within: Some(self.within) }),
            ],
            probes: probes.collect(),
            close: vec![Close {
                probe: ProbeName::of_service(&service(self.target), "works"),
                every: Span::millis(5),
                from: Phase::Inject,
            }],
            detectors: vec![DetectorInfo {
                name: DetectorName::parse("alert").unwrap(),
                kind: DetectorKind::Alert,
                watches: service(self.target),
                how: String::new(),
                every: Span::millis(100),
                resolution: Span::secs(1),
                settings: String::new(),
            }],
            out_of_reach: Vec::new(),
            not_here: None,
        }
    }
}

fn claim(assertion: Assertion) -> Claim {
    let profile = ProfileName::parse("any").unwrap();
    let id = ClaimId::new(assertion.kind(), assertion.subject().as_deref(), &profile);
    Claim { id, text: String::new(), line: 1, assertion }
}

fn header(plan: &DrillPlan) -> Header {
    Header {
        schema_version: SCHEMA_VERSION,
        tool: String::new(),
        run: RunId::parse("20261124-074512-a3f0").unwrap(),
        pack: String::new(),
        scenario: plan.scenario.clone(),
        title: String::new(),
        profile: plan.profile.clone(),
        targets: plan.fault.targets().to_vec(),
        effects: Vec::new(),
        dependencies: Vec::new(),
        started_at: String::new(),
        engine: "simulated (seed 0)".to_owned(),
        document: DocumentInfo { path: String::new(), sha256: String::new() },
        line: 1,
        images: Vec::new(),
        stand_ins: Vec::new(),
        thresholds: Thresholds::default(),
        probes: plan.probes.clone(),
        detectors: plan.detectors.clone(),
        claims: plan.claims.clone(),
        out_of_reach: Vec::new(),
    }
}

/// How every service was at a moment, in truth.
fn truths(world: &Simulated, services: usize, moment: Moment) -> Vec<Impact> {
    (0..services).map(|n| world.truth(&service(n), moment).serves.impact()).collect()
}

fn phase(timeline: &Timeline, wanted: Phase) -> Option<Moment> {
    let is_it = |event: &Event| matches!(event, Event::Phase { phase, .. } if *phase == wanted);
    timeline.events.iter().find(|one| is_it(&one.event)).map(|one| one.at)
}

/// Whether each claim is true, in the order of the plan's claims.
fn expected(case: &Case, fates: &[Impact]) -> [bool; 5] {
    let worst = case.way.iter().map(|n| fates[*n]).max().unwrap_or(Impact::None);
    let fallen: Vec<usize> = (0..case.services).filter(|n| fates[*n] > Impact::None && *n != case.target).collect();
    let all_named = case.cascade.iter().all(|n| fates[*n] > Impact::None);
    let none_besides = fallen.iter().all(|n| case.cascade.contains(n));
    // A list says that these fall; none at all says that no other does, and leaves nothing for the silence to say.
    let cascade = if case.cascade.is_empty() { fallen.is_empty() } else { all_named };
    let unaffected = case.cascade.is_empty() || none_besides;
    [case.impact == worst, cascade, unaffected, true, case.within > Span::secs(1)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// A case that fails is printed whole, with its seed: `Simulated` gives the same drill for it again.
    #[test]
    fn verdicts_match_what_the_model_knows_to_be_true(case in cases()) {
        let plan = case.plan();
        let header = header(&plan);
        let mut world = Simulated::plain(&case.topology, &plan, Quirks::default(), case.seed);
        let (ending, timeline) = drilled(&mut world, &plan, header);
        prop_assert_eq!(&ending, &Ending::Complete);

        let recover = phase(&timeline, Phase::Recover).unwrap();
        let fates = truths(&world, case.services, recover);
        // What changed in the last moment before the recovery cannot be seen to have changed.
        let settled = truths(&world, case.services, recover - Span::secs(1)) == fates;
        if settled && !matches!(case.kind, FaultKind::Pause) {
            let mut predicted = case.topology.predict(&[service(case.target)]);
            predicted.insert(service(case.target), Impact::Outage);
            let predicted: Vec<Impact> =
                (0..case.services).map(|n| predicted.get(&service(n)).copied().unwrap_or(Impact::None)).collect();
            prop_assert_eq!(&fates, &predicted, "the model does what the topology implies");
        }
        // What stands still is silent for a second a look, so that some of what is true of it is too close to tell.
        let silent = matches!(case.kind, FaultKind::Pause);
        for (found, truth) in judge(&timeline).claims.iter().zip(expected(&case, &fates)) {
            let verdict = if truth { Verdict::Confirmed } else { Verdict::Contradicted };
            // Who is looked at twice a second cannot be seen to have come back in a millisecond, nor not to have.
            let too_close = found.verdict == Verdict::Undetermined && found.reason.contains("too close to tell");
            prop_assert!(
                found.verdict == verdict || too_close || !settled || (silent && found.verdict == Verdict::Undetermined),
                "{} is {} in truth, and judged {}: {}", found.id, truth, found.verdict, found.reason
            );
        }
    }
}
