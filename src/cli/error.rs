//! Errors → messages and exit statuses, in one place.

use crate::engine::EngineError;
use crate::storage::StorageError;
use std::fmt;
use std::process::ExitCode;

/// The exit statuses, as `firedrill --help` promises them. Where several apply, the highest is
/// returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Every claim confirmed or waived.
    Good = 0,
    /// A claim contradicted, a drill in which nothing was broken, or whatever else `--fail-on`
    /// names.
    Red = 1,
    /// The command line or a file is wrong; nothing was started.
    Wrong = 2,
    /// This machine cannot run it; nothing was left behind.
    Unable = 3,
    /// Interrupted, timed out or aborted; all undone.
    Aborted = 4,
    /// Something could not be undone; it was listed.
    NotUndone = 5,
}

impl Status {
    /// What a run's findings ask for: good, or red.
    pub const fn of(findings: u8) -> Self {
        if findings == 0 { Self::Good } else { Self::Red }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(status as u8)
    }
}

/// Why a command did not do what was asked: what a person reads, and the status.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    /// What scripts see.
    pub status: Status,
    /// What went wrong, where.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure of this status.
    pub fn new(status: Status, message: impl fmt::Display) -> Self {
        Self { status, message: message.to_string(), hint: None }
    }

    /// What was begun was undone, which is said where it ended early, in these words.
    #[must_use]
    pub fn undone(mut self, how: &str) -> Self {
        if self.status == Status::Aborted {
            self.message += if self.message.contains('\n') { "\n  " } else { "; " };
            self.message += how;
        }
        self
    }

    /// With the next step.
    #[must_use]
    pub fn hint(mut self, hint: impl fmt::Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// With the next step, where there is one to name.
    #[must_use]
    pub fn hint_if(self, hint: Option<impl fmt::Display>) -> Self {
        match hint {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::new(status_of_engine(&error), &error).hint_if(error.hint())
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        let (status, hint) = match &error {
            StorageError::NoPack { .. } => {
                (Status::Wrong, Some("name the folder that has one with --pack DIR"))
            }
            StorageError::LargePack { .. } => (
                Status::Wrong,
                Some("keep the pack, and what its Compose file builds, in folders of their own"),
            ),
            StorageError::Unreadable { .. }
            | StorageError::NoDocument { .. }
            | StorageError::BadReport { .. } => (Status::Wrong, None),
            StorageError::RunUnreadable { .. } => {
                let hint = "runs leave their files in the report folder; name another one with \
                            --report-dir DIR";
                (Status::Wrong, Some(hint))
            }
            StorageError::ReportNotTimeline { timelines, .. } => {
                let hint = format!("its timelines stand beside it: {}", timelines.join(", "));
                return Self::new(Status::Wrong, &error).hint(hint);
            }
            StorageError::Damaged { .. } => (
                Status::Wrong,
                Some("a timeline is the .jsonl file of a drill in the report folder"),
            ),
            StorageError::NoSuchRun { .. } | StorageError::FileNotRun { .. } => {
                let hint = "name a run by its id or by its folder; runs are looked for in the \
                            folder that --report-dir names";
                (Status::Wrong, Some(hint))
            }
            StorageError::NotARun { .. } => (Status::Wrong, Some("name the folder of a run")),
            StorageError::Unwritable { .. } => {
                (Status::Aborted, Some("free space there, or name another place to write to"))
            }
            StorageError::FolderUnwritable { .. } => (
                Status::Aborted,
                Some("free space there, or name another folder with --report-dir DIR"),
            ),
        };
        Self::new(status, &error).hint_if(hint)
    }
}

/// Without an engine that can be used, this machine cannot run anything.
pub const fn status_of_engine(error: &EngineError) -> Status {
    if error.kind.is_no_engine() { Status::Unable } else { Status::Aborted }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "error: {}", self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(out, "\n  next: {hint}"))
    }
}
