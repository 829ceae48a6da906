//! What an import is made of, and what it makes.

use serde::Serialize;

/// A file that is read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// Its path, as `pack.yaml` is to name it.
    pub path: &'a str,
    /// What stands in it.
    pub text: &'a str,
}

/// What an import makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Import {
    /// The pack's files, `pack.yaml` first.
    #[serde(skip)]
    pub files: Vec<File>,
    /// What was understood of each failure, in the document's order.
    pub failures: Vec<Understood>,
    /// What the document speaks of, and the Compose file has.
    pub services: Vec<Found>,
    /// What the pack takes nothing from, and why.
    pub left_out: Vec<LeftOut>,
    /// What only a person can know.
    pub todos: Vec<Todo>,
}

/// A file that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path in the pack's folder.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// Something that a person must fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Todo {
    /// The file of the pack.
    pub file: String,
    /// The line of it.
    pub line: u32,
    /// What to do.
    pub what: String,
    /// Why that is left to a person.
    pub why: String,
}

/// What was understood of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Understood {
    /// Its title in the document.
    pub title: String,
    /// The line of the document where it begins.
    pub line: u32,
    /// What the pack makes of it.
    pub becomes: Becomes,
    /// Why that is a guess; none where the words say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<String>,
    /// What the document says of it.
    pub facts: Vec<Said>,
}

/// What the pack makes of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Becomes {
    /// A scenario.
    Scenario {
        /// Its id.
        id: String,
        /// Its file.
        file: String,
        /// Its fault: `kill redis`.
        fault: String,
    },
    /// Nothing: people drill it by a file of their own.
    Own {
        /// The file.
        file: String,
    },
    /// Nothing: a failure of the same title stands before, and is the one that counts.
    ToldBefore {
        /// The line where that one begins.
        line: u32,
    },
    /// Nothing that is drilled.
    NotDrilled {
        /// Why.
        reason: String,
    },
}

/// One thing that the document says of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The line of the document.
    pub line: u32,
    /// Its key, as it is written.
    pub key: String,
    /// The label that it stands under, as a profile's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// What it means, in short; none where it is a remark or cannot be tested as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// It says nothing that can be tested: advice, how often it happens.
    pub is_remark: bool,
    /// Why the meaning is a guess.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<String>,
    /// Why it cannot be tested as it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untestable: Option<Untestable>,
}

/// Why something cannot be tested, and what would make it so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Untestable {
    /// Why.
    pub why: String,
    /// What to add to the document.
    pub add: String,
}

/// A service of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its name in the pack.
    pub name: String,
    /// The line of the document that names it first; none where the Compose file alone does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Its Compose service; none where it is not known where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<String>,
}

/// What the pack takes nothing from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What, as it is written.
    pub what: String,
    /// The lines of the document that say it.
    pub lines: Vec<u32>,
    /// Why.
    pub why: String,
}
