//! An objective that is taken apart into what happens one after the other: `Detection: 15 minutes`,
//! `Assessment: 30 minutes`, and so on.

use super::super::super::finding::{Finding, Spot};
use super::super::super::view::{View, said};
use super::super::Rule;
use super::steps::in_words;
use crate::reading::{Objective, Topic};
use crate::words::Span;

/// Sections whose parts take longer together than the objective that stands above them.
pub fn found(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let of_section = |it: &Objective| view.section(it.time.words.place.line).map(|it| it.place);
    let mut all: Vec<&Objective> = view.objectives(Topic::RecoveryTime).collect();
    all.sort_by_key(|it| it.time.words.place.line);
    let sections = all.chunk_by(|one, other| of_section(one) == of_section(other));
    sections.filter_map(|section| of_one(rule, section)).collect()
}

fn of_one(rule: &dyn Rule, section: &[&Objective]) -> Option<Finding> {
    let mut whole = section.iter().filter(|it| it.of.is_none());
    // Where there are two, nobody can tell which of them is taken apart.
    let (Some(limit), None) = (whole.next(), whole.next()) else { return None };
    let line = |it: &Objective| it.time.words.place.line;
    let parts: Vec<&Objective> = section.iter().copied().filter(|it| it.of.is_some()).collect();
    let is_whole = parts.len() > 2 && parts.iter().all(|it| line(it) > line(limit));
    let begins = parts.first().is_some_and(|it| is_called(it, &["detect", "notice", "alert"]));
    let ends = parts.last().is_some_and(|it| is_called(it, &["verif", "valid", "test", "check"]));
    let sum = parts.iter().fold(Span::ZERO, |sum, it| sum + it.time.span);
    if !(is_whole && begins && ends && sum > limit.time.span) {
        return None;
    }
    let message = format!(
        "the parts of the objective take {} together, longer than it allows, {}",
        in_words(sum),
        said(&limit.time)
    );
    let spot = Spot::at(&limit.time.words, format!("may take {}", said(&limit.time)));
    let parts = parts.into_iter().map(|it| Spot::at(&it.time.words, "a part"));
    Some(Finding::new(rule, message, std::iter::once(spot).chain(parts).collect()))
}

fn is_called(part: &Objective, words: &[&str]) -> bool {
    let name = part.of.as_ref().map(|of| of.words.text.to_lowercase()).unwrap_or_default();
    words.iter().any(|word| name.starts_with(word))
}
