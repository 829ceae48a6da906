//! A scenario that does not say who notices it.

use super::super::finding::{Finding, Severity};
use super::super::view::{Scenario, View};
use super::Rule;
use super::gap::gaps;
use crate::reading::{Form, Topic};

/// See [`Rule::summary`].
pub struct MissingDetection;

/// What says in passing that it is noticed.
const NOTICES: [&str; 8] = [
    "detect",
    "alert",
    "alarm",
    "noticed",
    "monitor",
    "becomes visible",
    "become visible",
    "health endpoint",
];

impl Rule for MissingDetection {
    fn id(&self) -> &'static str {
        "missing-detection"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A scenario does not say who or what notices the failure."
    }

    fn why(&self) -> &'static str {
        "A failure that nobody is told of lasts until users complain. The runbook of an alert \
         needs no such line: the alert is what notices."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Scenario: Redis stops\nImpact: slower pages",
            "Scenario: Redis stops\nImpact: slower pages\nDetection: alert RedisDown, in 1 minute",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let has = |one: &Scenario<'_>| {
            one.has(Topic::Detection) || one.failure.form == Form::Runbook || one.has_symptoms()
        };
        let passing = |one: &Scenario<'_>| one.mentions(view, &NOTICES);
        gaps(self, view, "says who notices it", has, passing)
    }
}
