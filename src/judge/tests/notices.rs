//! When a detector has noticed: often enough, long enough, and in time.

use super::subtle::{FAULT, is};
use crate::judge::fixture::Record;
use crate::judge::fixture::scenarios::{certificate_expires, redis_stops};
use crate::judge::judge;
use crate::pack::claim;
use crate::timeline::{Event, Says, Timeline};
use crate::words::{DetectorKind, Moment, Span, Verdict};

/// What a detector says in looks sent between these times after the fault.
fn says(mut timeline: Timeline, detector: &str, from: u64, to: u64, says: Says) -> Timeline {
    for recorded in &mut timeline.events {
        if let Event::Watched(watched) = &mut recorded.event
            && watched.detector.as_str() == detector
        {
            let sent = watched.sent.since(Moment::START).as_micros() / 1_000;
            if (FAULT + from..FAULT + to).contains(&sent) {
                watched.says = says;
            }
        }
    }
    timeline
}

#[test]
fn an_alert_that_fires_for_one_evaluation_is_no_notice() {
    let quiet = says(redis_stops("flask").build(), "redis-down", 0, 60_000, Says::Quiet);
    // Three looks in a row, of the same evaluation.
    let blip = says(quiet, "redis-down", 3_000, 3_700, Says::Noticed);
    is(
        &blip,
        "detected.alert.flask",
        Verdict::Undetermined,
        "noticed once only, and was quiet again",
    );
}

fn within(record: Record, id: &str, detector: DetectorKind, ms: u64) -> Record {
    record.says(id, |claim| {
        *claim = claim::DetectedBy { detector, within: Some(Span::millis(ms)) }.into();
    })
}

#[test]
fn noticing_once_in_time_is_not_held_against_the_document() {
    let record = within(
        redis_stops("flask"),
        "detected.health-check.flask",
        DetectorKind::HealthCheck,
        5_000,
    );
    let quiet = says(record.build(), "redis-cli-ping", 0, 60_000, Says::Quiet);
    let once = says(quiet, "redis-cli-ping", 3_000, 4_000, Says::Noticed);
    is(&once, "detected.health-check.flask", Verdict::Undetermined, "noticed once only");
}

#[test]
fn a_check_that_is_polled_notices_when_it_is() {
    let record = |ms: u64| {
        within(redis_stops("flask"), "detected.health-check.flask", DetectorKind::HealthCheck, ms)
    };
    is(&record(1).build(), "detected.health-check.flask", Verdict::Contradicted, "documented 1 ms");
    is(
        &record(999).build(),
        "detected.health-check.flask",
        Verdict::Undetermined,
        "polled every 1 s only",
    );
    is(
        &record(1_500).build(),
        "detected.health-check.flask",
        Verdict::Confirmed,
        "documented 1.5 s",
    );
}

#[test]
fn a_warning_that_is_pending_or_not_answered_is_not_silent() {
    let detector = "certificate-expiring";
    for instead in [Says::Pending, Says::Unanswered] {
        let record = certificate_expires("static");
        let name = record
            .build()
            .header
            .detectors
            .iter()
            .map(|one| one.name.to_string())
            .collect::<Vec<_>>();
        let detector =
            name.iter().find(|name| name.contains("expir")).map_or(detector, String::as_str);
        let timeline = certificate_expires("static").detector_says(detector, instead).build();
        for claim in
            judge(&timeline).claims.iter().filter(|claim| claim.id.as_str().starts_with("warned"))
        {
            assert_eq!(claim.verdict, Verdict::Undetermined, "{}: {}", claim.id, claim.reason);
        }
    }
}

// ---- what the machine explains
// -----------------------------------------------------------------------------------------
