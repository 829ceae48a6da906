//! The shapes of the stack that the document tells apart: `Current (Static Site)` and `Future
//! (Flask App)`.

use super::services::{numbered, slug};
use crate::reading::{Failure, Meaning, Reading, Topic};
use crate::words::ProfileName;
use std::collections::BTreeMap;

/// A shape of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name in the pack.
    pub name: ProfileName,
    /// What the document calls it, and where first; none where the document has one shape only.
    pub label: Option<(String, u32)>,
}

/// A label is that of a profile where the impacts of at least so many failures stand under it: one
/// failure may tell its users apart so.
const FAILURES: usize = 2;

/// The profiles of a document, at least one.
pub fn profiles(reading: &Reading) -> Vec<Profile> {
    let mut told: BTreeMap<&str, (u32, usize)> = BTreeMap::new();
    for failure in &reading.failures {
        let labels = labels(failure);
        for (label, line) in if labels.len() > 1 { labels } else { BTreeMap::new() } {
            told.entry(label).or_insert((line, 0)).1 += 1;
        }
    }
    let mut kept: Vec<(u32, &str)> = told
        .into_iter()
        .filter(|(_, (_, failures))| *failures >= FAILURES)
        .map(|(label, (line, _))| (line, label))
        .collect();
    kept.sort_unstable();
    let mut profiles: Vec<Profile> = Vec::new();
    for (line, label) in kept {
        let short = label.split('(').next().unwrap_or_default();
        let wanted = slug(short, "profile");
        let mut names = numbered(&wanted).filter_map(|name| ProfileName::parse(&name).ok());
        let free = names.find(|name| profiles.iter().all(|profile| profile.name != *name));
        profiles.extend(free.map(|name| Profile { name, label: Some((label.to_owned(), line)) }));
    }
    if profiles.len() < 2 {
        let name = ProfileName::parse("default").ok();
        return name.map(|name| Profile { name, label: None }).into_iter().collect();
    }
    profiles
}

/// The labels that a failure's impacts stand under, each with its line.
fn labels(failure: &Failure) -> BTreeMap<&str, u32> {
    let impacts = failure
        .facts
        .iter()
        .filter(|fact| fact.topic == Topic::Impact && matches!(fact.means, Meaning::Impact(_)));
    let under = impacts.filter_map(|fact| fact.under.as_ref());
    let mut labels = BTreeMap::new();
    for words in under.filter(|words| !words.is_empty()) {
        labels.entry(words.text.trim()).or_insert(words.place.line);
    }
    labels
}
