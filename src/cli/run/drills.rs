//! The drills of a run: a stack for each profile, one drill after the other on it.

use super::{Found, Scene};
use crate::cli::args::{ImagePolicy, RunArgs};
use crate::cli::error::{Failure, Status};
use crate::cli::progress::{Progress, lock};
use crate::drill::{Drill, Ending, drive};
use crate::judge;
use crate::pack::Pack;
use crate::plan::{DrillPlan, Plan, StackPlan};
use crate::stack::{self, Images, Policy, StackError};
use crate::timeline::{Header, SCHEMA_VERSION, StandIn, TOOL, event_line, header_line};
use crate::words::Verdict;
use crate::world::docker::{Docker, Opening, Site, SiteError};
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

type Shown = Arc<Mutex<Progress>>;

/// Runs all drills of a plan. What is found is put into `found` as it is found.
pub async fn all(
    scene: &Scene<'_>,
    plan: &Plan,
    args: &RunArgs,
    progress: &Shown,
    found: &mut Found,
) -> Result<(), Failure> {
    let Some(first) = plan.stacks.first() else { return Ok(()) };
    let images = Arc::new(images(scene, first, args.images, progress).await?);
    found.images = Some(Arc::clone(&images));
    for (number, stack) in plan.stacks.iter().enumerate() {
        let mut drills = stack.drills.iter().peekable();
        while drills.peek().is_some() {
            let site = open(scene, stack, &images, progress).await?;
            let sound = on_one_stack(scene, &site, &mut drills, progress, found).await;
            drop(site);
            let more = drills.peek().is_some() || number + 1 < plan.stacks.len();
            if sound.is_err() || more || !args.keep {
                lock(progress).stage(&format!("taking down stack {}", stack.profile.name));
            }
            // What ends the run early is told; the stack goes when the scene is closed.
            sound?;
            if more || !args.keep {
                scene.take_down().await?;
            }
            if let Some(next) = drills.peek() {
                let text = format!("the stack is replaced before {} ({})", next.scenario, next.profile);
                lock(progress).keep(&text);
            }
        }
    }
    Ok(())
}

/// Starts one stack and nothing else; what stands in for upstream's software in it is returned.
pub async fn open_alone(
    scene: &Scene<'_>,
    stack: &StackPlan,
    policy: ImagePolicy,
    progress: &Shown,
) -> Result<Vec<StandIn>, Failure> {
    let images = Arc::new(images(scene, stack, policy, progress).await?);
    open(scene, stack, &images, progress).await?;
    Ok(stand_ins(&scene.pack, &images))
}

/// All that stands in for upstream's software: what the pack says, and what the images are.
pub fn stand_ins(pack: &Pack, images: &Images) -> Vec<StandIn> {
    pack.stand_ins.iter().cloned().chain(images.stand_ins()).collect()
}

/// Drills until one leaves the stack in another state than it found it.
async fn on_one_stack<'p>(
    scene: &Scene<'_>,
    site: &Arc<Site>,
    drills: &mut std::iter::Peekable<impl Iterator<Item = &'p DrillPlan>>,
    progress: &Shown,
    found: &mut Found,
) -> Result<(), Failure> {
    for plan in drills.by_ref() {
        let (drill, ending) = one(scene, site, plan, progress).await?;
        let good = drill.verdict == Verdict::Confirmed;
        found.drills.push(drill);
        if !good || !ending.leaves_a_sound_stack() {
            keep_logs(scene, plan, progress).await;
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
async fn one(
    scene: &Scene<'_>,
    site: &Arc<Site>,
    plan: &DrillPlan,
    progress: &Shown,
) -> Result<(judge::Drill, Ending), Failure> {
    let header = header(scene, site, plan);
    let name = format!("{}.{}.jsonl", plan.scenario, plan.profile);
    let path = scene.folder.join(&name);
    let unwritable = |error: std::io::Error| {
        let message = format!("cannot write the timeline {}: {error}", path.display());
        Failure::new(Status::Aborted, message).hint("free space there, or name another folder with --report-dir DIR")
    };
    let mut file = std::fs::File::create(&path).map_err(unwritable)?;
    file.write_all(header_line(&header).as_bytes()).map_err(unwritable)?;
    lock(progress).begin(plan);
    let mut world = Docker::new(site, plan, scene.ladder.clone());
    let (mut drill, begin) = Drill::begin(plan.clone(), &header);
    let drilled = drive(&mut world, &mut drill, begin, |recorded, drill| {
        lock(progress).event(recorded, drill);
        file.write_all(event_line(recorded).as_bytes())
    });
    let ending = drilled.await.map_err(unwritable)?;
    drop(world);
    let mut judged = judge::judge_observed(&header, drill.observed());
    judged.timeline = Some(name);
    waive(&mut judged, scene);
    Ok((judged, ending))
}

/// A known contradiction is accepted until the end of its date.
fn waive(drill: &mut judge::Drill, scene: &Scene<'_>) {
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    for claim in &mut drill.claims {
        let covers = |waiver: &&crate::pack::Waiver| {
            waiver.scenario == drill.id && claim.id.matches(&waiver.claim) && waiver.until >= today
        };
        claim.waived_until = scene.pack.waivers.iter().find(covers).map(|waiver| waiver.until.to_string());
    }
}

fn header(scene: &Scene<'_>, site: &Site, plan: &DrillPlan) -> Header {
    Header {
        schema_version: SCHEMA_VERSION,
        tool: TOOL.to_owned(),
        run: scene.run.clone(),
        pack: scene.pack.name.clone(),
        scenario: plan.scenario.clone(),
        title: plan.title.clone(),
        profile: plan.profile.clone(),
        targets: plan.fault.targets().to_vec(),
        effects: scene.pack.services.iter().filter(|service| service.effect).map(|one| one.name.clone()).collect(),
        dependencies: scene.pack.topology.dependencies().to_vec(),
        started_at: jiff::Timestamp::now().to_string(),
        engine: scene.engine.about().to_string(),
        document: scene.pack.document.clone(),
        line: plan.line,
        images: site.images.infos(),
        stand_ins: stand_ins(&scene.pack, &site.images),
        thresholds: scene.pack.thresholds.clone(),
        probes: plan.probes.clone(),
        detectors: plan.detectors.clone(),
        claims: plan.claims.clone(),
    }
}

async fn images(
    scene: &Scene<'_>,
    stack: &StackPlan,
    policy: ImagePolicy,
    progress: &Shown,
) -> Result<Images, Failure> {
    let policy = match policy {
        ImagePolicy::Auto => Policy::Auto,
        ImagePolicy::Local => Policy::Local,
        ImagePolicy::Pull => Policy::Pull,
        ImagePolicy::Build => Policy::Build,
    };
    let variables = crate::pack::check_variables(Some(&stack.profile));
    let broken = |problems: Vec<crate::pack::Problem>| crate::cli::packs::broken(&problems, scene.console);
    let compose = scene.pack.compose(&variables).map_err(broken)?;
    lock(progress).stage("looking for images");
    let shown = Arc::clone(progress);
    let tell = move |event| show(&shown, &event);
    let mut ladder = scene.ladder.clone();
    tokio::select! {
        images = stack::images::prepare(&scene.engine, &compose, &scene.files, policy, &tell) => images.map_err(|e| unable(&e)),
        _ = ladder.next() => Err(interrupted()),
    }
}

async fn open(
    scene: &Scene<'_>,
    stack: &StackPlan,
    images: &Arc<Images>,
    progress: &Shown,
) -> Result<Arc<Site>, Failure> {
    let began = std::time::Instant::now();
    lock(progress).stage(&format!("starting stack {}", stack.profile.name));
    let shown = Arc::clone(progress);
    let (stop, mut stopped) = watch::channel(false);
    let opening = Opening {
        engine: scene.engine.clone(),
        run: scene.run.clone(),
        pack: Arc::clone(&scene.pack),
        profile: stack.profile.clone(),
        images: Arc::clone(images),
        journal: Arc::clone(&scene.journal),
        password: scene.password.clone(),
        progress: Arc::new(move |event| show(&shown, &event)),
        stop: stopped.clone(),
    };
    let mut ladder = scene.ladder.clone();
    let asked = async {
        ladder.next().await;
        let _ = stop.send(true);
        std::future::pending::<()>().await;
    };
    let starting = async {
        let site = Site::open(opening).await?;
        let started = began.elapsed();
        lock(progress).stage(&format!("stack {} is started; waiting until all is well", stack.profile.name));
        let mut travelled = started;
        site.until_well(&mut stopped, || travelled = began.elapsed()).await?;
        Ok::<(Arc<Site>, [Duration; 2]), SiteError>((site, [started, travelled]))
    };
    let opened = tokio::select! {
        opened = starting => opened,
        () = asked => Err(SiteError::Interrupted),
    };
    match opened {
        Ok((site, [started, travelled])) => {
            lock(progress).keep(&format!(
                "stack {} is up: started in {:.1} s, journeys well after {:.1} s, all well after {:.1} s",
                stack.profile.name,
                started.as_secs_f64(),
                travelled.as_secs_f64(),
                began.elapsed().as_secs_f64()
            ));
            Ok(site)
        }
        Err(error) => {
            if let Some(drill) = stack.drills.first() {
                keep_logs(scene, drill, progress).await;
            }
            Err(not_opened(&error))
        }
    }
}

fn not_opened(error: &SiteError) -> Failure {
    match error {
        SiteError::Interrupted | SiteError::Stack(StackError::Interrupted) => interrupted(),
        SiteError::Stack(error) => unable(error),
        SiteError::Engine(error) => super::scene::engine_failure(error),
        SiteError::NotWell(_) => {
            Failure::new(Status::Unable, error).hint("the logs of all containers are in the report folder, under logs/")
        }
    }
}

fn unable(error: &StackError) -> Failure {
    let status = if error.is_the_machine() { Status::Unable } else { Status::Aborted };
    Failure::new(status, error).hint_if(error.hint())
}

fn interrupted() -> Failure {
    Failure::new(Status::Aborted, "interrupted")
}

/// Logs and inspections of every container, secrets removed: what somebody needs who asks why.
async fn keep_logs(scene: &Scene<'_>, plan: &DrillPlan, progress: &Shown) {
    let folder = scene.folder.join("logs").join(format!("{}.{}", plan.scenario, plan.profile));
    match stack::save_logs(&scene.engine, &scene.run, &folder, std::slice::from_ref(&scene.password)).await {
        Ok(kept) => kept.missing.iter().for_each(|missing| lock(progress).detail(&format!("  {missing}"))),
        Err(error) => lock(progress).keep(&format!("  the containers' logs could not be kept: {error}")),
    }
}

fn show(progress: &Mutex<Progress>, event: &stack::Progress) {
    let progress = lock(progress);
    match event {
        stack::Progress::Image { doing } => progress.keep(doing),
        stack::Progress::Line(line) => progress.detail(&format!("  {line}")),
        stack::Progress::Network(net) => progress.detail(&format!("  network {net}.0/24")),
        stack::Progress::Started { service, started, of } => {
            progress.stage_detail(&format!("starting: {started} of {of}"), &format!("  {service} started"));
        }
        stack::Progress::Ready { service } => progress.detail(&format!("  {service} is ready")),
    }
}
