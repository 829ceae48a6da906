//! What a document says of the stack as it is, nothing being broken.

use crate::words::{FactName, ProfileName};

/// A statement of the document about the stack in its steady state: an address, a ratio, a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SteadyFact {
    /// Its name.
    pub name: FactName,
    /// The document's line that states it, counted from 1.
    pub line: u32,
    /// The words that state it, as they stand there.
    pub quote: String,
    /// Only in these profiles; in all where none is given.
    pub profiles: Vec<ProfileName>,
    /// How it is tested, or why it is not.
    pub testing: Testing,
}

/// How a statement is tested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Testing {
    /// By a command in the droplet.
    Ask {
        /// The command.
        ask: String,
        /// What it is to print, as the document has it; where that gives nothing, its exit status
        /// says whether the statement is true.
        said: Option<String>,
        /// How far apart two numbers may be, in the document's own unit.
        within: Option<u32>,
    },
    /// It is not, for this reason.
    Not(String),
}
