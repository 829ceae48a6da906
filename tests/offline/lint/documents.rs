//! What documents of other teams say against themselves, counted by hand beforehand.

use firedrill::lint::{Finding, Severity, lint};
use firedrill::reading::read;
use serde::Deserialize;

/// What a careful reader found, as it stands beside each document.
#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    contradictions: Vec<Contradiction>,
}

#[derive(Deserialize)]
struct Contradiction {
    lines: Vec<u32>,
    about: String,
}

/// What nobody but a reader finds: it takes knowing what a queue, a film or a pager is.
const MISSED: [&str; 6] = [
    "a failure of high severity whose users see yesterday's rates only",
    "MinIO is drawn behind the transcoder only, and no film can be played without it",
    "without a matchmaker there are no new matches, yet it counts as important only",
    "the alert that TimescaleDB's loss stops is what notices lost readings",
    "the broker keeps messages in one failure, sensors no more than an hour in the other",
    "Keycloak may lose an hour's data in one table and none in the other",
];

/// So many lines a finding may be beside what the reader pointed at: at the title instead of a
/// line below it. One line must be the same.
const BESIDE: u32 = 4;

fn finds(finding: &Finding, contradiction: &Contradiction) -> bool {
    let lines = finding.lines();
    let near = |line: &u32| lines.iter().any(|one| one.abs_diff(*line) <= BESIDE);
    let same = contradiction.lines.iter().any(|line| lines.contains(line));
    same && contradiction.lines.iter().all(near)
}

/// The text of each document, and what is to be found in it.
fn documents() -> Vec<(String, String, Expected)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/documents");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "md") {
            let text = std::fs::read_to_string(&path).unwrap();
            let beside = std::fs::read_to_string(path.with_extension("expected.yaml")).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            found.push((name, text, serde_saphyr::from_str(&beside).unwrap()));
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

fn findings(text: &str) -> Vec<Finding> {
    lint(&read(text), Some(jiff::civil::date(2026, 11, 29)))
}

#[test]
fn most_contradictions_of_documents_are_found_and_the_others_are_known() {
    let (mut all, mut missed) = (0, Vec::new());
    for (_, text, expected) in documents() {
        let found = findings(&text);
        for contradiction in expected.contradictions {
            all += 1;
            if !found.iter().any(|finding| finds(finding, &contradiction)) {
                missed.push(contradiction.about);
            }
        }
    }
    missed.sort();
    let mut known = MISSED.map(str::to_owned);
    known.sort();
    assert_eq!(missed, known);
    assert!((all - missed.len()) * 4 >= all * 3, "{} of {all} are missed", missed.len());
}

/// What a careful reader agrees with, beyond the contradictions: of which documents, and how often.
const AGREED: [(&str, &str, usize); 10] = [
    ("billing-register", "placeholder", 2),
    ("corner-shop-orders", "alert-after-recovery", 1),
    ("corner-shop-orders", "named-on-one-side", 1),
    ("corner-shop-orders", "review-overdue", 1),
    ("film-transcoding", "missing-detection", 1),
    ("hospital-records", "never-tested", 1),
    ("hospital-records", "review-overdue", 1),
    ("hospital-records", "rpo-missed", 1),
    ("ledger-disaster-recovery", "placeholder", 1),
    ("parcel-tracking", "answer-leads-nowhere", 1),
];

#[test]
fn no_warning_is_one_that_a_careful_reader_would_reject() {
    let mut others: Vec<(String, &str, usize)> = Vec::new();
    for (name, text, expected) in documents() {
        let open = findings(&text).into_iter().filter(|one| one.waived.is_none());
        for finding in open.filter(|one| one.severity > Severity::Note) {
            if expected.contradictions.iter().any(|it| finds(&finding, it)) {
                continue;
            }
            match others.iter_mut().find(|(of, rule, _)| *of == name && *rule == finding.rule) {
                Some((.., count)) => *count += 1,
                None => others.push((name.clone(), finding.rule, 1)),
            }
        }
    }
    others.sort();
    let agreed = AGREED.map(|(name, rule, count)| (name.to_owned(), rule, count));
    assert_eq!(others, agreed);
}
