//! What a machine without time to spare does to verdicts: harm cannot be told from want of time, its absence can.

use super::drills::{disk_full, nginx_crashes, postgresql_stops, redis_stops};
use super::record::{Record, service};
use super::{Drill, judge};
use crate::timeline::{Assertion, Event, Timeline};
use crate::words::{Impact, Span, Verdict};

/// One look in ten is held up.
fn busy(record: Record) -> Timeline {
    let mut timeline = record.build();
    for event in &mut timeline.events {
        if let Event::Sample(sample) = &mut event.event
            && event.n.is_multiple_of(10)
        {
            sample.scheduled = sample.scheduled - Span::millis(40);
        }
    }
    timeline
}

fn verdict(drill: &Drill, id: &str) -> (Verdict, String) {
    let claim = drill.claims.iter().find(|claim| claim.id.as_str() == id).unwrap();
    (claim.verdict, claim.reason.clone())
}

#[test]
fn what_is_confirmed_stays_confirmed() {
    for record in [nginx_crashes("flask"), postgresql_stops("flask"), redis_stops("flask")] {
        assert_eq!(judge(&busy(record)).verdict, Verdict::Confirmed);
    }
}

#[test]
fn a_recovery_that_took_too_long_is_left_open() {
    let quick = |claim: &mut Assertion| {
        *claim = Assertion::Recovery {
            prose: false,
            commands: vec!["systemctl restart nginx".to_owned()],
            within: Some(Span::millis(10)),
        };
    };
    let record = || nginx_crashes("static").says("recovery.static", quick);
    assert_eq!(verdict(&judge(&record().build()), "recovery.static").0, Verdict::Contradicted);
    let (verdict, reason) = verdict(&judge(&busy(record())), "recovery.static");
    assert_eq!(verdict, Verdict::Undetermined);
    assert!(reason.contains("too busy to tell") && reason.contains("documented 10 ms"), "{reason}");
}

#[test]
fn a_journey_that_fared_worse_is_left_open_and_one_that_fared_better_is_not() {
    let says = |impact: Impact| {
        move |claim: &mut Assertion| {
            if let Assertion::Impact { expected, .. } = claim {
                *expected = impact;
            }
        }
    };
    let worse = redis_stops("flask").says("impact.api.flask", says(Impact::None));
    assert_eq!(verdict(&judge(&busy(worse)), "impact.api.flask").0, Verdict::Undetermined);
    let better = postgresql_stops("static").says("impact.website.static", says(Impact::Outage));
    assert_eq!(verdict(&judge(&busy(better)), "impact.website.static").0, Verdict::Contradicted);
}

#[test]
fn a_named_service_that_stayed_well_is_contradicted_all_the_same() {
    let named = |claim: &mut Assertion| {
        if let Assertion::Cascade { services, .. } = claim {
            services.push(service("grafana").into());
        }
    };
    let record = redis_stops("static").says("cascade.static", named);
    assert_eq!(verdict(&judge(&busy(record)), "cascade.static").0, Verdict::Contradicted);
}

/// Of a machine with this load, one look is held up.
fn loaded(record: Record, thousandths: u64) -> Timeline {
    let mut timeline = record.loaded(thousandths).build();
    let late = timeline.events.iter_mut().filter(|recorded| recorded.at.as_micros() > 4_000_000);
    let sample = late.into_iter().find_map(|recorded| match &mut recorded.event {
        Event::Sample(sample) => Some(sample),
        _ => None,
    });
    let sample = sample.unwrap();
    sample.scheduled = sample.scheduled - Span::millis(40);
    timeline
}

#[test]
fn a_machine_without_time_to_spare_leaves_harm_open_and_one_that_is_merely_at_work_does_not() {
    let record = || redis_stops("flask").fails("nginx.works", 900, "HTTP 500");
    let unaffected = |thousandths: u64| verdict(&judge(&loaded(record(), thousandths)), "unaffected.flask");
    assert_eq!(unaffected(900).0, Verdict::Contradicted);
    let (found, reason) = unaffected(985);
    assert_eq!(found, Verdict::Undetermined, "{reason}");
    assert!(reason.contains("no time to spare in 10 of 10 looks at its load, and 1 of "), "{reason}");
    let punctual = verdict(&judge(&record().loaded(985).build()), "unaffected.flask");
    assert_eq!(punctual.0, Verdict::Contradicted, "no look was held up");
}

#[test]
fn what_says_itself_why_it_is_not_back_is_no_matter_of_time_to_spare() {
    let recovery = |record: Record| verdict(&judge(&loaded(record, 1_000)), "recovery.static");
    let (found, reason) = recovery(disk_full("static"));
    assert_eq!(found, Verdict::Contradicted, "{reason}");
    assert!(reason.contains("MISCONF"), "{reason}");
    let command = redis_stops("static").recovery_fails(1, "No such container");
    assert_eq!(recovery(command).0, Verdict::Contradicted);
    let silent =
        redis_stops("static").falls_silent("redis.alive", 20, "no answer within 250 ms").never_back("redis.alive");
    assert_eq!(recovery(silent).0, Verdict::Undetermined);
}
