//! What an adversary got past the judge once, each as a kind: bent stacks and false documents, told
//! as timelines.

use super::{contradicts, leaves_open, not_confirmed};
use crate::judge::fixture::scenarios::{
    nginx_crashes, pgbouncer_crashes, postgresql_stops, redis_stops,
};
use crate::judge::fixture::{Record, journey};
use crate::judge::judge;
use crate::pack::claim;
use crate::timeline::{Assertion, CascadeEntry, Event, Falls, Says};
use crate::words::{DetectorKind, Impact, Span, Verdict};

fn reason_of(record: Record, id: &str) -> (Verdict, String) {
    let drill = judge(&record.build());
    let claim = drill.claims.iter().find(|claim| claim.id.as_str() == id).unwrap();
    (claim.verdict, claim.reason.clone())
}

// ---- absence
// -----------------------------------------------------------------------------------------------------------

#[test]
fn an_impact_that_comes_late_is_one() {
    let late = redis_stops("static").fails("website", 4_000, "HTTP 503");
    contradicts(late, "impact.website.static", "outage (documented: none): ");
    let early = redis_stops("static").fails("website", 4_000, "HTTP 503").observes(3_000);
    assert_ne!(
        reason_of(early, "impact.website.static").0,
        Verdict::Confirmed,
        "it was not watched for long enough"
    );
}

#[test]
fn a_fall_counts_until_the_target_serves_again() {
    // The metric turns a second after the recovery began; PostgreSQL serves again 800 ms later
    // still.
    let record = postgresql_stops("static")
        .begins("postgres-exporter.works", 8_300)
        .back("postgres.alive", 2_500);
    let left_out = |claim: &mut Assertion| {
        if let Assertion::Cascade(claim::Cascade { services, .. }) = claim {
            services.retain(|entry| entry.service.as_str() != "postgres-exporter");
        }
    };
    contradicts(
        record.says("cascade.static", left_out),
        "unaffected.static",
        "postgres-exporter after",
    );
}

#[test]
fn what_is_seen_through_others_is_watched_for_two_turns() {
    // Two turns of what is scraped every second.
    let short = |ms: u64| {
        redis_stops("static")
            .says("cascade.static", |claim| {
                *claim = claim::Cascade {
                    services: vec![super::service("redis-exporter").into()],
                    ordered: false,
                }
                .into();
            })
            .observes(ms)
    };
    let (verdict, reason) = reason_of(short(300), "unaffected.static");
    assert!(
        verdict == Verdict::Undetermined && reason.contains("too few looks at postgres-exporter"),
        "{reason}"
    );
}

#[test]
fn how_long_was_looked_is_told() {
    let (verdict, reason) = reason_of(redis_stops("static"), "impact.website.static");
    assert_eq!(verdict, Verdict::Confirmed);
    assert!(
        reason.starts_with("none: 17")
            && reason.contains(" requests well over 8.")
            && reason.contains(" %"),
        "{reason}"
    );
    let (_, reason) = reason_of(redis_stops("static"), "unaffected.static");
    assert!(reason.contains("other services and 1 other journeys stayed well for 8."), "{reason}");
}

// ---- recoveries
// --------------------------------------------------------------------------------------------------------

#[test]
fn what_was_well_before_the_command_was_not_recovered_by_it() {
    // It is back 2.6 s after the fault: 5.4 s before the recovery.
    let heals = |record: Record| {
        let probes = ["nginx.alive", "nginx.works", "static-files.works", "website", "dashboards"];
        let record = record.in_vain().killed_again();
        probes
            .iter()
            .fold(record, |record, probe| record.fails_once(probe, 20, 2_600, "connection refused"))
    };
    leaves_open_among(
        heals(nginx_crashes("static")),
        "recovery.static",
        "before the recovery began: it was not recovered by it",
    );
    let (verdict, reason) = reason_of(heals(nginx_crashes("static")), "impact.website.static");
    assert_eq!(verdict, Verdict::Confirmed, "the outage was one while it lasted: {reason}");
}

/// Other claims of the same document may be open besides.
#[track_caller]
fn leaves_open_among(record: Record, id: &str, says: &str) {
    let (verdict, reason) = reason_of(record, id);
    assert!(verdict == Verdict::Undetermined && reason.contains(says), "{verdict}: {reason}");
}

#[test]
fn what_heals_without_the_recovery_was_not_healed_by_it() {
    let control = |withheld, healed: &[(&str, u64)]| {
        nginx_crashes("static").without_the_recovery(withheld, healed)
    };
    leaves_open(
        control(10_500, &[("nginx", 8_700)]),
        "recovery.static",
        "without the recovery nginx was back 8.7 s",
    );
    assert_eq!(
        not_confirmed(&judge(&control(60_000, &[("nginx", 40_000)]).build())),
        [],
        "much later"
    );
    let (verdict, reason) = reason_of(control(10_500, &[]), "recovery.static");
    assert!(
        verdict == Verdict::Confirmed && reason.contains("without it, not within 10.5 s (control)"),
        "{reason}"
    );
    assert!(
        judge(&nginx_crashes("static").build()).recovery.control.is_none(),
        "and where there was none, that is told"
    );
}

#[test]
fn what_is_back_must_stay() {
    let falls_again =
        nginx_crashes("static").fails_once("nginx.works", 11_000, 60_000, "connection refused");
    contradicts(falls_again, "recovery.static", "nginx fell again, and was still not well");
    let cut = nginx_crashes("static").settles(2_000);
    leaves_open(cut, "recovery.static", "what is back must stay for 3 s");
    let slow = postgresql_stops("flask").settles(4_000);
    leaves_open(slow, "recovery.flask", "what is back must stay for 10 s");
    let once = nginx_crashes("static")
        .fails_once("nginx.works", 10_000, 1_000, "connection refused")
        .settles(12_000);
    let (verdict, reason) = reason_of(once, "recovery.static");
    assert!(
        verdict == Verdict::Confirmed
            && reason.contains("after it had come back once and fallen again"),
        "{reason}"
    );
}

#[test]
fn what_firedrill_cannot_run_is_not_held_against_the_document() {
    let record = redis_stops("static")
        .recovery_is_not_run("`docker compose up` is not let through")
        .never_back("redis.alive");
    leaves_open(
        record,
        "recovery.static",
        "firedrill could not run `docker restart enterprisescanner_redis`",
    );
}

// ---- how it falls
// ------------------------------------------------------------------------------------------------------

fn falls(service: &str, falls: Falls) -> impl FnOnce(&mut Assertion) + '_ {
    move |claim| {
        if let Assertion::Cascade(claim::Cascade { services, .. }) = claim {
            services.retain(|entry| entry.service.as_str() != service);
            services.push(CascadeEntry { service: super::service(service), falls });
        }
    }
}

#[test]
fn a_service_that_degrades_does_not_crash_and_the_other_way_round() {
    let crashes = redis_stops("flask").says("cascade.flask", falls("flask", Falls::Fails));
    contradicts(
        crashes,
        "cascade.flask",
        "flask went on, degraded (X-Cache: error); documented: it fails",
    );
    let degrades = postgresql_stops("flask").says("cascade.flask", falls("flask", Falls::Degrades));
    contradicts(degrades, "cascade.flask", "flask failed (HTTP 503); documented: it degrades");
    for (record, how) in
        [(redis_stops("flask"), Falls::Degrades), (postgresql_stops("flask"), Falls::Fails)]
    {
        assert_eq!(
            not_confirmed(&judge(&record.says("cascade.flask", falls("flask", how)).build())),
            []
        );
    }
}

#[test]
fn an_alert_that_comes_later_than_documented_is_contradicted() {
    let within = |ms: u64| {
        move |claim: &mut Assertion| {
            *claim =
                claim::DetectedBy { detector: DetectorKind::Alert, within: Some(Span::millis(ms)) }
                    .into();
        }
    };
    let record = |ms: u64| redis_stops("flask").says("detected.alert.flask", within(ms));
    contradicts(record(5), "detected.alert.flask", "documented 5 ms");
    assert_eq!(not_confirmed(&judge(&record(3_000).build())), []);
    let never =
        redis_stops("flask").forgets("redis-down").says("detected.alert.flask", within(4_000));
    contradicts(never, "detected.alert.flask", "had not noticed");
    let not_over =
        redis_stops("flask").forgets("redis-down").says("detected.alert.flask", within(15_000));
    leaves_open(not_over, "detected.alert.flask", "15 s were not over");
}

// ---- slow, wrong, now and then
// -----------------------------------------------------------------------------------------

#[test]
fn an_answer_that_comes_too_late_is_an_impact() {
    contradicts(
        redis_stops("static").slows_to("website", 857),
        "impact.website.static",
        "degraded (documented: none): ",
    );
    contradicts(
        redis_stops("static").slows_to("dashboards", 857),
        "unaffected.static",
        "slower: median 8",
    );
}

#[test]
fn a_service_that_gets_slower_is_not_unaffected() {
    contradicts(
        redis_stops("static").slows_to("nginx.works", 300),
        "unaffected.static",
        "nginx, which got slower (median",
    );
}

#[test]
fn few_errors_are_told_by_their_rate_and_left_open_where_it_is_close_to_the_line() {
    let each = |nth: usize| redis_stops("static").fails_each("website", nth, "HTTP 500");
    leaves_open(each(20), "impact.website.static", "none or degraded, too close to tell");
    contradicts(each(6), "impact.website.static", "degraded (documented: none): ");
    let degraded = |claim: &mut Assertion| {
        *claim =
            claim::JourneyImpact { journey: journey("website"), expected: Impact::Degraded }.into();
    };
    leaves_open(
        each(20).says("impact.website.static", degraded),
        "impact.website.static",
        "none or degraded",
    );
    assert_eq!(not_confirmed(&judge(&each(6).says("impact.website.static", degraded).build())), []);
    let found = &judge(&each(6).build()).impact[&journey("website")];
    let (least, most) = found.amiss.unwrap();
    assert!(least > 0.03 && least < 1.0 / 6.0 && most > 1.0 / 6.0 && most < 0.3, "{found:?}");
}

#[test]
fn a_service_that_answers_wrong_now_and_then_is_not_unaffected() {
    let each = |nth: usize| redis_stops("static").fails_each("nginx.works", nth, "HTTP 503");
    contradicts(each(9), "unaffected.static", "nginx, amiss in 1");
    leaves_open(each(20), "unaffected.static", "too close to tell");
}

// ---- detectors
// ---------------------------------------------------------------------------------------------------------

#[test]
fn pending_and_unanswered_are_neither_noticed_nor_quiet() {
    let alert = |says| redis_stops("flask").detector_says("redis-down", says);
    leaves_open(alert(Says::Pending), "detected.alert.flask", "still pending");
    leaves_open(alert(Says::Unanswered), "detected.alert.flask", "cannot be asked");
    let check = redis_stops("flask").detector_says("redis-cli-ping", Says::Unanswered);
    leaves_open(check, "detected.health-check.flask", "cannot be asked");
}

#[test]
fn noticing_once_is_not_noticing() {
    let mut timeline = redis_stops("flask").build();
    let mut noticed = 0;
    for recorded in &mut timeline.events {
        if let Event::Watched(watched) = &mut recorded.event
            && watched.detector.as_str() == "redis-down"
            && watched.says == Says::Noticed
        {
            noticed += 1;
            watched.says = if noticed == 1 { Says::Noticed } else { Says::Quiet };
        }
    }
    let drill = judge(&timeline);
    let alert =
        drill.claims.iter().find(|claim| claim.id.as_str() == "detected.alert.flask").unwrap();
    assert!(
        alert.verdict == Verdict::Undetermined && alert.reason.contains("noticed once only"),
        "{alert:?}"
    );
}

// ---- what nobody looks at
// ----------------------------------------------------------------------------------------------

#[test]
fn what_is_not_probed_is_named_and_nobody_says_that_it_stayed_well() {
    leaves_open(
        redis_stops("static").unprobed(&["worker"]),
        "unaffected.static",
        "nothing looks at worker",
    );
    let predicted = redis_stops("static").dependencies(&[(
        "queue",
        "redis",
        crate::topology::DependencyKind::Hard,
    )]);
    leaves_open(predicted, "unaffected.static", "nothing looks at queue");
}

#[test]
fn a_container_that_dies_untold_contradicts() {
    let dies = |record: Record| record.dies("worker", 1_000, Some(700));
    contradicts(
        dies(redis_stops("static")),
        "unaffected.static",
        "worker (its container died, and was started again 700 ms",
    );
    contradicts(dies(nginx_crashes("static")), "cascade.static", "worker (its container died");
    let restarted = redis_stops("static").dies("grafana", 8_100, Some(100));
    assert_eq!(
        not_confirmed(&judge(&restarted.build())),
        [],
        "the recovery may restart what it likes"
    );
}

#[test]
fn an_outage_cut_short_by_itself_says_little_of_what_stayed_well() {
    let record = pgbouncer_crashes("static").in_vain().killed_again();
    let record = ["pgbouncer.alive", "pgbouncer.works"]
        .iter()
        .fold(record, |record, probe| record.fails_once(probe, 20, 700, "connection refused"));
    let (verdict, reason) = reason_of(record, "impact.website.static");
    assert!(
        verdict == Verdict::Undetermined && reason.contains("too close to tell"),
        "{verdict}: {reason}"
    );
}
