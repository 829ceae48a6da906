//! A link within the document whose target is not there.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::Words;

/// See [`Rule::summary`].
pub struct LinkLeadsNowhere;

impl Rule for LinkLeadsNowhere {
    fn id(&self) -> &'static str {
        "link-leads-nowhere"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "A link within the document leads to a section that is not there."
    }

    fn why(&self) -> &'static str {
        "The steps that it promises are missing when somebody needs them."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "Recovery: see [the restore](#restore-the-database)\n…\n## Restore",
            "Recovery: see [the restore](#restore)\n…\n## Restore",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let finding = |words: &Words| {
            let message = format!("no section is what '{}' links to", words.text.trim());
            Finding::new(self, message, vec![Spot::at(words, "leads nowhere")])
        };
        view.reading.broken_links.iter().map(finding).collect()
    }
}
