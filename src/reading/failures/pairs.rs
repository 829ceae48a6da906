//! Keys and what stands behind them, in one line.

use super::keys::{Key, LONGEST, key};
use crate::reading::words::{Mark, Words};
use std::borrow::Cow;
use std::ops::Range;

/// A key in a line, and what is said there.
#[derive(Debug, Clone)]
pub(in crate::reading) struct Pair {
    /// The key, without its colon.
    pub key: Words,
    /// What stands behind it in that line, if anything.
    pub value: Words,
    /// What the key is about; none where nobody knows it.
    pub known: Option<Key>,
    /// It is emphasised.
    pub strong: bool,
}

/// Where a key and its value stand in a text.
struct Split {
    key: Range<usize>,
    value: usize,
    strong: bool,
    /// What the key is about; none where nobody knows it.
    known: Option<Key>,
}

/// No key of a line has more words than this, where it is not emphasised.
const MOST: usize = 7;

/// What stands before an emphasised key.
const BEFORE: [char; 11] = [' ', '|', '·', '•', ',', ';', '/', '–', '—', '-', '('];

/// No line has more keys, and none longer than this, in bytes, is searched for further ones.
const MANY: usize = 12;
const LONG: usize = 4096;

/// Between several keys of a line: `RTO: 5 min | RPO: 0`.
const BETWEEN: [&str; 10] =
    [" | ", " · ", " • ", "; ", ", ", " / ", ". ", " — ", " – ", "\u{a0}| "];

/// The keys of a line with their values; none where it does not begin with a key.
pub(in crate::reading) fn pairs(line: &Words) -> Vec<Pair> {
    split(line, 0, key).map_or_else(Vec::new, |first| from(line, first, key))
}

/// The keys of one kind in a line, also behind others.
pub(in crate::reading) fn pairs_by(line: &Words, key: fn(&str) -> Option<Key>) -> Vec<Pair> {
    let first = split(line, 0, key).filter(|split| split.known.is_some());
    let first = first.or_else(|| next_split(line, 0, key).map(|(_, split)| split));
    first.map_or_else(Vec::new, |first| from(line, first, key))
}

/// What those keys of a line are about that are known: [`pairs`] without their words.
pub(super) fn known(line: &Words) -> impl Iterator<Item = Key> + '_ {
    let first = split(line, 0, key);
    first.into_iter().flat_map(|first| splits(line, first, key)).filter_map(|(one, _)| one.known)
}

/// Whether a line begins with a key that is known.
pub(super) fn begins_known(line: &Words) -> bool {
    split(line, 0, key).is_some_and(|first| first.known.is_some())
}

fn from(line: &Words, first: Split, key: fn(&str) -> Option<Key>) -> Vec<Pair> {
    let pair = |(split, end): (Split, usize)| Pair {
        key: line.part(split.key),
        value: line.part(split.value..end.max(split.value)),
        known: split.known,
        strong: split.strong,
    };
    splits(line, first, key).map(pair).collect()
}

/// The keys of a line from one of them on, and where the value of each ends.
fn splits(
    line: &Words,
    first: Split,
    key: fn(&str) -> Option<Key>,
) -> impl Iterator<Item = (Split, usize)> + '_ {
    let (mut at, mut found) = (Some(first), 0);
    std::iter::from_fn(move || {
        let split = at.take()?;
        // Behind a key that nobody knows other keys are words like all others.
        let more = split.known.is_some() && found < MANY;
        let next = if more { next_split(line, split.value, key) } else { None };
        found += 1;
        let end = next.as_ref().map_or(line.text.len(), |(end, _)| *end);
        at = next.map(|(_, next)| next);
        Some((split, end))
    })
}

/// A further key behind a value: where the value ends, and the key.
fn next_split(line: &Words, from: usize, key: fn(&str) -> Option<Key>) -> Option<(usize, Split)> {
    if line.text.len() >= LONG {
        return None;
    }
    let marks =
        line.marks.iter().filter(|(range, mark)| *mark == Mark::Strong && range.start > from);
    let strong = marks.filter_map(|(range, _)| {
        let split =
            split(line, range.start, key).filter(|split| split.strong && split.known.is_some())?;
        let before = line.text.get(from..range.start)?;
        let kept = before.trim_end_matches(BEFORE);
        Some((from + kept.len(), split))
    });
    let strong = strong.min_by_key(|(end, _)| *end);
    let rest = line.text.get(from..)?;
    let ends = |pair: &[u8]| pair == b": " || pair == b":\t";
    if !rest.as_bytes().windows(2).any(ends) && !rest.ends_with(':') {
        return strong;
    }
    let plain = BETWEEN.iter().flat_map(|mark| {
        rest.match_indices(mark).map(|(at, mark)| (from + at, from + at + mark.len()))
    });
    let plain = plain.filter(|(at, _)| !in_code(line, *at)).filter_map(|(end, at)| {
        let split = split(line, at, key).filter(|split| split.known.is_some())?;
        // What begins in lower case goes on with the sentence.
        let capital = line.text.get(split.key.clone())?.starts_with(char::is_uppercase);
        capital.then_some((end, split))
    });
    plain.chain(strong).min_by_key(|(end, _)| *end)
}

/// The key that a line begins with, from a byte of it.
fn split(line: &Words, from: usize, key: fn(&str) -> Option<Key>) -> Option<Split> {
    let text = line.text.as_str();
    let at = begin(text, from);
    let strong = line
        .marks
        .iter()
        .find(|(range, mark)| *mark == Mark::Strong && range.contains(&at) && range.start >= from);
    if let Some((range, _)) = strong {
        let end = joined(line, range.end);
        return strong_key(text, at, end, key);
    }
    let window = floor(text, at + LONGEST + 4);
    let head = text.get(at..window)?;
    if let Some(colon) = head.find([':', '：']).map(|colon| at + colon) {
        let behind = colon + text[colon..].chars().next().map_or(1, char::len_utf8);
        let open = text[behind..].chars().next().is_none_or(char::is_whitespace);
        let words = text.get(at..colon)?;
        if open && may_be_key(words) && !in_code(line, colon) {
            let known = key(words);
            return Some(Split { key: at..colon, value: behind, strong: false, known });
        }
    }
    // `Impact – nobody can log in`: only of keys that are known.
    let (found, length) = dash(head)?;
    // One within brackets is a part of them: `No data loss (three copies = enough)`.
    let words = head.get(..found).filter(|words| !in_brackets(words))?;
    let may = may_be_key(words) && words.starts_with(char::is_uppercase);
    let known = Some(key(words).filter(|_| may)?);
    Some(Split { key: at..at + found, value: at + found + length, strong: false, known })
}

/// Whether a bracket is still open at the end of words.
fn in_brackets(words: &str) -> bool {
    words.rfind('(') > words.rfind(')')
}

/// The first dash or arrow between words, and how long it is with the spaces around it.
pub(super) fn dash(text: &str) -> Option<(usize, usize)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if before == ' ' && matches!(c, '-' | '–' | '—' | '→' | '=') && at > 0 {
            let rest = text.get(at + c.len_utf8()..)?;
            let head = usize::from(rest.starts_with('>'));
            if rest.get(head..).is_some_and(|rest| rest.starts_with(' ')) {
                return Some((at - 1, c.len_utf8() + head + 2));
            }
        }
        before = c;
    }
    None
}

/// An emphasised key: `**Impact:** …`, `**Impact**: …`, `**Impact** – …`, and `**Impact**` alone.
fn strong_key(text: &str, at: usize, end: usize, key: fn(&str) -> Option<Key>) -> Option<Split> {
    let inside = text.get(at..end)?;
    let strong = |part: Range<usize>, value: usize| {
        let known = key(text.get(part.clone())?.trim());
        Some(Split { key: part, value, strong: true, known })
    };
    // `**RTO: 5 min**`
    let within = inside.find(": ").and_then(|colon| strong(at..at + colon, at + colon + 1));
    if let Some(within) = within.filter(|within| within.known.is_some()) {
        return Some(within);
    }
    let bare = inside.trim_end();
    if let Some(words) = bare.strip_suffix([':', '：']) {
        return strong(at..at + words.len(), end);
    }
    let behind = text.get(end..)?;
    let rest = behind.trim_start();
    let mut from = text.len() - rest.len();
    let mut last = at + bare.len();
    // `**Impact** (high): …`
    if rest.starts_with('(')
        && let Some(close) = rest.find(')')
        && rest[close + 1..].trim_start().starts_with(':')
    {
        last = from + close + 1;
        from = text.len() - rest[close + 1..].trim_start().len();
    }
    let rest = &text[from..];
    let mark = [":", "：", "- ", "– ", "— ", "→ ", "-> ", "=> ", "= "]
        .iter()
        .find(|mark| rest.starts_with(**mark));
    match mark {
        Some(mark) => strong(at..last, from + mark.len()),
        None if rest.is_empty() => strong(at..last, text.len()),
        None => None,
    }
}

/// Emphasis that goes on with the next mark: `**Failure** **impact**`.
fn joined(line: &Words, end: usize) -> usize {
    let next = line.marks.iter().find(|(range, mark)| {
        *mark == Mark::Strong
            && range.start >= end
            && line.text.get(end..range.start).is_some_and(|gap| gap.trim().is_empty())
    });
    next.map_or(end, |(range, _)| range.end)
}

/// Where a line begins behind its list marks and symbols.
fn begin(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let rest = rest.trim_start();
    let rest =
        ["[ ] ", "[x] ", "[X] "].iter().find_map(|box_| rest.strip_prefix(box_)).unwrap_or(rest);
    let skipped = |c: char| {
        c.is_whitespace()
            || matches!(c, '*' | '•' | '▸' | '►' | '▪')
            || (!c.is_ascii() && !c.is_alphanumeric() && !matches!(c, '“' | '”' | '‘' | '’'))
    };
    text.len() - rest.trim_start_matches(skipped).len()
}

/// Words that begin a sentence and no key.
const SENTENCES: [&str; 9] =
    ["This ", "That ", "There ", "These ", "It ", "We ", "You ", "They ", "Here "];

fn may_be_key(words: &str) -> bool {
    if SENTENCES.iter().any(|first| words.starts_with(first)) {
        return false;
    }
    let fits = |c: char| !matches!(c, '.' | '!' | ';' | '|' | '`' | '"' | '=' | '{' | '}' | '$');
    words.starts_with(|c: char| c.is_alphabetic() || c == '(')
        && words.chars().all(fits)
        && words.split_whitespace().count() <= MOST
}

fn in_code(line: &Words, at: usize) -> bool {
    line.marks.iter().any(|(range, mark)| *mark == Mark::Code && range.contains(&at))
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The lines of a cell or an item, which `<br>` breaks, as they stand there.
pub(super) fn each_line(words: &Words) -> impl Iterator<Item = Cow<'_, Words>> {
    let several = words.text.contains('\n');
    let lines = if several { lines_of(words) } else { Vec::new() };
    let one = (!several).then_some(Cow::Borrowed(words));
    one.into_iter().chain(lines.into_iter().map(Cow::Owned))
}

/// Those lines, for keeps.
pub(super) fn into_lines(words: Words) -> Vec<Words> {
    if words.text.contains('\n') { lines_of(&words) } else { vec![words] }
}

/// The lines of a cell or an item, which `<br>` breaks.
pub(in crate::reading) fn lines_of(words: &Words) -> Vec<Words> {
    if !words.text.contains('\n') {
        return vec![words.clone()];
    }
    let mut from = 0;
    let mut found = Vec::new();
    for part in words.text.split('\n') {
        found.push(words.part(from..from + part.len()));
        from += part.len() + 1;
    }
    found.retain(|part| !part.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::{Block, blocks};

    fn read(text: &str) -> Vec<(String, String, bool)> {
        let blocks = blocks(text);
        let Some(Block::Paragraph(lines)) = blocks.first() else { return Vec::new() };
        let all = pairs(&lines[0]).into_iter();
        all.map(|pair| (pair.key.text, pair.value.text, pair.known.is_some())).collect()
    }

    fn one(text: &str, key: &str, value: &str) {
        let found = read(text);
        let first = found.first().map(|(key, value, _)| (key.as_str(), value.as_str()));
        assert_eq!(first, Some((key, value)), "{text}");
        assert_eq!(found.len(), 1, "{text}");
    }

    #[test]
    fn keys_stand_in_front_of_a_colon_however_marked() {
        one("Impact: all down", "Impact", "all down");
        one("**Impact:** all down", "Impact", "all down");
        one("**Impact**: all down", "Impact", "all down");
        one("**Impact** – all down", "Impact", "all down");
        one("__Impact:__ all down", "Impact", "all down");
        one("🔥 **Impact:** all down", "Impact", "all down");
        one("**🔥 Impact:** all down", "Impact", "all down");
        one("*Impact: all down*", "Impact", "all down");
        one("**Impact** (worst case): all down", "Impact (worst case)", "all down");
        one("**Impact**", "Impact", "");
        one("Impact:", "Impact", "");
        one("Impact - all down", "Impact", "all down");
        one("**Redis down:** caching disabled", "Redis down", "caching disabled");
        one("Recovery: `docker restart a:b` soon", "Recovery", "docker restart a:b soon");
    }

    #[test]
    fn several_keys_of_a_line_are_each_one() {
        let both = |text: &str| {
            let found = read(text);
            let keys: Vec<_> =
                found.iter().map(|(key, value, _)| format!("{key}={value}")).collect();
            keys.join("|")
        };
        assert_eq!(both("RTO: 5 min | RPO: 0"), "RTO=5 min|RPO=0");
        assert_eq!(both("**RTO:** 5 min **RPO:** 0"), "RTO=5 min|RPO=0");
        assert_eq!(both("**RTO**: 5 min · **RPO**: 0"), "RTO=5 min|RPO=0");
        assert_eq!(both("Impact: slow, Recovery: restart it"), "Impact=slow|Recovery=restart it");
        assert_eq!(both("Impact: slow, recovery: later"), "Impact=slow, recovery: later");
    }

    #[test]
    fn prose_has_no_key() {
        for text in [
            "See https://example.org: it is there",
            "At 10:30 it failed",
            "We restarted it. Impact: none",
            "**Never** do this",
            "`key: value` in code",
            "std::mem::take",
        ] {
            assert!(read(text).iter().all(|(.., known)| !known), "{text}");
        }
    }
}
