//! Lengths of time and other numbers in a line, as a person reads them: `1,500 milliseconds`,
//! `1 minute 30 s`, `5m`, `5–10 min`, `half an hour`.

mod meant;
mod normal;
mod number;
mod unit;
mod unread;
mod words;

use crate::words::Span;
use meant::{ends_with, meant};
use normal::Normal;
use number::{Count, count, digits, half_more};
use std::ops::Range;
use unit::{MINUTE, SECOND, Unit, unit};

/// A length of time as a document writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As it is written: `15 seconds`.
    pub text: String,
    /// How long that is; of a range its upper end.
    pub span: Span,
    /// Where it stands in its line, in bytes.
    pub place: Range<usize>,
    /// With the words that say how it is meant: `within 15 seconds`.
    pub said: String,
    /// It is the least, and not the most: `at least 3 hours`.
    pub at_least: bool,
}

/// Nothing takes longer, in microseconds; what is said to is taken for that long.
const LONGEST: f64 = 1e18;

/// Between the ends of a range.
const TO: [&str; 13] =
    ["-", "–", "—", "..", "…", "to", "or", "till", "through", "up to", "- up to", "/", "~"];

/// Between a number and how long each of them takes: `2 x 10 seconds`.
const EACH: [&str; 4] = ["x", "×", "*", "times"];

/// Of what there are so many in so many: `3 of 10 requests`.
const ASKED: [&str; 12] = [
    "requests", "request", "queries", "calls", "users", "visitors", "attempts", "answers", "pages",
    "writes", "reads", "logins",
];

/// What stands behind a length of time that has no unit at its end: `1 hour 30 at most`.
const ENDS: [&str; 6] = ["at most", "at least", "max", "or less", "or more", "or so"];

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// A length of time, in microseconds.
    Length { micros: f64, is_range: bool },
    /// A share of something.
    Share,
    /// Anything else.
    Other,
}

/// A length of time: how many microseconds, where it ends, and whether it is a range.
type Length = (f64, usize, bool);

/// The lengths of time of a line: `(15 seconds)`, `10 ms`, `30 days`.
pub fn figures(line: &str) -> Vec<Figure> {
    let normal = Normal::of(line);
    let mut floor = 0;
    let mut found = Vec::new();
    for (place, kind) in numbers(&normal.text) {
        if let Kind::Length { micros, is_range } = kind {
            found.push(figure(line, &normal, (floor, &place), (micros, is_range)));
            floor = place.end;
        }
    }
    found
}

/// Whether a figure can begin where a text does, with the words that say how it is meant: no other
/// word stands there.
pub fn may_begin_figure(text: &str) -> bool {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, behind) = text.split_at(length);
    // Beyond ASCII are signs that cannot be seen, with which a word is another.
    !text.is_ascii()
        || !(behind.is_empty() || behind.starts_with(' '))
        || words::may_begin(text, 0)
        || meant::may_begin(word)
}

/// The shares of a line, as they are written: `50 %`, `five percent`, `1 in 10`.
pub fn shares(line: &str) -> Vec<String> {
    let normal = Normal::of(line);
    let shares = numbers(&normal.text).into_iter().filter(|(_, kind)| *kind == Kind::Share);
    shares.map(|(place, _)| line[normal.place(&place)].trim_end().to_owned()).collect()
}

/// What speaks of time or of a share in a line and is no figure that can be read: `dozen seconds`,
/// `1:30`.
pub fn unread(line: &str) -> Vec<(String, Range<usize>)> {
    let normal = Normal::of(line);
    let read = numbers(&normal.text).into_iter().filter(|(_, kind)| *kind != Kind::Other);
    let read: Vec<Range<usize>> = read.map(|(place, _)| place).collect();
    let told = |place: Range<usize>| {
        let place = normal.place(&place);
        (line[place.clone()].to_owned(), place)
    };
    unread::unread(&normal.text, &read).into_iter().map(told).collect()
}

/// The line with every number and length of time replaced by `#`.
pub fn without_numbers(line: &str) -> String {
    let normal = Normal::of(line);
    let (mut bare, mut from) = (String::with_capacity(line.len()), 0);
    for (place, _) in numbers(&normal.text) {
        let place = normal.place(&place);
        bare.push_str(&line[from..place.start]);
        bare.push('#');
        from = place.end;
    }
    bare.push_str(&line[from..]);
    bare
}

fn figure(
    line: &str,
    normal: &Normal<'_>,
    (floor, within): (usize, &Range<usize>),
    (micros, is_range): (f64, bool),
) -> Figure {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "in range, and never negative"
    )]
    let span = Span::micros(micros.min(LONGEST).round() as u64);
    let (from, at_least) = meant(&normal.text, floor, within, is_range);
    let (place, said) = (normal.place(within), normal.place(&(from..within.end)));
    Figure {
        said: line[said].to_owned(),
        text: line[place.clone()].to_owned(),
        span,
        place,
        at_least,
    }
}

/// The numbers of a line: where each stands, and what it is.
fn numbers(line: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let begins = number::begins_here(line, at);
        let may_be_one = begins && words::may_begin(line, at);
        if may_be_one && let Some((micros, end, is_range)) = length(line, at) {
            found.push((at..end, Kind::Length { micros, is_range }));
            at = end;
        } else if may_be_one && let Some(end) = share(line, at) {
            found.push((at..end, Kind::Share));
            at = end;
        } else if c.is_ascii_digit() {
            let end = number::end_of_digits(line, at);
            if begins {
                found.push((at..end, Kind::Other));
            }
            at = end;
        } else if c.is_alphabetic() && begins {
            // No number begins within a word.
            at += line[at..].find(|c: char| !c.is_alphabetic()).unwrap_or(line.len() - at);
        } else {
            at += c.len_utf8();
        }
    }
    found
}

/// Where a share ends that begins here: `50 %`, `five per cent`, `1 in 10`, `half of the`.
fn share(line: &str, at: usize) -> Option<usize> {
    let words = || words::share(line, at);
    let Some(number) = count(line, at).filter(|number| !number.article) else { return words() };
    let rest = line[number.end..].trim_start_matches([' ', '\u{a0}', '-']);
    let sign = ["%", "‰", "percentage points", "percent", "per cent", "per-cent", "pct.", "pct"];
    if let Some(sign) = sign.into_iter().find(|sign| begins_with(rest, sign)) {
        return Some(line.len() - rest.len() + sign.len());
    }
    let of = ["in", "out of", "of"].into_iter().find(|of| begins_with(rest, of));
    let (of, all_at) = of.map(|of| (of, line.len() - rest[of.len()..].trim_start().len())).unzip();
    let all = all_at.filter(|all| length(line, *all).is_none()).and_then(|all| count(line, all));
    let fits = |all: &Count| {
        let asked = words::next_word(line, all.end)
            .is_some_and(|(word, ..)| ASKED.contains(&word.as_str()));
        number.value < all.value
            && all.value <= 1000.0
            && !all.article
            && (of != Some("of") || asked)
    };
    all.filter(fits).map(|all| all.end).or_else(words)
}

/// A length of time that begins here: one, so many of one, or a range, of which the upper end
/// counts.
fn length(line: &str, at: usize) -> Option<Length> {
    if let Some((first, end)) = whole(line, at) {
        let second = to(line, at, end).and_then(|at| whole(line, at));
        return Some(
            second.map_or((first, end, false), |(second, end)| (first.max(second), end, true)),
        );
    }
    let first = count(line, at)?;
    if let Some((each, end)) = each(line, first.end).and_then(|at| whole(line, at)) {
        return (!first.article).then_some((first.value * each, end, false));
    }
    let second_at = to(line, at, first.end)?;
    let second = count(line, second_at)?;
    let (micros, end) = whole(line, second_at)?;
    // `5-10 minutes`: both are of the unit that stands behind the second. `Redis 7 - 5 minutes` is
    // no range.
    (first.value <= second.value && second.end < end).then_some((micros, end, true))
}

/// Where it begins what there are several of.
fn each(line: &str, end: usize) -> Option<usize> {
    let rest = line[end..].trim_start();
    let sign = EACH.into_iter().find(|sign| begins_with(rest, sign));
    // `twice 10 seconds` has no sign between.
    let twice = || (words::word_before(line, end).0 == "twice").then_some("");
    let rest = rest[sign.or_else(twice)?.len()..].trim_start();
    Some(line.len() - rest.len())
}

/// Where the second end of a range begins.
fn to(line: &str, began: usize, at: usize) -> Option<usize> {
    let rest = line[at..].trim_start();
    let next =
        TO.iter().filter(|words| begins_with(rest, words)).max_by_key(|words| words.len()).copied();
    let between =
        ends_with(line[..began].trim_end(), "between").is_some() && begins_with(rest, "and");
    let words = if between { Some("and") } else { next }?;
    let rest = rest[words.len()..].trim_start();
    Some(line.len() - rest.len())
}

fn begins_with(text: &str, words: &str) -> bool {
    let whole = |rest: &str| {
        !words.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
    };
    text.get(..words.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(words))
        && whole(&text[words.len()..])
}

/// `1 minute 30 seconds`: parts of ever smaller units.
fn whole(line: &str, at: usize) -> Option<(f64, usize)> {
    let (mut micros, mut unit, mut end) = part(line, at)?;
    while let Some((more, smaller, next)) = next_part(line, end) {
        if smaller.micros >= unit.micros || more >= unit.micros {
            break;
        }
        (micros, unit, end) = (micros + more, smaller, next);
    }
    if let Some((sixtieths, next)) = sixtieths(line, unit, end) {
        (micros, end) = (micros + sixtieths, next);
    }
    let glued = line[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (!glued).then_some((micros, end))
}

/// A further part: glued, after a space, a comma, the full stop of a shortened unit, or `and`.
fn next_part(line: &str, end: usize) -> Option<(f64, Unit, usize)> {
    let rest = line[unit::behind_stop(line, end)..].trim_start();
    let rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
    let rest = if begins_with(rest, "and") { rest[3..].trim_start() } else { rest };
    part(line, line.len() - rest.len())
}

/// `1h30`, `two minutes thirty`: what stands at the end without a unit is of the next smaller one.
fn sixtieths(line: &str, unit: Unit, end: usize) -> Option<(f64, usize)> {
    let at = line.len() - line[end..].trim_start().len();
    let more = count(line, at)
        .filter(|more| unit.has_sixty_parts() && !more.article && more.value < 60.0)?;
    let rest = line[more.end..].trim_start();
    let behind = |words: &&str| begins_with(rest, words);
    // `2 hours 30 requests` has none.
    let ends = at == end
        || rest.is_empty()
        || rest.starts_with([')', '.', ',', ';', ']', '!'])
        || ENDS.iter().any(behind);
    (ends && more.value.fract() == 0.0).then_some((more.value * unit.micros / 60.0, more.end))
}

/// A number and its unit.
fn part(line: &str, at: usize) -> Option<(f64, Unit, usize)> {
    if let Some((clock, end)) = clock(line, at) {
        return Some(clock).map(|(micros, unit)| (micros, unit, end));
    }
    let number = count(line, at)?;
    let (unit, end) = unit(line, number::to_unit(line, number.end))?;
    let half = half_more(&line[end..]);
    let behind = end + half.unwrap_or(0);
    if number.article && !words::is_a_length(line, at, behind) || number::is_plural(line, at) {
        return None;
    }
    if let Some(or) = number.article.then(|| number::or_more(line, end)).flatten() {
        return Some((or.value * unit.micros, unit, or.end));
    }
    Some((number.value * unit.micros + half.map_or(0.0, |_| unit.micros / 2.0), unit, behind))
}

/// `1:30 minutes`, `1'30"`: 90 s.
fn clock(line: &str, at: usize) -> Option<((f64, Unit), usize)> {
    let first = at + digits(line, at);
    let second = first + line[first..].chars().next()?.len_utf8();
    if first == at || first > at + 6 || digits(line, second) != 2 {
        return None;
    }
    let parts: (f64, f64) = (line[at..first].parse().ok()?, line[second..second + 2].parse().ok()?);
    let rest = &line[second + 2..];
    let quotes = [("'", "\""), ("’", "”"), ("′", "″")];
    if let Some((_, close)) = quotes
        .into_iter()
        .find(|(open, close)| line[first..].starts_with(open) && rest.starts_with(close))
    {
        let micros = parts.0 * MINUTE + parts.1 * SECOND;
        return Some(((micros, Unit { micros: SECOND }), second + 2 + close.len()));
    }
    let (unit, end) = unit(line, line.len() - rest.trim_start().len())?;
    let is_clock = line[first..].starts_with(':') && unit.has_sixty_parts();
    is_clock.then_some((((parts.0 + parts.1 / 60.0) * unit.micros, unit), end))
}

#[cfg(test)]
mod tests;
