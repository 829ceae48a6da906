//! A scenario without a single length of time.

use super::super::finding::{Finding, Severity};
use super::super::view::{Scenario, View};
use super::Rule;
use super::gap::gaps;
use crate::document::figures;
use crate::reading::{Meaning, Topic, Way};

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
        gaps(self, view, "says how long anything takes", has_figure, |_| false)
    }
}

/// Whether any length of time stands in it, whatever it is of. A scenario that has neither a
/// detection nor a recovery lacks more than figures, which other rules say.
fn has_figure(scenario: &Scenario<'_>) -> bool {
    let asked = scenario.has(Topic::Detection) || scenario.has(Topic::Recovery);
    let within = |way: &Way| way.within.is_some();
    let meant = || {
        scenario.recoveries().any(|recovery| recovery.automatic || recovery.within.is_some())
            || scenario.facts(Topic::Detection).any(
                |fact| matches!(&fact.means, Meaning::Detection(ways) if ways.iter().any(within)),
            )
    };
    let written = || {
        let mut texts = scenario.texts().into_iter();
        texts.any(|text| !figures(text).is_empty() || says_at_once(text))
    };
    !asked || meant() || written()
}

/// `Immediate` is an answer too.
fn says_at_once(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["immediate", "instant", "automatic", "at once", "within seconds", "within minutes"]
        .iter()
        .any(|word| lower.contains(word))
}
