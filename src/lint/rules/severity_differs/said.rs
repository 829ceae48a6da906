//! What each part of a document says of how bad the failure of a service is.

use super::super::super::finding::Spot;
use super::super::super::view::{Scenario, View};
use crate::document::sayings;
use crate::reading::{Fact, Meaning, Name, Topic, Words};
use crate::words::Impact;
use std::collections::BTreeMap;

/// Which kind of part says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// A row of a table.
    Table,
    /// A list of what is critical.
    List,
    /// A scenario in which it fails.
    Scenario,
    /// A layer.
    Layer,
}

/// What one part says.
#[derive(Debug, Clone)]
pub struct Said {
    /// Which part.
    pub from: From,
    /// The levels that agree with it, from the harmless one on.
    pub levels: Vec<Impact>,
    /// It is a symbol or a word for severity, and no prose.
    pub sure: bool,
    /// For which profile, where it is for one.
    pub profile: Option<String>,
    /// Which of the document's tables, where it is one.
    pub table: usize,
    /// Where.
    pub spot: Spot,
    /// The service as it is written there.
    pub written: String,
    /// What it is called there: `critical`, `degraded (🟡)`.
    pub called: String,
    /// Which part, in words: `in the table`.
    pub part: String,
}

impl Said {
    /// The least that it says.
    fn least(&self) -> Impact {
        self.levels.first().copied().unwrap_or(Impact::None)
    }

    /// Whether it says worse than another.
    pub fn is_worse_than(&self, other: &Self) -> bool {
        Some(self.least()) > other.levels.last().copied()
    }

    /// Whether another list is one of the same profile: what stands above them differs at most in
    /// words for how critical something is.
    pub fn is_of_the_same_list(&self, other: &Self) -> bool {
        const LEVELS: [&str; 16] = [
            "critical",
            "non",
            "not",
            "noncritical",
            "important",
            "optional",
            "essential",
            "services",
            "service",
            "components",
            "systems",
            "must",
            "be",
            "up",
            "nice",
            "have",
        ];
        let bare = |said: &Self| -> Vec<String> {
            let text = said.profile.as_deref().unwrap_or_default().to_lowercase();
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.filter(|word| !LEVELS.contains(word)).map(str::to_owned).collect()
        };
        self.spot.place.line != other.spot.place.line && bare(self) == bare(other)
    }

    /// Whether no profile of its kind of part says worse.
    pub fn is_worst_of(&self, all: &[Self]) -> bool {
        let alike = all.iter().filter(|other| other.from == self.from);
        alike.map(Self::least).max() <= Some(self.least())
    }

    /// Whether no profile of its kind of part is closer to another part's.
    pub fn is_closest_to(&self, profile: &str, all: &[Self]) -> bool {
        let near = |said: &Self| said.profile.as_deref().map_or(0, |own| alike(own, profile));
        let alike = all.iter().filter(|other| other.from == self.from);
        near(self) > 0 && alike.map(near).max() == Some(near(self))
    }
}

/// How many words two profiles have in common.
fn alike(one: &str, other: &str) -> usize {
    const WEAK: [&str; 10] =
        ["the", "system", "site", "website", "with", "of", "and", "for", "critical", "services"];
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.filter(|word| word.len() > 1 && !WEAK.contains(&word.as_str())).collect()
    };
    let others = words(other);
    words(one).iter().filter(|word| others.contains(word)).count()
}

/// What all parts say, service by service.
pub fn by_service(view: &View<'_>) -> BTreeMap<Name, Vec<Said>> {
    let mut all: BTreeMap<Name, Vec<Said>> = BTreeMap::new();
    let mut add = |name: Name, said: Said| {
        if !said.levels.is_empty() {
            all.entry(name).or_default().push(said);
        }
    };
    let (mut table, mut before) = (0, 0);
    for row in &view.reading.services {
        let line = row.service.words.place.line;
        // An empty line may break a table.
        table += usize::from(line > before + 2 || line < before);
        before = line;
        if let Some((words, levels)) = &row.impact {
            let name = view.things.one(&row.service.name);
            let written = &row.service.words.text;
            let mut said = said(From::Table, words, levels, written, "in the table");
            said.table = table;
            add(name, said);
        }
    }
    for list in &view.reading.criticality {
        for named in &list.services {
            let name = view.things.one(&named.name);
            add(name, of_list(list.level, &list.under, &named.words));
        }
    }
    for (words, fact, title) in layers(view) {
        let Some(called) = is_critical(&words) else { continue };
        let named = view.things.called(title);
        if let [name] = &*named {
            let mut said = of_list(called, &fact.key, &words);
            said.from = From::Layer;
            said.profile = None;
            said.written = name.to_string();
            said.part = format!("in its layer, '{}'", fact.key.text);
            add(name.clone(), said);
        }
    }
    for scenario in view.scenarios.iter().filter(|scenario| scenario.is_total) {
        if let [name] = &*scenario.of {
            for said in of_scenario(scenario) {
                add(name.clone(), said);
            }
        }
    }
    all
}

/// What layers say of single services: the words, the fact, and the sub-heading.
fn layers<'a>(view: &View<'a>) -> impl Iterator<Item = (Words, &'a Fact, &'a str)> {
    view.reading.layers.iter().flat_map(|layer| &layer.facts).filter_map(|(sub, fact)| {
        let is_asked = fact.key.text.to_lowercase().starts_with("critical");
        let words = fact.value.first().filter(|_| is_asked)?;
        Some((words.clone(), fact, sub.as_ref()?.text.as_str()))
    })
}

/// `Critical Service: NO - the app works without it`
fn is_critical(words: &Words) -> Option<Impact> {
    let first = words.text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())?;
    match first.to_lowercase().as_str() {
        "yes" | "true" => Some(Impact::Outage),
        "no" | "false" => Some(Impact::None),
        _ => None,
    }
}

/// What stands in a list is critical, important, or neither, which may be degraded too.
fn of_list(level: Impact, under: &Words, words: &Words) -> Said {
    let (levels, called) = match level {
        Impact::Outage => (vec![Impact::Outage], "critical"),
        Impact::Degraded => (vec![Impact::Degraded], "important, not critical,"),
        Impact::None => (vec![Impact::None, Impact::Degraded], "not critical"),
    };
    Said {
        from: From::List,
        levels,
        sure: true,
        profile: Some(under.text.clone()),
        table: 0,
        spot: Spot::at(words, called.trim_end_matches(',')),
        written: short(&words.text),
        called: called.to_owned(),
        part: format!("in '{}'", under.text.trim()),
    }
}

/// What impact facts say, and severities, of one scenario.
fn of_scenario(scenario: &Scenario<'_>) -> Vec<Said> {
    let facts = scenario.facts(Topic::Impact).chain(scenario.facts(Topic::Severity));
    let of_fact = facts.filter_map(|fact| {
        let Meaning::Impact(levels) = &fact.means else { return None };
        let words = fact.value.first()?;
        let part = match &fact.under {
            Some(under) => format!("in the scenario {}, '{}'", scenario.quoted(), under.text),
            None => format!("in the scenario {}", scenario.quoted()),
        };
        let title = scenario.of.first().map(ToString::to_string).unwrap_or_default();
        let mut said = said(From::Scenario, words, levels, &title, &part);
        said.profile = fact.under.as_ref().map(|under| under.text.clone());
        Some(said)
    });
    of_fact.collect()
}

fn said(from: From, words: &Words, levels: &[Impact], written: &str, part: &str) -> Said {
    let mut levels = levels.to_vec();
    levels.sort_unstable();
    levels.dedup();
    let found = sayings(&words.text).words;
    let symbol = found.iter().find(|saying| saying.symbol);
    let worst = levels.last().map(ToString::to_string).unwrap_or_default();
    let symbol_text = symbol.map(|saying| format!(" ({})", saying.text)).unwrap_or_default();
    let called = match levels.last() {
        Some(Impact::None) => format!("without impact{symbol_text}"),
        _ => format!("{worst}{symbol_text}").replace("outage", "an outage"),
    };
    Said {
        from,
        sure: symbol.is_some() || is_severity(&words.text),
        levels,
        profile: None,
        table: 0,
        spot: Spot::at(words, called.clone()),
        written: short(written),
        called,
        part: part.to_owned(),
    }
}

/// Whether a text begins with a word for severity alone: `Critical`, `High – no logins`, `P1`.
fn is_severity(text: &str) -> bool {
    const SEVERITIES: [&str; 16] = [
        "critical", "high", "medium", "low", "minor", "major", "severe", "none", "p0", "p1", "p2",
        "p3", "p4", "sev1", "outage", "degraded",
    ];
    const WHOLE: [&str; 6] = [
        "no impact",
        "total outage",
        "complete outage",
        "full outage",
        "performance degraded",
        "degraded performance",
    ];
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    SEVERITIES.contains(&first) || WHOLE.contains(&format!("{first} {second}").as_str())
}

/// A name without the remark in brackets behind it.
fn short(written: &str) -> String {
    written.split(" (").next().unwrap_or(written).trim().to_owned()
}
