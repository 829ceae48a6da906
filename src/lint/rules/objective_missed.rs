//! A recovery that takes longer than it may.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View};
use super::Rule;
use crate::reading::{Fact, Name, Objective, Place, Time, Topic};
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
        let objectives = view.reading.objectives.iter();
        for objective in objectives.filter(|objective| objective.topic == Topic::RecoveryTime) {
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
            let own = own_objective(scenario);
            let service = match &*scenario.of {
                [name] => of_service.get(name).copied(),
                _ => None,
            };
            let service =
                service.or(of_all).map(|objective| (&objective.time, objective.of.as_ref()));
            let (limit, of) = own.map(|(_, time)| (time, None)).or(service)?;
            let (taken, time) = taken(scenario, limit)?;
            let whose = match (own, of) {
                (Some((fact, _)), _) => format!("its own {}", fact.key.text.trim()),
                (None, Some(named)) => format!("the objective for {}", named.words.text),
                (None, None) => "the objective for everything".to_owned(),
            };
            Some(self.missed(scenario, (limit, &whose), (taken, time)))
        });
        of_scenario.collect()
    }
}

impl ObjectiveMissed {
    fn missed(
        &self,
        scenario: &Scenario<'_>,
        (limit, whose): (&Time, &str),
        (place, taken): (Place, &Time),
    ) -> Finding {
        let message = format!(
            "the recovery of {} takes {}, longer than {whose}, {}",
            scenario.quoted(),
            taken.words.text.trim(),
            limit.words.text.trim()
        );
        let spots = vec![
            Spot::new(place, format!("takes {}", taken.span)),
            Spot::at(&limit.words, format!("may take {}", limit.span)),
        ];
        Finding::new(self, message, spots).about(&scenario.of)
    }
}

/// What is called an objective, and not how long it takes: `RTO`, `Target recovery time`.
fn is_objective(fact: &Fact) -> bool {
    let key = fact.key.text.to_lowercase();
    let mut words = key.split(|c: char| !c.is_alphanumeric());
    words.any(|word| {
        matches!(word, "rto" | "objective" | "target" | "sla" | "slo" | "max" | "maximum")
    })
}

fn own_objective<'a>(scenario: &Scenario<'a>) -> Option<(&'a Fact, &'a Time)> {
    let times = scenario.times(Topic::RecoveryTime).filter(|(fact, _)| is_objective(fact));
    times.max_by_key(|(_, time)| time.span)
}

/// How long the recovery takes, where that is longer than the limit: as it says itself, or the time
/// beside it.
fn taken<'a>(scenario: &Scenario<'a>, limit: &Time) -> Option<(Place, &'a Time)> {
    let within = scenario.recoveries().filter_map(|recovery| recovery.within.as_ref());
    let stated = scenario.times(Topic::RecoveryTime).filter(|(fact, _)| !is_objective(fact));
    let all = within.chain(stated.map(|(_, time)| time));
    let longer = all.filter(|time| time.span > limit.span && time.words.place != limit.words.place);
    longer.max_by_key(|time| time.span).map(|time| (time.words.place, time))
}
