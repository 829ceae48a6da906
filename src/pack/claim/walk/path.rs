//! The walk itself: from the first question, by the answers, to a leaf, or to where it stops.
//!
//! It is a function of the tree and the answers alone, so that the drill, the judge and `diagnose`
//! walk alike, and it always ends: no question is come to twice.

use super::{Leaf, Reply, Then, TreeQuestion, Walk};
use crate::words::ProbeName;
use std::collections::BTreeSet;
use std::fmt;

/// An answer, and what was seen that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The answer.
    pub reply: Reply,
    /// What was seen, in few words: `redis.alive: connection refused`.
    pub seen: String,
    /// The numbers of the events that show it; empty outside drills.
    pub evidence: Vec<u64>,
}

impl Answered {
    /// The answer where all of a question's probes are well.
    pub fn all_well(probes: &[ProbeName], reply: Reply, evidence: Vec<u64>) -> Self {
        let names: Vec<&str> = probes.iter().map(ProbeName::as_str).collect();
        let are = if names.len() > 1 { "are" } else { "is" };
        Self { reply, seen: format!("{} {are} well", names.join(" and ")), evidence }
    }
}

/// A question that was answered on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken<'t> {
    /// The question.
    pub question: &'t TreeQuestion,
    /// Its answer.
    pub answered: Answered,
}

/// Where a walk ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End<'t> {
    /// At what is to be done.
    Leaf(&'t Leaf),
    /// At a question without an answer.
    Open {
        /// The question.
        question: &'t TreeQuestion,
        /// Why it has none.
        why: String,
    },
    /// At a question that it has come from.
    Circle(&'t TreeQuestion),
    /// Where the document does not say how to go on: an answer that leads to no question.
    Nowhere {
        /// The question that the tree does not have; none where the last question has no such
        /// answer.
        goto: Option<String>,
    },
}

/// A walk: the questions on its way, and where it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked<'t> {
    /// The questions that were answered, in the order in which they were come to.
    pub path: Vec<Taken<'t>>,
    /// Where it ended.
    pub end: End<'t>,
}

impl Walk {
    /// Walks from the first question to where the answers lead. `answer` gives a question's
    /// answer, or why it has none; each question is asked once at most, and only when it is come
    /// to.
    pub fn walk(
        &self,
        mut answer: impl FnMut(&TreeQuestion) -> Result<Answered, String>,
    ) -> Walked<'_> {
        let (mut path, mut been) = (Vec::new(), BTreeSet::new());
        let mut at = 0;
        let mut wanted: Option<&str> = None;
        let end = loop {
            let Some(question) = self.questions.get(at) else {
                break End::Nowhere { goto: wanted.map(str::to_owned) };
            };
            if !been.insert(at) {
                break End::Circle(question);
            }
            let answered = match answer(question) {
                Ok(answered) => answered,
                Err(why) => break End::Open { question, why },
            };
            let then = question.then(answered.reply);
            path.push(Taken { question, answered });
            (at, wanted) = match then {
                Some(Then::Leaf(leaf)) => break End::Leaf(leaf),
                Some(Then::Question(number)) => (self.place(number), Some(number.as_str())),
                // What the document leaves out goes on with the next question.
                None => (at + 1, None),
            };
        };
        Walked { path, end }
    }

    /// Where the question with this number stands; behind the last where there is none.
    fn place(&self, number: &str) -> usize {
        let is = |question: &TreeQuestion| question.number.eq_ignore_ascii_case(number);
        self.questions.iter().position(is).unwrap_or(self.questions.len())
    }
}

impl TreeQuestion {
    /// Where an answer leads.
    pub const fn then(&self, reply: Reply) -> Option<&Then> {
        match reply {
            Reply::Yes => self.yes.as_ref(),
            Reply::No => self.no.as_ref(),
        }
    }
}

impl<'t> Walked<'t> {
    /// What is to be done, where it ended so.
    pub const fn leaf(&self) -> Option<&'t Leaf> {
        match self.end {
            End::Leaf(leaf) => Some(leaf),
            End::Open { .. } | End::Circle(_) | End::Nowhere { .. } => None,
        }
    }

    /// The events that its answers rest on.
    pub fn evidence(&self) -> Vec<u64> {
        self.path.iter().flat_map(|taken| taken.answered.evidence.clone()).collect()
    }
}

/// The path, question by question: `1. Is Redis running? NO (redis.alive: connection refused) →
/// docker restart redis (line 9)`.
impl fmt::Display for Walked<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Taken { question, answered } in &self.path {
            let TreeQuestion { number, words, .. } = question;
            write!(out, "{number}. {words} {} ({}) → ", answered.reply, answered.seen)?;
        }
        match &self.end {
            End::Leaf(leaf) => write!(out, "{} (line {})", leaf.words, leaf.line),
            End::Open { question, why } => {
                write!(out, "{}. {} has no answer: {why}", question.number, question.words)
            }
            End::Circle(question) => write!(out, "back to question {}", question.number),
            End::Nowhere { goto: Some(number) } => {
                write!(out, "question {number}, which is not there")
            }
            End::Nowhere { goto: None } => {
                out.write_str("nowhere: the document does not say how to go on")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Asked;
    use super::*;
    use proptest::prelude::*;

    fn leaf() -> impl Strategy<Value = Then> {
        (0..9_u32).prop_map(|line| {
            let words = format!("do {line}");
            Then::Leaf(Leaf { commands: vec![words.clone()], words, line, open: None })
        })
    }

    fn then() -> impl Strategy<Value = Option<Then>> {
        prop_oneof![
            Just(None),
            leaf().prop_map(Some),
            (0..9_u32).prop_map(|number| Some(Then::Question(number.to_string()))),
        ]
    }

    /// Any tree: with circles, with answers that lead nowhere, with numbers that stand twice.
    fn tree() -> impl Strategy<Value = Walk> {
        let question = (0..7_u32, then(), then()).prop_map(|(number, yes, no)| TreeQuestion {
            number: number.to_string(),
            words: format!("Is {number} well?"),
            line: number,
            asked: Asked::Command {
                run: format!("look {number}"),
                service: None,
                well: Reply::Yes,
            },
            yes,
            no,
        });
        let questions = proptest::collection::vec(question, 0..7);
        questions.prop_map(|questions| Walk { title: "Down".to_owned(), questions })
    }

    fn answered(yes: bool) -> Answered {
        Answered {
            reply: if yes { Reply::Yes } else { Reply::No },
            seen: "seen".to_owned(),
            evidence: vec![1],
        }
    }

    proptest! {
        #[test]
        fn any_walk_ends_and_goes_as_its_answers_say(
            tree in tree(),
            answers in proptest::collection::vec(proptest::option::of(any::<bool>()), 16),
        ) {
            let mut answers = answers.into_iter();
            let mut asked = 0;
            let walked = tree.walk(|_| {
                asked += 1;
                answers.next().flatten().map(answered).ok_or_else(|| "unknown".to_owned())
            });
            prop_assert!(asked <= tree.questions.len());
            prop_assert_eq!(walked.path.len(), asked - usize::from(matches!(walked.end, End::Open { .. })));
            if let (Some(first), Some(taken)) = (tree.questions.first(), walked.path.first()) {
                prop_assert_eq!(first, taken.question);
            }
            for pair in walked.path.windows(2) {
                match pair[0].question.then(pair[0].answered.reply) {
                    Some(Then::Question(number)) => prop_assert_eq!(number, &pair[1].question.number),
                    Some(Then::Leaf(_)) => prop_assert!(false, "it went on behind a leaf"),
                    // The next in the document's order.
                    None => {
                        let follow = |two: &[TreeQuestion]| {
                            two[0] == *pair[0].question && two[1] == *pair[1].question
                        };
                        prop_assert!(tree.questions.windows(2).any(follow));
                    }
                }
            }
            let last = walked.path.last();
            let then = last.and_then(|last| last.question.then(last.answered.reply));
            match &walked.end {
                End::Leaf(leaf) => prop_assert_eq!(then, Some(&Then::Leaf((*leaf).clone()))),
                End::Circle(question) => {
                    prop_assert!(walked.path.iter().any(|taken| taken.question == *question));
                }
                End::Nowhere { goto: Some(number) } => {
                    prop_assert!(tree.questions.iter().all(|one| one.number != *number));
                }
                End::Nowhere { goto: None } => prop_assert!(then.is_none()),
                End::Open { question, why } => {
                    prop_assert!(tree.questions.contains(question) && why == "unknown");
                }
            }
            prop_assert_eq!(walked.evidence().len(), walked.path.len());
        }

        #[test]
        fn the_same_answers_lead_the_same_way(tree in tree(), yes in any::<bool>()) {
            prop_assert_eq!(tree.walk(|_| Ok(answered(yes))), tree.walk(|_| Ok(answered(yes))));
        }

        #[test]
        fn a_tree_is_read_from_a_timeline_as_it_was_written(tree in tree()) {
            let text = serde_json::to_string(&tree).unwrap();
            prop_assert_eq!(serde_json::from_str::<Walk>(&text).unwrap(), tree);
        }
    }

    #[test]
    fn a_path_is_told_question_by_question() {
        let question = |number: u32, yes, no| TreeQuestion {
            number: number.to_string(),
            words: format!("Is {number} well?"),
            line: number,
            asked: Asked::Nothing { why: String::new() },
            yes,
            no,
        };
        let leaf = Leaf {
            words: "docker restart redis".to_owned(),
            line: 9,
            commands: vec!["docker restart redis".to_owned()],
            open: None,
        };
        let goto = |number: &str| Some(Then::Question(number.to_owned()));
        let tree = Walk {
            title: "Down".to_owned(),
            questions: vec![
                question(1, goto("2"), None),
                question(2, goto("1"), Some(Then::Leaf(leaf))),
            ],
        };
        let told =
            |no_at: &str| tree.walk(|question| Ok(answered(question.number != no_at))).to_string();
        assert_eq!(
            told("2"),
            "1. Is 1 well? YES (seen) → 2. Is 2 well? NO (seen) → docker restart redis (line 9)"
        );
        assert_eq!(
            told(""),
            "1. Is 1 well? YES (seen) → 2. Is 2 well? YES (seen) → back to question 1"
        );
        let open = tree.walk(|_| Err("nobody looks".to_owned()));
        assert_eq!(open.to_string(), "1. Is 1 well? has no answer: nobody looks");
    }
}
