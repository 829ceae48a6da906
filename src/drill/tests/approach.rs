//! A fault that is brought near step by step first, so that a warning can come before it.

use super::{claim, drill, redis_stops};
use crate::drill::Ending;
use crate::pack::claim::Warned;
use crate::pack::{Bounds, FaultKind, Run, Step};
use crate::plan::DrillPlan;
use crate::timeline::{ActionKind, Event, Phase};
use crate::words::{DetectorKind, Span};
use crate::world::simulated::Quirks;

/// Redis stops by a fault of commands that a warning is claimed to notice in advance.
pub(super) fn warned_of() -> DrillPlan {
    let step = |run: &str| Step { container: "droplet".into(), run: run.to_owned() };
    let mut plan = redis_stops();
    plan.fault.kind = FaultKind::Run(Run(vec![step("certificate over")]));
    plan.fault.undo = vec![step("certificate restore")];
    plan.approach = vec![step("certificate 31"), step("certificate 29")];
    plan.claims.pop();
    plan.claims.push(claim(3, Warned { detector: DetectorKind::Alert, days: 30 }));
    plan
}

#[test]
fn a_fault_that_is_warned_of_comes_near_first_and_what_is_left_of_it_is_taken_back() {
    let drilled = drill(&warned_of(), Quirks::default(), 1);
    assert_eq!(drilled.ending, Ending::Complete);
    assert_eq!(
        drilled.phases(),
        [
            Phase::Steady,
            Phase::Approach,
            Phase::Inject,
            Phase::Observe,
            Phase::Watch,
            Phase::Recover,
            Phase::Hold,
            Phase::Settle,
            Phase::Done
        ]
    );
    assert_eq!(drilled.acts(), "aafru");
    let alert = warned_of().detectors[0].clone();
    let noticed = drilled.events.iter().find_map(|recorded| match &recorded.event {
        Event::Watched(watched) if watched.says.is_noticed() => Some(watched.sent),
        _ => None,
    });
    let second = drilled.acts_begun(ActionKind::Approach)[1];
    assert!(noticed.unwrap() > second, "the first step is not near enough");
    let first = drilled.acts_begun(ActionKind::Approach)[0];
    assert!(
        second.since(first) >= alert.resolution + alert.every,
        "long enough for a warning that comes too early"
    );
    assert!(drilled.took < Span::secs(20), "no bound was waited out: {}", drilled.took);
}

#[test]
fn a_warning_that_does_not_come_is_not_waited_for_for_ever() {
    let drilled = drill(&warned_of(), Quirks { warning_fails: true, ..Quirks::default() }, 1);
    assert_eq!((drilled.ending.clone(), drilled.acts()), (Ending::Complete, "aafru".to_owned()));
    let waited = drilled.began(Phase::Inject).since(drilled.acts_begun(ActionKind::Approach)[1]);
    assert!(waited >= Bounds::default().observe, "{waited}");
}

#[test]
fn ctrl_c_while_the_fault_comes_near_takes_it_back() {
    let whole = drill(&warned_of(), Quirks::default(), 3);
    let at = whole.began(Phase::Approach) + Span::millis(500);
    let drilled = drill(&warned_of(), Quirks { interrupted_at: vec![at], ..Quirks::default() }, 3);
    assert_eq!((drilled.ending.clone(), drilled.acts()), (Ending::Interrupted, "au".to_owned()));
}
