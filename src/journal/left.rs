//! Journals whose writer is gone, and those whose writer is not.

#[cfg(test)]
mod tests;

use super::line::{Read, read};
use super::{Entry, Intent, Journal, JournalError, Owner};
use crate::words::RunId;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

/// What a run left behind whose firedrill is gone. While it is held, nobody else can take it.
#[derive(Debug)]
pub struct Left {
    /// The run.
    pub run: RunId,
    /// Who wrote the journal last; nothing where that could not be read.
    pub owner: Option<Owner>,
    /// What it made or broke and did not undo, in its order.
    pub open: Vec<(Entry, Intent)>,
    /// So many lines of the journal could not be read: what they said is not in `open`.
    pub damaged: usize,
    path: PathBuf,
    file: File,
    next: u64,
}

impl Left {
    /// Becomes the journal's writer, to cross out what is undone and to close it in the end.
    pub fn take_over(self) -> (Journal, Vec<(Entry, Intent)>) {
        let open = self.open.iter().map(|(entry, intent)| (entry.0, intent.clone())).collect();
        (Journal::take_over(self.path, self.file, self.next, open), self.open)
    }
}

/// A journal that another version of firedrill wrote: it is named, and not touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherVersion {
    /// The run.
    pub run: RunId,
    /// Where it is.
    pub path: PathBuf,
    /// The version of its form.
    pub version: u32,
}

/// The journals whose writers are gone.
#[derive(Debug, Default)]
pub struct Unfinished {
    /// Those that can be recovered, oldest run first.
    pub left: Vec<Left>,
    /// Those that only another version can recover.
    pub others: Vec<OtherVersion>,
}

impl Unfinished {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty() && self.others.is_empty()
    }
}

/// Finds the journals in the state folder whose run is not over and whose writer is gone.
///
/// Journals of living runs are left alone, and what has no run's name is not touched. What a
/// process left that was gone before its journal had a name, or after it was closed, is swept away.
pub fn unfinished(folder: &Path) -> Result<Unfinished, JournalError> {
    let paths = listed(folder).map_err(|source| JournalError {
        doing: "read the state folder",
        path: folder.to_owned(),
        source,
    })?;
    if !paths.is_empty() {
        super::check_owner(folder)?;
    }
    for path in paths.iter().filter(|path| is_unnamed(path)) {
        sweep(path);
    }
    let mut found = Unfinished::default();
    for (path, run) in paths.into_iter().filter_map(|path| Some((path.clone(), run_of(&path)?))) {
        match look(&path, run) {
            Ok(Some(Look::Left(left))) => found.left.push(left),
            Ok(Some(Look::Other(other))) => found.others.push(other),
            Ok(None) => {}
            // It was closed and deleted in between.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(source) => return Err(JournalError { doing: "read the journal", path, source }),
        }
    }
    Ok(found)
}

/// A run whose writer is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Living {
    /// The run.
    pub run: RunId,
    /// Its writer; nothing where the journal could not be read.
    pub owner: Option<Owner>,
}

/// The runs in the state folder whose writer is still there.
pub fn living(folder: &Path) -> Vec<Living> {
    let Ok(paths) = listed(folder) else { return Vec::new() };
    let alive = |path: PathBuf| {
        let run = run_of(&path)?;
        let mut file = OpenOptions::new().read(true).open(&path).ok()?;
        // Shared, so that two who look do not take each other for writers.
        if !matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return None;
        }
        let mut text = Vec::new();
        let read = file.read_to_end(&mut text).ok().map(|_| read(&text));
        Some(Living { run, owner: read.and_then(|read| owner(read.owner)) })
    };
    paths.into_iter().filter_map(alive).collect()
}

/// What a journal is called before it is locked and begun.
pub(super) fn unnamed(run: &RunId) -> String {
    format!(".{run}.new")
}

fn is_unnamed(path: &Path) -> bool {
    let run =
        path.file_name().and_then(|name| name.to_str()?.strip_prefix('.')?.strip_suffix(".new"));
    run.is_some_and(|run| RunId::parse(run).is_ok())
}

fn run_of(path: &Path) -> Option<RunId> {
    RunId::parse(path.file_name()?.to_str()?.strip_suffix(".jsonl")?).ok()
}

/// All that is in the folder, by name; nothing where there is no folder.
fn listed(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

/// Deletes a file that nobody holds. One that cannot be opened or deleted is in nobody's way.
fn sweep(path: &Path) {
    if let Ok(file) = OpenOptions::new().read(true).append(true).open(path)
        && file.try_lock().is_ok()
    {
        let _ = std::fs::remove_file(path);
    }
}

fn owner(read: Option<(u32, String)>) -> Option<Owner> {
    read.map(|(pid, since)| Owner { pid, since })
}

enum Look {
    Left(Left),
    Other(OtherVersion),
}

fn look(path: &Path, run: RunId) -> std::io::Result<Option<Look>> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let Read { owner: wrote, other_version, open, next, closed, mut damaged, whole, run: said } =
        read(&text);
    if let Some(version) = other_version {
        return Ok(Some(Look::Other(OtherVersion { run, path: path.to_owned(), version })));
    }
    if closed {
        std::fs::remove_file(path)?;
        return Ok(None);
    }
    // A first line that is not there, or is another run's, is damage too, whatever became of it:
    // none is ever without.
    if said.as_ref() != Some(&run) && damaged == 0 {
        damaged = 1;
    }
    // What is written next must not be glued to a torn line.
    if whole < text.len() {
        file.set_len(whole as u64)?;
    }
    let open = open.into_iter().map(|(n, intent)| (Entry(n), intent)).collect();
    Ok(Some(Look::Left(Left {
        run,
        owner: owner(wrote),
        open,
        damaged,
        path: path.to_owned(),
        file,
        next,
    })))
}
