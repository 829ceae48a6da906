//! A scenario without a single length of time.

use super::super::finding::{Finding, Severity};
use super::super::view::{Scenario, View};
use super::Rule;
use super::gap::gaps;
use crate::document::figures;
use crate::reading::{Meaning, Topic};

/// See [`Rule::summary`].
pub struct MissingFigure;

impl Rule for MissingFigure {
    fn id(&self) -> &'static str {
        "missing-figure"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn summary(&self) -> &'static str {
        "A scenario does not say how long anything takes: to notice it, or to recover."
    }

    fn why(&self) -> &'static str {
        "Without a figure nobody can tell a recovery that works from one that is stuck."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Scenario: Redis stops\nRecovery: docker restart redis",
            "Scenario: Redis stops\nRecovery: docker restart redis (10 seconds)",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        gaps(self, view, "says how long anything takes", has_figure)
    }
}

/// Whether any length of time stands in it, understood or not. A scenario that has neither a
/// detection nor a recovery lacks more than figures, which other rules say.
fn has_figure(scenario: &Scenario<'_>) -> bool {
    let asked = [Topic::Detection, Topic::Recovery, Topic::RecoveryTime];
    let means = |topic| {
        scenario.facts(topic).any(|fact| match &fact.means {
            Meaning::Recovery(recovery) => recovery.within.is_some() || recovery.automatic,
            Meaning::Detection(ways) => ways.iter().any(|way| way.within.is_some()),
            Meaning::Time(_) => true,
            _ => false,
        })
    };
    let written = |topic| {
        let lines = scenario.facts(topic).flat_map(|fact| &fact.value);
        lines.into_iter().any(|line| !figures(&line.text).is_empty())
    };
    !(scenario.has(Topic::Detection) || scenario.has(Topic::Recovery))
        || asked.into_iter().any(|topic| means(topic) || written(topic))
}
