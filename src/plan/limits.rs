//! A plan for where not all of it can be seen or done: a project that is up already, and is
//! somebody else's, or a stack of firedrill's own without an agent in its droplet. What cannot be
//! is known before anything is broken: a claim that rests on it is out of reach, and a drill whose
//! fault cannot be injected there, or could not be seen, does not begin.

use super::DrillPlan;
use crate::pack::claim::RestsOn;
use crate::pack::{Claim, Foreign, Pack, Reach, Runs};
use crate::timeline::{OutOfReach, ProbeInfo, ProbeSubject};
use crate::words::{DetectorName, ProbeName, ServiceName};
use std::collections::BTreeMap;

/// What cannot be seen or asked, each with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Probes that have no way.
    pub probes: BTreeMap<ProbeName, String>,
    /// Detectors that cannot be asked.
    pub detectors: BTreeMap<DetectorName, String>,
    /// Documented commands, word for word, that cannot be run.
    pub commands: BTreeMap<String, String>,
    /// Services whose containers must not be frozen.
    pub unfrozen: BTreeMap<ServiceName, String>,
    /// Why nothing can be done in a droplet of firedrill's own, where nothing can.
    pub droplet: Option<String>,
}

impl DrillPlan {
    /// The same drill in somebody else's project, as far as it goes within these limits.
    #[must_use]
    pub fn within(self, limits: &Limits, pack: &Pack) -> Self {
        let not_injected = not_injected(&self, limits, pack);
        self.limited(limits, not_injected)
    }

    /// The same drill on a stack of firedrill's own, as far as it goes within these limits:
    /// anything may be broken there.
    #[must_use]
    pub fn on_our_own(self, limits: &Limits, pack: &Pack) -> Self {
        let not_injected = unreached_process(&self, limits, pack);
        self.limited(limits, not_injected)
    }

    fn limited(mut self, limits: &Limits, not_injected: Option<String>) -> Self {
        let not_here = self.not_here.take().or(not_injected).or_else(|| not_seen(&self, limits));
        let why = |claim: &Claim| not_here.clone().or_else(|| out_of_reach(&self, limits, claim));
        let claims = self.claims.iter();
        let known = |claim: &&Claim| self.out_of_reach.iter().all(|out| out.claim != claim.id);
        let out = claims.filter(known);
        let out =
            out.filter_map(|claim| Some(OutOfReach { claim: claim.id.clone(), why: why(claim)? }));
        let out: Vec<OutOfReach> = out.collect();
        self.out_of_reach.extend(out);
        self.not_here = not_here;
        let seen = |name: &ProbeName| !limits.probes.contains_key(name);
        self.probes.retain(|probe| seen(&probe.name));
        self.close.retain(|close| seen(&close.probe));
        self.detectors.retain(|detector| !limits.detectors.contains_key(&detector.name));
        if self.commands.iter().any(|line| limits.commands.contains_key(line)) {
            self.commands.clear();
        }
        self
    }
}

/// Why a fault is not injected into somebody else's containers: only what breaks whole containers,
/// and can be put back without a command of the pack's own, is done there.
fn not_injected(plan: &DrillPlan, limits: &Limits, pack: &Pack) -> Option<String> {
    let fault = &plan.fault;
    let foreign = fault.kind.as_kind().foreign();
    let script = if let Foreign::Command(step) = foreign { Some(step) } else { None };
    if let Some(step) = script.or_else(|| fault.undo.first()).or_else(|| plan.approach.first()) {
        return Some(format!(
            "it takes a command of the pack's own ({step}), and none is run in somebody else's \
             project"
        ));
    }
    match foreign {
        Foreign::Never(why) => return Some(why.to_owned()),
        Foreign::Breaks { freezes: true, .. } => {
            if let Some(why) = fault.targets.iter().find_map(|target| limits.unfrozen.get(target)) {
                return Some(why.clone());
            }
        }
        Foreign::Breaks { freezes: false, .. } | Foreign::Command(_) => {}
    }
    fault.targets.iter().find_map(|target| {
        match pack.service(target).map(|service| &service.runs) {
            Some(Runs::Container(_)) => None,
            Some(Runs::Process(process)) => Some(format!(
                "{target} is the process {process} in a container, and only whole \
                 containers are broken here"
            )),
            Some(Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere) | None => {
                Some(format!("{target} has no container of its own"))
            }
        }
    })
}

/// Why nothing is done to a process in the droplet, where nobody is there to do it.
fn unreached_process(plan: &DrillPlan, limits: &Limits, pack: &Pack) -> Option<String> {
    let why = limits.droplet.as_ref()?;
    let kind = plan.fault.kind.as_kind();
    let by_agent = |target: &&ServiceName| {
        pack.service(target).is_some_and(|service| kind.reach(&service.runs) == Ok(Reach::Agent))
    };
    let target = plan.fault.targets.iter().find(by_agent)?;
    Some(format!("{target} is a process in the droplet, where nothing can be done to it: {why}"))
}

/// Why it could not be told whether the fault has taken hold.
fn not_seen(plan: &DrillPlan, limits: &Limits) -> Option<String> {
    let blind = |target: &ServiceName| {
        let mut whys = of_service(plan, target).map(|probe| limits.probes.get(&probe.name));
        let first = whys
            .next()
            .map_or(Some("the pack has no probe of it"), |why| why.map(String::as_str))?;
        whys.all(|why| why.is_some()).then(|| format!("{target} cannot be seen to fail: {first}"))
    };
    plan.fault.targets.iter().find_map(blind)
}

fn out_of_reach(plan: &DrillPlan, limits: &Limits, claim: &Claim) -> Option<String> {
    claim.as_kind().rests_on().into_iter().find_map(|needed| missing(plan, limits, needed))
}

/// Why something that a claim rests on is not there.
fn missing(plan: &DrillPlan, limits: &Limits, needed: RestsOn<'_>) -> Option<String> {
    let unasked = |name: &DetectorName| {
        Some(format!("{name} cannot be asked: {}", limits.detectors.get(name)?))
    };
    match needed {
        RestsOn::Journey(journey) => {
            let why = limits.probes.get(&ProbeName::of_journey(journey))?;
            Some(format!("the journey {journey} cannot be made: {why}"))
        }
        RestsOn::Service(service) => unseen(plan, limits, service),
        RestsOn::EveryProbe => some_unseen(plan, limits),
        RestsOn::Detectors(kind) => {
            let mut of_kind = plan.detectors.iter().filter(|detector| detector.kind == kind);
            of_kind.find_map(|detector| unasked(&detector.name))
        }
        RestsOn::Detector(name) => unasked(name),
        RestsOn::Command(line) => {
            Some(format!("'{line}' cannot be run here: {}", limits.commands.get(line)?))
        }
    }
}

fn of_service<'p>(
    plan: &'p DrillPlan,
    service: &'p ServiceName,
) -> impl Iterator<Item = &'p ProbeInfo> {
    plan.probes.iter().filter(move |probe| probe.subject == ProbeSubject::Service(service.clone()))
}

/// A service that is looked at in one way only could fail in the other.
fn unseen(plan: &DrillPlan, limits: &Limits, service: &ServiceName) -> Option<String> {
    of_service(plan, service)
        .find_map(|probe| Some(format!("{}: {}", probe.name, limits.probes.get(&probe.name)?)))
}

fn some_unseen(plan: &DrillPlan, limits: &Limits) -> Option<String> {
    let unseen: Vec<&ProbeInfo> =
        plan.probes.iter().filter(|one| limits.probes.contains_key(&one.name)).collect();
    let why = limits.probes.get(&unseen.first()?.name)?;
    Some(format!(
        "not everything can be seen: {} of {} probes have no way ({why})",
        unseen.len(),
        plan.probes.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::super::{Choice, plan};
    use super::*;
    use crate::pack::{FaultKind, Kill, PackFiles, Pause, Run, Swap, read};

    fn small() -> Pack {
        let files = PackFiles::from_iter([
            ("pack.yaml", include_str!("../pack/fixture/pack.yaml")),
            ("compose.yaml", include_str!("../pack/fixture/compose.yaml")),
            ("failures.md", include_str!("../pack/fixture/failures.md")),
            ("cache-stops.yaml", include_str!("../pack/fixture/cache-stops.yaml")),
        ]);
        read(&files).unwrap()
    }

    /// The drill in the profile that has the shop.
    fn cache_stops(pack: &Pack) -> DrillPlan {
        plan(pack, &Choice::default()).unwrap().stacks.remove(1).drills.remove(0)
    }

    fn reasons(plan: &DrillPlan) -> BTreeMap<&str, &str> {
        plan.out_of_reach.iter().map(|one| (one.claim.as_str(), one.why.as_str())).collect()
    }

    fn probe(name: &str) -> ProbeName {
        serde_json::from_value(name.into()).unwrap()
    }

    #[test]
    fn without_limits_a_plan_stays_as_it_is() {
        let pack = small();
        let (before, after) =
            (cache_stops(&pack), cache_stops(&pack).within(&Limits::default(), &pack));
        assert_eq!(
            (after.probes, after.commands, after.not_here),
            (before.probes, before.commands, None)
        );
        assert!(after.out_of_reach.is_empty());
    }

    #[test]
    fn what_rests_on_something_unseen_is_out_of_reach_and_the_rest_is_not() {
        let pack = small();
        let mut limits = Limits::default();
        limits.probes.insert(probe("buy"), "no authority".to_owned());
        limits.commands.insert("docker restart cache".to_owned(), "no shell".to_owned());
        let plan = cache_stops(&pack).within(&limits, &pack);
        let names: Vec<&str> = plan.out_of_reach.iter().map(|one| one.claim.as_str()).collect();
        assert_eq!(
            names,
            [
                "impact.buy.shop",
                "slower.buy.shop",
                "recovery.shop",
                "graceful.buy.shop",
                "unaffected.shop"
            ]
        );
        assert!(plan.not_here.is_none() && plan.commands.is_empty());
        assert!(plan.probes.iter().all(|one| one.name != probe("buy")) && !plan.probes.is_empty());
        assert_eq!(
            reasons(&plan)["recovery.shop"],
            "'docker restart cache' cannot be run here: no shell"
        );
    }

    #[test]
    fn a_service_that_is_seen_in_part_is_not_judged_and_a_detector_that_cannot_be_asked_is_not() {
        let pack = small();
        let mut limits = Limits::default();
        limits.probes.insert(probe("shop.works"), "not published".to_owned());
        limits.detectors.insert(DetectorName::parse("cache-ping").unwrap(), "no shell".to_owned());
        let plan = cache_stops(&pack).within(&limits, &pack);
        assert_eq!(reasons(&plan)["cascade.shop"], "shop.works: not published");
        assert_eq!(
            reasons(&plan)["detected.health-check.shop"],
            "cache-ping cannot be asked: no shell"
        );
        assert!(plan.detectors.is_empty());
    }

    #[test]
    fn a_container_that_docker_looks_into_is_not_frozen() {
        let pack = small();
        let mut limits = Limits::default();
        limits
            .unfrozen
            .insert(ServiceName::parse("cache").unwrap(), "it has a health check".to_owned());
        let with = |kind| {
            let mut plan = cache_stops(&pack);
            (plan.fault.kind, plan.fault.undo) = (kind, Vec::new());
            plan.within(&limits, &pack).not_here
        };
        assert_eq!(with(FaultKind::Pause(Pause)).as_deref(), Some("it has a health check"));
        assert_eq!(with(FaultKind::Kill(Kill)), None);
    }

    #[test]
    fn on_a_stack_of_ones_own_anything_is_broken_but_a_process_that_nobody_is_there_to_kill() {
        let pack = small();
        let of_process = || {
            let mut plan = cache_stops(&pack);
            plan.fault.targets = vec![ServiceName::parse("nginx").unwrap()];
            plan
        };
        assert_eq!(of_process().on_our_own(&Limits::default(), &pack).not_here, None);
        let limits = Limits { droplet: Some("no agent".to_owned()), ..Limits::default() };
        let not_here = of_process().on_our_own(&limits, &pack).not_here;
        assert_eq!(
            not_here.as_deref(),
            Some("nginx is a process in the droplet, where nothing can be done to it: no agent")
        );
        assert_eq!(cache_stops(&pack).on_our_own(&limits, &pack).not_here, None);
    }

    #[test]
    fn what_was_out_of_reach_before_stays_so_with_its_reason() {
        let pack = small();
        let because = |why: &str| {
            let mut limits = Limits::default();
            limits.commands.insert("docker restart cache".to_owned(), why.to_owned());
            limits
        };
        let mut plan = cache_stops(&pack).within(&because("first"), &pack);
        plan.commands = vec!["docker restart cache".to_owned()];
        let plan = plan.on_our_own(&because("second"), &pack);
        assert_eq!(
            reasons(&plan)["recovery.shop"],
            "'docker restart cache' cannot be run here: first"
        );
        assert_eq!(plan.out_of_reach.len(), 1);
    }

    type Alter = fn(&mut crate::pack::Fault);

    #[test]
    fn a_drill_whose_fault_would_not_be_seen_or_is_none_for_somebody_elses_containers_does_not_begin()
     {
        let pack = small();
        let mut limits = Limits::default();
        limits.probes.insert(probe("cache.alive"), "not published".to_owned());
        let blind = cache_stops(&pack).within(&limits, &pack);
        assert_eq!(blind.not_here.as_deref(), Some("cache cannot be seen to fail: not published"));
        assert_eq!(blind.out_of_reach.len(), blind.claims.len());

        let step =
            |run: &str| crate::pack::Step { container: "server".into(), run: run.to_owned() };
        let faults: [(Alter, &str); 4] = [
            (|fault| fault.kind = FaultKind::Swap(Swap), "no other addresses"),
            (
                |fault| fault.targets = vec![ServiceName::parse("nginx").unwrap()],
                "only whole containers",
            ),
            (|fault| fault.undo = Vec::new(), ""),
            (|fault| fault.kind = FaultKind::Run(Run(Vec::new())), "it does nothing"),
        ];
        for (change, says) in faults {
            let mut plan = cache_stops(&pack);
            change(&mut plan.fault);
            let not_here = plan.within(&Limits::default(), &pack).not_here;
            assert_eq!(
                not_here.as_deref().is_some_and(|why| why.contains(says)),
                !says.is_empty(),
                "{not_here:?}"
            );
        }
        let mut undone = cache_stops(&pack);
        undone.fault.undo = vec![step("fill 0")];
        assert!(
            undone.within(&Limits::default(), &pack).not_here.unwrap().contains("fill 0 in server")
        );
    }
}
