//! What every run has to hand, whichever world its drills are in: its id, its pack, its report folder.

use crate::cli::args::Common;
use crate::cli::console::Console;
use crate::cli::error::{Failure, Status};
use crate::cli::signals::Ladder;
use crate::journal;
use crate::pack::Pack;
use crate::words::{RunId, StackId};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What every run has to hand.
pub struct Scene<'a> {
    /// The run.
    pub run: RunId,
    /// Its beginning, RFC 3339 in UTC.
    pub started_at: String,
    /// The pack.
    pub pack: Arc<Pack>,
    /// Where the report goes; made when the scene opens.
    pub folder: PathBuf,
    /// How often an end was asked for.
    pub ladder: Ladder,
    /// How many stacks were begun so far.
    stacks: AtomicU32,
    /// Where people are told.
    pub console: &'a Console,
}

impl<'a> Scene<'a> {
    /// Names the run, makes its folder, and tells of runs that left something.
    pub fn open(pack: Arc<Pack>, common: &Common, console: &'a Console, ladder: Ladder) -> Result<Self, Failure> {
        tell_of_left_runs(&state_folder(), console);
        let now = jiff::Timestamp::now();
        let run = run_id(now);
        let folder = common.report_dir.join(run.as_str());
        std::fs::create_dir_all(&folder).map_err(|error| {
            let message = format!("cannot make the report folder {}: {error}", folder.display());
            Failure::new(Status::Wrong, message).hint("name one that can be written to with --report-dir DIR")
        })?;
        let started_at = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Ok(Self { run, started_at, pack, folder, ladder, stacks: AtomicU32::new(0), console })
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

/// `$XDG_STATE_HOME/firedrill`, or `~/.local/state/firedrill` (XDG Base Directory Specification).
pub fn state_folder() -> PathBuf {
    let set = |name| std::env::var(name).ok().map(PathBuf::from).filter(|path| path.is_absolute());
    set("XDG_STATE_HOME")
        .or_else(|| set("HOME").map(|home| home.join(".local/state")))
        .unwrap_or_else(std::env::temp_dir)
        .join("firedrill")
}

/// The runs whose firedrill is still there: nobody else takes their stacks down.
pub fn living_runs() -> Vec<RunId> {
    journal::living(&state_folder())
}

fn tell_of_left_runs(state: &Path, console: &Console) {
    let left = journal::unfinished(state).unwrap_or_default();
    if !left.is_empty() {
        let runs: Vec<&str> = left.iter().map(|left| left.run.as_str()).collect();
        console.voice.complain(&format!(
            "warning: {} ended without taking down what it made; `firedrill recover` does so",
            runs.join(", ")
        ));
    }
}

/// UTC time to the second and four random hexadecimal digits.
pub fn run_id(now: jiff::Timestamp) -> RunId {
    let text = format!("{}-{:04x}", now.strftime("%Y%m%d-%H%M%S"), rand::random::<u16>());
    RunId::parse(&text).unwrap_or_else(|error| unreachable!("a clock before the year 0 or after 9999: {error}"))
}
