//! A recovery that takes longer than it may.

mod breakdown;
mod procedure;
mod steps;
pub(super) mod told;

use super::super::finding::{Finding, Severity, Spot};
use super::super::needs::Link;
use super::super::view::{Scenario, View, is_objective, said};
use super::Rule;
use crate::reading::{Name, Need, Objective, Time, Topic};
use std::collections::{HashMap, HashSet};
use steps::{Steps, in_words};
use told::Told;

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
        "A recovery takes longer than its objective, or that of the service, allows; or a service \
         is to be back before what it needs."
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
        let limits = Limits::of(view);
        let of_scenario = view.scenarios.iter().filter_map(|scenario| {
            let limit = limits.of_one_of(&scenario.of);
            let found = self.own(scenario).or_else(|| self.shared(scenario, limit?));
            let found = found.or_else(|| self.steps(view, scenario, limit));
            let found = found.or_else(|| self.everything_in_steps(view, scenario, &limits));
            found.or_else(|| self.everything(scenario, &limits))
        });
        let mut found: Vec<Finding> = of_scenario.collect();
        let mut told = told::told(view);
        told.extend(told::by_key(view, &MEASURED));
        found.extend(told.iter().filter_map(|told| self.in_passing(view, &limits, told)));
        found.extend(self.before_what_it_needs(view, &limits));
        found.extend(breakdown::found(self, view));
        found.extend(procedure::found(self, view, &limits));
        found.extend(procedure::in_headings(self, view));
        found
    }
}

/// What says how long a recovery took.
const MEASURED: [&str; 6] = [
    "rto achieved",
    "actual rto",
    "achieved rto",
    "total recovery time",
    "actual recovery time",
    "measured rto",
];

/// The objectives; of several for one thing the most generous. What people can do without for a
/// while counts only where nothing says how soon it is to be back.
struct Limits<'a> {
    of_service: HashMap<Name, &'a Objective>,
    of_all: Option<&'a Objective>,
}

impl<'a> Limits<'a> {
    fn of(view: &View<'a>) -> Self {
        let (mut of_service, mut of_all) = (HashMap::new(), None);
        let all = || view.objectives(Topic::RecoveryTime);
        let name = |of: &Objective| of.of.as_ref().map(|of| view.things.one(&of.name));
        let stated: HashSet<Option<Name>> =
            all().filter(|it| !view.is_borne(it)).map(&name).collect();
        let counts = |it: &&Objective| !view.is_borne(it) || !stated.contains(&name(it));
        for objective in all().filter(counts) {
            let kept = match &objective.of {
                Some(named) => of_service.entry(view.things.one(&named.name)).or_insert(objective),
                None => of_all.get_or_insert(objective),
            };
            if kept.time.span < objective.time.span {
                *kept = objective;
            }
        }
        Self { of_service, of_all }
    }

    /// That of a service, or of everything.
    fn of_one_of(&self, names: &[Name]) -> Option<&'a Objective> {
        let service = match names {
            [name] => self.of_service.get(name).copied(),
            _ => None,
        };
        service.or(self.of_all)
    }

    /// That of the service which is to be back first, where everything fails and nothing is said
    /// of that.
    fn first_of_everything(&self, scenario: &Scenario<'_>) -> Option<&'a Objective> {
        if !scenario.is_of_everything() || !scenario.of.is_empty() || self.of_all.is_some() {
            return None;
        }
        self.of_service.values().copied().min_by_key(|it| it.time.span)
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
        Some(self.missed(scenario, (&objective.time, &whose(objective)), taken))
    }

    /// Where everything fails, against the service that is to be back first: it may be meant of a
    /// failure of its own, and had better say so.
    fn everything(&self, scenario: &Scenario<'_>, limits: &Limits<'_>) -> Option<Finding> {
        let found = self.shared(scenario, limits.first_of_everything(scenario)?)?;
        Some(found.rated(Severity::Note))
    }

    /// What its steps take together, against its own objective or the shared one.
    fn steps(
        &self,
        view: &View<'_>,
        scenario: &Scenario<'_>,
        shared: Option<&Objective>,
    ) -> Option<Finding> {
        let own = scenario.times(Topic::RecoveryTime).max_by_key(|(_, time)| time.span);
        let (limit, whose) = match (own, shared) {
            (Some((fact, time)), _) => (time, format!("its own {}", fact.key.text.trim())),
            (None, Some(shared)) => (&shared.time, whose(shared)),
            (None, None) => return None,
        };
        let steps = Steps::of(view, scenario).filter(|steps| steps.sum > limit.span)?;
        let message = format!(
            "the steps of {} take {} together, longer than {whose}, {}",
            scenario.quoted(),
            in_words(steps.sum),
            said(limit)
        );
        let spot = Spot::at(&limit.words, format!("may take {}", said(limit)));
        let steps = steps.words.into_iter().map(|words| Spot::at(words, "a step"));
        let spots = std::iter::once(spot).chain(steps).collect();
        Some(Finding::new(self, message, spots).about(&scenario.of))
    }

    /// The same, where everything fails.
    fn everything_in_steps(
        &self,
        view: &View<'_>,
        scenario: &Scenario<'_>,
        limits: &Limits<'_>,
    ) -> Option<Finding> {
        let first = limits.first_of_everything(scenario)?;
        Some(self.steps(view, scenario, Some(first))?.rated(Severity::Note))
    }

    /// Services that are to be back before what they cannot do without.
    fn before_what_it_needs(&self, view: &View<'_>, limits: &Limits<'_>) -> Vec<Finding> {
        let links = view.needs.links().iter();
        // A row is told once with how much is needed, and once without.
        let soft = |link: &Link| {
            let mut alike = view.needs.of_thing(&link.from).filter(|it| it.to == link.to);
            alike.any(|it| matches!(it.kind, Some(Need::Soft | Need::Startup)))
        };
        let hard = links.filter(|link| link.is_in_words() && !soft(link));
        let mut told = HashSet::new();
        let found = hard.filter_map(|link| {
            let [own, other] = [&link.from, &link.to].map(|name| limits.of_service.get(name));
            let (own, other) = (*own?, *other?);
            if own.time.span >= other.time.span || !told.insert((&link.from, &link.to)) {
                return None;
            }
            let [from, to] = [&link.from, &link.to].map(|name| view.things.shown(name));
            let message = format!(
                "{from} is to be back after {}, and needs {to}, which may take {}",
                said(&own.time),
                said(&other.time)
            );
            let spots = vec![
                Spot::at(&own.time.words, format!("{from} may take {}", said(&own.time))),
                Spot::at(&other.time.words, format!("{to} may take {}", said(&other.time))),
                Spot::new(link.place, link.says(&view.things)),
            ];
            Some(Finding::new(self, message, spots).about([&link.from, &link.to]))
        });
        found.collect()
    }

    /// What is said in passing of how long a restore takes.
    fn in_passing(&self, view: &View<'_>, limits: &Limits<'_>, told: &Told<'_>) -> Option<Finding> {
        let called = view.things.called(&told.around);
        let limited: Vec<Name> =
            called.into_iter().filter(|name| limits.of_service.contains_key(name)).collect();
        // Where several are named, nobody can tell which of them is brought back.
        if limited.len() > 1 {
            return None;
        }
        let objective = limits.of_one_of(&limited).filter(|it| it.time.span < told.span)?;
        let message = format!(
            "a recovery takes {} by line {}, longer than {}, {}",
            told.said,
            told.words.place.line,
            whose(objective),
            said(&objective.time)
        );
        let spots = vec![
            Spot::at(told.words, format!("takes {}", told.said)),
            Spot::at(&objective.time.words, format!("may take {}", said(&objective.time))),
        ];
        Some(Finding::new(self, message, spots).about(&limited))
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

/// `the objective for Kafka`
fn whose(objective: &Objective) -> String {
    match &objective.of {
        Some(named) => format!("the objective for {}", named.words.text),
        None => "the objective for everything".to_owned(),
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
