//! A cascade that names somebody who does not depend on what failed.

use super::super::finding::{Finding, Severity, Spot};
use super::super::things::may_be;
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::{Meaning, Name, Topic, Words};

/// See [`Rule::summary`].
pub struct CascadeNamesStranger;

impl Rule for CascadeNamesStranger {
    fn id(&self) -> &'static str {
        "cascade-names-stranger"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A scenario names a service that fails as well, and nothing says that it depends on what \
         failed."
    }

    fn why(&self) -> &'static str {
        "Either the cascade is wrong, or a dependency is missing from the tables and drawings. \
         Only services are found of which the document says elsewhere what they depend on."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| Mailer | depends on SMTP relay |\n…\nScenario: Redis stops\nCascade: Mailer fails",
            "| Mailer | depends on SMTP relay, Redis |\n…\nScenario: Redis stops\nCascade: Mailer \
             fails",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let known = view.scenarios.iter().filter(|scenario| {
            let is_known = |name| view.needs.knows(name);
            !scenario.of.is_empty() && scenario.of.iter().all(is_known)
        });
        known.flat_map(|scenario| self.strangers(view, scenario)).collect()
    }
}

impl CascadeNamesStranger {
    fn strangers(&self, view: &View<'_>, scenario: &Scenario<'_>) -> Vec<Finding> {
        let cascades = scenario.facts(Topic::Cascade).filter_map(|fact| match &fact.means {
            Meaning::Cascade(names) => Some(names),
            _ => None,
        });
        let named = cascades.flatten().filter_map(|words| {
            let name = view.things.one(&Name::of(&words.text)?);
            self.stranger(view, scenario, &name, words)
        });
        named.collect()
    }

    fn stranger(
        &self,
        view: &View<'_>,
        scenario: &Scenario<'_>,
        name: &Name,
        words: &Words,
    ) -> Option<Finding> {
        let mut needs = view.needs.of_thing(name).peekable();
        let first = needs.peek()?.place;
        let depends = scenario.of.iter().any(|failed| {
            may_be(name, failed)
                || view.needs.of_thing(name).any(|link| may_be(&link.to, failed))
                || view.needs.needs(name, failed, |_| true) != Some(false)
                // Arrows of drawings may show who sends.
                || view.needs.needs(failed, name, |link| !link.is_in_words()) != Some(false)
        });
        if depends || !view.things.can_fail(name) {
            return None;
        }
        let failed = view.things.shown(scenario.of.first()?);
        let shown = view.things.shown(name);
        let message = format!(
            "the scenario {} says that {shown} fails with {failed}, and nothing says that {shown} \
             depends on it",
            scenario.quoted()
        );
        let spots = vec![
            Spot::at(words, "named here"),
            Spot::new(first, format!("{shown} depends on something else here")),
        ];
        Some(Finding::new(self, message, spots).about(scenario.of.iter().chain([name])))
    }
}
