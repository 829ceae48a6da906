//! What the Markdown promises: to read well where it is pasted, and to change nothing there.

use super::super::{Material, Run, Timelines, markdown};
use super::page::{eighteen, recorded, with_files};
use super::{all_well, much_amiss};
use crate::judge::fixture::scenarios::{nginx_crashes, postgresql_stops, redis_stops};
use crate::timeline::StandIn;
use crate::words::Verdict;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::collections::BTreeSet;

pub(super) const BUNDLED: &str =
    include_str!("../../../scenarios/enterprise-scanner/service-dependencies.md");

fn comment(run: &Run) -> String {
    let timelines = Timelines::default();
    markdown::comment(&Material {
        run,
        timelines: &timelines,
        fail_on: &BTreeSet::new(),
        document: None,
    })
}

fn impact_report(run: &Run, document: Option<&str>) -> String {
    let timelines = Timelines::default();
    markdown::impact_report(&Material {
        run,
        timelines: &timelines,
        fail_on: &BTreeSet::new(),
        document,
    })
}

/// Headings and code blocks, in their order; and whatever else could do more than be read.
fn structure(text: &str) -> (usize, usize, Vec<String>) {
    let (mut headings, mut fences, mut active) = (0, 0, Vec::new());
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::CodeBlock(_)) => fences += 1,
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                active.push(dest_url.to_string());
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = ["<!-- -->", "<br>", "<details>", "</details>"].contains(&html.trim())
                    || html.starts_with("<summary>")
                    || html.starts_with("<!-- firedrill-");
                if !ours {
                    active.push(html.to_string());
                }
            }
            _ => {}
        }
    }
    (headings, fences, active)
}

/// Every line of the document is there, in its order.
fn keeps(report: &str, document: &str) {
    let bare = |text: &'_ str| text.trim_end_matches('\r').to_owned();
    let mut lines = report.lines().map(bare);
    for line in document.lines().map(bare) {
        assert!(lines.any(|other| other == line), "{line:?} is gone, or not in its place");
    }
}

#[test]
fn the_comment_has_the_verdict_the_drills_and_for_what_is_red_the_next_command() {
    let run = much_amiss();
    let text = comment(&run);
    assert!(
        text.lines().nth(1).unwrap().starts_with("## ✗ enterprise-scanner: contradicted"),
        "{text}"
    );
    for (drill, claim) in run.claims().filter(|(_, claim)| claim.verdict == Verdict::Contradicted) {
        let command =
            format!("`firedrill show {} --run {} --claim {}`", drill.id, run.run, claim.id);
        assert!(text.contains(&command) == claim.waived_until.is_none(), "{command}\n{text}");
        assert!(text.contains(&format!("line {}", claim.line)) || claim.waived_until.is_some());
    }
    assert_eq!(structure(&text).2, Vec::<String>::new());
    insta::assert_snapshot!(text);
}

#[test]
fn a_comment_on_a_green_run_is_a_table_and_folded_details() {
    let text = comment(&all_well());
    assert!(!text.contains("not as documented"));
    assert_eq!((text.matches("<details>").count(), structure(&text).0), (3, 1));
}

#[test]
fn a_comment_is_never_too_long_to_be_taken() {
    let mut run = eighteen().0;
    for drill in &mut run.drills {
        for claim in &mut drill.claims {
            (claim.verdict, claim.reason) = (Verdict::Contradicted, "🔴 ".repeat(2_000));
        }
    }
    let text = comment(&run.summed_up());
    assert!(text.len() <= 65_000 && text.contains("…and more"), "{}", text.len());
}

#[test]
fn the_report_is_the_document_with_what_was_observed_beneath_its_lines() {
    let (run, _) = with_files(vec![
        nginx_crashes("static").build(),
        nginx_crashes("flask").build(),
        postgresql_stops("flask").build(),
        redis_stops("static").fails("postgres-exporter.alive", 70, "connection refused").build(),
    ]);
    let report = impact_report(&run, Some(BUNDLED));
    keeps(&report, BUNDLED);
    let (headings, fences, _) = structure(&report);
    let (before, fences_before, _) = structure(BUNDLED);
    assert_eq!((headings, fences), (before + 3, fences_before));
    let from = report.find("### **Scenario 1").unwrap();
    let to = report.find("### **Scenario 4").unwrap();
    insta::assert_snapshot!(&report[from..to]);
    let table = report.split_once("## What became of each chapter").unwrap().1;
    insta::assert_snapshot!("chapters", table.split_once("## Documented").unwrap().0);
}

#[test]
fn the_report_begins_with_what_became_of_the_claims_and_ends_with_how_it_was_tested() {
    let (run, _) = recorded();
    let report = impact_report(&run, Some(BUNDLED));
    let title = BUNDLED.lines().next().unwrap();
    let begin: Vec<&str> = report.lines().take(3).collect();
    assert_eq!(begin[0], title);
    assert!(begin[2].starts_with("> **Tested on 2026-11-24** in 3 drills"), "{begin:?}");
    let end = report.rsplit_once("## How this was tested").unwrap().1;
    for one in &run.stand_ins {
        assert!(end.contains(&one.what), "{end}");
    }
}

#[test]
fn without_the_document_the_claims_stand_alone() {
    let report = impact_report(&much_amiss(), None);
    assert!(report.contains("was not at hand") && report.contains("line 303"), "{report}");
    assert_eq!(structure(&report).2, Vec::<String>::new());
}

#[test]
fn no_text_from_outside_becomes_markup() {
    let nasty = "```\n# up\n<img src=x onerror=alert(1)> [a](http://b) @all #1 | a | `c` \
                 </details> ~~~\n---\n";
    let mut run = much_amiss();
    for text in
        [&mut run.pack, &mut run.engine, &mut run.tool, &mut run.document.path, &mut run.started_at]
    {
        *text = nasty.to_owned();
    }
    run.stand_ins = vec![StandIn { what: nasty.to_owned(), why: nasty.to_owned() }];
    run.drift[0].was = nasty.to_owned();
    for drill in &mut run.drills {
        drill.title = nasty.to_owned();
        for claim in &mut drill.claims {
            (claim.text, claim.reason) = (nasty.to_owned(), nasty.to_owned());
        }
    }
    let before = structure(&comment(&much_amiss()));
    assert_eq!(structure(&comment(&run)), before);
    let (headings, fences, active) = structure(&impact_report(&run, Some(BUNDLED)));
    let bundled = structure(BUNDLED);
    assert_eq!((headings, fences, active), (bundled.0 + 3, bundled.1, bundled.2));
    assert_eq!(
        structure(&impact_report(&run, None)),
        structure(&impact_report(&much_amiss(), None))
    );
}

proptest! {
    #[test]
    fn every_document_keeps_its_lines(text in "(?s)([#`>*\\- \n]|Key: value\n|```\n|\\| a \\|\n|  \
                                               - item\n|.){0,80}", line in 0_u32..40) {
        let mut run = much_amiss();
        for claim in run.drills.iter_mut().flat_map(|drill| &mut drill.claims) {
            claim.line = line;
        }
        keeps(&impact_report(&run, Some(&text)), &text);
    }
}
