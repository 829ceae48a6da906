//! A run on a Compose project that is up already, and is somebody else's: looked at, told, asked
//! about, drilled within what was told, and put back. Nothing of it is ever removed: it has no
//! stack's id to remove by.

mod error;
mod limits;
mod look;

pub use error::ProjectError;

use super::backend::{Backend, End, MadeOf, Start, Whose};
use super::context::{Folders, RunContext};
use super::docker::{journal_of, offer_recovery, trouble_in};
use super::error::RunError;
use super::events::{Consent, Decisions, Operator, RunEvent, StackName, WorkerEvent, WorkerEvents};
use super::opening::tell_what_differs;
use crate::engine::Engine;
use crate::journal::Journal;
use crate::pack::{Pack, Profile};
use crate::plan::{DrillPlan, Limits, Plan, StackPlan};
use crate::probe::{Transport, Ways};
use crate::shutdown::{Level, Shutdown};
use crate::site::{AttachSpec, Site, SiteError};
use crate::stack::{PUT_BACK_BUDGET, Project, ProjectContainer, Survey};
use crate::timeline::{ProbeInfo, StandIn};
use crate::words::{ComposeName, ProjectName, StackId};
use crate::world::docker::Docker;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A project that is well shows it within this.
const WELL_WITHIN: Duration = Duration::from_secs(15);
/// After a drill it must be well again within this, beyond the drill's own bounds.
const WELL_AGAIN_WITHIN: Duration = Duration::from_secs(5);

/// What a run is going to do to somebody's project, and what it leaves alone.
pub struct ProjectPlan<'a> {
    /// What the project is made of.
    pub survey: &'a Survey,
    /// The pack that speaks of it.
    pub pack: &'a Pack,
    /// The engine that it is on.
    pub engine: &'a str,
    /// Its droplet, where firedrill's agent is to be started in one.
    pub droplet: Option<&'a ComposeName>,
    /// What cannot be seen or run in it, and why.
    pub limits: &'a Limits,
    /// Everything that is looked at.
    pub probes: &'a [ProbeInfo],
    /// The drills, as far as each goes in it.
    pub drills: &'a [DrillPlan],
}

/// What a run on somebody else's project has to hand.
pub(super) struct ProjectBackend {
    context: RunContext,
    survey: Survey,
    project: Arc<Project>,
    journal: Arc<Journal>,
    /// Whether firedrill's agent is in the project's droplet.
    droplet: bool,
    /// The shape that the project has.
    profile: Profile,
    /// Everything that can be looked at.
    probes: Vec<ProbeInfo>,
    engine: String,
    /// It was not seen to be well again after a drill.
    unwell: AtomicBool,
}

impl ProjectBackend {
    /// Looks at the project, tells what would be done to it, and asks. Gives the plan as far as it
    /// goes there. Until it returns nothing was touched, in the project or elsewhere.
    pub(super) async fn open<D: Decisions>(
        name: ProjectName,
        pack: Arc<Pack>,
        plan: Plan,
        folders: &Folders,
        operator: Operator<'_, D>,
    ) -> Result<(Self, Plan), RunError> {
        let StackPlan { profile, drills } = look::one_shape(plan)?;
        let engine = Engine::connect().await?;
        offer_recovery(&engine, &folders.state, &operator).await?;
        let survey = look::survey(&engine, name, &pack, &profile).await?;
        look::all_there(&survey, &pack, &profile)?;
        let droplet = look::droplet(&engine, &survey, &pack).await?;
        let limits = limits::of(&survey, &pack, &profile, &drills, droplet.is_some());
        let probes = limits::seen(&pack, &profile, &limits);
        let drills: Vec<DrillPlan> =
            drills.into_iter().map(|drill| drill.within(&limits, &pack)).collect();
        let about = engine.about().to_string();
        operator.tell(&RunEvent::ProjectPlanned(&ProjectPlan {
            survey: &survey,
            pack: &pack,
            engine: &about,
            droplet: droplet.as_ref(),
            limits: &limits,
            probes: &probes,
            drills: &drills,
        }));
        if drills.iter().all(|drill| drill.not_here.is_some()) {
            return Err(ProjectError::NothingToDrill { project: survey.name }.into());
        }
        agreed(&survey.name, &operator).await?;
        let context = RunContext::open(pack, &folders.reports, operator.sink, operator.shutdown)?;
        let journal = Arc::new(journal_of(&context, &folders.state)?);
        let project = Arc::new(survey.agreed(Arc::clone(&journal)));
        let engine = format!("{about}, project {}", survey.name);
        let plan = Plan { stacks: vec![StackPlan { profile: profile.clone(), drills }] };
        let (droplet, unwell) = (droplet.is_some(), AtomicBool::new(false));
        Ok((
            Self { context, survey, project, journal, droplet, profile, probes, engine, unwell },
            plan,
        ))
    }

    async fn visit(&self) -> Result<Arc<Site>, SiteError> {
        let visit = AttachSpec {
            project: Arc::clone(&self.project),
            ways: ways(&self.survey, &self.context.pack),
            journal: Arc::clone(&self.journal),
            pack: Arc::clone(&self.context.pack),
            profile: self.profile.clone(),
            droplet: self.droplet,
        };
        Ok(Site::visit(visit).await?)
    }

    /// Waits until all that can be looked at is well; an error says what is not.
    async fn seen_well(&self, within: Duration) -> Result<Arc<Site>, SiteError> {
        // Who calls it drops it where somebody wants an end.
        let (_stop, mut stopped) = watch::channel(false);
        let site = self.visit().await?;
        site.until_well(&self.probes, within, &mut stopped, || {}).await?;
        Ok(site)
    }

    /// Puts back what was broken. It has its own time, and outlives whatever ended the run; only a
    /// third Ctrl-C makes it leave things where they are.
    async fn put_back(&self) -> Result<(), RunError> {
        let mut shutdown = self.context.shutdown.clone();
        let left = |remains: Vec<String>| {
            RunError::from(ProjectError::NotPutBack { project: self.survey.name.clone(), remains })
        };
        tokio::select! {
            biased;
            failed = self.project.put_all_back(PUT_BACK_BUDGET) => {
                if failed.is_empty() { Ok(()) } else { Err(left(failed)) }
            }
            () = shutdown.reaches(Level::Leave) => Err(left(self.project.to_be_put_back())),
        }
    }

    /// Puts back, and sees that it stays: what is started may end again a moment later. An end that
    /// is asked for is waited for no longer than the budget, unless it is to be in a hurry.
    async fn put_right(&self) -> Result<(), RunError> {
        self.put_back().await?;
        if !self.project.is_touched() || self.context.shutdown.level() >= Some(Level::Hurry) {
            return Ok(());
        }
        let mut shutdown = self.context.shutdown.clone();
        let seen = tokio::select! {
            seen = self.seen_well(WELL_AGAIN_WITHIN) => seen,
            () = shutdown.reaches(Level::Hurry) => return Ok(()),
        };
        seen.map_err(|error| {
            self.unwell.store(true, Ordering::Relaxed);
            ProjectError::NotWellAgain {
                project: self.survey.name.clone(),
                why: why_not_well(&error),
            }
        })?;
        self.project.all_is_well().map_err(|error| ProjectError::NotCrossedOut(error).into())
    }

    /// Before anything was broken.
    fn not_well(&self, error: SiteError) -> RunError {
        match error {
            SiteError::Engine(error) => RunError::Engine(error),
            other => ProjectError::NotWell {
                project: self.survey.name.clone(),
                why: why_not_well(&other),
            }
            .into(),
        }
    }
}

impl Backend for ProjectBackend {
    type Stack = Arc<Site>;
    type World = Docker;

    fn context(&self) -> &RunContext {
        &self.context
    }

    fn leaving<'a>(&'a self, _stack: &'a StackName) -> WorkerEvent<'a> {
        WorkerEvent::PuttingBack(&self.survey.name)
    }

    fn whose(&self) -> Whose {
        Whose::Somebodys
    }

    fn engine(&self) -> String {
        self.engine.clone()
    }

    fn made_of(&self) -> MadeOf {
        MadeOf { images: self.survey.images(), stand_ins: self.stand_ins() }
    }

    async fn prepare(&self, _profile: &Profile, _events: &WorkerEvents) -> Result<(), RunError> {
        Ok(())
    }

    async fn open_stack(&self, start: Start<'_>) -> Result<Arc<Site>, RunError> {
        let Start { mut shutdown, events, .. } = start;
        let (project, began) = (&self.survey.name, Instant::now());
        events.emit(WorkerEvent::ProjectAwaited(project));
        let site = tokio::select! {
            seen = self.seen_well(WELL_WITHIN) => seen.map_err(|error| self.not_well(error))?,
            () = shutdown.next() => return Err(RunError::Interrupted),
        };
        events.emit(WorkerEvent::ProjectWell { project, after: began.elapsed() });
        tell_what_differs(&self.context, &site, events).await;
        Ok(site)
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

    /// It cannot be replaced: where it does not become well again, there are no further drills.
    async fn take_down(&self, _stack: &StackId) -> Result<(), RunError> {
        self.put_right().await
    }

    async fn keep_logs(&self, _stack: &StackId, _folder: &Path) -> Result<Vec<String>, String> {
        // They may hold anybody's secrets, and are where they were.
        Ok(vec![
            "the logs of somebody else's containers are not copied; `docker logs NAME` shows them"
                .to_owned(),
        ])
    }

    fn trouble(&self) -> Option<RunError> {
        trouble_in(&self.journal)
    }

    async fn close(self, _end: End) -> Result<(), RunError> {
        // It was told already, where it was not seen to be well again; the journal stays for
        // `recover`.
        if self.unwell.load(Ordering::Relaxed) {
            self.put_back().await?;
        } else {
            self.put_right().await?;
        }
        let Self { context, journal, unwell, .. } = self;
        context.close();
        if unwell.into_inner() {
            return Ok(());
        }
        // An agent in its droplet may still hold on to the project for a moment. It can do nothing
        // to it any more.
        journal.end().map_err(RunError::JournalNotClosed)
    }
}

impl ProjectBackend {
    /// What the pack says stands in for upstream's in its own droplet; where there is none, who
    /// runs the commands.
    fn stand_ins(&self) -> Vec<StandIn> {
        if self.droplet {
            return self.context.pack.stand_ins.clone();
        }
        if self.context.pack.droplet.is_none() {
            return Vec::new();
        }
        let what = "the server's shell".to_owned();
        let why = "the project has no droplet; firedrill itself reads plain docker commands, for \
                   its containers only";
        vec![StandIn { what, why: why.to_owned() }]
    }
}

fn why_not_well(error: &SiteError) -> String {
    match error {
        SiteError::NotWell(unwell) => unwell.join("; "),
        other => other.to_string(),
    }
}

/// A project that is looked at and may be put right: every container of it that is to be there is
/// one of its members, running or not. What is done to it is done by its own commands.
pub(super) async fn to_be_looked_at(
    engine: &Engine,
    name: ProjectName,
    pack: &Arc<Pack>,
    profile: &Profile,
    journal: &Arc<Journal>,
) -> Result<(Arc<Site>, Arc<Project>), RunError> {
    let survey = look::survey(engine, name, pack, profile).await?;
    let droplet = look::droplet(engine, &survey, pack).await?;
    let ways = ways(&survey, pack);
    let project = Arc::new(survey.agreed(Arc::clone(journal)));
    let visit = AttachSpec {
        project: Arc::clone(&project),
        ways,
        journal: Arc::clone(journal),
        pack: Arc::clone(pack),
        profile: profile.clone(),
        droplet: droplet.is_some(),
    };
    Ok((Site::visit(visit).await?, project))
}

/// Waits until somebody has agreed that the project is broken.
async fn agreed<D: Decisions>(
    project: &ProjectName,
    operator: &Operator<'_, D>,
) -> Result<(), RunError> {
    let mut shutdown = operator.shutdown.clone();
    let consent = tokio::select! {
        biased;
        consent = operator.decisions.may_break(project) => consent,
        () = shutdown.next() => return Err(RunError::Interrupted),
    };
    let project = project.clone();
    match consent {
        Consent::Given => Ok(()),
        Consent::Refused => Err(ProjectError::Refused { project }.into()),
        Consent::NobodyToAsk => Err(ProjectError::NobodyToAsk { project }.into()),
    }
}

/// The ways into a project: what it publishes on this machine.
fn ways(survey: &Survey, pack: &Pack) -> Ways {
    let droplet = pack.droplet.as_ref().map(|droplet| droplet.container.clone());
    let mut ways = Ways::new(droplet, survey.password().clone(), pack.addresses.clone());
    for (udp, at, address) in survey.members.values().flat_map(ProjectContainer::ways) {
        ways.publish(if udp { Transport::Udp } else { Transport::Tcp }, at, address);
    }
    ways
}
