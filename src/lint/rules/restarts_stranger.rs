//! A recovery that restarts what has nothing to do with the failure.

use super::super::commands::{Deed, deeds};
use super::super::finding::{Finding, Severity, Spot};
use super::super::things::may_be;
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::{Name, Words};

/// See [`Rule::summary`].
pub struct RestartsStranger;

impl Rule for RestartsStranger {
    fn id(&self) -> &'static str {
        "restarts-stranger"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A recovery restarts a service that neither failed nor depends on what did."
    }

    fn why(&self) -> &'static str {
        "Restarting something healthy makes the outage larger. Only services are found of which \
         the document says what they depend on, and that the scenario does not speak of."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Scenario: Redis stops\nRecovery: docker restart mailer",
            "Scenario: Redis stops\nRecovery: docker restart redis",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let known = view.scenarios.iter().filter(|scenario| !scenario.of.is_empty());
        let found = known.flat_map(|scenario| {
            let steps = scenario.recoveries().flat_map(|recovery| &recovery.steps);
            let commands = steps.flat_map(|step| &step.commands);
            commands.filter_map(|words| self.stranger(view, scenario, words)).collect::<Vec<_>>()
        });
        found.collect()
    }
}

impl RestartsStranger {
    fn stranger(&self, view: &View<'_>, scenario: &Scenario<'_>, words: &Words) -> Option<Finding> {
        let started = deeds(&words.text).into_iter().filter_map(|deed| match deed {
            Deed::Starts(called) => Some(called),
            _ => None,
        });
        let names = started.flatten().filter_map(|called| match &*view.things.called(&called) {
            [name] => Some(name.clone()),
            _ => None,
        });
        let name = names.into_iter().find(|name| is_stranger(view, scenario, name))?;
        let failed = view.things.shown(scenario.of.first()?);
        let shown = view.things.shown(&name);
        let message = format!(
            "the recovery of {} restarts {shown}, which neither failed nor depends on {failed}",
            scenario.quoted()
        );
        let spots = vec![
            Spot::at(words, format!("restarts {shown}")),
            Spot::at(&scenario.failure.title, format!("{failed} fails here")),
        ];
        Some(Finding::new(self, message, spots).about(scenario.of.iter().chain([&name])))
    }
}

fn is_stranger(view: &View<'_>, scenario: &Scenario<'_>, name: &Name) -> bool {
    let apart = |failed: &Name| {
        let no_way = |from, to| view.needs.needs(from, to, |_| true) == Some(false);
        view.needs.knows(failed)
            && !may_be(name, failed)
            && no_way(name, failed)
            && no_way(failed, name)
    };
    let known = view.things.is_service(name) && view.needs.of_thing(name).next().is_some();
    // Its own name in the command is no word about it.
    let is_told = || {
        let facts = scenario.failure.facts.iter();
        let told = facts.filter(|fact| fact.topic != crate::reading::Topic::Recovery);
        told.flat_map(|fact| &fact.value).any(|line| view.things.called(&line.text).contains(name))
    };
    known && scenario.of.iter().all(apart) && !is_told()
}
