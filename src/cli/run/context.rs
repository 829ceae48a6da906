//! What every run has to hand, whichever world its drills are in: its id, its pack, its report folder.

use crate::cli::args::Common;
use crate::cli::console::Console;
use crate::cli::error::{Failure, Status};
use crate::journal::{self, Living};
use crate::pack::Pack;
use crate::shutdown::Shutdown;
use crate::wall;
use crate::words::{RunId, StackId};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What every run has to hand.
pub struct RunContext<'a> {
    /// The run.
    pub run: RunId,
    /// Its beginning, RFC 3339 in UTC.
    pub started_at: String,
    /// The pack.
    pub pack: Arc<Pack>,
    /// Where the report goes; made when the context opens.
    pub folder: PathBuf,
    /// How often an end was asked for.
    pub shutdown: Shutdown,
    /// How many stacks were begun so far.
    pub(super) stacks: AtomicU32,
    /// What was told already and holds for every stack.
    pub(super) told: Mutex<BTreeSet<String>>,
    /// Where people are told.
    pub console: &'a Console,
}

impl<'a> RunContext<'a> {
    /// Names the run, and makes its folder.
    pub fn open(pack: Arc<Pack>, common: &Common, console: &'a Console, shutdown: Shutdown) -> Result<Self, Failure> {
        let now = wall::now();
        let run = run_id(now);
        let folder = common.report_dir.join(run.as_str());
        report_folder(&folder)?;
        let started_at = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let (stacks, told) = (AtomicU32::new(0), Mutex::default());
        Ok(Self { run, started_at, pack, folder, shutdown, stacks, told, console })
    }

    /// Whether this was not told in this run before.
    pub fn is_news(&self, what: &str) -> bool {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).insert(what.to_owned())
    }

    /// The id of a stack that is about to be begun; no other of this run has it.
    pub fn next_stack(&self) -> StackId {
        StackId::new(self.run.clone(), 1 + self.stacks.fetch_add(1, Ordering::Relaxed))
    }

    /// The end of the run. One that found nothing leaves no folder; one with something in it stays.
    pub fn close(self) {
        let _ = std::fs::remove_dir(&self.folder);
    }
}

/// So much room is there for reports when a run begins; one drill's timeline takes about as much.
const ROOM: usize = 1 << 20;

/// Makes the report folder, and sees to it that there is room for a report, before anything is started.
fn report_folder(folder: &Path) -> Result<(), Failure> {
    let hint = "name one that can be written to with --report-dir DIR";
    std::fs::create_dir_all(folder).map_err(|error| {
        let status = if error.kind() == ErrorKind::StorageFull { Status::Unable } else { Status::Wrong };
        let message = format!("cannot make the report folder {}: {error}", folder.display());
        Failure::new(status, message).hint(hint)
    })?;
    let trial = folder.join(".room");
    let written = std::fs::write(&trial, vec![b'.'; ROOM]).and_then(|()| std::fs::remove_file(&trial));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&trial);
        let _ = std::fs::remove_dir(folder);
        let full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge);
        let (status, hint) = if full {
            (Status::Unable, "free space there, or name another folder with --report-dir DIR")
        } else {
            (Status::Wrong, hint)
        };
        let message =
            format!("cannot write reports to {} (a run needs at least {} MiB): {error}", folder.display(), ROOM >> 20);
        Failure::new(status, message).hint(hint)
    })
}

/// `$XDG_STATE_HOME/firedrill`, or `~/.local/state/firedrill` (XDG Base Directory Specification).
pub fn state_folder() -> PathBuf {
    folder_of("XDG_STATE_HOME", ".local/state")
}

/// `$XDG_CACHE_HOME/firedrill`, or `~/.cache/firedrill` (the same specification): what can be found again.
pub fn cache_folder() -> PathBuf {
    folder_of("XDG_CACHE_HOME", ".cache")
}

fn folder_of(variable: &str, usual: &str) -> PathBuf {
    let set = |name| std::env::var(name).ok().map(PathBuf::from).filter(|path| path.is_absolute());
    set(variable)
        .or_else(|| set("HOME").map(|home| home.join(usual)))
        .unwrap_or_else(std::env::temp_dir)
        .join("firedrill")
}

/// The runs whose firedrill is still there: nobody else takes their stacks down.
pub fn living_runs() -> Vec<Living> {
    journal::living(&state_folder())
}

/// UTC time to the second and four random hexadecimal digits.
pub fn run_id(now: jiff::Timestamp) -> RunId {
    let text = format!("{}-{:04x}", now.strftime("%Y%m%d-%H%M%S"), rand::random::<u16>());
    RunId::parse(&text).unwrap_or_else(|error| unreachable!("a clock before the year 0 or after 9999: {error}"))
}
