//! A stack that is up already, looked at to find what is wrong with it, and put right by what the
//! document says.

use super::context::{Folders, run_id};
use super::project;
use super::{RunError, has_a_stack};
use crate::diagnose::{Cure, Done};
use crate::engine::{Engine, Secret};
use crate::journal::{Journal, JournalError};
use crate::judge::told;
use crate::pack::claim::{Answered, Asked, Reply, TreeQuestion};
use crate::pack::{Pack, Profile, Question, check_variables};
use crate::plan;
use crate::site::{ProbeTarget, Probed, Site, SiteError};
use crate::stack::{self, FoundStack, Project, Stack};
use crate::timeline::{Outcome, ProbeInfo};
use crate::wall;
use crate::words::{ProbeName, ProfileName, ProjectName, RunId, StackId};
use crate::world::docker::actions;
use crate::world::{Act, ActResult};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// What is not well for so long is not well.
const UNWELL_FOR: Duration = Duration::from_secs(3);
/// After a remedy all must be well within this.
const CURED_WITHIN: Duration = Duration::from_secs(60);
/// What is well again must be so when it is looked at once more after this.
const STAYS: Duration = Duration::from_secs(2);
/// So many looks must agree.
const LOOKS: usize = 3;
/// How long lies between them.
const PAUSE: Duration = Duration::from_millis(60);

/// Which stack is meant.
pub enum Wanted {
    /// One of firedrill's own: of this run, or the only one that is up.
    Own(Option<RunId>),
    /// Somebody's Compose project.
    Project(ProjectName),
}

/// Why there is no stack to be looked at.
#[derive(Debug, thiserror::Error)]
pub enum DiagnoseError {
    /// As with a run.
    #[error(transparent)]
    Run(#[from] RunError),
    /// None is up.
    #[error("no stack is up")]
    NoStack,
    /// There is none of this run.
    #[error("there is no stack of run {0}")]
    NoSuchRun(RunId),
    /// Several are up.
    #[error("several stacks are up: {}", .0.join(", "))]
    Several(Vec<String>),
    /// Several shapes would do for somebody's project.
    #[error("the pack has several profiles ({}), and a project has one shape", .0.join(", "))]
    NoProfile(Vec<String>),
}

/// A stack that is up, and the ways into it.
pub struct Patient {
    site: Arc<Site>,
    journal: Arc<Journal>,
    project: Option<Arc<Project>>,
    probes: Vec<ProbeInfo>,
    /// What it is called.
    pub place: String,
    /// Its shape.
    pub profile: Profile,
    /// How many probes look at it.
    pub looks: usize,
}

impl Patient {
    /// Finds a stack, and the ways into it. Nothing of it is changed. `chosen` are the profiles
    /// that a person named; none means any.
    pub async fn find(
        wanted: Wanted,
        pack: Arc<Pack>,
        chosen: &[String],
        folders: &Folders,
    ) -> Result<Self, DiagnoseError> {
        has_a_stack(&pack)?;
        let engine = Engine::connect().await.map_err(RunError::Engine)?;
        let run = run_id(wall::now());
        let journal = Journal::create(&folders.state, &run).map_err(RunError::NoJournal)?;
        let journal = Arc::new(journal);
        let found = match wanted {
            Wanted::Own(run) => Self::own(&engine, run, pack, chosen, &journal).await,
            Wanted::Project(name) => Self::theirs(&engine, name, &pack, chosen, &journal).await,
        };
        if found.is_err() {
            // Nothing was done, and nothing is in it.
            let _ = journal.end();
        }
        found
    }

    async fn own(
        engine: &Engine,
        run: Option<RunId>,
        pack: Arc<Pack>,
        chosen: &[String],
        journal: &Arc<Journal>,
    ) -> Result<Self, DiagnoseError> {
        let mut standing = stack::standing(engine).await.map_err(RunError::Engine)?;
        if let Some(run) = run {
            standing.retain(|id, _| *id.run() == run);
            if standing.is_empty() {
                return Err(DiagnoseError::NoSuchRun(run));
            }
        }
        if standing.len() > 1 {
            let names = standing.keys().map(StackId::to_string).collect();
            return Err(DiagnoseError::Several(names));
        }
        let Some((id, containers)) = standing.into_iter().next() else {
            return Err(DiagnoseError::NoStack);
        };
        let FoundStack { stack, environment } =
            Stack::found(engine, &id, &containers).await.map_err(RunError::Engine)?;
        let profile = shape(&pack, &environment, chosen)
            .ok_or_else(|| DiagnoseError::NoProfile(names(&pack)))?;
        let site = Site::revisit(Arc::new(stack), Arc::clone(journal), pack, profile.clone());
        let site = site.await.map_err(RunError::Engine)?;
        Ok(Self::of(site, journal, None, format!("stack {id}"), profile))
    }

    async fn theirs(
        engine: &Engine,
        name: ProjectName,
        pack: &Arc<Pack>,
        chosen: &[String],
        journal: &Arc<Journal>,
    ) -> Result<Self, DiagnoseError> {
        let profiles = pack.profiles.iter();
        let mut fitting: Vec<&Profile> = profiles
            .filter(|one| {
                chosen.is_empty() || chosen.iter().any(|name| *name == *one.name.as_str())
            })
            .collect();
        let (Some(profile), true) = (fitting.pop().cloned(), fitting.is_empty()) else {
            return Err(DiagnoseError::NoProfile(names(pack)));
        };
        let place = format!("project {name}");
        let (site, project) =
            project::to_be_looked_at(engine, name, pack, &profile, journal).await?;
        Ok(Self::of(site, journal, Some(project), place, profile))
    }

    fn of(
        site: Arc<Site>,
        journal: &Arc<Journal>,
        project: Option<Arc<Project>>,
        place: String,
        profile: Profile,
    ) -> Self {
        let mut probes = plan::probes(&site.pack, &profile);
        probes.retain(|probe| site.is_in_sight(probe));
        let (journal, looks) = (Arc::clone(journal), probes.len());
        Self { site, journal, project, probes, place, profile, looks }
    }

    /// The project that it is, where it is somebody's.
    pub fn project(&self) -> Option<&ProjectName> {
        self.project.as_deref().map(Project::name)
    }

    /// What is not well, each with what was seen; it is looked at for a while.
    pub async fn unwell(&self) -> Vec<String> {
        self.still_unwell(UNWELL_FOR).await
    }

    async fn still_unwell(&self, within: Duration) -> Vec<String> {
        // Who calls it drops it where somebody wants an end.
        let (_stop, mut stopped) = watch::channel(false);
        match self.site.until_well(&self.probes, within, &mut stopped, || {}).await {
            Ok(()) => Vec::new(),
            Err(SiteError::NotWell(unwell)) => unwell,
            Err(other) => vec![other.to_string()],
        }
    }

    /// The answer to a question, or why it has none.
    pub async fn ask(&self, question: &TreeQuestion) -> Result<Answered, String> {
        match &question.asked {
            Asked::Nothing { why } => Err(why.clone()),
            Asked::Probes { probes, well, .. } => self.look(probes, *well).await,
            Asked::Command { run, service, well } => {
                let asked = Question {
                    line: run.clone(),
                    about: service.clone(),
                    documented: String::new(),
                };
                let answered = |reply: Reply, exit: i64, output: &str| Answered {
                    reply,
                    seen: told(run, exit, output),
                    evidence: Vec::new(),
                };
                match actions::act(&self.site, &Act::Ask(asked)).await {
                    ActResult::Done { exit, output } => {
                        Ok(answered(*well, exit.unwrap_or(0), &output))
                    }
                    ActResult::Failed { exit: Some(exit), output } => {
                        Ok(answered(well.other(), exit, &output))
                    }
                    ActResult::Failed { exit: None, output: why } | ActResult::NotRun { why } => {
                        Err(format!("`{run}`: {why}"))
                    }
                }
            }
        }
    }

    /// One that is not well is enough for the answer; all must be well for the other.
    async fn look(&self, probes: &[ProbeName], well: Reply) -> Result<Answered, String> {
        let mut in_doubt = None;
        for name in probes {
            let info = self.probes.iter().find(|info| info.name == *name);
            let at = info.and_then(|one| Probed::find(&self.site.pack, name, &one.subject));
            let Some(at) = at else {
                in_doubt = Some(format!("{name} cannot be looked at here"));
                continue;
            };
            let mut target = ProbeTarget::new(&self.site, &at);
            let (mut good, mut bad) = (0, None);
            for look in 0..LOOKS {
                if look > 0 {
                    tokio::time::sleep(PAUSE).await;
                }
                match target.look().await {
                    Outcome::Ok => good += 1,
                    Outcome::Degraded { symptom }
                    | Outcome::Failed { symptom }
                    | Outcome::Silent { symptom } => bad = Some(symptom),
                }
            }
            match bad {
                Some(symptom) if good == 0 => {
                    let seen = self.site.hide(&format!("{name}: {symptom}"));
                    return Ok(Answered { reply: well.other(), seen, evidence: Vec::new() });
                }
                Some(symptom) => in_doubt = Some(format!("{name} comes and goes ({symptom})")),
                None => {}
            }
        }
        if let Some(why) = in_doubt {
            return Err(why);
        }
        Ok(Answered::all_well(probes, well, Vec::new()))
    }

    /// Runs a remedy's commands, one after the other; one that fails does not keep the next from
    /// being run, as an operator would go on down the line.
    async fn apply(&self, commands: &[String]) -> Vec<Done> {
        let mut done = Vec::new();
        for line in commands {
            let (exit, output) = match actions::act(&self.site, &Act::Run(line.clone())).await {
                ActResult::Done { exit, output } | ActResult::Failed { exit, output } => {
                    (exit, output)
                }
                ActResult::NotRun { why } => (None, why),
            };
            done.push(Done { line: line.clone(), exit, output });
        }
        done
    }

    /// Does what a tree led to, and waits until all is well again, and stays so; or until time is
    /// over.
    pub async fn cure(&self, title: &str, commands: &[String]) -> Cure {
        let began = Instant::now();
        let commands = self.apply(commands).await;
        let mut unwell = self.still_unwell(CURED_WITHIN).await;
        let after = began.elapsed();
        if unwell.is_empty() {
            tokio::time::sleep(STAYS).await;
            unwell = self.still_unwell(UNWELL_FOR).await;
        }
        let well_after = unwell.is_empty().then(|| after.into());
        let within = began.elapsed().into();
        Cure { title: title.to_owned(), commands, well_after, unwell, within }
    }

    /// It is left as it is now: nothing is put back, since nothing was broken.
    pub fn leave(self) -> Result<(), JournalError> {
        self.journal.end()
    }
}

fn names(pack: &Pack) -> Vec<String> {
    pack.profiles.iter().map(|profile| profile.name.to_string()).collect()
}

/// The profile that a stack was started with: the one chosen, or the one whose variables its
/// containers have.
fn shape(
    pack: &Pack,
    environment: &BTreeMap<String, BTreeMap<String, Secret>>,
    chosen: &[String],
) -> Option<Profile> {
    let is_chosen = |name: &ProfileName| chosen.iter().any(|one| one == name.as_str());
    let fitting = |profile: &Profile| {
        let compose = pack.compose(&check_variables(Some(profile))).unwrap_or_default();
        let given = compose.services.iter().flat_map(|(service, made)| {
            made.environment.iter().map(move |(name, value)| (service.as_str(), name, value))
        });
        let same = |(service, name, value): &(&str, &String, &String)| {
            let found = environment.get(*service).and_then(|env| env.get(*name));
            found.is_some_and(|found| found.reveal() == value.as_str())
        };
        given.filter(same).count()
    };
    let profiles = pack.profiles.iter();
    match chosen {
        [] => profiles.max_by_key(|profile| fitting(profile)).cloned(),
        _ => profiles.filter(|one| is_chosen(&one.name)).max_by_key(|one| fitting(one)).cloned(),
    }
}
