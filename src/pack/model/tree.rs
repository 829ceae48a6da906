//! What a pack says of the document's decision trees: whose they are, and how they are walked.

use crate::pack::claim::Reply;
use crate::pack::facts::ProbeAspect;
use crate::words::ServiceName;

/// What a pack says of a decision tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// Its title in the document.
    pub title: String,
    /// The line of its title.
    pub line: u32,
    /// The scenarios whose symptom it is, or drills that are made of the document's tables.
    pub faults: Vec<String>,
    /// How questions are answered that their words do not.
    pub answers: Vec<TreeAnswer>,
    /// What carries out its leaves' prose.
    pub remedies: Vec<TreeRemedy>,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeAnswer {
    /// The question's line.
    pub line: u32,
    /// What answers it.
    pub by: AnsweredBy,
    /// The answer while all is well.
    pub well: Reply,
}

/// What answers a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnsweredBy {
    /// A command in the droplet's shell: exit status 0 says that all is well.
    Command {
        /// The command.
        run: String,
        /// The service that it asks of, for the simulated world.
        service: Option<ServiceName>,
    },
    /// Looks at a service.
    Service {
        /// The service.
        service: ServiceName,
        /// Which looks; what the question's words say where there are none.
        looks: Vec<ProbeAspect>,
    },
    /// Nothing, for this reason.
    Nothing(String),
}

/// What carries out a leaf's prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeRemedy {
    /// The leaf's line.
    pub line: u32,
    /// The commands, or why nothing does it.
    pub by: Result<Vec<String>, String>,
}
