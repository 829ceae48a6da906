//! Comments that waive findings.

use super::builder::Doc;
use super::{findings, lines};

#[test]
fn what_is_waived_is_kept_with_the_reason() {
    let doc =
        Doc::new().placeholder("TBD").waived("placeholder", "by design", 1).placeholder("TBD");
    let found = findings(&doc);
    let waived: Vec<(u32, Option<&str>)> =
        found.iter().map(|one| (one.lines()[0], one.waived.as_deref())).collect();
    assert_eq!(waived, [(1, None), (3, Some("by design"))]);
}

#[test]
fn a_waiver_holds_for_its_rule_and_its_lines_only() {
    let doc = Doc::new()
        .waived("never-tested", "x", 5)
        .placeholder("TBD")
        .waived("placeholder", "x", 0)
        .placeholder("TBD");
    assert!(findings(&doc).iter().all(|finding| finding.waived.is_none()));
    let outer = Doc::new()
        .waived("placeholder", "outer", 9)
        .waived("placeholder", "inner", 1)
        .placeholder("TBD")
        .placeholder("TBD");
    assert!(findings(&outer).iter().all(|finding| finding.waived.as_deref() == Some("outer")));
}

#[test]
fn one_line_of_several_is_enough() {
    let doc = Doc::new()
        .row("API", "Broker", "Users", "-")
        .waived("named-on-one-side", "drawn below", 1)
        .row("Broker", "None", "None", "-");
    let found = findings(&doc);
    assert_eq!(found[0].waived.as_deref(), Some("drawn below"));
}

#[test]
fn a_waiver_without_a_reason_or_of_no_rule_is_found_and_cannot_be_waived() {
    let doc = Doc::new()
        .waived("waiver-without-reason", "so", 9)
        .waived("placeholder", " ", 1)
        .placeholder("TBD")
        .waived("placeholders", "typo", 1);
    assert_eq!(lines("waiver-without-reason", &doc), [[2]]);
    assert_eq!(lines("waiver-unknown-rule", &doc), [[4]]);
    let found = findings(&doc);
    let told = found.iter().find(|one| one.rule == "waiver-unknown-rule").unwrap();
    assert!(told.message.contains("did you mean 'placeholder'?"), "{}", told.message);
    assert!(
        found.iter().filter(|one| one.rule.starts_with("waiver")).all(|one| one.waived.is_none())
    );
}
