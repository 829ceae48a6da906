//! An answer of a decision tree that leads to a question that is not there.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use std::collections::HashSet;

/// See [`Rule::summary`].
pub struct AnswerLeadsNowhere;

impl Rule for AnswerLeadsNowhere {
    fn id(&self) -> &'static str {
        "answer-leads-nowhere"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn summary(&self) -> &'static str {
        "An answer of a decision tree leads to a question that the tree does not have, or back to \
         its own."
    }

    fn why(&self) -> &'static str {
        "Whoever follows the tree in an outage stands there without a next step."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "1. Does it answer?\n   YES → Continue to 4\n2. Is the disk full?",
            "1. Does it answer?\n   YES → Continue to 2\n2. Is the disk full?",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for tree in &view.reading.trees {
            let known: HashSet<&str> =
                tree.questions.iter().map(|question| question.number.as_str()).collect();
            for question in &tree.questions {
                for answer in &question.answers {
                    let Some(goto) = answer.goto.as_deref() else { continue };
                    let what = if goto == question.number {
                        "leads back to the same question".to_owned()
                    } else if known.contains(goto) {
                        continue;
                    } else {
                        format!("leads to question {goto}, which is not there")
                    };
                    let message = format!(
                        "the answer {} to question {} of '{}' {what}",
                        answer.on.text.trim(),
                        question.number,
                        tree.title.text.trim()
                    );
                    let spots = vec![Spot::at(&answer.then, "leads nowhere")];
                    found.push(Finding::new(self, message, spots));
                }
            }
        }
        found
    }
}
