//! The drills of a run: workers, each of which takes one job after the other, with a stack of its
//! own for each.

use super::backend::{Backend, Start};
use super::context::RunContext;
use super::controls::Controls;
use super::error::RunError;
use super::events::{StackName, WorkerEvent, WorkerEvents};
use super::jobs::{Job, Task, jobs};
use super::summary::Found;
use super::{Options, waivers};
use crate::drill::{Drill, Ending, drive};
use crate::judge;
use crate::plan::{DrillPlan, Plan};
use crate::report::Spent;
use crate::shutdown::{Level, Shutdown};
use crate::storage::LOGS;
use crate::timeline::{Header, SCHEMA_VERSION, TOOL, event_line, header_line};
use crate::wall;
use crate::words::{Span, StackId, Verdict};
use futures_util::future::join_all;
use std::collections::VecDeque;
use std::io::Write as _;
use std::iter::Peekable;
use std::slice::Iter;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

/// Runs all drills of a plan. What is found is put into `found` as it is found. Where it ends
/// early, every worker that has something to tell of it does.
pub(super) async fn all<B: Backend>(
    backend: &B,
    plan: &Plan,
    (options, controls): (&Options, &Controls),
    found: &Mutex<Found>,
) -> Result<(), Vec<RunError>> {
    let Some(first) = plan.stacks.first() else { return Ok(()) };
    let context = backend.context();
    let began = Instant::now();
    backend
        .prepare(&first.profile, &context.events.of_worker(0))
        .await
        .map_err(|error| vec![error])?;
    lock_found(found).spent.images = began.elapsed().into();
    let jobs = jobs(plan, options.repeat, options.jobs);
    let workers = jobs.len().min(options.jobs);
    let (end, shutdown) = watch::channel(false);
    let shutdown = context.shutdown.with(shutdown);
    let (several, jobs) = (workers > 1, Mutex::new(jobs.into()));
    let pool =
        WorkerPool { backend, context, options, controls, found, end, shutdown, several, jobs };
    let ended =
        join_all((0..workers).map(|number| pool.work(context.events.of_worker(number)))).await;
    let (ends, causes): (Vec<_>, Vec<_>) =
        ended.into_iter().filter_map(Result::err).partition(RunError::is_interruption);
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
struct WorkerPool<'a, B> {
    backend: &'a B,
    context: &'a RunContext,
    options: &'a Options,
    controls: &'a Controls,
    found: &'a Mutex<Found>,
    /// Becomes true when a worker fails: then all end.
    end: watch::Sender<bool>,
    shutdown: Shutdown,
    several: bool,
    jobs: Mutex<VecDeque<Job<'a>>>,
}

impl<'a, B: Backend> WorkerPool<'a, B> {
    /// Takes jobs as long as there are any and nobody failed.
    async fn work(&self, events: WorkerEvents) -> Result<(), RunError> {
        let mut worked = Ok(());
        while worked.is_ok()
            && let Some((job, is_last)) = self.next_job()
        {
            worked = self.job(&job, is_last, &events).await;
            if worked.is_err() {
                self.end.send_replace(true);
            }
        }
        events.emit(WorkerEvent::Over);
        worked
    }

    fn next_job(&self) -> Option<(Job<'a>, bool)> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let job = if *self.end.borrow() { None } else { jobs.pop_front() };
        job.map(|job| (job, jobs.is_empty()))
    }

    /// All of a job, on one stack, or on several where a drill leaves one that is not sound.
    async fn job(
        &self,
        job: &Job<'_>,
        is_last: bool,
        events: &WorkerEvents,
    ) -> Result<(), RunError> {
        let mut tasks = job.tasks.iter().peekable();
        while let Some(first) = tasks.peek().copied() {
            let id = self.context.next_stack();
            let name = self.name(job, &id);
            if self.several {
                events.emit(WorkerEvent::OneOfSeveral(&name));
            }
            let site = self.open(job, first, &id, &name, events).await?;
            let sound = self.on_one_stack(&id, &site, &mut tasks, events).await;
            drop(site);
            let keep = self.options.keep && is_last && tasks.peek().is_none();
            if sound.is_err() || !keep {
                events.emit(self.backend.leaving(&name));
            }
            // What ends the run early is told; the stack goes when the context is closed.
            sound?;
            if !keep {
                let began = Instant::now();
                self.backend.take_down(&id).await?;
                self.spend(|spent| &mut spent.take_down, began);
            }
            if let Some(next) = tasks.peek() {
                events.emit(WorkerEvent::Again { whose: self.backend.whose(), before: next.plan });
            }
        }
        Ok(())
    }

    fn name(&self, job: &Job<'_>, id: &StackId) -> StackName {
        let number = (self.several || self.options.repeat > 1).then(|| id.number());
        StackName { profile: job.profile.name.clone(), number }
    }

    async fn open(
        &self,
        job: &Job<'_>,
        first: &Task<'_>,
        id: &StackId,
        name: &StackName,
        events: &WorkerEvents,
    ) -> Result<B::Stack, RunError> {
        let began = Instant::now();
        let (profile, shutdown) = (job.profile, self.shutdown.clone());
        let opened = self.backend.open_stack(Start { profile, id, name, shutdown, events }).await;
        self.spend(|spent| &mut spent.start, began);
        if opened.is_err() {
            self.keep_logs(id, first, events).await;
        }
        opened
    }

    /// Drills until one leaves the stack in another state than it found it.
    async fn on_one_stack(
        &self,
        id: &StackId,
        stack: &B::Stack,
        tasks: &mut Peekable<Iter<'_, Task<'_>>>,
        events: &WorkerEvents,
    ) -> Result<(), RunError> {
        for task in tasks.by_ref() {
            let plan = task.plan;
            let began = Instant::now();
            let (drill, ending) = self.one(stack, task, events).await?;
            self.spend(|spent| &mut spent.drills, began);
            let good = drill.verdict == Verdict::Confirmed;
            lock_found(self.found).drills.push((task.place, task.repeat, drill));
            if !good || !ending.leaves_a_sound_stack() {
                self.keep_logs(id, task, events).await;
            }
            // What could not be written down was not done, and nothing more will be.
            if let Some(trouble) = self.backend.trouble() {
                return Err(trouble);
            }
            match ending {
                Ending::Interrupted => return Err(RunError::Interrupted),
                Ending::Lost { why } => {
                    let (scenario, profile) = (plan.scenario.clone(), plan.profile.clone());
                    return Err(RunError::EngineLost { scenario, profile, why });
                }
                ending if !ending.leaves_a_sound_stack() => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    /// One drill: its timeline is written while it runs, and judged when it is over.
    async fn one(
        &self,
        stack: &B::Stack,
        task: &Task<'_>,
        events: &WorkerEvents,
    ) -> Result<(judge::Drill, Ending), RunError> {
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
        let unwritable = |source| RunError::Timeline { path: path.clone(), source };
        let mut file = std::fs::File::create(&path).map_err(unwritable)?;
        file.write_all(header_line(&header).as_bytes()).map_err(unwritable)?;
        let repeat = (self.options.repeat > 1).then_some(task.repeat);
        events.emit(WorkerEvent::DrillBegan { plan: &plan, repeat });
        let (mut drill, begin) = Drill::begin(plan, &header);
        let drilled = drive(&mut world, &mut drill, begin, |recorded, drill| {
            events.emit(WorkerEvent::Drill { recorded, drill });
            file.write_all(event_line(recorded).as_bytes())
        });
        let ending = drilled.await.map_err(unwritable)?;
        drop(world);
        // Other workers' drills go on beside it: judging must not keep them from hearing in time.
        let judging =
            tokio::task::spawn_blocking(move || judge::judge_observed(&header, drill.observed()));
        let mut judged =
            judging.await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
        self.controls.keep(&self.context.run, task.plan, &images, judged.recovery.control.as_ref());
        judged.timeline = Some(name.clone());
        judged.timelines = vec![name];
        waivers::waive(&self.context.pack, &mut judged);
        Ok((judged, ending))
    }

    /// Logs and inspections of every container, secrets removed: what somebody needs who asks why.
    async fn keep_logs(&self, stack: &StackId, task: &Task<'_>, events: &WorkerEvents) {
        let folder = self.context.folder.join(LOGS).join(file_name(task));
        let mut shutdown = self.context.shutdown.clone();
        let kept = tokio::select! {
            kept = self.backend.keep_logs(stack, &folder) => kept,
            () = shutdown.reaches(Level::Hurry) => return,
        };
        match kept {
            Ok(missing) => {
                for missing in &missing {
                    events.emit(WorkerEvent::LogMissing(missing));
                }
            }
            Err(why) => events.emit(WorkerEvent::LogsNotKept { why: &why }),
        }
    }

    fn spend(&self, on: impl Fn(&mut Spent) -> &mut Span, began: Instant) {
        let mut found = lock_found(self.found);
        let spent = on(&mut found.spent);
        *spent = *spent + began.elapsed().into();
    }
}

/// What a drill's files are called: by its scenario and profile, and from the second time on by its
/// repeat.
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
        effects: context
            .pack
            .services
            .iter()
            .filter(|service| service.effect)
            .map(|one| one.name.clone())
            .collect(),
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
