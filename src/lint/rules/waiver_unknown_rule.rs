//! A waiver for a rule that there is not.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::{RULES, Rule, rule};
use crate::reading::Waived;
use crate::words::suggest;

/// See [`Rule::summary`].
pub struct WaiverUnknownRule;

impl Rule for WaiverUnknownRule {
    fn id(&self) -> &'static str {
        "waiver-unknown-rule"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A comment waives a rule that there is not."
    }

    fn why(&self) -> &'static str {
        "It waives nothing, and hides from its author that it does not."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "<!-- firedrill: allow missing-scenarios – the provider drills that one -->",
            "<!-- firedrill: allow missing-scenario – the provider drills that one -->",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let unknown = view.reading.waived.iter().filter(|waived| rule(&waived.rule).is_none());
        let finding = |waived: &Waived| {
            let known = RULES.iter().map(|rule| rule.id());
            let near = suggest(&waived.rule, known);
            // All of them would be no help in a message of one line.
            let near = near.starts_with("did you mean").then(|| format!(": {near}"));
            let message = format!("there is no rule '{}'{}", waived.rule, near.unwrap_or_default());
            Finding::new(self, message, vec![Spot::new(waived.place, "waives nothing")])
        };
        unknown.map(finding).collect()
    }
}
