//! The start of a run's stacks: their images, their containers, and the wait until all is well.

use super::RunContext;
use super::backend::{Backend as _, Start};
use super::docker::{DockerBackend, engine_failure};
use crate::cli::args::ImagePolicy;
use crate::cli::error::{Failure, Status};
use crate::cli::progress::{Progress, Screen, Shown, lock};
use crate::pack::{Pack, Profile};
use crate::plan::{self, StackPlan};
use crate::shutdown::Level;
use crate::site::{Opening, READY_WITHIN, Site, SiteError};
use crate::stack::{self, Images, Policy, StackError};
use crate::timeline::StandIn;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::watch;

/// Starts one stack and nothing else; what stands in for upstream's software in it is returned.
pub async fn open_alone(
    backend: &DockerBackend<'_>,
    stack: &StackPlan,
    screen: &Arc<Screen>,
) -> Result<Vec<StandIn>, Failure> {
    let shown = screen.progress();
    backend.prepare(&stack.profile, &shown).await?;
    let (id, name) = (backend.context.next_stack(), stack.profile.name.to_string());
    let shutdown = backend.context.shutdown.clone();
    open(backend, Start { profile: &stack.profile, id: &id, name: &name, shutdown, shown: &shown }).await?;
    Ok(backend.made_of().stand_ins)
}

/// All that stands in for upstream's software: what the pack says, and what the images are.
pub fn stand_ins(pack: &Pack, images: &Images) -> Vec<StandIn> {
    pack.stand_ins.iter().cloned().chain(images.stand_ins()).collect()
}

/// The images of all services; every profile has the same ones.
pub async fn images(backend: &DockerBackend<'_>, profile: &Profile, shown: &Shown) -> Result<Images, Failure> {
    let context = &backend.context;
    let policy = match backend.policy {
        ImagePolicy::Auto => Policy::Auto,
        ImagePolicy::Local => Policy::Local,
        ImagePolicy::Pull => Policy::Pull,
        ImagePolicy::Build => Policy::Build,
    };
    let variables = crate::pack::check_variables(Some(profile));
    let broken = |problems: Vec<crate::pack::Problem>| crate::cli::packs::broken(&problems, context.console);
    let compose = context.pack.compose(&variables).map_err(broken)?;
    lock(shown).stage("looking for images");
    let telling = Arc::clone(shown);
    let tell = move |event| show(&telling, &event);
    let mut shutdown = context.shutdown.clone();
    tokio::select! {
        images = stack::images::prepare(&backend.engine, &compose, &backend.files, policy, &tell) => images.map_err(|e| unable(&e)),
        () = shutdown.next() => Err(interrupted()),
    }
}

/// Starts a stack, and waits until all of it is well.
pub async fn open(backend: &DockerBackend<'_>, start: Start<'_>) -> Result<Arc<Site>, Failure> {
    let Start { profile, id, name, mut shutdown, shown } = start;
    let images = backend.images()?;
    let began = std::time::Instant::now();
    lock(shown).stage(&format!("starting stack {name}"));
    let (stop, mut stopped) = watch::channel(false);
    let telling = Arc::clone(shown);
    let opening = Opening {
        engine: backend.engine.clone(),
        id: id.clone(),
        pack: Arc::clone(&backend.context.pack),
        profile: profile.clone(),
        images: Arc::clone(images),
        journal: Arc::clone(&backend.journal),
        password: backend.password.clone(),
        progress: Arc::new(move |event| show(&telling, &event)),
        stop: stopped.clone(),
    };
    let asked = async {
        shutdown.next().await;
        let _ = stop.send(true);
        // In order it ends by itself; in a hurry what is under way is not waited for, and is looked for afterwards.
        shutdown.reaches(Level::Hurry).await;
    };
    let starting = async {
        let site = Site::open(opening).await?;
        let started = began.elapsed();
        lock(shown).stage(&format!("stack {name} is started; waiting until all is well"));
        let mut travelled = started;
        let probes = plan::probes(&backend.context.pack, profile);
        site.until_well(&probes, READY_WITHIN, &mut stopped, || travelled = began.elapsed()).await?;
        Ok::<(Arc<Site>, [Duration; 2]), SiteError>((site, [started, travelled]))
    };
    let opened = tokio::select! {
        opened = starting => opened,
        () = asked => Err(SiteError::Interrupted),
    };
    let (site, [started, travelled]) = opened.map_err(|error| not_opened(&error))?;
    lock(shown).keep(&format!(
        "stack {name} is up: started in {:.1} s, journeys well after {:.1} s, all well after {:.1} s",
        started.as_secs_f64(),
        travelled.as_secs_f64(),
        began.elapsed().as_secs_f64()
    ));
    tell_what_differs(&backend.context, &site, shown).await;
    Ok(site)
}

/// What a stack that is up turns out to be like, where the pack says otherwise: told once, as all are alike.
pub async fn tell_what_differs(context: &RunContext<'_>, site: &Site, shown: &Shown) {
    let without = site.no_agent.as_ref().map(|why| format!("{why}; what needs it is undetermined"));
    for note in without.into_iter().chain(site.learn_paces().await) {
        if context.is_news(&note) {
            lock(shown).keep(&crate::report::clean_lines(&note));
        }
    }
}

fn not_opened(error: &SiteError) -> Failure {
    match error {
        SiteError::Interrupted | SiteError::Stack(StackError::Interrupted) => interrupted(),
        SiteError::Stack(error) => unable(error),
        SiteError::Engine(error) => engine_failure(error),
        SiteError::NotWell(_) => {
            Failure::new(Status::Unable, error).hint("the logs of all containers are in the report folder, under logs/")
        }
    }
}

fn unable(error: &StackError) -> Failure {
    let status = if error.is_the_machine() { Status::Unable } else { Status::Aborted };
    Failure::new(status, error).hint_if(error.hint())
}

/// Somebody wanted an end.
pub fn interrupted() -> Failure {
    Failure::new(Status::Aborted, "interrupted")
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
