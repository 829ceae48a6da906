//! Something that can fail, with what rules ask of it.

use super::things::Things;
use super::view::View;
use crate::reading::{
    Block, Fact, Failure, Form, Item, Meaning, Name, Recovery, Stands, Time, Topic, Words,
};
use std::collections::HashSet;

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

impl<'a> Scenario<'a> {
    /// Looks at a failure.
    pub fn of(failure: &'a Failure, things: &Things) -> Self {
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

    /// All that is said of it but its title, line by line: keys, values, and what stands below
    /// them.
    pub fn texts(&self) -> Vec<&'a str> {
        let mut found = Vec::new();
        for fact in &self.failure.facts {
            found.push(fact.key.text.as_str());
            found.extend(fact.value.iter().map(|words| words.text.as_str()));
            texts_of(&fact.blocks, &mut found);
        }
        found
    }

    /// Whether one of these words, in lower case, is in what is said of how it goes: impact,
    /// cascade, what has a key of its own, and what nobody understood. Recoveries and advice use
    /// them of other things.
    pub fn mentions(&self, view: &View<'_>, words: &[&str]) -> bool {
        let other = [Topic::Recovery, Topic::Prevention, Topic::Detection];
        let has = |text: &str| {
            let lower = text.to_lowercase();
            words.iter().any(|word| lower.contains(word))
        };
        let facts = self.failure.facts.iter();
        let told = facts.clone().filter(|fact| !other.contains(&fact.topic) || fact.key.is_empty());
        let of_fact = |fact: &'a Fact| fact.value.iter().map(|words| words.text.as_str());
        let mut texts: Vec<&str> = told.clone().flat_map(of_fact).collect();
        told.for_each(|fact| texts_of(&fact.blocks, &mut texts));
        if texts.into_iter().any(has) {
            return true;
        }
        // What stands in no fact.
        let (first, last) = self.failure.lines;
        let known: HashSet<u32> = facts
            .flat_map(|fact| std::iter::once(&fact.key).chain(&fact.value))
            .map(|words| words.place.line)
            .collect();
        let lines = view.lines_between(first + 1, last);
        let prose = lines.filter(|line| line.stands == Stands::Prose);
        prose.filter(|line| !known.contains(&line.words.place.line)).any(|it| has(&it.words.text))
    }

    /// Whether a symptom is told: whoever sees it notices the failure.
    pub fn has_symptoms(&self) -> bool {
        let words = ["symptom", "indicator", "sign", "how you know", "what you see"];
        self.failure.facts.iter().any(|fact| {
            let key = fact.key.text.to_lowercase();
            words.iter().any(|word| key.contains(word))
        })
    }

    /// Whether at least two things are told of it by keys, so that one that is not told was
    /// forgotten. Where prose tells everything, nobody can say what is missing.
    pub fn is_keyed(&self) -> bool {
        let topics: HashSet<Topic> = self
            .failure
            .facts
            .iter()
            .filter(|fact| !fact.key.is_empty() && fact.topic != Topic::Other)
            .map(|fact| fact.topic)
            .collect();
        topics.len() > 1
    }

    /// `Complete region failure`: the title says that everything fails.
    pub fn is_of_everything(&self) -> bool {
        const WORDS: [&str; 6] = ["complete", "total", "full", "entire", "all", "region"];
        let lower = self.failure.title.text.to_lowercase();
        let place = ["data center", "data centre", "datacenter"];
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
            || place.iter().any(|words| lower.contains(words))
    }

    /// Whether it says what to do: by a word for a recovery, in steps, or by commands.
    pub fn tells_what_to_do(&self) -> bool {
        let tells = |fact: &Fact| {
            let key = fact.key.text.trim_start().to_lowercase();
            let code = fact.blocks.iter().any(|block| matches!(block, Block::Code(_)));
            fact.topic == Topic::Recovery
                || (fact.topic != Topic::Detection && (code || key.starts_with("step ")))
        };
        self.failure.facts.iter().any(tells)
    }

    /// Its title in lower case, without what stands in brackets, so that it is the same wherever it
    /// is told.
    pub fn title(&self) -> String {
        let text = self.failure.title.text.to_lowercase();
        text.split(['(', '[']).next().unwrap_or_default().trim().to_owned()
    }

    /// `'Redis Container Stops'`
    pub fn quoted(&self) -> String {
        format!("'{}'", self.failure.title.text)
    }
}

/// The lines of blocks.
fn texts_of<'a>(blocks: &'a [Block], found: &mut Vec<&'a str>) {
    let text = |words: &'a Words| words.text.as_str();
    for block in blocks {
        match block {
            Block::Heading(_, words) | Block::Comment(words) => found.push(text(words)),
            Block::Paragraph(lines) => found.extend(lines.iter().map(text)),
            Block::Code(code) => found.extend(code.lines.iter().map(text)),
            Block::Table(table) => {
                found.extend(table.head.iter().chain(table.rows.iter().flatten()).map(text));
            }
            Block::List(list) => {
                for item in &list.items {
                    found.extend(item.lines.iter().map(text));
                    texts_of(&item.blocks, found);
                }
            }
        }
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
