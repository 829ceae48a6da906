//! A failure that is told in several places, each with a word of one scale: `High`, `P1`.

use super::super::super::finding::{Finding, Spot};
use super::super::super::view::{Scenario, View};
use super::super::Rule;
use crate::reading::{Line, Stands, Topic, Words};
use std::collections::{BTreeMap, HashMap};

/// A word of a scale. Those of different scales are not compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// `Critical` is 0.
    Word(u8),
    /// `P1`, `SEV-1`, `S1`: one scale for each letter.
    Number(char, u8),
}

/// What one place says.
struct Said<'a> {
    grades: Vec<Grade>,
    words: &'a Words,
}

/// Failures that two places grade differently.
pub fn differing(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let mut by_failure: BTreeMap<&str, (&Scenario<'_>, Vec<Said<'_>>)> = BTreeMap::new();
    for scenario in &view.scenarios {
        let said = scenario.facts(Topic::Severity).filter_map(|fact| Said::of(fact.value.first()?));
        let (_, all) = by_failure.entry(&scenario.key).or_insert_with(|| (scenario, Vec::new()));
        all.extend(said);
    }
    let ids: HashMap<&str, &str> = view
        .scenarios
        .iter()
        .filter_map(|scenario| Some((id(scenario)?, scenario.key.as_str())))
        .collect();
    for cells in rows(view).filter(|_| !ids.is_empty()) {
        for (key, said) in of_row(&ids, cells) {
            if let Some((_, all)) = by_failure.get_mut(key) {
                all.push(said);
            }
        }
    }
    by_failure.values().filter_map(|(scenario, all)| finding(rule, scenario, all)).collect()
}

/// The rows of tables that are no scenario's, cell by cell.
fn rows<'a>(view: &View<'a>) -> impl Iterator<Item = &'a [Line]> {
    let of_table =
        |line: &Line| line.stands == Stands::Cell && !view.is_in_scenario(line.words.place.line);
    let rows = view.reading.lines.chunk_by(|one, other| {
        one.block == other.block && one.words.place.line == other.words.place.line
    });
    rows.filter(move |row| row.first().is_some_and(of_table))
}

/// What a scenario is called in summaries: `FM-DB-1`.
fn id<'a>(scenario: &Scenario<'a>) -> Option<&'a str> {
    scenario.failure.number.as_deref().filter(|id| {
        id.len() > 3 && id.contains(|c: char| c.is_ascii_digit()) && id.contains(['-', '_'])
    })
}

/// What a row says of the failures that one of its cells names: `| P1 (Critical) | FM-DB-1 |`.
fn of_row<'a>(ids: &HashMap<&str, &'a str>, row: &'a [Line]) -> Vec<(&'a str, Said<'a>)> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut named = Vec::new();
    let mut graded = Vec::new();
    for cell in row {
        let words = cell.words.text.split(|c: char| !inside(c));
        let before = named.len();
        named.extend(words.filter_map(|word| ids.get(word).copied()));
        if named.len() == before {
            graded.extend(Said::of(&cell.words).map(|_| &cell.words));
        }
    }
    // Where several cells are grades, nobody can tell which of them is the failure's.
    let [words] = graded.as_slice() else { return Vec::new() };
    named.into_iter().filter_map(|key| Some((key, Said::of(words)?))).collect()
}

fn finding(rule: &dyn Rule, scenario: &Scenario<'_>, all: &[Said<'_>]) -> Option<Finding> {
    let first = all.first()?;
    let other = all.iter().find(|other| first.contradicts(other))?;
    let message = format!(
        "{} is {} in line {}, and {} in line {}",
        scenario.quoted(),
        first.words.text.trim(),
        first.words.place.line,
        other.words.text.trim(),
        other.words.place.line
    );
    let spots = [first, other].map(|said| Spot::at(said.words, said.words.text.trim())).into();
    Some(Finding::new(rule, message, spots).about(&scenario.of))
}

impl<'a> Said<'a> {
    /// What some words say that are nothing but grades: `P1 (Critical)`, `🔴 High`.
    fn of(words: &'a Words) -> Option<Self> {
        let lower = words.text.to_lowercase();
        let all = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let mut grades = Vec::new();
        for word in all {
            grades.push(grade(word)?);
        }
        (!grades.is_empty()).then_some(Self { grades, words })
    }

    /// Whether both have a grade of one scale, and not the same.
    fn contradicts(&self, other: &Self) -> bool {
        let alike = |one: &Grade, other: &Grade| match (one, other) {
            (Grade::Word(_), Grade::Word(_)) => true,
            (Grade::Number(one, _), Grade::Number(other, _)) => one == other,
            _ => false,
        };
        let has = |one: &Grade, same: bool| {
            other.grades.iter().any(|it| alike(one, it) && (!same || one == it))
        };
        self.words.place.line != other.words.place.line
            && self.grades.iter().any(|one| has(one, false))
            && !self.grades.iter().any(|one| has(one, true))
    }
}

fn grade(word: &str) -> Option<Grade> {
    const WORDS: [&[&str]; 4] =
        [&["critical"], &["high", "major"], &["medium", "moderate"], &["low", "minor"]];
    if let Some(at) = WORDS.iter().position(|words| words.contains(&word)) {
        return Some(Grade::Word(u8::try_from(at).ok()?));
    }
    let digits = word.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = word.strip_suffix(digits)?;
    let number = digits.parse().ok().filter(|number| *number < 6)?;
    let letter = match letters {
        "p" | "priority" => 'p',
        "s" | "sev" | "severity" => 's',
        _ => return None,
    };
    Some(Grade::Number(letter, number))
}
