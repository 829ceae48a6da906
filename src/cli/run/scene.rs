//! What a run has to hand: the engine, its id, its journal, its report folder; and how all of it is given back.

use crate::cli::args::Common;
use crate::cli::console::Console;
use crate::cli::error::{Failure, Status};
use crate::cli::signals::Ladder;
use crate::engine::{Engine, EngineError, Secret};
use crate::journal::{self, Journal};
use crate::pack::{Pack, PackFiles};
use crate::stack::{self, REMOVE_BUDGET, Removal};
use crate::wall;
use crate::words::{RunId, StackId};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// What a run has to hand.
pub struct Scene<'a> {
    /// The run.
    pub run: RunId,
    /// Its beginning, RFC 3339 in UTC.
    pub started_at: String,
    /// The engine.
    pub engine: Engine,
    /// The pack.
    pub pack: Arc<Pack>,
    /// Its files, for images.
    pub files: PackFiles,
    /// Where all that is made is written down first.
    pub journal: Arc<Journal>,
    /// The databases' password of this run.
    pub password: Secret,
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
    /// Gets everything ready without making anything on the engine.
    pub async fn open(
        pack: Arc<Pack>,
        files: PackFiles,
        common: &Common,
        console: &'a Console,
        ladder: Ladder,
    ) -> Result<Self, Failure> {
        let engine = engine().await?;
        let state = state_folder();
        tell_of_left_runs(&state, console);
        let now = wall::now();
        let run = run_id(now);
        let folder = common.report_dir.join(run.as_str());
        report_folder(&folder)?;
        let journal = Journal::create(&state, &run).map_err(|error| {
            // Nothing is in it yet.
            let _ = std::fs::remove_dir(&folder);
            let hint = error.hint();
            Failure::new(Status::Unable, error).hint(hint)
        })?;
        Ok(Self {
            run,
            started_at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            engine,
            pack,
            files,
            journal: Arc::new(journal),
            password: password(),
            folder,
            ladder,
            stacks: AtomicU32::new(0),
            console,
        })
    }

    /// The id of a stack that is about to be begun; no other of this run has it.
    pub fn next_stack(&self) -> StackId {
        StackId::new(self.run.clone(), 1 + self.stacks.fetch_add(1, Ordering::Relaxed))
    }

    /// Takes down all that the run made. It has its own time, and outlives whatever ended the run; only a third Ctrl-C
    /// makes it leave things where they are.
    pub async fn take_down(&self) -> Result<(), Failure> {
        self.see_to(stack::remove(&self.engine, &self.run, REMOVE_BUDGET)).await
    }

    /// The same for one stack, while others of the run go on.
    pub async fn take_down_stack(&self, stack: &StackId) -> Result<(), Failure> {
        self.see_to(stack::remove_stack(&self.engine, stack, REMOVE_BUDGET)).await
    }

    async fn see_to(&self, removal: impl Future<Output = Removal>) -> Result<(), Failure> {
        let mut ladder = self.ladder.clone();
        let third = async {
            while ladder.rung() < 3 {
                ladder.next().await;
            }
        };
        let remains: Vec<String> = tokio::select! {
            removal = removal => removal.remains.iter().map(|remain| format!("{}: {}", remain.what, remain.why)).collect(),
            () = third => vec!["interrupted for the third time while taking the stack down".to_owned()],
        };
        if remains.is_empty() {
            return Ok(());
        }
        let message = format!("not all of run {} could be taken down:\n  {}", self.run, remains.join("\n  "));
        Err(Failure::new(Status::NotUndone, message).hint("`firedrill recover` tries again"))
    }

    /// The end of the run. With `keep` the stack stays up on purpose; else everything goes, and the journal with it.
    pub async fn close(self, keep: bool) -> Result<(), Failure> {
        if !keep {
            self.take_down().await?;
        }
        // A run that found nothing leaves no folder; one with something in it stays.
        let _ = std::fs::remove_dir(&self.folder);
        // Somebody still holds the journal only where something is still being made: then it must stay.
        match Arc::into_inner(self.journal).map(Journal::close) {
            Some(Err(error)) => Err(Failure::new(Status::NotUndone, error)),
            Some(Ok(())) | None => Ok(()),
        }
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

/// The engine, or why there is none and what to do about it.
pub async fn engine() -> Result<Engine, Failure> {
    Engine::connect().await.map_err(|error| engine_failure(&error))
}

/// An engine's error as a person reads it.
pub fn engine_failure(error: &EngineError) -> Failure {
    let status = if error.kind.is_no_engine() { Status::Unable } else { Status::Aborted };
    Failure::new(status, error).hint_if(error.hint())
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

/// 128 bits of chance, in hexadecimal.
pub fn password() -> Secret {
    Secret::new(format!("{:032x}", rand::random::<u128>()))
}
