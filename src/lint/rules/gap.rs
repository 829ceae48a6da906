//! What scenarios leave out: one finding for each, or one for all where none has it.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;

/// The findings of scenarios that have not what `has` looks for. Where not one of several has it,
/// the document leaves it out on purpose, and one note says so.
pub fn gaps(
    rule: &dyn Rule,
    view: &View<'_>,
    what: &str,
    has: impl Fn(&Scenario<'_>) -> bool,
) -> Vec<Finding> {
    let at_length =
        || view.scenarios.iter().filter(|scenario| scenario.is_at_length() && scenario.is_told());
    let without: Vec<&Scenario<'_>> = at_length().filter(|scenario| !has(scenario)).collect();
    if without.len() > 2 && without.len() == at_length().count() {
        let first = without.first().map(|scenario| &scenario.failure.title);
        let spot = first.map(|title| Spot::at(title, "and all others"));
        let message = format!("none of the {} scenarios {what}", without.len());
        let found = Finding::new(rule, message, spot.into_iter().collect());
        return vec![found.rated(Severity::Note)];
    }
    let finding = |scenario: &Scenario<'_>| {
        let message = format!("the scenario {} does not {}", scenario.quoted(), bare(what));
        let spots = vec![Spot::at(&scenario.failure.title, "this scenario")];
        Finding::new(rule, message, spots).about(&scenario.of)
    };
    without.into_iter().map(finding).collect()
}

/// `says who notices it` behind `does not`.
fn bare(what: &str) -> String {
    what.strip_prefix("says").map_or_else(|| what.to_owned(), |rest| format!("say{rest}"))
}
