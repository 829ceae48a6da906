//! Silence: what a busy machine does to a healthy service, and a frozen one to everybody.

use super::{contradicts, not_confirmed};
use crate::judge::fixture::Record;
use crate::judge::fixture::scenarios::redis_stops;
use crate::judge::{EffectFound, judge};
use crate::observe::Observed;
use crate::timeline::{ActionKind, Event, Happening, Outcome};
use crate::words::{Impact, Span, Verdict};

#[test]
fn a_short_silence_is_told_and_is_no_fall() {
    let drill = judge(&redis_stops("flask").silent_once("pgbouncer.works", 1_000, 420).build());
    assert_eq!(not_confirmed(&drill), []);
    assert_eq!(drill.cascade.undocumented, []);
    let [EffectFound { what, text, documented: false, after: Some(after), evidence }] =
        drill.effects.as_slice()
    else {
        panic!("{:#?}", drill.effects);
    };
    assert_eq!(what, "pgbouncer");
    assert!(
        text.starts_with("pgbouncer gave no answer for 4") && text.ends_with("and then did again"),
        "{text}"
    );
    assert!(
        after.at_least() <= Span::millis(980) && Span::millis(980) <= after.at_most(),
        "{after}"
    );
    assert_eq!(evidence.len(), 3);
}

#[test]
fn a_long_silence_is_a_fall() {
    let record = redis_stops("flask").silent_once("pgbouncer.works", 1_000, 1_200);
    contradicts(record, "unaffected.flask", "pgbouncer after");
}

#[test]
fn one_refusal_in_a_silence_makes_it_a_fall() {
    let refused =
        |record: Record| record.fails_once("pgbouncer.works", 1_100, 60, "connection refused");
    let record = refused(redis_stops("flask")).silent_once("pgbouncer.works", 1_000, 420);
    contradicts(record, "unaffected.flask", "pgbouncer after");
}

#[test]
fn a_short_silence_of_a_journey_cannot_be_told_from_the_machines_and_a_long_one_can() {
    let silent = |ms: u64| judge(&redis_stops("static").silent_once("website", 1_000, ms).build());
    let drill = silent(600);
    let [(id, Verdict::Undetermined, reason)] = &not_confirmed(&drill)[..] else {
        panic!("one is open")
    };
    assert!(
        *id == "impact.website.static" && reason.contains("too close to tell"),
        "{id}: {reason}"
    );
    assert_eq!(silent(600).effects[0].what, "website");
    let long = silent(1_300);
    assert_eq!(
        long.impact.values().filter_map(|found| found.observed).max(),
        Some(Impact::Degraded)
    );
    assert_eq!(not_confirmed(&long)[0].0, "impact.website.static");
}

/// A service that is frozen answers nobody, and nothing dies.
#[test]
fn a_frozen_target_is_taken_hold_of_once_it_was_silent_for_a_second() {
    let mut timeline = redis_stops("static").build();
    timeline.events.retain(|recorded| !matches!(recorded.event, Event::Engine { .. }));
    for recorded in &mut timeline.events {
        if let Event::Sample(sample) = &mut recorded.event
            && sample.probe.as_str().starts_with("redis.")
            && !sample.outcome.is_ok()
        {
            sample.outcome = Outcome::Silent { symptom: "no answer within 250 ms".to_owned() };
        }
    }
    let mut observed = Observed::new(&timeline.header);
    let (mut begun, mut held) = (None, None);
    for recorded in &timeline.events {
        observed.apply(recorded);
        if let Event::Action { action: ActionKind::Fault, happening: Happening::Begun, .. } =
            recorded.event
        {
            begun = Some(recorded.at);
        }
        held = held.or_else(|| observed.taken_hold());
    }
    let waited = held.unwrap().since(begun.unwrap());
    assert!(waited >= Span::secs(1) && waited < Span::millis(1_200), "{waited}");
    for (n, recorded) in (1..).zip(&mut timeline.events) {
        recorded.n = n;
    }
    let drill = judge(&timeline);
    assert_eq!(not_confirmed(&drill), []);
    assert_eq!(drill.effects, []);
}
