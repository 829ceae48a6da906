//! The start of a run's stacks: their images, their containers, and the wait until all is well.

use super::RunContext;
use super::backend::Start;
use super::docker::DockerBackend;
use super::error::RunError;
use super::events::{WorkerEvent, WorkerEvents};
use crate::pack::{Pack, Profile};
use crate::plan;
use crate::shutdown::Level;
use crate::site::{Opening, READY_WITHIN, Site, SiteError};
use crate::stack::{self, Images, StackError};
use crate::timeline::StandIn;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// All that stands in for upstream's software: what the pack says, and what the images are.
pub(super) fn stand_ins(pack: &Pack, images: &Images) -> Vec<StandIn> {
    pack.stand_ins.iter().cloned().chain(images.stand_ins()).collect()
}

/// The images of all services; every profile has the same ones.
pub(super) async fn images(
    backend: &DockerBackend,
    profile: &Profile,
    events: &WorkerEvents,
) -> Result<Images, RunError> {
    let context = &backend.context;
    let variables = crate::pack::check_variables(Some(profile));
    let compose = context.pack.compose(&variables)?;
    events.emit(WorkerEvent::LookingForImages);
    let telling = events.clone();
    let tell = move |progress| telling.emit(WorkerEvent::Stack(&progress));
    let mut shutdown = context.shutdown.clone();
    tokio::select! {
        images = stack::images::prepare(&backend.engine, &compose, &backend.files, backend.policy, &tell) => {
            images.map_err(RunError::Stack)
        }
        () = shutdown.next() => Err(RunError::Interrupted),
    }
}

/// Starts a stack, and waits until all of it is well.
pub(super) async fn open(backend: &DockerBackend, start: Start<'_>) -> Result<Arc<Site>, RunError> {
    let Start { profile, id, name: stack, mut shutdown, events } = start;
    let images = backend.images()?;
    let began = Instant::now();
    events.emit(WorkerEvent::StackStarting(stack));
    let (stop, mut stopped) = watch::channel(false);
    let telling = events.clone();
    let opening = Opening {
        engine: backend.engine.clone(),
        id: id.clone(),
        pack: Arc::clone(&backend.context.pack),
        profile: profile.clone(),
        images: Arc::clone(images),
        journal: Arc::clone(&backend.journal),
        password: backend.password.clone(),
        progress: Arc::new(move |progress| telling.emit(WorkerEvent::Stack(&progress))),
        stop: stopped.clone(),
    };
    let asked = async {
        shutdown.next().await;
        let _ = stop.send(true);
        // In order it ends by itself; in a hurry what is under way is not waited for, and is looked
        // for afterwards.
        shutdown.reaches(Level::Hurry).await;
    };
    let starting = async {
        let site = Site::open(opening).await?;
        let started = began.elapsed();
        events.emit(WorkerEvent::StackStarted(stack));
        let mut travelled = started;
        let probes = plan::probes(&backend.context.pack, profile);
        site.until_well(&probes, READY_WITHIN, &mut stopped, || travelled = began.elapsed())
            .await?;
        Ok::<(Arc<Site>, [Duration; 2]), SiteError>((site, [started, travelled]))
    };
    let opened = tokio::select! {
        opened = starting => opened,
        () = asked => Err(SiteError::Interrupted),
    };
    let (site, [started, travelled]) = opened.map_err(not_opened)?;
    events.emit(WorkerEvent::StackUp { stack, started, travelled, well: began.elapsed() });
    tell_what_differs(&backend.context, &site, events).await;
    Ok(site)
}

/// What a stack that is up turns out to be like, where the pack says otherwise: told once, as all
/// are alike.
pub(super) async fn tell_what_differs(context: &RunContext, site: &Site, events: &WorkerEvents) {
    let without = site.no_agent.as_ref().map(|why| format!("{why}; what needs it is undetermined"));
    for note in without.into_iter().chain(site.learn_paces().await) {
        if context.is_news(&note) {
            events.emit(WorkerEvent::Differs(&note));
        }
    }
}

fn not_opened(error: SiteError) -> RunError {
    match error {
        SiteError::Interrupted | SiteError::Stack(StackError::Interrupted) => RunError::Interrupted,
        SiteError::Stack(error) => RunError::Stack(error),
        SiteError::Engine(error) => RunError::Engine(error),
        error @ SiteError::NotWell(_) => RunError::NotWell(error),
    }
}
