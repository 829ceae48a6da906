//! Names as they stand in lines, cells and lists: where one begins and ends.

use super::{WORDS, is_nothing, is_software};
use crate::reading::model::Named;
use crate::reading::names::Name;
use crate::reading::words::Words;
use std::ops::Range;

/// A name has no more bytes than this.
const BYTES: usize = 64;

/// No list names more.
const MOST: usize = 64;

/// What ends a name, behind a space.
const AFTER: [&str; 11] =
    ["- ", "– ", "— ", "// ", "for ", "via ", "@ ", "which ", "when ", "(", "["];

/// What ends a name of a list besides, behind a space.
const BEHIND: [&str; 5] = ["to ", "from ", "with ", "that ", "in "];

/// What stands before a name and is none of it.
const ADJECTIVES: [&str; 10] = [
    "a ",
    "an ",
    "the ",
    "running ",
    "working ",
    "healthy ",
    "valid ",
    "active ",
    "available ",
    "reachable ",
];

/// The name that some words begin with, without number, symbol, and remarks behind it; none where
/// they are no name, as a sentence, an address or a path is none.
pub(in crate::reading::graph) fn named(words: &Words) -> Option<Named> {
    named_in(words, 0..words.text.len())
}

/// The name that a part of some words begins with.
pub(in crate::reading::graph) fn named_in(words: &Words, part: Range<usize>) -> Option<Named> {
    until(words, part, &[])
}

fn until(words: &Words, part: Range<usize>, behind: &[&str]) -> Option<Named> {
    let whole = words.text.get(part.clone())?;
    let mut from = part.start + (whole.len() - whole.trim_start().len());
    let mut text = whole.trim();
    // `[Nginx]` and `(Nginx)` are boxes of one line.
    for (open, close) in [('[', ']'), ('(', ')'), ('{', '}')] {
        let inner = text.strip_prefix(open).and_then(|text| text.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close])) {
            (text, from) = (inner, from + 1);
        }
    }
    let begin = text.find(|c: char| c.is_alphanumeric() || matches!(c, '/' | '<' | '~' | '$'))?;
    let rest = text.get(begin..)?;
    let kept = rest.get(..end(rest, behind)?)?;
    let signs = [' ', ':', '.', '*', '`', ']', ')', '\'', '!', '&', '+', '-', '–', '/'];
    let name = without_version(kept.trim_end_matches(signs));
    if !is_short(name) || is_address(name) {
        return None;
    }
    let words = words.part(from + begin..from + begin + name.len());
    Some(Named { name: Name::of(&words.text)?, words })
}

/// Where a name ends; none where it goes on longer than a name does.
fn end(text: &str, behind: &[&str]) -> Option<usize> {
    for (at, c) in text.char_indices() {
        if at > 2 * BYTES {
            return None;
        }
        let rest = || text.get(at + 1..).unwrap_or_default();
        let ends = match c {
            '(' | ',' | ';' | '|' | '"' => at > 0,
            ':' => rest().starts_with(' '),
            ' ' => {
                let next = rest();
                AFTER.iter().chain(behind).any(|word| next.starts_with(word))
            }
            _ => false,
        };
        if ends {
            return Some(at);
        }
    }
    Some(text.len())
}

/// A name without the version behind it: `PostgreSQL 16`. Smaller numbers count things.
fn without_version(name: &str) -> &str {
    const FIRST: u32 = 3;
    let Some((head, last)) = name.rsplit_once(' ') else { return name };
    let digits = last.trim_start_matches('v').trim_end_matches(['+', 'x', '.']);
    let number = digits.split('.').next().and_then(|number| number.parse::<u32>().ok());
    let dotted = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let software = || Name::of(head).is_some_and(|name| is_software(&name));
    let version = dotted && number.is_some_and(|number| number >= FIRST || digits.contains('.'));
    if version && software() { head } else { name }
}

fn is_short(name: &str) -> bool {
    if name.len() > BYTES || name.contains(". ") {
        return false;
    }
    let mut letters = false;
    let odd = name.chars().any(|c| {
        letters |= c.is_alphabetic();
        matches!(c, '?' | '=' | '→' | '<' | '>' | '{' | '}' | '$' | '#' | '~')
    });
    letters && !odd && name.split_whitespace().count() <= WORDS
}

/// An address or a path, which is where something is, and not what.
fn is_address(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or(name);
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | ':' | '/');
    name.starts_with('/')
        || name.contains("://")
        || (first.contains('.') && first.chars().all(digits))
}

/// What stands in brackets behind a name, in lower case; empty where nothing does.
fn remark(text: &str) -> String {
    let from = text.find('(').map_or(text.len(), |at| at + 1);
    let rest = text.get(from..).unwrap_or_default();
    rest.split(')').next().unwrap_or(rest).to_lowercase()
}

/// The names that a cell or a value lists, and what is said of each in brackets, in lower case.
pub(in crate::reading::graph) fn list(words: &Words) -> Vec<(Named, String)> {
    let mut found = Vec::new();
    for part in parts(&words.text).into_iter().take(MOST) {
        let text = words.text.get(part.clone()).unwrap_or_default();
        if is_nothing(text) || is_limited(text) {
            continue;
        }
        let mut begin = part.start + (text.len() - text.trim_start().len());
        while let Some(length) = adjective(words.text.get(begin..part.end).unwrap_or_default()) {
            begin += length;
        }
        if let Some(one) = until(words, begin..part.end, &BEHIND) {
            found.push((one, remark(text)));
        }
    }
    found
}

/// `Only the search page`: how far it goes, and no name.
fn is_limited(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    ["only", "just", "mostly"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// How long the adjective or article is that a text begins with.
fn adjective(text: &str) -> Option<usize> {
    let begins =
        |word: &&&str| text.get(..word.len()).is_some_and(|text| text.eq_ignore_ascii_case(word));
    ADJECTIVES.iter().find(begins).map(|word| word.len())
}

/// The parts of a list: between commas, `and`, `+`, `&`, outside of brackets.
fn parts(text: &str) -> Vec<Range<usize>> {
    const SPACED: [&str; 4] = ["and ", "+ ", "& ", "/ "];
    let (mut found, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.char_indices() {
        let behind = text.get(at + c.len_utf8()..).unwrap_or_default();
        let length = match c {
            '(' | '[' => {
                depth += 1;
                continue;
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                continue;
            }
            _ if depth > 0 || at < from => continue,
            ',' | ';' | '\n' => 1,
            ' ' => match SPACED.iter().find(|word| behind.starts_with(**word)) {
                Some(word) => 1 + word.len(),
                None => continue,
            },
            _ => continue,
        };
        found.push(from..at);
        from = at + length;
    }
    found.push(from..text.len());
    found
}
