//! A review whose date has passed.

use super::super::dates::date;
use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{Dated, Stands};
use jiff::civil::Date;

/// See [`Rule::summary`].
pub struct ReviewOverdue;

impl Rule for ReviewOverdue {
    fn id(&self) -> &'static str {
        "review-overdue"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "The date of the next review, test or drill has passed."
    }

    fn why(&self) -> &'static str {
        "The document itself says that it is not to be trusted any longer without another look. \
         Of a month or a quarter its last day counts. Where it says only how often that is to \
         be, the last update counts as one."
    }

    fn example(&self) -> (&'static str, &'static str) {
        ("Next review: March 2024", "Next review: the first week after the next release")
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let Some(today) = view.today else { return Vec::new() };
        let overdue = view.reading.dates.iter().filter(|dated| {
            let key = dated.key.text.to_lowercase();
            let ahead = ["next", "due", "expires", "valid until", "review by"];
            let is_ahead = ahead.iter().any(|word| key.contains(word));
            is_ahead && date(&dated.value.text).is_some_and(|date| date < today)
        });
        let finding = |dated: &Dated| {
            let (key, value) = (dated.key.text.trim(), dated.value.text.trim());
            let message = format!("'{key}' was {value}, which has passed");
            Finding::new(self, message, vec![Spot::at(&dated.value, "has passed")])
        };
        let mut found: Vec<Finding> = overdue.map(finding).collect();
        // A date counts before what follows from how often it is to be.
        if !view.reading.dates.iter().any(is_next_date) {
            found.extend(self.by_interval(view, today));
        }
        found
    }
}

impl ReviewOverdue {
    /// `Review cycle: every 6 months`, and the last one was a year ago.
    fn by_interval(&self, view: &View<'_>, today: Date) -> Option<Finding> {
        let mut often = view.reading.lines.iter().filter(|line| line.stands == Stands::Prose);
        let (line, months) = often.find_map(|line| Some((line, interval(&line.words.text)?)))?;
        let done = view.reading.dates.iter().filter(|dated| {
            let key = dated.key.text.to_lowercase();
            ["last updated", "last review", "last revised", "last modified", "reviewed"]
                .iter()
                .any(|word| key.contains(word))
        });
        let last = done.filter_map(|dated| Some((date(&dated.value.text)?, dated)));
        let (last, dated) = last.max_by_key(|(date, _)| *date)?;
        let due = last.checked_add(jiff::Span::new().months(months)).ok()?;
        let (said, of) = (line.words.text.trim(), dated.value.text.trim());
        let message = format!("'{said}', and the last time was {of}");
        let spots = vec![
            Spot::at(&dated.value, "the last time"),
            Spot::at(&line.words, format!("due by {due}")),
        ];
        (due < today).then(|| Finding::new(self, message, spots))
    }
}

fn is_next_date(dated: &Dated) -> bool {
    dated.key.text.to_lowercase().contains("next") && date(&dated.value.text).is_some()
}

/// How often a line says that the document is reviewed, in months.
fn interval(text: &str) -> Option<i32> {
    const KEYS: [&str; 8] = [
        "review cycle",
        "review schedule",
        "review frequency",
        "review cadence",
        "review interval",
        "review period",
        "review date",
        "next review",
    ];
    let (key, value) = text.split_once(':')?;
    let key = key.trim_matches(['*', ' ', '_']).to_lowercase();
    let value = value.trim_matches(['*', ' ', '_', '.']).to_lowercase();
    if !KEYS.contains(&key.as_str()) {
        return None;
    }
    match value.as_str() {
        "monthly" | "every month" => Some(1),
        "quarterly" | "every quarter" => Some(3),
        "semi-annually" | "twice a year" | "biannually" => Some(6),
        "annually" | "yearly" | "every year" | "once a year" => Some(12),
        _ => {
            let rest = value.strip_prefix("every ")?.strip_suffix(" months")?;
            rest.parse().ok().filter(|months| (1..=60).contains(months))
        }
    }
}
