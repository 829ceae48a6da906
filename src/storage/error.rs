//! Why something cannot be read from the disk, or written to it.

use crate::report::json::Unreadable;
use crate::timeline::Damage;
use std::io;
use std::path::PathBuf;

/// What can go wrong with packs and runs on the disk.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A folder has no pack.
    #[error("{} is no pack: it has no pack.yaml", folder.display())]
    NoPack {
        /// The folder.
        folder: PathBuf,
    },
    /// A folder has more in it than a pack ever has.
    #[error(
        "a pack's files are {} MiB together at most, with those that its images are built from, \
         and there are more in {}", limit >> 20, folder.display()
    )]
    LargePack {
        /// The folder where they were too many.
        folder: PathBuf,
        /// Bytes that a pack may have.
        limit: u64,
    },
    /// A pack's file or a folder.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A document that is none: not text, or larger than any.
    #[error("{} is no document: {why}", path.display())]
    NoDocument {
        /// Its file.
        path: PathBuf,
        /// Why not.
        why: String,
    },
    /// A file that a run left.
    #[error("cannot read {}: {source}", path.display())]
    RunUnreadable {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A report that is none.
    #[error("{} cannot be read: {why}", path.display())]
    BadReport {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        why: Unreadable,
    },
    /// A report in place of a timeline.
    #[error("{} is a report, not a timeline", path.display())]
    ReportNotTimeline {
        /// Its file.
        path: PathBuf,
        /// The timelines of its run.
        timelines: Vec<String>,
    },
    /// A timeline that is none, or of which some was lost in the middle.
    #[error("{} is damaged: {damage}", path.display())]
    Damaged {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        damage: Damage,
    },
    /// There is no such run.
    #[error("there is no run '{named}'")]
    NoSuchRun {
        /// As it was named.
        named: String,
    },
    /// A file in place of a run's folder.
    #[error("{named} is a file, not the folder of a run")]
    FileNotRun {
        /// As it was named.
        named: String,
    },
    /// A folder in which no run left anything.
    #[error("{} has neither a report.json nor a timeline", folder.display())]
    NotARun {
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A run's folder cannot be written to.
    #[error("cannot write to {}: {source}", folder.display())]
    FolderUnwritable {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
}
