//! Journals whose writer is gone.

use super::line::{Read, read};
use super::{Entry, Intent, Journal, JournalError};
use crate::words::RunId;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// What a run left behind whose firedrill is gone. While it is held, nobody else can take it.
#[derive(Debug)]
pub struct Left {
    /// The run.
    pub run: RunId,
    /// The process that ran it.
    pub pid: u32,
    /// What it made or broke and did not undo, in its order.
    pub open: Vec<(Entry, Intent)>,
    path: PathBuf,
    file: File,
    next: u64,
}

impl Left {
    /// Becomes the journal's writer, to cross out what is undone and to close it in the end.
    pub fn take_over(self) -> (Journal, Vec<(Entry, Intent)>) {
        (Journal::take_over(self.path, self.file, self.next), self.open)
    }

    /// Where the journal is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Finds the journals in the state folder whose run is not over and whose writer is gone, oldest run first.
///
/// Journals of living runs are left alone. What is no journal, or one of another version, is not touched and not named.
pub fn unfinished(folder: &Path) -> Result<Vec<Left>, JournalError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(JournalError { doing: "read the state folder", path: folder.to_owned(), source }),
    };
    let mut paths: Vec<_> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_journal(path)).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        match look(&path) {
            Ok(left) => found.extend(left),
            // It was closed and deleted in between.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(source) => return Err(JournalError { doing: "read the journal", path, source }),
        }
    }
    Ok(found)
}

/// The runs in the state folder whose writer is still there.
pub fn living(folder: &Path) -> Vec<RunId> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_held = |path: &PathBuf| {
        let file = OpenOptions::new().read(true).append(true).open(path);
        file.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| is_journal(path)).filter(is_held);
    paths.filter_map(|path| RunId::parse(path.file_stem()?.to_str()?).ok()).collect()
}

fn is_journal(path: &Path) -> bool {
    let run = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".jsonl"));
    run.is_some_and(|run| RunId::parse(run).is_ok())
}

fn look(path: &Path) -> std::io::Result<Option<Left>> {
    let mut file = OpenOptions::new().read(true).append(true).open(path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let Read { run: Some(run), pid, open, next, closed: false, whole } = read(&text) else { return Ok(None) };
    // What is written next must not be glued to a torn line.
    if whole < text.len() {
        file.set_len(whole as u64)?;
    }
    let open = open.into_iter().map(|(n, intent)| (Entry(n), intent)).collect();
    Ok(Some(Left { run, pid, open, path: path.to_owned(), file, next }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A folder of its own for each test, gone with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str) -> Self {
            let path = std::env::temp_dir().join(format!("firedrill-journal-{}-{test}", std::process::id()));
            let _ = std::fs::remove_dir_all(&path);
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn run() -> RunId {
        RunId::parse("20261124-074512-a3f0").unwrap()
    }

    fn network(name: &str) -> Intent {
        Intent::Network { name: name.to_owned() }
    }

    #[test]
    fn what_was_intended_and_not_undone_is_found_once_the_writer_is_gone() {
        let folder = Folder::new("found");
        let journal = Journal::create(&folder.0, &run()).unwrap();
        let first = journal.intend(network("one")).unwrap();
        journal.intend_all(vec![network("two"), network("three")]).unwrap();
        journal.undone(first).unwrap();
        assert!(unfinished(&folder.0).unwrap().is_empty(), "a living run is left alone");
        drop(journal);
        let left = unfinished(&folder.0).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!((left[0].run.clone(), left[0].pid), (run(), std::process::id()));
        let names: Vec<_> = left[0].open.iter().map(|(_, intent)| intent.to_string()).collect();
        assert_eq!(names, ["network two", "network three"]);
    }

    #[test]
    fn two_who_recover_do_not_get_the_same_journal() {
        let folder = Folder::new("two");
        drop(Journal::create(&folder.0, &run()).unwrap());
        let mine = unfinished(&folder.0).unwrap();
        assert_eq!(mine.len(), 1);
        assert!(unfinished(&folder.0).unwrap().is_empty());
    }

    #[test]
    fn a_journal_taken_over_goes_on_and_ends_deleted() {
        let folder = Folder::new("over");
        let journal = Journal::create(&folder.0, &run()).unwrap();
        journal.intend(network("one")).unwrap();
        let path = journal.path().to_owned();
        drop(journal);
        OpenOptions::new().append(true).open(&path).unwrap().write_all(b"{\"line\":\"int").unwrap();
        let (journal, open) = unfinished(&folder.0).unwrap().remove(0).take_over();
        let more = journal.intend(network("two")).unwrap();
        assert!(more > open[0].0);
        journal.undone(open[0].0).unwrap();
        drop(journal);
        let left = unfinished(&folder.0).unwrap().remove(0);
        assert_eq!(left.open, [(more, network("two"))]);
        left.take_over().0.close().unwrap();
        assert!(!path.exists() && unfinished(&folder.0).unwrap().is_empty());
    }

    #[test]
    fn once_the_run_is_over_nothing_can_be_written_down_any_more() {
        let folder = Folder::new("ended");
        let journal = Journal::create(&folder.0, &run()).unwrap();
        journal.intend(network("one")).unwrap();
        journal.end().unwrap();
        assert!(!journal.path().exists());
        let error = journal.intend(network("two")).unwrap_err();
        assert!(error.to_string().contains("its run is over"), "{error}");
        assert!(unfinished(&folder.0).unwrap().is_empty());
    }

    #[test]
    fn a_run_has_one_journal() {
        let folder = Folder::new("one");
        let _journal = Journal::create(&folder.0, &run()).unwrap();
        assert!(Journal::create(&folder.0, &run()).is_err());
    }

    #[test]
    fn no_folder_means_nothing_is_left_and_strangers_are_not_touched() {
        let folder = Folder::new("strangers");
        assert!(unfinished(&folder.0).unwrap().is_empty());
        std::fs::create_dir_all(&folder.0).unwrap();
        std::fs::write(folder.0.join("notes.jsonl"), "{}").unwrap();
        std::fs::write(folder.0.join("20261124-074512-a3f0.jsonl"), "no journal\n").unwrap();
        assert!(unfinished(&folder.0).unwrap().is_empty());
        assert_eq!(std::fs::read_to_string(folder.0.join("20261124-074512-a3f0.jsonl")).unwrap(), "no journal\n");
    }
}
