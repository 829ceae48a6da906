//! Objectives: how long a recovery may take and how much data may be lost, of a service, a tier or
//! the whole.

use super::lines::{Line, Stands, key};
use super::things;
use crate::document::figures;
use crate::reading::model::{Named, Objective, Time, Topic};
use crate::reading::words::Words;
use crate::words::Span;
use std::ops::Range;

/// The objective that a part of some words says.
pub(super) fn objective(
    of: Option<&Named>,
    topic: Topic,
    words: &Words,
    part: Range<usize>,
) -> Option<Objective> {
    let time = time(words, part)?;
    Some(Objective { of: of.cloned(), topic, time })
}

/// The length of time in a part of some words: the first of it. `0` and `zero` are none at all.
fn time(words: &Words, part: Range<usize>) -> Option<Time> {
    let text = words.text.get(part.clone())?;
    let lower = crate::document::lower_case(text);
    if let Some(figure) = figures(text).into_iter().find(|figure| !figure.at_least) {
        let before = lower.get(..figure.place.start).unwrap_or_default().trim_end();
        let about = ["~", "≈", "about", "approximately", "approx.", "approx", "around", "ca."];
        let said = lower.get(figure.place.clone()).unwrap_or_default();
        let about = about.iter().any(|word| before.ends_with(word) || said.starts_with(word));
        let place = part.start + figure.place.start..part.start + figure.place.end;
        return Some(Time { span: figure.span, about, words: words.part(place) });
    }
    let start = lower.len() - lower.trim_start_matches([' ', '*', '`', '<', '=', '≤']).len();
    let rest = lower.get(start..)?;
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let none = matches!(rest.get(..end)?, "0" | "zero" | "immediate" | "immediately");
    let goes_on = rest.get(end..).is_some_and(|rest| rest.starts_with(['.', ',', '%', '-']));
    let place = part.start + start..part.start + start + end;
    (none && !goes_on).then(|| Time {
        span: Span::ZERO,
        about: rest.starts_with("imm"),
        words: words.part(place),
    })
}

/// Whose objective a key is: `RTO for ordering`, `RPO of MariaDB`.
fn of_key(words: &Words, key: &Range<usize>) -> Option<Named> {
    let text = words.text.get(key.clone())?;
    let begins = ["RTO", "RPO"].iter().any(|word| text.trim_start().starts_with(word));
    let behind = [" for ", " of "].iter().find_map(|word| Some(text.find(word)? + word.len()))?;
    let of = text.get(behind..).filter(|of| !of.contains(['(', ':']))?;
    let named = things::named_in(words, key.start + behind..key.end)?;
    (begins && !things::is_everybody(of)).then_some(named)
}

/// What a key is an objective of.
pub(super) fn topic(key: &str) -> Option<Topic> {
    let lower = key.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    let (rto, rpo) = (words().any(|word| word == "rto"), words().any(|word| word == "rpo"));
    if (rto || lower.contains("recovery time objective")) && !rpo {
        Some(Topic::RecoveryTime)
    } else if (rpo || lower.contains("recovery point objective")) && !rto {
        Some(Topic::DataLoss)
    } else {
        None
    }
}

/// What is said of copies below an objective, and is none itself.
const OF_COPIES: [&str; 6] =
    ["retention", "frequency", "schedule", "interval", "can replay", "backup retention"];

/// The objective of a line below a heading that says which one it is: `Target: 4 hours` of
/// everything, `- **Database**: 5 minutes` of what is called so.
pub(super) fn below(title: &str, line: &Line<'_>, found: &mut Vec<Objective>) {
    const KEYS: [&str; 4] = ["target", "objective", "goal", "our target"];
    let Some(topic) = topic(title) else { return };
    let text = line.text();
    let Some((key, value)) = text.split_once(':') else { return };
    if self::topic(key).is_some() {
        return;
    }
    let end = line.from + text.len();
    let value = end - value.len()..end;
    if KEYS.contains(&key.trim().to_lowercase().as_str()) {
        found.extend(objective(None, topic, line.words, value));
    } else if line.stands == Stands::Item
        && key.len() < 40
        && !OF_COPIES.contains(&key.trim().to_lowercase().as_str())
    {
        let named = things::named_in(line.words, line.from..line.from + key.len());
        found.extend(named.and_then(|named| objective(Some(&named), topic, line.words, value)));
    }
}

/// The objective of everything that a sentence commits to: `Achieve an RTO (recovery time
/// objective) of < 4 hours`.
pub(super) fn of_sentence(line: &Line<'_>, found: &mut Vec<Objective>) {
    const COMMITS: [&str; 8] =
        ["achieve", "maintain", "guarantee", "meet", "ensure", "commit", "target", "keep"];
    let text = &line.words.text;
    let Some(at) = ["RTO", "RPO"].iter().filter_map(|word| text.find(word)).min() else { return };
    let (before, behind) = text.split_at(at);
    let before = before.to_lowercase();
    let mut words = before.split(|c: char| !c.is_alphanumeric());
    let rest = behind.get(3..).unwrap_or_default().trim_start();
    // What the letters stand for may be told in between.
    let rest = match rest.strip_prefix('(').and_then(|told| told.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest,
    };
    let Some(value) = rest.strip_prefix("of ") else { return };
    let from = text.len() - value.len();
    // Of a part it says so, and then nobody can tell of which.
    let is_of_part = [" for ", " per ", " if ", " when "].iter().any(|word| value.contains(word));
    let topic = topic(behind.get(..3).unwrap_or_default());
    if let Some(topic) = topic.filter(|_| !is_of_part && words.any(|word| COMMITS.contains(&word)))
    {
        found.extend(objective(None, topic, line.words, from..text.len()));
    }
}

/// Whether a line of its own says which objective stands in the items below it: `RTO:`.
pub(super) fn opens(text: &str) -> bool {
    text.trim_end_matches(['*', ' ']).ends_with(':') && topic(text).is_some()
}

/// The objective that a heading says itself: `### RTO: 4 hours`.
pub(super) fn of_title(title: &Words, found: &mut Vec<Objective>) {
    let lower = title.text.to_lowercase();
    let begins = ["rto", "rpo", "recovery time", "recovery point"];
    let Some((key, value)) = title.text.split_once(':') else { return };
    if begins.iter().any(|word| lower.starts_with(word)) {
        let end = title.text.len();
        let of = topic(key).and_then(|of| objective(None, of, title, end - value.len()..end));
        found.extend(of);
    }
}

/// The objectives of a line: `**RTO:** 4 hours`, `RTO: 15 min, RPO: 1 h`. Where nothing around it
/// speaks of objectives, `looks` says so, and only a line counts that says of what it is:
/// `RTO for ordering: 15 min`.
pub(super) fn of_line(
    line: &Line<'_>,
    of: Option<&Named>,
    looks: bool,
    found: &mut Vec<Objective>,
) {
    let text = &line.words.text;
    if !["RTO", "RPO", "bjective"].iter().any(|word| text.contains(word)) {
        return;
    }
    let keyed = key(line.words, line.from);
    let named = keyed.as_ref().and_then(|(name, _)| of_key(line.words, name));
    let of = named.as_ref().or(of);
    if !looks && named.is_none() {
        return;
    }
    let Some((name, value)) = keyed else {
        several(line, line.from, of, found);
        return;
    };
    let Some(topic) = topic(text.get(name.clone()).unwrap_or_default()) else {
        // `Tier 1: RTO 1 hour, RPO 15 minutes`
        let label = things::named_in(line.words, name);
        several(line, value.start, label.as_ref().or(of), found);
        return;
    };
    let rest = text.get(value.clone()).unwrap_or_default();
    let other = ["RTO", "RPO"].iter().filter_map(|word| rest.find(word)).min();
    let end = other.map_or(value.end, |at| value.start + at);
    found.extend(objective(of, topic, line.words, value.start..end));
    if let Some(at) = other {
        several(line, value.start + at, of, found);
    }
}

/// Objectives side by side: `RTO 1 hour, RPO: 15 minutes`.
fn several(line: &Line<'_>, from: usize, of: Option<&Named>, found: &mut Vec<Objective>) {
    let text = &line.words.text;
    let mut at = from;
    while let Some(rest) = text.get(at..) {
        let next = ["RTO", "RPO"].iter().filter_map(|word| rest.find(word)).min();
        let Some(begin) = next.map(|next| at + next + 3) else { return };
        let behind = text.get(begin..).unwrap_or_default();
        let skipped = behind.len()
            - behind.trim_start_matches([' ', ':', '=', '<', '≤', '*', '(', ')', '~', '-']).len();
        let length =
            ["RTO", "RPO", ",", ";", "|"].iter().filter_map(|word| behind.find(word)).min();
        let end = length.map_or(text.len(), |length| begin + length.max(skipped));
        let topic = topic(text.get(begin - 3..begin).unwrap_or_default());
        // Only what follows at once: `the RTO was missed by 2 hours` is no objective.
        let value = text.get(begin + skipped..end).unwrap_or_default();
        if let Some(topic) = topic.filter(|_| value.starts_with(|c: char| c.is_ascii_digit())) {
            found.extend(objective(of, topic, line.words, begin..end));
        }
        at = end.max(begin);
    }
}
