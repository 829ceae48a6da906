//! The drills of a run: workers, each of which takes one job after the other, with a stack of its own for each.

use super::backend::{Backend, Start};
use super::controls::Controls;
use super::jobs::{Job, Task, jobs};
use super::opening::interrupted;
use super::{Found, RunContext};
use crate::cli::args::RunArgs;
use crate::cli::error::{Failure, Status};
use crate::cli::packs;
use crate::cli::progress::{Screen, Shown, lock};
use crate::cli::runs::LOGS;
use crate::drill::{Drill, Ending, drive};
use crate::judge;
use crate::plan::{DrillPlan, Plan};
use crate::report::Spent;
use crate::shutdown::{Level, Shutdown};
use crate::timeline::{Header, SCHEMA_VERSION, TOOL, event_line, header_line};
use crate::wall;
use crate::words::{Span, StackId, Verdict};
use futures_util::future::join_all;
use std::collections::VecDeque;
use std::io::Write as _;
use std::iter::Peekable;
use std::slice::Iter;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

/// Runs all drills of a plan. What is found is put into `found` as it is found. Where it ends early, every worker that has
/// something to tell of it does.
pub async fn all<R: Backend>(
    backend: &R,
    plan: &Plan,
    (args, controls): (&RunArgs, &Controls),
    screen: &Arc<Screen>,
    found: &Mutex<Found>,
) -> Result<(), Vec<Failure>> {
    let Some(first) = plan.stacks.first() else { return Ok(()) };
    let began = Instant::now();
    backend.prepare(&first.profile, &screen.progress()).await.map_err(|failure| vec![failure])?;
    lock_found(found).spent.images = began.elapsed().into();
    let jobs = jobs(plan, args.repeat, args.jobs.into());
    let workers = jobs.len().min(args.jobs.into());
    let (end, shutdown) = watch::channel(false);
    let context = backend.context();
    let shutdown = context.shutdown.with(shutdown);
    let (several, jobs) = (workers > 1, Mutex::new(jobs.into()));
    let pool = WorkerPool { backend, context, args, controls, screen, found, end, shutdown, several, jobs };
    let failures: Vec<Failure> =
        join_all((0..workers).map(|_| pool.work())).await.into_iter().filter_map(Result::err).collect();
    let (ends, causes): (Vec<_>, Vec<_>) = failures.into_iter().partition(|failure| *failure == interrupted());
    // Who was told to end by another's failure has nothing to add to it.
    match (causes.is_empty(), ends.into_iter().next()) {
        (true, None) => Ok(()),
        (true, Some(interrupted)) => Err(vec![interrupted]),
        (false, _) => Err(causes),
    }
}

/// What was found by a worker that failed is still good.
fn lock_found(found: &Mutex<Found>) -> std::sync::MutexGuard<'_, Found> {
    found.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What all workers share.
struct WorkerPool<'a, R> {
    backend: &'a R,
    context: &'a RunContext<'a>,
    args: &'a RunArgs,
    controls: &'a Controls,
    screen: &'a Arc<Screen>,
    found: &'a Mutex<Found>,
    /// Becomes true when a worker fails: then all end.
    end: watch::Sender<bool>,
    shutdown: Shutdown,
    several: bool,
    jobs: Mutex<VecDeque<Job<'a>>>,
}

impl<'a, R: Backend> WorkerPool<'a, R> {
    /// Takes jobs as long as there are any and nobody failed.
    async fn work(&self) -> Result<(), Failure> {
        let shown = self.screen.progress();
        while let Some((job, is_last)) = self.next_job() {
            if let Err(failure) = self.job(&job, is_last, &shown).await {
                self.end.send_replace(true);
                return Err(failure);
            }
        }
        Ok(())
    }

    fn next_job(&self) -> Option<(Job<'a>, bool)> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = if *self.end.borrow() { None } else { jobs.pop_front() };
        job.map(|job| (job, jobs.is_empty()))
    }

    /// All of a job, on one stack, or on several where a drill leaves one that is not sound.
    async fn job(&self, job: &Job<'_>, is_last: bool, shown: &Shown) -> Result<(), Failure> {
        let mut tasks = job.tasks.iter().peekable();
        while let Some(first) = tasks.peek().copied() {
            let id = self.context.next_stack();
            let name = self.name(job, &id);
            if self.several {
                lock(shown).on(&format!("stack {name}"));
            }
            let site = self.open(job, first, &id, &name, shown).await?;
            let sound = self.on_one_stack(&id, &site, &mut tasks, shown).await;
            drop(site);
            let keep = self.args.keep && is_last && tasks.peek().is_none();
            if sound.is_err() || !keep {
                lock(shown).stage(&self.backend.leaving(&name));
            }
            // What ends the run early is told; the stack goes when the context is closed.
            sound?;
            if !keep {
                let began = Instant::now();
                self.backend.take_down(&id).await?;
                self.spend(|spent| &mut spent.take_down, began);
            }
            if let Some(next) = tasks.peek() {
                let DrillPlan { scenario, profile, .. } = next.plan;
                lock(shown).keep(&format!("{} before {scenario} ({profile})", self.backend.again()));
            }
        }
        Ok(())
    }

    /// A stack is called by its profile, and where that can be of several, by its number too.
    fn name(&self, job: &Job<'_>, id: &StackId) -> String {
        let profile = &job.profile.name;
        if self.several || self.args.repeat > 1 { format!("{} ({profile})", id.number()) } else { profile.to_string() }
    }

    async fn open(
        &self,
        job: &Job<'_>,
        first: &Task<'_>,
        id: &StackId,
        name: &str,
        shown: &Shown,
    ) -> Result<R::Stack, Failure> {
        let began = Instant::now();
        let (profile, shutdown) = (job.profile, self.shutdown.clone());
        let opened = self.backend.open_stack(Start { profile, id, name, shutdown, shown }).await;
        self.spend(|spent| &mut spent.start, began);
        if opened.is_err() {
            self.keep_logs(id, first, shown).await;
        }
        opened
    }

    /// Drills until one leaves the stack in another state than it found it.
    async fn on_one_stack(
        &self,
        id: &StackId,
        stack: &R::Stack,
        tasks: &mut Peekable<Iter<'_, Task<'_>>>,
        shown: &Shown,
    ) -> Result<(), Failure> {
        for task in tasks.by_ref() {
            let plan = task.plan;
            let began = Instant::now();
            let (drill, ending) = self.one(stack, task, shown).await?;
            self.spend(|spent| &mut spent.drills, began);
            let good = drill.verdict == Verdict::Confirmed;
            lock_found(self.found).drills.push((task.place, task.repeat, drill));
            if !good || !ending.leaves_a_sound_stack() {
                self.keep_logs(id, task, shown).await;
            }
            // What could not be written down was not done, and nothing more will be.
            if let Some(trouble) = self.backend.trouble() {
                return Err(trouble);
            }
            match ending {
                Ending::Interrupted => return Err(interrupted()),
                Ending::Lost { why } => {
                    let message =
                        format!("the engine went away in the middle of {} ({}): {why}", plan.scenario, plan.profile);
                    return Err(Failure::new(Status::Aborted, message));
                }
                ending if !ending.leaves_a_sound_stack() => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    /// One drill: its timeline is written while it runs, and judged when it is over.
    async fn one(&self, stack: &R::Stack, task: &Task<'_>, shown: &Shown) -> Result<(judge::Drill, Ending), Failure> {
        // The clock starts with the world: what the header says of the time is of the same moment.
        let plan = self.backend.fit(stack, task.plan);
        let mut world = self.backend.world(stack, &plan, task.repeat, self.shutdown.clone());
        let mut header = header(self.backend, &plan);
        let images: Vec<String> = header.images.iter().map(|image| image.digest.clone()).collect();
        let (control, known) = self.controls.of(&plan, &images, task.repeat);
        header.known_control = known;
        let plan = DrillPlan { control, ..plan };
        let name = format!("{}.jsonl", file_name(task));
        let path = self.context.folder.join(&name);
        let unwritable = |error: std::io::Error| {
            let message = format!("cannot write the timeline {}: {error}", path.display());
            Failure::new(Status::Aborted, message)
                .hint("free space there, or name another folder with --report-dir DIR")
        };
        let mut file = std::fs::File::create(&path).map_err(unwritable)?;
        file.write_all(header_line(&header).as_bytes()).map_err(unwritable)?;
        lock(shown).begin(&plan, (self.args.repeat > 1).then_some(task.repeat));
        let (mut drill, begin) = Drill::begin(plan, &header);
        let drilled = drive(&mut world, &mut drill, begin, |recorded, drill| {
            lock(shown).event(recorded, drill);
            file.write_all(event_line(recorded).as_bytes())
        });
        let ending = drilled.await.map_err(unwritable)?;
        drop(world);
        // Other workers' drills go on beside it: judging must not keep them from hearing in time.
        let judging = tokio::task::spawn_blocking(move || judge::judge_observed(&header, drill.observed()));
        let mut judged = judging.await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
        self.controls.keep(&self.context.run, task.plan, &images, judged.recovery.control.as_ref());
        judged.timeline = Some(name.clone());
        judged.timelines = vec![name];
        packs::waive(&self.context.pack, &mut judged);
        Ok((judged, ending))
    }

    /// Logs and inspections of every container, secrets removed: what somebody needs who asks why.
    async fn keep_logs(&self, stack: &StackId, task: &Task<'_>, shown: &Shown) {
        let folder = self.context.folder.join(LOGS).join(file_name(task));
        let mut shutdown = self.context.shutdown.clone();
        let kept = tokio::select! {
            kept = self.backend.keep_logs(stack, &folder) => kept,
            () = shutdown.reaches(Level::Hurry) => return,
        };
        match kept {
            Ok(missing) => missing.iter().for_each(|missing| lock(shown).detail(&format!("  {missing}"))),
            Err(error) => lock(shown).keep(&format!("  the containers' logs could not be kept: {error}")),
        }
    }

    fn spend(&self, on: impl Fn(&mut Spent) -> &mut Span, began: Instant) {
        let mut found = lock_found(self.found);
        let spent = on(&mut found.spent);
        *spent = *spent + began.elapsed().into();
    }
}

/// What a drill's files are called: by its scenario and profile, and from the second time on by its repeat.
fn file_name(task: &Task<'_>) -> String {
    let Task { plan, repeat, .. } = task;
    match repeat {
        1 => format!("{}.{}", plan.scenario, plan.profile),
        more => format!("{}.{}.{more}", plan.scenario, plan.profile),
    }
}

fn header(backend: &impl Backend, plan: &DrillPlan) -> Header {
    let (context, made_of) = (backend.context(), backend.made_of());
    Header {
        schema_version: SCHEMA_VERSION,
        tool: TOOL.to_owned(),
        run: context.run.clone(),
        pack: context.pack.name.clone(),
        scenario: plan.scenario.clone(),
        title: plan.title.clone(),
        profile: plan.profile.clone(),
        targets: plan.fault.targets().to_vec(),
        effects: context.pack.services.iter().filter(|service| service.effect).map(|one| one.name.clone()).collect(),
        dependencies: plan.dependencies.clone(),
        started_at: wall::now().to_string(),
        engine: backend.engine(),
        document: context.pack.document.clone(),
        line: plan.line,
        images: made_of.images,
        stand_ins: made_of.stand_ins,
        thresholds: context.pack.thresholds.clone(),
        probes: plan.probes.clone(),
        detectors: plan.detectors.clone(),
        claims: plan.claims.clone(),
        out_of_reach: plan.out_of_reach.clone(),
        unprobed: plan.unprobed.clone(),
        known_control: None,
    }
}
