//! Rules about lengths of time, and dates.

use super::builder::Doc;
use super::{findings, lines, of};
use crate::lint::{Severity, lint};
use crate::reading::{DetectedBy, Meaning, Topic};

fn none() -> Vec<Vec<u32>> {
    Vec::new()
}

#[test]
fn a_recovery_that_takes_longer_than_it_may_is_found() {
    let rule = "objective-missed";
    let scenario = |doc: Doc, within: &str| {
        doc.row("Broker", "-", "-", "-")
            .scenario("Broker down", |facts| facts.whole().recovery(&["./restore"], within))
    };
    let rto = |of: &str| Doc::new().objective(of, Topic::RecoveryTime, "5 minutes");
    assert_eq!(lines(rule, &scenario(rto(""), "30 minutes")), [[1, 7]]);
    assert_eq!(lines(rule, &scenario(rto("Broker"), "30 minutes")), [[1, 7]]);
    assert_eq!(lines(rule, &scenario(rto("Cache"), "30 minutes")), none());
    assert_eq!(lines(rule, &scenario(rto(""), "5 minutes")), none());
    // The service's own one counts, and of several the most generous.
    let both = rto("").objective("Broker", Topic::RecoveryTime, "1 hour");
    assert_eq!(lines(rule, &scenario(both, "30 minutes")), none());
    let two = rto("").objective("", Topic::RecoveryTime, "45 minutes");
    assert_eq!(lines(rule, &scenario(two, "30 minutes")), none());
}

#[test]
fn a_scenario_that_misses_its_own_objective_is_found() {
    let own = |key: &str, time: &str| {
        Doc::new().scenario("Region lost", |facts| {
            facts.recovery(&["./move"], time).time(Topic::RecoveryTime, key, "15 minutes")
        })
    };
    assert_eq!(lines("objective-missed", &own("RTO", "1 hour")), [[2, 3]]);
    assert_eq!(lines("objective-missed", &own("RTO", "10 minutes")), none());
    // How long it takes is no objective.
    assert_eq!(lines("objective-missed", &own("Time to recovery", "1 hour")), none());
    let stated = Doc::new()
        .objective("", Topic::RecoveryTime, "5 minutes")
        .scenario("Region lost", |facts| {
            facts.time(Topic::RecoveryTime, "Time to recovery", "about 2 hours")
        });
    assert_eq!(lines("objective-missed", &stated), [[1, 3]]);
}

#[test]
fn an_objective_of_a_scenario_that_is_longer_than_that_of_all_is_found() {
    let doc = |own: &str| {
        Doc::new().objective("", Topic::RecoveryTime, "4 hours").scenario("Tables lost", |facts| {
            facts.recovery(&["./restore"], "").time(Topic::RecoveryTime, "RTO", own)
        })
    };
    assert_eq!(lines("objective-missed", &doc("6 hours")), [[1, 4]]);
    assert_eq!(lines("objective-missed", &doc("3 hours")), none());
}

#[test]
fn an_objective_that_stands_in_a_scenario_is_that_one_s() {
    let mut doc = Doc::new()
        .objective("", Topic::RecoveryTime, "90 seconds")
        .scenario("Printer down", |facts| facts.recovery(&["true"], ""))
        .scenario("Tables lost", |facts| facts.recovery(&["./restore"], "1 hour"));
    assert_eq!(lines("objective-missed", &doc), [[1, 5]]);
    doc.reading.objectives[0].time.words.place.line = 3;
    assert_eq!(lines("objective-missed", &doc), none());
}

#[test]
fn backups_of_other_services_say_nothing_of_one() {
    let doc = |of: &str| {
        Doc::new()
            .row("Orders store", "-", "-", "-")
            .row("Login", "-", "-", "-")
            .objective(of, Topic::DataLoss, "5 minutes")
            .backup("orders store every 15 minutes")
    };
    assert_eq!(lines("rpo-missed", &doc("Orders store")), [[3, 4]]);
    assert_eq!(lines("rpo-missed", &doc("")), [[3, 4]]);
    assert_eq!(lines("rpo-missed", &doc("Login")), none());
    assert_eq!(lines("rpo-missed", &doc("Ordering")), [[3, 4]]);
}

#[test]
fn a_scenario_that_loses_more_than_may_be_lost_is_found() {
    let doc = |lost: &str| {
        Doc::new()
            .objective("Broker", Topic::DataLoss, "5 minutes")
            .row("Broker", "-", "-", "-")
            .scenario("Broker down", |facts| facts.whole().time(Topic::DataLoss, "Data loss", lost))
    };
    assert_eq!(lines("rpo-missed", &doc("1 hour")), [[1, 7]]);
    assert_eq!(lines("rpo-missed", &doc("1 minute")), none());
}

#[test]
fn backups_that_are_too_rare_are_found() {
    let rule = "rpo-missed";
    let rpo = || Doc::new().objective("", Topic::DataLoss, "15 minutes");
    assert_eq!(lines(rule, &rpo().backup("every 6 hours")), [[1, 2]]);
    assert_eq!(lines(rule, &rpo().backup("every 10 minutes")), none());
    assert_eq!(lines(rule, &rpo()), none());
    let log = rpo().backup("every 6 hours").backup("the log is archived all the time");
    assert_eq!(lines(rule, &log), none(), "a copy without an interval may be one all the time");
    let own = Doc::new()
        .backup("every 6 hours")
        .scenario("Disk lost", |facts| facts.whole().time(Topic::DataLoss, "RPO", "1 hour"));
    assert_eq!(lines(rule, &own), [[1, 6]]);
    let lost = Doc::new()
        .backup("every 6 hours")
        .scenario("Disk lost", |facts| facts.whole().time(Topic::DataLoss, "Data loss", "1 hour"));
    assert_eq!(lines(rule, &lost), none(), "what is lost is no objective");
}

#[test]
fn an_alert_after_the_recovery_is_found() {
    let rule = "alert-after-recovery";
    let doc = |alert: &str, rto: &str| {
        Doc::new().scenario("Broker down", |facts| {
            let facts = facts.detection(alert, DetectedBy::Alert).recovery(&["true"], "10 seconds");
            if rto.is_empty() { facts } else { facts.time(Topic::RecoveryTime, "RTO", rto) }
        })
    };
    let severity = |doc: &Doc| {
        findings(doc).iter().find(|finding| finding.rule == rule).map(|finding| finding.severity)
    };
    assert_eq!(severity(&doc("alert after 10 minutes", "5 minutes")), Some(Severity::Warning));
    assert_eq!(severity(&doc("alert after 10 minutes", "")), Some(Severity::Note));
    assert_eq!(severity(&doc("alert after 1 minute", "5 minutes")), None);
    let mut heals = doc("alert after 10 minutes", "5 minutes");
    for fact in &mut heals.reading.failures[0].facts {
        if let Meaning::Recovery(recovery) = &mut fact.means {
            recovery.automatic = true;
        }
    }
    assert_eq!(severity(&heals), None, "what heals by itself waits for nobody");
    assert_eq!(severity(&doc("alert 30 days ahead", "5 minutes")), None);
    assert_eq!(severity(&doc("alert", "5 minutes")), None);
}

#[test]
fn two_figures_for_one_thing_are_found() {
    let rule = "differing-figures";
    let command = |one: &str, other: &str| {
        Doc::new()
            .scenario("Broker down", |facts| facts.recovery(&["docker restart  x"], one))
            .scenario("Broker slow", |facts| facts.recovery(&["docker restart x"], other))
    };
    assert_eq!(lines(rule, &command("10 seconds", "2 minutes")), [[2, 4]]);
    assert_eq!(lines(rule, &command("60 seconds", "1 minute")), none());
    assert_eq!(lines(rule, &command("", "1 minute")), none());
    let objective = Doc::new()
        .objective("Broker", Topic::RecoveryTime, "5 minutes")
        .objective("Broker", Topic::DataLoss, "1 minute")
        .objective("broker service", Topic::RecoveryTime, "10 minutes");
    assert_eq!(lines(rule, &objective), [[1, 3]]);
    let threshold = |one: &str, other: &str| {
        let told = |text: &str, doc: Doc| {
            doc.scenario("Broker down", |facts| facts.detection(text, DetectedBy::Alert))
        };
        told(other, told(one, Doc::new().row("Broker", "-", "-", "-")))
    };
    let found =
        of(rule, &threshold("alert when disk use is over 80%", "alert when disk use is over 90%"));
    assert_eq!(found.len(), 1, "{found:#?}");
    let apart = threshold("warning when disk use is over 80%", "alert when disk use is over 90%");
    assert_eq!(of(rule, &apart), []);
}

#[test]
fn reviews_that_are_overdue_and_tests_that_never_were_are_found() {
    let doc = Doc::new()
        .dated("Next Review", "January 2026")
        .dated("Next review", "March 2026")
        .dated("Next review", "once it is deployed")
        .dated("Last Updated", "January 2019")
        .dated("Next test", "2026-03-03");
    assert_eq!(lines("review-overdue", &doc), [[1], [5]]);
    assert!(lint(&doc.reading, None).is_empty(), "nobody knows what day it is");
    let doc = Doc::new()
        .dated("Last tested", "Never")
        .dated("Last drill", "N/A (planned)")
        .dated("Last DR test", "2026-01-01")
        .dated("Last Updated", "never")
        .dated("Tested by", "Nevermore Ltd.")
        .dated("Next test", "TBD")
        .dated("Last restore test", "–");
    assert_eq!(lines("never-tested", &doc), [[1], [2], [7]]);
}
