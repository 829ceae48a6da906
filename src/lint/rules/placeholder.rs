//! Placeholders that nobody filled in.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::Words;
use std::collections::BTreeMap;

/// See [`Rule::summary`].
pub struct Placeholder;

impl Rule for Placeholder {
    fn id(&self) -> &'static str {
        "placeholder"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A placeholder was never filled in."
    }

    fn why(&self) -> &'static str {
        "What is left open when the document is written has to be found out during the outage."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("Recovery: docker restart <container-id>", "Recovery: docker restart redis")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut by_line: BTreeMap<u32, Vec<&Words>> = BTreeMap::new();
        for words in &view.reading.placeholders {
            by_line.entry(words.place.line).or_default().push(words);
        }
        let of_line = |all: &Vec<&Words>| {
            let mut texts: Vec<&str> = all.iter().map(|words| words.text.trim()).collect();
            texts.dedup();
            let message = format!("nobody filled in {}", texts.join(" and "));
            let spots = all.iter().map(|words| Spot::at(words, "a placeholder")).collect();
            Finding::new(self, message, spots)
        };
        by_line.values().map(of_line).collect()
    }
}
