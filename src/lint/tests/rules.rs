//! What holds for all rules.

use super::builder::Doc;
use super::findings;
use crate::lint::{RULES, lint, rule};
use crate::reading::Reading;
use std::collections::BTreeSet;

#[test]
fn every_rule_has_a_name_of_its_own_and_an_explanation() {
    let ids: BTreeSet<&str> = RULES.iter().map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), RULES.len());
    for one in RULES {
        let id = one.id();
        assert!(id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{id}");
        assert!(rule(id).is_some());
        let text = one.explain();
        let (wrong, right) = one.example();
        assert_ne!(wrong, right, "{id}");
        assert!(one.summary().ends_with('.') && one.why().ends_with('.'), "{id}");
        for part in [id, one.summary(), one.why(), "Wrong:", "Right:"] {
            assert!(text.contains(part), "{id}: {part}");
        }
    }
    assert!(rule("no-such-rule").is_none());
}

#[test]
fn nothing_is_found_in_nothing() {
    assert_eq!(lint(&Reading::default(), None), []);
}

#[test]
fn findings_stand_by_line_and_once() {
    let doc = Doc::new()
        .dated("Last tested", "never")
        .placeholder("TBD")
        .row("API", "Broker", "Users", "-")
        .row("Broker", "None", "None", "-")
        .tree(&[&[("NO", "Go to 9", Some("9")), ("NO", "Go to 9", Some("9"))]]);
    let found = findings(&doc);
    let lines: Vec<u32> = found.iter().map(|finding| finding.lines()[0]).collect();
    assert!(lines.is_sorted(), "{lines:?}");
    let unique: BTreeSet<_> =
        found.iter().map(|one| (one.rule, one.lines(), &one.message)).collect();
    assert_eq!(unique.len(), found.len());
}

#[test]
fn every_finding_has_a_place_and_a_message_of_one_line() {
    let doc = Doc::new()
        .dated("Last tested", "never")
        .row("API\u{1b}[2J", "Broker", "Users", "🔴 out")
        .row("Broker", "None", "None", "🟡 out")
        .scenario("", |facts| facts.impact("", &[]))
        .scenario("🦀\u{202e}", |facts| facts.whole().impact("🟡", &[]));
    for finding in findings(&doc) {
        assert!(finding.place().line > 0, "{finding:#?}");
        assert!(!finding.message.contains('\n'), "{finding:#?}");
    }
}
