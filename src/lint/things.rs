//! Which names of a document are the same thing.
//!
//! Two measures, on purpose: [`Things::one`] is strict, and what is held against the document rests
//! on it; [`may_be`] is generous, and clears.

use crate::reading::{Name, Named, Reading};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The things that a document names.
#[derive(Debug, Default)]
pub struct Things {
    /// What it says of services by name: rows of tables, start orders, layers, critical lists.
    services: BTreeSet<Name>,
    /// Services by the last word of their name.
    by_last: HashMap<String, Vec<Name>>,
    /// All names, as strict as that.
    known: HashSet<Name>,
    /// The most words that a known name has.
    longest: usize,
    /// How names are written where they stand first.
    written: HashMap<Name, String>,
    /// The words that a known name may begin with, as documents write them, in lower case.
    firsts: HashSet<String>,
}

/// More names with the same last word than this are not compared one by one.
const ALIKE: usize = 40;

/// What is longer, in characters, is no name but a remark, and is not shown as one.
const LONGEST: usize = 40;

/// No name that is looked for in prose is longer, in words.
const WORDS: usize = 5;

/// What stands behind a name and makes it the name of another thing: `Redis metrics` is not Redis.
const OTHER: [&str; 30] = [
    "exporter",
    "exporters",
    "metrics",
    "client",
    "clients",
    "sdk",
    "config",
    "configuration",
    "backup",
    "backups",
    "logs",
    "log",
    "dashboard",
    "dashboards",
    "replica",
    "replicas",
    "gateway",
    "volume",
    "image",
    "sentinel",
    "migration",
    "migrations",
    "proxy",
    "operator",
    "agent",
    "exporter's",
    "credentials",
    "password",
    "driver",
    "library",
];

/// What names begin with that are compared as others.
const SHORT: [&str; 12] = [
    "postgresql",
    "pgsql",
    "pg",
    "k8s",
    "es",
    "elastic",
    "rabbit",
    "mongo",
    "ssl",
    "tls",
    "let's",
    "let’s",
];

/// What may stand behind a name of one word without making it another's: `DNS resolution`.
const TAILS: [&str; 9] = [
    "resolution",
    "lookup",
    "lookups",
    "provider",
    "providers",
    "connection",
    "connections",
    "connectivity",
    "broker",
];

/// Who uses services and is none.
const PEOPLE: [&str; 20] = [
    "user",
    "users",
    "visitor",
    "visitors",
    "customer",
    "customers",
    "client",
    "clients",
    "browser",
    "browsers",
    "people",
    "team",
    "operators",
    "ops",
    "player",
    "players",
    "access",
    "consumers",
    "internet",
    "public",
];

/// Words that mean every service.
const EVERY: [&str; 12] = [
    "all",
    "services",
    "everything",
    "components",
    "systems",
    "containers",
    "applications",
    "apps",
    "microservices",
    "workloads",
    "every",
    "any",
];

impl Things {
    /// The things of a document.
    pub fn of(reading: &Reading) -> Self {
        let rows = reading.services.iter().map(|row| &row.service.name);
        let mut things = Self::default();
        for name in rows {
            things.add_service(name);
        }
        let steps = reading.orders.iter().flat_map(|order| &order.steps);
        let listed = reading.criticality.iter().flat_map(|list| &list.services);
        let others = steps.map(|step| &step.starts.name).chain(listed.map(|named| &named.name));
        let others: Vec<Name> = others.map(|name| things.one(name)).collect();
        let layers = reading.layers.iter().flat_map(|layer| &layer.facts);
        let layers = layers.filter_map(|(sub, _)| Name::of(&sub.as_ref()?.text));
        let layers: Vec<Name> = layers.map(|name| things.one(&name)).collect();
        for name in others.iter().chain(&layers).filter(|name| !is_group(name)) {
            things.add_service(name);
        }
        let ends = reading.edges.iter().flat_map(|edge| [&edge.from.name, &edge.to.name]);
        let ends: Vec<Name> = ends.map(|name| things.one(name)).collect();
        things.known.extend(ends);
        things.learn_to_write(reading);
        let first = |name: &Name| name.as_str().split(' ').next().unwrap_or_default().to_owned();
        things.firsts = things.known.iter().map(first).collect();
        things.firsts.extend(SHORT.map(str::to_owned));
        let words = |name: &Name| name.as_str().split(' ').count();
        things.longest = things.known.iter().map(words).max().unwrap_or(0).min(WORDS);
        things
    }

    /// Rows are written with most care, and drawings with least.
    fn learn_to_write(&mut self, reading: &Reading) {
        let rows = reading.services.iter().map(|row| &row.service);
        let ends = reading.edges.iter().flat_map(|edge| [&edge.from, &edge.to]);
        for named in rows.chain(reading.mentioned()).chain(ends) {
            let text = named.words.text.split(" (").next().unwrap_or_default().trim();
            let is_short = !text.is_empty() && text.chars().count() <= LONGEST;
            let one = self.one(&named.name);
            if is_short && !self.written.contains_key(&one) {
                self.written.insert(one, text.to_owned());
            }
        }
    }

    /// A name as the document writes it.
    pub fn shown<'a>(&'a self, name: &'a Name) -> &'a str {
        self.written.get(name).map_or(name.as_str(), String::as_str)
    }

    fn add_service(&mut self, name: &Name) {
        if self.services.insert(name.clone()) {
            self.known.insert(name.clone());
            let last = last_word(name).to_owned();
            self.by_last.entry(last).or_default().push(name.clone());
        }
    }

    /// Whether something is said of it as of a service.
    pub fn is_service(&self, name: &Name) -> bool {
        self.services.contains(name)
    }

    /// Whether it is a thing that can fail, as far as anybody can tell: a service, or what drawings
    /// name, and no people.
    pub fn can_fail(&self, name: &Name) -> bool {
        let people = || name.as_str().split(' ').any(|word| PEOPLE.contains(&word));
        self.services.contains(name) || (self.known.contains(name) && !people() && !is_group(name))
    }

    /// The one thing that a name clearly means: the service whose name it is, or the only one whose
    /// name it has in it with more words before it, as `Let's Encrypt SSL certificate` has that of
    /// the `SSL certificate`.
    pub fn one(&self, name: &Name) -> Name {
        if self.known.contains(name) {
            return name.clone();
        }
        let short = name.as_str().rsplit_once(' ').filter(|(_, last)| TAILS.contains(last));
        let short = short.and_then(|(short, _)| Name::of(short));
        if let Some(short) = short.filter(|short| self.services.contains(short)) {
            return short;
        }
        let alike = self.by_last.get(last_word(name)).map_or(&[][..], Vec::as_slice);
        if alike.len() > ALIKE {
            return name.clone();
        }
        let mut longer = alike.iter().filter(|known| is_longer(name, known));
        match (longer.next(), longer.next()) {
            (Some(known), None) => known.clone(),
            _ => name.clone(),
        }
    }

    /// The services that a plural means: `exporters`.
    pub fn group(&self, name: &Name) -> Vec<Name> {
        let last = last_word(name);
        let Some(single) = last.strip_suffix('s').filter(|_| !self.services.contains(name)) else {
            return Vec::new();
        };
        let before = name.as_str().strip_suffix(last).unwrap_or_default().trim();
        let alike = self.by_last.get(single).into_iter().flatten();
        let of_it = alike.filter(|known| has_words(known.as_str(), before));
        of_it.take(ALIKE).cloned().collect()
    }

    /// The known things that a text calls by name, each once, in its order. The longest name
    /// counts, and `Redis metrics` does not call Redis.
    pub fn called(&self, text: &str) -> Vec<Name> {
        let mut found: Vec<Name> = Vec::new();
        let words: Vec<&str> = text.split(is_between).filter(|word| !word.is_empty()).collect();
        let mut at = 0;
        while at < words.len() {
            let (name, length) = self.begins(&words[at..]).map_or((None, 1), |(name, length)| {
                let next = words.get(at + length).map(|word| word.to_lowercase());
                let other = next.is_some_and(|next| OTHER.contains(&next.as_str()));
                ((!other).then_some(name), length)
            });
            if let Some(name) = name.filter(|name| !found.contains(name)) {
                found.push(name);
            }
            at += length;
        }
        found
    }

    /// The longest known name that some words begin with, and how many words it has.
    fn begins(&self, words: &[&str]) -> Option<(Name, usize)> {
        let first = words.first()?.trim_end_matches("'s").trim_end_matches("’s").to_lowercase();
        if !self.firsts.contains(first.trim_matches(|c: char| !c.is_alphanumeric())) {
            return None;
        }
        // A kind may stand behind it, as in `PostgreSQL Container`.
        let most = (self.longest + 2).min(words.len());
        (1..=most).rev().find_map(|length| {
            let text = words.get(..length)?.join(" ");
            let name = Name::of(text.trim_end_matches("'s").trim_end_matches("’s"))?;
            self.known.contains(&name).then_some((name, length))
        })
    }
}

/// What stands between the words of a name.
fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, ',' | ';' | ':' | '/' | '(' | ')' | '-' | '_' | '&' | '+' | '"')
}

/// Whether one name may be the other: equal, or all words of the one are in the other.
pub fn may_be(one: &Name, other: &Name) -> bool {
    has_words(one.as_str(), other.as_str()) || has_words(other.as_str(), one.as_str())
}

/// Whether a name where it stands may mean that thing: by itself, as a plural, or since it means
/// every service.
pub fn may_mean(named: &Named, thing: &Name) -> bool {
    let lower = named.words.text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    may_be(&named.name, thing)
        || words.any(|word| EVERY.contains(&word))
        || last_word(&named.name)
            .strip_suffix('s')
            .is_some_and(|one| has_words(thing.as_str(), one))
}

/// Whether every word of the second is one of the first.
fn has_words(text: &str, words: &str) -> bool {
    words.split(' ').filter(|word| !word.is_empty()).all(|word| text.split(' ').any(|w| w == word))
}

/// Whether a name is a known one of at least two words with more words in it, the last one alike.
fn is_longer(name: &Name, known: &Name) -> bool {
    let mut words = name.as_str().split(' ');
    known.as_str().contains(' ')
        && known.as_str().split(' ').all(|word| words.any(|other| other == word))
}

/// Whether a name is that of several things.
fn is_group(name: &Name) -> bool {
    EVERY.iter().any(|word| name.as_str().split(' ').any(|other| other == *word))
}

fn last_word(name: &Name) -> &str {
    name.as_str().rsplit(' ').next().unwrap_or_default()
}
