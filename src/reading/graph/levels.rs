//! How bad a failure is by the words of a cell: what agrees with them.

use crate::document::{Saying, sayings};
use crate::words::Impact;

/// What symbols and words of an impact say; nothing where that is unclear. A coloured circle counts
/// before words; ticks and crosses stand for anything.
pub(super) fn of_words(text: &str) -> Vec<Impact> {
    let colours = of_colour(text);
    if !colours.is_empty() {
        return colours;
    }
    let words: Vec<Saying> =
        sayings(text).words.into_iter().filter(|saying| !saying.symbol).collect();
    let Some((first, rest)) = words.split_first() else { return of_scale(text) };
    let mut levels = first.levels.to_vec();
    for saying in rest {
        levels.retain(|level| saying.levels.contains(level));
    }
    levels
}

/// What the coloured circles of a text say.
fn of_colour(text: &str) -> Vec<Impact> {
    let words = sayings(text).words.into_iter();
    let mut found: Vec<Impact> = words
        .filter(|saying| saying.symbol && !saying.text.contains(['✅', '❌', '⛔']))
        .flat_map(|saying| saying.levels.to_vec())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// What a word of a scale says: `Critical`, `Medium`. A tier and a number say nothing of users.
pub(super) fn of_level(text: &str) -> Vec<Impact> {
    let scale = of_scale(text);
    if scale.is_empty() { of_colour(text) } else { scale }
}

fn of_scale(text: &str) -> Vec<Impact> {
    let lower = text.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    match first {
        "critical" | "catastrophic" => vec![Impact::Outage],
        "high" | "major" | "severe" => vec![Impact::Degraded, Impact::Outage],
        "medium" | "moderate" | "important" => vec![Impact::Degraded],
        "low" | "minor" | "optional" | "noncritical" => vec![Impact::None, Impact::Degraded],
        "non" | "not" if words.next() == Some("critical") => vec![Impact::None, Impact::Degraded],
        _ => Vec::new(),
    }
}

/// What the answer to `critical?` says.
pub(super) fn of_yes(text: &str) -> Vec<Impact> {
    let lower = text.trim().to_lowercase();
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    match first {
        Some("yes" | "y" | "true") => vec![Impact::Outage],
        Some("no" | "n" | "false") => vec![Impact::None, Impact::Degraded],
        Some(_) => of_level(text),
        None if lower.contains(['✅', '✓', '✔']) => vec![Impact::Outage],
        None if lower.contains(['❌', '✗', '✘']) => vec![Impact::None, Impact::Degraded],
        None => Vec::new(),
    }
}
