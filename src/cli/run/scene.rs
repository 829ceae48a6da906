//! What a run has to hand: the engine, its id, its journal, its report folder; and how all of it is given back.

use super::opening::interrupted;
use crate::cli::args::Common;
use crate::cli::console::Console;
use crate::cli::error::{Failure, Status};
use crate::cli::recover;
use crate::cli::signals::{HURRY, LEAVE, Ladder};
use crate::engine::{Engine, EngineError, Secret};
use crate::journal::{self, Intent, Journal, Living};
use crate::pack::{Pack, PackFiles};
use crate::stack::{self, Calls, REMOVE_BUDGET, Removal};
use crate::words::{RunId, StackId};
use std::path::PathBuf;
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
    pub(super) stacks: AtomicU32,
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
        let mut asked = ladder.clone();
        let left = journal::unfinished(&state).map_err(|error| recover::unreadable(error, Status::Unable))?;
        tokio::select! {
            () = recover::offer(&engine, left, console) => {}
            () = asked.next() => return Err(interrupted()),
        }
        let now = jiff::Timestamp::now();
        let run = run_id(now);
        let folder = common.report_dir.join(run.as_str());
        std::fs::create_dir_all(&folder).map_err(|error| {
            let message = format!("cannot make the report folder {}: {error}", folder.display());
            Failure::new(Status::Wrong, message).hint("name one that can be written to with --report-dir DIR")
        })?;
        let journal = Journal::create(&state, &run).map_err(|error| {
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
    pub async fn take_down(&self, calls: Calls) -> Result<(), Failure> {
        self.see_to(stack::remove(&self.engine, &self.run, calls, REMOVE_BUDGET)).await
    }

    /// The same for one stack, while others of the run go on.
    pub async fn take_down_stack(&self, stack: &StackId) -> Result<(), Failure> {
        self.see_to(stack::remove_stack(&self.engine, stack, REMOVE_BUDGET)).await
    }

    async fn see_to(&self, removal: impl Future<Output = Removal>) -> Result<(), Failure> {
        let mut ladder = self.ladder.clone();
        let removal = tokio::select! {
            removal = removal => removal,
            () = ladder.reaches(LEAVE) => return Err(self.left_where_it_is()),
        };
        let remains: Vec<String> =
            removal.remains.iter().map(|remain| format!("{}: {}", remain.what, remain.why)).collect();
        if remains.is_empty() {
            return Ok(());
        }
        let message = format!("not all of run {} could be taken down:\n  {}", self.run, remains.join("\n  "));
        Err(Failure::new(Status::NotUndone, message).hint("`firedrill recover` tries again"))
    }

    /// What is told of a run that somebody ended before it was undone.
    fn left_where_it_is(&self) -> Failure {
        let open = self.journal.open();
        let count = |is: fn(&Intent) -> bool| open.iter().filter(|intent| is(intent)).count();
        let message = format!(
            "not all of run {} could be taken down: it was interrupted for the third time, and is left where it is",
            self.run
        );
        let hint = format!(
            "`firedrill recover` removes what there is of its {} containers, {} networks and {} volumes",
            count(|intent| matches!(intent, Intent::Container { .. })),
            count(|intent| matches!(intent, Intent::Network { .. })),
            count(|intent| matches!(intent, Intent::Volume { .. })),
        );
        Failure::new(Status::NotUndone, message).hint(hint)
    }

    /// The end of the run. With `keep` the stack stays up on purpose; else everything goes, and the journal with it.
    pub async fn close(self, end: End) -> Result<(), Failure> {
        match end {
            End::Kept => {}
            End::InOrder => self.take_down(Calls::Answered).await?,
            End::CutShort => self.take_down(Calls::MayBeUnderWay).await?,
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

/// How a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All went well, and the stack stays up on purpose.
    Kept,
    /// All that was begun was ended.
    InOrder,
    /// Something failed or was dropped in the middle: the engine may still be at what it was asked to do.
    CutShort,
}

impl End {
    /// How it came, from what became of the drills and how often an end was asked for.
    pub fn of(outcome: &Result<(), Vec<Failure>>, keep: bool, rung: u32) -> Self {
        match outcome {
            Ok(()) if keep => Self::Kept,
            Ok(()) => Self::InOrder,
            Err(failures) if rung < HURRY && failures.iter().all(|one| *one == interrupted()) => Self::InOrder,
            Err(_) => Self::CutShort,
        }
    }
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
pub fn living_runs() -> Vec<Living> {
    journal::living(&state_folder())
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
