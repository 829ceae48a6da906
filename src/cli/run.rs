//! `run`: start the stack, drill, judge, report, take the stack down, however it ends.

mod backend;
mod context;
mod controls;
mod docker;
mod drills;
mod jobs;
mod opening;
mod project;
#[cfg(test)]
mod shutdown_tests;
mod simulated;

pub use backend::{Backend, End, TAKEN_DOWN};
pub use context::{RunContext, living_runs, state_folder};
pub use docker::{DockerBackend, engine, engine_failure};
pub use opening::{interrupted, open_alone};

use super::args::{Common, EngineChoice, ImagePolicy, RunArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::progress::Screen;
use super::publish::{Wanted, publish};
use super::{interruption, listing, packs};
use crate::judge::{self, Drill};
use crate::pack::Pack;
use crate::plan::{DrillPlan, Plan, Whole};
use crate::report::{self, Drift, Planned, Run, Spent};
use crate::shutdown::{Level, Shutdown, Trigger};
use crate::words::{ClaimId, Span, Verdict};
use backend::MadeOf;
use controls::Controls;
use futures_util::FutureExt as _;
use project::ProjectBackend;
use simulated::SimulatedBackend;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// `firedrill run`
pub async fn run(args: &RunArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let chosen = chosen(args)?;
    let (files, pack) = packs::load_with_files(common.pack.as_deref(), console)?;
    let pack = Arc::new(pack);
    let plan = listing::planned(&pack, &args.scenarios, common)?;
    let whole = Whole::of(&plan, args.repeat, packs::sha256(&pack, &files));
    let plan = listing::part(plan, args.shard)?;
    let (shutdown, trigger) = Shutdown::listen();
    if let Some(timeout) = args.timeout {
        let trigger = trigger.clone();
        tokio::spawn(async move {
            tokio::time::sleep(timeout.as_duration()).await;
            trigger.request();
        });
    }
    match chosen {
        Chosen::Docker { images } => {
            let backend = DockerBackend::open(pack, files, images, common, console, shutdown).await?;
            on(backend, (&plan, whole), args, common, console, trigger).await
        }
        Chosen::Project { name } => {
            let (backend, plan) = ProjectBackend::open(name, pack, plan, args.yes, common, console, shutdown).await?;
            on(backend, (&plan, whole), args, common, console, trigger).await
        }
        Chosen::Simulated { seed } => {
            let backend = SimulatedBackend { context: RunContext::open(pack, common, console, shutdown)?, seed };
            console.voice.say(&format!("simulated, no engine is used; `--seed {seed}` gives the same run again"));
            on(backend, (&plan, whole), args, common, console, trigger).await
        }
    }
}

/// The engine chosen, with what only it can be told.
enum Chosen<'a> {
    Docker { images: ImagePolicy },
    Project { name: &'a str },
    Simulated { seed: u64 },
}

fn chosen(args: &RunArgs) -> Result<Chosen<'_>, Failure> {
    let wrong =
        |option: &str, why: &str, hint: &str| Err(Failure::new(Status::Wrong, format!("{option} {why}")).hint(hint));
    match args.engine {
        EngineChoice::Docker if args.seed.is_some() => wrong(
            "--seed",
            "is of a simulated run, and this one is on Docker",
            "add --engine simulated, or leave it out",
        ),
        EngineChoice::Docker => Ok(match &args.project {
            Some(name) => Chosen::Project { name },
            None => Chosen::Docker { images: args.images.unwrap_or_default() },
        }),
        EngineChoice::Simulated if args.images.is_some() => {
            wrong("--images", "cannot be told a simulated run: it has no images", "leave it out, or drill on Docker")
        }
        EngineChoice::Simulated if args.keep => wrong(
            "--keep",
            "cannot be told a simulated run: it has no stack to leave up",
            "leave it out, or drill on Docker",
        ),
        EngineChoice::Simulated if args.project.is_some() => {
            wrong("--project", "cannot be told a simulated run: a project is on Docker", "leave one of the two out")
        }
        // 32 bits are chance enough, and short enough to be typed.
        EngineChoice::Simulated => {
            Ok(Chosen::Simulated { seed: args.seed.unwrap_or_else(|| rand::random::<u32>().into()) })
        }
    }
}

/// Drills a plan, all or a part of a whole, on a backend, whichever it is, and gives back what was made.
async fn on<R: Backend>(
    backend: R,
    (plan, whole): (&Plan, Whole),
    args: &RunArgs,
    common: &Common,
    console: &Console,
    trigger: Trigger,
) -> Result<Status, Failure> {
    let pack = Arc::clone(&backend.context().pack);
    let drills: usize = plan.stacks.iter().map(|stack| stack.drills.len()).sum();
    let screen = Screen::new(console.voice, drills * usize::try_from(args.repeat).unwrap_or(1), trigger);
    let began = std::time::Instant::now();
    let telling = Arc::clone(&screen);
    let telling = tokio::spawn(interruption::tell(backend.context().shutdown.clone(), move |line| telling.keep(line)));

    let found = Mutex::new(Found::default());
    let shutdown = backend.context().shutdown.clone();
    let controls = Controls::new(args.control, backend.whose(), &whole.pack_sha256);
    let drilling = drills::all(&backend, plan, (args, &controls), &screen, &found);
    let outcome = to_the_end(drilling, shutdown.clone()).await;
    screen.end();
    let facts = Facts {
        run: backend.context().run.clone(),
        started_at: backend.context().started_at.clone(),
        engine: backend.engine(),
        made_of: backend.made_of(),
        folder: backend.context().folder.clone(),
    };
    let (end, how) = (End::of(&outcome, args.keep, shutdown.level()), backend.undone());
    let closing = std::time::Instant::now();
    let down = backend.close(end).await;
    telling.abort();
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.spent.take_down = found.spent.take_down + closing.elapsed().into();

    let mut worst = Status::Good;
    let mut failures = Vec::new();
    if !found.drills.is_empty() {
        let (shard, not_drilled) = (args.shard, not_drilled(plan, &found));
        let found = summed_up(&facts, &pack, found, began.elapsed().into());
        let found = Run { shard, not_drilled, whole: Some(whole), ..found }.summed_up();
        let fail_on = args.gate.fails_on();
        worst = Status::of(found.exit_status(&fail_on));
        let wanted = Wanted { folder: &facts.folder, junit: args.gate.junit.as_deref(), fail_on: &fail_on };
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
    if end == End::Kept {
        console.voice.say(&format!("the stack is still up: `firedrill status`, `firedrill down {}`", facts.run));
    }
    Ok(worst)
}

/// Drills until they are over, or somebody leaves. A panic in the middle must not leave a stack behind: it is caught,
/// everything is taken down, and it is reported.
async fn to_the_end(
    drilling: impl Future<Output = Result<(), Vec<Failure>>>,
    mut shutdown: Shutdown,
) -> Result<(), Vec<Failure>> {
    tokio::select! {
        outcome = AssertUnwindSafe(drilling).catch_unwind() => outcome.unwrap_or_else(|_| {
            let message = "firedrill itself failed (see the message above)";
            let failure = Failure::new(Status::Aborted, message);
            Err(vec![failure.hint("please report it, with the timeline in the report folder")])
        }),
        () = shutdown.reaches(Level::Leave) => Err(vec![interrupted()]),
    }
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
        drift: drift(pack, &drills),
        shard: None,
        whole: None,
        not_drilled: Vec::new(),
        waivers: waivers(pack, &drills),
        not_tested: not_tested(pack, &drills),
        spent: found.spent,
        drills,
        report_dir: None,
    }
    .summed_up()
}

/// The words that what was drilled rests on and that no longer stand in the document: an entry for each claim, and one
/// where no claim rests on them, since a fault is of the document too.
fn drift(pack: &Pack, drills: &[Drill]) -> Vec<Drift> {
    let drilled = |drift: &&crate::pack::Drift| drills.iter().any(|drill| drill.id == drift.scenario);
    let told = |drift: &crate::pack::Drift| {
        let entry = |claim: Option<&ClaimId>| Drift {
            scenario: Some(drift.scenario.clone()),
            claim: claim.cloned(),
            line: drift.line,
            was: drift.was.clone(),
            is: drift.is.clone().unwrap_or_default(),
        };
        if drift.claims.is_empty() { vec![entry(None)] } else { drift.claims.iter().map(Some).map(entry).collect() }
    };
    pack.drift.iter().filter(drilled).flat_map(told).collect()
}

/// What the document says of what was drilled, and no claim tests.
fn not_tested(pack: &Pack, drills: &[Drill]) -> Vec<report::NotTested> {
    let drilled = |scenario: &&crate::pack::Scenario| drills.iter().any(|drill| drill.id == scenario.id);
    let told = |scenario: &crate::pack::Scenario| {
        let one = |line: &crate::pack::NotTested| report::NotTested {
            scenario: scenario.id.clone(),
            line: line.line,
            quote: line.quote.clone(),
            reason: line.reason.clone(),
        };
        scenario.not_tested.iter().map(one).collect::<Vec<_>>()
    };
    pack.scenarios.iter().filter(drilled).flat_map(told).collect()
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
