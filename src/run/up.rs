//! A stack alone, to be left running.

use super::backend::{Backend as _, End, Start};
use super::context::Folders;
use super::docker::DockerBackend;
use super::ending::tell_levels;
use super::error::RunError;
use super::events::{Decisions, Operator, RunEvent, StackName};
use crate::pack::{Pack, PackFiles, Profile};
use crate::shutdown::Level;
use crate::stack::Policy;
use crate::timeline::StandIn;
use crate::words::RunId;
use std::sync::Arc;

/// What became of a stack that was begun.
pub struct Up {
    /// The run that it is of, by which it is taken down.
    pub run: RunId,
    /// What stands in for upstream's software in it; or why it is not up.
    pub opened: Result<Vec<StandIn>, RunError>,
    /// Where it is not up: whether all that was made was taken down.
    pub closed: Result<(), RunError>,
}

/// Starts one stack and leaves it running. An error means that nothing was begun.
pub async fn up<D: Decisions>(
    (pack, files): (Arc<Pack>, PackFiles),
    images: Policy,
    profile: &Profile,
    folders: &Folders,
    operator: Operator<'_, D>,
) -> Result<Up, RunError> {
    super::has_a_stack(&pack)?;
    let backend = DockerBackend::open(pack, files, images, folders, operator).await?;
    let (run, events) = (backend.context.run.clone(), backend.context.events.clone());
    let mut shutdown = backend.context.shutdown.clone();
    events.emit(&RunEvent::Began { drills: 0 });
    let telling = tokio::spawn(tell_levels(shutdown.clone(), events.clone()));
    let opened = tokio::select! {
        opened = open(&backend, profile) => opened,
        () = shutdown.reaches(Level::Leave) => Err(RunError::Interrupted),
    };
    events.emit(&RunEvent::DrillsOver);
    let closed = backend.close(if opened.is_ok() { End::Kept } else { End::CutShort }).await;
    telling.abort();
    Ok(Up { run, opened, closed })
}

async fn open(backend: &DockerBackend, profile: &Profile) -> Result<Vec<StandIn>, RunError> {
    let context = &backend.context;
    let events = &context.events.of_worker(0);
    backend.prepare(profile, events).await?;
    let name = &StackName { profile: profile.name.clone(), number: None };
    let (id, shutdown) = (&context.next_stack(), context.shutdown.clone());
    backend.open_stack(Start { profile, id, name, shutdown, events }).await?;
    Ok(backend.made_of().stand_ins)
}
