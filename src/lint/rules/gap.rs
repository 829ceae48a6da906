//! What scenarios leave out: one finding for each, or one for all where most have it not.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::Form;
use std::collections::HashSet;

/// The findings of scenarios that have not what `has` looks for. Where most of several have it
/// not, the document leaves it out on purpose or in a form of its own, and one note says so.
pub fn gaps(
    rule: &dyn Rule,
    view: &View<'_>,
    what: &str,
    has: impl Fn(&Scenario<'_>) -> bool,
) -> Vec<Finding> {
    // Told in a table and in a chapter, it may be said in either.
    let with: HashSet<&str> =
        view.scenarios.iter().filter(|one| has(one)).map(|one| one.key.as_str()).collect();
    let counted: Vec<&Scenario<'_>> =
        view.scenarios.iter().filter(|scenario| scenario.is_at_length()).collect();
    let lacks = |scenario: &&Scenario<'_>| !with.contains(scenario.key.as_str());
    // A table whose rows mostly have no such cell has no such column.
    let mut without: Vec<&Scenario<'_>> = Vec::new();
    for alike in counted.chunk_by(|one, other| is_row(one) && is_row(other)) {
        let lacking: Vec<&Scenario<'_>> = alike.iter().copied().filter(lacks).collect();
        let is_table = alike.len() > 1 || alike.iter().any(|one| is_row(one));
        if !is_table || lacking.len() * 2 < alike.len() {
            without.extend(lacking);
        }
    }
    let most = without.len() > 2 && without.len() * 2 > counted.len();
    if most {
        let message = if without.len() == counted.len() {
            format!("none of the {} scenarios {what}", without.len())
        } else {
            let what = bare(what);
            format!("{} of the {} scenarios do not {what}", without.len(), counted.len())
        };
        let spots = without.iter().map(|one| Spot::at(&one.failure.title, "one of them")).collect();
        return vec![Finding::new(rule, message, spots).rated(Severity::Note)];
    }
    let finding = |scenario: &Scenario<'_>| {
        let message = format!("the scenario {} does not {}", scenario.quoted(), bare(what));
        let spots = vec![Spot::at(&scenario.failure.title, "this scenario")];
        let found = Finding::new(rule, message, spots).about(&scenario.of);
        // It may stand in what was not understood.
        if scenario.is_read() { found } else { found.rated(Severity::Note) }
    };
    without.into_iter().map(finding).collect()
}

fn is_row(scenario: &Scenario<'_>) -> bool {
    scenario.failure.form == Form::Row
}

/// `says who notices it` behind `does not`.
fn bare(what: &str) -> String {
    what.strip_prefix("says").map_or_else(|| what.to_owned(), |rest| format!("say{rest}"))
}
