//! Journals whose writer is gone, and those whose writer is not.

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

    /// Where the journal is.
    pub fn path(&self) -> &Path {
        &self.path
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

    /// The runs, those of other versions last.
    pub fn runs(&self) -> Vec<RunId> {
        let left = self.left.iter().map(|left| left.run.clone());
        left.chain(self.others.iter().map(|other| other.run.clone())).collect()
    }
}

/// Finds the journals in the state folder whose run is not over and whose writer is gone.
///
/// Journals of living runs are left alone, and what has no run's name is not touched. What a process left that was gone
/// before its journal had a name, or after it was closed, is swept away.
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
    let run = path.file_name().and_then(|name| name.to_str()?.strip_prefix('.')?.strip_suffix(".new"));
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
    let Read { owner: wrote, other_version, open, next, closed, mut damaged, whole, run: said } = read(&text);
    if let Some(version) = other_version {
        return Ok(Some(Look::Other(OtherVersion { run, path: path.to_owned(), version })));
    }
    if closed {
        std::fs::remove_file(path)?;
        return Ok(None);
    }
    // A first line that is not there, or is another run's, is damage too, whatever became of it: none is ever without.
    if said.as_ref() != Some(&run) && damaged == 0 {
        damaged = 1;
    }
    // What is written next must not be glued to a torn line.
    if whole < text.len() {
        file.set_len(whole as u64)?;
    }
    let open = open.into_iter().map(|(n, intent)| (Entry(n), intent)).collect();
    Ok(Some(Look::Left(Left { run, owner: owner(wrote), open, damaged, path: path.to_owned(), file, next })))
}

#[cfg(test)]
mod tests {
    use super::super::line::Line;
    use super::super::tears;
    use super::*;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt as _;

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
        let left = unfinished(&folder.0).unwrap().left;
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].run, run());
        assert_eq!(left[0].owner.as_ref().unwrap().pid, std::process::id());
        let names: Vec<_> = left[0].open.iter().map(|(_, intent)| intent.to_string()).collect();
        assert_eq!(names, ["network two", "network three"]);
    }

    #[test]
    fn two_who_recover_do_not_get_the_same_journal() {
        let folder = Folder::new("two");
        drop(Journal::create(&folder.0, &run()).unwrap());
        let mine = unfinished(&folder.0).unwrap();
        assert_eq!(mine.runs(), [run()]);
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
        let (journal, open) = unfinished(&folder.0).unwrap().left.remove(0).take_over();
        let more = journal.intend(network("two")).unwrap();
        assert!(more > open[0].0);
        journal.undone(open[0].0).unwrap();
        drop(journal);
        let left = unfinished(&folder.0).unwrap().left.remove(0);
        assert_eq!(left.open, [(more, network("two"))]);
        left.take_over().0.close().unwrap();
        assert!(!path.exists() && unfinished(&folder.0).unwrap().is_empty());
    }

    #[test]
    fn a_journal_that_never_got_its_name_is_swept_away_unless_somebody_is_at_it() {
        let folder = Folder::new("swept");
        std::fs::create_dir_all(&folder.0).unwrap();
        let unnamed = folder.0.join(format!(".{}.new", run()));
        let mut file = File::create(&unnamed).unwrap();
        file.try_lock().unwrap();
        assert!(unfinished(&folder.0).unwrap().is_empty() && unnamed.exists());
        file.write_all(b"{\"line\":\"beg").unwrap();
        assert!(unfinished(&folder.0).unwrap().is_empty() && unnamed.exists());
        drop(file);
        assert!(unfinished(&folder.0).unwrap().is_empty() && !unnamed.exists());
    }

    #[test]
    fn what_cannot_be_written_down_is_told_and_the_journal_ends_all_the_same() {
        let folder = Folder::new("full");
        let journal = Journal::create(&folder.0, &run()).unwrap();
        let path = journal.path().to_owned();
        let full = OpenOptions::new().append(true).open("/dev/full").unwrap();
        let journal = Journal::take_over(path.clone(), full, 7, std::collections::BTreeMap::new());
        assert!(journal.trouble().is_some(), "it cannot even say who took it over");
        let error = journal.intend(network("one")).unwrap_err();
        assert!(error.hint().contains("free space"), "{error}");
        let (told, hint) = journal.trouble().unwrap();
        assert_eq!((told, hint), (error.to_string(), error.hint()));
        journal.close().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_run_has_one_journal() {
        let folder = Folder::new("one");
        let _journal = Journal::create(&folder.0, &run()).unwrap();
        assert!(Journal::create(&folder.0, &run()).is_err());
    }

    #[test]
    fn a_journal_where_everybody_may_write_is_not_believed() {
        let folder = Folder::new("everybody");
        drop(Journal::create(&folder.0, &run()).unwrap());
        let allow = |mode| std::fs::set_permissions(&folder.0, std::fs::Permissions::from_mode(mode)).unwrap();
        allow(0o777);
        let error = unfinished(&folder.0).unwrap_err();
        assert!(error.to_string().contains("everybody may write to it"), "{error}");
        assert!(Journal::create(&folder.0, &RunId::parse("20261124-074512-a3f1").unwrap()).is_err());
        allow(0o755);
        assert_eq!(unfinished(&folder.0).unwrap().left.len(), 1);
    }

    #[test]
    fn no_folder_means_nothing_is_left_and_strangers_are_not_touched() {
        let folder = Folder::new("strangers");
        assert!(unfinished(&folder.0).unwrap().is_empty());
        std::fs::create_dir_all(&folder.0).unwrap();
        std::fs::write(folder.0.join("notes.jsonl"), "{}").unwrap();
        assert!(unfinished(&folder.0).unwrap().is_empty());
        assert_eq!(std::fs::read_to_string(folder.0.join("notes.jsonl")).unwrap(), "{}");
    }

    #[test]
    fn a_journal_of_which_nothing_can_be_read_is_known_by_its_name_and_set_aside() {
        let folder = Folder::new("damaged");
        std::fs::create_dir_all(&folder.0).unwrap();
        std::fs::write(folder.0.join(format!("{}.jsonl", run())), "no journal\n").unwrap();
        let left = unfinished(&folder.0).unwrap().left.remove(0);
        assert_eq!((&left.run, left.damaged, left.open.len()), (&run(), 1, 0));
        let aside = left.take_over().0.set_aside().unwrap();
        assert!(std::fs::read_to_string(aside).unwrap().starts_with("no journal\n"));
        assert!(unfinished(&folder.0).unwrap().is_empty());
    }

    #[test]
    fn a_journal_of_another_version_is_named_and_not_touched() {
        let folder = Folder::new("version");
        std::fs::create_dir_all(&folder.0).unwrap();
        let path = folder.0.join(format!("{}.jsonl", run()));
        let begin = Line::Begin { version: 99, run: run(), pid: 1, at: String::new() }.to_text();
        std::fs::write(&path, &begin).unwrap();
        let found = unfinished(&folder.0).unwrap();
        assert_eq!(
            (found.left.len(), found.others.as_slice()),
            (0, &[OtherVersion { run: run(), path: path.clone(), version: 99 }][..])
        );
        assert_eq!(std::fs::read_to_string(path).unwrap(), begin);
    }

    #[test]
    fn who_holds_the_lock_of_a_living_run_is_told_and_a_second_run_works_beside_it() {
        let folder = Folder::new("living");
        let one = Journal::create(&folder.0, &run()).unwrap();
        let other = Journal::create(&folder.0, &RunId::parse("20261124-074513-a3f1").unwrap()).unwrap();
        let there = living(&folder.0);
        assert_eq!(there.len(), 2);
        let owner = there[0].owner.as_ref().unwrap();
        assert_eq!(owner.pid, std::process::id());
        assert!(owner.age().unwrap() < crate::words::Span::secs(60), "{owner}");
        one.close().unwrap();
        other.intend(network("goes on")).unwrap();
        assert_eq!(living(&folder.0).len(), 1);
    }

    #[test]
    fn a_write_that_broke_off_and_could_not_be_cut_away_hides_nothing_that_follows() {
        let folder = Folder::new("glued");
        let journal = Journal::create(&folder.0, &run()).unwrap();
        OpenOptions::new().append(true).open(journal.path()).unwrap().write_all(b"{\"line\":\"int").unwrap();
        journal.lock().torn = true;
        journal.intend(network("one")).unwrap();
        drop(journal);
        let left = unfinished(&folder.0).unwrap().left.remove(0);
        assert_eq!((left.damaged, left.open[0].1.clone()), (1, network("one")));
    }

    #[test]
    fn a_full_disk_is_told_and_leaves_a_journal_that_reads() {
        let folder = Folder::new("full");
        let journal = Journal::create(&folder.0, &run()).unwrap();
        journal.intend(network("one")).unwrap();
        {
            let _full = tears::judged_by(|_| tears::Tear::Full(10));
            let error = journal.intend(network("two")).unwrap_err();
            assert!(error.hint().contains("free space"), "{error}");
        }
        journal.intend(network("three")).unwrap();
        assert_eq!(journal.open(), [network("one"), network("three")]);
        drop(journal);
        let left = unfinished(&folder.0).unwrap().left.remove(0);
        let names: Vec<_> = left.open.iter().map(|(_, intent)| intent.to_string()).collect();
        assert_eq!((names, left.damaged), (vec!["network one".to_owned(), "network three".to_owned()], 0));
    }

    #[test]
    fn what_a_process_left_that_was_gone_before_it_had_a_journal_is_swept_away() {
        let folder = Folder::new("swept");
        for step in 0..4 {
            let gone = std::panic::catch_unwind(|| {
                let mut steps = 0;
                let _judge = tears::judged_by(move |length| {
                    steps += 1;
                    if steps > step { tears::Tear::Gone(length / 2) } else { tears::Tear::None }
                });
                drop(Journal::create(&folder.0, &run()));
            });
            let files = || std::fs::read_dir(&folder.0).unwrap().count();
            assert!(gone.is_err() == (step < 3) && files() > 0, "step {step}");
            for left in unfinished(&folder.0).unwrap().left {
                left.take_over().0.close().unwrap();
            }
            assert_eq!(files(), 0, "step {step}");
        }
    }
}
