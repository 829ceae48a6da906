//! What the judge promises.

mod adversary;
mod busy;
mod course;
mod effects;
mod false_documents;
mod merges;
mod notices;
mod predictions;
mod properties;
mod silence;
mod stalls;
mod starts;
mod subtle;
mod walks;

use super::{Drill, judge};
use crate::judge::fixture::scenarios::{all, nginx_crashes, postgresql_stops, redis_stops};
use crate::judge::fixture::{Record, entries, service};
use crate::pack::claim;
use crate::timeline::Assertion;
use crate::words::{DetectorKind, Impact, Span, Verdict};

/// The claims that are not confirmed.
fn not_confirmed(drill: &Drill) -> Vec<(&str, Verdict, &str)> {
    let bad = drill.claims.iter().filter(|claim| claim.verdict != Verdict::Confirmed);
    bad.map(|claim| (claim.id.as_str(), claim.verdict, claim.reason.as_str())).collect()
}

/// Exactly this claim is contradicted, and its reason and evidence say so.
#[track_caller]
fn contradicts(record: Record, id: &str, reason: &str) {
    let timeline = record.build();
    let drill = judge(&timeline);
    let bad = not_confirmed(&drill);
    assert_eq!(
        bad.iter().map(|(id, verdict, _)| (*id, *verdict)).collect::<Vec<_>>(),
        [(id, Verdict::Contradicted)],
        "{bad:#?}"
    );
    let claim = drill.claims.iter().find(|claim| claim.id.as_str() == id).unwrap();
    assert!(claim.reason.contains(reason), "{}", claim.reason);
    assert!(!claim.evidence.is_empty() && claim.evidence.len() < 12, "{:?}", claim.evidence);
    assert_eq!(drill.verdict, Verdict::Contradicted);
}

/// Exactly this claim is undetermined.
#[track_caller]
fn leaves_open(record: Record, id: &str, reason: &str) {
    let drill = judge(&record.build());
    let bad = not_confirmed(&drill);
    assert_eq!(
        bad.iter().map(|(id, verdict, _)| (*id, *verdict)).collect::<Vec<_>>(),
        [(id, Verdict::Undetermined)],
        "{bad:#?}"
    );
    assert!(bad[0].2.contains(reason), "{}", bad[0].2);
}

#[test]
fn the_six_drills_confirm_every_claim_of_a_true_document() {
    for (name, record) in all() {
        let drill = judge(&record.build());
        assert_eq!(not_confirmed(&drill), [], "{name}");
        assert_eq!(drill.verdict, Verdict::Confirmed, "{name}");
        assert!(
            drill.claims.iter().all(|claim| !claim.evidence.is_empty()),
            "{name}: {:#?}",
            drill.claims
        );
        assert_eq!(drill.lost_precision, None, "{name}");
    }
}

#[test]
fn a_recovery_that_is_said_to_take_10_ms_is_contradicted() {
    for (maker, id) in [
        (postgresql_stops as fn(&str) -> Record, "recovery.flask"),
        (redis_stops, "recovery.flask"),
    ] {
        let record = maker("flask").says(id, |claim| {
            *claim = claim::Recovery {
                commands: vec!["docker restart x".to_owned()],
                prose: false,
                within: Some(Span::millis(10)),
            }
            .into();
        });
        contradicts(record, id, "documented 10 ms");
    }
}

#[test]
fn an_impact_of_another_colour_is_contradicted() {
    let red = |claim: &mut Assertion| {
        if let Assertion::JourneyImpact(claim::JourneyImpact { expected, .. }) = claim {
            *expected = Impact::Outage;
        }
    };
    contradicts(
        postgresql_stops("static").says("impact.website.static", red),
        "impact.website.static",
        "none (documented: outage): ",
    );
    contradicts(
        redis_stops("flask").says("impact.api.flask", red),
        "impact.api.flask",
        "X-Cache: error",
    );
    let green = |claim: &mut Assertion| {
        if let Assertion::JourneyImpact(claim::JourneyImpact { expected, .. }) = claim {
            *expected = Impact::None;
        }
    };
    contradicts(
        nginx_crashes("static").says("impact.website.static", green),
        "impact.website.static",
        "connection refused",
    );
}

fn names(services: &'static [&'static str]) -> impl FnOnce(&mut Assertion) {
    move |claim| {
        if let Assertion::Cascade(claim::Cascade { services: named, .. }) = claim {
            *named = entries(services);
        }
    }
}

#[test]
fn a_service_that_is_named_and_stays_well_contradicts_the_cascade() {
    let record = postgresql_stops("flask")
        .says("cascade.flask", names(&["pgbouncer", "flask", "postgres-exporter", "redis"]));
    contradicts(record, "cascade.flask", "redis stayed well; 3 of 4 fell");
}

#[test]
fn a_service_that_falls_unnamed_contradicts_what_the_document_says_by_silence() {
    let record = postgresql_stops("flask").says("cascade.flask", names(&["pgbouncer", "flask"]));
    contradicts(record, "unaffected.flask", "postgres-exporter after");
}

#[test]
fn a_none_that_is_wrong_is_contradicted_alone() {
    let record = redis_stops("static").says("cascade.static", names(&[]));
    contradicts(record, "cascade.static", "redis-exporter after");
}

#[test]
fn a_service_behind_a_failed_one_is_unobservable_and_not_in_the_cascade() {
    let drill = judge(&nginx_crashes("static").build());
    assert_eq!(drill.cascade.unobservable, [service("static-files")]);
    assert_eq!(drill.cascade.observed, []);
    assert_eq!(drill.cascade.expected, Some(Vec::new()));
    assert!(not_confirmed(&drill).is_empty());
}

#[test]
fn a_service_behind_a_failed_one_that_fails_itself_is_in_the_cascade() {
    let record = nginx_crashes("static").fails("static-files.alive", 30, "the file is gone");
    contradicts(record, "cascade.static", "static-files after");
}

#[test]
fn a_named_service_that_cannot_be_seen_leaves_the_cascade_open() {
    let record = nginx_crashes("static").says("cascade.static", names(&["static-files"]));
    leaves_open(record, "cascade.static", "the way to it leads through nginx");
}

#[test]
fn an_order_is_contradicted_only_where_the_delays_do_not_overlap() {
    let ordered = |services: &'static [&'static str]| {
        move |claim: &mut Assertion| {
            *claim = claim::Cascade { services: entries(services), ordered: true }.into();
        }
    };
    let record = postgresql_stops("flask").begins("flask.works", 400);
    let drill = judge(&record.says("cascade.flask", ordered(&["pgbouncer", "flask"])).build());
    assert_eq!(drill.cascade.order_verdict, Some(Verdict::Confirmed));
    let record = postgresql_stops("flask")
        .says("cascade.flask", ordered(&["postgres-exporter", "pgbouncer", "flask"]));
    let drill = judge(&record.build());
    assert_eq!(drill.cascade.order_verdict, Some(Verdict::Undetermined), "{:#?}", drill.cascade);
    let record = postgresql_stops("flask")
        .fails("redis.alive", 900, "connection refused")
        .says("cascade.flask", ordered(&["redis", "pgbouncer", "flask", "postgres-exporter"]));
    contradicts(record, "cascade.flask", "pgbouncer fell before redis");
}

#[test]
fn a_detector_that_never_notices_contradicts_its_claim() {
    let record = stack_with_a_quiet_alert();
    contradicts(record, "detected.alert.flask", "had not noticed");
}

/// Redis stops, and its alert is still quiet when the recovery begins.
fn stack_with_a_quiet_alert() -> Record {
    redis_stops("flask").forgets("redis-down")
}

#[test]
fn a_kind_of_detector_that_nothing_is_of_leaves_the_claim_open() {
    let record = redis_stops("static").detected(
        302,
        "Detection: external probe",
        &[DetectorKind::ExternalProbe],
    );
    leaves_open(
        record,
        "detected.external-probe.static",
        "no detector of the kind external-probe watches redis",
    );
}

#[test]
fn a_detector_that_had_noticed_before_the_fault_proves_nothing() {
    let record = redis_stops("static").forgets("redis-down").notices_always("redis-down");
    leaves_open(record, "detected.alert.static", "was not seen quiet repeatedly before the fault");
}

#[test]
fn a_detector_that_was_not_asked_long_enough_is_left_open() {
    let drill = judge(&redis_stops("static").forgets("redis-down").observes(2_050).build());
    let alert =
        drill.claims.iter().find(|claim| claim.id.as_str() == "detected.alert.static").unwrap();
    assert_eq!(alert.verdict, Verdict::Undetermined);
    assert!(
        alert.reason.contains("was not asked late enough after the fault to know: it needs"),
        "{}",
        alert.reason
    );
}

#[test]
fn graceful_is_contradicted_where_the_journey_fails_or_does_not_speak_of_the_fallback() {
    let other = |claim: &mut Assertion| {
        if let Assertion::Graceful(claim::Graceful { fallback, .. }) = claim {
            *fallback = "X-Database: direct".to_owned();
        }
    };
    contradicts(
        redis_stops("flask").says("graceful.api.flask", other),
        "graceful.api.flask",
        "no answer spoke of",
    );
    let drill = judge(&redis_stops("flask").fails("api", 32, "HTTP 500").build());
    let graceful =
        drill.claims.iter().find(|claim| claim.id.as_str() == "graceful.api.flask").unwrap();
    assert_eq!(graceful.verdict, Verdict::Contradicted);
    assert!(graceful.reason.contains("HTTP 500"), "{}", graceful.reason);
}

#[test]
fn slower_is_contradicted_where_it_is_not_and_open_where_it_is_close() {
    contradicts(redis_stops("flask").slows_to("api", 4), "slower.api.flask", "not above 2 times");
    leaves_open(
        redis_stops("flask").slows_to("api", 14),
        "slower.api.flask",
        "too close to the line",
    );
}
