//! Lengths of time in words of a document, and how exact they are meant.

use super::prose::{LONGEST_LINE, first_word, tokens};
use crate::document::{figures, may_begin_figure};
use crate::reading::model::Time;
use crate::reading::seek::has_any;
use crate::reading::words::Words;
use crate::words::{Lower, Span};
use std::ops::Range;

/// A length of time where it stands.
pub(super) struct Found {
    pub time: Time,
    /// Where it stands in its line, in bytes, with the words that say how it is meant.
    pub place: Range<usize>,
    /// It is the least, and not the most: `more than 1 h`, `1+ hours`.
    pub least: bool,
}

/// Words and signs before a length of time that say that it is not exact.
const ABOUT: [&str; 14] = [
    "~",
    "≈",
    "about",
    "around",
    "approx",
    "approx.",
    "approximately",
    "roughly",
    "circa",
    "ca.",
    "typically",
    "usually",
    "nearly",
    "almost",
];

/// What is said to take no time at all takes less than the shortest time that people tell.
const AT_ONCE: [&str; 6] =
    ["immediate", "immediately", "instant", "instantly", "instantaneous", "instantaneously"];

/// Units without a number, and how long the next unit is: whatever takes longer would be told in
/// that one. `within seconds` is less than a minute.
const UNITS: [(&str, u64); 4] =
    [("seconds", 60), ("minutes", 3_600), ("hours", 86_400), ("days", 7 * 86_400)];

/// What stands before a unit without a number.
const LEADS: [&str; 9] = ["within", "in", "few", "several", "some", "under", "takes", "of", "mere"];

/// More in one line are a table, and none of them is the one that is meant.
const MOST: usize = 12;

/// The lengths of time of a line, in its order. A line that nobody reads at once has none.
pub(super) fn times(words: &Words) -> Vec<Found> {
    let text = words.text.as_str();
    if text.len() > LONGEST_LINE || !may_tell_time(text) {
        return Vec::new();
    }
    let mut found: Vec<Found> = Vec::new();
    for figure in figures(text) {
        let place = figure.place.end.saturating_sub(figure.said.len())..figure.place.end;
        let (from, about) = about(text, place.start, figure.place.start);
        let about = about || text[place.end..].trim_start().starts_with("or so");
        let least = figure.at_least || text[place.end..].starts_with('+');
        found.push(Found {
            time: Time { span: figure.span, about, words: words.part(from..place.end) },
            place: from..place.end,
            least,
        });
    }
    vague(words, &mut found);
    found.truncate(MOST);
    found
}

/// Whether a line can tell a time at all: most have neither a number nor the word for a unit.
fn may_tell_time(text: &str) -> bool {
    const STEMS: [&str; 10] =
        ["sec", "min", "hour", "day", "week", "month", "year", "milli", "immediate", "instant"];
    text.chars().any(char::is_numeric) || { has_any(&Lower::of(text), &STEMS) }
}

/// Where the words begin that say how a length of time is meant, and whether it is not exact.
fn about(text: &str, said: usize, begin: usize) -> (usize, bool) {
    let is_about = |words: &str| {
        let words = words.trim();
        if words.is_empty() {
            return false;
        }
        let words = Lower::of(words);
        words.split(' ').any(|word| ABOUT.contains(&word))
    };
    if is_about(&text[said..begin]) || text[said..begin].contains(['~', '≈']) {
        return (said, true);
    }
    let before = text[..said].trim_end();
    let from = before.rfind(|c: char| c.is_whitespace() || "([,:".contains(c));
    let from = from.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[from..];
    if word.starts_with(['~', '≈']) || is_about(word) { (from, true) } else { (said, false) }
}

/// Adds what is told without a number: `immediate`, `within seconds`, `a few minutes`.
fn vague(words: &Words, found: &mut Vec<Found>) {
    let text = words.text.as_str();
    let one_of = |all: &[&str], word: &str| all.iter().any(|one| one.eq_ignore_ascii_case(word));
    let mut before = "";
    let mut before_at = 0;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if !c.is_ascii_alphabetic() {
            at += c.len_utf8();
            continue;
        }
        let length = text[at..].bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &text[at..at + length];
        let once = one_of(&AT_ONCE, word) && !one_of(&["not", "no", "t"], before);
        let unit = UNITS.iter().find(|(unit, _)| unit.eq_ignore_ascii_case(word));
        let alone = || {
            let before = text[..at].trim_end();
            before.trim_start().is_empty() || before.ends_with(['(', ',', '~'])
        };
        let alone = unit.is_some() && alone();
        let unit = unit.filter(|_| alone || one_of(&LEADS, before)).map(|(_, secs)| *secs);
        let free = || !found.iter().any(|one| one.place.contains(&at));
        if let Some(secs) = unit.or(once.then_some(1)).filter(|_| free()) {
            let from = if once || alone { at } else { before_at };
            let place = from..at + length;
            let time =
                Time { span: Span::secs(secs), about: true, words: words.part(place.clone()) };
            found.push(Found { time, place, least: false });
        }
        (before, before_at) = (word, at);
        at += length;
    }
    found.sort_by_key(|one| one.place.start);
}

/// What a length of time before which these words stand is not of: how often somebody looks, how
/// old something is, how long something else takes.
const OF_SOMETHING_ELSE: [&str; 34] = [
    "every",
    "each",
    "interval",
    "timeout",
    "timeouts",
    "ttl",
    "latency",
    "p50",
    "p95",
    "p99",
    "lag",
    "age",
    "older",
    "retention",
    "wait",
    "sleep",
    "last",
    "past",
    "previous",
    "response",
    "threshold",
    "uptime",
    "delay",
    "exceeds",
    "exceed",
    "duration",
    "expires",
    "expire",
    "keep",
    "retry",
    "retries",
    "poll",
    "polls",
    "cooldown",
];

/// What follows a length of time that says how long before something else is.
const AHEAD: [&str; 9] =
    ["ahead", "before", "prior", "earlier", "old", "interval", "intervals", "timeout", "ttl"];

/// Whether a length of time is of something else than how long what its line speaks of takes:
/// `every 30 s`, `30 days ahead`, `p95 > 2s`.
pub(super) fn is_of_something_else(text: &str, place: &Range<usize>) -> bool {
    let begin = text[..place.start].rfind([')', ',', ';', '.']).map_or(0, |at| at + 1);
    let before = tokens(&text[begin..place.start]);
    let behind = text[place.end..].trim_start();
    let behind_word = Lower::of(first_word(behind));
    let reach = before.len().saturating_sub(4);
    before[reach..].iter().any(|word| OF_SOMETHING_ELSE.contains(&word.as_str()))
        || before.iter().any(|word| word == "wait")
        || AHEAD.contains(&behind_word.as_str())
        || Lower::of(&text[place.clone()]).split(' ').any(|word| word == "every")
        || behind.starts_with('/')
}

/// More lengths of time in one fact are measurements, or of several things.
const FEW: usize = 4;

/// Whether a length of time says how soon something is: words lead up to it, or it stands alone, as
/// in brackets. `or_after` takes `after 5 min` and `for 5 min` too.
pub(super) fn tells_how_soon(text: &str, one: &Found, or_after: bool) -> bool {
    let said = Lower::of(text.get(one.place.clone()).unwrap_or_default());
    let before = text.get(..one.place.start).unwrap_or_default().trim_end();
    let behind = text.get(one.place.end..).unwrap_or_default().trim_start();
    let delays = ["after", "for"];
    let is_delay = |word: &str| delays.contains(&word);
    let leads_up =
        ["within ", "in ", "under ", "~", "<", "≤", "≈", "less than ", "about ", "up to "];
    let words = ["within", "in", "takes", "take", "detects", "fires", "detected", "needs"];
    let last = last_word(before);
    let is_led = leads_up.iter().any(|lead| said.starts_with(lead)) && !is_delay(&last)
        || words.contains(&last.as_str())
        || or_after && (is_delay(&last) || delays.iter().any(|word| said.starts_with(word)));
    let opens = ['(', '[', ':', '–', '—', '-', ',', '→', ';', '|'];
    let closes = [')', ']', ',', '.', ';'];
    let alone = (before.is_empty() || before.ends_with(opens))
        && (behind.is_empty() || behind.starts_with(closes));
    let instant = AT_ONCE.iter().any(|words| said == *words);
    (is_led || alone || instant) && !one.least && !is_of_something_else(text, &one.place)
}

/// The last word of a text, in small letters.
pub(super) fn last_word(text: &str) -> Lower<'_> {
    let text = text.trim_end();
    let length = text.bytes().rev().take(24).take_while(u8::is_ascii_alphabetic).count();
    Lower::of(text.get(text.len() - length..).unwrap_or_default())
}

/// The one length of time of some lines; why it is a guess where there are several.
pub(super) fn single(lines: &[Words]) -> Result<(Time, Option<String>), &'static str> {
    let all: Vec<(&Words, Found)> = lines
        .iter()
        .flat_map(|words| times(words).into_iter().map(move |one| (words, one)))
        .collect();
    if all.is_empty() {
        return Err("no length of time stands there");
    }
    if all.len() > FEW {
        return Err("more times stand there than one fact has");
    }
    let fitting = |(words, one): &(&Words, Found)| {
        !one.least && !is_of_something_else(&words.text, &one.place)
    };
    let has_least = all.iter().any(|(_, one)| one.least);
    let mut spans: Vec<&Found> =
        all.iter().filter(|one| fitting(one)).map(|(_, one)| one).collect();
    let Some(longest) = spans.iter().max_by_key(|one| one.time.span).copied() else {
        return Err(if has_least {
            "it says how long it takes at least, and not at most"
        } else {
            "the time that stands there is of something else"
        });
    };
    spans.dedup_by_key(|one| one.time.span);
    let several = spans.len() > 1 && spans.iter().any(|one| one.time.span != longest.time.span);
    let guess = several.then(|| {
        let told: Vec<String> =
            spans.iter().map(|one| format!("'{}'", one.time.words.text.trim())).collect();
        format!("{} stand there; the longest is taken", told.join(" and "))
    });
    let guess = guess.or_else(|| {
        has_least.then(|| "another time stands there that says how long at least".to_owned())
    });
    Ok((longest.time.clone(), guess))
}

/// What says more than a length of time is longer than this, in bytes, mostly.
const ALONE: usize = 80;

/// The lengths of time of a fact that may say nothing else: of its only line.
pub(super) fn of_only(lines: &[Words]) -> Vec<Found> {
    match lines {
        [words] if words.text.len() <= ALONE && may_be_alone(&words.text) => times(words),
        _ => Vec::new(),
    }
}

/// Whether a text begins as a length of time does: most begin with another word.
fn may_be_alone(text: &str) -> bool {
    let begin = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let word = first_word(begin);
    let is = |other: &&str| other.eq_ignore_ascii_case(word);
    // Behind such a sign anything may stand.
    text.contains('~')
        || may_begin_figure(begin)
        || ABOUT.iter().chain(&AT_ONCE).chain(&LEADS).any(is)
        || UNITS.iter().any(|(unit, _)| is(unit))
}

/// The time of a fact that says nothing else; `found` are those of its only line.
pub(super) fn alone(lines: &[Words], found: &[Found]) -> Option<Time> {
    let ([words], [one]) = (lines, found) else { return None };
    let text = words.text.as_str();
    let outside = |c: char| c.is_alphanumeric() || c == '`';
    let bare = !text.get(..one.place.start)?.contains(outside);
    let behind = text.get(one.place.end..)?.trim_start();
    let remark = behind.starts_with('(') && behind.len() < 24 && !behind.contains('`');
    let says = bare && !one.least && (remark || !behind.contains(outside));
    says.then(|| one.time.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_begins_otherwise_is_no_time_alone(
            parts in proptest::collection::vec(
                "within|no|more than|should not|take|doesn't|~|\\(|ca\\.|about|a|an|half|ten|5|10|\
                 min|seconds|few|under|at most|immediately|queue|-|,|or so|starting at|an hour",
                0..6,
            ),
        ) {
            let words = Words::plain(&parts.join(" "), 1, 1);
            let lines = [words.clone()];
            let all = if words.text.len() <= ALONE { times(&words) } else { Vec::new() };
            prop_assert_eq!(alone(&lines, &of_only(&lines)), alone(&lines, &all));
        }
    }
}
