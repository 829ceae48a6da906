//! A run on Docker: its engine, its images, its journal; and how all of it is given back.

use super::backend::{Backend, End, MadeOf, Start};
use super::opening::interrupted;
use super::{RunContext, opening};
use crate::cli::args::{Common, ImagePolicy};
use crate::cli::console::Console;
use crate::cli::error::{Failure, Status};
use crate::cli::progress::Shown;
use crate::cli::recover;
use crate::engine::{Engine, EngineError, Secret};
use crate::journal::{self, Intent, Journal};
use crate::pack::{Pack, PackFiles, Profile};
use crate::plan::DrillPlan;
use crate::shutdown::{Level, Shutdown};
use crate::site::Site;
use crate::stack::{self, Calls, Images, REMOVE_BUDGET, Removal};
use crate::words::StackId;
use crate::world::docker::Docker;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// What a run on Docker has to hand.
pub struct DockerBackend<'a> {
    /// What every run has.
    pub context: RunContext<'a>,
    /// The engine.
    pub engine: Engine,
    /// The pack's files, for images.
    pub files: PackFiles,
    /// Where images come from.
    pub policy: ImagePolicy,
    /// Where all that is made is written down first.
    pub journal: Arc<Journal>,
    /// The databases' password of this run.
    pub password: Secret,
    images: OnceLock<Arc<Images>>,
}

impl<'a> DockerBackend<'a> {
    /// Gets everything ready without making anything on the engine.
    pub async fn open(
        pack: Arc<Pack>,
        files: PackFiles,
        policy: ImagePolicy,
        common: &Common,
        console: &'a Console,
        shutdown: Shutdown,
    ) -> Result<Self, Failure> {
        let engine = engine().await?;
        offer_recovery(&engine, &shutdown, console).await?;
        let context = RunContext::open(pack, common, console, shutdown)?;
        let journal = journal_of(&context)?;
        let (journal, password, images) = (Arc::new(journal), password(), OnceLock::new());
        Ok(Self { context, engine, files, policy, journal, password, images })
    }

    /// One whose images are there, for tests.
    #[cfg(test)]
    pub fn with(context: RunContext<'a>, engine: Engine, journal: Journal, images: Arc<Images>) -> Self {
        let (files, policy) = (PackFiles::default(), ImagePolicy::default());
        let (journal, password) = (Arc::new(journal), Secret::new("hunter22"));
        Self { context, engine, files, policy, journal, password, images: OnceLock::from(images) }
    }

    /// The images of all services, once they are there.
    pub fn images(&self) -> Result<&Arc<Images>, Failure> {
        self.images.get().ok_or_else(|| Failure::new(Status::Aborted, "a stack was begun before its images were there"))
    }

    /// Takes down all that the run made. It has its own time, and outlives whatever ended the run; only a third Ctrl-C
    /// makes it leave things where they are.
    async fn take_down_all(&self, calls: Calls) -> Result<(), Failure> {
        self.see_to(stack::remove(&self.engine, &self.context.run, calls, REMOVE_BUDGET)).await
    }

    async fn see_to(&self, removal: impl Future<Output = Removal>) -> Result<(), Failure> {
        let mut shutdown = self.context.shutdown.clone();
        let removal = tokio::select! {
            removal = removal => removal,
            () = shutdown.reaches(Level::Leave) => return Err(self.left_where_it_is()),
        };
        let remains: Vec<String> = removal.remains.iter().map(ToString::to_string).collect();
        if remains.is_empty() {
            return Ok(());
        }
        let message = format!("not all of run {} could be taken down:\n  {}", self.context.run, remains.join("\n  "));
        Err(Failure::new(Status::NotUndone, message).hint("`firedrill recover` tries again"))
    }

    /// What is told of a run that somebody ended before it was undone.
    fn left_where_it_is(&self) -> Failure {
        let open = self.journal.open();
        let count = |is: fn(&Intent) -> bool| open.iter().filter(|intent| is(intent)).count();
        let message = format!(
            "not all of run {} could be taken down: it was interrupted for the third time, and is left where it is",
            self.context.run
        );
        let hint = format!(
            "`firedrill recover` removes what there is of its {} containers, {} networks and {} volumes",
            count(|intent| matches!(intent, Intent::Container { .. })),
            count(|intent| matches!(intent, Intent::Network { .. })),
            count(|intent| matches!(intent, Intent::Volume { .. })),
        );
        Failure::new(Status::NotUndone, message).hint(hint)
    }
}

impl Backend for DockerBackend<'_> {
    type Stack = Arc<Site>;
    type World = Docker;

    fn context(&self) -> &RunContext<'_> {
        &self.context
    }

    fn engine(&self) -> String {
        self.engine.about().to_string()
    }

    fn made_of(&self) -> MadeOf {
        let Some(images) = self.images.get() else { return MadeOf::default() };
        MadeOf { images: images.infos(), stand_ins: opening::stand_ins(&self.context.pack, images) }
    }

    async fn prepare(&self, profile: &Profile, shown: &Shown) -> Result<(), Failure> {
        let images = opening::images(self, profile, shown).await?;
        // Prepared once, before the first stack.
        let _ = self.images.set(Arc::new(images));
        Ok(())
    }

    async fn open_stack(&self, start: Start<'_>) -> Result<Arc<Site>, Failure> {
        opening::open(self, start).await
    }

    fn fit(&self, site: &Arc<Site>, plan: &DrillPlan) -> DrillPlan {
        site.fit(plan)
    }

    fn world(&self, site: &Arc<Site>, plan: &DrillPlan, _repeat: u32, shutdown: Shutdown) -> Docker {
        Docker::new(site, plan, shutdown)
    }

    async fn take_down(&self, stack: &StackId) -> Result<(), Failure> {
        self.see_to(stack::remove_stack(&self.engine, stack, REMOVE_BUDGET)).await
    }

    fn trouble(&self) -> Option<Failure> {
        trouble_in(&self.journal)
    }

    async fn keep_logs(&self, stack: &StackId, folder: &Path) -> Result<Vec<String>, String> {
        let secrets = std::slice::from_ref(&self.password);
        let kept = stack::save_logs(&self.engine, stack, folder, secrets).await.map_err(|error| error.to_string())?;
        Ok(kept.missing.iter().map(ToString::to_string).collect())
    }

    async fn close(self, end: End) -> Result<(), Failure> {
        match end {
            End::Kept => {}
            End::InOrder => self.take_down_all(Calls::Answered).await?,
            End::CutShort => self.take_down_all(Calls::MayBeUnderWay).await?,
        }
        self.context.close();
        // Somebody still holds the journal only where something is still being made: then it must stay.
        match Arc::into_inner(self.journal).map(Journal::close) {
            Some(Err(error)) => Err(Failure::new(Status::NotUndone, error)),
            Some(Ok(())) | None => Ok(()),
        }
    }
}

/// Offers to take back what earlier runs left.
pub async fn offer_recovery(engine: &Engine, shutdown: &Shutdown, console: &Console) -> Result<(), Failure> {
    let left =
        journal::unfinished(&super::state_folder()).map_err(|error| recover::unreadable(error, Status::Unable))?;
    let mut asked = shutdown.clone();
    tokio::select! {
        () = recover::offer(engine, left, console) => Ok(()),
        () = asked.next() => Err(interrupted()),
    }
}

/// The journal of a run that is about to begin.
pub fn journal_of(context: &RunContext<'_>) -> Result<Journal, Failure> {
    Journal::create(&super::state_folder(), &context.run).map_err(|error| {
        // Nothing is in it yet.
        let _ = std::fs::remove_dir(&context.folder);
        let hint = error.hint();
        Failure::new(Status::Unable, error).hint(hint)
    })
}

/// What could not be written down, and so was not done.
pub fn trouble_in(journal: &Journal) -> Option<Failure> {
    journal.trouble().map(|(trouble, hint)| Failure::new(Status::Aborted, trouble).hint(hint))
}

/// The engine, or why there is none and what to do about it.
pub async fn engine() -> Result<Engine, Failure> {
    Engine::connect().await.map_err(|error| engine_failure(&error))
}

/// An engine's error as a person reads it.
pub fn engine_failure(error: &EngineError) -> Failure {
    let status = if error.kind.is_no_engine() { Status::Unable } else { Status::Aborted };
    Failure::new(status, error).hint_if(error.hint())
}

/// 128 bits of chance, in hexadecimal.
pub fn password() -> Secret {
    Secret::new(format!("{:032x}", rand::random::<u128>()))
}
