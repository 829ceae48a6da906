//! A cascade that leaves out who depends on what failed.

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::things::may_be;
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::{Drawn, Fact, Meaning, Name, Need, Topic};
use std::collections::BTreeMap;

/// See [`Rule::summary`].
pub struct CascadeMissesDependent;

impl Rule for CascadeMissesDependent {
    fn id(&self) -> &'static str {
        "cascade-misses-dependent"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A scenario says what fails with a service, and leaves out one that depends on it."
    }

    fn why(&self) -> &'static str {
        "Where the dependency is hard, the two cannot both be right. Where the document does not \
         say how hard it is, this is a note: the scenario may mean that the service survives, and \
         had better say so."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| API | hard: Redis |\n…\nScenario: Redis stops\nCascade: None",
            "| API | hard: Redis |\n…\nScenario: Redis stops\nCascade: API answers with errors",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.scenarios.iter().filter_map(|scenario| self.misses(view, scenario)).collect()
    }
}

impl CascadeMissesDependent {
    fn misses(&self, view: &View<'_>, scenario: &Scenario<'_>) -> Option<Finding> {
        let mut cascades = scenario.facts(Topic::Cascade).filter(|fact| is_read(fact)).peekable();
        let words = cascades.peek()?.value.first()?;
        // Whoever is said to depend on one of two that fail together may need the other only.
        let [failed] = &*scenario.of else { return None };
        if !scenario.is_total {
            return None;
        }
        let mut left: BTreeMap<&Name, &Link> = BTreeMap::new();
        for link in view.needs.on_thing(failed).filter(|link| counts(view, link)) {
            let kept = left.entry(&link.from).or_insert(link);
            if link.kind == Some(Need::Hard) {
                *kept = link;
            }
        }
        let soft = |name: &Name| {
            let mut links = view.needs.of_thing(name).filter(|link| link.to == *failed);
            links.any(|link| matches!(link.kind, Some(Need::Soft | Need::Startup)))
        };
        left.retain(|name, _| !soft(name) && !may_be(name, failed));
        if left.is_empty() {
            return None;
        }
        // Whose logs tell of it, or who is restarted, is no word of what becomes of it.
        let other = [Topic::Detection, Topic::Recovery, Topic::Prevention];
        let facts = scenario.failure.facts.iter().filter(|fact| !other.contains(&fact.topic));
        let lines = facts.flat_map(|fact| &fact.value);
        let text: Vec<&str> = lines.map(|line| line.text.as_str()).collect();
        let text = text.join(" , ");
        let named = view.things.called(&text);
        let lower = text.to_lowercase();
        left.retain(|name, _| {
            let is_there = named.iter().any(|other| may_be(other, name));
            // A plural of its kind, or its first word, may mean it.
            let in_words = name.as_str().split(' ').any(|word| lower.contains(word));
            !is_there && !in_words
        });
        self.finding(view, scenario, &left, Spot::at(words, "the cascade"))
    }

    fn finding(
        &self,
        view: &View<'_>,
        scenario: &Scenario<'_>,
        left: &BTreeMap<&Name, &Link>,
        cascade: Spot,
    ) -> Option<Finding> {
        let failed = scenario.of.first()?;
        let names: Vec<&str> = left.keys().map(|name| view.things.shown(name)).collect();
        let (last, before) = names.split_last()?;
        let (names, depend) = match before {
            [] => ((*last).to_owned(), "depends"),
            before => (format!("{} and {last}", before.join(", ")), "depend"),
        };
        let message = format!(
            "the scenario {} leaves open what becomes of {names}, which {depend} on {}",
            scenario.quoted(),
            view.things.shown(failed)
        );
        let dependents = left.values().map(|link| Spot::new(link.place, link.says(&view.things)));
        let hard = left.values().any(|link| link.kind == Some(Need::Hard));
        let spots = std::iter::once(cascade).chain(dependents).collect();
        let severity = if hard { Severity::Warning } else { Severity::Note };
        let services = left.keys().copied().chain([failed]);
        Some(Finding::new(self, message, spots).about(services).rated(severity))
    }
}

/// Only a cascade that was understood, or that says that there is none, is held against anybody.
fn is_read(fact: &Fact) -> bool {
    matches!(fact.means, Meaning::Cascade(_))
}

/// Said in words, in a tree that says so, or drawn as hard.
fn counts(view: &View<'_>, link: &Link) -> bool {
    let said = link.is_in_words() || link.drawn == Drawn::Tree || link.kind == Some(Need::Hard);
    said && view.things.can_fail(&link.from)
}
