//! Lengths of time and other numbers in a line, as a person reads them: `1,500 milliseconds`, `1 minute 30 s`, `5m`,
//! `5–10 min`, `half an hour`.

mod number;
mod unit;

use crate::words::Span;
use number::{numeral, word};
use std::ops::Range;
use unit::{Unit, unit};

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

/// Words before a figure that say how it is meant; `true` where it is then the least. Longer ones first.
const BEFORE: [(&str, bool); 41] = [
    ("no less than", true),
    ("not less than", true),
    ("no more than", false),
    ("not more than", false),
    ("no longer than", false),
    ("not longer than", false),
    ("longer than", true),
    ("more than", true),
    ("less than", false),
    ("fewer than", false),
    ("at least", true),
    ("at most", false),
    ("a minimum of", true),
    ("a maximum of", false),
    ("minimum", true),
    ("maximum", false),
    ("min.", true),
    ("max.", false),
    ("max", false),
    ("up to", false),
    ("in under", false),
    ("under", false),
    ("over", true),
    ("above", true),
    ("below", false),
    ("within", false),
    ("about", false),
    ("around", false),
    ("approximately", false),
    ("approx.", false),
    ("roughly", false),
    ("ca.", false),
    ("after", false),
    ("in", false),
    (">=", true),
    ("≥", true),
    (">", true),
    ("<=", false),
    ("≤", false),
    ("<", false),
    ("~", false),
];

/// Nothing takes longer, in microseconds; what is said to is taken for that long.
const LONGEST: f64 = 1e18;

/// Words after a figure that make it the least.
const AFTER: [&str; 6] = ["or more", "or longer", "at least", "minimum", "and more", "and longer"];

/// Between the ends of a range.
const TO: [&str; 8] = ["-", "–", "—", "‑", "..", "…", "to", "or"];

/// The lengths of time of a line: `(15 seconds)`, `10 ms`, `30 days`.
pub fn figures(line: &str) -> Vec<Figure> {
    numbers(line).into_iter().filter_map(|(place, micros)| Some(figure(line, place, micros?))).collect()
}

/// The shares of a line, as they are written: `50 %`, `5 percent`.
pub fn shares(line: &str) -> Vec<String> {
    let share = |place: Range<usize>| {
        let rest = line[place.end..].trim_start();
        let sign = ["%", "percent", "per cent"].into_iter().find(|sign| begins_with(rest, sign))?;
        let end = line.len() - rest.len() + sign.len();
        Some(line[place.start..end].to_owned())
    };
    numbers(line).into_iter().filter(|(_, micros)| micros.is_none()).filter_map(|(place, _)| share(place)).collect()
}

/// The line with every number and length of time replaced by `#`.
pub fn without_numbers(line: &str) -> String {
    let (mut bare, mut from) = (String::with_capacity(line.len()), 0);
    for (place, _) in numbers(line) {
        bare.push_str(&line[from..place.start]);
        bare.push('#');
        from = place.end;
    }
    bare.push_str(&line[from..]);
    bare
}

fn figure(line: &str, place: Range<usize>, micros: f64) -> Figure {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, and never negative")]
    let span = Span::micros(micros.min(LONGEST).round() as u64);
    let text = line[place.clone()].to_owned();
    let before = line[..place.start].trim_end();
    let qualified = BEFORE.iter().find_map(|(words, least)| Some((ends_with(before, words)?, *least)));
    let after = line[place.end..].trim_start();
    let least_after = AFTER.iter().any(|words| begins_with(after, words)) || text.contains('+');
    let (from, least) = qualified.unwrap_or((place.start, false));
    Figure { said: line[from..place.end].to_owned(), text, span, place, at_least: least || least_after }
}

/// Where these words begin, if the text ends with them.
fn ends_with(text: &str, words: &str) -> Option<usize> {
    let at = text.len().checked_sub(words.len()).filter(|at| text.is_char_boundary(*at))?;
    let whole = !words.starts_with(char::is_alphanumeric) || !text[..at].ends_with(char::is_alphanumeric);
    (whole && text[at..].eq_ignore_ascii_case(words)).then_some(at)
}

/// The numbers of a line: where each stands, with its unit where it is a length of time, and then how many microseconds
/// that is.
fn numbers(line: &str) -> Vec<(Range<usize>, Option<f64>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = line[at..].chars().next() {
        let begins = number::begins_here(line, at);
        if begins && let Some((micros, end)) = length(line, at) {
            found.push((at..end, Some(micros)));
            at = end;
        } else if c.is_ascii_digit() {
            let end = number::end_of_digits(line, at);
            if begins {
                found.push((at..end, None));
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

/// A length of time that begins here: one, or a range, of which the upper end counts.
fn length(line: &str, at: usize) -> Option<(f64, usize)> {
    if let Some((first, end)) = whole(line, at) {
        let second = to(line, at, end).and_then(|at| whole(line, at));
        return Some(second.map_or((first, end), |(second, end)| (first.max(second), end)));
    }
    let (first, end) = count(line, at)?;
    let second_at = to(line, at, end)?;
    let (second, second_end) = count(line, second_at)?;
    let (micros, end) = whole(line, second_at)?;
    // `5-10 minutes`: both are of the unit that stands behind the second. `Redis 7 - 5 minutes` is no range.
    (first <= second && second_end < end).then_some((micros, end))
}

/// Where the second end of a range begins.
fn to(line: &str, began: usize, at: usize) -> Option<usize> {
    let rest = line[at..].trim_start();
    let next = TO.iter().find(|words| begins_with(rest, words)).copied();
    let between = ends_with(line[..began].trim_end(), "between").is_some() && begins_with(rest, "and");
    let words = if between { Some("and") } else { next }?;
    let rest = rest[words.len()..].trim_start();
    Some(line.len() - rest.len())
}

fn begins_with(text: &str, words: &str) -> bool {
    let whole = |rest: &str| !words.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric);
    text.get(..words.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(words)) && whole(&text[words.len()..])
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
    let glued = line[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (!glued).then_some((micros, end))
}

/// A further part: glued, after a space, a comma, or `and`.
fn next_part(line: &str, end: usize) -> Option<(f64, Unit, usize)> {
    let rest = line[end..].trim_start();
    let rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
    let rest = if begins_with(rest, "and") { rest[3..].trim_start() } else { rest };
    part(line, line.len() - rest.len())
}

/// A number and its unit.
fn part(line: &str, at: usize) -> Option<(f64, Unit, usize)> {
    if let Some((clock, end)) = clock(line, at) {
        return Some(clock).map(|(micros, unit)| (micros, unit, end));
    }
    let (number, end) = count(line, at)?;
    let rest = line[end..].strip_prefix('+').unwrap_or(&line[end..]);
    let rest = rest.strip_prefix(['-', '‑']).filter(|rest| rest.starts_with(char::is_alphabetic)).unwrap_or(rest);
    let rest = rest.trim_start();
    let (unit, end) = unit(line, line.len() - rest.len())?;
    if number::is_article(line, at) && !number::is_a_length(line, at, end) {
        return None;
    }
    let half = half_more(&line[end..]);
    Some((number * unit.micros + half.map_or(0.0, |_| unit.micros / 2.0), unit, end + half.unwrap_or(0)))
}

/// `1:30 minutes`: 90 s.
fn clock(line: &str, at: usize) -> Option<((f64, Unit), usize)> {
    let bytes = line.as_bytes();
    let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let rest = bytes.get(at + digits..at + digits + 4)?;
    let two = rest[0] == b':' && rest[1].is_ascii_digit() && rest[2].is_ascii_digit() && !rest[3].is_ascii_digit();
    if digits == 0 || !two {
        return None;
    }
    let after = at + digits + 3;
    let (unit, end) = unit(line, line.len() - line[after..].trim_start().len())?;
    let (large, small): (f64, f64) = (line[at..at + digits].parse().ok()?, line[after - 2..after].parse().ok()?);
    unit.has_sixty_parts().then_some(((large + small / 60.0) * unit.micros, unit)).map(|found| (found, end))
}

/// A number in digits or in words: `1,500`, `2½`, `ten`, `one and a half`, `half a`.
fn count(line: &str, at: usize) -> Option<(f64, usize)> {
    let (number, end) = numeral(line, at).or_else(|| word(line, at))?;
    Some(half_more(&line[end..]).map_or((number, end), |more| (number + 0.5, end + more)))
}

/// How long an ` and a half` is that stands here.
fn half_more(rest: &str) -> Option<usize> {
    begins_with(rest, " and a half").then_some(" and a half".len())
}

#[cfg(test)]
mod tests;
