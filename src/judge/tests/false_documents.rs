//! Twelve documents, each false in one claim, held against drills of the five scenarios whose
//! faults are not just deaths: that claim is contradicted, and no other.

use crate::judge::fixture::scenarios::{
    certificate_expires, disk_full, dns_fails, monitoring_down, pgbouncer_crashes, the_rest,
};
use crate::judge::fixture::{Record, entries, journey};
use crate::judge::judge;
use crate::pack::claim;
use crate::timeline::Assertion;
use crate::words::{DetectorKind, DetectorName, Impact, Span, Verdict};

/// The claims that are not confirmed, each with its verdict and its reason.
fn amiss(record: Record) -> Vec<(String, Verdict, String)> {
    let drill = judge(&record.build());
    let bad = drill.claims.into_iter().filter(|claim| claim.verdict != Verdict::Confirmed);
    bad.map(|claim| (claim.id.as_str().to_owned(), claim.verdict, claim.reason)).collect()
}

/// What the true document gets wrong already: clearing a full disk does not bring Redis back.
fn known(name: &str) -> &'static [&'static str] {
    match name {
        "disk in static" => &["recovery.static"],
        "disk in flask" => &["recovery.flask"],
        _ => &[],
    }
}

#[test]
fn the_ten_drills_confirm_every_claim_of_a_true_document() {
    for (name, record) in the_rest() {
        let drill = judge(&record.build());
        let bad: Vec<_> =
            drill.claims.iter().filter(|claim| claim.verdict != Verdict::Confirmed).collect();
        let ids: Vec<&str> = bad.iter().map(|claim| claim.id.as_str()).collect();
        assert_eq!(ids, known(&name), "{name}: {bad:#?}");
        assert!(bad.iter().all(|claim| claim.verdict == Verdict::Contradicted), "{name}: {bad:#?}");
        assert!(
            drill.claims.iter().all(|claim| !claim.evidence.is_empty()),
            "{name}: {:#?}",
            drill.claims
        );
    }
}

/// The record is false in this claim alone.
#[track_caller]
fn contradicts_alone(record: Record, also: &[&str], id: &str, reason: &str) {
    let bad = amiss(record);
    let others: Vec<&str> =
        bad.iter().map(|(id, ..)| id.as_str()).filter(|other| *other != id).collect();
    assert_eq!(others, also, "{bad:#?}");
    let (_, verdict, why) =
        bad.iter().find(|(other, ..)| other == id).expect("the false claim is not confirmed");
    assert_eq!(*verdict, Verdict::Contradicted, "{why}");
    assert!(why.contains(reason), "{why}");
}

fn cascade(names: &'static [&'static str], ordered: bool) -> impl FnOnce(&mut Assertion) {
    move |claim| *claim = claim::Cascade { services: entries(names), ordered }.into()
}

#[test]
fn a_false_impact() {
    let red = |claim: &mut Assertion| {
        *claim = claim::JourneyImpact { journey: journey("api"), expected: Impact::Outage }.into();
    };
    let record = pgbouncer_crashes("flask").says("impact.api.flask", red);
    contradicts_alone(record, &[], "impact.api.flask", "X-Db: direct");
}

#[test]
fn a_false_member_of_a_cascade() {
    let record = monitoring_down("static")
        .says("cascade.static", cascade(&["prometheus", "grafana", "redis"], false));
    contradicts_alone(record, &[], "cascade.static", "redis stayed well; 2 of 3 fell");
}

#[test]
fn a_false_none() {
    let record = pgbouncer_crashes("flask").says("cascade.flask", cascade(&[], false));
    contradicts_alone(record, &[], "cascade.flask", "not documented, yet fell: flask");
}

#[test]
fn a_false_recovery_time() {
    let quick = |claim: &mut Assertion| {
        if let Assertion::Recovery(claim::Recovery { within, .. }) = claim {
            *within = Some(Span::secs(1));
        }
    };
    contradicts_alone(
        dns_fails("flask").says("recovery.flask", quick),
        &[],
        "recovery.flask",
        "documented 1 s",
    );
}

#[test]
fn a_false_threshold_of_a_warning() {
    let days = |days: u32| {
        move |claim: &mut Assertion| {
            *claim = claim::Warned { detector: DetectorKind::Alert, days }.into();
        }
    };
    // Steps of 11 and 9 days: an alert that speaks up at 30 does so in the first already.
    let late = certificate_expires("static").forgets("certificate-expires-soon");
    let late =
        late.warns("certificate-expires-soon", -2_000, 1_800).says("warned.alert.static", days(10));
    contradicts_alone(late, &[], "warned.alert.static", "noticed already with 11 days left");
    // Steps of 61 and 59 days: it says nothing in either, nor to the certificate that is over,
    // which is another claim.
    let early = certificate_expires("static").forgets("certificate-expires-soon");
    let early = early.says("warned.alert.static", days(60));
    contradicts_alone(early, &[], "warned.alert.static", "still silent with 59 days left");
}

#[test]
fn a_false_fallback() {
    let other = |claim: &mut Assertion| {
        *claim = claim::Graceful { journey: journey("api"), fallback: "X-Cache: error".to_owned() }
            .into();
    };
    let record = pgbouncer_crashes("flask").says("graceful.api.flask", other);
    contradicts_alone(record, &[], "graceful.api.flask", "no answer spoke of the fallback");
}

#[test]
fn a_false_slower() {
    let record = pgbouncer_crashes("flask").claim(
        339,
        "the website is slower",
        Assertion::Slower(claim::Slower { journey: journey("website") }),
    );
    contradicts_alone(record, &[], "slower.website.flask", "not above 2 times");
}

#[test]
fn a_false_number_of_services() {
    let record = || {
        let five = |claim: &mut Assertion| *claim = claim::Several { least: 5 }.into();
        disk_full("static").says("impact.services.static", five)
    };
    contradicts_alone(record(), known("disk in static"), "impact.services.static", "only ");
    let bad = amiss(record());
    let why = &bad.iter().find(|(id, ..)| id == "impact.services.static").unwrap().2;
    assert!(["postgres", "nginx", "redis"].iter().all(|name| why.contains(name)), "{why}");
    assert!(
        !why.contains("logs") && !why.contains("disk"),
        "what is no service does not count: {why}"
    );
}

#[test]
fn a_false_silence() {
    let record = monitoring_down("static").does_not_say("impact.dashboards.static");
    contradicts_alone(
        record,
        &[],
        "unaffected.static",
        "not documented, yet fell: dashboards: outage (HTTP 502)",
    );
}

#[test]
fn a_health_check_that_says_the_same_whatever_is() {
    let same = |claim: &mut Assertion| {
        let detector = DetectorName::parse("systemctl-status-certbot").unwrap();
        *claim = claim::Discriminates { detector }.into();
    };
    let record = certificate_expires("flask").says("check.certbot-certificates.flask", same);
    contradicts_alone(
        record,
        &[],
        "check.certbot-certificates.flask",
        "said the same in health and under the fault",
    );
}

#[test]
fn a_false_order() {
    let order = cascade(&["redis", "logs", "nginx", "postgres"], true);
    let record = disk_full("static").says("cascade.static", order);
    contradicts_alone(record, known("disk in static"), "cascade.static", "fell before redis");
}

#[test]
fn a_false_kind_of_detector() {
    let alert = |claim: &mut Assertion| {
        *claim = claim::DetectedBy { detector: DetectorKind::Alert, within: None }.into();
    };
    let record = pgbouncer_crashes("flask").says("detected.process-monitoring.flask", alert);
    contradicts_alone(record, &[], "detected.process-monitoring.flask", "had not noticed");
}
