//! What a drill shows besides its claims: effects, what warned, what it cost.

use super::{contradicts, leaves_open, not_confirmed};
use crate::judge::fixture::scenarios::{
    certificate_expires, disk_full, dns_fails, monitoring_down, nginx_crashes, postgresql_stops,
    redis_stops,
};
use crate::judge::fixture::{Record, service};
use crate::judge::{Drill, judge};
use crate::pack::claim;
use crate::timeline::Assertion;
use crate::words::{DetectorKind, ServiceName, Span, Verdict};

fn of(record: Record) -> Drill {
    judge(&record.build())
}

/// What happened to whom, and whether the document names it.
fn told(drill: &Drill) -> Vec<(&str, &str, bool)> {
    drill.effects.iter().map(|one| (one.what.as_str(), one.text.as_str(), one.documented)).collect()
}

#[test]
fn what_is_no_service_is_an_effect_and_stands_nowhere_else() {
    for profile in ["static", "flask"] {
        let drill = of(disk_full(profile));
        assert_eq!(
            told(&drill)[..2],
            [("disk", "no room is left", true), ("logs", "nothing was written for 500 ms", true)]
        );
        let logs = &drill.effects[1];
        assert!(logs.after.is_some_and(|after| after.at_least() <= Span::millis(880)), "{logs:?}");
        assert!(logs.evidence.len() == 2);
        let services: Vec<ServiceName> = ["postgres", "redis", "nginx"].map(service).into();
        assert_eq!(drill.cascade.expected.as_ref(), Some(&services));
        let observed = drill.cascade.observed.iter().map(|fallen| &fallen.service);
        let everywhere = observed.chain(&drill.cascade.missing).chain(&drill.cascade.undocumented);
        let everywhere =
            everywhere.chain(&drill.cascade.unobservable).chain(drill.recovery.by_service.keys());
        let effects = [service("disk"), service("logs")];
        assert!(everywhere.into_iter().all(|service| !effects.contains(service)), "{drill:#?}");
    }
}

#[test]
fn a_claim_that_names_an_effect_needs_it() {
    let drill = of(disk_full("static"));
    let cascade = drill.claims.iter().find(|claim| claim.id.as_str() == "cascade.static").unwrap();
    assert!(
        cascade.reason.contains("4 of 4 fell") && cascade.reason.contains("logs after"),
        "{}",
        cascade.reason
    );
    let drill = of(disk_full("static").begins("logs.works", 60_000));
    let cascade = drill.claims.iter().find(|claim| claim.id.as_str() == "cascade.static").unwrap();
    assert_eq!(cascade.verdict, Verdict::Contradicted);
    assert!(cascade.reason.contains("logs stayed well; 3 of 4 fell"), "{}", cascade.reason);
}

#[test]
fn a_way_that_degrades_or_cannot_store_hides_nothing_and_one_that_fails_does() {
    let degraded = of(disk_full("static").degrades("nginx.works", 200, "slow"));
    assert_eq!(degraded.cascade.unobservable, []);
    let effect = |drill: &Drill| drill.effects.iter().any(|one| one.what == "logs");
    assert!(effect(&degraded) && effect(&of(disk_full("static"))));
    let failed = of(disk_full("static").fails("nginx.works", 200, "connection refused"));
    let cascade = failed.claims.iter().find(|claim| claim.id.as_str() == "cascade.static").unwrap();
    assert_eq!(cascade.verdict, Verdict::Undetermined);
    assert!(
        cascade.reason.contains("logs could not be seen: the way to it leads through nginx"),
        "{}",
        cascade.reason
    );
    assert!(!effect(&failed));
}

#[test]
fn an_effect_that_is_not_named_contradicts_nothing() {
    let record = redis_stops("static").alive(&["logs"]).effects(&["logs"]).fails(
        "logs.alive",
        500,
        "nothing was written",
    );
    let drill = of(record);
    assert_eq!(not_confirmed(&drill), []);
    assert_eq!(told(&drill), [("logs", "nothing was written", false)]);
    let record = nginx_crashes("static").alive(&["logs"]).effects(&["logs"]).fails(
        "logs.alive",
        500,
        "nothing was written",
    );
    assert_eq!(not_confirmed(&of(record)), [], "a cascade of none is one of services");
}

#[test]
fn who_is_still_not_well_after_the_recovery_is_told() {
    let drill = of(disk_full("static"));
    let (what, text, documented) = told(&drill)[2];
    assert_eq!((what, documented), ("redis", false));
    assert!(
        text.starts_with("redis was still not well 10.0 s after the recovery began: MISCONF"),
        "{text}"
    );
    assert_eq!(drill.effects.len(), 3);
}

#[test]
fn a_command_that_fails_is_told_with_its_last_words() {
    let drill =
        of(redis_stops("static")
            .recovery_fails(1, "Error response:\n\nNo such container: redis\n"));
    let text = "`docker restart enterprisescanner_redis` failed with exit status 1: No such \
                container: redis";
    assert_eq!(told(&drill), [("recovery", text, false)]);
}

#[test]
fn who_is_back_much_later_than_the_target_is_told() {
    let drill = of(postgresql_stops("flask"));
    let [(what, text, false)] = told(&drill)[..] else { panic!("{:#?}", drill.effects) };
    assert_eq!(what, "flask");
    assert!(
        text.starts_with("flask was back 11.") && text.ends_with(" s after postgres"),
        "{text}"
    );
    assert_eq!(told(&of(postgresql_stops("static"))), [], "3 s are no news");
}

#[test]
fn a_container_that_dies_of_itself_is_told_and_one_that_a_command_restarts_is_not() {
    let drill =
        of(redis_stops("static").dies("postgres", 1_000, Some(700)).dies("grafana", 1_500, None));
    assert_eq!(
        told(&drill),
        [
            ("postgres", "its container died, and was started again 700 ms later", false),
            ("grafana", "its container died", false)
        ]
    );
    let after = drill.effects[0].after.unwrap();
    assert!(after.at_least() <= Span::secs(1) && after.at_most() >= Span::millis(999), "{after}");
    // The recovery begins 8 s after the fault.
    assert_eq!(told(&of(redis_stops("static").dies("grafana", 8_100, Some(100)))), []);
}

#[test]
fn what_serves_its_users_again_is_back_though_the_old_provider_is_silent() {
    let drill = of(dns_fails("flask"));
    assert_eq!(not_confirmed(&drill), []);
    let back = drill.recovery.by_service[&service("dns")].after.unwrap();
    assert!(
        back.at_least() <= Span::millis(1_900) && Span::millis(1_900) <= back.at_most(),
        "{back}"
    );
    assert!(drill.recovery.observed.unwrap().value < Span::millis(2_100));
    assert_eq!(told(&drill), []);
    let never = of(dns_fails("flask").never_back("dns.works"));
    assert_eq!(never.recovery.by_service[&service("dns")].after, None);
    assert!(never.recovery.not_recovered_because.unwrap().contains("SERVFAIL"));
}

#[test]
fn a_warning_is_reported_as_a_detection_of_its_own() {
    let drill = of(certificate_expires("static"));
    let entry = |name: &str| drill.detection.iter().find(|one| one.detector.as_str() == name);
    let alert = entry("certificate-expires-soon").unwrap();
    assert!(alert.expected && alert.detected);
    let (after, truth) = (alert.after.unwrap(), Span::millis(1_500));
    assert!(after.value > Span::millis(1_300) && after.value < Span::millis(1_800), "{after}");
    assert!(after.at_least() <= truth && truth <= after.at_most(), "{after}");
    assert!(entry("certbot-certificates").unwrap().detected);
    assert_eq!(told(&drill), []);
    assert_eq!(drill.budget.approach, Span::millis(7_999 - 1_500));
    let silent = of(certificate_expires("static").forgets("certificate-expires-soon"));
    let alert = silent
        .detection
        .iter()
        .find(|one| one.detector.as_str() == "certificate-expires-soon")
        .unwrap();
    assert_eq!((alert.expected, alert.detected, alert.after), (true, false, None));
}

#[test]
fn a_warning_that_nothing_came_near_for_is_left_open() {
    let warned = Assertion::Warned(claim::Warned { detector: DetectorKind::Alert, days: 30 });
    leaves_open(
        redis_stops("static").claim(300, "30 days", warned),
        "warned.alert.static",
        "was not brought near",
    );
}

#[test]
fn a_check_that_notices_the_fault_as_it_comes_near_tells_it_apart_all_the_same() {
    let record = certificate_expires("static").forgets("certbot-certificates").warns(
        "certbot-certificates",
        500,
        2_500,
    );
    let drill = of(record);
    assert_eq!(not_confirmed(&drill), []);
    let check = drill.claims.iter().find(|claim| claim.id.as_str().starts_with("check")).unwrap();
    assert!(check.reason.contains("noticed while the fault came near"), "{}", check.reason);
    let always = certificate_expires("static")
        .forgets("certbot-certificates")
        .notices_always("certbot-certificates");
    contradicts(
        always,
        "check.certbot-certificates.static",
        "something was wrong while all was well",
    );
}

#[test]
fn a_drill_that_ends_while_the_fault_comes_near_says_so() {
    let drill = of(certificate_expires("static").cut_at(5_000));
    assert!(drill.claims.iter().all(|claim| claim.verdict == Verdict::Undetermined));
    assert!(
        drill.claims[0].reason.contains("while the fault was brought near"),
        "{}",
        drill.claims[0].reason
    );
    assert_eq!(drill.budget.observe, Span::ZERO);
}

#[test]
fn the_time_of_a_drill_is_told_phase_by_phase() {
    let timeline = monitoring_down("static").build();
    let budget = judge(&timeline).budget;
    assert_eq!((budget.steady, budget.approach), (Span::millis(1_999), Span::ZERO));
    assert_eq!((budget.fault, budget.observe), (Span::millis(151), Span::millis(3_850)));
    assert_eq!(budget.watch, Span::millis(3_999));
    let before = budget.steady + budget.fault + budget.observe + budget.watch;
    let all = before + budget.recover + budget.hold + budget.settle + budget.control;
    assert_eq!(all, timeline.events.last().unwrap().at.since(crate::words::Moment::START));
}

#[test]
fn what_watching_costs_is_told_where_it_is_known() {
    assert_eq!(of(redis_stops("static")).probing, None);
    let probing = of(redis_stops("static").loaded(700)).probing.unwrap();
    assert!(
        (probing.own - 0.1).abs() < 1e-9 && (probing.machine - 0.7).abs() < 1e-9,
        "{probing:?}"
    );
}
