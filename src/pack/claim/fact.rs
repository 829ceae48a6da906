//! What the document says of the stack as it is: asked by a command, and no fault needed. It is
//! taken from the document as it stands, and is written in no scenario file.

use super::kinds::{Bound, Fares, Written};
use super::{Kind, RestsOn};
use crate::pack::Question;
use crate::pack::read::{ClaimContext, Quote, Stated};
use crate::words::FactName;
use serde::{Deserialize, Serialize};

/// A command prints what the document says, or ends well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The statement's name in the pack.
    pub name: FactName,
    /// The command, in the droplet's login shell.
    pub ask: String,
    /// What the document says that it prints: one of its lines. Where it gives nothing, the command
    /// is to end with exit status 0.
    pub said: Option<String>,
    /// Both are numbers, and may be so far apart, in the document's own unit.
    pub within: Option<u32>,
}

impl Kind for Fact {
    fn family(&self) -> &'static str {
        "fact"
    }

    fn subject(&self) -> Option<String> {
        Some(self.name.to_string())
    }

    fn told(&self) -> String {
        let Self { ask, said, within, .. } = self;
        match (said, within) {
            (Some(said), Some(within)) => {
                format!("`{ask}` prints {said}, or a number at most {within} away from it")
            }
            (Some(said), None) => format!("`{ask}` prints '{said}'"),
            (None, _) => format!("`{ask}` ends with exit status 0"),
        }
    }

    fn rests_on(&self) -> Vec<RestsOn<'_>> {
        vec![RestsOn::Command(&self.ask)]
    }

    fn questions(&self) -> Vec<Question> {
        vec![Question {
            line: self.ask.clone(),
            about: None,
            documented: self.said.clone().unwrap_or_default(),
        }]
    }
}

impl Written for Fact {}

/// It is taken from the document as it stands, and quotes nothing.
impl Bound for Fact {
    fn fares(&self) -> Vec<Fares> {
        Vec::new()
    }

    fn agree(&self, _: &ClaimContext<'_>, _: &Quote, _: &Stated) {}
}
