//! Thresholds: at which figure something is called bad, wherever that stands.

use super::super::super::finding::{Finding, Severity, Spot};
use super::super::super::view::View;
use super::super::Rule;
use crate::reading::{Line, Stands, Words};
use std::collections::BTreeSet;

/// A threshold, and of what it is.
struct Threshold<'a> {
    /// The words of what it is of, without those that say how it is measured.
    of: BTreeSet<String>,
    above: bool,
    /// In thousandths of a second, of a whole or of one.
    value: u64,
    kind: Kind,
    /// How bad it is, where the line says that.
    level: Option<&'static str>,
    words: &'a Words,
    block: usize,
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Share,
    Time,
    Count,
}

/// What says that a figure is a threshold, in lower case, and whether what is above it is bad.
const SIGNS: [(&str, bool); 14] = [
    (">=", true),
    ("≥", true),
    (">", true),
    (" over ", true),
    (" above ", true),
    (" exceeds ", true),
    (" greater than ", true),
    (" more than ", true),
    ("<=", false),
    ("≤", false),
    ("<", false),
    (" below ", false),
    (" under ", false),
    (" less than ", false),
];

/// Words that say how something is measured or that it is bad, and not what it is.
const HOW: &str = "alert alerts alarm when if is are the a an of at on for rate total count bytes \
    seconds ms percent usage used use utilization utilisation high low too exceeds over above \
    below under max min sum avg by status value level warning critical threshold thresholds fires \
    fire trigger triggers triggered reaches check monitor monitoring with and or increase value \
    current number metric should be must expected target normal healthy p50 p90 p95 p99";

/// More thresholds are not compared each with each.
const COMPARED: usize = 120;

/// Things with two thresholds in two parts of the document.
pub fn differing(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let all: Vec<Threshold<'_>> = thresholds(view).take(COMPARED).collect();
    let mut found = Vec::new();
    let mut told: Vec<u32> = Vec::new();
    for (at, one) in all.iter().enumerate() {
        let other = all.iter().skip(at + 1).find(|other| one.contradicts(other, &all));
        let Some(other) = other else { continue };
        let lines = [one, other].map(|it| it.words.place.line);
        if lines.iter().any(|line| told.contains(line)) {
            continue;
        }
        told.extend(lines);
        found.push(finding(rule, one, other));
    }
    found
}

fn finding(rule: &dyn Rule, one: &Threshold<'_>, other: &Threshold<'_>) -> Finding {
    let of: Vec<&str> = one.of.iter().map(String::as_str).collect();
    let message = format!(
        "two thresholds for {}: '{}' in line {}, and '{}' in line {}",
        of.join(" "),
        one.words.text.trim(),
        one.words.place.line,
        other.words.text.trim(),
        other.words.place.line
    );
    let spots = [one, other].map(|it| Spot::at(it.words, "a threshold")).into();
    let found = Finding::new(rule, message, spots);
    // What one of them calls critical the other may call a warning.
    let sure = one.level == other.level;
    if sure { found } else { found.rated(Severity::Note) }
}

impl Threshold<'_> {
    fn is_of_the_same(&self, other: &Self) -> bool {
        self.kind == other.kind
            && self.above == other.above
            && (self.of.is_subset(&other.of) || other.of.is_subset(&self.of))
    }

    /// Whether two parts of the document cannot both be right: in none of them stands the other's
    /// figure as well, as for a warning before the alert.
    fn contradicts(&self, other: &Self, all: &[Self]) -> bool {
        let has = |block: usize, of: &Self, value: u64| {
            all.iter().any(|it| it.block == block && it.value == value && it.is_of_the_same(of))
        };
        let levels = match (self.level, other.level) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        levels
            && self.block != other.block
            && self.is_of_the_same(other)
            && self.value != other.value
            && !has(self.block, self, other.value)
            && !has(other.block, other, self.value)
    }
}

fn thresholds<'a>(view: &View<'a>) -> impl Iterator<Item = Threshold<'a>> {
    let rows = view.reading.lines.chunk_by(|one, other| {
        let is_cell = one.stands == Stands::Cell && other.stands == Stands::Cell;
        is_cell && one.block == other.block && one.words.place.line == other.words.place.line
    });
    rows.filter_map(of_line)
}

/// The threshold of a line, or of the cells of a row; none where it has several.
fn of_line(cells: &[Line]) -> Option<Threshold<'_>> {
    let first = cells.first()?;
    let row = cells.iter().map(|cell| cell.words.text.as_str()).collect::<Vec<_>>().join(" | ");
    let row = format!(" {row} ");
    // Only ASCII, so that places in it are those in the row.
    let lower = row.to_ascii_lowercase();
    // Of a share of all in a while the while is a figure too.
    if first.stands == Stands::Title || lower.contains("->") || lower.contains("=>") {
        return None;
    }
    let mut signs = SIGNS
        .iter()
        .filter_map(|(sign, above)| lower.find(sign).map(|at| (at, sign.len(), *above)));
    let (at, length, above) = signs.next()?;
    let behind = lower.get(at + length..)?.trim_start_matches([' ', '=', '`', '*', '~']);
    let before = row.get(..at)?;
    let (value, kind) = figure(behind, before.contains("seconds"))?;
    let cell = cells.iter().find(|cell| {
        let text = cell.words.text.to_ascii_lowercase();
        SIGNS.iter().any(|(sign, _)| text.contains(sign.trim()))
    });
    let of = subject(name(before)?);
    // One word is too little to be the same by, and a sentence has too many.
    let distinct = (2..6).contains(&of.len());
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    let level = ["critical", "warning", "info", "p1", "p2", "p3", "page"];
    let level = level.into_iter().find(|level| words().any(|word| word == *level));
    let (words, block) = (&cell.unwrap_or(first).words, first.block);
    distinct.then_some(Threshold { of, above, value, kind, level, words, block })
}

/// A figure at the beginning of some words; none where a length of time stands behind it, over
/// which it is counted.
fn figure(text: &str, in_seconds: bool) -> Option<(u64, Kind)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text.get(..end)?.trim_end_matches('.').parse().ok()?;
    let rest = text.get(end..)?.trim_start();
    let unit: String = rest.chars().take_while(|c| c.is_alphabetic() || *c == '%').collect();
    let counted = [" in ", " per ", " within ", " over ", "/"].iter().any(|it| rest.contains(it));
    if counted {
        return None;
    }
    let (value, kind) = match unit.as_str() {
        "%" => (number * 10.0, Kind::Share),
        "ms" | "milliseconds" => (number, Kind::Time),
        "s" | "sec" | "seconds" => (number * 1e3, Kind::Time),
        "m" | "min" | "minutes" => (number * 6e4, Kind::Time),
        "h" | "hours" => (number * 3.6e6, Kind::Time),
        "" | "for" if in_seconds => (number * 1e3, Kind::Time),
        "" | "for" if number > 0.0 && number < 1.0 => (number * 1e3, Kind::Share),
        "" | "for" | "messages" | "connections" | "restarts" => (number * 1e3, Kind::Count),
        _ => return None,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "figures of documents are small, and none is negative"
    )]
    let value = value.round() as u64;
    Some((value, kind))
}

/// The one name before a threshold: of a metric or of an alert. Prose says the same of several
/// alerts, each with a figure of its own.
fn name(before: &str) -> Option<&str> {
    let marks = |c: char| c.is_whitespace() || matches!(c, '|' | '`' | '*' | '-' | '•');
    let name = before.trim_matches(marks);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// The words of what a threshold is of, also those that a name has in it:
/// `PostgresReplicationLag` and `pg_replication_lag_seconds` are the same three.
fn subject(before: &str) -> BTreeSet<String> {
    let mut apart = String::new();
    let mut last = ' ';
    for c in before.chars() {
        if last.is_lowercase() && c.is_uppercase() {
            apart.push(' ');
        }
        apart.extend(c.to_lowercase());
        last = c;
    }
    let words = apart.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 1);
    let words = words.filter(|word| !HOW.split_whitespace().any(|how| how == *word));
    let words = words.filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    words.map(|word| if word == "pg" { "postgres".to_owned() } else { word.to_owned() }).collect()
}
