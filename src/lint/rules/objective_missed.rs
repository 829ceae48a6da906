//! A recovery that takes longer than it may.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View, is_objective, said};
use super::Rule;
use crate::reading::{Name, Objective, Time, Topic};
use std::collections::HashMap;

/// See [`Rule::summary`].
pub struct ObjectiveMissed;

impl Rule for ObjectiveMissed {
    fn id(&self) -> &'static str {
        "objective-missed"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The recovery of a scenario takes longer than its objective, or that of the service, \
         allows."
    }

    fn why(&self) -> &'static str {
        "An objective that is missed even where all goes as written was never one. Of ranges the \
         upper end counts."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "RTO: 5 minutes\n…\nScenario: database lost\nRecovery: restore the backup (30 minutes)",
            "RTO: 45 minutes\n…\nScenario: database lost\nRecovery: restore the backup (30 \
             minutes)",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut of_service: HashMap<Name, &Objective> = HashMap::new();
        let mut of_all: Option<&Objective> = None;
        for objective in view.objectives(Topic::RecoveryTime) {
            let kept = match &objective.of {
                Some(named) => of_service.entry(view.things.one(&named.name)).or_insert(objective),
                None => of_all.get_or_insert(objective),
            };
            // Of several the most generous one is held against a scenario.
            if kept.time.span < objective.time.span {
                *kept = objective;
            }
        }
        let of_scenario = view.scenarios.iter().filter_map(|scenario| {
            let service = match &*scenario.of {
                [name] => of_service.get(name).copied(),
                _ => None,
            };
            self.own(scenario).or_else(|| self.shared(scenario, service.or(of_all)?))
        });
        of_scenario.collect()
    }
}

impl ObjectiveMissed {
    /// Against the objective that the scenario has itself.
    fn own(&self, scenario: &Scenario<'_>) -> Option<Finding> {
        let own = scenario.times(Topic::RecoveryTime).filter(|(fact, _)| is_objective(fact));
        let (fact, limit) = own.max_by_key(|(_, time)| time.span)?;
        let stated = scenario.times(Topic::RecoveryTime).filter(|(fact, _)| !is_objective(fact));
        let taken = longest(within(scenario).chain(stated.map(|(_, time)| time)), limit)?;
        let whose = format!("its own {}", fact.key.text.trim());
        Some(self.missed(scenario, (limit, &whose), taken))
    }

    /// Against that of its service, or of everything. An objective of its own that is longer
    /// misses that too.
    fn shared(&self, scenario: &Scenario<'_>, objective: &Objective) -> Option<Finding> {
        let stated = scenario.times(Topic::RecoveryTime).map(|(_, time)| time);
        let taken = longest(within(scenario).chain(stated), &objective.time)?;
        let whose = match &objective.of {
            Some(named) => format!("the objective for {}", named.words.text),
            None => "the objective for everything".to_owned(),
        };
        Some(self.missed(scenario, (&objective.time, &whose), taken))
    }

    fn missed(
        &self,
        scenario: &Scenario<'_>,
        (limit, whose): (&Time, &str),
        taken: &Time,
    ) -> Finding {
        let message = format!(
            "the recovery of {} may take {}, longer than {whose}, {}",
            scenario.quoted(),
            said(taken),
            said(limit)
        );
        let spots = vec![
            Spot::at(&taken.words, format!("takes {}", said(taken))),
            Spot::at(&limit.words, format!("may take {}", said(limit))),
        ];
        Finding::new(self, message, spots).about(&scenario.of)
    }
}

/// How long its recoveries say that they take.
fn within<'a>(scenario: &Scenario<'a>) -> impl Iterator<Item = &'a Time> {
    scenario.recoveries().filter_map(|recovery| recovery.within.as_ref())
}

/// The longest time, where that is longer than the limit.
fn longest<'a>(times: impl Iterator<Item = &'a Time>, limit: &Time) -> Option<&'a Time> {
    let longer =
        times.filter(|time| time.span > limit.span && time.words.place != limit.words.place);
    longer.max_by_key(|time| time.span)
}
