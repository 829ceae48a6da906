//! Figures in quotes: what is read is bound by a claim, and what cannot be read is refused.

use super::{edited, small};
use crate::pack::{PackFiles, read};

const DOCUMENT: &str = "failures.md";
const SCENARIO: &str = "cache-stops.yaml";
const RECOVERY: &str = "Recovery: docker restart cache (10 seconds)";

/// The small pack with a line of the document and its quote changed, and then the scenario.
fn quoting(line: &str, now: &str, edits: &[(&str, &str)]) -> PackFiles {
    let files =
        edited(edited(small(), DOCUMENT, line, now), SCENARIO, line, &now.replace('"', "\\\""));
    edits.iter().fold(files, |files, (from, to)| edited(files, SCENARIO, from, to))
}

fn refusals(files: &PackFiles) -> Vec<String> {
    read(files).map_or_else(
        |problems| problems.into_iter().map(|one| one.message).collect(),
        |_| Vec::new(),
    )
}

/// What is refused of a recovery that is claimed within this time.
fn recovery(now: &str, within: &str) -> Vec<String> {
    let within = format!("within: {within}");
    let watched = [("within: 10s", within.as_str()), ("title: ", "bounds: {recover: 3h}\ntitle: ")];
    refusals(&quoting(RECOVERY, &format!("Recovery: {now}"), &watched))
}

#[test]
fn a_recovery_is_bound_to_what_its_figure_says() {
    for (said, right, wrong) in [
        (".5 seconds", "500ms", "5s"),
        ("two hundred milliseconds", "200ms", "100ms"),
        ("one hundred and twenty seconds", "120s", "20s"),
        ("a quarter of an hour", "15m", "60m"),
        ("1⁄2 minute", "30s", "2m"),
        ("2 x 10 seconds", "20s", "10s"),
        ("half hour", "30m", "7s"),
        ("1h30", "90m", "1h"),
        ("１０ seconds", "10s", "1s"),
        ("1 min. 30 sec.", "90s", "60s"),
        ("should not take longer than 10 s", "10s", "7s"),
        ("no later than 10 s", "10s", "7s"),
    ] {
        let line = format!("docker restart cache ({said})");
        assert_eq!(recovery(&line, right), Vec::<String>::new(), "{said}");
        assert!(!recovery(&line, wrong).is_empty(), "{said}");
    }
}

#[test]
fn what_is_the_least_binds_no_claim() {
    for said in [
        "min 10 s",
        "10 s min",
        "10 s, at least",
        "beyond 10 s",
        "from 10 s",
        "⩾ 10 s",
        "＞ 10 s",
        "10 s and up",
        "10 s+",
    ] {
        let found = recovery(&format!("docker restart cache ({said})"), "10s");
        assert!(found.iter().any(|one| one.ends_with("is bound by no claim")), "{said}: {found:?}");
    }
}

#[test]
fn what_cannot_be_read_is_refused_wherever_it_stands() {
    for (line, key) in [
        ("Cascade: The shop gets slower", "Cascade: The shop gets slower"),
        ("Detection: Health checks", "Detection: Health checks"),
        ("With the shop: 🟡 Slower", "With the shop: 🟡 Slower"),
        (RECOVERY, "Recovery: docker restart cache"),
    ] {
        for words in ["a few seconds", "1:30", "minutes", "requests a second", "a tiny percentage"]
        {
            let found = refusals(&quoting(line, &format!("{key} ({words})"), &[]));
            assert!(
                found.contains(&format!("'{words}' is no figure that firedrill reads")),
                "{line}: {found:?}"
            );
        }
    }
}

#[test]
fn what_cannot_be_read_can_be_left_out_with_a_reason() {
    let entry = "not_tested:\n  - quote: \"(a few seconds)\"\n    reason: nobody knows how many\n";
    let now = "Cascade: The shop gets slower (a few seconds)";
    let files = quoting("Cascade: The shop gets slower", now, &[("not_tested:\n", entry)]);
    assert_eq!(refusals(&files), Vec::<String>::new());
}

#[test]
fn shares_are_bound_and_codes_are_no_times() {
    for share in ["fifty percent", "5 pct", "５％", "1 in 10", "half of"] {
        let now = format!("With the shop: 🟡 Slower for {share} requests");
        let found = refusals(&quoting("With the shop: 🟡 Slower", &now, &[]));
        assert_eq!(found, [format!("'{share}' is bound by no claim")]);
    }
    for codes in ["occasional 502s", "some 404s and 503s", "as in the 2010s"] {
        let now = format!("With the shop: 🟡 Slower, {codes}");
        assert_eq!(
            refusals(&quoting("With the shop: 🟡 Slower", &now, &[])),
            Vec::<String>::new(),
            "{codes}"
        );
    }
}

#[test]
fn a_recovery_between_code_marks_may_say_more_behind_them() {
    for behind in
        [" - back within 10 s", " (10 s), then check the logs", " and wait 10 seconds", ": 10 s"]
    {
        assert_eq!(
            recovery(&format!("`docker restart cache`{behind}"), "10s"),
            Vec::<String>::new(),
            "{behind}"
        );
    }
}

#[test]
fn more_than_a_day_is_told_as_such() {
    let found = recovery("docker restart cache (2 days)", "48h");
    assert_eq!(found, ["'48h' is more than a day; nothing that firedrill measures takes longer"]);
}
