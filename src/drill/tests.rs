//! The machine over the simulated world: the order of phases, acts that fail or hang, Ctrl-C in
//! every phase.

mod approach;
mod stopped;
mod trouble;
mod waits;

use super::{Drill, Ending, drive};
use crate::pack::claim::{Cascade, DetectedBy, JourneyImpact};
use crate::pack::{Bounds, Fault, FaultKind, Kill};
use crate::plan::{Close, DrillPlan, Withhold};
use crate::timeline::{
    ActionKind, Assertion, Claim, DetectorInfo, DocumentInfo, Event, Happening, Header, Phase,
    ProbeAspect, ProbeInfo, ProbeSubject, Recorded, SCHEMA_VERSION, Thresholds,
};
use crate::topology::{Dependency, DependencyKind, Topology};
use crate::words::{
    DetectorKind, DetectorName, Impact, JourneyName, Moment, ProbeName, ProfileName, RunId,
    ScenarioId, ServiceName, Span,
};
use crate::world::Act;
use crate::world::simulated::{Quirks, Simulated, Trouble};
use proptest::prelude::*;

fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).unwrap()
}

fn probe(subject: ProbeSubject, through: &[&str]) -> ProbeInfo {
    let name = match &subject {
        ProbeSubject::Service(service) => ProbeName::of_service(service, "works"),
        ProbeSubject::Journey(journey) => ProbeName::of_journey(journey),
    };
    ProbeInfo {
        name,
        subject,
        aspect: ProbeAspect::Works,
        how: String::new(),
        every: Span::millis(50),
        resolution: Span::ZERO,
        through: through.iter().map(|name| service(name)).collect(),
    }
}

fn claim(line: u32, says: impl Into<Assertion>) -> Claim {
    let assertion = says.into();
    let id = assertion.as_kind().id(&ProfileName::parse("flask").unwrap());
    Claim { id, text: String::new(), line, assertion }
}

/// Redis stops under an application that depends on it, and an alert watches it.
fn redis_stops() -> DrillPlan {
    let api = JourneyName::parse("api").unwrap();
    let of = |name| probe(ProbeSubject::Service(service(name)), &[]);
    DrillPlan {
        scenario: ScenarioId::parse("redis-stops").unwrap(),
        title: "Redis stops".to_owned(),
        line: 1,
        profile: ProfileName::parse("flask").unwrap(),
        fault: Fault {
            targets: vec![service("redis")],
            kind: FaultKind::Kill(Kill),
            undo: Vec::new(),
        },
        approach: Vec::new(),
        early: None,
        starts: Vec::new(),
        commands: vec!["docker restart enterprisescanner_redis".to_owned()],
        bounds: Bounds::default(),
        claims: vec![
            claim(1, JourneyImpact { journey: api.clone(), expected: Impact::Outage }),
            claim(2, Cascade { services: vec![service("flask").into()], ordered: false }),
            claim(3, DetectedBy { detector: DetectorKind::Alert, within: None }),
        ],
        probes: vec![of("redis"), of("flask"), probe(ProbeSubject::Journey(api), &["flask"])],
        close: vec![Close {
            probe: ProbeName::of_service(&service("redis"), "works"),
            every: Span::millis(5),
            from: Phase::Inject,
        }],
        detectors: vec![DetectorInfo {
            name: DetectorName::parse("redis-down").unwrap(),
            kind: DetectorKind::Alert,
            watches: service("redis"),
            how: "alert RedisDown".to_owned(),
            every: Span::millis(100),
            resolution: Span::secs(1),
            renewed: Span::millis(500),
            settings: String::new(),
        }],
        control: Withhold::Never,
        dependencies: Vec::new(),
        unprobed: Vec::new(),
        out_of_reach: Vec::new(),
        not_here: None,
    }
}

fn header(plan: &DrillPlan) -> Header {
    Header {
        schema_version: SCHEMA_VERSION,
        tool: String::new(),
        run: RunId::parse("20261124-074512-a3f0").unwrap(),
        pack: "test".to_owned(),
        scenario: plan.scenario.clone(),
        title: plan.title.clone(),
        profile: plan.profile.clone(),
        targets: plan.fault.targets().to_vec(),
        effects: Vec::new(),
        dependencies: Vec::new(),
        started_at: String::new(),
        engine: "simulated".to_owned(),
        document: DocumentInfo { path: String::new(), sha256: String::new() },
        line: plan.line,
        images: Vec::new(),
        stand_ins: Vec::new(),
        thresholds: Thresholds::default(),
        probes: plan.probes.clone(),
        detectors: plan.detectors.clone(),
        claims: plan.claims.clone(),
        out_of_reach: plan.out_of_reach.clone(),
        unprobed: Vec::new(),
        known_control: None,
    }
}

/// What came of a drill.
struct Drilled {
    ending: Ending,
    events: Vec<Recorded>,
    acts: Vec<Act>,
    took: Span,
    /// How it was with the worst of the services at the end, in truth.
    worst: Impact,
}

impl Drilled {
    fn phases(&self) -> Vec<Phase> {
        let phase = |recorded: &Recorded| match recorded.event {
            Event::Phase { phase, .. } => Some(phase),
            _ => None,
        };
        self.events.iter().filter_map(phase).collect()
    }

    /// The acts, shortly: a(pproach), f(ault), s(tart), r(ecovery), u(ndo).
    fn acts(&self) -> String {
        let short = |act: &Act| match act.kind() {
            ActionKind::Approach => 'a',
            ActionKind::Fault => 'f',
            ActionKind::Recovery => 'r',
            ActionKind::Undo => 'u',
            ActionKind::Question => 'q',
            ActionKind::Start => 's',
        };
        self.acts.iter().map(short).collect()
    }

    /// When acts of a kind were begun.
    fn acts_begun(&self, kind: ActionKind) -> Vec<Moment> {
        let begun = |recorded: &Recorded| match &recorded.event {
            Event::Action { action, happening: Happening::Begun, .. } if *action == kind => {
                Some(recorded.at)
            }
            _ => None,
        };
        self.events.iter().filter_map(begun).collect()
    }

    fn began(&self, wanted: Phase) -> Moment {
        let is_it = |recorded: &&Recorded| matches!(recorded.event, Event::Phase { phase, .. } if phase == wanted);
        self.events.iter().find(is_it).unwrap().at
    }
}

fn fails(why: &str) -> Trouble {
    Trouble::Fails(why.to_owned())
}

fn drill(plan: &DrillPlan, quirks: Quirks, seed: u64) -> Drilled {
    drill_until(plan, quirks, seed, |_| Ok(()))
}

fn drill_until(
    plan: &DrillPlan,
    quirks: Quirks,
    seed: u64,
    mut disk: impl FnMut(u64) -> Result<(), Ending>,
) -> Drilled {
    let topology = Topology::new(vec![Dependency::new(
        service("flask"),
        DependencyKind::Hard,
        service("redis"),
    )]);
    let mut world = Simulated::plain(&topology, plan, quirks, seed);
    let (mut drill, begin) = Drill::begin(plan.clone(), &header(plan));
    let mut events = Vec::new();
    let drive = drive(&mut world, &mut drill, begin, |recorded, _| {
        events.push(recorded.clone());
        disk(recorded.n)
    });
    let ended = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(drive);
    let ending = ended.unwrap_or_else(|error| error);
    let took = events.last().map_or(Span::ZERO, |last| last.at.since(Moment::START));
    let end = events.last().map_or(Moment::START, |last| last.at);
    let truth = |name| world.truth(&service(name), end).serves.impact();
    let worst = truth("redis").max(truth("flask"));
    Drilled { ending, events, acts: world.acts, took, worst }
}

#[test]
fn a_drill_goes_through_its_phases_and_ends_on_what_it_sees() {
    let drilled = drill(&redis_stops(), Quirks::default(), 1);
    assert_eq!(drilled.ending, Ending::Complete);
    assert_eq!(
        drilled.phases(),
        [
            Phase::Steady,
            Phase::Inject,
            Phase::Observe,
            Phase::Watch,
            Phase::Recover,
            Phase::Hold,
            Phase::Settle,
            Phase::Done
        ]
    );
    assert_eq!(drilled.acts(), "fr");
    assert!(drilled.took < Span::secs(16), "no bound was waited out: {}", drilled.took);
}

#[test]
fn the_same_seed_gives_the_same_drill() {
    let (one, two) =
        (drill(&redis_stops(), Quirks::default(), 7), drill(&redis_stops(), Quirks::default(), 7));
    assert_eq!(one.events, two.events);
    assert_ne!(one.events, drill(&redis_stops(), Quirks::default(), 8).events);
}

#[test]
fn nothing_is_injected_without_a_steady_state() {
    let mut plan = redis_stops();
    // A probe that the world does not know never answers.
    plan.probes.push(probe(ProbeSubject::Service(service("ghost")), &[]));
    let known = DrillPlan { probes: plan.probes[..3].to_vec(), ..plan.clone() };
    let mut world = Simulated::plain(&Topology::default(), &known, Quirks::default(), 1);
    let (mut machine, begin) = Drill::begin(plan.clone(), &header(&plan));
    let drive = drive(&mut world, &mut machine, begin, |_, _| Ok::<(), ()>(()));
    let ending =
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(drive).unwrap();
    assert_eq!(
        ending,
        Ending::NoSteadyState { waiting_for: vec!["ghost.works (it never answered)".to_owned()] }
    );
    assert!(world.acts.is_empty());
}

#[test]
fn a_fault_that_fails_or_changes_nothing_is_taken_back() {
    let fails = Quirks { inject: Some(fails("no such container")), ..Quirks::default() };
    let drilled = drill(&redis_stops(), fails, 1);
    assert_eq!(drilled.ending, Ending::NotInjected { why: "no such container".to_owned() });
    assert_eq!(drilled.acts(), "fu");

    let drilled =
        drill(&redis_stops(), Quirks { inject_is_harmless: true, ..Quirks::default() }, 1);
    assert!(
        matches!(drilled.ending, Ending::NotInjected { ref why } if why.contains("no target")),
        "{:?}",
        drilled.ending
    );
    assert_eq!(drilled.acts(), "fu");
}

#[test]
fn a_recovery_that_fails_or_hangs_is_followed_by_our_own_undo_and_the_stack_settles() {
    for quirks in [
        Quirks { command: Some(fails("no such container")), ..Quirks::default() },
        Quirks { command: Some(Trouble::Hangs), ..Quirks::default() },
    ] {
        let drilled = drill(&redis_stops(), quirks, 1);
        assert_eq!(drilled.ending, Ending::Complete);
        assert_eq!(drilled.acts(), "fru");
    }
}

#[test]
fn what_is_claimed_and_never_shows_ends_the_phase_at_its_bound() {
    let mut plan = redis_stops();
    plan.claims.push(claim(4, Cascade { services: vec![service("nginx").into()], ordered: false }));
    let drilled = drill(&plan, Quirks::default(), 1);
    assert_eq!(drilled.ending, Ending::Complete);
    let observed = drilled.began(Phase::Recover).since(drilled.began(Phase::Observe));
    assert!(observed >= Bounds::default().observe, "{observed}");
}

#[test]
fn ctrl_c_ends_the_drill_in_every_phase_and_takes_back_what_was_done() {
    let whole = drill(&redis_stops(), Quirks::default(), 3);
    for phase in [Phase::Steady, Phase::Inject, Phase::Observe, Phase::Recover, Phase::Settle] {
        let at = whole.began(phase) + Span::micros(1);
        let drilled =
            drill(&redis_stops(), Quirks { interrupted_at: vec![at], ..Quirks::default() }, 3);
        assert_eq!(drilled.ending, Ending::Interrupted, "in {phase}");
        assert_eq!(
            drilled.acts().ends_with('u'),
            phase != Phase::Steady,
            "in {phase}: {}",
            drilled.acts()
        );
        assert!(drilled.took < at.since(Moment::START) + Span::millis(600), "in {phase}: at once");
    }
}

#[test]
fn a_second_ctrl_c_does_not_wait_for_the_undo() {
    let whole = drill(&redis_stops(), Quirks::default(), 3);
    let at = whole.began(Phase::Observe) + Span::millis(1);
    let twice = Quirks { interrupted_at: vec![at, at + Span::micros(5)], ..Quirks::default() };
    let drilled = drill(&redis_stops(), twice, 3);
    assert_eq!(drilled.ending, Ending::Interrupted);
    assert_eq!(drilled.took, at.since(Moment::START) + Span::micros(5));
}

#[test]
fn a_lost_engine_ends_the_drill() {
    let drilled = drill(
        &redis_stops(),
        Quirks { lost_at: Some(Moment::micros(2_000_000)), ..Quirks::default() },
        1,
    );
    assert!(matches!(drilled.ending, Ending::Lost { .. }));
}

#[test]
fn a_timeline_that_cannot_be_written_ends_the_drill_as_ctrl_c_does() {
    let whole = drill(&redis_stops(), Quirks::default(), 3);
    let injected = whole
        .events
        .iter()
        .find(|event| matches!(event.event, Event::Phase { phase: Phase::Observe, .. }))
        .unwrap()
        .n;
    let full = Ending::Lost { why: "no space left on device".to_owned() };
    let drilled = drill_until(&redis_stops(), Quirks::default(), 3, |n| {
        if n > injected { Err(full.clone()) } else { Ok(()) }
    });
    assert_eq!(drilled.ending, full);
    assert!(drilled.acts().ends_with('u'), "{}", drilled.acts());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever happens and whenever, a drill ends, events are numbered without gaps in the order
    /// of time, and what was injected is recovered or taken back unless the engine is gone or a
    /// second Ctrl-C did not wait.
    #[test]
    fn every_drill_ends_and_leaves_no_fault(
        seed: u64,
        interrupts in prop::collection::vec(0..8_000_000_u64, 0..2),
        inject_fails: bool,
        harmless: bool,
        command in 0..3_u8,
    ) {
        let quirks = Quirks {
            inject: if inject_fails { Some(fails("refused")) } else { None },
            inject_is_harmless: harmless,
            command: [None, Some(fails("refused")), Some(Trouble::Hangs)][usize::from(command)].clone(),
            interrupted_at: interrupts.into_iter().map(Moment::micros).collect(),
            ..Quirks::default()
        };
        let drilled = drill(&redis_stops(), quirks, seed);
        prop_assert!(drilled.events.iter().zip(1..).all(|(event, n)| event.n == n));
        prop_assert!(drilled.events.is_sorted_by_key(|event| event.at));
        if drilled.acts().contains('f') {
            let recovered = command == 0 && drilled.ending == Ending::Complete;
            prop_assert!(recovered || drilled.acts().ends_with('u'), "{:?} after {}", drilled.ending, drilled.acts());
        }
    }
}
