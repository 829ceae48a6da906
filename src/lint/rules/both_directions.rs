//! One dependency, drawn both ways.

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::view::View;
use super::Rule;

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
        "An arrow either means 'needs' or 'sends to', and a reader takes all arrows of a document \
         for the same. An arrow with two heads is taken for what it says, and not found."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("API → Queue → Disk\n…\nQueue → API", "API → Queue → Disk\n…\nQueue (read by: API)")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let drawn = view.needs.links().iter().filter(|link| !link.is_in_words());
        drawn.filter_map(|link| self.against(view, link)).collect()
    }
}

impl BothDirections {
    fn against(&self, view: &View<'_>, link: &Link) -> Option<Finding> {
        let back = view.needs.of_thing(&link.to).filter(|other| {
            other.to == link.from && other.place.line != link.place.line && !other.in_order
        });
        // What is drawn is compared with what is drawn, once; else with what is said in words.
        let all: Vec<&Link> = back.collect();
        let drawn = all.iter().find(|other| !other.is_in_words());
        let other = drawn.or_else(|| all.first())?;
        let is_second = drawn.is_some() && other.place < link.place;
        let agrees = view
            .needs
            .of_thing(&link.from)
            .any(|same| same.to == link.to && (same.is_in_words() || same.place < link.place));
        // What is said in words both ways is a circle, which is another rule's.
        if is_second || agrees {
            return None;
        }
        let message = format!(
            "{} and {} are joined both ways: {}, and {}",
            link.from,
            link.to,
            link.says(),
            other.says()
        );
        let spots = vec![Spot::new(link.place, link.says()), Spot::new(other.place, other.says())];
        let severity = if drawn.is_some() { Severity::Warning } else { Severity::Note };
        let found = Finding::new(self, message, spots).about([&link.from, &link.to]);
        Some(found.rated(severity))
    }
}
