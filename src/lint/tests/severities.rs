//! Rules about how bad a failure is.

use super::builder::{Doc, OUT, SLOW, WELL};
use super::{findings, lines, of};
use crate::lint::Severity;
use crate::reading::{Form, Topic};
use crate::words::Impact;

const RULE: &str = "severity-differs";

#[test]
fn a_service_that_is_critical_in_a_list_and_less_in_a_table_is_found() {
    let doc = Doc::new()
        .critical("Critical now", Impact::Outage, &["Broker", "Gateway (up and running)"])
        .row("Broker", "-", "-", "🟡 jobs are late")
        .row("Gateway", "-", "-", "🔴 nobody gets in");
    let found = findings(&doc);
    let [one] = &*found else { panic!("{found:#?}") };
    assert_eq!((one.rule, one.severity), (RULE, Severity::Warning));
    assert_eq!(one.lines(), [2, 4]);
    assert_eq!(
        one.services.iter().map(crate::reading::Name::as_str).collect::<Vec<_>>(),
        ["broker"]
    );
    let said = "Broker is critical in 'Critical now' (line 2), yet degraded (🟡) in the table \
                (line 4)";
    assert_eq!(one.message, said);
}

#[test]
fn profiles_are_compared_with_the_same_profile() {
    let lists = || {
        Doc::new().critical("Single shop (today)", Impact::None, &["Broker"]).critical(
            "Many shops (planned)",
            Impact::Outage,
            &["Broker"],
        )
    };
    let agrees = lists().scenario("Broker down", |facts| {
        facts.impact_under("today, single shop", "🟢 nothing", WELL).impact_under(
            "planned",
            "🔴 no orders",
            OUT,
        )
    });
    assert_eq!(lines(RULE, &agrees), Vec::<Vec<u32>>::new());
    let differs = lists().scenario("Broker down", |facts| {
        facts.impact_under("today, single shop", "🟢 nothing", WELL).impact_under(
            "planned",
            "🟡 orders are late",
            SLOW,
        )
    });
    assert_eq!(lines(RULE, &differs), [[4, 7]]);
    // What is said for no profile is compared with the worst.
    let worst = lists().row("Broker", "-", "-", "🟡 late");
    assert_eq!(lines(RULE, &worst), [[4, 5]]);
    let worst = lists().row("Broker", "-", "-", "🔴 lost");
    assert_eq!(lines(RULE, &worst), Vec::<Vec<u32>>::new());
}

#[test]
fn two_rows_or_two_lists_of_one_profile_are_compared() {
    let rows = |between: fn(Doc) -> Doc| {
        let first = Doc::new().row("Pricing", "-", "-", "Degraded, list prices are used");
        between(first).row("Pricing", "-", "-", "Total outage")
    };
    assert_eq!(lines(RULE, &rows(|doc| doc)), Vec::<Vec<u32>>::new(), "one row a way to fail");
    assert_eq!(lines(RULE, &rows(|doc| doc.placeholder("x").placeholder("y"))), [[1, 4]]);
    let lists = |one: &str, other: &str| {
        Doc::new().critical(one, Impact::Outage, &["Broker"]).critical(
            other,
            Impact::None,
            &["Broker"],
        )
    };
    assert_eq!(lines(RULE, &lists("Critical services", "Non-critical services")), [[2, 4]]);
    assert_eq!(lines(RULE, &lists("Today", "After the move")), Vec::<Vec<u32>>::new());
}

#[test]
fn what_is_not_critical_may_be_degraded() {
    let doc = Doc::new()
        .critical("Not critical", Impact::None, &["Cache", "Metrics store"])
        .row("Cache", "-", "-", "🟡 slower")
        .row("Metrics store", "-", "-", "🟢 nobody notices");
    assert_eq!(findings(&doc), []);
    let doc = Doc::new().critical("Not critical", Impact::None, &["Cache"]).row(
        "Cache",
        "-",
        "-",
        "🔴 everything fails",
    );
    assert_eq!(lines(RULE, &doc), [[2, 3]]);
}

#[test]
fn a_failure_of_a_part_is_no_failure_of_the_service() {
    for title in ["Broker slow", "Broker disk full", "One broker down", "Broker backup lost"] {
        let doc = Doc::new()
            .row("Broker", "-", "-", "🔴 no orders")
            .scenario(title, |facts| facts.impact("🟡 orders are late", SLOW));
        assert_eq!(lines(RULE, &doc), Vec::<Vec<u32>>::new(), "{title}");
    }
    let doc = Doc::new()
        .row("Broker", "-", "-", "🔴 no orders")
        .scenario("Broker down", |facts| facts.impact("🟡 orders are late", SLOW));
    assert_eq!(lines(RULE, &doc), [[1, 3]]);
}

#[test]
fn prose_that_is_worse_is_no_severity_and_prose_that_is_better_is_a_note() {
    let doc = Doc::new()
        .critical("Not critical", Impact::None, &["Metrics store"])
        .scenario("Metrics store down", |facts| facts.impact("metrics are unavailable", OUT));
    assert_eq!(lines(RULE, &doc), Vec::<Vec<u32>>::new());
    let doc = Doc::new()
        .critical("Critical", Impact::Outage, &["Broker"])
        .scenario("Broker down", |facts| facts.impact("orders are slower", SLOW));
    let found = findings(&doc);
    let one = found.iter().find(|finding| finding.rule == RULE).unwrap();
    assert_eq!(one.severity, Severity::Note);
}

#[test]
fn a_layer_that_answers_whether_it_is_critical_is_heard() {
    let doc = Doc::new().critical("Critical", Impact::Outage, &["Broker"]).layer(
        "Messages",
        Some("Broker"),
        "Critical Service",
        "NO - jobs wait",
    );
    assert_eq!(lines(RULE, &doc), [[2, 5]]);
    let doc = Doc::new().critical("Critical", Impact::Outage, &["Broker"]).layer(
        "Messages",
        Some("Broker"),
        "Critical Service",
        "YES - no orders",
    );
    assert_eq!(findings(&doc), []);
}

#[test]
fn one_impact_under_two_symbols_is_found() {
    let rule = "outage-under-two-symbols";
    let doc = Doc::new()
        .row("Gateway", "-", "-", "🔴 App unusable")
        .row("Broker", "-", "-", "🟡 App unusable")
        .row("Cache", "-", "-", "🔴 app unusable!");
    assert_eq!(lines(rule, &doc), [[1, 2]]);
    let doc = Doc::new()
        .row("Gateway", "-", "-", "🔴 TOTAL OUTAGE")
        .scenario("Mailer down", |facts| facts.whole().impact("🟠 Total outage", SLOW));
    let found = of(rule, &doc);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, [6]);
}

#[test]
fn other_words_and_legends_are_missing_impact_under_two_symbols() {
    let doc = Doc::new()
        .row("Gateway", "-", "-", "🔴 App unusable")
        .row("Broker", "-", "-", "🟡 App slower")
        .row("Cache", "-", "-", "🟡 No total outage, slower")
        .row("Mailer", "-", "-", "🔴 or 🟡 App unusable")
        .row("Search", "-", "-", "🔴 Search")
        .row("Index", "-", "-", "🟡 Search");
    assert_eq!(findings(&doc), []);
}

#[test]
fn a_layer_that_a_scenario_denies_is_found() {
    let layer = |text| Doc::new().row("TLS cert", "-", "-", "-").layer("TLS", None, "Impact", text);
    let down = layer("Warnings in the browser, HTTPS unavailable");
    let served = down.scenario("TLS certificate expires", |facts| {
        facts.whole().cascade("None (pages are still served)", &[])
    });
    let found = of("layer-denied", &served);
    assert_eq!(found.iter().map(|(lines, _)| lines.clone()).collect::<Vec<_>>(), [[3, 8]]);
    assert!(
        found[0].1.contains("'HTTPS unavailable' where") && found[0].1.contains("still served'")
    );
    let down = layer("Warnings in the browser, HTTPS unavailable");
    let agrees = down.scenario("TLS certificate expires", |facts| {
        facts.whole().cascade("All clients fail", &[])
    });
    assert_eq!(of("layer-denied", &agrees), []);
    let slow = layer("Warnings in the browser");
    let agrees = slow.scenario("TLS certificate expires", |facts| {
        facts.whole().cascade("None (pages are still served)", &[])
    });
    assert_eq!(of("layer-denied", &agrees), []);
}

#[test]
fn a_layer_of_another_service_is_not_denied() {
    let doc = Doc::new()
        .row("Cache", "-", "-", "-")
        .row("Broker", "-", "-", "-")
        .layer("Data layer", Some("Broker"), "Impact", "Orders are unavailable")
        .scenario("Cache down", |facts| facts.whole().cascade("None, pages still work", &[]));
    assert_eq!(of("layer-denied", &doc), []);
}

#[test]
fn one_line_scenarios_are_compared_too() {
    let doc = Doc::new().row("Broker", "-", "-", "🔴 no orders").scenario_as(
        Form::Line,
        "Broker down",
        |facts| facts.impact("🟢 nothing", WELL),
    );
    assert_eq!(lines(RULE, &doc), [[1, 3]]);
    let remark = Doc::new().row("Broker", "-", "-", "🔴 no orders").scenario_as(
        Form::Line,
        "Broker down",
        |facts| facts.add(Topic::Impact, "", "🟢", crate::reading::Meaning::Remark),
    );
    assert_eq!(lines(RULE, &remark), Vec::<Vec<u32>>::new(), "what is not understood says nothing");
}
