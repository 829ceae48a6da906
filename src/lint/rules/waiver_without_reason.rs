//! A waiver that does not say why.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::Waived;

/// See [`Rule::summary`].
pub struct WaiverWithoutReason;

impl Rule for WaiverWithoutReason {
    fn id(&self) -> &'static str {
        "waiver-without-reason"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A comment waives a rule and gives no reason."
    }

    fn why(&self) -> &'static str {
        "Whoever reads it next year cannot tell whether it still holds."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "<!-- firedrill: allow missing-scenario -->",
            "<!-- firedrill: allow missing-scenario – the provider drills that one -->",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let silent = view.reading.waived.iter().filter(|waived| waived.reason.trim().is_empty());
        let finding = |waived: &Waived| {
            let message = format!("'{}' is waived without a reason", waived.rule);
            Finding::new(self, message, vec![Spot::new(waived.place, "why?")])
        };
        silent.map(finding).collect()
    }
}
