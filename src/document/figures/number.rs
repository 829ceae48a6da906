//! Numbers in digits, and where a number may begin.

use super::words::{FILLERS, is_word, leads, letters, next_word, word, word_before};
use std::borrow::Cow;

/// Marks between the thousands; a plain space counts only where no other number can end, see
/// [`spaced`].
const THOUSANDS: [char; 5] = [',', '\'', '’', '_', '\u{a0}'];

/// Parts of one, by their signs.
const PARTS: [(char, f64); 12] = [
    ('½', 0.5),
    ('¼', 0.25),
    ('¾', 0.75),
    ('⅓', 1.0 / 3.0),
    ('⅔', 2.0 / 3.0),
    ('⅕', 0.2),
    ('⅖', 0.4),
    ('⅗', 0.6),
    ('⅘', 0.8),
    ('⅙', 1.0 / 6.0),
    ('⅛', 0.125),
    ('⅒', 0.1),
];

/// What people divide an hour or a minute by, with a stroke: `3/4`. `10/15 s` is none of these.
const DIVISORS: [f64; 6] = [2.0, 3.0, 4.0, 5.0, 8.0, 10.0];

/// What stands before codes and years of which there are several: `occasional 502s`, `the 2010s`.
const SEVERAL: [&str; 25] = [
    "occasional",
    "sporadic",
    "intermittent",
    "frequent",
    "many",
    "some",
    "few",
    "more",
    "with",
    "http",
    "status",
    "returns",
    "return",
    "answers",
    "answer",
    "serves",
    "serve",
    "sees",
    "see",
    "gets",
    "get",
    "gives",
    "throws",
    "random",
    "the",
];

/// A number, however it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Count {
    /// How many.
    pub value: f64,
    /// Where it ends.
    pub end: usize,
    /// It is an article alone: `a`, `an`, `the`.
    pub article: bool,
}

/// A number in digits or in words: `1,500`, `2½`, `ten`, `one and a half`, `half a`,
/// `three quarters of an`.
pub fn count(line: &str, at: usize) -> Option<Count> {
    let mut found = match numeral(line, at) {
        Some((value, end)) => {
            let (value, end) = divided(line, (value, end)).unwrap_or((value, end));
            let (value, end) = super::words::more_of(line, (value, end));
            Count { value, end, article: false }
        }
        None => word(line, at)?,
    };
    if let Some(more) = half_more(&line[found.end..]) {
        found = Count { value: found.value + 0.5, end: found.end + more, article: false };
    }
    Some(found)
}

/// How long an ` and a half` is that stands here.
pub fn half_more(rest: &str) -> Option<usize> {
    [" and a half", "-and-a-half"]
        .into_iter()
        .find(|words| super::begins_with(rest, words))
        .map(str::len)
}

/// `a minute or two`: how many it can be.
pub fn or_more(line: &str, end: usize) -> Option<Count> {
    let (or, at, after) = next_word(line, end).and_then(|(or, _, after)| {
        let (_, at, end) = next_word(line, after)?;
        Some((or, at, end))
    })?;
    let several = word(line, at)
        .filter(|several| or == "or" && several.end == after && several.value > 1.0)?;
    // What has a unit of its own is the end of a range.
    super::unit::unit(line, to_unit(line, after)).is_none().then_some(several)
}

/// `1/2`.
fn divided(line: &str, (value, end): (f64, usize)) -> Option<(f64, usize)> {
    let (divisor, end) = line[end..].starts_with('/').then(|| numeral(line, end + 1)).flatten()?;
    (value < divisor && DIVISORS.contains(&divisor)).then_some((value / divisor, end))
}

/// Whether a number may begin here: not within a word, a name, a path or an address, and not behind
/// its own point.
pub fn begins_here(line: &str, at: usize) -> bool {
    let mut before = line[..at].chars().rev();
    match before.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => false,
        Some('.') if line[at..].starts_with(|c: char| c.is_ascii_digit()) => {
            before.next() == Some('.')
        }
        Some('.') if line[at..].starts_with('.') => false,
        Some('-' | '.' | '/' | '@' | '#') => !before.next().is_some_and(char::is_alphanumeric),
        Some(':' | '\'') => !before.next().is_some_and(|c| c.is_ascii_digit()),
        None | Some(_) => true,
    }
}

/// Where digits, and what an address or a version has between them, end.
pub fn end_of_digits(line: &str, at: usize) -> usize {
    let digits =
        line[at..].find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(line.len() - at);
    at + line[at..at + digits].trim_end_matches('.').len()
}

/// How many digits stand here.
pub fn digits(line: &str, at: usize) -> usize {
    line.as_bytes()
        .get(at..)
        .unwrap_or_default()
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count()
}

/// A number in digits, and where it ends. Addresses and versions (`127.0.0.1`) are none.
pub fn numeral(line: &str, at: usize) -> Option<(f64, usize)> {
    let first = digits(line, at);
    let mut text = Cow::Borrowed(&line[at..at + first]);
    let mut end = at + first;
    // The longest that a length of time can be has fewer digits.
    while (1..=3).contains(&first) && text.len() < 18 {
        let Some(mark) =
            line[end..].chars().next().filter(|c| THOUSANDS.contains(c) || spaced(line, at, *c))
        else {
            break;
        };
        let from = end + mark.len_utf8();
        if digits(line, from) != 3 {
            break;
        }
        text.to_mut().push_str(&line[from..from + 3]);
        end = from + 3;
    }
    // `.5` has its point first.
    let points: &[char] = if first > 0 { &['.', ','] } else { &['.'] };
    if line[end..].starts_with(points) && digits(line, end + 1) > 0 {
        let decimals = digits(line, end + 1);
        text.to_mut().push('.');
        text.to_mut().push_str(&line[end + 1..end + 1 + decimals]);
        end += 1 + decimals;
        if line[end..].starts_with('.') && digits(line, end + 1) > 0 {
            return None;
        }
    }
    let sign = line[end..].chars().next().and_then(|c| PARTS.iter().find(|(sign, _)| *sign == c));
    let whole: f64 = if text.is_empty() { 0.0 } else { text.parse().ok()? };
    match sign {
        Some((sign, part)) => Some((whole + part, end + sign.len_utf8())),
        None => (!text.is_empty()).then_some((whole, end)),
    }
}

/// `1 500 ms`, where nothing else can be meant.
fn spaced(line: &str, at: usize, mark: char) -> bool {
    mark == ' ' && leads(line, at)
}

/// `502s`, `the 2010s`: several of a number, and no seconds. Such a number is a code or a year, and
/// stands behind a word that says so, or behind another of its kind.
pub fn is_plural(line: &str, at: usize) -> bool {
    let is_code = |text: &str| matches!(text.parse(), Ok(400..=599 | 1900..=2099_u32));
    let length = digits(line, at);
    if length > 4 || !is_code(&line[at..at + length]) || !is_word(line, at + length, "s") {
        return false;
    }
    let before = line[..at].trim_end();
    let (before_it, from) = word_before(line, at);
    let list = ["and", "or"].contains(&before_it.as_str()).then(|| &line[..from]);
    let list = list.or_else(|| before.strip_suffix([',', '/'])).map(str::trim_end);
    let other = list.and_then(|list| list.strip_suffix('s')).map(|list| {
        let from = list.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
        list.get(from..).is_some_and(is_code)
    });
    other.unwrap_or(false) || SEVERAL.contains(&before_it.as_str())
}

/// Where the unit may begin of a number that ends here: behind a plus, a hyphen, a space, and a
/// word that adds nothing.
pub fn to_unit(line: &str, end: usize) -> usize {
    let rest = line[end..].strip_prefix('+').unwrap_or(&line[end..]);
    let rest =
        rest.strip_prefix('-').filter(|rest| rest.starts_with(char::is_alphabetic)).unwrap_or(rest);
    let at = line.len() - rest.trim_start().len();
    let (word, further) = letters(line, at);
    if FILLERS.contains(&word.as_str()) {
        next_word(line, further).map_or(at, |(_, at, _)| at)
    } else {
        at
    }
}
