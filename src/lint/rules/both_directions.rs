//! One dependency, drawn both ways.

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::view::View;
use super::Rule;
use crate::reading::Drawn;
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
        "Arrows between the same two services point in both directions, or against what a table \
         says."
    }

    fn why(&self) -> &'static str {
        "An arrow means 'needs' or 'sends to', and a reader takes all arrows of a document for the \
         same. Against a table, and of an arrow with two heads, this is a note."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("API → Queue → Disk\n…\nQueue → API", "API → Queue → Disk\n…\nQueue (read by: API)")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let drawn = view.needs.links().iter().filter(|link| !link.is_in_words());
        let mut told = HashSet::new();
        let mut found = Vec::new();
        for link in drawn {
            let pair = [&link.from, &link.to];
            let key = (pair.into_iter().min(), pair.into_iter().max());
            if told.contains(&key) {
                continue;
            }
            let back = view.needs.of_thing(&link.to);
            let back: Vec<&Link> = back.filter(|other| other.to == link.from).collect();
            let drawn = back.iter().find(|other| !other.is_in_words());
            // A drawing's arrows may show who sends; those of chains and trees mean needs.
            let is_needs = matches!(link.drawn, Drawn::Chain | Drawn::Tree);
            let words = back.iter().find(|other| is_needs && other.is_in_words());
            if let Some(other) = drawn.or(words) {
                told.insert(key);
                found.push(self.found(view, link, other, drawn.is_some()));
            }
        }
        found
    }
}

impl BothDirections {
    fn found(&self, view: &View<'_>, link: &Link, other: &Link, is_drawn: bool) -> Finding {
        let pair = [&link.from, &link.to];
        let [from, to] = pair.map(|name| view.things.shown(name));
        if link.place.line == other.place.line {
            let message = format!(
                "{from} and {to} are joined by an arrow with two heads, which leaves open who \
                 needs whom"
            );
            let spots = vec![Spot::new(link.place, "two heads")];
            return Finding::new(self, message, spots).about(pair).rated(Severity::Note);
        }
        let drawn = format!("{from} → {to} is drawn in line {}", link.place.line);
        let message = if is_drawn {
            format!("{drawn}, and {to} → {from} in line {}", other.place.line)
        } else {
            format!("{drawn}, and {to} needs {from} by line {}", other.place.line)
        };
        let spots = [link, other].map(|link| Spot::new(link.place, link.says(&view.things))).into();
        let severity = if is_drawn { Severity::Warning } else { Severity::Note };
        Finding::new(self, message, spots).about(pair).rated(severity)
    }
}
