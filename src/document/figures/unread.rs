//! What speaks of time or of a share and is none that can be read: it must not pass unseen.

use super::number::{begins_here, digits};
use super::unit::{speaks_of_time, unit};
use super::words::{FOLLOWS, letters, next_word, word_before};
use crate::words::Lower;
use std::ops::Range;

/// Words that speak of a share.
const SHARES: [&str; 4] = ["percent", "pct", "percentage", "percentages"];

/// What stands before a time of day.
const CLOCKS: [&str; 5] = ["at", "by", "until", "till", "since"];

/// What stands behind one.
const HALVES: [&str; 9] = ["am", "pm", "a", "p", "utc", "gmt", "cet", "o", "h"];

/// What stands before `second` where it is the one after the first.
const ORDINAL: [&str; 6] = ["", "the", "and", "or", "every", "first"];

/// What speaks of time or of a share outside these places, in the order of the line: where each
/// stands.
pub fn unread(line: &str, read: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut read = read.iter().peekable();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        while read.next_if(|place| place.end <= at).is_some() {}
        if let Some(place) = read.peek().filter(|place| place.start <= at) {
            at = place.end;
            continue;
        }
        let (end, is_meant) = if c.is_ascii_digit() {
            digits_at(line, at)
        } else if c.is_alphabetic() {
            let end =
                line[at..].find(|c: char| !c.is_alphabetic()).map_or(line.len(), |end| at + end);
            (end, is_meant(line, at..end, read.peek().map(|place| place.start)))
        } else {
            (at + c.len_utf8(), sign(line, at, c))
        };
        if is_meant {
            let from = start(line, at, found.last().map_or(0, |last| last.end));
            // `1:30 seconds` is told once.
            match found.last_mut().filter(|last| line[last.end..from].trim().is_empty()) {
                Some(last) => last.end = end,
                None => found.push(from..end),
            }
        }
        at = end;
    }
    found
}

/// `1:30`, `10/15 s`, `5M`.
fn digits_at(line: &str, at: usize) -> (usize, bool) {
    let end = at + digits(line, at);
    let rest = &line[end..];
    let two = |at: usize| line[at..].starts_with(':') && digits(line, at + 1) == 2;
    if two(end) && begins_here(line, at) {
        let end = if two(end + 3) { end + 6 } else { end + 3 };
        let behind = next_word(line, end).map(|(word, ..)| word).unwrap_or_default();
        let is_time_of_day =
            CLOCKS.contains(&word_before(line, at).0.as_str()) || HALVES.contains(&behind.as_str());
        let is_whole = !line[end..].starts_with(|c: char| c.is_alphanumeric() || c == ':');
        return (end, is_whole && !is_time_of_day);
    }
    let mut before = line[..at].chars().rev();
    let is_second = before.next().is_some_and(|c| "/:,-.".contains(c))
        && before.next().is_some_and(|c| c.is_ascii_digit());
    let unit_at = line.len() - rest.trim_start().len();
    let unit =
        unit(line, unit_at).filter(|(_, end)| !line[*end..].starts_with(char::is_alphanumeric));
    if let Some((_, end)) = unit.filter(|_| is_second) {
        return (end, true);
    }
    let is_capital = letters(line, unit_at).0 == "m" && next_word(line, unit_at + 1).is_none();
    if is_capital && begins_here(line, at) { (unit_at + 1, true) } else { (end, false) }
}

/// `50 ‰`, `%` behind what is no number. `%20` and `%s` are no shares.
fn sign(line: &str, at: usize, c: char) -> bool {
    c == '‰' || c == '%' && !line[at + 1..].starts_with(char::is_alphanumeric)
}

/// Whether a word speaks of time or of a share, and not as a part of a name.
fn is_meant(line: &str, place: Range<usize>, next_read: Option<usize>) -> bool {
    if place.len() > 16 {
        return false;
    }
    let (before, after) = (&line[..place.start], &line[place.end..]);
    let mut following = after.chars();
    let joined = match following.next() {
        Some('_' | '/' | '=') => true,
        Some('.' | ':' | '-') => following.next().is_some_and(char::is_alphanumeric),
        Some(c) => c.is_alphanumeric(),
        None => false,
    };
    let compound = ["-to-", "-by-"].iter().any(|words| before.ends_with(words));
    if joined
        || compound
        || before.ends_with(|c: char| c.is_alphanumeric() || "_/.@#=$%".contains(c))
    {
        return false;
    }
    let word = Lower::of(&line[place.clone()]);
    let is_bound = || {
        // `min 10 s`, `10 s min`: how a figure is meant.
        let until = |from: usize, to: usize| {
            line[from..to].trim_matches([' ', '.', ':', ',', '(']).is_empty()
        };
        next_read.is_some_and(|next| until(place.end, next))
            || before.trim_end_matches([' ', ',', '(']).ends_with(|c: char| c.is_alphanumeric())
                && word_is_unit(before)
    };
    match word.as_str() {
        "second" => is_time(line, &place),
        "min" => !is_bound(),
        "cent" => word_before(line, place.start).0 == "per",
        word => speaks_of_time(word) || SHARES.contains(&word),
    }
}

/// Whether the word at the end is a unit.
fn word_is_unit(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ',', '(']);
    let from = before
        .rfind(|c: char| !c.is_alphabetic())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    unit(before, from).is_some_and(|(_, end)| end == before.len() && end > from)
}

/// `second` where it is no ordinal: `requests a second`.
fn is_time(line: &str, place: &Range<usize>) -> bool {
    let next = next_word(line, place.end).map(|(word, ..)| word).unwrap_or_default();
    let before = word_before(line, place.start).0;
    (next.is_empty() || FOLLOWS.contains(&next.as_str())) && !ORDINAL.contains(&before.as_str())
}

/// Where what is told of it begins: at most two words before.
fn start(line: &str, at: usize, floor: usize) -> usize {
    let mut from = at;
    for _ in 0..2 {
        let rest = line[floor.min(from)..from].strip_suffix([' ', '-']).unwrap_or_default();
        let word = rest
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric())
            .map(char::len_utf8)
            .sum::<usize>();
        if word == 0 {
            break;
        }
        from -= 1 + word;
    }
    from
}
