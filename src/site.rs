//! A running stack together with the ways into it: published ports, the agent in its droplet, what
//! journeys trust.

#![expect(
    clippy::disallowed_methods,
    reason = "an edge: a task keeps the agent, and its tries are timed"
)]

mod fit;
mod reach;
mod ready;
mod shims;
#[cfg(test)]
mod shims_tests;
mod target;

pub use reach::no_look;
use reach::{alive_probe_of, wait_for_what_can_be_looked_at, ways_into};
pub use target::{ProbeTarget, Probed};

use crate::droplet::{Agent, AgentError, Shell, Typed};
use crate::engine::{Engine, EngineError, EngineErrorKind, Exec, Secret};
use crate::journal::Journal;
use crate::pack::{Droplet, Pack, Profile, Runs, Variables};
use crate::probe::{Pace, Ways};
use crate::stack::{Containers, Images, Progress, Project, Stack, StackError, Start};
use crate::words::{ComposeName, DetectorName, ServiceName, Span, StackId};
use futures_util::future::BoxFuture;
use shims::Shims;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::watch;

/// The agent's place in the droplet.
pub const AGENT: &str = "/usr/local/lib/firedrill/agent.py";
/// All must be well within this after the containers have started.
pub const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long to wait between two looks at what is not well yet, and between two tries to reach the
/// agent.
const POLL: Duration = Duration::from_millis(40);
const AGENT_BOUND: Span = Span::secs(5);
/// How long a new agent may take to say that it is there, beside a whole stack that starts; and how
/// many are tried.
const GREETING_BOUND: Span = Span::secs(10);
const AGENT_TRIES: u32 = 3;
/// What takes longest to be of use: Prometheus scrapes for the first time five seconds after its
/// start, the droplet needs a certificate, for which it needs the authority and PostgreSQL.
const FIRST: [&str; 4] = ["prometheus", "acme", "droplet", "postgres"];

/// Why a stack could not be had in its steady state.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// It could not be started.
    #[error(transparent)]
    Stack(#[from] StackError),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// It was started, and did not become well.
    #[error("the stack was started, and after {} s this is not well: {}", READY_WITHIN.as_secs(), .0.join("; "))]
    NotWell(Vec<String>),
    /// Somebody wanted an end.
    #[error("interrupted")]
    Interrupted,
}

/// A running stack and the ways into it.
#[derive(Debug)]
pub struct Site {
    /// The engine.
    pub engine: Engine,
    /// The containers, ours or somebody else's.
    pub containers: Containers,
    /// How to reach what is in them.
    pub ways: Arc<Ways>,
    /// What was done and how it is undone.
    pub journal: Arc<Journal>,
    /// The pack that it is of.
    pub pack: Arc<Pack>,
    /// The shape it has.
    pub profile: Profile,
    /// Why there is no agent in the droplet though there should be one.
    pub no_agent: Option<String>,
    paces: OnceLock<Paces>,
    keeper: OnceLock<tokio::task::AbortHandle>,
}

/// What Prometheus says of how late each alert can be, or why it does not.
type Paces = BTreeMap<DetectorName, Result<Pace, String>>;

/// What a site is opened with.
#[derive(Clone)]
pub struct Opening {
    /// The engine.
    pub engine: Engine,
    /// Which stack of which run.
    pub id: StackId,
    /// The pack.
    pub pack: Arc<Pack>,
    /// The shape of the stack.
    pub profile: Profile,
    /// The images of its services.
    pub images: Arc<Images>,
    /// Where all that is made is written down first.
    pub journal: Arc<Journal>,
    /// The databases' password, made for this run.
    pub password: Secret,
    /// Told what happens.
    pub progress: Arc<dyn Fn(Progress) + Send + Sync>,
    /// Becomes true when the start is to be given up.
    pub stop: watch::Receiver<bool>,
}

/// What a site of somebody else's project is made with.
pub struct AttachSpec {
    /// The project.
    pub project: Arc<Project>,
    /// The ways into it.
    pub ways: Ways,
    /// What was done and how it is undone.
    pub journal: Arc<Journal>,
    /// The pack.
    pub pack: Arc<Pack>,
    /// The shape that the project has.
    pub profile: Profile,
    /// Whether the droplet is there, with the agent in it.
    pub droplet: bool,
}

impl Site {
    /// Starts a stack, and finds the ways into it. What was made when this fails is still there: it
    /// is the caller's to remove, whatever happens.
    pub async fn open(opening: Opening) -> Result<Arc<Self>, SiteError> {
        let Opening { engine, id, pack, profile, images, journal, password, progress, stop } =
            opening;
        let early: Arc<OnceLock<Arc<Ways>>> = Arc::default();
        let ready = {
            let (pack, early) = (Arc::clone(&pack), Arc::clone(&early));
            as_ready(move |stack, compose| {
                let ways = Arc::clone(early.get_or_init(|| Arc::new(ways_into(stack, &pack))));
                let probe = alive_probe_of(&pack, compose).cloned();
                Box::pin(async move {
                    let Some(probe) = probe else { return true };
                    crate::probe::look(&ways, &probe.look, probe.timeout).await.is_ok()
                })
            })
        };
        let start = Start {
            engine: &engine,
            id: &id,
            images: &images,
            journal: &journal,
            password: password.clone(),
            first: &FIRST,
            ready: &ready,
            progress: &*progress,
            stop,
        };
        let stack = Stack::start(start, |net| {
            let mut variables: Variables = profile.set.clone();
            variables.insert("FIREDRILL_NET".to_owned(), net.to_string());
            variables.insert("FIREDRILL_TAG".to_owned(), id.run().to_string());
            variables.insert("POSTGRES_PASSWORD".to_owned(), password.reveal().to_owned());
            let mut compose = pack.compose(&variables).map_err(|why| why.to_string())?;
            wait_for_what_can_be_looked_at(&mut compose, &pack);
            Ok::<_, String>(compose)
        });
        let stack = Arc::new(stack.await?);
        // Its ways are not the early ones: a port that was taken in the meantime is another one now.
        Ok(Self::revisit(stack, journal, pack, profile).await?)
    }

    /// A site of a stack of firedrill's own that is up already.
    pub async fn revisit(
        stack: Arc<Stack>,
        journal: Arc<Journal>,
        pack: Arc<Pack>,
        profile: Profile,
    ) -> Result<Arc<Self>, EngineError> {
        let site = Self {
            engine: stack.engine().clone(),
            ways: Arc::new(ways_into(&stack, &pack)),
            containers: Containers::Ours(stack),
            journal,
            pack,
            profile,
            no_agent: None,
            paces: OnceLock::new(),
            keeper: OnceLock::new(),
        };
        site.attached().await
    }

    /// A site of containers that are up already. `droplet` says whether there is an agent in the
    /// droplet to speak with.
    pub async fn visit(visit: AttachSpec) -> Result<Arc<Self>, EngineError> {
        let AttachSpec { project, mut ways, journal, pack, profile, droplet } = visit;
        let (engine, containers) = (project.engine().clone(), Containers::Theirs(project));
        if !droplet {
            ways.read_commands_by(Typed::new(Shims::new(containers.clone(), &pack, &profile)));
        }
        let site = Self {
            engine,
            containers,
            ways: Arc::new(ways),
            journal,
            pack,
            profile,
            no_agent: None,
            paces: OnceLock::new(),
            keeper: OnceLock::new(),
        };
        if droplet { site.attached().await } else { Ok(Arc::new(site)) }
    }

    /// With the agent in its droplet, or the reason why there is none: then all goes on that needs
    /// none. A pack without a droplet has nothing that needs one.
    async fn attached(mut self) -> Result<Arc<Self>, EngineError> {
        let Some(Droplet { container, .. }) = self.pack.droplet.clone() else {
            return Ok(Arc::new(self));
        };
        self.no_agent = self.greeted(&container).await?.err();
        let site = Arc::new(self);
        if site.no_agent.is_none() {
            site.keep_attached(container);
        }
        Ok(site)
    }

    /// Starts the agent and waits until it answers, with a few tries. The inner error is why it
    /// cannot be had; without an engine nothing can.
    async fn greeted(&self, droplet: &str) -> Result<Result<(), String>, EngineError> {
        let mut last = String::new();
        for _ in 0..AGENT_TRIES {
            last = match self.attach(droplet).await {
                Ok(agent) => match agent.hello(GREETING_BOUND).await {
                    Ok(_) => return Ok(Ok(())),
                    Err(AgentError::Gone { why, .. }) => why,
                    Err(error) => error.to_string(),
                },
                Err(error)
                    if error.kind.is_no_engine() || error.kind == EngineErrorKind::GoneAway =>
                {
                    return Err(error);
                }
                Err(error) => error.message,
            };
            tokio::time::sleep(POLL).await;
        }
        self.ways.detach();
        Ok(Err(format!("firedrill's agent could not be started in {droplet}: {last}")))
    }

    async fn attach(&self, droplet: &str) -> Result<Agent, EngineError> {
        let container = self.containers.on_the_engine(droplet)?;
        let (input, output) =
            self.engine.attach(&container, &Exec::new(["python3", "-u", AGENT])).await?;
        let agent = Agent::start(
            output,
            input,
            Shims::new(self.containers.clone(), &self.pack, &self.profile),
        );
        self.ways.attach(agent.clone());
        Ok(agent)
    }

    /// A droplet that is restarted needs a new agent.
    fn keep_attached(self: &Arc<Self>, droplet: ComposeName) {
        let weak = Arc::downgrade(self);
        let task = tokio::spawn(async move {
            while let Some(agent) = weak.upgrade().and_then(|site| site.ways.agent()) {
                let attached = tokio::time::Instant::now();
                agent.closed().await;
                // One that ends as soon as it was started would be started again without a pause.
                let was_none = attached.elapsed() < POLL;
                let Some(site) = weak.upgrade() else { return };
                if site.attach(&droplet).await.is_err() || was_none {
                    drop(site);
                    tokio::time::sleep(POLL).await;
                }
            }
        });
        // Set once, right after the site was made.
        let _ = self.keeper.set(task.abort_handle());
    }

    /// What a service runs as; elsewhere where the pack has no such service.
    pub fn runs(&self, service: &ServiceName) -> Runs {
        self.pack.service(service).map_or(Runs::Elsewhere, |service| service.runs.clone())
    }

    /// The agent in the droplet.
    pub fn agent(&self) -> Result<Agent, AgentError> {
        self.ways.agent().ok_or_else(|| AgentError::Gone {
            asked: "what was asked".to_owned(),
            why: "none is attached".to_owned(),
        })
    }

    /// Where the document's commands run.
    pub fn shell(&self) -> Result<Shell, AgentError> {
        match self.ways.shell() {
            Some(shell) => Ok(shell),
            None => self.agent().map(Shell::Droplet),
        }
    }

    /// The pack's service that a Compose service runs, or the Compose service's own name.
    pub fn service_of(&self, compose: &str) -> String {
        let runs_it = |service: &&crate::pack::Service| matches!(&service.runs, Runs::Container(name) if name == compose);
        self.pack
            .services
            .iter()
            .find(runs_it)
            .map_or_else(|| compose.to_owned(), |service| service.name.to_string())
    }

    /// A text without the run's secrets.
    pub fn hide(&self, text: &str) -> String {
        self.containers.hide(text)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(keeper) = self.keeper.get() {
            keeper.abort();
        }
    }
}

/// Tells the compiler that the closure answers for any stack and name, however short they live.
fn as_ready<F: for<'a> Fn(&'a Stack, &'a str) -> BoxFuture<'a, bool>>(look: F) -> F {
    look
}
