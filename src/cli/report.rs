//! `report`: a run's reports again from what it left, or those of several runs as one.

use super::args::{Common, Gate};
use super::console::Console;
use super::error::{Failure, Status};
use super::publish::{Wanted, publish};
use super::runs;
use crate::report::{self, Run};
use crate::storage::copy_run;
use std::path::PathBuf;

/// `firedrill report`
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// Runs, by their ids or their folders
    #[arg(required = true, value_name = "RUN")]
    pub runs: Vec<String>,
    /// Join the parts of a run that was split with --shard, into a new folder
    #[arg(long)]
    pub merge: bool,
    /// When it is red
    #[command(flatten)]
    pub gate: Gate,
}

/// `firedrill report`
pub fn report(args: &ReportArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    if args.runs.len() > 1 && !args.merge {
        let message = "several runs are reported as one with --merge; without it, name one";
        return Err(Failure::new(Status::Wrong, message));
    }
    let mut found = Vec::new();
    for named in &args.runs {
        found.push(runs::again(named, &common.report_dir, console)?);
    }
    let (run, folder) = if args.merge { merged(found, common)? } else { found.remove(0) };
    let fail_on = args.gate.fails_on();
    publish(
        &run,
        Wanted { folder: &folder, junit: args.gate.junit.as_deref(), fail_on: &fail_on },
        common,
        console,
    )?;
    if args.merge {
        console.voice.say(&format!("the joined report is in {}", folder.display()));
    }
    Ok(Status::of(run.exit_status(&fail_on)))
}

/// One run of several, in a folder of its own with all their timelines.
fn merged(found: Vec<(Run, PathBuf)>, common: &Common) -> Result<(Run, PathBuf), Failure> {
    let (runs, folders): (Vec<Run>, Vec<PathBuf>) = found.into_iter().unzip();
    let joined = report::join(runs).map_err(|error| Failure::new(Status::Wrong, error))?;
    let to = common.report_dir.join(joined.run.as_str());
    for folder in &folders {
        copy_run(folder, &to)?;
    }
    Ok((joined, to))
}
