//! A Compose project that is somebody else's: looked at, and, once its owner has agreed, broken and put back.
//!
//! There are two types for these two. A [`Survey`] was looked at and can do nothing; it becomes a [`Project`] with the
//! journal of a run, in which every act is written down, with what takes it back, before it is done. Neither has a
//! stack's id, which is what removing asks for: nothing of a project can be removed, whatever goes wrong. Each act is for a
//! container by its id, as it was shown, and is done only if that container is still of the project.

mod survey;

pub use survey::{Guest, Survey, SurveyError};

use crate::engine::{ContainerDetails, Engine, EngineError, EngineErrorKind, Exec, Finished, Secret, State, Status};
use crate::journal::{Back, Entry, Intent, Journal, Undo};
use crate::words::ProjectName;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The label that Compose gives each container, with its project.
pub(super) const PROJECT_LABEL: &str = "com.docker.compose.project";
/// The label with its Compose service.
pub(super) const COMPOSE_SERVICE_LABEL: &str = "com.docker.compose.service";

/// How long putting back may take in all; it is not part of any drill's time.
pub const PUT_BACK_BUDGET: Duration = Duration::from_secs(60);
/// How long to wait after a try that failed; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// A project whose owner has agreed to what was shown.
#[derive(Debug)]
pub struct Project {
    engine: Engine,
    name: ProjectName,
    members: BTreeMap<String, Guest>,
    password: Secret,
    journal: Arc<Journal>,
    /// What was done and is not known to be well again.
    open: Mutex<Vec<(Entry, Undo)>>,
}

impl Project {
    /// The engine it runs on.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Its name.
    pub const fn name(&self) -> &ProjectName {
        &self.name
    }

    /// Its databases' password, as far as it is known.
    pub const fn password(&self) -> &Secret {
        &self.password
    }

    /// The containers that may be touched, by Compose service.
    pub const fn members(&self) -> &BTreeMap<String, Guest> {
        &self.members
    }

    /// What finds its containers: Compose's label with its name.
    pub fn label(&self) -> String {
        label(&self.name)
    }

    /// The Compose service that a container of the plan runs.
    pub fn service_of(&self, container: &str) -> Option<&str> {
        self.members.values().find(|guest| guest.id == container).map(|guest| guest.service.as_str())
    }

    /// Sends a signal to a service's first process.
    pub async fn kill(&self, service: &str, signal: &str) -> Result<(), EngineError> {
        let guest = self.before("kill", service, Back::Start).await?;
        self.engine.kill(&guest.id, signal).await
    }

    /// Freezes a service's container.
    pub async fn pause(&self, service: &str) -> Result<(), EngineError> {
        let guest = self.before("freeze", service, Back::Unpause).await?;
        self.engine.pause(&guest.id).await
    }

    /// Stops a service's container as `docker stop` does.
    pub async fn stop(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let guest = self.before("stop", service, Back::Start).await?;
        self.engine.stop(&guest.id, grace).await
    }

    /// Restarts a service's container as `docker restart` does.
    pub async fn restart(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let guest = self.before("restart", service, Back::Start).await?;
        self.engine.restart(&guest.id, grace).await
    }

    /// Starts a service's container; one that runs stays as it is.
    pub async fn start(&self, service: &str) -> Result<(), EngineError> {
        let guest = self.still_there("start", service).await?;
        self.engine.start(&guest.id).await
    }

    /// Lets a frozen container go on; one that is not frozen is left alone.
    pub async fn unpause(&self, service: &str) -> Result<(), EngineError> {
        let guest = self.still_there("unfreeze", service).await?;
        put_back(&self.engine, &self.name, guest, Back::Unpause).await.map(drop)
    }

    /// Runs a command in a service's container.
    pub async fn run(&self, service: &str, exec: &Exec, limit: Duration) -> Result<Finished, EngineError> {
        let guest = self.still_there("run a command in", service).await?;
        self.engine.run(&guest.id, exec, limit).await
    }

    /// The state of a service's container.
    pub async fn state(&self, service: &str) -> Result<State, EngineError> {
        self.engine.state(&self.guest("look at", service)?.id).await
    }

    /// All that was done so far was seen to be well again: nothing of it is to be put back later.
    pub fn all_is_well(&self) -> Result<(), EngineError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((entry, _)) = open.last() {
            self.journal.undone(*entry).map_err(|error| unwritten("cross out what was put back", &error))?;
            open.pop();
        }
        Ok(())
    }

    /// Puts back whatever was done and not seen to be well again. What fails is tried again until `budget` is over, and does
    /// not keep the rest from being put back. Says what could not be.
    pub async fn put_all_back(&self, budget: Duration) -> Vec<String> {
        let mut pause = FIRST_PAUSE;
        let mut failed = Vec::new();
        let rounds = async {
            loop {
                failed = self.round().await;
                if failed.is_empty() {
                    return;
                }
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        };
        if tokio::time::timeout(budget, rounds).await.is_err() && failed.is_empty() {
            failed.push(format!("project {}: putting back took longer than {} s", self.name, budget.as_secs_f64()));
        }
        failed
    }

    /// One try at all that is open; the last that was done first.
    async fn round(&self) -> Vec<String> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut failed = Vec::new();
        for (_, undo) in open.into_iter().rev() {
            failed.extend(take_back(&self.engine, &undo).await.err().map(|error| error.to_string()));
        }
        failed
    }

    /// Sees to it that a container may be touched, and that what takes the act back is on the disk before it.
    async fn before(&self, doing: &str, service: &str, back: Back) -> Result<&Guest, EngineError> {
        let guest = self.still_there(doing, service).await?;
        let undo = self.undo(guest, back);
        let intent = Intent::Fault { service: service.to_owned(), undo: undo.clone() };
        let entry =
            self.journal.intend(intent).map_err(|error| unwritten(&format!("{doing} {}", guest.name), &error))?;
        self.open.lock().unwrap_or_else(PoisonError::into_inner).push((entry, undo));
        Ok(guest)
    }

    fn undo(&self, guest: &Guest, back: Back) -> Undo {
        Undo::InProject { project: self.name.to_string(), container: guest.id.clone(), name: guest.name.clone(), back }
    }

    /// The container that was shown, if it is still of the project.
    async fn still_there(&self, doing: &str, service: &str) -> Result<&Guest, EngineError> {
        let guest = self.guest(doing, service)?;
        let found = self.engine.details(&guest.id).await?;
        if is_of(&found, &self.name) && found.labels.get(COMPOSE_SERVICE_LABEL) == Some(&guest.service) {
            return Ok(guest);
        }
        Err(not_of_it(&format!("{doing} {}", guest.name), &self.name))
    }

    pub(super) fn guest(&self, doing: &str, service: &str) -> Result<&Guest, EngineError> {
        self.members.get(service).ok_or_else(|| {
            let why = format!("project {} has no container of {service} that was shown", self.name);
            EngineError::new(EngineErrorKind::NotFound, format!("{doing} {service}"), why)
        })
    }
}

/// Takes back one act in a project, for `recover` too, which has nothing but the journal. A container that is gone needs
/// nothing. Any other undo is not this room's, and is refused.
pub async fn take_back(engine: &Engine, undo: &Undo) -> Result<(), EngineError> {
    let Undo::InProject { project, container, name, back } = undo else {
        let why = "it is not in somebody else's project".to_owned();
        return Err(EngineError::new(EngineErrorKind::Refused, format!("take back {undo}"), why));
    };
    let refused = |why: String| EngineError::new(EngineErrorKind::Refused, undo.to_string(), why);
    let project = ProjectName::parse(project).map_err(|error| refused(error.to_string()))?;
    let found = match engine.details(container).await {
        Err(error) if error.kind == EngineErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    // A name in a journal could be anybody's; an id is not.
    if found.id != *container || !is_of(&found, &project) {
        return Err(not_of_it(&format!("put back {name}"), &project));
    }
    revive(engine, &found, *back).await
}

async fn put_back(engine: &Engine, project: &ProjectName, guest: &Guest, back: Back) -> Result<(), EngineError> {
    let found = engine.details(&guest.id).await?;
    if !is_of(&found, project) {
        return Err(not_of_it(&format!("put back {}", guest.name), project));
    }
    revive(engine, &found, back).await
}

/// A frozen container cannot be started, and one that was killed cannot go on: what is done is what its state asks for.
async fn revive(engine: &Engine, found: &ContainerDetails, back: Back) -> Result<(), EngineError> {
    match (found.status, back) {
        (Status::Paused, _) => engine.unpause(&found.id).await,
        (Status::Running | Status::Restarting, _) | (_, Back::Unpause) => Ok(()),
        (_, Back::Start) => engine.start(&found.id).await,
    }
}

fn label(project: &ProjectName) -> String {
    format!("{PROJECT_LABEL}={project}")
}

fn is_of(found: &ContainerDetails, project: &ProjectName) -> bool {
    found.labels.get(PROJECT_LABEL).is_some_and(|label| label == project.as_str())
}

fn not_of_it(doing: &str, project: &ProjectName) -> EngineError {
    let why = format!("it is not, or no longer, a container of project {project}; nothing was done to it");
    EngineError::new(EngineErrorKind::Refused, doing, why)
}

fn unwritten(doing: &str, error: &crate::journal::JournalError) -> EngineError {
    EngineError::new(EngineErrorKind::Refused, doing, format!("what takes it back could not be written down: {error}"))
}

#[cfg(test)]
mod tests;
