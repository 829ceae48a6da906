//! A run on a Compose project that is up already, and is somebody else's: looked at, shown, asked about, drilled within
//! what was shown, and put back. Nothing of it is ever removed: it has no stack's id to remove by.

mod ask;
mod limits;
mod shown;

use super::RunContext;
use super::backend::{Backend, End, MadeOf, Start};
use super::controls::Whose;
use super::docker::{engine, engine_failure, journal_of, offer_recovery, trouble_in};
use super::opening::{interrupted, tell_what_differs};
use crate::cli::args::Common;
use crate::cli::console::Console;
use crate::cli::error::{Failure, Status};
use crate::cli::progress::{Shown, lock};
use crate::engine::Status as Life;
use crate::journal::Journal;
use crate::pack::{Pack, Profile, Runs};
use crate::plan::{DrillPlan, Plan, StackPlan};
use crate::probe::{Transport, Ways};
use crate::shutdown::{Level, Shutdown};
use crate::site::{AGENT, AttachSpec, Site, SiteError};
use crate::stack::{PUT_BACK_BUDGET, Project, Survey, SurveyError};
use crate::timeline::{ProbeInfo, StandIn};
use crate::words::{ProjectName, StackId};
use crate::world::docker::Docker;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// A project that is well shows it within this.
const WELL_WITHIN: Duration = Duration::from_secs(15);
/// After a drill it must be well again within this, beyond the drill's own bounds.
const WELL_AGAIN_WITHIN: Duration = Duration::from_secs(5);

/// What a run on somebody else's project has to hand.
pub struct ProjectBackend<'a> {
    context: RunContext<'a>,
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

impl<'a> ProjectBackend<'a> {
    /// Looks at the project, shows what would be done to it, and asks. Gives the plan as far as it goes there. Until it
    /// returns nothing was touched, in the project or elsewhere.
    pub async fn open(
        name: &str,
        pack: Arc<Pack>,
        plan: Plan,
        yes: bool,
        common: &Common,
        console: &'a Console,
        mut shutdown: Shutdown,
    ) -> Result<(Self, Plan), Failure> {
        let name = ProjectName::parse(name).map_err(|error| Failure::new(Status::Wrong, error))?;
        let stack = one_shape(plan)?;
        let engine = engine().await?;
        offer_recovery(&engine, &shutdown, console).await?;
        let survey = survey(&engine, name, &pack, &stack.profile, console).await?;
        all_there(&survey, &pack, &stack.profile)?;
        let server = survey.members.get(&pack.droplet).filter(|server| server.status == Life::Running);
        let droplet = match server {
            Some(server) => engine.has_file(&server.id, AGENT).await.map_err(|error| engine_failure(&error))?,
            None => false,
        };
        let limits = limits::of(&survey, &pack, &stack, droplet);
        let probes = limits::seen(&pack, &stack.profile, &limits);
        let drills: Vec<DrillPlan> = stack.drills.into_iter().map(|drill| drill.within(&limits, &pack)).collect();
        let about = engine.about().to_string();
        let shown = shown::Shown {
            survey: &survey,
            pack: &pack,
            engine: &about,
            droplet,
            limits: &limits,
            probes: &probes,
            drills: &drills,
        };
        console.voice.complain(&crate::report::clean_lines(&shown.to_string()));
        if drills.iter().all(|drill| drill.not_here.is_some()) {
            let message =
                format!("none of these drills can be drilled in project {}; nothing was touched", survey.name);
            return Err(Failure::new(Status::Wrong, message).hint("`firedrill run` drills them in a stack of its own"));
        }
        ask::agreed(yes, &survey.name, &mut shutdown).await?;
        let context = RunContext::open(pack, common, console, shutdown)?;
        let journal = Arc::new(journal_of(&context)?);
        let project = Arc::new(survey.agreed(Arc::clone(&journal)));
        let engine = format!("{about}, project {}", survey.name);
        let profile = stack.profile.clone();
        let plan = Plan { stacks: vec![StackPlan { profile: stack.profile, drills }] };
        Ok((
            Self {
                profile,
                context,
                survey,
                project,
                journal,
                droplet,
                probes,
                engine,
                unwell: AtomicBool::new(false),
            },
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

    /// Puts back what was broken. It has its own time, and outlives whatever ended the run; only a third Ctrl-C makes it
    /// leave things where they are.
    async fn put_back(&self) -> Result<(), Failure> {
        let mut shutdown = self.context.shutdown.clone();
        let left = |why: Vec<String>| {
            let message = format!("not all of project {} was put back:\n  {}", self.survey.name, why.join("\n  "));
            Failure::new(Status::NotUndone, message).hint("`firedrill recover` tries again")
        };
        tokio::select! {
            biased;
            failed = self.project.put_all_back(PUT_BACK_BUDGET) => {
                if failed.is_empty() { Ok(()) } else { Err(left(failed)) }
            }
            () = shutdown.reaches(Level::Leave) => Err(left(self.project.to_be_put_back())),
        }
    }

    /// Puts back, and sees that it stays: what is started may end again a moment later. An end that is asked for is waited
    /// for no longer than the budget, unless it is to be in a hurry.
    async fn put_right(&self) -> Result<(), Failure> {
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
            let why = why_not_well(&error);
            let name = &self.survey.name;
            let message = format!("project {name} was put back, and was not seen to be well again: {why}");
            let hint = "look at it with `docker ps`; `firedrill recover` starts again what this run broke";
            Failure::new(Status::NotUndone, message).hint(hint)
        })?;
        self.project.all_is_well().map_err(|error| Failure::new(Status::NotUndone, error))
    }

    /// Before anything was broken.
    fn not_well(&self, error: &SiteError) -> Failure {
        match error {
            SiteError::Engine(error) => engine_failure(error),
            other => {
                let (name, why) = (&self.survey.name, why_not_well(other));
                Failure::new(Status::Unable, format!("project {name} is not well, so nothing was broken: {why}"))
            }
        }
    }
}

impl Backend for ProjectBackend<'_> {
    type Stack = Arc<Site>;
    type World = Docker;

    fn context(&self) -> &RunContext<'_> {
        &self.context
    }

    fn leaving(&self, _name: &str) -> String {
        format!("putting back project {}", self.survey.name)
    }

    fn again(&self) -> &'static str {
        "the project is looked at again"
    }

    fn undone(&self) -> &'static str {
        "everything was put back, and nothing was removed"
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

    async fn prepare(&self, _profile: &Profile, _shown: &Shown) -> Result<(), Failure> {
        Ok(())
    }

    async fn open_stack(&self, start: Start<'_>) -> Result<Arc<Site>, Failure> {
        let Start { mut shutdown, shown, .. } = start;
        let began = std::time::Instant::now();
        lock(shown).stage(&format!("waiting until project {} is well", self.survey.name));
        let site = tokio::select! {
            seen = self.seen_well(WELL_WITHIN) => seen.map_err(|error| self.not_well(&error))?,
            () = shutdown.next() => return Err(interrupted()),
        };
        let took = began.elapsed().as_secs_f64();
        lock(shown).keep(&format!("project {} is well: seen after {took:.1} s", self.survey.name));
        tell_what_differs(&self.context, &site, shown).await;
        Ok(site)
    }

    fn fit(&self, site: &Arc<Site>, plan: &DrillPlan) -> DrillPlan {
        site.fit(plan)
    }

    fn world(&self, site: &Arc<Site>, plan: &DrillPlan, _repeat: u32, shutdown: Shutdown) -> Docker {
        Docker::new(site, plan, shutdown)
    }

    /// It cannot be replaced: where it does not become well again, there are no further drills.
    async fn take_down(&self, _stack: &StackId) -> Result<(), Failure> {
        self.put_right().await
    }

    async fn keep_logs(&self, _stack: &StackId, _folder: &Path) -> Result<Vec<String>, String> {
        // They may hold anybody's secrets, and are where they were.
        Ok(vec!["the logs of somebody else's containers are not copied; `docker logs NAME` shows them".to_owned()])
    }

    fn trouble(&self) -> Option<Failure> {
        trouble_in(&self.journal)
    }

    async fn close(self, _end: End) -> Result<(), Failure> {
        // It was told already, where it was not seen to be well again; the journal stays for `recover`.
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
        // An agent in its droplet may still hold on to the project for a moment. It can do nothing to it any more.
        journal.end().map_err(|error| Failure::new(Status::NotUndone, error))
    }
}

impl ProjectBackend<'_> {
    /// What the pack says stands in for upstream's in its own droplet; where there is none, who runs the commands.
    fn stand_ins(&self) -> Vec<StandIn> {
        if self.droplet {
            return self.context.pack.stand_ins.clone();
        }
        let what = "the server's shell".to_owned();
        let why = "the project has no droplet; firedrill itself reads plain docker commands, for its containers only";
        vec![StandIn { what, why: why.to_owned() }]
    }
}

fn why_not_well(error: &SiteError) -> String {
    match error {
        SiteError::NotWell(unwell) => unwell.join("; "),
        other => other.to_string(),
    }
}

/// A running project has one shape.
fn one_shape(mut plan: Plan) -> Result<StackPlan, Failure> {
    match (plan.stacks.pop(), plan.stacks.as_slice()) {
        (Some(stack), []) => Ok(stack),
        (last, others) => {
            let names = others.iter().chain(&last).map(|stack| stack.profile.name.as_str()).collect::<Vec<_>>();
            let message = format!("a running project has one shape, and the pack has several: {}", names.join(", "));
            Err(Failure::new(Status::Wrong, message).hint("say which it is with --profile NAME"))
        }
    }
}

async fn survey(
    engine: &crate::engine::Engine,
    name: ProjectName,
    pack: &Pack,
    profile: &Profile,
    console: &Console,
) -> Result<Survey, Failure> {
    let variables = crate::pack::check_variables(Some(profile));
    let compose = pack.compose(&variables).map_err(|problems| crate::cli::packs::broken(&problems, console))?;
    let called = |(name, service): (&String, &crate::pack::compose::ComposeService)| {
        (name.clone(), service.container_name.clone().unwrap_or_else(|| name.clone()))
    };
    let services: BTreeMap<String, String> = compose.services.iter().map(called).collect();
    Survey::look(engine, name, &services).await.map_err(|error| match error {
        SurveyError::Engine(error) => engine_failure(&error),
        error => {
            let hint = match &error {
                SurveyError::Unknown { .. } => {
                    "`docker ps --filter label=com.docker.compose.project` shows what there is"
                }
                SurveyError::Several { .. } => "scale it to one: `docker-compose up -d --scale SERVICE=1`",
                SurveyError::Labelled { .. } => "take the label off; it is for firedrill's own containers",
                SurveyError::TwoOfAName { .. } | SurveyError::Engine(_) => "give each container a name of its own",
            };
            Failure::new(Status::Wrong, error).hint(hint)
        }
    })
}

/// Every service of the pack that runs as a container has one in the project, and it runs.
fn all_there(survey: &Survey, pack: &Pack, profile: &Profile) -> Result<(), Failure> {
    let (mut missing, mut dead) = (Vec::new(), Vec::new());
    for service in pack.services_in(profile) {
        let Runs::Container(compose) = &service.runs else { continue };
        match survey.members.get(compose) {
            None => missing.push(format!("{} (Compose service {compose})", service.name)),
            Some(guest) if guest.status != Life::Running => dead.push(format!("{} is {}", guest.name, guest.status)),
            Some(_) => {}
        }
    }
    let name = &survey.name;
    if !missing.is_empty() {
        let message = format!("project {name} has no container for these services of the pack: {}", missing.join(", "));
        let hint = "a pack speaks of the project by the names of its Compose services; --pack DIR names another pack";
        return Err(Failure::new(Status::Wrong, message).hint(hint));
    }
    if !dead.is_empty() {
        let message = format!("project {name} is not well, so nothing was broken: {}", dead.join("; "));
        return Err(Failure::new(Status::Unable, message).hint("start what does not run, and drill it then"));
    }
    Ok(())
}

/// The ways into a project: what it publishes on this machine.
fn ways(survey: &Survey, pack: &Pack) -> Ways {
    let mut ways = Ways::new(&pack.droplet, survey.password().clone(), pack.addresses.clone());
    for (udp, at, address) in survey.members.values().flat_map(crate::stack::ProjectContainer::ways) {
        ways.publish(if udp { Transport::Udp } else { Transport::Tcp }, at, address);
    }
    ways
}
