//! What a run made and broke, on disk before it does so, and how it is undone.
//!
//! One file a run: JSON Lines, readable by people. Its writer holds a lock on it for as long as it
//! lives, so that a journal without a lock is one whose writer is gone: the system lets go of the
//! lock however a process ends, which is why there are no stale ones to be told from others by
//! their age. Who holds it, and since when, stands in the file. Each line is synced before the
//! thing it names is made; a torn last line names something that was never begun. A journal is
//! deleted when its run is over and all is undone.
//!
//! This room knows files and names. It never speaks to the engine: whoever reads a journal undoes
//! what it says ([`crate::recover`], which also says why nobody does so unasked).
#![expect(clippy::disallowed_methods, reason = "the journal is a file, and says when it was begun")]

mod disk;
mod left;
mod line;

#[cfg(test)]
pub(crate) use disk::tests as tears;
pub use left::{Left, Living, Unfinished, living, unfinished};
#[cfg(feature = "rooms")]
pub use line::read;
pub use line::{Back, Intent, Undo};

use crate::words::{RunId, Span};
use line::{Line, VERSION};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
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
            ErrorKind::StorageFull => "free space where the state folder is, or set XDG_STATE_HOME",
            _ => "the state folder must be writable: set XDG_STATE_HOME to one that is",
        }
    }
}

/// Names a line of a journal, so that it can be crossed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry(u64);

/// Who writes a journal, or wrote it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// The process.
    pub pid: u32,
    /// Since when, RFC 3339 in UTC.
    pub since: String,
}

impl Owner {
    fn here() -> Self {
        let now = crate::wall::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        Self { pid: std::process::id(), since: now.to_string() }
    }

    /// How long that is ago; nothing where the wall clock says that it is to come.
    pub fn age(&self) -> Option<Span> {
        let since: jiff::Timestamp = self.since.parse().ok()?;
        let age = crate::wall::now().duration_since(since);
        u64::try_from(age.as_secs()).ok().map(Span::secs)
    }
}

/// `process 1234, for 3 min 5 s`
impl fmt::Display for Owner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, since } = self;
        match self.age() {
            Some(age) => write!(out, "process {pid}, for {age}"),
            None => write!(out, "process {pid}, since {since}"),
        }
    }
}

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
    open: BTreeMap<u64, Intent>,
    /// The last write broke off, and what it left of its line could not be cut away.
    torn: bool,
    /// The first failure to write, and what to do about it.
    trouble: Option<(String, &'static str)>,
    /// The run is over: nothing can be written down any more, and so nothing be done.
    over: bool,
}

impl Inner {
    fn new(file: File, next: u64, open: BTreeMap<u64, Intent>) -> Mutex<Self> {
        Mutex::new(Self { file, next, open, torn: false, trouble: None, over: false })
    }
}

/// So often a journal is begun anew where somebody swept its file away before it was locked.
const TRIES: u32 = 3;

/// What a journal says is done: nobody else may write one. The folder is this user's own, unless it
/// was made for the user by somebody who would like it done.
fn check_owner(folder: &Path) -> Result<(), JournalError> {
    let looked =
        std::fs::metadata(folder).and_then(|found| Ok((found, std::fs::metadata("/proc/self")?)));
    let refused = match looked {
        Ok((found, own)) if found.uid() == own.uid() && found.mode() & 0o002 == 0 => return Ok(()),
        Ok(_) => std::io::Error::new(
            ErrorKind::PermissionDenied,
            "it belongs to another user, or everybody may write to it",
        ),
        Err(error) => error,
    };
    Err(JournalError { doing: "trust the state folder", path: folder.to_owned(), source: refused })
}

impl Journal {
    /// Begins the journal of a run in the state folder, which is made where it is not there.
    pub fn create(folder: &Path, run: &RunId) -> Result<Self, JournalError> {
        disk::make_folder(folder).map_err(failed("make the state folder", folder))?;
        check_owner(folder)?;
        let mut tries = 1;
        loop {
            let begun = Self::begin(folder, run);
            match begun {
                Err(error)
                    if tries < TRIES
                        && matches!(
                            error.source.kind(),
                            ErrorKind::NotFound | ErrorKind::WouldBlock
                        ) =>
                {
                    tries += 1;
                }
                begun => return begun,
            }
        }
    }

    fn begin(folder: &Path, run: &RunId) -> Result<Self, JournalError> {
        let path = folder.join(format!("{run}.jsonl"));
        // Locked before it has its name: nobody ever sees a journal of a living run without a lock.
        let unnamed = folder.join(left::unnamed(run));
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(&unnamed)
            .map_err(failed("make the journal", &unnamed))?;
        file.try_lock()
            .map_err(std::io::Error::from)
            .map_err(failed("lock the journal", &unnamed))?;
        let Owner { pid, since: at } = Owner::here();
        let begin = Line::Begin { version: VERSION, run: run.clone(), pid, at };
        file.set_len(0) // of somebody who had the same name in mind and is gone
            .and_then(|()| disk::append(&mut file, &begin.to_text()))
            .and_then(|()| std::fs::hard_link(&unnamed, &path)) // unlike a rename, it replaces nothing
            .and_then(|()| disk::step())
            .and_then(|()| std::fs::remove_file(&unnamed))
            .and_then(|()| File::open(folder)?.sync_all())
            .map_err(|source| {
                let _ = std::fs::remove_file(&unnamed);
                failed("begin the journal", &path)(source)
            })?;
        Ok(Self { path, inner: Inner::new(file, 1, BTreeMap::new()) })
    }

    /// Takes over a journal that its writer left behind, and says so in it.
    fn take_over(path: PathBuf, file: File, next: u64, open: BTreeMap<u64, Intent>) -> Self {
        let journal = Self { path, inner: Inner::new(file, next, open) };
        let Owner { pid, since: at } = Owner::here();
        // Who undoes is said for people: where there is no room for it, there is all the more
        // reason to go on.
        if let Err(error) =
            journal.write(&mut journal.lock(), &Line::TakenOver { pid, at }.to_text())
        {
            tracing::debug!(%error, "the journal does not say who took it over");
        }
        journal
    }

    /// Where it is.
    #[cfg(test)]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What was intended and is not undone, in its order: what somebody else would find to do if
    /// this process went now.
    pub fn open(&self) -> Vec<Intent> {
        self.lock().open.values().cloned().collect()
    }

    /// Writes down what is about to be done, and returns when it is on the disk. Do it only
    /// afterwards.
    pub fn intend(&self, intent: Intent) -> Result<Entry, JournalError> {
        let first = self.intend_all(vec![intent])?;
        Ok(first.into_iter().next().unwrap_or(Entry(0)))
    }

    /// Writes down several things at the price of one; the entries are in their order.
    pub fn intend_all(&self, intents: Vec<Intent>) -> Result<Vec<Entry>, JournalError> {
        let mut inner = self.lock();
        let numbered: Vec<_> = (inner.next..).zip(intents).collect();
        let line =
            |(n, intent): &(u64, Intent)| Line::Intent { n: *n, intent: intent.clone() }.to_text();
        self.write(&mut inner, &numbered.iter().map(line).collect::<String>())?;
        let entries: Vec<_> = numbered.iter().map(|(n, _)| Entry(*n)).collect();
        inner.next += entries.len() as u64;
        inner.open.extend(numbered);
        Ok(entries)
    }

    /// Why something could not be written down, where that has happened, and what to do about it:
    /// then it was not done.
    pub fn trouble(&self) -> Option<(String, &'static str)> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).trouble.clone()
    }

    /// Crosses out what was undone.
    pub fn undone(&self, entry: Entry) -> Result<(), JournalError> {
        let mut inner = self.lock();
        self.write(&mut inner, &Line::Undone { n: entry.0 }.to_text())?;
        inner.open.remove(&entry.0);
        Ok(())
    }

    /// Ends the journal of a run that left nothing to undo, and deletes it.
    pub fn close(self) -> Result<(), JournalError> {
        self.end()
    }

    /// The same while others still hold it: whatever they want to write down from now on is
    /// refused, so that they cannot begin it.
    pub fn end(&self) -> Result<(), JournalError> {
        // Whoever opened the file just before it is deleted must not take it for an unfinished one.
        // Where there is no room for that line, an empty file says the same.
        let mut inner = self.lock();
        if self.write(&mut inner, &Line::Closed.to_text()).is_err() {
            let _ = inner.file.set_len(0);
        }
        inner.over = true;
        std::fs::remove_file(&self.path).map_err(|source| self.failed("delete the journal", source))
    }

    /// Ends a journal of which some lines could not be read: it is kept under another name, for
    /// people.
    pub fn set_aside(self) -> Result<PathBuf, JournalError> {
        let aside = self.path.with_extension("damaged");
        std::fs::rename(&self.path, &aside)
            .map_err(|source| self.failed("set aside the journal", source))?;
        Ok(aside)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, inner: &mut Inner, text: &str) -> Result<(), JournalError> {
        if inner.over {
            return Err(self.failed("write the journal", std::io::Error::other("its run is over")));
        }
        let before = inner.file.metadata().map(|facts| facts.len());
        let written = if inner.torn {
            disk::append(&mut inner.file, &format!("\n{text}"))
        } else {
            disk::append(&mut inner.file, text)
        };
        match written {
            Ok(()) => {
                inner.torn = false;
                Ok(())
            }
            Err(source) => {
                // A torn line must stay the last one, or what is written after it would be glued to
                // it.
                inner.torn |= !before.is_ok_and(|before| inner.file.set_len(before).is_ok());
                let error = self.failed("write the journal", source);
                inner.trouble.get_or_insert_with(|| (error.to_string(), error.hint()));
                Err(error)
            }
        }
    }

    fn failed(&self, doing: &'static str, source: std::io::Error) -> JournalError {
        JournalError { doing, path: self.path.clone(), source }
    }
}

fn failed(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> JournalError + use<> {
    let path = path.to_owned();
    move |source| JournalError { doing, path, source }
}
