//! What every run has to hand, whatever its drills stand on: its id, its pack, its report folder.

use super::error::{ROOM, RunError};
use super::events::{EventSink, Events};
use crate::pack::Pack;
use crate::shutdown::Shutdown;
use crate::wall;
use crate::words::{RunId, StackId};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a run leaves what it leaves.
#[derive(Debug, Clone)]
pub struct Folders {
    /// Reports: a folder for each run is made in it.
    pub reports: PathBuf,
    /// Journals, by which is undone what a killed run did.
    pub state: PathBuf,
    /// What can be found again: controls that were done.
    pub cache: PathBuf,
}

/// What every run has to hand.
pub(super) struct RunContext {
    /// The run.
    pub(super) run: RunId,
    /// Its beginning, RFC 3339 in UTC.
    pub(super) started_at: String,
    /// The pack.
    pub(super) pack: Arc<Pack>,
    /// Where the report goes; made when the context opens.
    pub(super) folder: PathBuf,
    /// How often an end was asked for.
    pub(super) shutdown: Shutdown,
    /// Who is told.
    pub(super) events: Events,
    /// How many stacks were begun so far.
    stacks: AtomicU32,
    /// What was told already and holds for every stack.
    told: Mutex<BTreeSet<String>>,
}

impl RunContext {
    /// Names the run, and makes its folder.
    pub(super) fn open(
        pack: Arc<Pack>,
        reports: &Path,
        sink: Arc<dyn EventSink>,
        shutdown: Shutdown,
    ) -> Result<Self, RunError> {
        let now = wall::now();
        let run = run_id(now);
        let folder = reports.join(run.as_str());
        make_report_folder(&folder)?;
        let started_at = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Ok(Self { started_at, folder, ..Self::of(run, pack, sink, shutdown) })
    }

    /// That of a run whose report folder is not made yet.
    pub(super) fn of(
        run: RunId,
        pack: Arc<Pack>,
        sink: Arc<dyn EventSink>,
        shutdown: Shutdown,
    ) -> Self {
        let (started_at, folder, events) = (String::new(), PathBuf::new(), Events::new(sink));
        let (stacks, told) = (AtomicU32::new(0), Mutex::default());
        Self { run, started_at, pack, folder, shutdown, events, stacks, told }
    }

    /// Whether this was not told in this run before.
    pub(super) fn is_news(&self, what: &str) -> bool {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(what.to_owned())
    }

    /// The id of a stack that is about to be begun; no other of this run has it.
    pub(super) fn next_stack(&self) -> StackId {
        StackId::new(self.run.clone(), 1 + self.stacks.fetch_add(1, Ordering::Relaxed))
    }

    /// The end of the run. One that found nothing leaves no folder; one with something in it stays.
    pub(super) fn close(self) {
        let _ = std::fs::remove_dir(&self.folder);
    }
}

/// Makes the report folder, and sees to it that there is room for a report, before anything is
/// started.
fn make_report_folder(folder: &Path) -> Result<(), RunError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| RunError::NoReportFolder { folder: folder.to_owned(), source })?;
    let trial = folder.join(".room");
    let written =
        std::fs::write(&trial, vec![b'.'; ROOM]).and_then(|()| std::fs::remove_file(&trial));
    written.map_err(|source| {
        let _ = std::fs::remove_file(&trial);
        let _ = std::fs::remove_dir(folder);
        RunError::ReportFolder { folder: folder.to_owned(), source }
    })
}

/// UTC time to the second and four random hexadecimal digits.
pub(super) fn run_id(now: jiff::Timestamp) -> RunId {
    let text = format!("{}-{:04x}", now.strftime("%Y%m%d-%H%M%S"), rand::random::<u16>());
    RunId::parse(&text)
        .unwrap_or_else(|error| unreachable!("a clock before the year 0 or after 9999: {error}"))
}
