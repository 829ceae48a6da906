//! A run on Docker: its engine, its images, its journal; and how all of it is given back.

use super::backend::{Backend, End, MadeOf, Start};
use super::context::{Folders, RunContext};
use super::error::RunError;
use super::events::{Decisions, Operator, RunEvent, WorkerEvents};
use super::opening;
use crate::engine::{Engine, Secret};
use crate::journal::{self, Intent, Journal};
use crate::pack::{Pack, PackFiles, Profile};
use crate::plan::DrillPlan;
use crate::recover::recover;
use crate::shutdown::{Level, Shutdown};
use crate::site::Site;
use crate::stack::{self, Calls, Images, Policy, REMOVE_BUDGET, Removal};
use crate::words::StackId;
use crate::world::docker::Docker;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// What a run on Docker has to hand.
pub(super) struct DockerBackend {
    /// What every run has.
    pub(super) context: RunContext,
    /// The engine.
    pub(super) engine: Engine,
    /// The pack's files, for images.
    pub(super) files: PackFiles,
    /// Where images come from.
    pub(super) policy: Policy,
    /// Where all that is made is written down first.
    pub(super) journal: Arc<Journal>,
    /// The databases' password of this run.
    pub(super) password: Secret,
    images: OnceLock<Arc<Images>>,
}

impl DockerBackend {
    /// Gets everything ready without making anything on the engine.
    pub(super) async fn open<D: Decisions>(
        pack: Arc<Pack>,
        files: PackFiles,
        policy: Policy,
        folders: &Folders,
        operator: Operator<'_, D>,
    ) -> Result<Self, RunError> {
        let engine = Engine::connect().await?;
        offer_recovery(&engine, &folders.state, &operator).await?;
        let context = RunContext::open(pack, &folders.reports, operator.sink, operator.shutdown)?;
        let journal = journal_of(&context, &folders.state)?;
        let (journal, password, images) = (Arc::new(journal), password(), OnceLock::new());
        Ok(Self { context, engine, files, policy, journal, password, images })
    }

    /// One whose images are there, for tests.
    #[cfg(test)]
    pub(super) fn with(
        context: RunContext,
        engine: Engine,
        journal: Journal,
        images: Arc<Images>,
    ) -> Self {
        let (files, policy) = (PackFiles::default(), Policy::default());
        let (journal, password) = (Arc::new(journal), Secret::new("hunter22"));
        Self { context, engine, files, policy, journal, password, images: OnceLock::from(images) }
    }

    /// The images of all services, once they are there.
    pub(super) fn images(&self) -> Result<&Arc<Images>, RunError> {
        self.images.get().ok_or(RunError::NoImages)
    }

    /// Takes down all that the run made. It has its own time, and outlives whatever ended the run;
    /// only a third Ctrl-C makes it leave things where they are.
    async fn take_down_all(&self, calls: Calls) -> Result<(), RunError> {
        self.see_to(stack::remove(&self.engine, &self.context.run, calls, REMOVE_BUDGET)).await
    }

    async fn see_to(&self, removal: impl Future<Output = Removal>) -> Result<(), RunError> {
        let mut shutdown = self.context.shutdown.clone();
        let removal = tokio::select! {
            removal = removal => removal,
            () = shutdown.reaches(Level::Leave) => return Err(self.left_where_it_is()),
        };
        let remains: Vec<String> = removal.remains.iter().map(ToString::to_string).collect();
        if remains.is_empty() {
            return Ok(());
        }
        Err(RunError::NotTakenDown { run: self.context.run.clone(), remains })
    }

    /// What is told of a run that somebody ended before it was undone.
    fn left_where_it_is(&self) -> RunError {
        let open = self.journal.open();
        let count = |is: fn(&Intent) -> bool| open.iter().filter(|intent| is(intent)).count();
        RunError::LeftWhereItIs {
            run: self.context.run.clone(),
            containers: count(|intent| matches!(intent, Intent::Container { .. })),
            networks: count(|intent| matches!(intent, Intent::Network { .. })),
            volumes: count(|intent| matches!(intent, Intent::Volume { .. })),
        }
    }
}

impl Backend for DockerBackend {
    type Stack = Arc<Site>;
    type World = Docker;

    fn context(&self) -> &RunContext {
        &self.context
    }

    fn engine(&self) -> String {
        self.engine.about().to_string()
    }

    fn made_of(&self) -> MadeOf {
        let Some(images) = self.images.get() else { return MadeOf::default() };
        MadeOf { images: images.infos(), stand_ins: opening::stand_ins(&self.context.pack, images) }
    }

    async fn prepare(&self, profile: &Profile, events: &WorkerEvents) -> Result<(), RunError> {
        let images = opening::images(self, profile, events).await?;
        // Prepared once, before the first stack.
        let _ = self.images.set(Arc::new(images));
        Ok(())
    }

    async fn open_stack(&self, start: Start<'_>) -> Result<Arc<Site>, RunError> {
        opening::open(self, start).await
    }

    fn fit(&self, site: &Arc<Site>, plan: &DrillPlan) -> DrillPlan {
        site.fit(plan)
    }

    fn world(
        &self,
        site: &Arc<Site>,
        plan: &DrillPlan,
        _repeat: u32,
        shutdown: Shutdown,
    ) -> Docker {
        Docker::new(site, plan, shutdown)
    }

    async fn take_down(&self, stack: &StackId) -> Result<(), RunError> {
        self.see_to(stack::remove_stack(&self.engine, stack, REMOVE_BUDGET)).await
    }

    fn trouble(&self) -> Option<RunError> {
        trouble_in(&self.journal)
    }

    async fn keep_logs(&self, stack: &StackId, folder: &Path) -> Result<Vec<String>, String> {
        let secrets = std::slice::from_ref(&self.password);
        let kept = stack::save_logs(&self.engine, stack, folder, secrets)
            .await
            .map_err(|error| error.to_string())?;
        Ok(kept.missing.iter().map(ToString::to_string).collect())
    }

    async fn close(self, end: End) -> Result<(), RunError> {
        match end {
            End::Kept => {}
            End::InOrder => self.take_down_all(Calls::Answered).await?,
            End::CutShort => self.take_down_all(Calls::MayBeUnderWay).await?,
        }
        self.context.close();
        // Somebody still holds the journal only where something is still being made: then it must
        // stay.
        match Arc::into_inner(self.journal).map(Journal::close) {
            Some(Err(error)) => Err(RunError::JournalNotClosed(error)),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

/// Offers to take back what earlier runs left.
pub(super) async fn offer_recovery<D: Decisions>(
    engine: &Engine,
    state: &Path,
    operator: &Operator<'_, D>,
) -> Result<(), RunError> {
    let left = journal::unfinished(state).map_err(RunError::NoJournal)?;
    if left.is_empty() {
        return Ok(());
    }
    let recovering = async {
        if !operator.decisions.recovers_first(&left).await {
            return;
        }
        for left in left.left {
            let run = left.run.clone();
            let recovery = recover(engine, left).await;
            operator.tell(&RunEvent::Recovered { run: &run, recovery: &recovery });
        }
    };
    let mut asked = operator.shutdown.clone();
    tokio::select! {
        () = recovering => Ok(()),
        () = asked.next() => Err(RunError::Interrupted),
    }
}

/// The journal of a run that is about to begin.
pub(super) fn journal_of(context: &RunContext, state: &Path) -> Result<Journal, RunError> {
    Journal::create(state, &context.run).map_err(|error| {
        // Nothing is in it yet.
        let _ = std::fs::remove_dir(&context.folder);
        RunError::NoJournal(error)
    })
}

/// What could not be written down, and so was not done.
pub(super) fn trouble_in(journal: &Journal) -> Option<RunError> {
    journal.trouble().map(|(what, hint)| RunError::Unwritten { what, hint })
}

/// 128 bits of chance, in hexadecimal.
fn password() -> Secret {
    Secret::new(format!("{:032x}", rand::random::<u128>()))
}
