//! What a run made and broke, on disk before it does so, and how it is undone.
//!
//! One file a run: JSON Lines, readable by people. Its writer holds a lock on it for as long as it lives, so that a
//! journal without a lock is one whose writer is gone. Each line is synced before the thing it names is made; a torn last
//! line names something that was never begun. A journal is deleted when its run is over and all is undone.
//!
//! This room knows files and names. It never speaks to the engine: whoever reads a journal undoes what it says.
#![expect(clippy::disallowed_methods, reason = "the journal is a file")]

mod left;
mod line;

pub use left::{Left, living, unfinished};
pub use line::{Back, Intent, Undo};

use crate::words::RunId;
use line::{Line, VERSION};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Why a journal could not be written or read.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {source}", path.display())]
pub struct JournalError {
    /// What was being done, as words that follow "cannot".
    pub doing: &'static str,
    /// With which file or folder.
    pub path: PathBuf,
    /// Why not.
    pub source: std::io::Error,
}

impl JournalError {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self.source.kind() {
            std::io::ErrorKind::StorageFull => "free space where the state folder is, or set XDG_STATE_HOME",
            _ => "the state folder must be writable: set XDG_STATE_HOME to one that is",
        }
    }
}

/// Names a line of a journal, so that it can be crossed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry(u64);

/// The journal of one run, open for writing; there is no second writer while it lives.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    next: u64,
    /// The run is over: nothing can be written down any more, and so nothing be done.
    over: bool,
}

impl Journal {
    /// Begins the journal of a run in the state folder, which is made where it is not there.
    pub fn create(folder: &Path, run: &RunId) -> Result<Self, JournalError> {
        let failed = |doing, path: &Path| {
            let path = path.to_owned();
            move |source| JournalError { doing, path, source }
        };
        std::fs::create_dir_all(folder).map_err(failed("make the state folder", folder))?;
        let path = folder.join(format!("{run}.jsonl"));
        // Locked before it has its name: nobody ever sees a journal of a living run without a lock.
        let unnamed = folder.join(format!(".{run}.new"));
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&unnamed)
            .map_err(failed("make the journal", &unnamed))?;
        file.try_lock().map_err(std::io::Error::from).map_err(failed("lock the journal", &unnamed))?;
        let begin = Line::Begin { version: VERSION, run: run.clone(), pid: std::process::id() };
        file.write_all(begin.to_text().as_bytes())
            .and_then(|()| file.sync_data())
            .and_then(|()| std::fs::hard_link(&unnamed, &path)) // unlike a rename, it replaces nothing
            .and_then(|()| std::fs::remove_file(&unnamed))
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(failed("begin the journal", &path))?;
        Ok(Self { path, inner: Mutex::new(Inner { file, next: 1, over: false }) })
    }

    /// Takes over a journal that its writer left behind.
    fn take_over(path: PathBuf, file: File, next: u64) -> Self {
        Self { path, inner: Mutex::new(Inner { file, next, over: false }) }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes down what is about to be done, and returns when it is on the disk. Do it only afterwards.
    pub fn intend(&self, intent: Intent) -> Result<Entry, JournalError> {
        let first = self.intend_all(vec![intent])?;
        Ok(first.into_iter().next().unwrap_or(Entry(0)))
    }

    /// Writes down several things at the price of one; the entries are in their order.
    pub fn intend_all(&self, intents: Vec<Intent>) -> Result<Vec<Entry>, JournalError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        let mut entries = Vec::with_capacity(intents.len());
        for (n, intent) in (inner.next..).zip(intents) {
            text += &Line::Intent { n, intent }.to_text();
            entries.push(Entry(n));
        }
        inner.next += entries.len() as u64;
        self.write(&mut inner, &text)?;
        Ok(entries)
    }

    /// Crosses out what was undone.
    pub fn undone(&self, entry: Entry) -> Result<(), JournalError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let text = Line::Undone { n: entry.0 }.to_text();
        self.write(&mut inner, &text)
    }

    /// Ends the journal of a run that left nothing to undo, and deletes it.
    pub fn close(self) -> Result<(), JournalError> {
        self.end()
    }

    /// The same while others still hold it: whatever they want to write down from now on is refused, so that they cannot
    /// begin it.
    pub fn end(&self) -> Result<(), JournalError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever opened the file just before it is deleted must not take it for an unfinished one.
        self.write(&mut inner, &Line::Closed.to_text())?;
        inner.over = true;
        std::fs::remove_file(&self.path).map_err(|source| self.failed("delete the journal", source))
    }

    fn write(&self, inner: &mut Inner, text: &str) -> Result<(), JournalError> {
        if inner.over {
            return Err(self.failed("write the journal", std::io::Error::other("its run is over")));
        }
        let before = inner.file.metadata().map(|facts| facts.len());
        let written = inner.file.write_all(text.as_bytes()).and_then(|()| inner.file.sync_data());
        written.map_err(|source| {
            // A torn line must stay the last one, or what is written after it would be glued to it.
            if let Ok(before) = before {
                let _ = inner.file.set_len(before);
            }
            self.failed("write the journal", source)
        })
    }

    fn failed(&self, doing: &'static str, source: std::io::Error) -> JournalError {
        JournalError { doing, path: self.path.clone(), source }
    }
}
