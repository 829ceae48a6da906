//! A reading as the rules look at it.

use super::needs::Needs;
use super::things::Things;
use crate::document::figures;
use crate::reading::{
    Block, Fact, Failure, Form, Item, Meaning, Name, Objective, Reading, Recovery, Time, Topic,
};
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

/// Something that can fail, with what it is.
#[derive(Debug)]
pub struct Scenario<'a> {
    /// As it was read.
    pub failure: &'a Failure,
    /// The services that fail; none where the title leaves that open.
    pub of: Vec<Name>,
    /// They fail altogether: it is not that they are slow, full or damaged.
    pub is_total: bool,
    /// Its title says that something fails, in whatever way.
    pub says_failure: bool,
    /// By what scenarios that are told twice are known.
    pub key: String,
}

/// Words between names of a title that all fail.
const JOINING: [&str; 8] = ["and", "or", "plus", "both", "the", "with", "either", "all"];

/// What says that something fails altogether.
const TOTAL: [&str; 30] = [
    "down",
    "stop",
    "stops",
    "stopped",
    "crash",
    "crashes",
    "crashed",
    "fail",
    "fails",
    "failed",
    "failure",
    "outage",
    "unavailable",
    "unavailability",
    "gone",
    "lost",
    "loss",
    "expire",
    "expires",
    "expired",
    "expiry",
    "expiration",
    "dies",
    "died",
    "dead",
    "unreachable",
    "offline",
    "killed",
    "exits",
    "unresponsive",
];

/// What else says that something fails.
const FAILING: [&str; 26] = [
    "error",
    "errors",
    "timeout",
    "timeouts",
    "hangs",
    "stuck",
    "breach",
    "attack",
    "ransomware",
    "leaked",
    "compromised",
    "unhealthy",
    "missing",
    "invalid",
    "broken",
    "overload",
    "overloaded",
    "spike",
    "partition",
    "disaster",
    "deleted",
    "deletion",
    "incident",
    "cannot",
    "unable",
    "not",
];

/// What says that only a part of something fails, or that it is about something else.
const PARTLY: [&str; 27] = [
    "slow",
    "high",
    "latency",
    "lag",
    "full",
    "partial",
    "partially",
    "degraded",
    "corrupt",
    "corrupted",
    "corruption",
    "some",
    "single",
    "one",
    "intermittent",
    "replica",
    "replication",
    "backup",
    "leak",
    "pressure",
    "saturation",
    "saturated",
    "exhausted",
    "exhaustion",
    "deploy",
    "deployment",
    "primary",
];

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

    fn is_in_scenario(&self, line: u32) -> bool {
        let before = self.ranges.partition_point(|(first, _)| *first <= line);
        let range = before.checked_sub(1).and_then(|at| self.ranges.get(at));
        range.is_some_and(|(_, last)| line <= *last)
    }

    /// The scenarios in which a service fails.
    pub fn scenarios_of(&self, name: &Name) -> impl Iterator<Item = &Scenario<'a>> {
        self.by_service.get(name).into_iter().flatten().filter_map(|at| self.scenarios.get(*at))
    }
}

impl<'a> Scenario<'a> {
    fn of(failure: &'a Failure, things: &Things) -> Self {
        let title = &failure.title.text;
        let lower = title.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let partly = words.clone().any(|word| PARTLY.contains(&word));
        let total = words.clone().any(|word| TOTAL.contains(&word));
        let says_failure = partly || total || words.clone().any(|word| FAILING.contains(&word));
        Self {
            failure,
            of: subjects(failure, things),
            is_total: total && !partly,
            says_failure,
            key: key(title),
        }
    }

    /// Its facts about something.
    pub fn facts(&self, topic: Topic) -> impl Iterator<Item = &'a Fact> {
        self.failure.facts.iter().filter(move |fact| fact.topic == topic)
    }

    /// Whether anything is said about it.
    pub fn has(&self, topic: Topic) -> bool {
        self.facts(topic).next().is_some()
    }

    /// Its recoveries, as far as they are understood.
    pub fn recoveries(&self) -> impl Iterator<Item = &'a Recovery> {
        self.facts(Topic::Recovery).filter_map(|fact| match &fact.means {
            Meaning::Recovery(recovery) => Some(recovery),
            Meaning::Untestable(untestable) => untestable.recovery.as_ref(),
            _ => None,
        })
    }

    /// The times of its facts about something.
    pub fn times(&self, topic: Topic) -> impl Iterator<Item = (&'a Fact, &'a Time)> {
        self.facts(topic).filter_map(|fact| match &fact.means {
            Meaning::Time(time) => Some((fact, time)),
            _ => None,
        })
    }

    /// It is written at length, so that what is missing was forgotten: no bullet of one line, and
    /// nothing that may be no failure at all, since it says only one thing of one or none.
    pub fn is_at_length(&self) -> bool {
        let any = [Topic::Impact, Topic::Cascade, Topic::Detection, Topic::Recovery];
        let told = any.into_iter().filter(|topic| self.has(*topic)).count();
        let trigger = usize::from(told > 0 && self.has(Topic::Failure));
        let wanted = if self.says_failure { 1 } else { 3 };
        self.failure.form != Form::Line && told + trigger >= wanted
    }

    /// Most of what stands in it was understood, so that what is missing is missing: of every three
    /// lines at most two were left.
    pub fn is_read(&self) -> bool {
        let (first, last) = self.failure.lines;
        let facts = self.failure.facts.iter();
        let read: usize = facts.map(|fact| fact.value.len().max(1) + lines_of(&fact.blocks)).sum();
        read * 3 >= last.saturating_sub(first) as usize
    }

    /// `'Redis Container Stops'`
    pub fn quoted(&self) -> String {
        format!("'{}'", self.failure.title.text)
    }
}

/// How many lines blocks have, those between them not counted.
fn lines_of(blocks: &[Block]) -> usize {
    let of_item = |item: &Item| item.lines.len() + lines_of(&item.blocks);
    let of_block = |block: &Block| match block {
        Block::Heading(..) | Block::Comment(_) => 1,
        Block::Paragraph(lines) => lines.len(),
        Block::Code(code) => code.lines.len(),
        Block::Table(table) => table.rows.len() + 2,
        Block::List(list) => list.items.iter().map(of_item).sum(),
    };
    blocks.iter().map(of_block).sum()
}

/// The words of a title without what stands in brackets, so that those alike are equal.
fn key(title: &str) -> String {
    let mut depth = 0_usize;
    let mut key = String::new();
    for c in title.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => key.extend(c.to_lowercase()),
            _ => {}
        }
    }
    key
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

/// The services that a failure is one of. Where the title names several, they must be in a list:
/// `Nginx cannot reach Flask` leaves open which of them fails.
fn subjects(failure: &Failure, things: &Things) -> Vec<Name> {
    let is_column = |fact: &&Fact| {
        let key = fact.key.text.trim().to_lowercase();
        matches!(key.as_str(), "service" | "component" | "affected service" | "failed service")
    };
    let column = failure.facts.iter().find(is_column).and_then(|fact| fact.value.first());
    let text = column.map_or(&failure.title.text, |words| &words.text);
    let called = things.called(text);
    if called.len() < 2 || is_list(text, &called, things) { called } else { Vec::new() }
}

/// Whether the names of a text stand beside one another.
fn is_list(text: &str, called: &[Name], things: &Things) -> bool {
    let words: Vec<String> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '&' | '+'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let first = words.iter().position(|word| !things.called(word).is_empty());
    let last = words.iter().rposition(|word| !things.called(word).is_empty());
    let (Some(first), Some(last)) = (first, last) else { return false };
    let between = words.get(first..=last).unwrap_or_default();
    let of_names = |word: &String| called.iter().any(|name| name.as_str().contains(word.as_str()));
    between.iter().all(|word| {
        JOINING.contains(&word.as_str()) || of_names(word) || !things.called(word).is_empty()
    })
}
