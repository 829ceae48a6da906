//! A line's clauses: of whom each speaks, and what it says of them.
//!
//! Mechanical, and no grammar: a clause ends at a comma, a bracket, a dash, a semicolon or a word like `but`, and at an `and`
//! behind which somebody else is named. The first that it names, or those of a list, are who it is about.

use super::facts::{Called, lower_case};
use super::severity::{Saying, sayings};
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
    pub open: Vec<String>,
    /// Its text.
    pub text: String,
}

/// Words that call things, mostly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention<'a, T> {
    /// The things.
    pub things: Vec<&'a T>,
    /// The words.
    pub words: String,
    place: Range<usize>,
}

/// Words that begin a clause.
const CONJUNCTIONS: [&str; 15] = [
    " - ",
    " – ",
    " — ",
    ". ",
    " but ",
    " while ",
    " whereas ",
    " because ",
    " since ",
    " when ",
    " if ",
    " until ",
    " although ",
    " though ",
    " so ",
];

/// Words between the names of a list, and before one.
const BETWEEN: [&str; 12] = ["and", "or", "the", "a", "an", "both", "also", "as", "well", "all", "&", "its"];

/// Words that stand for whom the clause before was about.
const PRONOUNS: [&str; 8] = ["it", "they", "which", "that", "both", "this", "these", "all"];

/// The clauses of a text, with what it calls by name.
pub fn clauses<'a, T: Clone + PartialEq>(text: &str, called: &[Called<'a, T>]) -> Vec<Clause<'a, T>> {
    let mentions = mentions(text, called);
    let mut found: Vec<Clause<'a, T>> = Vec::new();
    // Names of a list whose end has not come yet.
    let mut listed: Vec<Mention<'a, T>> = Vec::new();
    for Segment { place, in_brackets } in segments(text, &mentions) {
        let part = &text[place.clone()];
        let here: Vec<Mention<'a, T>> =
            mentions.iter().filter(|one| place.contains(&one.place.start)).cloned().collect();
        if !here.is_empty() && is_list(part, &here, place.start) {
            listed.extend(here);
            continue;
        }
        let said = sayings(part);
        let first = first_group(text, &here, place.start);
        let (mut about, besides) = (here[..first.count].to_vec(), here[first.count..].to_vec());
        if here.is_empty() {
            let refers = in_brackets || begins_with_pronoun(part);
            about = match found.last() {
                _ if !listed.is_empty() => std::mem::take(&mut listed),
                Some(before) if refers => before.about.clone(),
                _ => about,
            };
        } else if first.leads {
            about.splice(0..0, std::mem::take(&mut listed));
        }
        found.extend(bare(&mut listed));
        let open = said.open.into_iter().map(|(words, _)| words).collect();
        if !part.trim().is_empty() {
            found.push(Clause { about, besides, words: said.words, open, text: part.trim().to_owned() });
        }
    }
    found.extend(bare(&mut listed));
    found
}

/// A list of names of which nothing is said.
fn bare<'a, T: Clone>(listed: &mut Vec<Mention<'a, T>>) -> Option<Clause<'a, T>> {
    let about = std::mem::take(listed);
    let text = about.iter().map(|mention| mention.words.as_str()).collect::<Vec<_>>().join(", ");
    (!about.is_empty()).then_some(Clause { about, besides: Vec::new(), words: Vec::new(), open: Vec::new(), text })
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

struct Segment {
    place: Range<usize>,
    /// It stands in brackets, right behind what it is about.
    in_brackets: bool,
}

/// Where clauses begin and end.
fn segments<T>(text: &str, mentions: &[Mention<'_, T>]) -> Vec<Segment> {
    let lower = lower_case(text);
    let mut cuts: Vec<(usize, usize, bool)> = Vec::new();
    for (at, c) in lower.char_indices() {
        if matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | ':') {
            cuts.push((at, at + 1, matches!(c, '(' | '[')));
        } else if let Some(word) = CONJUNCTIONS.iter().find(|word| lower[at..].starts_with(*word)) {
            cuts.push((at, at + word.len(), false));
        }
    }
    let mut found = Vec::new();
    let (mut from, mut in_brackets) = (0, false);
    for (start, end, opens) in cuts.into_iter().chain([(text.len(), text.len(), false)]) {
        if start >= from {
            split_at_and(&lower, from..start, in_brackets, mentions, &mut found);
            (from, in_brackets) = (end, opens);
        }
    }
    found
}

/// `X fails and Y gets slower` are two clauses, `X and Y fail` is one.
fn split_at_and<T>(
    lower: &str,
    place: Range<usize>,
    in_brackets: bool,
    mentions: &[Mention<'_, T>],
    into: &mut Vec<Segment>,
) {
    let (mut from, mut seen) = (place.start, place.start);
    let words = sayings(&lower[place.clone()]).words;
    let says = |part: Range<usize>| words.iter().any(|word| part.contains(&(place.start + word.place.start)));
    while let Some(at) = lower[seen..place.end].find(" and ").map(|at| seen + at) {
        seen = at + " and ".len();
        let named = mentions.iter().find(|one| one.place.start >= seen).filter(|one| one.place.start < place.end);
        let follows = named.is_some_and(|one| is_between(&lower[seen..one.place.start]));
        if follows && says(from..at) {
            into.push(Segment { place: from..at, in_brackets });
            from = seen;
        }
    }
    into.push(Segment { place: from..place.end, in_brackets });
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
    let pairs = here.windows(2).take_while(|pair| is_between(&text[pair[0].place.end..pair[1].place.start]));
    First { count: 1 + pairs.count(), leads: is_between(&text[start..first.place.start]) }
}

fn is_between(text: &str) -> bool {
    text.split_whitespace()
        .all(|word| BETWEEN.contains(&word.trim_matches([',', '.']).to_lowercase().as_str()) || word == ",")
}

fn begins_with_pronoun(text: &str) -> bool {
    text.split_whitespace().next().is_some_and(|word| PRONOUNS.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::super::facts::calls;
    use super::*;
    use crate::words::Impact;
    use proptest::prelude::*;

    const NAMES: [&str; 5] = ["redis", "redis exporter", "flask", "nginx", "postgres"];

    /// Whom a clause is about, whom else it names, and what it says.
    type Read = (Vec<&'static str>, Vec<&'static str>, Vec<&'static [Impact]>);

    fn read(text: &str) -> Vec<Read> {
        let called = calls(text, NAMES.iter().map(|name| (name, *name)));
        let names = |mentions: &[Mention<'static, &'static str>]| {
            mentions.iter().flat_map(|one| one.things.iter().map(|name| **name)).collect()
        };
        let clauses = clauses(text, &called);
        clauses
            .iter()
            .map(|one| (names(&one.about), names(&one.besides), one.words.iter().map(|word| word.levels).collect()))
            .collect()
    }

    const OUT: &[Impact] = &[Impact::Outage];
    const SLOW: &[Impact] = &[Impact::Degraded];
    const WORKS: &[Impact] = &[Impact::None, Impact::Degraded];

    #[test]
    fn a_clause_is_about_whom_it_names_first() {
        assert_eq!(
            read("Redis exporter fails as well, Flask gets slower"),
            [(vec!["redis exporter"], vec![], vec![OUT]), (vec!["flask"], vec![], vec![SLOW]),]
        );
        assert_eq!(
            read("Flask can still reach Postgres by a direct connection (slower)"),
            [(vec!["flask"], vec!["postgres"], vec![WORKS, WORKS]), (vec!["flask"], vec![], vec![SLOW]),]
        );
        assert_eq!(
            read("Flask fails and Redis gets slower"),
            [(vec!["flask"], vec![], vec![OUT]), (vec!["redis"], vec![], vec![SLOW]),]
        );
        assert_eq!(
            read("Flask is slower because Redis is down"),
            [(vec!["flask"], vec![], vec![SLOW]), (vec!["redis"], vec![], vec![OUT]),]
        );
        assert_eq!(
            read("Total outage of Nginx - it is gone"),
            [(vec!["nginx"], vec![], vec![OUT]), (vec!["nginx"], vec![], vec![OUT]),]
        );
        assert_eq!(read("Total outage"), [(vec![], vec![], vec![OUT])]);
    }

    #[test]
    fn what_is_said_of_a_list_is_said_of_each() {
        let all = vec!["redis", "flask", "nginx"];
        assert_eq!(read("Redis, Flask and the Nginx crash"), [(all.clone(), vec![], vec![OUT])]);
        assert_eq!(read("Redis, Flask, Nginx"), [(all.clone(), vec![], vec![])]);
        assert_eq!(read("Redis, Flask and Nginx: both fail"), [(all, vec![], vec![OUT])]);
        assert_eq!(
            read("Redis (fails), Flask (slower)"),
            [(vec!["redis"], vec![], vec![OUT]), (vec!["flask"], vec![], vec![SLOW]),]
        );
        assert_eq!(read("Redis, nothing fails in Flask")[0], (vec!["redis"], vec![], vec![]));
    }

    proptest! {
        #[test]
        fn any_text_has_clauses(text in "(?s)(Redis|Flask| and |, |\\(|\\)| - |fails|not |ı|İ|.){0,30}") {
            read(&text);
        }
    }
}
