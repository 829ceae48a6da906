//! `run`: start the stack, drill, judge, report, take the stack down, however it ends.

mod failure;
mod project;

pub use failure::{TAKEN_DOWN, failure};
pub use project::ProjectShown;

use super::args::{Common, EngineChoice, RunArgs};
use super::ask::Asked;
use super::console::Console;
use super::error::{Failure, Status};
use super::progress::Screen;
use super::publish::{Wanted, publish};
use super::{listing, packs};
use crate::pack;
use crate::plan::Whole;
use crate::run::{Assignment, BackendSpec, Operator, Options, Outcome, run as drill, sha256};
use crate::shutdown::Shutdown;
use crate::words::ProjectName;
use std::sync::Arc;

/// `firedrill run`
pub async fn run(args: &RunArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let spec = backend_spec(args)?;
    let (files, pack) = packs::load_with_files(common.pack.as_deref(), console)?;
    let pack = if args.all { pack::with_tables(pack) } else { pack };
    let plan = listing::planned(&pack, &args.scenarios, common)?;
    let whole = Whole::of(&plan, args.repeat, sha256(&pack, &files));
    let plan = listing::part(plan, args.shard)?;
    let assignment = Assignment { pack: Arc::new(pack), files, plan, whole, shard: args.shard };
    let options = Options {
        folders: common.folders(),
        jobs: args.jobs.into(),
        repeat: args.repeat,
        control: args.control.into(),
        keep: args.keep,
    };
    let (shutdown, trigger) = Shutdown::listen();
    if let Some(timeout) = args.timeout {
        trigger.request_after(timeout);
    }
    let sink = Screen::new(console.voice, trigger);
    let asked = Asked { voice: console.voice, yes: args.yes };
    let outcome =
        drill(spec, assignment, &options, Operator { sink, decisions: &asked, shutdown }).await;
    Ok(tell(&outcome.map_err(|error| failure(&error, console))?, args, common, console))
}

/// What the drills are to stand on. Options that only another engine can be told are refused.
fn backend_spec(args: &RunArgs) -> Result<BackendSpec, Failure> {
    let wrong = |option: &str, why: &str, hint: &str| {
        Err(Failure::new(Status::Wrong, format!("{option} {why}")).hint(hint))
    };
    match args.engine {
        EngineChoice::Docker if args.seed.is_some() => wrong(
            "--seed",
            "is of a simulated run, and this one is on Docker",
            "add --engine simulated, or leave it out",
        ),
        EngineChoice::Docker => match &args.project {
            Some(name) => ProjectName::parse(name)
                .map(BackendSpec::Project)
                .map_err(|error| Failure::new(Status::Wrong, error)),
            None => Ok(BackendSpec::Docker { images: args.images.unwrap_or_default().into() }),
        },
        EngineChoice::Simulated if args.images.is_some() => wrong(
            "--images",
            "cannot be told a simulated run: it has no images",
            "leave it out, or drill on Docker",
        ),
        EngineChoice::Simulated if args.keep => wrong(
            "--keep",
            "cannot be told a simulated run: it has no stack to leave up",
            "leave it out, or drill on Docker",
        ),
        EngineChoice::Simulated if args.project.is_some() => wrong(
            "--project",
            "cannot be told a simulated run: a project is on Docker",
            "leave one of the two out",
        ),
        EngineChoice::Simulated => Ok(BackendSpec::Simulated { seed: args.seed }),
    }
}

/// Publishes what was found, and tells what went wrong.
fn tell(outcome: &Outcome, args: &RunArgs, common: &Common, console: &Console) -> Status {
    let mut worst = Status::Good;
    let mut failures = Vec::new();
    if let Some(found) = &outcome.found {
        let fail_on = args.gate.fails_on();
        worst = Status::of(found.exit_status(&fail_on));
        let wanted = Wanted {
            folder: &outcome.folder,
            junit: args.gate.junit.as_deref(),
            fail_on: &fail_on,
        };
        failures.extend(publish(found, wanted, common, console).err());
    }
    let ended = outcome.errors.iter().map(|error| failure(error, console));
    match &outcome.closed {
        Ok(()) => {
            failures.extend(ended.map(|failure| failure.undone(failure::undone(outcome.whose))));
        }
        Err(error) => failures.extend(ended.chain([failure(error, console)])),
    }
    // What could not be taken down in the middle of the run, and not at its end either, is told
    // once.
    failures.dedup();
    for failure in failures {
        worst = worst.max(failure.status);
        console.voice.complain(&failure.to_string());
    }
    if outcome.kept {
        console.voice.say(&format!(
            "the stack is still up: `firedrill status`, `firedrill down {}`",
            outcome.run
        ));
    }
    worst
}
