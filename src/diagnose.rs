//! What a decision tree says of a stack that is up, for whoever is called at night: question by
//! question, what was seen, where it leads, and what came of the remedy.
//!
//! Pure: this room is handed what was seen. It looks at nothing and does nothing itself.

mod format;

pub use format::{human, json};

use crate::pack::claim::{Asked, End, Leaf, Taken, Walked};
use crate::words::{ProfileName, Span};

/// All that was found in a stack.
#[derive(Debug, Clone)]
pub struct Diagnosis<'t> {
    /// Which stack: `stack 20261124-074512-a3f0.1`, `project shop`.
    pub place: String,
    /// Its shape.
    pub profile: ProfileName,
    /// How many probes looked.
    pub probes: usize,
    /// What was not well when they did, each with what it saw.
    pub unwell: Vec<String>,
    /// The trees, as they were walked.
    pub trees: Vec<Led<'t>>,
    /// What came of the remedy; none where none was tried.
    pub cure: Option<Cure>,
}

/// A tree, and where it led.
#[derive(Debug, Clone)]
pub struct Led<'t> {
    /// Its title.
    pub title: &'t str,
    /// The walk.
    pub walked: Walked<'t>,
}

/// What came of a remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cure {
    /// The tree that led to it.
    pub title: String,
    /// Its commands, each with how it ended: its exit status, or why it was not run, and what it
    /// printed.
    pub commands: Vec<Done>,
    /// How long after the first command all was well again; none where it was not.
    pub well_after: Option<Span>,
    /// What was still not well when time was over.
    pub unwell: Vec<String>,
    /// How long it was waited for.
    pub within: Span,
}

/// A command of a remedy that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The command.
    pub line: String,
    /// Its exit status; none where it was not over, or not run at all.
    pub exit: Option<i64>,
    /// What it printed, or why it was not run.
    pub output: String,
}

impl<'t> Led<'t> {
    /// What is to be done, where the tree found a cause: its last question was answered as it is
    /// not while all is well.
    pub fn cause(&self) -> Option<&'t Leaf> {
        let Taken { question, answered } = self.walked.path.last()?;
        let well = match &question.asked {
            Asked::Probes { well, .. } | Asked::Command { well, .. } => *well,
            Asked::Nothing { .. } => return None,
        };
        match self.walked.end {
            End::Leaf(leaf) if answered.reply != well => Some(leaf),
            End::Leaf(_) | End::Open { .. } | End::Circle(_) | End::Nowhere { .. } => None,
        }
    }
}

impl Diagnosis<'_> {
    /// The trees that found a cause.
    pub fn causes(&self) -> impl Iterator<Item = (&Led<'_>, &Leaf)> {
        self.trees.iter().filter_map(|led| Some((led, led.cause()?)))
    }

    /// Whether somebody knows what to do now, or nothing is to be done: all is well, or it is
    /// cured, or a cause was found and no remedy tried.
    pub fn is_good(&self) -> bool {
        match &self.cure {
            Some(cure) => cure.well_after.is_some(),
            None => self.unwell.is_empty() || self.causes().next().is_some(),
        }
    }
}

#[cfg(test)]
mod tests;
