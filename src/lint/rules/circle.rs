//! Services that need one another in a circle.

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::view::View;
use super::Rule;
use crate::reading::{Name, Need};
use petgraph::graphmap::DiGraphMap;

/// See [`Rule::summary`].
pub struct Circle;

impl Rule for Circle {
    fn id(&self) -> &'static str {
        "circle"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "Services depend on one another in a circle, so that no start order can be right."
    }

    fn why(&self) -> &'static str {
        "Counted is what tables, lines and start orders say, and what drawings say to be hard. A \
         circle is broken by saying which of its dependencies is soft."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| Vault  | depends on Consul |\n| Consul | depends on Vault  |",
            "| Vault  | depends on Consul |\n| Consul | depends on disk   |",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let links = view.needs.links().iter().filter(|link| counts(link));
        let graph: DiGraphMap<&Name, ()> = links.map(|link| (&link.from, &link.to)).collect();
        let parts = petgraph::algo::kosaraju_scc(&graph);
        let circles = parts.iter().filter(|part| part.len() > 1);
        circles.filter_map(|part| self.circle(view, part)).collect()
    }
}

impl Circle {
    /// The shortest circle through the first of its services.
    fn circle(&self, view: &View<'_>, part: &[&Name]) -> Option<Finding> {
        let first = part.iter().min()?;
        let way = view.needs.way(first, first, counts).flatten()?;
        let shown = |name| view.things.shown(name);
        let names: Vec<&str> = way.iter().map(|link| shown(&link.from)).collect();
        let message =
            format!("{} → {} need one another in a circle", names.join(" → "), shown(first));
        let spots = way.iter().map(|link| Spot::new(link.place, link.says(&view.things))).collect();
        Some(Finding::new(self, message, spots).about(way.iter().map(|link| &link.from)))
    }
}

fn counts(link: &Link) -> bool {
    let hard = matches!(link.kind, Some(Need::Hard | Need::Startup));
    link.kind != Some(Need::Soft) && (link.is_in_words() || hard)
}
