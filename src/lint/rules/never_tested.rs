//! A last test that never was.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{Dated, Line, Stands};
use std::collections::BTreeMap;

/// See [`Rule::summary`].
pub struct NeverTested;

/// What says that there was none.
const NEVER: [&str; 11] = [
    "never",
    "none",
    "n/a",
    "na",
    "not yet",
    "not tested",
    "untested",
    "tbd",
    "tba",
    "pending",
    "unknown",
];

impl Rule for NeverTested {
    fn id(&self) -> &'static str {
        "never-tested"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The document says that what it describes was never tested."
    }

    fn why(&self) -> &'static str {
        "A recovery that nobody has tried mostly does not work the first time."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("Last tested: never", "Last tested: 2026-03-04")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut by_section: BTreeMap<(u32, &str), Vec<&Dated>> = BTreeMap::new();
        for dated in view.reading.dates.iter().filter(|dated| is_never(dated)) {
            let key = dated.key.text.trim();
            let section = view.section(dated.value.place.line);
            let above = section.map_or("", |title| title.text.as_str());
            // Below `Drill results` a date is that of a drill, and one to be written by hand is of
            // a form for each of them.
            let is_form = dated.value.text.trim().starts_with("__");
            let of_drills = key.eq_ignore_ascii_case("date") && is_of_test(above) && !is_form;
            if of_drills || is_of_test(key) {
                let line = section.map_or(0, |title| title.place.line);
                by_section.entry((line, key)).or_default().push(dated);
            }
        }
        let of_dates = by_section.into_iter().filter_map(|((_, key), all)| self.found(key, &all));
        of_dates.chain(self.in_prose(view)).collect()
    }
}

impl NeverTested {
    /// `Not yet performed.` below `Restore drills`.
    fn in_prose(&self, view: &View<'_>) -> Vec<Finding> {
        const NOT_YET: [&str; 6] = [
            "not yet performed",
            "not yet tested",
            "never performed",
            "never been tested",
            "has not been tested",
            "no drill has",
        ];
        let lines = view.reading.lines.iter().filter(|line| line.stands == Stands::Prose);
        let says = lines.filter(|line| {
            let lower = line.words.text.to_lowercase();
            let above = || view.section(line.words.place.line).map_or("", |title| &title.text);
            NOT_YET.iter().any(|words| lower.contains(words)) && is_of_test(above())
        });
        let finding = |line: &Line| {
            let message = "a drill is described that nobody has done".to_owned();
            Finding::new(self, message, vec![Spot::at(&line.words, "not yet")])
        };
        says.map(finding).collect()
    }

    fn found(&self, key: &str, all: &[&Dated]) -> Option<Finding> {
        let value = all.first()?.value.text.trim();
        let message = match all.len() {
            1 => format!("'{key}' is '{value}': nobody has tried it"),
            several => format!("'{key}' is '{value}' {several} times: nobody has tried it"),
        };
        let spots = all.iter().map(|dated| Spot::at(&dated.value, "no date")).collect();
        Some(Finding::new(self, message, spots))
    }
}

fn is_of_test(key: &str) -> bool {
    let key = key.to_lowercase();
    let of_test = ["test", "drill", "exercis", "rehears", "verified", "validated", "game day"];
    let ahead = ["next", "plan", "schedule", "calendar", "upcoming"];
    let has = |words: &[&str]| words.iter().any(|word| key.contains(word));
    !has(&ahead) && has(&of_test)
}

/// The word alone, or with something behind it, `Never (planned for Q3)`, or what somebody was to
/// fill in: `[Date of the last drill]`.
fn is_never(dated: &Dated) -> bool {
    let blank = dated.value.text.trim();
    if (blank.starts_with('[') && blank.ends_with(']')) || blank.starts_with("__") {
        return true;
    }
    let value = dated.value.text.trim().trim_matches(['*', '_', '[', ']']).to_lowercase();
    let rest = NEVER.iter().find_map(|never| value.strip_prefix(never));
    matches!(&*value, "-" | "–" | "—")
        || rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}
