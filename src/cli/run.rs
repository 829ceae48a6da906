//! `run`: start the stack, drill, judge, report, take the stack down, however it ends.

mod docker;
mod drills;
mod jobs;
mod opening;
mod project;
mod rig;
mod scene;

pub use docker::{DockerRig, engine, engine_failure};
pub use opening::open_alone;
pub use rig::{Rig, TAKEN_DOWN};
pub use scene::{Scene, living_runs, state_folder};

use super::args::{Common, FailOn, RunArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::progress::Screen;
use super::publish::{Wanted, publish};
use super::signals::Ladder;
use super::{listing, packs};
use crate::judge::{self, Drill};
use crate::pack::Pack;
use crate::plan::{DrillPlan, Plan, ShardError};
use crate::report::{self, Drift, Planned, Run, Spent};
use crate::words::{Span, Verdict};
use futures_util::FutureExt as _;
use project::ProjectRig;
use rig::MadeOf;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// `firedrill run`
pub async fn run(args: &RunArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let (files, pack) = packs::load_with_files(common.pack.as_deref(), console)?;
    let pack = Arc::new(pack);
    let plan = listing::planned(&pack, &args.scenarios, common)?;
    let plan = args.shard.map_or(Ok(plan.clone()), |shard| shard.of(&plan)).map_err(few)?;
    let (ladder, ask) = Ladder::listen();
    if let Some(timeout) = args.timeout {
        tokio::spawn(async move {
            tokio::time::sleep(timeout.as_duration()).await;
            ask.for_an_end();
        });
    }
    if let Some(name) = &args.project {
        let (rig, plan) = ProjectRig::open(name, pack, plan, args.yes, common, console, ladder).await?;
        return on(rig, &plan, args, common, console).await;
    }
    let rig = DockerRig::open(pack, files, args.images, common, console, ladder).await?;
    on(rig, &plan, args, common, console).await
}

/// Drills a plan on a rig, whichever it is, and gives back what was made.
async fn on<R: Rig>(
    rig: R,
    plan: &Plan,
    args: &RunArgs,
    common: &Common,
    console: &Console,
) -> Result<Status, Failure> {
    let pack = Arc::clone(&rig.scene().pack);
    let drills: usize = plan.stacks.iter().map(|stack| stack.drills.len()).sum();
    let screen = Screen::new(console.voice, drills * usize::try_from(args.repeat).unwrap_or(1));
    let began = std::time::Instant::now();

    let found = Mutex::new(Found::default());
    // A panic in the middle must not leave a stack behind: it is caught, everything is taken down, and it is reported.
    let drilling = AssertUnwindSafe(drills::all(&rig, plan, args, &screen, &found)).catch_unwind();
    let outcome = drilling.await.unwrap_or_else(|_| {
        let message = "firedrill itself failed (see the message above)";
        let failure = Failure::new(Status::Aborted, message);
        Err(vec![failure.hint("please report it, with the timeline in the report folder")])
    });
    screen.end();
    let facts = Facts {
        run: rig.scene().run.clone(),
        started_at: rig.scene().started_at.clone(),
        engine: rig.engine(),
        made_of: rig.made_of(),
        folder: rig.scene().folder.clone(),
    };
    let (keep, how) = (args.keep && outcome.is_ok(), rig.undone());
    let closing = std::time::Instant::now();
    let down = rig.close(keep).await;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.spent.take_down = found.spent.take_down + closing.elapsed().into();

    let mut worst = Status::Good;
    let mut failures = Vec::new();
    if !found.drills.is_empty() {
        let (shard, not_drilled) = (args.shard, not_drilled(plan, &found));
        let found = summed_up(&facts, &pack, found, began.elapsed().into());
        let found = Run { shard, not_drilled, ..found }.summed_up();
        let fail_on = FailOn::set(&args.fail_on);
        worst = Status::of(found.exit_status(&fail_on));
        let wanted = Wanted { folder: &facts.folder, junit: args.junit.as_deref(), fail_on: &fail_on };
        failures.extend(publish(&found, wanted, common, console).err());
    }
    let undone = |failure: Failure| if down.is_ok() { failure.undone(how) } else { failure };
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

fn few(error: ShardError) -> Failure {
    Failure::new(Status::Wrong, error).hint("`firedrill plan` shows the drills; split them into fewer parts")
}

/// What was planned and is not among what was found.
fn not_drilled(plan: &Plan, found: &Found) -> Vec<Planned> {
    let planned = plan.stacks.iter().flat_map(|stack| &stack.drills);
    let there = |one: &DrillPlan, drill: &Drill| drill.id == one.scenario && drill.profile == one.profile;
    let missing = |one: &&DrillPlan| !found.drills.iter().any(|(_, _, drill)| there(one, drill));
    let named = |one: &DrillPlan| Planned { id: one.scenario.clone(), profile: one.profile.clone() };
    planned.filter(missing).map(named).collect()
}

/// What is known of the run besides what it found.
struct Facts {
    run: crate::words::RunId,
    started_at: String,
    engine: String,
    made_of: MadeOf,
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
        images: facts.made_of.images.clone(),
        stand_ins: facts.made_of.stand_ins.clone(),
        verdict: Verdict::Undetermined,
        drift: pack.drift.iter().filter(drilled).flat_map(drift).collect(),
        shard: None,
        not_drilled: Vec::new(),
        waivers: waivers(pack, &drills),
        spent: found.spent,
        drills,
        report_dir: None,
    }
    .summed_up()
}

/// The pack's waivers for what was drilled; those that are over are of interest too, since their claims fail again.
fn waivers(pack: &Pack, drills: &[Drill]) -> Vec<report::Waiver> {
    let drilled = |waiver: &&crate::pack::Waiver| drills.iter().any(|drill| drill.id == waiver.scenario);
    let told = |waiver: &crate::pack::Waiver| report::Waiver {
        scenario: waiver.scenario.clone(),
        claim: waiver.claim.clone(),
        reason: waiver.reason.clone(),
        owner: waiver.owner.clone(),
        until: waiver.until.to_string(),
    };
    pack.waivers.iter().filter(drilled).map(told).collect()
}
