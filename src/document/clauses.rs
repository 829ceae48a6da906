//! A line's clauses: of whom each speaks, and what it says of them.
//!
//! Mechanical, and no grammar: a clause ends at a comma, a bracket, a dash, a semicolon or a word
//! like `but`, and at an `and` behind which somebody else is named. The first that it names, or
//! those of a list, are who it is about.

mod segments;

use super::facts::Called;
use super::severity::{Saying, Sayings, sayings};
use crate::words::Impact;
use segments::{Opens, Segment, segments};
use std::ops::Range;

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause<'a, T> {
    /// Whom it is about. Those that are called by the same words are one.
    pub about: Vec<Mention<'a, T>>,
    /// Who else it names.
    pub besides: Vec<Mention<'a, T>>,
    /// What it says of them.
    pub words: Vec<Saying>,
    /// Negations of what nobody knows.
    pub open: Vec<(String, Range<usize>)>,
    /// Every negation.
    pub negations: Vec<(String, Range<usize>)>,
    /// It gives a reason or a condition: `because …`, `when …`.
    pub is_reason: bool,
    /// Its text.
    pub text: String,
    /// Where that stands, in bytes; that of a bare list where its first name does.
    pub place: Range<usize>,
}

/// Words that call things, mostly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'a, T> {
    /// The things.
    pub things: Vec<&'a T>,
    /// The words.
    pub words: String,
    /// Where they stand, in bytes.
    pub place: Range<usize>,
}

/// Words that begin a clause.
const CONJUNCTIONS: [&str; 8] =
    [" - ", " – ", " — ", ". ", " but ", " while ", " whereas ", " so "];

/// Words that begin a reason or a condition.
const REASONS: [&str; 7] = ["because", "since", "when", "if", "until", "although", "though"];

/// Words behind which those are named of whom something is not said; `but` is one behind a word for
/// all or none.
const EXCEPTIONS: [&str; 10] = [
    "except for",
    "except",
    "besides",
    "other than",
    "apart from",
    "aside from",
    "excluding",
    "save for",
    "but for",
    "but",
];
const ALL_OR_NONE: [&str; 10] = [
    "all",
    "everything",
    "everybody",
    "everyone",
    "anything",
    "none",
    "nothing",
    "nobody",
    "services",
    "service",
];

/// Words between the names of a list, and before one.
const BETWEEN: [&str; 12] =
    ["and", "or", "the", "a", "an", "both", "also", "as", "well", "all", "&", "its"];

/// Words that stand for whom the clause before was about.
const PRONOUNS: [&str; 8] = ["it", "they", "which", "that", "both", "this", "these", "all"];

/// Words that begin what is said of nobody by name; of anything else that names nobody the last
/// subject is meant.
const GENERAL: [&str; 31] = [
    "everything",
    "everybody",
    "everyone",
    "nothing",
    "nobody",
    "none",
    "no",
    "there",
    "users",
    "user",
    "visitors",
    "customers",
    "people",
    "clients",
    "services",
    "service",
    "others",
    "other",
    "rest",
    "total",
    "complete",
    "full",
    "some",
    "any",
    "each",
    "every",
    "requests",
    "performance",
    "data",
    "neither",
    "only",
];

/// Words before the one that tells whether a clause has a subject of its own.
const LEADING: [&str; 9] = ["the", "a", "an", "and", "or", "then", "also", "even", "our"];

/// The clauses of a text, with what it calls by name.
pub fn clauses<'a, T: Clone + PartialEq>(
    text: &str,
    called: &[Called<'a, T>],
) -> Vec<Clause<'a, T>> {
    let mentions = mentions(text, called);
    let mut found: Vec<Clause<'a, T>> = Vec::new();
    // Names of a list whose end has not come yet.
    let mut listed: Vec<Mention<'a, T>> = Vec::new();
    for segment in segments(text, &mentions) {
        let Segment { place, in_brackets, opens } = segment;
        let part = &text[place.clone()];
        if part.trim().is_empty() {
            continue;
        }
        let here: Vec<Mention<'a, T>> =
            mentions.iter().filter(|one| place.contains(&one.place.start)).cloned().collect();
        if opens != Opens::Exception && !here.is_empty() && is_list(part, &here, place.start) {
            listed.extend(here);
            continue;
        }
        let first = first_group(text, &here, place.start);
        let (mut about, besides) = (here[..first.count].to_vec(), here[first.count..].to_vec());
        if here.is_empty() {
            let refers = in_brackets
                || begins_with_pronoun(part)
                || (opens == Opens::Clause && lacks_subject(part));
            about = match found.last() {
                _ if !listed.is_empty() => std::mem::take(&mut listed),
                Some(before) if refers => before.about.clone(),
                _ => about,
            };
        } else if first.leads {
            about.splice(0..0, std::mem::take(&mut listed));
        }
        bare(&mut listed, &mut found);
        let clause =
            Clause { is_reason: opens == Opens::Reason, ..said(text, place, about, besides) };
        if opens == Opens::Exception {
            except(&mut found, clause);
        } else {
            found.push(clause);
        }
    }
    bare(&mut listed, &mut found);
    found
}

/// A clause with what a place of the text says.
fn said<'a, T>(
    text: &str,
    place: Range<usize>,
    about: Vec<Mention<'a, T>>,
    besides: Vec<Mention<'a, T>>,
) -> Clause<'a, T> {
    let part = &text[place.clone()];
    let Sayings { words, open, negations } = sayings(part);
    let (here, text) = (0..part.len(), part.trim().to_owned());
    let (nobody, others) = (Vec::new(), Vec::new());
    let mut clause = Clause {
        about: nobody,
        besides: others,
        words,
        open,
        negations,
        is_reason: false,
        text,
        place: here,
    };
    clause.move_by(place.start);
    Clause { about, besides, ..clause }
}

/// Of whom an exception names the opposite is said: `everything but Flask fails`,
/// `none besides Flask`.
fn except<'a, T: Clone + PartialEq>(found: &mut Vec<Clause<'a, T>>, mut clause: Clause<'a, T>) {
    let Some(from) = clause.about.first().map(|mention| mention.place.start) else {
        found.push(clause);
        return;
    };
    let end = clause.about.last().map_or(from, |mention| mention.place.end);
    let opposite = |levels: &'static [Impact]| Saying {
        text: format!(
            "except {}",
            clause.about.iter().map(|one| one.words.as_str()).collect::<Vec<_>>().join(", ")
        ),
        place: from..end,
        levels: opposite(levels),
        negated: false,
        symbol: false,
    };
    let main = found.last_mut();
    let nobody =
        main.as_ref().is_some_and(|main| main.words.is_empty() && !main.negations.is_empty());
    let before = main.as_ref().and_then(|main| main.words.first()).map(|word| word.levels);
    match before {
        Some(levels) => clause.words.insert(0, opposite(levels)),
        None if nobody => clause.words.insert(0, opposite(&[Impact::None])),
        // What is said behind the exception is said of all others.
        None => {
            let exception = opposite(clause.words.first().map_or(HARM, |word| word.levels));
            let words = std::mem::replace(&mut clause.words, vec![exception]);
            if let Some(main) = main {
                main.words.extend(words);
            }
        }
    }
    found.push(clause);
}

const HARM: &[Impact] = &[Impact::Degraded, Impact::Outage];

/// What is said of those of whom this is not said.
fn opposite(levels: &[Impact]) -> &'static [Impact] {
    match levels {
        [Impact::None] => HARM,
        [Impact::None, ..] => &[Impact::Outage],
        [Impact::Outage] => &[Impact::None, Impact::Degraded],
        _ => &[Impact::None],
    }
}

/// Whether a part without a name says something of whom was spoken of before: `then crashes`.
fn lacks_subject(part: &str) -> bool {
    let words = part
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .filter(|word| !word.is_empty());
    let first = words.map(str::to_lowercase).find(|word| !LEADING.contains(&word.as_str()));
    first.is_some_and(|word| !GENERAL.contains(&word.as_str()))
}

/// A list of names of which nothing is said is a clause of its own, or goes on with the list at the
/// end of the one before: `nobody can reach the website, the API`.
fn bare<'a, T: Clone>(listed: &mut Vec<Mention<'a, T>>, found: &mut Vec<Clause<'a, T>>) {
    let about = std::mem::take(listed);
    if about.is_empty() {
        return;
    }
    if let Some(before) = found.last_mut().filter(|before| before.ends_with_its_subject()) {
        before.about.extend(about);
        return;
    }
    let text = about.iter().map(|mention| mention.words.as_str()).collect::<Vec<_>>().join(", ");
    let place = about[0].place.clone();
    let (words, open, negations) = (Vec::new(), Vec::new(), Vec::new());
    found.push(Clause {
        about,
        besides: Vec::new(),
        words,
        open,
        negations,
        is_reason: false,
        text,
        place,
    });
}

impl<T> Clause<'_, T> {
    /// Says its places in a text of which its own is a part.
    pub fn move_by(&mut self, bytes: usize) {
        let names =
            self.about.iter_mut().chain(&mut self.besides).map(|mention| &mut mention.place);
        let words = self.words.iter_mut().map(|word| &mut word.place);
        let negations = self.open.iter_mut().chain(&mut self.negations).map(|(_, place)| place);
        names
            .chain(words)
            .chain(negations)
            .chain([&mut self.place])
            .for_each(|place| *place = place.start + bytes..place.end + bytes);
    }

    /// Negations that stand alone, of no word of severity and of nothing else that is read:
    /// `to no avail`.
    pub fn alone(&self) -> impl Iterator<Item = &str> {
        let words = || {
            self.words
                .iter()
                .map(|word| &word.place)
                .chain(self.open.iter().map(|(_, place)| place))
        };
        let within = move |place: &Range<usize>| {
            words().any(|word| word.start <= place.start && place.end <= word.end)
        };
        self.negations
            .iter()
            .filter(move |(_, place)| !within(place))
            .map(|(words, _)| words.as_str())
    }

    fn ends_with_its_subject(&self) -> bool {
        let last = self.about.last().filter(|_| self.besides.is_empty() && !self.words.is_empty());
        last.is_some_and(|last| self.text.ends_with(&last.words))
    }
}

fn mentions<'a, T>(text: &str, called: &[Called<'a, T>]) -> Vec<Mention<'a, T>> {
    let alike = called.chunk_by(|one, other| one.place == other.place);
    let mention = |alike: &[Called<'a, T>]| Mention {
        things: alike.iter().map(|called| called.thing).collect(),
        words: text.get(alike[0].place.clone()).unwrap_or_default().to_owned(),
        place: alike[0].place.clone(),
    };
    alike.map(mention).collect()
}

/// Whether a part is nothing but names.
fn is_list<T>(part: &str, here: &[Mention<'_, T>], start: usize) -> bool {
    let mut from = 0;
    let between = here.iter().all(|one| {
        let gap = is_between(&part[from..one.place.start - start]);
        from = (one.place.end - start).min(part.len());
        gap
    });
    between && is_between(&part[from..])
}

struct First {
    count: usize,
    /// The clause begins with it.
    leads: bool,
}

/// The first names of a clause that are one list.
fn first_group<T>(text: &str, here: &[Mention<'_, T>], start: usize) -> First {
    let Some(first) = here.first() else { return First { count: 0, leads: false } };
    let pairs = here
        .windows(2)
        .take_while(|pair| is_between(&text[pair[0].place.end..pair[1].place.start]));
    First { count: 1 + pairs.count(), leads: is_between(&text[start..first.place.start]) }
}

fn is_between(text: &str) -> bool {
    text.split_whitespace().all(|word| {
        BETWEEN.contains(&word.trim_matches([',', '.']).to_lowercase().as_str()) || word == ","
    })
}

fn begins_with_pronoun(text: &str) -> bool {
    text.split_whitespace()
        .next()
        .is_some_and(|word| PRONOUNS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests;
