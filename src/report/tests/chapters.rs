//! What the table by chapter promises: every claim in exactly one row, and no chapter left out.

use super::page::{check, recorded};
use super::prose::BUNDLED;
use super::{all_well, gate, much_amiss};
use crate::report::chapters::{Row, Tally, chapters, not_tested};
use crate::report::{Material, NotTested, Run, Timelines, html};
use crate::words::{ScenarioId, Verdict};
use proptest::prelude::*;

fn not_said(line: u32, reason: &str) -> NotTested {
    NotTested {
        scenario: Some(ScenarioId::parse("redis-stops").unwrap()),
        line,
        quote: "Users see nothing".to_owned(),
        reason: reason.to_owned(),
    }
}

fn sum(rows: &[Row]) -> Tally {
    let mut all = Tally::default();
    for row in rows {
        all += row.tally;
    }
    all
}

#[test]
fn every_chapter_of_the_document_has_a_row_and_the_scenarios_are_parts() {
    let rows = chapters(&all_well(), BUNDLED);
    let headings = BUNDLED.lines().filter(|line| line.starts_with("## ")).count();
    assert_eq!(rows.len(), headings);
    let tested: Vec<&Row> = rows.iter().filter(|row| row.tally.all() > 0).collect();
    assert!(tested.iter().all(|row| row.title.contains("FAILURE SCENARIOS")), "{tested:?}");
    assert_eq!(tested[0].parts.len(), 8, "{:?}", tested[0].parts);
    assert_eq!(tested[0].parts[0].title, "Scenario 1: Nginx Crashes");
    assert_eq!(tested[0].parts[0].line, Some(273));
}

#[test]
fn what_stands_nowhere_and_what_is_said_twice_is_counted_once() {
    let mut run = much_amiss();
    run.drills.truncate(1);
    run.drills[0].claims.truncate(2);
    run.drills[0].claims[0].line = 1;
    run.drills[0].claims[1].line = 90;
    run.not_tested = vec![not_said(5, "why"), not_said(5, "why"), not_said(5, "another")];
    let rows = chapters(&run, "# A\n\ntext\n## B\nsaid\n## C\n");
    let told: Vec<_> = rows.iter().map(|row| (row.title.as_str(), row.tally.all())).collect();
    let expected = [
        ("before the first chapter", 1),
        ("B", 2),
        ("C", 0),
        ("lines that the document does not have", 1),
    ];
    assert_eq!(told, expected);
    assert_eq!(rows[1].tally.not_tested, 2);
    assert_eq!(rows[2].cells(), None);
}

fn page(run: &Run, document: Option<&str>) -> String {
    html::render(&Material { run, timelines: &Timelines::default(), fail_on: &gate(), document })
}

/// Between two places of a page.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).unwrap().1.split_once(to).unwrap().0
}

#[test]
fn the_page_has_the_document_and_every_claim_leads_to_its_line_and_back() {
    let (mut run, _) = recorded();
    run.not_tested = vec![not_said(310, "nobody \"said\" <how>")];
    let page = page(&run, Some(BUNDLED));
    check(&page);
    for (drill, claim) in run.claims() {
        let id = format!("{}.{}.{}", drill.id, drill.profile, claim.id);
        let line = between(&page, &format!("<tr id=\"line-{}\">", claim.line), "</tr>");
        assert!(line.contains(&format!("<a href=\"#{id}\"")), "{id} in {line}");
        let back = between(&page, &format!("id=\"{id}\""), "</li>");
        assert!(back.contains(&format!("href=\"#line-{}\"", claim.line)), "{back}");
    }
    let untested = between(&page, "<tr id=\"line-310\">", "</tr>");
    assert!(untested.contains("title=\"nobody &quot;said&quot; &lt;how&gt;\""), "{untested}");
    assert!(untested.contains("–"), "{untested}");
    let silent = between(&page, "<tr id=\"line-9\">", "</tr>");
    assert!(!silent.contains("<a ") && !silent.contains("mark"), "{silent}");
    insta::assert_snapshot!(
        "document",
        between(&page, "<tr id=\"line-294\">", "<tr id=\"line-304\">")
    );
    insta::assert_snapshot!("chapters_page", between(&page, "id=\"chapters\"", "</section>"));
}

#[test]
fn of_several_verdicts_the_worst_stands_in_the_margin() {
    let (mut run, _) = recorded();
    let line = run.drills[1].claims[0].line;
    run.drills[1].claims[1].line = line;
    for (verdict, waived, word) in [
        (Verdict::Undetermined, None, "undetermined"),
        (Verdict::Contradicted, None, "contradicted"),
        (Verdict::Contradicted, Some("2027-01-31".to_owned()), "confirmed"),
    ] {
        run.drills[1].claims[1].verdict = verdict;
        run.drills[1].claims[1].waived_until = waived;
        let page = page(&run, Some(BUNDLED));
        let row = between(&page, &format!("<tr id=\"line-{line}\">"), "</tr>");
        let margin = between(row, "<td class=\"margin\">", "</td>");
        assert!(margin.contains(&format!("mark {word}")), "{word}: {margin}");
    }
}

#[test]
fn a_document_stays_text_and_without_one_the_page_says_why_there_is_no_table() {
    let run = much_amiss();
    let nasty = "</table></details><script>alert(1)</script>\n# <b>A\n## \" onclick='x'\n";
    let with = page(&run, Some(nasty));
    check(&with);
    assert_eq!(with.matches("<script>").count(), 1);
    let without = page(&run, None);
    check(&without);
    assert!(without.contains("is not at hand") && !without.contains("id=\"document\""));
}

proptest! {
    #[test]
    fn every_claim_is_in_exactly_one_row(
        text in "(## A\n|### B\n|# C\n|x\n|```\n|\n|> ## Q\n|A\n===\n){0,20}",
        lines in prop::collection::vec(0_u32..30, 60),
        untested in prop::collection::vec((0_u32..30, "[ab]"), 0..6),
    ) {
        let mut run = much_amiss();
        let claims = run.drills.iter_mut().flat_map(|drill| &mut drill.claims);
        for (claim, line) in claims.zip(lines.iter().cycle()) {
            claim.line = *line;
        }
        run.not_tested = untested.iter().map(|(line, why)| not_said(*line, why)).collect();
        let rows = chapters(&run, &text);
        let of = |verdict| {
            let all = run.claims().map(|(_, claim)| claim);
            all.filter(|one| one.verdict == verdict && one.waived_until.is_none()).count()
        };
        let expected = Tally {
            confirmed: of(Verdict::Confirmed),
            contradicted: of(Verdict::Contradicted),
            undetermined: of(Verdict::Undetermined),
            waived: run.claims().filter(|(_, claim)| claim.waived_until.is_some()).count(),
            not_tested: not_tested(&run).len(),
        };
        prop_assert_eq!(sum(&rows), expected);
        for row in rows.iter().filter(|row| !row.parts.is_empty()) {
            prop_assert_eq!(sum(&row.parts), row.tally);
        }
        let headings: Vec<u32> = rows.iter().filter_map(|row| row.line).collect();
        prop_assert!(headings.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", headings);
    }
}
