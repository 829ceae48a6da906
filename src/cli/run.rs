//! `run`: start the stack, drill, judge, report, take the stack down, however it ends.

mod drills;
mod jobs;
mod opening;
mod scene;

pub use opening::open_alone;
pub use scene::{Scene, engine, engine_failure, living_runs, state_folder};

use super::args::{Common, FailOn, Format, RunArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::progress::Screen;
use super::signals::Ladder;
use super::{listing, packs};
use crate::judge::{self, Drill};
use crate::pack::Pack;
use crate::report::{self, Drift, Run, Spent};
use crate::words::{Span, Verdict};
use futures_util::FutureExt as _;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// `firedrill run`
pub async fn run(args: &RunArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let (files, pack) = packs::load_with_files(common.pack.as_deref(), console)?;
    let pack = Arc::new(pack);
    let plan = listing::planned(&pack, &args.scenarios, common)?;
    let (ladder, ask) = Ladder::listen();
    if let Some(timeout) = args.timeout {
        tokio::spawn(async move {
            tokio::time::sleep(timeout.as_duration()).await;
            ask.for_an_end();
        });
    }
    let scene = Scene::open(Arc::clone(&pack), files, common, console, ladder).await?;
    let drills: usize = plan.stacks.iter().map(|stack| stack.drills.len()).sum();
    let screen = Screen::new(console.voice, drills * usize::try_from(args.repeat).unwrap_or(1));
    let began = std::time::Instant::now();

    let found = Mutex::new(Found::default());
    // A panic in the middle must not leave a stack behind: it is caught, everything is taken down, and it is reported.
    let drilling = AssertUnwindSafe(drills::all(&scene, &plan, args, &screen, &found)).catch_unwind();
    let outcome = drilling.await.unwrap_or_else(|_| {
        let message = "firedrill itself failed (see the message above)";
        let failure = Failure::new(Status::Aborted, message);
        Err(vec![failure.hint("please report it, with the timeline in the report folder")])
    });
    screen.end();
    let facts = Facts {
        run: scene.run.clone(),
        started_at: scene.started_at.clone(),
        engine: scene.engine.about().to_string(),
        folder: scene.folder.clone(),
    };
    let keep = args.keep && outcome.is_ok();
    let closing = std::time::Instant::now();
    let down = scene.close(keep).await;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.spent.take_down = found.spent.take_down + closing.elapsed().into();

    let mut worst = Status::Good;
    let mut failures = Vec::new();
    if !found.drills.is_empty() {
        let found = summed_up(&facts, &pack, found, began.elapsed().into());
        let found = Run { report_dir: common.other_report_dir(), ..found };
        worst = Status::of(found.exit_status(&fail_on(args)));
        failures.extend(publish(&found, &facts.folder, console).err());
    }
    let undone = |failure: Failure| if down.is_ok() { failure.undone() } else { failure };
    failures.extend(outcome.err().into_iter().flatten().map(undone));
    failures.extend(down.err());
    // What could not be taken down in the middle of the run, and not at its end either, is told once.
    failures.dedup();
    for failure in failures {
        worst = worst.max(failure.status);
        console.voice.complain(&failure.to_string());
    }
    if keep {
        console.voice.say(&format!("the stack is still up: `firedrill status`, `firedrill down {}`", facts.run));
    }
    Ok(worst)
}

/// What the drills found so far; it is kept whatever ends the run.
#[derive(Debug, Default)]
pub struct Found {
    /// Each with its place in the report and its repeat, in the order in which they ended.
    pub drills: Vec<(usize, u32, Drill)>,
    /// The images of the stacks.
    pub images: Option<Arc<crate::stack::Images>>,
    /// Where the run's time went besides.
    pub spent: Spent,
}

impl Found {
    /// The drills in the report's order, the repeats of each as one.
    fn merged(&mut self) -> Vec<Drill> {
        self.drills.sort_by_key(|(place, repeat, _)| (*place, *repeat));
        let mut places: BTreeMap<usize, Vec<Drill>> = BTreeMap::new();
        for (place, _, drill) in self.drills.drain(..) {
            places.entry(place).or_default().push(drill);
        }
        places.into_values().filter_map(judge::merge).collect()
    }
}

fn fail_on(args: &RunArgs) -> BTreeSet<report::FailOn> {
    let word = |what: &FailOn| match what {
        FailOn::Contradicted => report::FailOn::Contradicted,
        FailOn::Undetermined => report::FailOn::Undetermined,
        FailOn::Drift => report::FailOn::Drift,
    };
    args.fail_on.iter().map(word).collect()
}

/// What is known of the run besides what it found.
struct Facts {
    run: crate::words::RunId,
    started_at: String,
    engine: String,
    folder: PathBuf,
}

fn summed_up(facts: &Facts, pack: &Pack, mut found: Found, duration: Span) -> Run {
    let drills = found.merged();
    let drift = |drift: &crate::pack::Drift| {
        let entry = |claim: &crate::words::ClaimId| Drift {
            claim: claim.clone(),
            line: drift.line,
            was: drift.was.clone(),
            is: drift.is.clone().unwrap_or_default(),
        };
        drift.claims.iter().map(entry).collect::<Vec<_>>()
    };
    let drilled = |drift: &&crate::pack::Drift| drills.iter().any(|drill| drill.id == drift.scenario);
    Run {
        schema_version: report::json::SCHEMA_VERSION,
        tool: crate::timeline::TOOL.to_owned(),
        run: facts.run.clone(),
        started_at: facts.started_at.clone(),
        duration,
        pack: pack.name.clone(),
        document: pack.document.clone(),
        engine: facts.engine.clone(),
        images: found.images.iter().flat_map(|images| images.infos()).collect(),
        stand_ins: found.images.iter().flat_map(|images| opening::stand_ins(pack, images)).collect(),
        verdict: Verdict::Undetermined,
        drift: pack.drift.iter().filter(drilled).flat_map(drift).collect(),
        spent: found.spent,
        drills,
        report_dir: None,
    }
    .summed_up()
}

/// The report's file, and what standard output is to carry. A report that cannot be written is still printed.
fn publish(run: &Run, folder: &Path, console: &Console) -> Result<(), Failure> {
    let json = report::json::write(run);
    let path = folder.join("report.json");
    let written = std::fs::write(&path, &json);
    match console.format {
        Format::Json => console.result(&json),
        Format::Human => console.result(&report::terminal::render_with(run, console.layout(), console.detail())),
    }
    written.map_err(|error| {
        let message = format!("cannot write {}: {error}", path.display());
        Failure::new(Status::Aborted, message).hint("free space there, or name another folder with --report-dir DIR")
    })
}
