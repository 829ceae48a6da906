//! Which words are names of things that can run or fail: what tells a dependency from a flow of
//! data and from a procedure, which are drawn alike.

mod nouns;

use crate::reading::model::Named;
use crate::reading::names::Name;
use crate::reading::words::Words;
use nouns::{DATA, EVERYBODY, KINDS, NOTHING, ORDERS, ROLES, SOFTWARE};
use std::collections::HashSet;
use std::ops::Range;

/// A name has no more words than this.
const WORDS: usize = 5;

/// A name has no more bytes than this.
const BYTES: usize = 64;

/// What the document names as things: in its tables, boxes and lists.
#[derive(Debug, Default)]
pub(super) struct Things {
    known: HashSet<Name>,
}

impl Things {
    /// A thing that the document names.
    pub fn add(&mut self, name: &Name) {
        self.known.insert(name.clone());
    }

    /// Whether this is a name of a thing: one of the document's, or of usual software, or of a
    /// kind of thing, as `Order Service`.
    pub fn has(&self, named: &Named) -> bool {
        self.known.contains(&named.name) || is_thing(&named.words.text, &named.name)
    }

    /// Whether the document itself names it as a thing.
    pub fn knows(&self, name: &Name) -> bool {
        self.known.contains(name)
    }
}

/// Whether words are a thing's name by themselves.
pub(super) fn is_thing(words: &str, name: &Name) -> bool {
    if is_data(words) || is_order(words) {
        return false;
    }
    let parts: Vec<&str> = name.as_str().split(' ').collect();
    let (mut any, mut all) = (false, true);
    for part in &parts {
        let noun = SOFTWARE.binary_search(part).is_ok();
        any |= noun || ROLES.binary_search(part).is_ok();
        all &= noun || ROLES.binary_search(part).is_ok() || KINDS.binary_search(part).is_ok();
    }
    (any && all) || (parts.len() < WORDS && ends_with_kind(words)) || is_domain(name.as_str())
}

/// `shop.example.com`
fn is_domain(name: &str) -> bool {
    const ENDS: [&str; 10] =
        [".com", ".org", ".net", ".io", ".dev", ".app", ".de", ".eu", ".local", ".internal"];
    !name.contains(' ') && ENDS.iter().any(|end| name.len() > end.len() && name.ends_with(end))
}

/// Whether a name is one of usual software.
pub(super) fn is_software(name: &Name) -> bool {
    name.as_str().split(' ').any(|part| SOFTWARE.binary_search(&part).is_ok())
}

/// Whether the last word says what kind of thing it is: `Order Service`, `billing-db`.
pub(super) fn ends_with_kind(words: &str) -> bool {
    let words = bare(words);
    let several = words.contains([' ', '-', '_']);
    several && last_word(words).is_some_and(|last| KINDS.binary_search(&last.as_str()).is_ok())
}

/// Whether words name what flows or a part of a plan, and no thing: `Redis metrics`, `Layer 3`.
pub(super) fn is_data(words: &str) -> bool {
    let first = words.split([' ', ':']).next().unwrap_or(words).to_lowercase();
    let parts = ["layer", "tier", "phase", "step", "stage", "level", "wave", "environment", "zone"];
    if parts.contains(&first.as_str()) || words.to_lowercase().trim_end().ends_with(" layer") {
        return true;
    }
    last_word(bare(words)).is_some_and(|last| DATA.binary_search(&last.as_str()).is_ok())
}

/// Whether words are an instruction: `Restart the service`, `Check logs`.
pub(super) fn is_order(words: &str) -> bool {
    let first = words.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let several = bare(words).contains(' ');
    first.is_some_and(|first| {
        let first = first.to_lowercase();
        (several && ORDERS.binary_search(&first.as_str()).is_ok())
            || matches!(first.as_str(), "start" | "end" | "stop" | "begin" | "done" | "finish")
    })
}

/// Whether words mean people, or everything, and no thing that can be looked at.
pub(super) fn is_everybody(words: &str) -> bool {
    let lower = bare(words).to_lowercase();
    let several = ["all ", "both ", "each ", "every", "other ", "various ", "respective "];
    several.iter().any(|word| lower.starts_with(word))
        || lower.contains("appropriate")
        || lower.split(' ').any(|word| EVERYBODY.binary_search(&word).is_ok())
}

/// Whether words say that there is nothing: `None`, `-`, `N/A`.
pub(super) fn is_nothing(words: &str) -> bool {
    let bare = bare(words).trim_end_matches('.').to_lowercase();
    !bare.chars().any(char::is_alphanumeric) || NOTHING.contains(&bare.as_str())
}

fn last_word(words: &str) -> Option<String> {
    let mut parts = words.rsplit(|c: char| !c.is_alphanumeric());
    parts.find(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Words without what stands in brackets behind them.
fn bare(words: &str) -> &str {
    let end = words.find(['(', '[', '{']).filter(|at| *at > 0);
    end.and_then(|end| words.get(..end)).unwrap_or(words).trim()
}

/// What ends a name.
const AFTER: [&str; 12] =
    [" - ", " – ", " — ", ": ", " // ", " for ", " via ", " @ ", " which ", " when ", " (", " ["];

/// The name that some words begin with, without number, symbol, and remarks behind it; none where
/// they are no name, as a sentence, an address or a path is none.
pub(super) fn named(words: &Words) -> Option<Named> {
    named_in(words, 0..words.text.len())
}

/// The name that a part of some words begins with.
pub(super) fn named_in(words: &Words, part: Range<usize>) -> Option<Named> {
    let text = words.text.get(part.clone())?;
    let inner = text.trim();
    // `[Nginx]` and `(Nginx)` are boxes of one line.
    let framed = [('[', ']'), ('(', ')'), ('{', '}')].into_iter().find_map(|(open, close)| {
        inner.strip_prefix(open)?.strip_suffix(close).filter(|text| !text.contains([open, close]))
    });
    let shift = text.find(framed.unwrap_or(inner)).unwrap_or(0);
    let text = framed.unwrap_or(inner);
    let begin = text.find(|c: char| c.is_alphanumeric() || matches!(c, '/' | '<' | '~' | '$'))?;
    let rest = text.get(begin..)?;
    let cuts = AFTER.iter().filter_map(|cut| rest.find(cut));
    let mut end = cuts.chain(rest.find(['(', ',', ';', '|', '"'])).min().unwrap_or(rest.len());
    let kept = rest.get(..end)?;
    end = kept
        .trim_end_matches([' ', ':', '.', '*', '`', ']', ')', '\'', '!', '&', '+', '-', '–', '/'])
        .len();
    let name = rest.get(..end)?;
    if !is_short(name) || is_address(name) {
        return None;
    }
    let from = part.start + shift + begin;
    let words = words.part(from..from + end);
    Some(Named { name: Name::of(&words.text)?, words })
}

fn is_short(name: &str) -> bool {
    let mut letters = false;
    let odd = name.chars().any(|c| {
        letters |= c.is_alphabetic();
        matches!(c, '?' | '=' | '→' | '<' | '>' | '{' | '}' | '$' | '#' | '~')
    });
    letters
        && !odd
        && name.len() <= BYTES
        && name.split_whitespace().count() <= WORDS
        && !name.contains(". ")
}

/// An address or a path, which is where something is, and not what.
fn is_address(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or(name);
    name.contains("://")
        || name.starts_with('/')
        || first.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ':' | '/'))
            && first.contains('.')
}

/// What stands in brackets behind a name, in lower case; empty where nothing does.
pub(super) fn remark(text: &str) -> String {
    let from = text.find('(').map_or(text.len(), |at| at + 1);
    let rest = text.get(from..).unwrap_or_default();
    rest.split(')').next().unwrap_or(rest).to_lowercase()
}

/// What stands before a name and is none of it.
const ADJECTIVES: [&str; 9] = [
    "running ",
    "working ",
    "healthy ",
    "valid ",
    "active ",
    "available ",
    "reachable ",
    "a ",
    "the ",
];

/// What begins a remark behind a name of a list.
const BEHIND: [&str; 5] = [" to ", " from ", " with ", " that ", " in "];

/// The names that a cell or a value lists, and what is said of each in brackets.
pub(super) fn list(words: &Words) -> Vec<(Named, String)> {
    let mut found = Vec::new();
    for part in parts(&words.text) {
        let text = words.text.get(part.clone()).unwrap_or_default();
        if is_nothing(text) {
            continue;
        }
        let lower = crate::document::lower_case(text);
        let mut skip = lower.len() - lower.trim_start().len();
        while let Some(word) =
            ADJECTIVES.iter().chain(&["an "]).find(|word| lower[skip..].starts_with(**word))
        {
            skip += word.len();
        }
        let begin = part.start + skip;
        let kept = lower.get(skip..).unwrap_or_default();
        let end = BEHIND.iter().filter_map(|word| kept.find(word)).min();
        let end = end.map_or(part.end, |end| begin + end);
        if let Some(one) = named_in(words, begin..end) {
            found.push((one, remark(text)));
        }
    }
    found
}

/// The parts of a list: between commas, `and`, `+`, `&`, outside of brackets.
fn parts(text: &str) -> Vec<Range<usize>> {
    const BETWEEN: [&str; 8] = [", ", ",", ";", "\n", " and ", " + ", " & ", " / "];
    let (mut found, mut from, mut depth, mut at) = (Vec::new(), 0, 0_usize, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let c = rest.chars().next().unwrap_or(' ');
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let between = BETWEEN.iter().find(|between| depth == 0 && rest.starts_with(**between));
        if let Some(between) = between {
            found.push(from..at);
            at += between.len();
            from = at;
        } else {
            at += c.len_utf8();
        }
    }
    found.push(from..text.len());
    found
}

#[cfg(test)]
mod tests;
