//! What can go wrong with a run. Which exit status that makes, and what a person can do about it,
//! is for whoever shows it.

use super::project::ProjectError;
use crate::engine::EngineError;
use crate::journal::JournalError;
use crate::pack::{NoCompose, Problem};
use crate::site::SiteError;
use crate::stack::StackError;
use crate::words::{ProfileName, RunId, ScenarioId};
use std::io;
use std::path::PathBuf;

/// A report folder must have room for so many bytes when a run begins; one drill's timeline takes
/// about as much.
pub(super) const ROOM: usize = 1 << 20;

/// Why a run could not begin, ended early, or was not taken back whole.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Somebody wanted an end.
    #[error("interrupted")]
    Interrupted,
    /// A panic in the middle of the drills.
    #[error("firedrill itself failed (see the message above)")]
    Panicked,
    /// The engine is not there, or did not do what was asked.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A stack, or its images, could not be had.
    #[error(transparent)]
    Stack(StackError),
    /// A stack was started, and did not become well ([`SiteError::NotWell`]).
    #[error(transparent)]
    NotWell(SiteError),
    /// The run is on somebody's project.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The Compose file is not right with the variables of a profile.
    #[error("the pack has errors")]
    BrokenPack(Vec<Problem>),
    /// The pack is a document alone.
    #[error(transparent)]
    NoStack(NoCompose),
    /// There is no report folder, and none can be made.
    #[error("cannot make the report folder {}: {source}", folder.display())]
    NoReportFolder {
        /// Which.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// There is a report folder, and no report can be written to it.
    #[error("cannot write reports to {} (a run needs at least {} MiB): {source}", folder.display(), ROOM >> 20)]
    ReportFolder {
        /// Which.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A drill's timeline cannot be written.
    #[error("cannot write the timeline {}: {source}", path.display())]
    Timeline {
        /// Its file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The journal cannot be begun, or those of earlier runs cannot be read; nothing was done.
    #[error(transparent)]
    NoJournal(JournalError),
    /// Something could not be written down in the journal, and so was not done.
    #[error("{what}")]
    Unwritten {
        /// What.
        what: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// All was taken back, and the journal does not say so.
    #[error(transparent)]
    JournalNotClosed(JournalError),
    /// A stack was begun before its images were there.
    #[error("a stack was begun before its images were there")]
    NoImages,
    /// The engine went away in the middle of a drill.
    #[error("the engine went away in the middle of {scenario} ({profile}): {why}")]
    EngineLost {
        /// The drill.
        scenario: ScenarioId,
        /// Its profile.
        profile: ProfileName,
        /// What was seen of it.
        why: String,
    },
    /// Some of what the run made is still there.
    #[error("not all of run {run} could be taken down:\n  {}", remains.join("\n  "))]
    NotTakenDown {
        /// The run.
        run: RunId,
        /// What is there, and why.
        remains: Vec<String>,
    },
    /// Somebody wanted to leave before all was taken down.
    #[error(
        "not all of run {run} could be taken down: it was interrupted for the third time, and is \
         left where it is"
    )]
    LeftWhereItIs {
        /// The run.
        run: RunId,
        /// So many of its containers may be there.
        containers: usize,
        /// So many of its networks.
        networks: usize,
        /// So many of its volumes.
        volumes: usize,
    },
}

impl From<NoCompose> for RunError {
    fn from(error: NoCompose) -> Self {
        match error {
            NoCompose::Broken(problems) => Self::BrokenPack(problems),
            NoCompose::Unnamed => Self::NoStack(error),
        }
    }
}

impl RunError {
    pub(super) const fn is_interruption(&self) -> bool {
        matches!(self, Self::Interrupted)
    }
}
