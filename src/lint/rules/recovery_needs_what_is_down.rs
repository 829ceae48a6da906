//! A recovery that needs what the scenario says is down.

mod script;

use super::super::commands::{Deed, deeds};
use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::{Recovery, Words};
use script::Broken;

/// See [`Rule::summary`].
pub struct RecoveryNeedsWhatIsDown;

impl Rule for RecoveryNeedsWhatIsDown {
    fn id(&self) -> &'static str {
        "recovery-needs-what-is-down"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn summary(&self) -> &'static str {
        "A recovery runs a command inside the service that the scenario says is down, or that the \
         same commands stopped."
    }

    fn why(&self) -> &'static str {
        "The command fails with 'container is not running', and nothing comes back. What starts \
         something first is not found, nor what only looks."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Scenario: Redis container stops\nRecovery: docker exec redis redis-cli CONFIG REWRITE",
            "Scenario: Redis container stops\nRecovery: docker start redis",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let total =
            view.scenarios.iter().filter(|scenario| scenario.is_total && !scenario.of.is_empty());
        let recoveries = total
            .flat_map(|scenario| scenario.recoveries().map(move |recovery| (scenario, recovery)));
        let of_scenarios =
            recoveries.filter_map(|(scenario, recovery)| self.needs(view, scenario, recovery));
        of_scenarios.chain(script::broken(view).iter().map(|broken| self.script(broken))).collect()
    }
}

impl RecoveryNeedsWhatIsDown {
    fn script(&self, broken: &Broken<'_>) -> Finding {
        let Broken { what, stopped, command } = broken;
        let message = format!(
            "a command needs {what} to run, which line {} stopped and nothing has started since",
            stopped.place.line
        );
        let spots = vec![
            Spot::at(stopped, format!("stops {what}")),
            Spot::at(command, format!("needs {what} to run")),
        ];
        Finding::new(self, message, spots)
    }

    fn needs(
        &self,
        view: &View<'_>,
        scenario: &Scenario<'_>,
        recovery: &Recovery,
    ) -> Option<Finding> {
        // A step in prose may start it.
        if recovery.steps.iter().any(|step| step.commands.is_empty()) {
            return None;
        }
        let commands = recovery.steps.iter().flat_map(|step| &step.commands);
        let all: Vec<(&Words, Deed)> = commands
            .flat_map(|words| deeds(&words.text).into_iter().map(move |deed| (words, deed)))
            .collect();
        let starts = |deed: &Deed| matches!(deed, Deed::Starts(_));
        if all.iter().any(|(_, deed)| starts(deed)) {
            return None;
        }
        all.iter().find_map(|(words, deed)| {
            let Deed::Inside(called) = deed else { return None };
            let names = view.things.called(called);
            let name = names.iter().find(|name| scenario.of.contains(name))?;
            let shown = view.things.shown(name);
            let message = format!(
                "the recovery of {} runs a command inside {shown}, which is down",
                scenario.quoted()
            );
            let spots = vec![
                Spot::at(words, format!("needs {shown} to run")),
                Spot::at(&scenario.failure.title, "is down here"),
            ];
            Some(Finding::new(self, message, spots).about([name]))
        })
    }
}
