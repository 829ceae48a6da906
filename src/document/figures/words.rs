//! Numbers in words, and the words around them.

use super::number::Count;
use crate::words::Lower;

const SMALL: [(&str, f64); 20] = [
    ("zero", 0.0),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
];

const TENS: [(&str, f64); 8] = [
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];

/// What multiplies the number before it. `of` may follow a couple.
const TIMES: [(&str, f64); 5] =
    [("hundred", 100.0), ("thousand", 1e3), ("million", 1e6), ("dozen", 12.0), ("couple", 2.0)];

/// Parts of one. Those that are ordinals too are parts only before `of`: `the third minute` is
/// none.
const PARTS: [(&str, f64, bool); 10] = [
    ("half", 0.5, false),
    ("halves", 0.5, false),
    ("quarter", 0.25, false),
    ("quarters", 0.25, false),
    ("third", 1.0 / 3.0, true),
    ("thirds", 1.0 / 3.0, true),
    ("fifth", 0.2, true),
    ("fifths", 0.2, true),
    ("tenth", 0.1, true),
    ("tenths", 0.1, true),
];

/// Words between a number and its unit that add nothing.
pub const FILLERS: [&str; 6] = ["full", "whole", "single", "entire", "mere", "short"];

/// What stands before a length of time that is written with an article, and before thousands that
/// are apart by a space. Where anything else does, it is a rate (`twice a minute`) or another
/// number (`port 443`).
const LEADS: [&str; 38] = [
    "in",
    "within",
    "after",
    "for",
    "than",
    "of",
    "about",
    "around",
    "under",
    "over",
    "takes",
    "take",
    "took",
    "least",
    "most",
    "half",
    "nearly",
    "almost",
    "roughly",
    "approximately",
    "only",
    "just",
    "until",
    "by",
    "to",
    "lasts",
    "last",
    "or",
    "and",
    "is",
    "needs",
    "need",
    "at",
    "another",
    "up",
    "every",
    "below",
    "above",
];

/// What follows `a second` where it is a length of time and not the one after the first.
pub const FOLLOWS: [&str; 22] = [
    "of", "or", "after", "at", "later", "late", "too", "and", "to", "when", "while", "before",
    "until", "from", "on", "in", "once", "for", "with", "by", "ahead", "is",
];

/// What follows a length of time only: `a minute later`.
const BEHIND: [&str; 6] = ["later", "late", "too", "ago", "ahead", "earlier"];

/// Whether a number may begin here: anything but a word that is in none of the tables. Most words
/// of a document are such.
pub fn may_begin(line: &str, at: usize) -> bool {
    let rest = &line[at..];
    let word = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
    let is = |other: &str| word.eq_ignore_ascii_case(other);
    word.is_empty()
        || ["a", "an", "the", "twice"].into_iter().any(is)
        || SMALL.iter().chain(&TENS).chain(&TIMES).any(|(name, _)| is(name))
        || PARTS.iter().any(|(name, ..)| is(name))
}

/// A number in words, and where it ends; articles too.
pub fn word(line: &str, at: usize) -> Option<Count> {
    let counted = |(value, end)| Count { value, end, article: false };
    if let Some(found) = part(line, at).map(|found| more_of(line, found)) {
        return Some(counted(found));
    }
    let (first, end) = letters(line, at);
    match first.as_str() {
        "a" | "an" => {
            // `a hundred and twenty` is one hundred and so on.
            let times = next_word(line, end).filter(|(word, ..)| {
                *word != "couple" && TIMES.iter().any(|(name, _)| *word == *name)
            });
            let all = times.and_then(|(_, at, _)| cardinal(line, at)).unwrap_or((1.0, end));
            let found = more_of(line, all);
            Some(Count { value: found.0, end: found.1, article: found.1 == end })
        }
        "the" => (word_before(line, at).0 == "within").then_some(Count {
            value: 1.0,
            end,
            article: true,
        }),
        "twice" => Some(counted((2.0, end))),
        _ => cardinal(line, at).map(|found| counted(more_of(line, found))),
    }
}

/// `ninety`, `twenty-five`, `one hundred and twenty`, `hundred`.
fn cardinal(line: &str, at: usize) -> Option<(f64, usize)> {
    let value = |table: &[(&str, f64)], word: &str| {
        table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
    };
    let (mut all, mut open): (f64, Option<f64>) = (0.0, None);
    let (first, first_end) = letters(line, at);
    let (mut next, mut end) = (Some((first, at, first_end)), None);
    while let Some((word, _, after)) = next {
        let below = open.unwrap_or(0.0) % 100.0;
        if let Some(small) = value(&SMALL, &word)
            && (open.is_none()
                || below == 0.0
                || below >= 20.0 && below % 10.0 == 0.0 && small < 10.0)
        {
            open = Some(open.unwrap_or(0.0) + small);
        } else if let Some(tens) = value(&TENS, &word).filter(|_| below == 0.0) {
            open = Some(open.unwrap_or(0.0) + tens);
        } else if let Some(times) = value(&TIMES, &word).filter(|_| open != Some(0.0)) {
            let many = open.unwrap_or(1.0) * times;
            // What follows thousands is added to them; what follows a hundred may still be
            // multiplied.
            (all, open) = if times > 100.0 { (all + many, Some(0.0)) } else { (all, Some(many)) };
        } else if word == "and" && end.is_some() && (below == 0.0) {
            next = next_word(line, after)
                .filter(|(word, ..)| value(&SMALL, word).or(value(&TENS, word)).is_some());
            continue;
        } else {
            break;
        }
        end = Some(after);
        next = next_word(line, after);
    }
    end.map(|end| (all + open.unwrap_or(0.0), end))
}

/// A number with what multiplies it behind it: `2 hundred`, `a couple of`, `three quarters of an`.
pub fn more_of(line: &str, (mut value, mut end): (f64, usize)) -> (f64, usize) {
    // More do not follow each other.
    for _ in 0..3 {
        let Some((word, at, after)) = next_word(line, end) else { break };
        let word = word.as_str();
        if let Some((_, times)) = TIMES.iter().find(|(name, _)| *name == word) {
            let of = next_word(line, after).filter(|(of, ..)| of == "of" && word == "couple");
            (value, end) = (value * times, of.map_or(after, |(_, _, after)| after));
        } else if let Some((part, after)) = part(line, at) {
            (value, end) = (value * part, after);
        } else {
            break;
        }
    }
    (value, end)
}

/// `half an`, `half`, `quarter of an`: a part of the unit that follows.
fn part(line: &str, at: usize) -> Option<(f64, usize)> {
    let (value, ordinal, end) = part_word(line, at)?;
    let of = next_word(line, end).filter(|(word, ..)| word == "of");
    let behind = of.as_ref().map_or(end, |(_, _, after)| *after);
    let one =
        next_word(line, behind).filter(|(word, ..)| ["a", "an", "one"].contains(&word.as_str()));
    // `half of the requests` is a share.
    let fits = if of.is_some() { one.is_some() } else { !ordinal };
    fits.then(|| (value, one.map_or(end, |(_, _, after)| after)))
}

fn part_word(line: &str, at: usize) -> Option<(f64, bool, usize)> {
    let (word, end) = letters(line, at);
    let word = word.as_str();
    PARTS.iter().find(|(name, ..)| *name == word).map(|(_, value, ordinal)| (*value, *ordinal, end))
}

/// Where a share in words ends that begins here: `half of the`, `a third of`, `two thirds of`,
/// `half the`.
pub fn share(line: &str, at: usize) -> Option<usize> {
    let counted = cardinal(line, at).map(|(_, end)| end);
    let counted = counted.or_else(|| {
        matches!(letters(line, at).0.as_str(), "a" | "an").then(|| letters(line, at).1)
    });
    let at = counted.and_then(|end| next_word(line, end)).map_or(at, |(_, at, _)| at);
    let (_, ordinal, end) = part_word(line, at)?;
    let (word, _, after) = next_word(line, end)?;
    (word == "of" || !ordinal && ["the", "all"].contains(&word.as_str())).then_some(after)
}

/// Whether an article and the unit that ends here are a length of time: not `twice a minute`, not
/// `a second server`.
pub fn is_a_length(line: &str, at: usize, end: usize) -> bool {
    let next = next_word(line, end).map(|(word, ..)| word).unwrap_or_default();
    let is_ordinal = super::ends_with(&line[..end], "second").is_some() && !next.is_empty();
    let is_joined = line[end..].starts_with('-');
    let is_led =
        leads(line, at) || BEHIND.contains(&next.as_str()) || word_before(line, at).0 == "within";
    is_led && !is_joined && (!is_ordinal || FOLLOWS.contains(&next.as_str()))
}

/// Whether what stands before leads up to a length of time.
pub fn leads(line: &str, at: usize) -> bool {
    let before = line[..at].trim_end();
    if !before.ends_with(char::is_alphanumeric) {
        return true;
    }
    LEADS.contains(&word_before(line, at).0.as_str())
}

/// The word before, in lower case, and where it begins. A word that is longer than any that counts
/// is none.
pub fn word_before(line: &str, at: usize) -> (Lower<'_>, usize) {
    let before = line[..at].trim_end();
    let length = before.bytes().rev().take(16).take_while(u8::is_ascii_alphabetic).count();
    let from = before.len() - length;
    let is_whole = !before[..from].ends_with(char::is_alphanumeric);
    (if is_whole { Lower::of(&before[from..]) } else { Lower::default() }, from)
}

/// The letters that stand here, in lower case, and where they end. A word that is longer than any
/// number is none.
pub fn letters(line: &str, at: usize) -> (Lower<'_>, usize) {
    let rest = line.get(at..).unwrap_or_default();
    let length = rest.bytes().take(12).take_while(u8::is_ascii_alphabetic).count();
    let whole = !rest[length..].starts_with(char::is_alphanumeric);
    let word = if whole { Lower::of(&rest[..length]) } else { Lower::default() };
    (word, at + length)
}

/// The word that follows behind a space or a hyphen, in lower case, where it begins, and where it
/// ends.
pub fn next_word(line: &str, end: usize) -> Option<(Lower<'_>, usize, usize)> {
    let rest = line.get(end..)?.strip_prefix([' ', '-'])?.trim_start_matches(' ');
    let at = line.len() - rest.len();
    let (word, end) = letters(line, at);
    (!word.is_empty()).then_some((word, at, end))
}

/// Whether this word stands here.
pub fn is_word(line: &str, at: usize, word: &str) -> bool {
    letters(line, at).0 == word
}
