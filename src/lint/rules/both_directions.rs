//! One dependency, drawn both ways.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use std::collections::HashSet;

/// See [`Rule::summary`].
pub struct BothDirections;

impl Rule for BothDirections {
    fn id(&self) -> &'static str {
        "both-directions"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "Two arrows between the same two services point in opposite directions."
    }

    fn why(&self) -> &'static str {
        "An arrow means 'needs' or 'sends to', and a reader takes all arrows of a document for the \
         same. An arrow with two heads is meant so, and not found."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("API → Queue → Disk\n…\nQueue → API", "API → Queue → Disk\n…\nQueue (read by: API)")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let drawn = view.needs.links().iter().filter(|link| !link.is_in_words());
        let mut told = HashSet::new();
        let mut found = Vec::new();
        for link in drawn {
            let back = view.needs.of_thing(&link.to);
            let mut back = back.filter(|other| other.to == link.from && !other.is_in_words());
            let Some(other) = back.find(|other| other.place.line != link.place.line) else {
                continue;
            };
            let pair = [&link.from, &link.to];
            let is_new = told.insert((pair.into_iter().min(), pair.into_iter().max()));
            if is_new {
                let message = format!(
                    "{} → {} is drawn in line {}, and {} → {} in line {}",
                    link.from, link.to, link.place.line, other.from, other.to, other.place.line
                );
                let spots = [link, other].map(|link| Spot::new(link.place, link.says())).into();
                found.push(Finding::new(self, message, spots).about(pair));
            }
        }
        found
    }
}
