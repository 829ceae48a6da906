//! For how long a drill waits: for what is claimed to show, and for requests enough to judge by.

use super::{drill, redis_stops};
use crate::drill::goals::observe_bound;
use crate::drill::{FOR_REQUESTS, TIMED_HOLD};
use crate::judge::enough_for;
use crate::pack::claim;
use crate::plan::DrillPlan;
use crate::timeline::{Assertion, Event, Phase, Recorded, Thresholds};
use crate::words::{Impact, JourneyName, Span};
use crate::world::simulated::Quirks;

/// The plan with an alert that is this old at most when it speaks, and a claim that it notices
/// within a time.
fn alerting(resolution: Span, within: Option<Span>) -> DrillPlan {
    let mut plan = redis_stops();
    plan.detectors[0].resolution = resolution;
    for claim in &mut plan.claims {
        if let Assertion::DetectedBy(claim::DetectedBy { within: documented, .. }) =
            &mut claim.assertion
        {
            *documented = within;
        }
    }
    plan
}

#[test]
fn a_rule_that_waits_for_a_minute_is_waited_for_and_one_that_waits_for_an_hour_is_not() {
    let minute = Span::secs(61);
    assert!(observe_bound(&alerting(minute, None)) >= minute + minute);
    let plan = alerting(Span::secs(3_600), None);
    assert_eq!(observe_bound(&plan), plan.bounds.observe, "nobody waits for that");
    let documented = observe_bound(&alerting(Span::secs(3_600), Some(Span::secs(90))));
    assert!(
        documented >= Span::secs(90) && documented < Span::secs(100),
        "the document's own time: {documented}"
    );
}

#[test]
fn a_journey_that_is_made_seldom_is_watched_until_there_are_requests_enough() {
    let mut plan = redis_stops();
    for claim in &mut plan.claims {
        if let Assertion::JourneyImpact(claim::JourneyImpact { journey, .. }) = &claim.assertion {
            claim.assertion = Assertion::JourneyImpact(claim::JourneyImpact {
                journey: journey.clone(),
                expected: Impact::None,
            });
        }
    }
    plan.probes
        .iter_mut()
        .filter(|probe| probe.name.as_str() == "api")
        .for_each(|probe| probe.every = Span::millis(200));
    let drilled = drill(&plan, Quirks::default(), 1);
    let (from, to) = (drilled.began(Phase::Observe), drilled.began(Phase::Recover));
    let made = |recorded: &&Recorded| match &recorded.event {
        Event::Sample(sample) => {
            sample.probe.as_str() == "api" && sample.sent >= from && sample.answered <= to
        }
        _ => false,
    };
    let requests = drilled.events.iter().filter(made).count();
    assert!(
        requests >= enough_for(Thresholds::default().degraded_above),
        "{requests} requests, one each 200 ms"
    );
    assert!(to.since(from) < drilled_for(), "and no longer");
}

#[test]
fn what_is_said_to_get_slower_is_timed_longer_before_the_fault() {
    let steady = |plan: &DrillPlan| {
        let drilled = drill(plan, Quirks::default(), 1);
        drilled.began(Phase::Inject).since(drilled.began(Phase::Steady))
    };
    let plain = redis_stops();
    let mut slower = redis_stops();
    slower.claims[0].assertion =
        Assertion::Slower(claim::Slower { journey: JourneyName::parse("api").unwrap() });
    assert!(steady(&plain) < TIMED_HOLD && steady(&slower) >= TIMED_HOLD);
}

/// The watch, and what is added to it for requests at most.
fn drilled_for() -> Span {
    redis_stops().bounds.observe + FOR_REQUESTS
}
