//! How bad a failure is by the words of a cell: what agrees with them.

use crate::document::{Saying, sayings};
use crate::words::Impact;

/// What symbols and words of an impact say; nothing where that is unclear. A symbol counts before
/// words.
pub(super) fn of_words(text: &str) -> Vec<Impact> {
    let found = sayings(text).words;
    let symbols: Vec<&Saying> = found.iter().filter(|saying| saying.symbol).collect();
    let counted: Vec<&Saying> = if symbols.is_empty() { found.iter().collect() } else { symbols };
    let mut counted = counted.into_iter();
    let Some(first) = counted.next() else { return of_level(text) };
    let mut levels = first.levels.to_vec();
    for saying in counted {
        levels.retain(|level| saying.levels.contains(level));
    }
    levels
}

/// What a word of a scale says: `Critical`, `Medium`. A tier and a number say nothing of users.
pub(super) fn of_level(text: &str) -> Vec<Impact> {
    if let Some(symbol) = sayings(text).words.iter().find(|saying| saying.symbol) {
        return symbol.levels.to_vec();
    }
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
