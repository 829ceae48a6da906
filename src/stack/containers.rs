//! The containers that a drill acts on: those of a stack of firedrill's own, or those of somebody
//! else's project.

use super::{Project, Stack};
use crate::engine::{EngineError, EngineEvent, Exec, Finished, State, stack_label};
use std::sync::Arc;
use std::time::Duration;

/// Whose containers they are. What can be done to both stands here; what only a stack of our own
/// may suffer needs the [`Stack`] itself, which a project has none of.
#[derive(Debug, Clone)]
pub enum Containers {
    /// Ours: made for this run, and removed with it.
    Ours(Arc<Stack>),
    /// Somebody else's: broken, put back, and never removed.
    Theirs(Arc<Project>),
}

impl Containers {
    /// The label that finds them all.
    pub fn label(&self) -> String {
        match self {
            Self::Ours(stack) => stack_label(stack.id()),
            Self::Theirs(project) => project.label(),
        }
    }

    /// Their Compose services, sorted; of somebody else's, those that ran when they were shown.
    pub fn services(&self) -> Vec<String> {
        match self {
            Self::Ours(stack) => stack.services(),
            Self::Theirs(project) => project.running().map(str::to_owned).collect(),
        }
    }

    /// The Compose service that an event is of; none where its container is not of those that may
    /// be touched.
    pub fn service_of(&self, event: &EngineEvent) -> Option<String> {
        match self {
            Self::Ours(_) => Some(event.service.clone().unwrap_or_else(|| event.container.clone())),
            Self::Theirs(project) => project.service_of(&event.container).map(str::to_owned),
        }
    }

    /// The id on the engine of a service's container, and what the document calls it.
    pub fn known(&self, service: &str) -> Option<(String, String)> {
        match self {
            Self::Ours(stack) => stack.member(service).map(|member| (member.id, member.documented)),
            Self::Theirs(project) => project
                .members()
                .get(service)
                .map(|guest| (guest.id.clone(), guest.documented.clone())),
        }
    }

    /// What the engine calls a service's container.
    pub fn on_the_engine(&self, service: &str) -> Result<String, EngineError> {
        match self {
            Self::Ours(stack) => stack.name(service),
            Self::Theirs(project) => project.guest("find", service).map(|guest| guest.id.clone()),
        }
    }

    /// Sends a signal to a service's first process.
    pub async fn kill(&self, service: &str, signal: &str) -> Result<(), EngineError> {
        match self {
            Self::Ours(stack) => stack.kill(service, signal).await,
            Self::Theirs(project) => project.kill(service, signal).await,
        }
    }

    /// Freezes a service's container, all its processes.
    pub async fn pause(&self, service: &str) -> Result<(), EngineError> {
        match self {
            Self::Ours(stack) => stack.pause(service).await,
            Self::Theirs(project) => project.pause(service).await,
        }
    }

    /// Lets a frozen container go on.
    pub async fn unpause(&self, service: &str) -> Result<(), EngineError> {
        match self {
            Self::Ours(stack) => stack.unpause(service).await,
            Self::Theirs(project) => project.unpause(service).await,
        }
    }

    /// Starts a service's container again; one that runs stays as it is.
    pub async fn start(&self, service: &str) -> Result<(), EngineError> {
        match self {
            Self::Ours(stack) => stack.start_again(service).await,
            Self::Theirs(project) => project.start(service).await,
        }
    }

    /// Stops a service's container as `docker stop` does.
    pub async fn stop(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        match self {
            Self::Ours(stack) => stack.stop(service, grace).await,
            Self::Theirs(project) => project.stop(service, grace).await,
        }
    }

    /// Restarts a service's container as `docker restart` does.
    pub async fn restart(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        match self {
            Self::Ours(stack) => stack.restart(service, grace).await,
            Self::Theirs(project) => project.restart(service, grace).await,
        }
    }

    /// Runs a command in a service's container.
    pub async fn run(
        &self,
        service: &str,
        exec: &Exec,
        limit: Duration,
    ) -> Result<Finished, EngineError> {
        match self {
            Self::Ours(stack) => stack.engine().run(&stack.name(service)?, exec, limit).await,
            Self::Theirs(project) => project.run(service, exec, limit).await,
        }
    }

    /// The state of a service's container.
    pub async fn state(&self, service: &str) -> Result<State, EngineError> {
        match self {
            Self::Ours(stack) => stack.state(service).await,
            Self::Theirs(project) => project.state(service).await,
        }
    }

    /// A text without their password.
    pub fn hide(&self, text: &str) -> String {
        match self {
            Self::Ours(stack) => stack.password().hide_in(text),
            Self::Theirs(project) => project.password().hide_in(text),
        }
    }
}
