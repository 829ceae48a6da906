//! A heading of a recovery that says an objective, beside another one for the same thing:
//! `Ledger recovery (RTO: 1 hour)`.

use super::super::super::finding::{Finding, Severity, Spot};
use super::super::super::view::{View, said};
use super::super::Rule;
use crate::document::{Figure, figures};
use crate::reading::{Objective, Stands, Topic};

/// More headings are not compared with all objectives.
const COMPARED: usize = 200;

/// What a heading is about, and the objective in brackets at its end.
pub fn objective(title: &str) -> Option<(&str, Topic, Figure)> {
    let (name, objective) = title.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (topic, value) = objective.split_once(':')?;
    let topic = match topic.trim() {
        "RTO" => Topic::RecoveryTime,
        "RPO" => Topic::DataLoss,
        _ => return None,
    };
    let mut all = figures(value).into_iter();
    // Of two figures nobody can tell which one it is.
    let (Some(figure), None) = (all.next(), all.next()) else { return None };
    Some((name, topic, figure))
}

/// Headings whose figure is none of those that the document has for the thing they name.
pub fn differing(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let titles = view.reading.lines.iter().filter(|line| line.stands == Stands::Title);
    let stated = titles.filter_map(|line| Some((line, objective(&line.words.text)?)));
    let found = stated.take(COMPARED).filter_map(|(line, (name, topic, figure))| {
        let called = view.things.called(name);
        // What is about several things has its own objective.
        let [name] = called.as_slice() else { return None };
        let is_of = |it: &&Objective| {
            it.of.as_ref().is_some_and(|of| view.things.one(&of.name) == *name)
                && it.time.words.place.line != line.words.place.line
                && !view.is_borne(it)
        };
        let others: Vec<&Objective> = view.objectives(topic).filter(is_of).collect();
        // Of several the one that is closest is shown.
        let far = |it: &&&Objective| it.time.span.as_micros().abs_diff(figure.span.as_micros());
        let other = others.iter().min_by_key(far)?;
        if others.iter().any(|it| it.time.span == figure.span) {
            return None;
        }
        let message = format!(
            "the heading '{}' says {}, and the objective of {} is {} in line {}",
            line.words.text.trim(),
            figure.text,
            view.things.shown(name),
            said(&other.time),
            other.time.words.place.line
        );
        let spots =
            vec![Spot::at(&line.words, "an objective"), Spot::at(&other.time.words, "another one")];
        // The heading may be of one of several ways to lose it.
        Some(Finding::new(rule, message, spots).about([name]).rated(Severity::Note))
    });
    found.collect()
}
