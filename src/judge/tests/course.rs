//! What the judge promises of recoveries, and of drills that do not go as planned.

use super::{contradicts, leaves_open, names, not_confirmed};
use crate::judge::fixture::scenarios::{nginx_crashes, postgresql_stops, redis_stops};
use crate::judge::fixture::{Record, service};
use crate::judge::judge;
use crate::pack::claim;
use crate::timeline::Assertion;
use crate::words::{DetectorKind, Impact, Span, Verdict};

#[test]
fn a_recovery_without_a_figure_is_confirmed_and_gets_one_proposed() {
    let record = postgresql_stops("flask").says("recovery.flask", |claim| {
        if let Assertion::Recovery(claim::Recovery { within, .. }) = claim {
            *within = None;
        }
    });
    let drill = judge(&record.build());
    assert_eq!(not_confirmed(&drill), []);
    assert_eq!(drill.recovery.proposed, Some(Span::secs(15)));
}

#[test]
fn a_recovery_that_ends_too_close_to_its_figure_is_left_open() {
    let record = redis_stops("static").back("redis.alive", 10_020).settles(3_000);
    leaves_open(record, "recovery.static", "too close to tell");
}

#[test]
fn a_recovery_whose_command_fails_is_contradicted_by_its_words() {
    let fails =
        || redis_stops("static").recovery_fails(1, "No such container: enterprisescanner_redis");
    contradicts(
        fails().never_back("redis.alive"),
        "recovery.static",
        "failed with exit status 1: No such container",
    );
    leaves_open(fails(), "recovery.static", "without a control it is not known whether by it");
    let drill = judge(&fails().without_the_recovery(15_000, &[]).build());
    assert_eq!(not_confirmed(&drill), [], "it failed, and brought all back: both are told");
    let recovery =
        drill.claims.iter().find(|claim| claim.id.as_str() == "recovery.static").unwrap();
    assert!(
        recovery.reason.contains("exit status 1") && recovery.reason.contains("and yet: back"),
        "{}",
        recovery.reason
    );
}

#[test]
fn a_recovery_after_which_someone_is_not_back_is_contradicted_by_name() {
    let record = redis_stops("flask").never_back("api");
    contradicts(record, "recovery.flask", "api was still not well");
}

#[test]
fn a_fault_that_does_not_take_hold_leaves_every_claim_open() {
    let record = redis_stops("static").in_vain();
    let drill = judge(&record.build());
    assert!(
        drill.claims.iter().all(|claim| claim.verdict == Verdict::Undetermined),
        "{:#?}",
        drill.claims
    );
    assert!(
        drill.claims[0].reason.contains("the fault did not take hold of redis"),
        "{}",
        drill.claims[0].reason
    );
    assert_eq!(drill.verdict, Verdict::Undetermined);
}

#[test]
fn a_drill_without_a_steady_state_names_what_was_not_well() {
    let record = redis_stops("static")
        .fails_from_the_start("pgbouncer.works", "no route to host")
        .cut_at(1_500);
    let drill = judge(&record.build());
    assert!(drill.claims.iter().all(|claim| claim.verdict == Verdict::Undetermined));
    assert!(
        drill.claims[0].reason.contains("pgbouncer.works (no route to host)"),
        "{}",
        drill.claims[0].reason
    );
}

#[test]
fn a_timeline_that_was_cut_off_is_judged_as_far_as_it_goes() {
    let drill = judge(&nginx_crashes("static").cut_at(5_500).build());
    let verdict =
        |id: &str| drill.claims.iter().find(|claim| claim.id.as_str() == id).unwrap().verdict;
    assert_eq!(verdict("impact.website.static"), Verdict::Confirmed);
    assert_eq!(verdict("detected.alert.static"), Verdict::Confirmed);
    assert_eq!(verdict("cascade.static"), Verdict::Undetermined);
    assert_eq!(verdict("recovery.static"), Verdict::Undetermined);
}

#[test]
fn delays_are_as_precise_as_the_probes_and_not_as_the_engine() {
    let drill = judge(&postgresql_stops("flask").build());
    for fallen in &drill.cascade.observed {
        let after = fallen.after.unwrap();
        let direct = fallen.service.as_str() != "postgres-exporter";
        let limit = if direct { Span::millis(60) } else { Span::millis(1_000) };
        assert!(after.uncertainty <= limit, "{} after {after}", fallen.service);
    }
    let (pooler, truth) = (drill.cascade.observed[0].after.unwrap(), Span::millis(40 - 20));
    assert!(pooler.at_least() <= truth && truth <= pooler.at_most(), "{pooler}");
}

#[test]
fn the_recovery_is_timed_to_the_last_that_is_back() {
    let drill = judge(&postgresql_stops("flask").build());
    let took = drill.recovery.observed.unwrap();
    assert!(
        took.at_least() <= Span::secs(12)
            && Span::secs(12) <= took.at_most()
            && took.uncertainty < Span::millis(60),
        "{took}"
    );
    assert!(drill.recovery.by_service.contains_key(&service("postgres-exporter")));
    let outage = drill.recovery.outage.unwrap();
    assert!(outage.value > Span::millis(19_800) && outage.value < Span::millis(20_030), "{outage}");
    let cleared = drill.recovery.alerts_cleared.unwrap();
    assert!(cleared > Span::millis(2_900) && cleared < Span::millis(3_300), "{cleared}");
}

#[test]
fn the_evidence_leads_to_the_events_in_question() {
    let timeline = postgresql_stops("flask").build();
    let drill = judge(&timeline);
    for claim in &drill.claims {
        assert!(claim.evidence.is_sorted());
        assert!(
            claim.evidence.iter().all(|n| timeline.events.iter().any(|event| event.n == *n)),
            "{claim:?}"
        );
    }
    let cascade = drill.claims.iter().find(|claim| claim.id.as_str() == "cascade.flask").unwrap();
    let symptoms: Vec<&str> = cascade
        .evidence
        .iter()
        .filter_map(|n| match &timeline.events[usize::try_from(*n).unwrap() - 1].event {
            crate::timeline::Event::Sample(sample) => sample.outcome.symptom(),
            _ => None,
        })
        .collect();
    assert_eq!(symptoms, ["server login failed", "HTTP 503", "pg_up is 0"]);
}

#[test]
fn a_busy_machine_is_reported() {
    let mut timeline = redis_stops("static").build();
    for event in &mut timeline.events {
        if let crate::timeline::Event::Sample(sample) = &mut event.event
            && event.n % 40 == 0
        {
            sample.sent = sample.sent + Span::secs(2);
            sample.answered = sample.answered + Span::secs(2);
        }
    }
    let lost = judge(&timeline).lost_precision.unwrap();
    assert!(lost.samples > 5 && lost.worst >= Span::secs(2), "{lost:?}");
}

#[test]
fn what_comes_back_by_our_own_undo_did_not_recover() {
    let record = redis_stops("static").back("redis.alive", 5_000).undone_after(4_500);
    contradicts(
        record,
        "recovery.static",
        "redis was still not well 4.5 s after the recovery began (connection refused)",
    );
}

#[test]
fn a_drill_that_is_interrupted_in_its_recovery_says_nothing_of_it() {
    let record = redis_stops("static").back("redis.alive", 5_000).cut_at(12_000);
    leaves_open(record, "recovery.static", "the drill ended first");
    let too_late = redis_stops("static").back("redis.alive", 20_000).cut_at(22_000);
    contradicts(too_late, "recovery.static", "redis was still not well");
}

/// The stack that watches the others is killed; the document names both in the cascade.
fn monitoring_down() -> Record {
    Record::new("monitoring-down", "Prometheus and Grafana down", "static", 348)
        .alive(&["nginx", "prometheus", "grafana", "redis-exporter"])
        .scraped("redis-exporter")
        .journeys(&["website", "dashboards"])
        .detector("grafana-health", DetectorKind::HealthCheck, "grafana")
        .kill(&["prometheus", "grafana"], "connection refused")
        .fails("redis-exporter.works", 25, "Prometheus does not answer")
        .fails("dashboards", 25, "HTTP 502")
        .notices("grafana-health", 100, 700)
        .impact(
            351,
            "Impact: 🟢 Metrics cannot be seen, but services work as usual",
            "website",
            Impact::None,
        )
        .impact(351, "dashboards are gone", "dashboards", Impact::Outage)
        .cascade(
            352,
            "Cascade: Metrics are not collected, dashboards are gone",
            &["prometheus", "grafana"],
        )
        .unaffected(348)
        .detected(
            353,
            "Detection: The Grafana dashboard can't be opened",
            &[DetectorKind::HealthCheck],
        )
        .recovers(
            354,
            "Recovery: docker-compose restart prometheus grafana",
            "docker-compose restart prometheus grafana",
            None,
        )
}

#[test]
fn targets_that_the_document_names_count_as_its_cascade() {
    let drill = judge(&monitoring_down().build());
    assert_eq!(not_confirmed(&drill), []);
    assert_eq!(drill.cascade.observed.len(), 2);
    assert_eq!(drill.cascade.undocumented, []);
    assert_eq!(drill.cascade.unobservable, [service("redis-exporter")]);
    let unnamed = judge(&monitoring_down().says("cascade.static", names(&["prometheus"])).build());
    assert_eq!(not_confirmed(&unnamed), [], "a target that is not named is no undocumented effect");
}

#[test]
fn a_fault_that_spares_one_of_its_targets_has_not_taken_hold() {
    let record = monitoring_down().spares("grafana");
    let drill = judge(&record.build());
    assert!(
        drill.claims.iter().all(|claim| claim.reason.contains("did not take hold of grafana")),
        "{drill:#?}"
    );
}

#[test]
fn a_journey_without_a_claim_that_is_hurt_contradicts_what_the_document_says_by_silence() {
    let record = redis_stops("static").fails("dashboards", 40, "HTTP 500");
    contradicts(
        record,
        "unaffected.static",
        "not documented, yet fell: dashboards: outage (HTTP 500)",
    );
}

#[test]
fn a_look_or_two_that_fail_are_not_a_fall() {
    let record = redis_stops("static").fails_once("nginx.works", 1_000, 90, "no answer within 1 s");
    assert_eq!(not_confirmed(&judge(&record.build())), []);
    let thrice =
        redis_stops("static").fails_once("nginx.works", 1_000, 160, "no answer within 1 s");
    contradicts(thrice, "unaffected.static", "nginx after");
}

#[test]
fn a_target_that_only_degrades_has_been_taken_hold_of() {
    let record = Record::new("certificate-expires", "Certificate expires", "static", 307)
        .alive(&["certificate", "nginx"])
        .journeys(&["website"])
        .degrade(&["certificate"], "the certificate is over")
        .degrades("website", 25, "the certificate is over")
        .impact(311, "Impact: 🟡 Security warnings in the browser", "website", Impact::Degraded)
        .cascade(312, "Cascade: None (content is still served by Nginx)", &[])
        .unaffected(307);
    assert_eq!(not_confirmed(&judge(&record.build())), []);
}
