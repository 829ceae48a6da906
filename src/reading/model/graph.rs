//! What hangs together: services and what they need, how they start, how bad it is when they fail,
//! and what is done then.

use super::{Fact, Time, Topic};
use crate::reading::names::Name;
use crate::reading::words::{Place, Words};
use crate::words::Impact;

/// A row of a table about services.
#[derive(Debug, Clone)]
pub struct ServiceRow {
    /// Which service.
    pub service: Named,
    /// What it needs; none where the table has no such column.
    pub needs: Option<Vec<Named>>,
    /// Who needs it; none where the table has no such column.
    pub needed_by: Option<Vec<Named>>,
    /// What its failure does to users, as it is written, and what that means.
    pub impact: Option<(Words, Vec<Impact>)>,
}

/// A name where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name, as names are compared.
    pub name: Name,
    /// As it is written.
    pub words: Words,
}

/// That one thing needs another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Who needs.
    pub from: Named,
    /// What it needs.
    pub to: Named,
    /// How much, where it is said.
    pub kind: Option<Need>,
    /// How it is written down.
    pub drawn: Drawn,
    /// Where.
    pub place: Place,
}

/// How much something is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It fails without it.
    Hard,
    /// It degrades without it.
    Soft,
    /// It is needed to start only.
    Startup,
}

/// How a dependency is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drawn {
    /// `A → B → C`.
    Chain,
    /// A drawing with boxes.
    Drawing,
    /// A tree of `├──`.
    Tree,
    /// Mermaid.
    Mermaid,
    /// A table's column.
    Table,
    /// A line with a key: `Dependencies: Docker, disk`.
    Line,
}

/// In which order things start.
#[derive(Debug, Clone)]
pub struct StartOrder {
    /// The heading that it stands below.
    pub title: Words,
    /// The steps; those of one step start together.
    pub steps: Vec<StartStep>,
}

/// A step of a start order.
#[derive(Debug, Clone)]
pub struct StartStep {
    /// What starts.
    pub starts: Named,
    /// What it is said to depend on there.
    pub after: Vec<Named>,
}

/// What is critical, important, or neither.
#[derive(Debug, Clone)]
pub struct CriticalList {
    /// The heading or label that it stands below, as a profile's.
    pub under: Words,
    /// How bad it is when one of them fails.
    pub level: Impact,
    /// Which.
    pub services: Vec<Named>,
}

/// A decision tree.
#[derive(Debug, Clone)]
pub struct DecisionTree {
    /// Its title.
    pub title: Words,
    /// Its questions, in the document's order.
    pub questions: Vec<Question>,
}

/// A question of a decision tree.
#[derive(Debug, Clone)]
pub struct Question {
    /// Its number, as it is written.
    pub number: String,
    /// The question.
    pub words: Words,
    /// Its answers.
    pub answers: Vec<Answer>,
}

/// An answer, and where it leads.
#[derive(Debug, Clone)]
pub struct Answer {
    /// `YES`, `NO`, or what it is.
    pub on: Words,
    /// What to do, or where to go on.
    pub then: Words,
    /// The number of the question that it leads to.
    pub goto: Option<String>,
}

/// A layer of the system.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its heading without number: `Data Layer`.
    pub title: Words,
    /// Its number, as it is written.
    pub number: Option<String>,
    /// What is said of it, or of a service in it: by its sub-heading where there is one.
    pub facts: Vec<(Option<Words>, Fact)>,
    /// Its first and last line.
    pub lines: (u32, u32),
}

/// An objective: how long a recovery may take, or how much data may be lost.
#[derive(Debug, Clone)]
pub struct Objective {
    /// Of what: a service, a tier, or nothing in particular.
    pub of: Option<Named>,
    /// `RecoveryTime` or `DataLoss`.
    pub topic: Topic,
    /// How long.
    pub time: Time,
}

/// How often a copy of the data is made.
#[derive(Debug, Clone)]
pub struct Backup {
    /// The line that says it.
    pub words: Words,
    /// What says of what, where that is not the line: the first cell of its row, or its item.
    pub of: Option<Words>,
    /// How long lies between two copies; none where they are made all the time: streaming
    /// replication, an archive of the log, recovery to a point in time.
    pub every: Option<Time>,
}
