//! Sections that say how something is brought back, phase by phase, and are no scenario:
//! `Complete system recovery`.

use super::super::super::finding::{Finding, Severity, Spot};
use super::super::super::view::{View, said};
use super::super::Rule;
use super::super::differing_figures::headings::objective;
use super::steps::{Steps, in_words, takes};
use super::{Limits, whose};
use crate::reading::{Line, Name, Stands, Topic};
use crate::words::Span;

/// Headings that say an objective, where the steps in the headings below take longer together:
/// `Region failover (RTO: 4 hours)`, `Step 1: Decide (30 minutes)`.
pub fn in_headings(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let titles = view.reading.lines.iter().filter(|line| line.stands == Stands::Title);
    let titles: Vec<&Line> = titles.collect();
    let found = titles.iter().enumerate().filter_map(|(at, title)| {
        let words = &title.words;
        let (_, topic, limit) = objective(&words.text)?;
        if topic != Topic::RecoveryTime || view.is_in_scenario(words.place.line) {
            return None;
        }
        let is_step = |line: &&&Line| line.words.text.to_lowercase().starts_with("step ");
        let steps = titles.iter().skip(at + 1).take_while(is_step);
        let timed = steps.filter_map(|step| Some((&step.words, takes(&step.words.text)?)));
        let (steps, spans): (Vec<_>, Vec<_>) = timed.unzip();
        let sum = spans.into_iter().fold(Span::ZERO, |sum, span| sum + span);
        if steps.len() < 2 || sum <= limit.span {
            return None;
        }
        let message = format!(
            "the steps of '{}' take {} together, longer than it says",
            words.text.trim(),
            in_words(sum)
        );
        let spot = Spot::at(words, format!("may take {}", limit.text));
        let steps = steps.into_iter().map(|words| Spot::at(words, "a step"));
        Some(Finding::new(rule, message, std::iter::once(spot).chain(steps).collect()))
    });
    found.collect()
}

/// Those that end later than what they bring back may take.
pub fn found(rule: &dyn Rule, view: &View<'_>, limits: &Limits<'_>) -> Vec<Finding> {
    let sections = view.reading.lines.chunk_by(|one, other| one.section == other.section);
    sections.filter_map(|section| of_section(rule, view, limits, section)).collect()
}

fn of_section(
    rule: &dyn Rule,
    view: &View<'_>,
    limits: &Limits<'_>,
    section: &[Line],
) -> Option<Finding> {
    let title = section.first().filter(|line| line.stands == Stands::Title)?;
    let lower = title.words.text.to_lowercase();
    if view.is_in_scenario(title.words.place.line) || !brings_back(&lower) {
        return None;
    }
    let steps = Steps::of_phases(section.iter())?;
    // What stands in a scenario further down is that one's.
    if steps.words.iter().any(|words| view.is_in_scenario(words.place.line)) {
        return None;
    }
    let called = view.things.called(&title.words.text);
    let own: Vec<Name> =
        called.into_iter().filter(|name| limits.of_service.contains_key(name)).collect();
    let whole = ["complete", "entire", "full", "total", "whole"];
    let is_whole = own.is_empty() && whole.iter().any(|word| lower.contains(word));
    let (limit, severity) = match (own.as_slice(), limits.of_all) {
        ([name], _) => (*limits.of_service.get(name)?, Severity::Warning),
        ([], Some(of_all)) if is_whole => (of_all, Severity::Warning),
        // With everything comes back what is to be back first, and it may be so before the end.
        ([], None) if is_whole => {
            (limits.of_service.values().copied().min_by_key(|it| it.time.span)?, Severity::Note)
        }
        _ => return None,
    };
    if steps.sum <= limit.time.span {
        return None;
    }
    let message = format!(
        "the phases of '{}' end after {}, later than {}, {}",
        title.words.text.trim(),
        in_words(steps.sum),
        whose(limit),
        said(&limit.time)
    );
    let spot = Spot::at(&limit.time.words, format!("may take {}", said(&limit.time)));
    let steps = steps.words.into_iter().map(|words| Spot::at(words, "a phase"));
    let spots = std::iter::once(spot).chain(steps).collect();
    Some(Finding::new(rule, message, spots).about(&own).rated(severity))
}

fn brings_back(title: &str) -> bool {
    const WORDS: [&str; 5] = ["recover", "restor", "rebuild", "failover", "fail over"];
    const OTHER: [&str; 4] = ["test", "drill", "exercise", "after"];
    let has = |words: &[&str]| words.iter().any(|word| title.contains(word));
    has(&WORDS) && !has(&OTHER)
}
