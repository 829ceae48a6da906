//! A review whose date has passed.

use super::super::dates::date;
use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;

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
         Of a month or a quarter its last day counts."
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
        let finding = |dated: &crate::reading::Dated| {
            let (key, value) = (dated.key.text.trim(), dated.value.text.trim());
            let message = format!("'{key}' was {value}, which has passed");
            Finding::new(self, message, vec![Spot::at(&dated.value, "has passed")])
        };
        overdue.map(finding).collect()
    }
}
