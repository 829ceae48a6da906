//! A start order in which something starts before what it needs.

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::view::View;
use super::Rule;
use crate::reading::{Name, Need, StartOrder};
use std::collections::HashMap;

/// See [`Rule::summary`].
pub struct StartsTooEarly;

impl Rule for StartsTooEarly {
    fn id(&self) -> &'static str {
        "starts-too-early"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A start order starts a service before another one that it depends on."
    }

    fn why(&self) -> &'static str {
        "Whoever follows the order starts something that cannot come up yet. Dependencies that \
         are said to be soft do not count."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| API | depends on Postgres |\n…\n1. API\n2. Postgres",
            "| API | depends on Postgres |\n…\n1. Postgres\n2. API",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.reading.orders.iter().flat_map(|order| self.of_order(view, order)).collect()
    }
}

impl StartsTooEarly {
    fn of_order(&self, view: &View<'_>, order: &StartOrder) -> Vec<Finding> {
        let names: Vec<Name> =
            order.steps.iter().map(|step| view.things.one(&step.starts.name)).collect();
        let mut first: HashMap<&Name, usize> = HashMap::new();
        for (at, name) in names.iter().enumerate() {
            first.entry(name).or_insert(at);
        }
        let mut found = Vec::new();
        for (at, (step, name)) in order.steps.iter().zip(&names).enumerate() {
            // What is started again later, or in several lists, is no question of order.
            if first.get(name) != Some(&at) {
                continue;
            }
            let mut late: Vec<(&Link, usize)> = Vec::new();
            for link in view.needs.of_thing(name).filter(|link| counts(link)) {
                let then = first.get(&link.to).copied().filter(|then| *then > at);
                let told = late.iter().any(|(known, _)| known.to == link.to);
                late.extend(then.filter(|_| !told).map(|then| (link, then)));
            }
            if late.is_empty() {
                continue;
            }
            let after: Vec<&str> =
                late.iter().map(|(link, _)| view.things.shown(&link.to)).collect();
            let message = format!(
                "{} starts before {}, which it depends on",
                view.things.shown(name),
                after.join(" and before ")
            );
            let steps = late.iter().filter_map(|(_, then)| order.steps.get(*then));
            let steps = steps.map(|step| Spot::at(&step.starts.words, "starts later"));
            let links = late.iter().map(|(link, _)| Spot::new(link.place, link.says(&view.things)));
            let own = std::iter::once(Spot::at(&step.starts.words, "starts here"));
            let spots = own.chain(steps).chain(links).collect();
            let services = late.iter().map(|(link, _)| &link.to).chain([name]);
            found.push(Finding::new(self, message, spots).about(services));
        }
        found
    }
}

/// What is said in words, or of a drawing what is said to be hard.
fn counts(link: &Link) -> bool {
    let hard = matches!(link.kind, Some(Need::Hard | Need::Startup));
    link.kind != Some(Need::Soft) && (link.is_in_words() || hard)
}
