//! A question of a decision tree that no answer leads to.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{DecisionTree, Question};
use std::collections::{HashMap, HashSet};

/// See [`Rule::summary`].
pub struct QuestionUnreached;

impl Rule for QuestionUnreached {
    fn id(&self) -> &'static str {
        "question-unreached"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn summary(&self) -> &'static str {
        "No answer of a decision tree leads to one of its questions."
    }

    fn why(&self) -> &'static str {
        "Whoever follows the tree never comes there, so that what it would have found stays \
         unfound. A question behind one with an answer that is left out is reached by going on."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "1. Does it answer?\n   NO → Restart it\n   YES → Continue to 3\n2. Is the disk full?\n\
             \u{20}  …\n3. Is it slow?\n   …",
            "1. Does it answer?\n   NO → Restart it\n   YES → Continue to 2\n2. Is the disk full?\n\
             \u{20}  …\n3. Is it slow?\n   …",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        view.reading.trees.iter().flat_map(|tree| self.of_tree(tree)).collect()
    }
}

impl QuestionUnreached {
    fn of_tree(&self, tree: &DecisionTree) -> Vec<Finding> {
        let reached = reached(tree);
        // Where no answer leads anywhere, it is a list of questions.
        let leads = tree.questions.iter().flat_map(|question| &question.answers);
        if !leads.into_iter().any(|answer| answer.goto.is_some()) {
            return Vec::new();
        }
        let unreached = tree.questions.iter().zip(reached).filter(|(_, reached)| !reached);
        let finding = |question: &Question| {
            let message = format!(
                "no answer of '{}' leads to question {}",
                tree.title.text.trim(),
                question.number
            );
            Finding::new(self, message, vec![Spot::at(&question.words, "nobody comes here")])
        };
        unreached.map(|(question, _)| finding(question)).collect()
    }
}

/// Which questions somebody comes to who begins at the first.
fn reached(tree: &DecisionTree) -> Vec<bool> {
    let mut by_number: HashMap<&str, usize> = HashMap::new();
    for (at, question) in tree.questions.iter().enumerate() {
        by_number.entry(&question.number).or_insert(at);
    }
    let mut reached: HashSet<usize> = HashSet::new();
    let mut next = vec![0];
    while let Some(at) = next.pop() {
        let Some(question) = tree.questions.get(at) else { continue };
        if !reached.insert(at) {
            continue;
        }
        let leads = question.answers.iter().filter_map(|answer| answer.goto.as_deref());
        next.extend(leads.filter_map(|number| by_number.get(number)));
        // An answer that is left out, or says nothing, goes on with the next question.
        if question.answers.iter().filter(|answer| !answer.then.is_empty()).count() < 2 {
            next.push(at + 1);
        }
    }
    (0..tree.questions.len()).map(|at| reached.contains(&at)).collect()
}
