//! A dependency of a table that the drawing leaves out.

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::view::View;
use super::Rule;
use crate::reading::{Drawn, Name, ServiceRow};
use std::collections::HashMap;

/// See [`Rule::summary`].
pub struct MissingInDrawing;

impl Rule for MissingInDrawing {
    fn id(&self) -> &'static str {
        "missing-in-drawing"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn summary(&self) -> &'static str {
        "A table names a dependency between two services that the drawing shows without it, or the \
         other way round."
    }

    fn why(&self) -> &'static str {
        "People look at the drawing first. Both services are in it, and no way leads from one to \
         the other."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| API | depends on Queue |\n…\nWeb --> API\nWorker --> Queue",
            "| API | depends on Queue |\n…\nWeb --> API --> Queue\nWorker --> Queue",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut drawn: HashMap<&Name, &Link> = HashMap::new();
        for link in view.needs.links().iter().filter(|link| is_drawn(link)) {
            drawn.entry(&link.from).or_insert(link);
            drawn.entry(&link.to).or_insert(link);
        }
        let mut parts = Parts::default();
        for link in view.needs.links().iter().filter(|link| is_drawn(link)) {
            parts.join(&link.from, &link.to);
        }
        let tables = view.needs.links().iter().filter(|link| {
            link.drawn == Drawn::Table && !link.in_order && drawn.contains_key(&link.from)
        });
        let missing = tables.filter_map(|link| {
            let at = drawn.get(&link.to)?;
            // A drawing that falls apart into pieces was not read as it was meant.
            if parts.find(&link.from) != parts.find(&link.to) && at.drawn == Drawn::Drawing {
                return None;
            }
            let is_there = |from, to| view.needs.needs(from, to, is_drawn) != Some(false);
            // Arrows are drawn either way round.
            let there = is_there(&link.from, &link.to) || is_there(&link.to, &link.from);
            (!there).then(|| self.missing(view, link, at))
        });
        let mut found: Vec<Finding> = missing.collect();
        found.extend(self.only_drawn(view));
        // A table that names it on both sides is one table.
        found.sort_by(|one, other| one.services.cmp(&other.services));
        found.dedup_by(|one, other| one.services == other.services);
        found
    }
}

impl MissingInDrawing {
    /// The other way round: a drawing names what the service's own row does not.
    fn only_drawn(&self, view: &View<'_>) -> Vec<Finding> {
        if !view.needs.arrows_mean_needs() {
            return Vec::new();
        }
        // A row that names nothing is another rule's.
        let rows = view.reading.services.iter();
        let rows = rows.filter(|row| row.needs.as_ref().is_some_and(|needs| !needs.is_empty()));
        let rows: HashMap<Name, &ServiceRow> =
            rows.map(|row| (view.things.one(&row.service.name), row)).collect();
        let drawn = view.needs.links().iter().filter(|link| !link.is_in_words());
        let found = drawn.filter_map(|link| {
            let row = rows.get(&link.from)?;
            let is_there = |from, to| view.needs.needs(from, to, Link::is_in_words) != Some(false);
            let there = is_there(&link.from, &link.to) || is_there(&link.to, &link.from);
            if there || !view.things.is_service(&link.to) {
                return None;
            }
            let [from, to] = [&link.from, &link.to].map(|name| view.things.shown(name));
            let message =
                format!("{from} → {to} is drawn, and the row of {from} does not name {to}");
            let spots = vec![
                Spot::new(link.place, link.says(&view.things)),
                Spot::at(&row.service.words, format!("{to} is not named here")),
            ];
            Some(Finding::new(self, message, spots).about([&link.from, &link.to]))
        });
        found.collect()
    }

    fn missing(&self, view: &View<'_>, link: &Link, drawn: &Link) -> Finding {
        let message = format!(
            "{} depends on {} in the table, and no way leads from one to the other in the drawing",
            view.things.shown(&link.from),
            view.things.shown(&link.to)
        );
        let spots = vec![
            Spot::new(link.place, link.says(&view.things)),
            Spot::new(drawn.place, format!("{} is drawn here", view.things.shown(&link.to))),
        ];
        Finding::new(self, message, spots).about([&link.from, &link.to])
    }
}

/// Which things of drawings hang together, whatever the arrows' directions.
#[derive(Default)]
struct Parts<'a> {
    numbers: HashMap<&'a Name, usize>,
    above: Vec<usize>,
}

impl<'a> Parts<'a> {
    fn join(&mut self, one: &'a Name, other: &'a Name) {
        let roots = [one, other].map(|name| {
            let next = self.above.len();
            let number = *self.numbers.entry(name).or_insert(next);
            if number == next {
                self.above.push(next);
            }
            self.root(number)
        });
        let [one, other] = roots;
        if let Some(above) = self.above.get_mut(one) {
            *above = other;
        }
    }

    /// The part that a thing is in; none where it is not drawn.
    fn find(&mut self, name: &Name) -> Option<usize> {
        let number = *self.numbers.get(name)?;
        Some(self.root(number))
    }

    fn root(&mut self, mut at: usize) -> usize {
        while let Some(above) = self.above.get(at).copied().filter(|above| *above != at) {
            let further = self.above.get(above).copied().unwrap_or(above);
            if let Some(own) = self.above.get_mut(at) {
                *own = further;
            }
            at = further;
        }
        at
    }
}

const fn is_drawn(link: &Link) -> bool {
    matches!(link.drawn, Drawn::Drawing | Drawn::Mermaid)
}
