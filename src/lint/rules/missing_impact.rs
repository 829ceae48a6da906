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
        let has = |one: &Scenario<'_>| {
            let told = [Topic::Impact, Topic::Severity, Topic::Cascade, Topic::Graceful];
            told.into_iter().any(|topic| one.has(topic))
        };
        let all = |one: &Scenario<'_>| one.is_of_everything();
        gaps(self, view, "says how users fare", has, all)
    }
}
