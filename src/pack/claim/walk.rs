//! That a decision tree of the document leads to what brings all back. It follows from the
//! document's trees and from `trees:` of the pack, and is written in no scenario file.
//!
//! The claim carries the whole tree as it is bound to the stack, so that a timeline alone tells
//! where it leads: see [`Walk::walk`].

mod path;

pub use path::{Answered, End, Taken, Walked};

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::Question;
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::{ProbeName, ServiceName};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A decision tree as it is walked in a stack: under a fault that it is for, it leads to a leaf
/// whose remedy brings all back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walk {
    /// Its title in the document.
    pub title: String,
    /// Its questions, in the document's order; it begins with the first.
    pub questions: Vec<TreeQuestion>,
}

/// A question of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeQuestion {
    /// Its number, as the document has it.
    pub number: String,
    /// Its words.
    pub words: String,
    /// The document's line, counted from 1.
    pub line: u32,
    /// What answers it.
    pub asked: Asked,
    /// Where YES leads; none where the document does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yes: Option<Then>,
    /// Where NO leads; none where the document does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no: Option<Then>,
}

/// What answers a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Asked {
    /// What these probes of a service saw last.
    Probes {
        /// The service.
        service: ServiceName,
        /// The probes; at least one.
        probes: Vec<ProbeName>,
        /// The answer where all of them are well.
        well: Reply,
    },
    /// A command in the droplet's shell.
    Command {
        /// The command.
        run: String,
        /// The service that it asks of, where the pack says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        service: Option<ServiceName>,
        /// The answer where it exits with 0; the other one is any other exit status.
        well: Reply,
    },
    /// Nothing does.
    Nothing {
        /// Why not.
        why: String,
    },
}

/// An answer to a question.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reply {
    /// It is so.
    #[default]
    Yes,
    /// It is not.
    No,
}

/// Where an answer leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// To the question with this number.
    Question(String),
    /// To what is to be done.
    Leaf(Leaf),
}

/// What a tree ends with: what is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaf {
    /// The document's words.
    pub words: String,
    /// Their line.
    pub line: u32,
    /// The commands that do it: the document's own, or what the pack carries out its prose with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<String>,
    /// Why nothing does it, where there are no commands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
}

impl Asked {
    /// The service that is asked of; none where that is not known.
    pub const fn service(&self) -> Option<&ServiceName> {
        match self {
            Self::Probes { service, .. } => Some(service),
            Self::Command { service, .. } => service.as_ref(),
            Self::Nothing { .. } => None,
        }
    }
}

impl Reply {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
        }
    }
}

/// As documents write it.
impl fmt::Display for Reply {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Yes => "YES",
            Self::No => "NO",
        })
    }
}

impl Walk {
    /// Its leaves, in the document's order, each with the question and the answer that lead there.
    pub fn leaves(&self) -> impl Iterator<Item = (&TreeQuestion, Reply, &Leaf)> {
        self.questions.iter().flat_map(|question| {
            let both = [(Reply::Yes, &question.yes), (Reply::No, &question.no)];
            both.into_iter().filter_map(move |(reply, then)| match then {
                Some(Then::Leaf(leaf)) => Some((question, reply, leaf)),
                Some(Then::Question(_)) | None => None,
            })
        })
    }

    /// The leaf that these commands carry out, with what leads there; none where none does.
    pub fn leaf_of(&self, commands: &[String]) -> Option<(&TreeQuestion, Reply, &Leaf)> {
        let mut leaves = self.leaves();
        leaves.find(|(_, _, leaf)| !commands.is_empty() && leaf.commands == commands)
    }

    /// Its title as a part of a name: `website-is-down`.
    pub fn slug(&self) -> String {
        let lower = self.title.to_lowercase();
        let words = lower.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() { "untitled".to_owned() } else { words.join("-") }
    }
}

impl Kind for Walk {
    fn family(&self) -> &'static str {
        "tree"
    }

    fn subject(&self) -> Option<String> {
        Some(self.slug())
    }

    fn told(&self) -> String {
        format!(
            "the decision tree '{}' leads, question by question, to what brings all back",
            self.title
        )
    }

    // A question that cannot be answered is no matter where the walk never comes to it.
    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        Vec::new()
    }

    fn questions(&self) -> Vec<Question> {
        let asked = self.questions.iter().filter_map(|question| match &question.asked {
            Asked::Command { run, service, .. } => Some(Question {
                line: run.clone(),
                about: service.clone(),
                documented: String::new(),
            }),
            Asked::Probes { .. } | Asked::Nothing { .. } => None,
        });
        asked.collect()
    }

    fn walk(&self) -> Option<&Walk> {
        Some(self)
    }
}

impl Written for Walk {}

/// It is taken from the document as it stands, and quotes nothing.
impl Bound for Walk {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
