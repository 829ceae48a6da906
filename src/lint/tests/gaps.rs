//! Rules about what is left open.

use super::builder::{Doc, Facts, SLOW};
use super::{findings, lines};
use crate::lint::Severity;
use crate::reading::{DetectedBy, Form, Meaning, Topic, Untestable};

fn rules(doc: &Doc) -> Vec<&'static str> {
    findings(doc).iter().map(|finding| finding.rule).collect()
}

fn whole(facts: Facts<'_>) -> Facts<'_> {
    facts.whole()
}

#[test]
fn a_scenario_that_lacks_something_is_found() {
    let with = |add: fn(Facts<'_>) -> Facts<'_>| {
        Doc::new().scenario("Cache down", whole).scenario("Broker down", add)
    };
    assert_eq!(rules(&with(whole)), Vec::<&str>::new());
    assert_eq!(
        rules(&with(|facts| facts.impact("slower", SLOW).recovery(&["true"], "1 minute"))),
        ["missing-detection"]
    );
    assert_eq!(
        rules(&with(|facts| facts.impact("slower", SLOW).detection("in 5 s", DetectedBy::Alert))),
        ["missing-recovery"]
    );
    assert_eq!(
        rules(&with(|f| f.detection("in 5 s", DetectedBy::Alert).recovery(&["true"], "1 minute"))),
        ["missing-impact"]
    );
    assert_eq!(
        rules(&with(|facts| {
            let facts = facts.impact("slower", SLOW).detection("alert", DetectedBy::Alert);
            facts.recovery(&["true"], "")
        })),
        ["missing-figure"]
    );
}

#[test]
fn what_is_said_and_not_understood_is_said() {
    let untestable = || Meaning::Untestable(Untestable::new("prose", "x"));
    let doc = Doc::new().scenario("Broker down", |facts| {
        facts
            .add(Topic::Impact, "Impact", "it depends", untestable())
            .add(Topic::Detection, "Detection", "somebody sees it in 5 minutes", untestable())
            .add(Topic::Recovery, "Recovery", "call Ada", untestable())
    });
    assert_eq!(findings(&doc), []);
}

#[test]
fn what_missing_scenario_has_is_one_note() {
    fn bare(facts: Facts<'_>) -> Facts<'_> {
        facts.impact("slower", SLOW).recovery(&["true"], "1 minute")
    }
    let doc = Doc::new().scenario("A down", bare).scenario("B down", bare).scenario("C down", bare);
    let found = findings(&doc);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].rule, found[0].severity), ("missing-detection", Severity::Note));
    assert_eq!(found[0].message, "none of the 3 scenarios says who notices it");
}

#[test]
fn one_line_scenarios_and_runbooks_need_not_say_everything() {
    let doc = Doc::new()
        .scenario("Cache down", whole)
        .scenario_as(Form::Line, "Broker down", |facts| facts.impact("slower", SLOW))
        .scenario_as(Form::Runbook, "BrokerDown", |facts| {
            facts.impact("slower", SLOW).recovery(&["true"], "1 minute")
        });
    assert_eq!(findings(&doc), []);
}

#[test]
fn a_service_without_a_scenario_is_a_note() {
    let table = || {
        Doc::new()
            .row("Broker", "None", "-", "-")
            .row("Cache", "None", "-", "-")
            .row("PostgreSQL", "None", "-", "-")
            .row("Mailer", "None", "-", "-")
    };
    let doc = table()
        .scenario("Broker down", whole)
        .scenario("The cache is slow", whole)
        .scenario("Database corrupted", whole);
    assert_eq!(lines("missing-scenario", &doc), [[4]]);
    assert!(findings(&doc).iter().all(|finding| finding.severity == Severity::Note));
    let objectives = Doc::new().row("Tier 1", "-", "-", "-").row("Broker", "None", "-", "-");
    let objectives = objectives.scenario("Broker down", whole);
    assert_eq!(lines("missing-scenario", &objectives), Vec::<Vec<u32>>::new(), "a tier is none");
    let others = table().scenario("Broker down", whole);
    assert_eq!(lines("missing-scenario", &others), Vec::<Vec<u32>>::new(), "about other things");
}

#[test]
fn placeholders_are_found_section_by_section() {
    let mut doc = Doc::new().placeholder("[TODO]").placeholder("<id>").placeholder("TBD");
    doc.reading.placeholders[2].place.line = 2;
    doc.reading.placeholders[2].place.column = 40;
    assert_eq!(lines("placeholder", &doc), [[1], [2]]);
    assert_eq!(findings(&doc)[1].message, "nobody filled in <id> and TBD");
}

#[test]
fn links_that_lead_nowhere_are_found() {
    let mut doc = Doc::new();
    doc.reading.broken_links.push(crate::reading::Words::plain("the restore", 7, 9));
    assert_eq!(lines("link-leads-nowhere", &doc), [[7]]);
}
