//! A promise that nothing is ever lost, beside an objective that allows for some.

use super::super::super::finding::{Finding, Spot};
use super::super::super::view::{View, said};
use super::super::Rule;
use crate::reading::{Stands, Topic};
use crate::words::Span;

/// That nothing is lost, in lower case.
const NOTHING: [&str; 6] = [
    "zero data loss",
    "no data loss",
    "zero-data-loss",
    "without data loss",
    "never lose data",
    "no data is ever lost",
];

/// What makes a promise of it.
const PROMISES: [&str; 7] =
    ["commitment", "commit", "guarantee", "guarantees", "guaranteed", "promise", "ensures"];

/// What the promise is bound to, so that it is none for every case.
const BOUND: [&str; 18] = [
    "if",
    "when",
    "unless",
    "for",
    "during",
    "beyond",
    "not",
    "cannot",
    "within",
    "until",
    "while",
    "except",
    "in",
    "after",
    "near",
    "acknowledged",
    "between",
    "through",
];

/// The first such promise, where all objectives for everything allow for some loss.
pub fn found(rule: &dyn Rule, view: &View<'_>) -> Option<Finding> {
    let of_all = view.objectives(Topic::DataLoss).filter(|objective| objective.of.is_none());
    let least = of_all.min_by_key(|objective| objective.time.span)?;
    let limit = Some(&least.time).filter(|time| time.span > Span::ZERO)?;
    let line = view.reading.lines.iter().find(|line| {
        let prose = matches!(line.stands, Stands::Prose | Stands::Cell);
        prose
            && line.words.place.line != limit.words.place.line
            && !view.is_in_scenario(line.words.place.line)
            && promises(&line.words.text)
    })?;
    let message =
        format!("it is promised that no data is lost, and data of {} may be lost", said(limit));
    let spots = vec![
        Spot::at(&line.words, "nothing is lost"),
        Spot::at(&limit.words, format!("at most {}", said(limit))),
    ];
    Some(Finding::new(rule, message, spots))
}

fn promises(text: &str) -> bool {
    let lower = text.to_lowercase();
    let has = |words: &[&str]| {
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
    };
    NOTHING.iter().any(|words| lower.contains(words)) && has(&PROMISES) && !has(&BOUND)
}
