//! How a figure is meant: as the most, or as the least.

use super::begins_with;
use std::ops::Range;

/// Words before a figure that say how it is meant; `true` where it is then the least.
const BEFORE: [(&str, bool); 49] = [
    ("longer than", true),
    ("more than", true),
    ("later than", true),
    ("less than", false),
    ("fewer than", false),
    ("at least", true),
    ("at most", false),
    ("at best", true),
    ("at the earliest", true),
    ("not under", true),
    ("a minimum of", true),
    ("a maximum of", false),
    ("minimum of", true),
    ("maximum of", false),
    ("minimum", true),
    ("maximum", false),
    ("min", true),
    ("min.", true),
    ("min:", true),
    ("max", false),
    ("max.", false),
    ("up to", false),
    ("in under", false),
    ("under", false),
    ("over", true),
    ("above", true),
    ("beyond", true),
    ("exceeds", true),
    ("exceed", true),
    ("exceeding", true),
    ("from", true),
    ("starting at", true),
    ("upwards of", true),
    ("north of", true),
    ("a good", true),
    ("plus", true),
    ("below", false),
    ("within", false),
    ("about", false),
    ("around", false),
    ("approximately", false),
    ("approx.", false),
    ("roughly", false),
    ("ca.", false),
    ("only after", true),
    ("after", false),
    ("in", false),
    ("earliest after", true),
    ("not before", true),
];

/// The same in signs.
const SIGNS: [(&str, bool); 7] = [
    (">=", true),
    ("≥", true),
    (">", true),
    ("<=", false),
    ("≤", false),
    ("<", false),
    ("~", false),
];

/// Words that mean the opposite behind a negation: `no later than`.
const TURNED: [(&str, bool); 15] = [
    ("longer than", false),
    ("more than", false),
    ("later than", false),
    ("over", false),
    ("above", false),
    ("beyond", false),
    ("exceed", false),
    ("less than", true),
    ("fewer than", true),
    ("sooner than", true),
    ("earlier than", true),
    ("before", true),
    ("until", true),
    ("under", true),
    ("below", true),
];

/// Words that are such a negation.
const NEGATES: [&str; 4] = ["no", "not", "never", "cannot"];

/// What may stand between a negation and what it turns: `should not take longer than`.
const BETWEEN: [&str; 17] = [
    "be", "is", "take", "takes", "taking", "last", "lasts", "need", "needs", "run", "runs",
    "require", "requires", "it", "to", "any", "much",
];

/// Words after a figure that make it the least, or one of which nobody knows how much more there
/// can be.
const AFTER: [&str; 18] = [
    "or more",
    "or longer",
    "or above",
    "or over",
    "or later",
    "and more",
    "and longer",
    "and above",
    "and up",
    "and upwards",
    "upwards",
    "at least",
    "at best",
    "at the earliest",
    "minimum",
    "min",
    "on average",
    "+",
];

/// Whether what is said of a figure can begin with this word.
pub fn may_begin(word: &str) -> bool {
    let is = |other: &str| word.eq_ignore_ascii_case(other);
    let first = |(words, _): &(&str, bool)| words.split([' ', '.', ':']).next().is_some_and(is);
    BEFORE.iter().chain(&TURNED).any(first) || BETWEEN.iter().chain(&NEGATES).copied().any(is)
}

/// Where what is said of a figure begins, and whether it is the least. What stands before `floor`
/// is of another figure.
pub fn meant(line: &str, floor: usize, place: &Range<usize>, is_range: bool) -> (usize, bool) {
    let before = line[floor..place.start].trim_end();
    let (from, least) = turned(before)
        .or_else(|| longest(before, BEFORE.iter().chain(&SIGNS)))
        // An arrow is no sign of more.
        .filter(|(from, _)| !before[..*from].ends_with('-'))
        // `from 5 to 10 s` has its most.
        .map_or((place.start, false), |(from, least)| {
            (floor + from, least && !(is_range && is_from(before)))
        });
    let after = line[place.end..].trim_start_matches([' ', ',', '(']);
    (
        from,
        least
            || AFTER.iter().any(|words| begins_with(after, words))
            || line[place.clone()].contains('+'),
    )
}

fn is_from(before: &str) -> bool {
    ends_with(before, "from").is_some()
}

fn longest<'w>(
    before: &str,
    words: impl Iterator<Item = &'w (&'w str, bool)>,
) -> Option<(usize, bool)> {
    // Most words end otherwise, and are told by their last letter.
    let end = last(before)?;
    let may = words.filter(|(words, _)| last(words) == Some(end));
    may.filter_map(|(words, least)| Some((ends_with(before, words)?, *least))).min()
}

/// `no later than`, `does not take more than`: where it begins, and whether it is the least.
fn turned(before: &str) -> Option<(usize, bool)> {
    let (mut from, least) = longest(before, TURNED.iter())?;
    for _ in 0..4 {
        let rest = before[..from].trim_end();
        let at = rest.rfind(' ').map_or(0, |at| at + 1);
        let word = rest[at..].trim_start_matches(['(', ',', ':', ';']).to_ascii_lowercase();
        from = rest.len() - word.len();
        if NEGATES.contains(&word.as_str()) || word.ends_with("n't") || word.ends_with("n’t") {
            return Some((from, least));
        }
        if !BETWEEN.contains(&word.as_str()) {
            break;
        }
    }
    None
}

fn last(text: &str) -> Option<u8> {
    text.bytes().next_back().map(|byte| byte.to_ascii_lowercase())
}

/// Where these words begin, if the text ends with them.
pub fn ends_with(text: &str, words: &str) -> Option<usize> {
    let at = text.len().checked_sub(words.len()).filter(|at| text.is_char_boundary(*at))?;
    let whole =
        !words.starts_with(char::is_alphanumeric) || !text[..at].ends_with(char::is_alphanumeric);
    (whole && text[at..].eq_ignore_ascii_case(words)).then_some(at)
}
