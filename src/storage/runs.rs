//! What runs left: a folder each, with `report.json` and a timeline for each drill.

use super::StorageError;
use crate::report::{Run, Timelines, file_behind, json};
use crate::timeline::{Damage, Timeline};
use crate::words::{RunId, Verdict, hex};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// The report's file in a run's folder.
pub const REPORT: &str = "report.json";

/// The copy of the document that was tested, in a run's folder; runs of before it was kept have
/// none.
pub const DOCUMENT: &str = "document.md";

/// The folder in it with the containers' logs of drills that went wrong, a folder each.
pub const LOGS: &str = "logs";

/// The folder of a run that is named by its id, or by its folder.
pub fn find_run(named: &str, report_dir: &Path) -> Result<PathBuf, StorageError> {
    let by_id = RunId::parse(named).ok().map(|id| report_dir.join(id.as_str()));
    match by_id.into_iter().chain([PathBuf::from(named)]).find(|folder| folder.is_dir()) {
        Some(folder) => Ok(folder),
        None if Path::new(named).is_file() => {
            Err(StorageError::FileNotRun { named: named.to_owned() })
        }
        None => Err(StorageError::NoSuchRun { named: named.to_owned() }),
    }
}

/// The runs that left a report in a folder, the newest first.
pub fn runs_in(report_dir: &Path) -> Vec<RunId> {
    let there = std::fs::read_dir(report_dir).into_iter().flatten().flatten();
    let there = there.filter(|entry| entry.path().join(REPORT).is_file());
    let mut runs: Vec<RunId> = there
        .filter_map(|entry| RunId::parse(&entry.file_name().into_string().ok()?).ok())
        .collect();
    runs.sort_unstable_by(|one, other| other.as_str().cmp(one.as_str()));
    runs
}

/// The run's report, as it was written.
pub fn report(folder: &Path) -> Result<Run, StorageError> {
    let path = folder.join(REPORT);
    json::read(&text(&path)?).map_err(|why| StorageError::BadReport { path, why })
}

/// The timelines that reports draw on, as far as they are there and whole enough to be read: each
/// drill's first one, and those behind what is not confirmed. Of many repeats, the others would
/// only take room.
pub fn timelines(run: &Run, folder: &Path) -> Timelines {
    let firsts = run.drills.iter().filter_map(|drill| drill.timeline.as_ref());
    let amiss = run.claims().filter(|(_, claim)| claim.verdict > Verdict::Confirmed);
    let files: BTreeSet<&String> =
        firsts.chain(amiss.filter_map(|(drill, claim)| file_behind(drill, claim))).collect();
    let read = |file: &String| {
        Some((file.clone(), Timeline::read(std::fs::read(folder.join(file)).ok()?).ok()?))
    };
    files.into_iter().filter_map(read).collect()
}

/// The document that the run tested, of the copy in its folder. What is not that document, byte for
/// byte, is none.
pub fn document_of(run: &Run, folder: &Path) -> Option<String> {
    let text = super::document(&folder.join(DOCUMENT)).ok()?;
    (hex(&Sha256::digest(&text)) == run.document.sha256).then_some(text)
}

/// The names of all timelines in a run's folder, sorted.
pub fn timeline_files(folder: &Path) -> Result<Vec<String>, StorageError> {
    let entries = std::fs::read_dir(folder)
        .map_err(|source| StorageError::Unreadable { path: folder.to_owned(), source })?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "jsonl"))
        .collect();
    names.sort();
    Ok(names)
}

/// A timeline, or why it cannot be read.
pub fn timeline(path: &Path) -> Result<Timeline, StorageError> {
    let bytes = std::fs::read(path).map_err(unreadable(path))?;
    Timeline::read(&bytes).map_err(|damage| damaged(path, damage))
}

/// Copies a run's timelines, its document and logs to a folder, which is made where it is not there.
pub fn copy_run(from: &Path, to: &Path) -> Result<(), StorageError> {
    let unwritable = |source| StorageError::FolderUnwritable { folder: to.to_owned(), source };
    std::fs::create_dir_all(to).map_err(unwritable)?;
    for file in timeline_files(from)? {
        std::fs::copy(from.join(&file), to.join(&file)).map_err(unwritable)?;
    }
    if from.join(DOCUMENT).is_file() {
        std::fs::copy(from.join(DOCUMENT), to.join(DOCUMENT)).map_err(unwritable)?;
    }
    let logs = from.join(LOGS);
    if logs.is_dir() { copy_folder(&logs, &to.join(LOGS)).map_err(unwritable) } else { Ok(()) }
}

/// Copies a folder's files and folders; links are not followed.
fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (kind, to) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, StorageError> {
    std::fs::read_to_string(path).map_err(unreadable(path))
}

pub(super) fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> StorageError {
    |source| StorageError::RunUnreadable { path: path.to_owned(), source }
}

pub(super) fn damaged(path: &Path, damage: Damage) -> StorageError {
    let path = path.to_owned();
    match text(&path).ok().and_then(|text| json::read(&text).ok()) {
        Some(run) => {
            let timelines = run.drills.into_iter().flat_map(|drill| drill.timelines).collect();
            StorageError::ReportNotTimeline { path, timelines }
        }
        None => StorageError::Damaged { path, damage },
    }
}
