//! A reading as the rules look at it.

use super::needs::Needs;
pub use super::scenario::Scenario;
use super::things::Things;
use crate::document::figures;
use crate::reading::{Fact, Line, Name, Objective, Reading, Stands, Time, Topic, Words};
use jiff::civil::Date;
use std::collections::HashMap;

/// What was read, with what several rules ask of it.
#[derive(Debug)]
pub struct View<'a> {
    /// What was read.
    pub reading: &'a Reading,
    /// Today's date, where it is known.
    pub today: Option<Date>,
    /// Which names are the same thing.
    pub things: Things,
    /// What needs what.
    pub needs: Needs,
    /// What can fail, in the document's order.
    pub scenarios: Vec<Scenario<'a>>,
    by_service: HashMap<Name, Vec<usize>>,
    /// The first and last lines of scenarios, by the first, with the furthest last one so far.
    ranges: Vec<(u32, u32)>,
}

impl<'a> View<'a> {
    /// Looks at a reading.
    pub fn of(reading: &'a Reading, today: Option<Date>) -> Self {
        let things = Things::of(reading);
        let needs = Needs::of(reading, &things);
        let scenario = |failure| Scenario::of(failure, &things);
        let scenarios: Vec<Scenario<'_>> = reading.failures.iter().map(scenario).collect();
        let mut by_service: HashMap<Name, Vec<usize>> = HashMap::new();
        for (at, scenario) in scenarios.iter().enumerate() {
            for name in &scenario.of {
                by_service.entry(name.clone()).or_default().push(at);
            }
        }
        let mut ranges: Vec<(u32, u32)> =
            reading.failures.iter().map(|failure| failure.lines).collect();
        ranges.sort_unstable();
        let mut furthest = 0;
        for range in &mut ranges {
            furthest = furthest.max(range.1);
            range.1 = furthest;
        }
        Self { reading, today, things, needs, scenarios, by_service, ranges }
    }

    /// The objectives for services, and for everything; what stands in a scenario is that one's.
    pub fn objectives(&self, topic: Topic) -> impl Iterator<Item = &'a Objective> {
        let of_topic = self.reading.objectives.iter().filter(move |one| one.topic == topic);
        of_topic.filter(|one| one.of.is_some() || !self.is_in_scenario(one.time.words.place.line))
    }

    /// Whether an objective is of how long people can do without something at most, which is longer
    /// than it may take to bring that back: what stands below `Max downtime`.
    pub fn is_borne(&self, objective: &Objective) -> bool {
        const BORNE: [&str; 4] = ["max downtime", "maximum downtime", "tolerable", "mtd"];
        let place = objective.time.words.place;
        let is_cell = |line: &&Line| line.stands == Stands::Cell;
        let row: Vec<&Line> = self.lines_between(place.line, place.line).filter(is_cell).collect();
        let Some(first) = row.first() else { return false };
        let lines = &self.reading.lines;
        let table = lines.partition_point(|line| line.block < first.block);
        let heads = lines.get(table..).unwrap_or_default();
        let heads = heads.chunk_by(|one, other| one.words.place.line == other.words.place.line);
        let heads: Vec<&Line> = heads.take(1).flatten().collect();
        let at = row.iter().rposition(|cell| cell.words.place.column <= place.column);
        // A row with empty cells does not tell which of them stands below which head.
        let at = at.filter(|_| heads.len() == row.len());
        let head = at.and_then(|at| heads.get(at)).map(|head| head.words.text.to_lowercase());
        head.is_some_and(|head| BORNE.iter().any(|words| head.contains(words)))
    }

    /// Whether a line is one of a scenario.
    pub fn is_in_scenario(&self, line: u32) -> bool {
        let before = self.ranges.partition_point(|(first, _)| *first <= line);
        let range = before.checked_sub(1).and_then(|at| self.ranges.get(at));
        range.is_some_and(|(_, last)| line <= *last)
    }

    /// The heading that a line stands below.
    pub fn section(&self, line: u32) -> Option<&'a Words> {
        let lines = &self.reading.lines;
        let behind = lines.partition_point(|it| it.words.place.line <= line);
        let section = lines.get(behind.checked_sub(1)?)?.section;
        let mut of_line = self.lines_between(section, section);
        of_line.find(|it| it.stands == Stands::Title).map(|title| &title.words)
    }

    /// The lines from one to another, with both.
    pub fn lines_between(&self, first: u32, last: u32) -> impl Iterator<Item = &'a Line> {
        let lines = &self.reading.lines;
        let from = lines.partition_point(|line| line.words.place.line < first);
        lines.iter().skip(from).take_while(move |line| line.words.place.line <= last)
    }

    /// The scenarios in which a service fails.
    pub fn scenarios_of(&self, name: &Name) -> impl Iterator<Item = &Scenario<'a>> {
        self.by_service.get(name).into_iter().flatten().filter_map(|at| self.scenarios.get(*at))
    }
}

/// What is called an objective, and not how long it takes: `RTO`, `Target recovery time`.
pub fn is_objective(fact: &Fact) -> bool {
    const OBJECTIVES: [&str; 8] =
        ["rto", "rpo", "objective", "target", "sla", "slo", "max", "maximum"];
    let key = fact.key.text.to_lowercase();
    key.split(|c: char| !c.is_alphanumeric()).any(|word| OBJECTIVES.contains(&word))
}

/// A length of time as it is written: `about 5 minutes`, without what stands around it.
pub fn said(time: &Time) -> String {
    let text = time.words.text.trim();
    figures(text).first().map_or(text, |figure| figure.text.as_str()).to_owned()
}
