//! A recovery that destroys what the scenario says is kept.

use super::super::commands::{Deed, deeds};
use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::{Fact, Meaning, Name, Objective, Stands, Topic, Words};
use crate::words::Span;
use std::collections::HashMap;

/// See [`Rule::summary`].
pub struct DestroysWhatIsKept;

/// What says that data survives, whatever stands around it.
const KEPT: [&str; 17] = [
    "no data loss",
    "no data is lost",
    "no loss of data",
    "without data loss",
    "without losing data",
    "no data will be lost",
    "zero data loss",
    "data is kept",
    "data is preserved",
    "data is safe",
    "data is intact",
    "data stays intact",
    "data remains intact",
    "data survives",
    "data preserved",
    "data persists",
    "nothing is lost",
];

impl Rule for DestroysWhatIsKept {
    fn id(&self) -> &'static str {
        "destroys-what-is-kept"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn summary(&self) -> &'static str {
        "A recovery destroys data, and the same scenario, or an objective, says that none is lost."
    }

    fn why(&self) -> &'static str {
        "Whoever trusts the sentence and types the command loses what the sentence promised. \
         Known are volumes that are removed, dropped databases, emptied caches and directories of \
         data."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Data loss: none\nRecovery: docker compose down -v; docker compose up -d",
            "Data loss: none\nRecovery: docker compose down; docker compose up -d",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut found: Vec<Finding> =
            view.scenarios.iter().filter_map(|scenario| self.destroys(scenario)).collect();
        let lines = view.reading.lines.iter().filter(|line| line.stands == Stands::Commands);
        let outside = lines.filter(|line| !view.is_in_scenario(line.words.place.line));
        let mut nothing: HashMap<Name, &Objective> = HashMap::new();
        for objective in view.objectives(Topic::DataLoss) {
            let of = objective.of.as_ref().filter(|_| objective.time.span == Span::ZERO);
            if let Some(named) = of {
                nothing.entry(view.things.one(&named.name)).or_insert(objective);
            }
        }
        found.extend(outside.filter_map(|line| self.promised(view, &nothing, &line.words)));
        found
    }
}

impl DestroysWhatIsKept {
    /// A command outside of scenarios against the objective of a service that may lose nothing.
    fn promised(
        &self,
        view: &View<'_>,
        nothing: &HashMap<Name, &Objective>,
        words: &Words,
    ) -> Option<Finding> {
        if nothing.is_empty() || words.text.trim_start().starts_with('#') {
            return None;
        }
        let what = deeds(&words.text).into_iter().find_map(|deed| match deed {
            Deed::Destroys(what) => Some(what),
            _ => None,
        })?;
        let called = view.things.called(&words.text.replace('=', " "));
        let (name, objective) = called.iter().find_map(|name| nothing.get_key_value(name))?;
        let message = format!(
            "a recovery destroys {what} of {}, of which no data may be lost",
            view.things.shown(name)
        );
        let spots = vec![
            Spot::at(words, format!("destroys {what}")),
            Spot::at(&objective.time.words, "nothing may be lost"),
        ];
        Some(Finding::new(self, message, spots).about([name]))
    }

    fn destroys(&self, scenario: &Scenario<'_>) -> Option<Finding> {
        let kept = scenario.failure.facts.iter();
        let (fact, kept) = kept.into_iter().find_map(|fact| Some((fact, self::kept(fact)?)))?;
        let steps = scenario.recoveries().flat_map(|recovery| &recovery.steps);
        let mut commands = steps.flat_map(|step| &step.commands);
        let (words, what) = commands.find_map(|words| {
            let what = deeds(&words.text).into_iter().find_map(|deed| match deed {
                Deed::Destroys(what) => Some(what),
                _ => None,
            });
            Some((words, what?))
        })?;
        let message = format!(
            "the recovery of {} destroys {what}, and the scenario says '{}: {}'",
            scenario.quoted(),
            fact.key.text.trim(),
            kept.text.trim()
        );
        let spots = vec![
            Spot::at(words, format!("destroys {what}")),
            Spot::at(kept, "says that it is kept"),
        ];
        Some(Finding::new(self, message, spots).about(&scenario.of))
    }
}

/// The line that says that data is kept, and not on which condition.
fn kept(fact: &Fact) -> Option<&Words> {
    let says = |words: &&Words| {
        let lower = words.text.to_lowercase();
        let mut all = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        if all.clone().any(|word| matches!(word, "if" | "unless" | "except" | "when")) {
            return false;
        }
        let first = all.next();
        let zero = first == Some("0") && !lower.contains(|c: char| matches!(c, '1'..='9'));
        let none = zero || matches!(first, Some("none" | "no" | "zero"));
        let known = KEPT.iter().any(|kept| lower.contains(kept));
        let nothing = fact.means == Meaning::Nothing;
        (fact.topic == Topic::DataLoss && (none || nothing))
            || (fact.topic != Topic::Prevention && known)
    };
    fact.value.iter().find(says)
}
