//! A scenario that does not say how users fare.

use super::super::finding::{Finding, Severity};
use super::super::view::{Scenario, View};
use super::Rule;
use super::gap::gaps;
use crate::reading::Topic;

/// See [`Rule::summary`].
pub struct MissingImpact;

impl Rule for MissingImpact {
    fn id(&self) -> &'static str {
        "missing-impact"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A scenario does not say how users fare."
    }

    fn why(&self) -> &'static str {
        "How urgent it is depends on that, and nothing else in the scenario tells. 'No impact' is \
         an answer too."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Scenario: Redis stops\nRecovery: docker restart redis",
            "Scenario: Redis stops\nRecovery: docker restart redis\nImpact: 🟡 slower pages",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        gaps(self, view, "says how users fare", |scenario| {
            let told = [Topic::Impact, Topic::Severity, Topic::Cascade, Topic::Graceful];
            told.into_iter().any(|topic| scenario.has(topic)) || says_everything(scenario)
        })
    }
}

/// `Complete region failure`: the title says how users fare.
fn says_everything(scenario: &Scenario<'_>) -> bool {
    let lower = scenario.failure.title.text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "complete" | "total" | "full" | "entire" | "all"))
}
