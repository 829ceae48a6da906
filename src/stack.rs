//! The running Compose project: its images, its start, what it is made of, and its end.
//!
//! It makes containers, networks and volumes, all with the labels of their run and of their stack
//! in it, and each written to the journal first. It knows nothing of claims, drills or probes:
//! whether a service is ready it asks of whoever starts it.
//!
//! A [`Stack`] is our own and is removed by its id. A [`Project`] is somebody else's: it has no
//! such id, and nothing of it is ever removed.
#![expect(
    clippy::disallowed_methods,
    reason = "this room runs mmdebstrap, reads the machine's routes and measures waits"
)]

mod containers;
mod found;
pub mod images;
mod keep;
mod net;
mod ports;
mod project;
mod remove;
mod spec;
mod start;

pub use containers::Containers;
pub use found::FoundStack;
pub use images::{Images, Policy, built_from};
pub use keep::save_logs;
pub use net::NetPrefix;
pub use project::{
    PUT_BACK_BUDGET, Project, ProjectContainer, Survey, SurveyError, running, take_back,
};
pub use remove::{Calls, LATE, REMOVE_BUDGET, Removal, remove, remove_stack, runs, standing};
pub use start::Start;

use crate::engine::{ContainerFacts, Engine, EngineError, EngineErrorKind, Secret, State};
use crate::journal::JournalError;
use crate::words::StackId;
use spec::PORTS_LABEL;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

/// Why a stack could not be had. What was made by then is still there: [`remove`] takes it down.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The engine did not do what was asked.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The journal could not be written; nothing is made without it.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The Compose file could not be read with this run's variables.
    #[error("{0}")]
    Compose(String),
    /// Services wait for each other or for none.
    #[error("compose.yaml, line {line}: {what}")]
    Order {
        /// The line of the Compose file.
        line: u32,
        /// What is wrong.
        what: String,
    },
    /// No free network was found.
    #[error(
        "no free network in 172.20–172.31 or 10.200–10.254: the engine refused {tried} of them"
    )]
    NoNetwork {
        /// How many were tried.
        tried: usize,
    },
    /// No free ports were found.
    #[error("{count} free ports on 127.0.0.1 were not to be found")]
    NoPorts {
        /// How many are needed.
        count: usize,
    },
    /// A container ended while the stack started.
    #[error(
        "{service} ended while the stack started (exit status {status}); its last words:\n{log}"
    )]
    Died {
        /// The Compose service.
        service: String,
        /// How it ended.
        status: i64,
        /// The end of its log.
        log: String,
    },
    /// A service that others wait for did not become ready.
    #[error("{service} was not ready within {} s; its last words:\n{log}", waited.as_secs())]
    NotReady {
        /// The Compose service.
        service: String,
        /// How long it was waited for.
        waited: Duration,
        /// The end of its log.
        log: String,
    },
    /// The start was told to stop.
    #[error("the start was interrupted")]
    Interrupted,
    /// An image is not to be had.
    #[error("no image for {service}: {why}")]
    NoImage {
        /// The Compose service.
        service: String,
        /// Why not, and what was tried.
        why: String,
        /// What the user can do.
        hint: String,
    },
    /// The engine's disk has too little room for the images.
    #[error("building the images takes about {} MiB of disk, and {folder} has {} MiB free", needed >> 20, free >> 20)]
    DiskFull {
        /// The engine's folder.
        folder: String,
        /// Bytes needed, about.
        needed: u64,
        /// Bytes free.
        free: u64,
    },
}

impl StackError {
    /// What the user can do about it, where there is something to be said.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Engine(error) => error.hint(),
            Self::Journal(error) => Some(error.hint()),
            Self::NoNetwork { .. } => {
                Some("remove networks that are no longer used: `docker network prune`")
            }
            Self::NoPorts { .. } => {
                Some("`firedrill recover` removes what killed runs left, their ports too")
            }
            Self::NoImage { hint, .. } => Some(hint),
            Self::DiskFull { .. } => Some(
                "free space: `docker system df` shows what takes it, `docker system prune` frees \
                 it",
            ),
            Self::Compose(_)
            | Self::Order { .. }
            | Self::Died { .. }
            | Self::NotReady { .. }
            | Self::Interrupted => None,
        }
    }

    /// Whether it is this machine that cannot run the stack (exit status 3).
    pub const fn is_the_machine(&self) -> bool {
        match self {
            Self::Engine(error) => error.kind.is_no_engine() || is_lacking(error.kind),
            Self::NoNetwork { .. }
            | Self::NoPorts { .. }
            | Self::NoImage { .. }
            | Self::DiskFull { .. } => true,
            _ => false,
        }
    }
}

/// Whether what was asked of the engine is not to be had on this machine: an image, disk, a port,
/// addresses.
const fn is_lacking(kind: EngineErrorKind) -> bool {
    use EngineErrorKind::{Failed, NoSpace, PortTaken, SubnetTaken};
    matches!(kind, Failed | NoSpace | PortTaken | SubnetTaken)
}

/// What happens while images are made and a stack starts; for whoever shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// An image is being pulled, made or built.
    Image {
        /// What is being done: `building redis`.
        doing: String,
    },
    /// A line that a build, a pull or mmdebstrap said.
    Line(String),
    /// The network is there.
    Network(NetPrefix),
    /// A service's container was started.
    Started {
        /// The Compose service.
        service: String,
        /// How many are started now.
        started: usize,
        /// How many there are.
        of: usize,
    },
    /// A service that others wait for is ready.
    Ready {
        /// The Compose service.
        service: String,
    },
}

/// One container of the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its id on the engine; empty before it is made.
    pub id: String,
    /// Its name on the engine.
    pub name: String,
    /// Its name in the document: `enterprisescanner_redis`.
    pub documented: String,
    /// Host ports by the port inside.
    ports: BTreeMap<u16, u16>,
    /// Where it is at home.
    home: Option<Home>,
}

/// A container's place in its first network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The network's name on the engine.
    pub network: String,
    /// The address it has there as long as nobody gives it another.
    pub address: Ipv4Addr,
    /// The names by which others find it there.
    pub aliases: Vec<String>,
}

/// The ports that a container of a stack publishes, and where each is reached.
pub fn published(container: &ContainerFacts) -> Vec<(u16, SocketAddr)> {
    let ports = spec::read_ports(container.labels.get(PORTS_LABEL).map_or("", String::as_str));
    ports.into_iter().map(|(inside, host)| (inside, (Ipv4Addr::LOCALHOST, host).into())).collect()
}

/// A stack that was started.
#[derive(Debug)]
pub struct Stack {
    engine: Engine,
    id: StackId,
    password: Secret,
    members: RwLock<BTreeMap<String, Member>>,
    /// Held while a container joins the stack's network: Docker 20.10 loses count of a network's
    /// ends where two join at once (each adds the other's to its own), and does not remove a
    /// network then until it is restarted itself.
    joining: tokio::sync::Mutex<()>,
}

impl Stack {
    /// The engine it runs on.
    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Which stack it is, of which run.
    pub const fn id(&self) -> &StackId {
        &self.id
    }

    /// The run's password.
    pub const fn password(&self) -> &Secret {
        &self.password
    }

    /// Its Compose services, sorted.
    pub fn services(&self) -> Vec<String> {
        self.members.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }

    /// A Compose service's container.
    pub fn member(&self, service: &str) -> Option<Member> {
        self.members.read().unwrap_or_else(PoisonError::into_inner).get(service).cloned()
    }

    /// Every port of its services that can be reached, and where.
    pub fn published(&self) -> Vec<(crate::pack::Endpoint, SocketAddr)> {
        let members = self.members.read().unwrap_or_else(PoisonError::into_inner);
        let ports = members
            .iter()
            .flat_map(|(service, member)| member.ports.iter().map(move |ports| (service, ports)));
        let reached = |(service, (port, host)): (&String, (&u16, &u16))| {
            let at = crate::pack::Endpoint { container: service.as_str().into(), port: *port };
            (at, SocketAddr::from((Ipv4Addr::LOCALHOST, *host)))
        };
        ports.map(reached).collect()
    }

    /// Sends a signal to a service's first process.
    pub async fn kill(&self, service: &str, signal: &str) -> Result<(), EngineError> {
        self.engine.kill(&self.name(service)?, signal).await
    }

    /// Starts a service's container again.
    pub async fn start_again(&self, service: &str) -> Result<(), EngineError> {
        let _alone = self.joining.lock().await;
        self.engine.start(&self.name(service)?).await
    }

    /// Freezes a service's container, all its processes.
    pub async fn pause(&self, service: &str) -> Result<(), EngineError> {
        self.engine.pause(&self.name(service)?).await
    }

    /// Lets a frozen container go on; one that is not frozen is left alone.
    pub async fn unpause(&self, service: &str) -> Result<(), EngineError> {
        self.engine.unpause(&self.name(service)?).await
    }

    /// Restarts a service's container as `docker restart` does.
    pub async fn restart(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let _alone = self.joining.lock().await;
        self.engine.restart(&self.name(service)?, grace).await
    }

    /// Stops a service's container as `docker stop` does.
    pub async fn stop(&self, service: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        self.engine.stop(&self.name(service)?, grace).await
    }

    /// The state of a service's container.
    pub async fn state(&self, service: &str) -> Result<State, EngineError> {
        self.engine.state(&self.name(service)?).await
    }

    /// The last lines of a service's log.
    pub async fn logs(&self, service: &str, lines: u32) -> Result<String, EngineError> {
        self.engine.logs(&self.name(service)?, lines).await
    }

    /// Where a service is at home; nothing where its address is not fixed.
    pub fn home(&self, service: &str) -> Option<Home> {
        self.member(service)?.home
    }

    /// Gives each of these services the address beside it, in its own network and by its own names.
    /// First all of them leave it, so that they can also swap.
    pub async fn rehouse(&self, moves: &[(&str, Home, Ipv4Addr)]) -> Result<(), EngineError> {
        for (service, home, _) in moves {
            let container = self.name(service)?;
            // One that has left already is where it should be now.
            let left = self.engine.disconnect_network(&home.network, &container).await;
            if let Err(error) = left
                && error.kind != EngineErrorKind::NotFound
            {
                tracing::debug!(%error, "it may have left already");
            }
        }
        for (service, home, address) in moves {
            let container = self.name(service)?;
            self.engine
                .connect_network(&home.network, &container, Some(*address), &home.aliases)
                .await?;
        }
        Ok(())
    }

    /// The name on the engine that a service's container has, or its own where there is none: for
    /// undo, which goes on.
    pub fn name_or_own(&self, service: &str) -> String {
        self.name(service).unwrap_or_else(|_| service.to_owned())
    }

    /// The name on the engine of a service's container, for engine calls.
    pub fn name(&self, service: &str) -> Result<String, EngineError> {
        let missing = || {
            let doing = format!("find the container of {service}");
            let why = format!("stack {} has no such service", self.id);
            EngineError::new(EngineErrorKind::NotFound, doing, why)
        };
        self.member(service).map(|member| member.name).ok_or_else(missing)
    }
}
