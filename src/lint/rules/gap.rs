//! What scenarios leave out: one finding for each, or one for all where most have it not.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::Form;
use std::collections::HashSet;

/// The findings of scenarios that have not what `has` looks for. Where most of several have it
/// not, the document leaves it out on purpose or in a form of its own, and one note says so. Rows
/// and chapters are counted by themselves: a table has its columns, whatever chapters have. Whoever
/// has it in `passing` is not found, and does not show that the document has a place for it.
pub fn gaps(
    rule: &dyn Rule,
    view: &View<'_>,
    what: &str,
    has: impl Fn(&Scenario<'_>) -> bool,
    passing: impl Fn(&Scenario<'_>) -> bool,
) -> Vec<Finding> {
    // Told in a table and in a chapter, it may be said in either.
    let with: HashSet<&str> =
        view.scenarios.iter().filter(|one| has(one)).map(|one| one.key.as_str()).collect();
    let lacks = |scenario: &&&Scenario<'_>| !with.contains(scenario.key.as_str());
    let counted: Vec<&Scenario<'_>> =
        view.scenarios.iter().filter(|scenario| scenario.is_at_length()).collect();
    let mut found = Vec::new();
    let mut told = 0;
    // A table whose rows mostly have no such cell has no such column.
    for alike in counted.chunk_by(|one, other| is_row(one) && table(one) == table(other)) {
        let rows: Vec<&Scenario<'_>> = alike.iter().copied().filter(|one| is_row(one)).collect();
        let lacking: Vec<_> = rows.iter().filter(lacks).copied().collect();
        told += rows.len() - lacking.len();
        if lacking.len() * 2 < rows.len() {
            found.extend(lacking.into_iter().map(|one| single(rule, what, one)));
        }
    }
    let chapters: Vec<_> = counted.into_iter().filter(|one| !is_row(one)).collect();
    let without: Vec<_> = chapters.iter().filter(lacks).copied().collect();
    // A table of as many failures says it, under titles of its own.
    if told > 1 && told * 3 >= chapters.len() * 2 {
        return found;
    }
    let most = without.len() > 1 && without.len() * 2 > chapters.len();
    let open: Vec<_> = without.into_iter().filter(|one| !passing(one)).collect();
    match open.as_slice() {
        [one] if most => found.push(single(rule, what, one).rated(Severity::Note)),
        [_, _, ..] if most => found.push(together(rule, what, &open, chapters.len())),
        _ => {
            let keyed = open.into_iter().filter(|one| one.is_keyed());
            found.extend(keyed.map(|one| single(rule, what, one)));
        }
    }
    found
}

/// One note for many scenarios.
fn together(rule: &dyn Rule, what: &str, without: &[&Scenario<'_>], of: usize) -> Finding {
    let message = if without.len() == of {
        format!("none of the {of} scenarios {what}")
    } else {
        format!("{} of the {of} scenarios do not {}", without.len(), bare(what))
    };
    let spots = without.iter().map(|one| Spot::at(&one.failure.title, "one of them")).collect();
    Finding::new(rule, message, spots).rated(Severity::Note)
}

fn single(rule: &dyn Rule, what: &str, scenario: &Scenario<'_>) -> Finding {
    let message = format!("the scenario {} does not {}", scenario.quoted(), bare(what));
    let spots = vec![Spot::at(&scenario.failure.title, "this scenario")];
    let found = Finding::new(rule, message, spots).about(&scenario.of);
    // It may stand in what was not understood; and a procedure is no failure.
    let sure = scenario.is_read() && scenario.says_failure && !is_procedure(scenario);
    if sure { found } else { found.rated(Severity::Note) }
}

fn is_row(scenario: &Scenario<'_>) -> bool {
    scenario.failure.form == Form::Row
}

/// The line of the head of the table that it is a row of; none of what is no row.
fn table(scenario: &Scenario<'_>) -> Option<u32> {
    let head = scenario.failure.facts.first().map(|fact| fact.key.place.line);
    head.filter(|_| is_row(scenario))
}

/// `says who notices it` behind `does not`.
fn bare(what: &str) -> String {
    what.strip_prefix("says").map_or_else(|| what.to_owned(), |rest| format!("say{rest}"))
}

/// `Redis recovery`, `Clear all caches`: what to do, whatever happened.
fn is_procedure(scenario: &Scenario<'_>) -> bool {
    const WORDS: [&str; 12] = [
        "response",
        "recovery",
        "restore",
        "procedure",
        "failover",
        "rollback",
        "clear",
        "test",
        "deployment",
        "deploy",
        "initial",
        "symptom",
    ];
    let lower = scenario.failure.title.text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}
