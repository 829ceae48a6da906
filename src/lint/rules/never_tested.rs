//! A last test that never was.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::Dated;

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
        let never = view.reading.dates.iter().filter(|dated| is_of_test(dated) && is_never(dated));
        let finding = |dated: &Dated| {
            let (key, value) = (dated.key.text.trim(), dated.value.text.trim());
            let message = format!("'{key}' is '{value}': nobody has tried it");
            Finding::new(self, message, vec![Spot::at(&dated.value, "no date")])
        };
        never.map(finding).collect()
    }
}

fn is_of_test(dated: &Dated) -> bool {
    let key = dated.key.text.to_lowercase();
    let of_test = ["test", "drill", "exercis", "rehears", "verified", "validated", "game day"];
    !key.contains("next") && of_test.iter().any(|word| key.contains(word))
}

/// The word alone, or with something behind it: `Never (planned for Q3)`.
fn is_never(dated: &Dated) -> bool {
    let value = dated.value.text.trim().trim_matches(['*', '_', '[', ']']).to_lowercase();
    let rest = NEVER.iter().find_map(|never| value.strip_prefix(never));
    matches!(&*value, "-" | "–" | "—")
        || rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}
