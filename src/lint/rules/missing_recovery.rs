//! A scenario that does not say what brings the service back.

use super::super::finding::{Finding, Severity};
use super::super::view::{Scenario, View};
use super::Rule;
use super::gap::gaps;

/// See [`Rule::summary`].
pub struct MissingRecovery;

/// What says in passing how it comes back.
const COMES_BACK: [&str; 7] =
    ["recover", "restart", "resum", "restor", "failover", "fails over", "rolls back"];

impl Rule for MissingRecovery {
    fn id(&self) -> &'static str {
        "missing-recovery"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A scenario does not say what brings the service back."
    }

    fn why(&self) -> &'static str {
        "Somebody has to find out in the middle of the outage. 'Automatic' is an answer too."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Scenario: Redis stops\nImpact: slower pages",
            "Scenario: Redis stops\nImpact: slower pages\nRecovery: docker restart redis (10 s)",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let has = |one: &Scenario<'_>| one.tells_what_to_do();
        let passing = |one: &Scenario<'_>| one.mentions(view, &COMES_BACK);
        gaps(self, view, "says what brings it back", has, passing)
    }
}
