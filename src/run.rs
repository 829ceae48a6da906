//! A run: the drills of a plan, on stacks of its own, on somebody's project, or simulated; what
//! they found, summed up; and how all that was made is given back, however it ends.
//!
//! It prints nothing, asks nobody and knows no command line. What happens it tells an
//! [`EventSink`], what it does not decide by itself it asks of [`Decisions`], and who wants an end
//! has its [`Shutdown`](crate::shutdown::Shutdown). What went wrong is a [`RunError`], of which
//! others make messages and exit statuses.
//!
//! To be read in this order: this file, `events`, `backend` (what drills stand on, as a trait),
//! `workers` and `jobs`; then `docker` with `opening`, `project`, and `simulated`, the three there
//! are; the rest as it comes up.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: a run has a clock, tasks, a folder, and an id made by chance"
)]

mod backend;
mod context;
mod controls;
mod diagnose;
mod docker;
mod ending;
mod error;
mod events;
mod jobs;
mod opening;
mod project;
#[cfg(test)]
mod shutdown_tests;
mod simulated;
mod summary;
#[cfg(test)]
mod tests;
mod up;
mod waivers;
mod workers;

pub use backend::Whose;
pub use context::Folders;
pub use controls::ControlWhen;
pub use diagnose::{DiagnoseError, Patient, Wanted};
pub use error::RunError;
pub use events::{Consent, Decisions, EventSink, Operator, RunEvent, WorkerEvent};
pub use project::{ProjectError, ProjectPlan};
pub use up::{Up, up};
pub use waivers::waive;

use crate::pack::{NoCompose, Pack, PackFiles, check_variables};
use crate::plan::{Plan, Shard, Whole};
use crate::report::Run;
use crate::stack::{self, Policy};
use crate::words::{ProjectName, RunId};
use backend::{Backend, End};
use context::RunContext;
use controls::Controls;
use docker::DockerBackend;
use project::ProjectBackend;
use simulated::SimulatedBackend;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use summary::{Facts, Found};

/// What is to be drilled.
pub struct Assignment {
    /// The pack.
    pub pack: Arc<Pack>,
    /// Its files, which images are built from.
    pub files: PackFiles,
    /// Its drills, as far as they are this run's.
    pub plan: Plan,
    /// What they are a part of, or all of.
    pub whole: Whole,
    /// Which part, where they are one.
    pub shard: Option<Shard>,
}

/// What it is to be drilled on.
pub enum BackendSpec {
    /// Stacks of the run's own.
    Docker {
        /// Where images come from.
        images: Policy,
    },
    /// A Compose project that is up, and is somebody's.
    Project(ProjectName),
    /// Nothing real.
    Simulated {
        /// What all that happens follows from; chosen by chance where none is given.
        seed: Option<u64>,
    },
}

/// How it is to be drilled.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the run leaves what it leaves.
    pub folders: Folders,
    /// How many stacks there are side by side, at most.
    pub jobs: usize,
    /// How often each drill is done.
    pub repeat: u32,
    /// When a drill withholds its recovery.
    pub control: ControlWhen,
    /// Whether the last stack stays up where all went well.
    pub keep: bool,
}

/// What became of a run that had begun.
pub struct Outcome {
    /// The run.
    pub run: RunId,
    /// Its report folder: timelines are in there, and logs.
    pub folder: PathBuf,
    /// What its drills found, summed up; none where no drill came to an end.
    pub found: Option<Run>,
    /// What ended the drills early.
    pub errors: Vec<RunError>,
    /// Whether all that was made or broken was given back.
    pub closed: Result<(), RunError>,
    /// Whose the stacks were.
    pub whose: Whose,
    /// Whether the last stack is still up, on purpose.
    pub kept: bool,
}

/// Drills. An error means that nothing was begun; what goes wrong afterwards is in the outcome,
/// beside what was found.
pub async fn run<D: Decisions>(
    spec: BackendSpec,
    mut assignment: Assignment,
    options: &Options,
    operator: Operator<'_, D>,
) -> Result<Outcome, RunError> {
    let pack = Arc::clone(&assignment.pack);
    has_a_stack(&pack)?;
    match spec {
        BackendSpec::Docker { images } => {
            let files = std::mem::take(&mut assignment.files);
            let backend =
                DockerBackend::open(pack, files, images, &options.folders, operator).await?;
            Ok(on(backend, assignment, options).await)
        }
        BackendSpec::Project(name) => {
            let (backend, plan) =
                ProjectBackend::open(name, pack, assignment.plan, &options.folders, operator)
                    .await?;
            Ok(on(backend, Assignment { plan, ..assignment }, options).await)
        }
        BackendSpec::Simulated { seed } => {
            // 32 bits are chance enough, and short enough to be typed.
            let seed = seed.unwrap_or_else(|| rand::random::<u32>().into());
            let context =
                RunContext::open(pack, &options.folders.reports, operator.sink, operator.shutdown)?;
            context.events.emit(&RunEvent::Simulated { seed });
            Ok(on(SimulatedBackend { context, seed }, assignment, options).await)
        }
    }
}

/// A pack that is a document alone is not drilled on anything, a simulated stack included: nobody
/// knows whom its commands would be about.
fn has_a_stack(pack: &Pack) -> Result<(), RunError> {
    match pack.compose_file {
        Some(_) => Ok(()),
        None => Err(NoCompose::Unnamed.into()),
    }
}

/// Drills on a backend, whichever it is, and gives back what was made.
async fn on<B: Backend>(backend: B, assignment: Assignment, options: &Options) -> Outcome {
    let began = Instant::now();
    let context = backend.context();
    let (run, folder) = (context.run.clone(), context.folder.clone());
    let (events, shutdown) = (context.events.clone(), context.shutdown.clone());
    let drills: usize = assignment.plan.stacks.iter().map(|stack| stack.drills.len()).sum();
    events.emit(&RunEvent::Began { drills: drills * usize::try_from(options.repeat).unwrap_or(1) });
    let telling = tokio::spawn(ending::tell_levels(shutdown.clone(), events.clone()));

    let found = Mutex::new(Found::default());
    let (whose, cache) = (backend.whose(), &options.folders.cache);
    let controls = Controls::new(options.control, whose, &assignment.whole.pack_sha256, cache);
    let drilling = workers::all(&backend, &assignment.plan, (options, &controls), &found);
    let outcome = ending::to_the_end(drilling, shutdown.clone()).await;
    events.emit(&RunEvent::DrillsOver);
    let facts = Facts::of(&backend);
    let end = End::of(&outcome, options.keep, shutdown.level());
    let closing = Instant::now();
    let closed = backend.close(end).await;
    telling.abort();
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.spent.take_down = found.spent.take_down + closing.elapsed().into();
    let found = found.summed_up(facts, assignment, began.elapsed().into());
    let errors = outcome.err().unwrap_or_default();
    Outcome { run, folder, found, errors, closed, whose, kept: end == End::Kept }
}

/// SHA-256 of a pack's files that decide: those that it is read from, and those that its images are
/// built from. What else lies in its folder (reports, a repository's other files) changes nothing,
/// and is not asked.
pub fn sha256(pack: &Pack, files: &PackFiles) -> String {
    let mut deciding = pack.read_from();
    for profile in &pack.profiles {
        let compose = pack.compose(&check_variables(Some(profile))).unwrap_or_default();
        deciding.extend(stack::built_from(&compose, files));
    }
    files.sha256_of(&deciding)
}
