//! firedrill is stopped for a while: what it did not see, it does not say.

use crate::judge::fixture::Record;
use crate::judge::fixture::scenarios::{all, disk_full, nginx_crashes, redis_stops, the_rest};
use crate::judge::{Drill, judge};
use crate::pack::claim;
use crate::timeline::{Assertion, Event, Timeline};
use crate::words::{Impact, Moment, Span, Verdict};

/// The same drill, of which nothing was heard from `from` on for `lasted` (milliseconds). The stack
/// goes on meanwhile. What was due then is sent when it is over, once for each probe, and is late.
fn stopped(record: Record, from: u64, lasted: u64) -> Timeline {
    let mut timeline = record.build();
    let [from, to] = [from, from + lasted].map(|ms| Moment::micros(ms * 1_000));
    let mut late: Vec<_> = Vec::new();
    timeline.events.retain_mut(|recorded| {
        let missed = recorded.at >= from && recorded.at < to;
        match &mut recorded.event {
            Event::Sample(sample) if missed && !late.contains(&sample.probe) => {
                late.push(sample.probe.clone());
                (recorded.at, sample.sent, sample.answered) = (to, to, to);
                true
            }
            Event::Sample(_) | Event::Watched(_) => !missed,
            // What the drill itself did, it does when it goes on.
            _ => {
                recorded.at = if missed { to } else { recorded.at };
                true
            }
        }
    });
    timeline.events.sort_by_key(|recorded| recorded.at);
    timeline.events.iter_mut().zip(1..).for_each(|(recorded, n)| recorded.n = n);
    timeline
}

fn found(drill: &Drill, id: &str) -> (Verdict, String) {
    let claim = drill.claims.iter().find(|claim| claim.id.as_str() == id).unwrap();
    (claim.verdict, claim.reason.clone())
}

/// The fault is at two seconds, the recovery at ten.
const WHILE_OBSERVED: (u64, u64) = (3_500, 3_000);

#[test]
fn what_rests_on_the_gap_is_left_open_and_what_was_seen_is_not() {
    let (from, lasted) = WHILE_OBSERVED;
    let drill = judge(&stopped(redis_stops("flask"), from, lasted));
    for id in ["impact.api.flask", "graceful.api.flask", "unaffected.flask"] {
        let (verdict, reason) = found(&drill, id);
        assert_eq!(verdict, Verdict::Undetermined, "{id}: {reason}");
        // Of what must not be amiss there are too few requests besides.
        assert!(
            reason.contains("was not seen well often enough")
                || reason.contains("firedrill was suspended or starved of CPU for 3.0 s")
                || reason.contains("was suspended or starved of CPU for 3 s"),
            "{reason}"
        );
    }
    for id in ["cascade.flask", "detected.health-check.flask", "recovery.flask"] {
        assert_eq!(found(&drill, id).0, Verdict::Confirmed, "{id}");
    }
    let lost = drill.lost_precision.unwrap();
    assert!(lost.unheard >= Span::millis(2_900) && lost.unheard < Span::millis(3_200), "{lost:?}");
    let evidence = &drill
        .claims
        .iter()
        .find(|claim| claim.id.as_str() == "unaffected.flask")
        .unwrap()
        .evidence;
    assert!(!evidence.is_empty(), "the events on both sides of the gap");
}

#[test]
fn a_lie_that_rests_on_the_gap_is_left_open_too() {
    let (from, lasted) = WHILE_OBSERVED;
    let lies: [(&str, Record); 3] = [
        (
            "impact.website.static",
            redis_stops("static").says("impact.website.static", |claim| {
                if let Assertion::JourneyImpact(claim::JourneyImpact { expected, .. }) = claim {
                    *expected = Impact::Outage;
                }
            }),
        ),
        ("detected.alert.static", redis_stops("static").forgets("redis-down")),
        (
            "recovery.static",
            redis_stops("static").says("recovery.static", |claim| {
                if let Assertion::Recovery(claim::Recovery { within, .. }) = claim {
                    *within = Some(Span::millis(10));
                }
            }),
        ),
    ];
    for (id, record) in lies {
        let (verdict, reason) = found(&judge(&stopped(record, from, lasted)), id);
        assert_eq!(verdict, Verdict::Undetermined, "{id}: {reason}");
    }
    let forgets = redis_stops("static").forgets("redis-down").build();
    assert_eq!(
        found(&judge(&forgets), "detected.alert.static").0,
        Verdict::Contradicted,
        "as long as firedrill ran"
    );
}

#[test]
fn a_gap_before_the_fault_or_after_all_has_stayed_costs_nothing() {
    // A detector that was asked once only before the fault was not seen quiet: the gap comes after
    // the second time.
    for from in [1_500, 13_900] {
        let drill =
            judge(&stopped(nginx_crashes("flask"), from, if from < 2_000 { 400 } else { 1_300 }));
        let found: Vec<_> =
            drill.claims.iter().map(|claim| (claim.id.to_string(), claim.verdict)).collect();
        assert!(
            found.iter().all(|(_, verdict)| *verdict == Verdict::Confirmed),
            "{from}: {found:?}"
        );
    }
}

/// True documents, stopped at any time for any time: never a contradiction.
#[test]
fn no_gap_contradicts_what_is_true() {
    let records =
        || all().into_iter().chain(the_rest()).filter(|(name, _)| !name.starts_with("disk"));
    assert!(
        records().count() > 10
            && judge(&disk_full("static").build()).verdict == Verdict::Contradicted
    );
    for lasted in [1_000, 2_500, 9_000, 60_000] {
        for from in (0..14_000).step_by(1_400) {
            for (name, record) in records() {
                let drill = judge(&stopped(record, from, lasted));
                let wrong: Vec<_> = drill
                    .claims
                    .iter()
                    .filter(|claim| claim.verdict == Verdict::Contradicted)
                    .collect();
                assert!(
                    wrong.is_empty(),
                    "{name}, stopped at {from} ms for {lasted} ms: {wrong:#?}"
                );
            }
        }
    }
}
