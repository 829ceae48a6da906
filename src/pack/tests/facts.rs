//! `facts:`: words of the document with a hole, and a command that tells what belongs there.

use super::{edited, readable, small};
use crate::pack::{PackFiles, Testing, read, render, with_tables};
use crate::words::ProfileName;
use proptest::prelude::*;

fn with_fact(fact: &str) -> PackFiles {
    edited(small(), "pack.yaml", "detectors:\n", &format!("facts:\n  one: {fact}\ndetectors:\n"))
}

fn problems(fact: &str) -> String {
    match read(&with_fact(fact)) {
        Ok(pack) => render(&pack.warnings, false),
        Err(problems) => render(&problems, false),
    }
}

#[test]
fn a_fact_that_cannot_be_tested_so_is_told_with_its_place() {
    insta::assert_snapshot!(
        [
            "{says: 'Shop → Cache'}",
            "{says: 'Shop → Cache', ask: 'true', not_tested: no way}",
            "{says: 'Shop {} Cache {}', ask: 'true'}",
            "{says: 'Shop → Cache', ask: 'true', within: 5}",
            "{says: 'Shop → {}', ask: 'true', within: soon}",
            "{says: 'Shop → Database', ask: 'true'}",
            "{says: 'Shop → Cache', ask: 'true', profiles: tomorrow}",
        ]
        .map(problems)
        .join("\n")
    );
}

#[test]
fn a_fact_is_claimed_by_a_drill_that_breaks_nothing_where_all_is_tested() {
    let files =
        with_fact("{says: 'Recovery: docker restart cache ({} seconds)', ask: echo 12, within: 3}");
    let plain = readable(&files);
    assert!(plain.scenarios.iter().all(|one| !one.fault.is_nothing()));
    let pack = with_tables(plain);
    let drill = pack.scenarios.iter().find(|one| one.fault.is_nothing()).unwrap();
    let claims = drill.claims_in(&ProfileName::parse("today").unwrap());
    let [claim] = claims.as_slice() else { panic!("{claims:?}") };
    assert_eq!((claim.id.as_str(), claim.line), ("fact.one.today", 15));
    assert_eq!(claim.text, "Recovery: docker restart cache (10 seconds)");
    assert_eq!(claim.as_kind().told(), "`echo 12` prints 10, or a number at most 3 away from it");
}

#[test]
fn a_fact_that_nothing_can_test_is_listed_with_its_reason() {
    let pack = with_tables(readable(&with_fact("{says: 'Shop → Cache', not_tested: no way}")));
    let open = pack.not_tested.iter().find(|one| one.quote == "Shop → Cache").unwrap();
    assert_eq!((open.line, open.reason.as_str()), (4, "no way"));
}

proptest! {
    /// What a command is held against is what the document has in the hole's place, whatever words
    /// stand around it.
    #[test]
    fn the_hole_takes_what_the_document_has_there(
        before in "Unheard[a-z]{1,8}( [a-z]{1,8}){0,3} \\(",
        said in "[0-9]{1,6}|/[a-z]{1,6}/[a-z]{1,6}|[a-z]{1,6}:[0-9]{1,4}",
        after in "\\)( [a-z]{1,8}){0,3}",
    ) {
        let line = format!("{before}{said}{after}");
        let files = with_fact(&format!("{{says: '{before}{{}}{after}', ask: 'true'}}"));
        let text = files.text("failures.md").unwrap();
        let files = { let mut files = files.clone(); files.insert("failures.md", format!("{text}\n## Elsewhere\n{line}\n")); files };
        let pack = read(&files).map_err(|problems| TestCaseError::fail(render(&problems, false)))?;
        let [fact] = pack.facts.as_slice() else { return Err(TestCaseError::fail("no fact")) };
        prop_assert_eq!(&fact.quote, &line);
        let Testing::Ask { said: Some(found), .. } = &fact.testing else {
            return Err(TestCaseError::fail("nothing said"));
        };
        prop_assert_eq!(found, &said);
    }
}
