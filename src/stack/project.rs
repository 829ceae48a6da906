//! A Compose project that is somebody else's: looked at, and, once its owner has agreed, broken and
//! put back.
//!
//! There are two types for these two. A [`Survey`] was looked at and can do nothing; it becomes a
//! [`Project`] with the journal of a run, in which every act is written down, with what takes it
//! back, before it is done. Neither has a stack's id, which is what removing asks for: nothing of a
//! project can be removed, whatever goes wrong. Each act is for a container by its id, as it was
//! shown, and is done only if that container is still of the project.

mod survey;

pub use survey::{ProjectContainer, Survey, SurveyError};

use crate::engine::{
    ContainerDetails, Engine, EngineError, EngineErrorKind, Exec, Finished, Secret, State, Status,
};
use crate::journal::{Back, Entry, Intent, Journal, Undo};
use crate::words::ProjectName;
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::RwLock;

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
    members: BTreeMap<String, ProjectContainer>,
    password: Secret,
    journal: Arc<Journal>,
    /// What was done and is not known to be well again.
    open: Mutex<Vec<(Entry, Undo)>>,
    /// Held by each act for as long as the engine is at it.
    acts: Arc<RwLock<()>>,
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
    pub const fn members(&self) -> &BTreeMap<String, ProjectContainer> {
        &self.members
    }

    /// The services whose containers ran when they were shown, sorted: what Compose means where no
    /// service is named.
    pub fn running(&self) -> impl Iterator<Item = &str> {
        running(&self.members)
    }

    /// What finds its containers: Compose's label with its name.
    pub fn label(&self) -> String {
        label(&self.name)
    }

    /// The Compose service that a container of the plan runs.
    pub fn service_of(&self, container: &str) -> Option<&str> {
        self.members
            .values()
            .find(|guest| guest.id == container)
            .map(|guest| guest.service.as_str())
    }

    /// Sends a signal to a service's first process.
    pub async fn kill(&self, service: &str, signal: &str) -> Result<(), EngineError> {
        let signal = signal.to_owned();
        self.act("kill", service, Back::Start, Duration::ZERO, async move |engine, id| {
            engine.kill(&id, &signal).await
        })
        .await
    }

    /// Freezes a service's container.
    pub async fn pause(&self, service: &str) -> Result<(), EngineError> {
        self.act("freeze", service, Back::Unpause, Duration::ZERO, async |engine, id| {
            engine.pause(&id).await
        })
        .await
    }

    /// Stops a service's container as `docker stop` does.
    pub async fn stop(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let longest = grace.unwrap_or(self.guest("stop", service)?.stop_grace);
        self.act("stop", service, Back::Start, longest, async move |engine, id| {
            engine.stop(&id, grace).await
        })
        .await
    }

    /// Restarts a service's container as `docker restart` does.
    pub async fn restart(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let longest = grace.unwrap_or(self.guest("restart", service)?.stop_grace);
        self.act("restart", service, Back::Start, longest, async move |engine, id| {
            engine.restart(&id, grace).await
        })
        .await
    }

    /// Starts a service's container; one that runs stays as it is.
    pub async fn start(&self, service: &str) -> Result<(), EngineError> {
        let guest = self.still_there("start", service).await?;
        self.engine.start(&guest.id).await
    }

    /// Lets a frozen container go on; one that runs is left alone, and one that died meanwhile is
    /// started.
    pub async fn unpause(&self, service: &str) -> Result<(), EngineError> {
        let guest = self.still_there("unfreeze", service).await?;
        take_back(&self.engine, &self.undo(guest, Back::Unpause, Duration::ZERO)).await
    }

    /// Runs a command in a service's container.
    pub async fn run(
        &self,
        service: &str,
        exec: &Exec,
        limit: Duration,
    ) -> Result<Finished, EngineError> {
        let guest = self.still_there("run a command in", service).await?;
        self.engine.run(&guest.id, exec, limit).await
    }

    /// The state of a service's container.
    pub async fn state(&self, service: &str) -> Result<State, EngineError> {
        self.engine.state(&self.guest("look at", service)?.id).await
    }

    /// Whether anything was done that is not known to be well again.
    pub fn is_touched(&self) -> bool {
        !self.open.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// What was done and is not known to be well again, by what takes it back.
    pub fn to_be_put_back(&self) -> Vec<String> {
        self.open().iter().map(ToString::to_string).collect()
    }

    /// All that was done so far was seen to be well again: nothing of it is to be put back later.
    pub fn all_is_well(&self) -> Result<(), EngineError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((entry, _)) = open.last() {
            self.journal
                .undone(*entry)
                .map_err(|error| unwritten("cross out what was put back", &error))?;
            open.pop();
        }
        Ok(())
    }

    /// Puts back whatever was done and not seen to be well again, once the engine is through with
    /// what it was asked to do. What fails is tried again until `budget` is over, and does not keep
    /// the rest from being put back. Says what could not be.
    pub async fn put_all_back(&self, budget: Duration) -> Vec<String> {
        let mut failed: BTreeMap<String, String> = self
            .to_be_put_back()
            .into_iter()
            .map(|undo| (undo, format!("not within {} s", budget.as_secs_f64())))
            .collect();
        let rounds = async {
            // An act that is still under way would break again what is put back now.
            let _no_act = self.acts.write().await;
            let mut pause = FIRST_PAUSE;
            loop {
                // One that hangs does not keep the others waiting.
                let undos = self.open();
                let tries = undos
                    .iter()
                    .map(async |undo| (undo.to_string(), take_back(&self.engine, undo).await));
                failed = join_all(tries)
                    .await
                    .into_iter()
                    .filter_map(|(undo, done)| Some((undo, done.err()?.to_string())))
                    .collect();
                if failed.is_empty() {
                    return;
                }
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        };
        let _ = tokio::time::timeout(budget, rounds).await;
        failed.into_iter().map(|(undo, why)| format!("{undo}: {why}")).collect()
    }

    /// One for each container: what its state asks for is done, whatever was done to it.
    fn open(&self) -> Vec<Undo> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let container = |undo: &Undo| match undo {
            Undo::InProject { container, .. } => container.clone(),
            other => other.to_string(),
        };
        open.iter()
            .map(|(_, undo)| (container(undo), undo.clone()))
            .collect::<BTreeMap<_, _>>()
            .into_values()
            .collect()
    }

    /// Does something to a container that may be touched, once what takes it back is on the disk.
    /// It goes on when its caller is dropped: the engine does too, and whoever puts back must wait
    /// for it. `longest` is what the engine may take for it when firedrill itself is gone.
    async fn act<F>(
        &self,
        doing: &str,
        service: &str,
        back: Back,
        longest: Duration,
        act: impl FnOnce(Engine, String) -> F,
    ) -> Result<(), EngineError>
    where
        F: Future<Output = Result<(), EngineError>> + Send + 'static,
    {
        let under_way = Arc::clone(&self.acts).read_owned().await;
        let guest = self.still_there(doing, service).await?;
        let doing = format!("{doing} {}", guest.name);
        let undo = self.undo(guest, back, longest);
        let intent = Intent::Fault { service: service.to_owned(), undo: undo.clone() };
        let entry = self.journal.intend(intent).map_err(|error| unwritten(&doing, &error))?;
        self.open.lock().unwrap_or_else(PoisonError::into_inner).push((entry, undo));
        let act = act(self.engine.clone(), guest.id.clone());
        let task = tokio::spawn(async move {
            let done = act.await;
            drop(under_way);
            done
        });
        task.await.unwrap_or_else(|error| {
            Err(EngineError::new(EngineErrorKind::Refused, doing, error.to_string()))
        })
    }

    fn undo(&self, guest: &ProjectContainer, back: Back, longest: Duration) -> Undo {
        Undo::InProject {
            project: self.name.to_string(),
            container: guest.id.clone(),
            name: guest.name.clone(),
            back,
            longest: longest.into(),
        }
    }

    /// The container that was shown, if it is still of the project.
    async fn still_there(
        &self,
        doing: &str,
        service: &str,
    ) -> Result<&ProjectContainer, EngineError> {
        let guest = self.guest(doing, service)?;
        let found = self.engine.details(&guest.id).await?;
        if is_of(&found, &self.name)
            && found.labels.get(COMPOSE_SERVICE_LABEL) == Some(&guest.service)
        {
            return Ok(guest);
        }
        Err(not_of_it(&format!("{doing} {}", guest.name), &self.name))
    }

    pub(super) fn guest(
        &self,
        doing: &str,
        service: &str,
    ) -> Result<&ProjectContainer, EngineError> {
        self.members.get(service).ok_or_else(|| {
            let why = format!("project {} has no container of {service} that was shown", self.name);
            EngineError::new(EngineErrorKind::NotFound, format!("{doing} {service}"), why)
        })
    }
}

/// Takes back one act in a project, for `recover` too, which has nothing but the journal. A
/// container that is gone needs nothing. Any other undo is not this room's, and is refused.
pub async fn take_back(engine: &Engine, undo: &Undo) -> Result<(), EngineError> {
    let Undo::InProject { project, container, name, .. } = undo else {
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
    revive(engine, &found).await
}

/// A frozen container goes on, and one that does not run is started, whatever was done to it: a
/// frozen one whose engine was restarted is dead. What runs already is left alone.
async fn revive(engine: &Engine, found: &ContainerDetails) -> Result<(), EngineError> {
    match found.status {
        Status::Paused => engine.unpause(&found.id).await,
        Status::Running | Status::Restarting => Ok(()),
        _ => engine.start(&found.id).await,
    }
}

/// Of these, the services whose containers run.
pub fn running(members: &BTreeMap<String, ProjectContainer>) -> impl Iterator<Item = &str> {
    members
        .iter()
        .filter(|(_, guest)| guest.status == Status::Running)
        .map(|(service, _)| service.as_str())
}

fn label(project: &ProjectName) -> String {
    format!("{PROJECT_LABEL}={project}")
}

fn is_of(found: &ContainerDetails, project: &ProjectName) -> bool {
    found.labels.get(PROJECT_LABEL).is_some_and(|label| label == project.as_str())
}

fn not_of_it(doing: &str, project: &ProjectName) -> EngineError {
    let why = format!(
        "it is not, or no longer, a container of project {project}; nothing was done to it"
    );
    EngineError::new(EngineErrorKind::Refused, doing, why)
}

fn unwritten(doing: &str, error: &crate::journal::JournalError) -> EngineError {
    EngineError::new(
        EngineErrorKind::Refused,
        doing,
        format!("what takes it back could not be written down: {error}"),
    )
}

#[cfg(test)]
mod tests;
