//! One thing, and two figures for it.

pub(super) mod headings;
mod thresholds;

use super::super::commands::{Deed, deeds};
use super::super::finding::{Finding, Severity, Spot};
use super::super::view::{Scenario, View, is_objective};
use super::Rule;
use crate::document::{figures, without_figures};
use crate::reading::{Name, Stands, Time, Topic, Words};
use crate::words::Span;
use std::collections::{BTreeMap, HashSet};

/// See [`Rule::summary`].
pub struct DifferingFigures;

impl Rule for DifferingFigures {
    fn id(&self) -> &'static str {
        "differing-figures"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The same thing has two figures: a command, an objective in a table or a heading, a \
         scenario that is told twice, or a threshold."
    }

    fn why(&self) -> &'static str {
        "One of the two is out of date, and nobody knows which."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Recovery: docker restart cache (10 seconds)\n…\nRecovery: docker restart cache (2 \
             minutes)",
            "Recovery: docker restart cache (10 seconds)\n…\nRecovery: docker restart cache (10 \
             seconds)",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut all = Figures::default();
        all.objectives(view);
        view.scenarios.iter().for_each(|scenario| all.scenario(scenario));
        all.settings(view);
        let of_things = all.0.iter().filter_map(|(what, figures)| self.differing(what, figures));
        let mut found: Vec<Finding> = of_things.chain(headings::differing(self, view)).collect();
        // The same two lines may differ in both ways.
        let known: Vec<Vec<u32>> = found.iter().map(Finding::lines).collect();
        let thresholds = thresholds::differing(self, view).into_iter();
        found.extend(thresholds.filter(|threshold| !known.contains(&threshold.lines())));
        found
    }
}

/// Whether a heading is one of objectives for the whole system.
fn is_of_all(title: &str) -> bool {
    let words = ["objective", "overview", "summary", "target", "rto", "rpo", "executive", "sla"];
    let lower = title.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// How objectives of services are told.
const OBJECTIVE: &str = "the objective ";

/// A figure, as far as figures are compared, and where it stands.
struct Figure<'a> {
    value: String,
    words: &'a Words,
    of: Vec<Name>,
}

/// What has figures, as it is told, with all of them.
#[derive(Default)]
struct Figures<'a>(BTreeMap<String, Vec<Figure<'a>>>);

impl<'a> Figures<'a> {
    fn add(&mut self, what: String, value: String, words: &'a Words, of: &[Name]) {
        self.0.entry(what).or_default().push(Figure { value, words, of: of.to_vec() });
    }

    fn time(&mut self, what: String, time: &'a Time, of: &[Name]) {
        self.add(what, exact(time.span), &time.words, of);
    }

    fn objectives(&mut self, view: &View<'a>) {
        let mut sections = HashSet::new();
        for objective in view.reading.objectives.iter().filter(|it| !view.is_borne(it)) {
            let kind = if objective.topic == Topic::DataLoss { "RPO" } else { "RTO" };
            let Some(named) = &objective.of else {
                let line = objective.time.words.place.line;
                let above = view.section(line);
                // Below any other heading it may be that of a part, and side by side they are of
                // several.
                let is_first = above.is_some_and(|title| sections.insert((title.place, kind)));
                let of_all = is_of_all(above.map_or("", |title| &title.text));
                if of_all && is_first && !view.is_in_scenario(line) {
                    self.time(format!("the {kind} of everything"), &objective.time, &[]);
                }
                continue;
            };
            let name = view.things.one(&named.name);
            let shown = view.things.shown(&name);
            self.time(
                format!("{OBJECTIVE}{kind} of {shown}"),
                &objective.time,
                std::slice::from_ref(&name),
            );
        }
    }

    /// What is set once for all, as a scrape interval, in prose and cells.
    fn settings(&mut self, view: &View<'a>) {
        let lines = view.reading.lines.iter();
        for line in lines.filter(|it| matches!(it.stands, Stands::Prose | Stands::Cell)) {
            if let Some((what, span)) = setting(&line.words.text) {
                self.add(format!("the {what}"), exact(span), &line.words, &[]);
            }
        }
    }

    fn scenario(&mut self, scenario: &Scenario<'a>) {
        for recovery in scenario.recoveries() {
            let mut commands = recovery.steps.iter().flat_map(|step| &step.commands);
            let (Some(command), None, Some(time)) =
                (commands.next(), commands.next(), &recovery.within)
            else {
                continue;
            };
            let starts = |deed: &Deed| matches!(deed, Deed::Starts(named) if !named.is_empty());
            // What names nobody may take longer for one than for another.
            if deeds(&command.text).iter().any(starts) {
                let command = command.text.split_whitespace().collect::<Vec<_>>().join(" ");
                self.time(format!("'{command}'"), time, &scenario.of);
            }
        }
        for topic in [Topic::RecoveryTime, Topic::DataLoss] {
            for (fact, time) in scenario.times(topic).filter(|(fact, _)| fact.under.is_none()) {
                // However an objective is called: `RTO`, `RTO target`.
                let key = match (is_objective(fact), topic) {
                    (true, Topic::DataLoss) => "RPO".to_owned(),
                    (true, _) => "RTO".to_owned(),
                    (false, _) => fact.key.text.trim().to_lowercase(),
                };
                self.time(format!("the {key} of '{}'", scenario.title()), time, &scenario.of);
            }
        }
        let [name] = &*scenario.of else { return };
        for fact in scenario.facts(Topic::Detection).chain(scenario.facts(Topic::Failure)) {
            for words in &fact.value {
                let bare = without_figures(&words.text);
                // Short lines are alike by chance.
                if bare.contains('#') && bare.split_whitespace().count() >= 4 {
                    let value = words.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    self.add(format!("{name}: '{bare}'"), value, words, &scenario.of);
                }
            }
        }
    }
}

impl DifferingFigures {
    fn differing(&self, what: &str, figures: &[Figure<'_>]) -> Option<Finding> {
        let first = figures.first()?;
        let is_other = |other: &&Figure<'_>| {
            other.value != first.value && other.words.place.line != first.words.place.line
        };
        let other = figures.iter().find(is_other)?;
        let message = format!(
            "two figures for {what}: {} in line {}, and {} in line {}",
            first.words.text.trim(),
            first.words.place.line,
            other.words.text.trim(),
            other.words.place.line
        );
        let spots = [first, other].map(|it| Spot::at(it.words, it.words.text.trim())).into();
        let found = Finding::new(self, message, spots).about(first.of.iter().chain(&other.of));
        // Tables have several kinds of objective: the most that can be borne, what is aimed at.
        Some(if what.starts_with(OBJECTIVE) { found.rated(Severity::Note) } else { found })
    }
}

/// `one scrape interval (15 seconds)`: what is set, and its figure right behind it.
fn setting(text: &str) -> Option<(String, Span)> {
    const SET: [&str; 4] =
        ["scrape interval", "evaluation interval", "polling interval", "dns ttl"];
    let lower = text.to_ascii_lowercase();
    let (what, at) = SET.iter().find_map(|what| Some((*what, lower.find(what)? + what.len())))?;
    let rest = text.get(at..)?;
    let figure = figures(rest).into_iter().next()?;
    let between = rest.get(..figure.place.start)?;
    let near = between.len() < 6 && !between.contains('.');
    near.then(|| (what.to_owned(), figure.span))
}

fn exact(span: Span) -> String {
    span.as_micros().to_string()
}
