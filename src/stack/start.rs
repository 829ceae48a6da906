//! The start of a stack: network, volumes, containers, each as soon as what it waits for is there.

mod networks;

use super::net::{Block, NetPrefix, routes};
use super::spec::{self, HostPorts, PORTS_LABEL};
use super::{Home, Images, Member, Progress, Stack, StackError, ports};
use crate::engine::{
    ContainerFacts, Engine, EngineErrorKind, RUN_LABEL, Secret, Status, stack_label,
};
use crate::journal::Journal;
use crate::pack::compose::Compose;
use crate::words::{ComposeName, StackId};
use futures_util::future::{BoxFuture, join_all};
use networks::make_networks;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, watch};

/// So many containers are made, or wait to be started, at a time: more only wait for each other
/// inside the engine, and services whose start needs another's processor time become ready later.
const AT_ONCE: usize = 4;
/// A service that others wait for must be ready within this.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// How long to wait between two looks whether it is.
const READY_POLL: Duration = Duration::from_millis(25);
/// One look that takes longer than this says no.
const READY_LOOK: Duration = Duration::from_secs(2);
/// How often it is asked whether the container still lives.
const ALIVE_POLL: Duration = Duration::from_millis(500);
/// So many last lines of its log are in the error.
const LAST_LINES: u32 = 20;

/// Says whether a Compose service of the stack is ready to be used; asked every few milliseconds.
pub type Ready<'r> = dyn for<'a> Fn(&'a Stack, &'a str) -> BoxFuture<'a, bool> + Send + Sync + 'r;

/// What a start needs besides the Compose file.
pub struct Start<'a> {
    /// The engine to start it on.
    pub engine: &'a Engine,
    /// Which stack it is, of which run.
    pub id: &'a StackId,
    /// The images of its services.
    pub images: &'a Images,
    /// Where all that is made is written down first.
    pub journal: &'a Journal,
    /// The run's password, kept for probes.
    pub password: Secret,
    /// Services to start before the others where there is a choice: those that take longest to be
    /// of use.
    pub first: &'a [&'a str],
    /// Says whether a service is ready.
    pub ready: &'a Ready<'a>,
    /// Told what happens.
    pub progress: &'a (dyn Fn(Progress) + Send + Sync),
    /// Becomes true when the start is to be given up. It then ends in order: nothing is still being
    /// made when it returns, which could not be said if the future were dropped.
    pub stop: watch::Receiver<bool>,
}

impl Stack {
    /// Starts a stack. `compose` reads the Compose file for a network (`FIREDRILL_NET`); it is
    /// called once for each network that is tried. On an error what was made is still there, so
    /// that its logs can be kept: [`super::remove`] it.
    pub async fn start<E: std::fmt::Display>(
        start: Start<'_>,
        compose: impl Fn(NetPrefix) -> Result<Compose, E>,
    ) -> Result<Self, StackError> {
        let (networks, others) =
            tokio::try_join!(start.engine.networks(None), start.engine.containers(RUN_LABEL))?;
        let table = std::fs::read_to_string("/proc/net/route").unwrap_or_default();
        let mut taken = routes(&table);
        taken.extend(
            networks
                .iter()
                .flat_map(|network| &network.subnets)
                .filter_map(|cidr| Block::parse(cidr)),
        );
        let (net, compose) = make_networks(&start, &taken, compose).await?;
        (start.progress)(Progress::Network(net));
        let volumes = spec::volumes(start.id, &compose);
        for made in join_all(volumes.iter().map(|volume| start.engine.create_volume(volume))).await
        {
            made?;
        }
        let taken_ports = ports_of(&others);
        let count = spec::count_ports(&compose);
        let chosen =
            ports::choose(start.id, count, &taken_ports).ok_or(StackError::NoPorts { count })?;
        let bringing = Bringing::new(start, compose, taken_ports, chosen);
        bringing.all().await?;
        Ok(bringing.stack)
    }
}

/// The host ports that other stacks' containers have, running or not.
fn ports_of(containers: &[ContainerFacts]) -> BTreeSet<u16> {
    let labels = containers.iter().filter_map(|container| container.labels.get(PORTS_LABEL));
    labels.flat_map(|label| spec::read_ports(label).into_values()).collect()
}

/// How far a service is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Started,
    Ready,
}

/// What all services' starts know of each other.
#[derive(Debug, Default)]
struct Board {
    stages: BTreeMap<String, Stage>,
    /// One failed, or the start was told to stop: nobody begins anything new.
    given_up: bool,
}

/// The start of all containers.
struct Bringing<'a> {
    start: Start<'a>,
    compose: Compose,
    stack: Stack,
    /// Services that others wait to be ready for.
    awaited: BTreeSet<String>,
    board: watch::Sender<Board>,
    permits: Semaphore,
    taken_ports: Mutex<BTreeSet<u16>>,
}

impl<'a> Bringing<'a> {
    fn new(start: Start<'a>, compose: Compose, mut taken: BTreeSet<u16>, chosen: Vec<u16>) -> Self {
        taken.extend(&chosen);
        let mut host_ports: HostPorts = spec::distribute(&compose, chosen);
        let member = |(name, service): (&ComposeName, &crate::pack::compose::ComposeService)| {
            let documented = spec::documented_name(name, service).to_owned();
            let own_name = spec::engine_name(start.id, &documented);
            let ports = host_ports.remove(name.as_str()).unwrap_or_default();
            let home = spec::home(start.id, name, service).and_then(|place| {
                let spec::MoreNetwork { network, address, aliases } = place;
                Some(Home { network, address: address?, aliases })
            });
            (
                name.to_string(),
                Member { id: String::new(), name: own_name, documented, ports, home },
            )
        };
        let members = compose.services.iter().map(member).collect();
        let depended = compose.services.values().flat_map(|service| &service.depends_on);
        let awaited =
            depended.filter(|(_, ready)| *ready).map(|(name, _)| name.to_string()).collect();
        let stack = Stack {
            engine: start.engine.clone(),
            id: start.id.clone(),
            password: start.password.clone(),
            members: RwLock::new(members),
            joining: tokio::sync::Mutex::default(),
        };
        let (board, _) = watch::channel(Board::default());
        let permits = Semaphore::new(AT_ONCE);
        Self { start, compose, stack, awaited, board, permits, taken_ports: Mutex::new(taken) }
    }

    /// Starts all. After a failure, and after a stop, what was begun is awaited, so that nothing
    /// appears later.
    async fn all(&self) -> Result<(), StackError> {
        let mut names: Vec<_> = self.compose.services.keys().map(ComposeName::as_str).collect();
        names.sort_by_key(|name| {
            self.start.first.iter().position(|first| first == name).unwrap_or(usize::MAX)
        });
        let everything = join_all(names.iter().map(|name| self.one_or_give_up(name)));
        let mut stop = self.start.stop.clone();
        let told = async {
            if stop.wait_for(|stop| *stop).await.is_ok() {
                self.board.send_modify(|board| board.given_up = true);
            }
            std::future::pending::<()>().await;
        };
        let results = tokio::select! {
            results = everything => results,
            () = told => Vec::new(),
        };
        let mut failures: Vec<_> = results.into_iter().filter_map(Result::err).collect();
        // The one that made the others give up says most.
        let cause = failures
            .iter()
            .position(|error| !matches!(error, StackError::Interrupted))
            .unwrap_or_default();
        if !failures.is_empty() {
            return Err(failures.swap_remove(cause));
        }
        self.all_alive().await
    }

    async fn one_or_give_up(&self, name: &str) -> Result<(), StackError> {
        let result = self.one(name).await;
        if result.is_err() {
            self.board.send_modify(|board| board.given_up = true);
        }
        result
    }

    async fn one(&self, name: &str) -> Result<(), StackError> {
        {
            let _permit = self.permit().await?;
            self.create(name).await?;
        }
        self.dependencies(name).await?;
        {
            let _permit = self.permit().await?;
            self.start_it(name).await?;
        }
        let mut started = 0;
        self.board.send_modify(|board| {
            board.stages.insert(name.to_owned(), Stage::Started);
            started = board.stages.len();
        });
        let of = self.compose.services.len();
        (self.start.progress)(Progress::Started { service: name.to_owned(), started, of });
        if self.awaited.contains(name) {
            self.until_ready(name).await?;
            self.board.send_modify(|board| {
                board.stages.insert(name.to_owned(), Stage::Ready);
            });
            (self.start.progress)(Progress::Ready { service: name.to_owned() });
        }
        Ok(())
    }

    /// A turn to ask something of the engine, unless the start was given up.
    async fn permit(&self) -> Result<tokio::sync::SemaphorePermit<'_>, StackError> {
        let permit = self.permits.acquire().await.map_err(|_| StackError::Interrupted)?;
        if self.board.borrow().given_up { Err(StackError::Interrupted) } else { Ok(permit) }
    }

    async fn create(&self, name: &str) -> Result<(), StackError> {
        let (Some(service), Some(member)) =
            (self.compose.services.get(name), self.stack.member(name))
        else {
            return Ok(());
        };
        let image = self.start.images.of(name).ok_or_else(|| StackError::NoImage {
            service: name.to_owned(),
            why: "none was prepared".to_owned(),
            hint: String::new(),
        })?;
        let planned = spec::container(self.start.id, name, service, &image.digest, &member.ports);
        let id = self.start.engine.create_container(&planned.spec).await?;
        for more in &planned.more_networks {
            self.start
                .engine
                .connect_network(&more.network, &id, more.address, &more.aliases)
                .await?;
        }
        self.change(name, |member| member.id = id);
        Ok(())
    }

    fn change(&self, name: &str, change: impl FnOnce(&mut Member)) {
        let mut members = self.stack.members.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(member) = members.get_mut(name) {
            change(member);
        }
    }

    async fn dependencies(&self, name: &str) -> Result<(), StackError> {
        let depends_on = self
            .compose
            .services
            .get(name)
            .map(|service| service.depends_on.as_slice())
            .unwrap_or_default();
        let met = |board: &Board| {
            depends_on.iter().all(|(other, ready)| {
                let wanted = if *ready { Stage::Ready } else { Stage::Started };
                board.stages.get(other.as_str()).is_some_and(|stage| *stage >= wanted)
            })
        };
        let mut board = self.board.subscribe();
        match board.wait_for(|board| board.given_up || met(board)).await {
            Ok(board) if !board.given_up => Ok(()),
            _ => Err(StackError::Interrupted),
        }
    }

    /// Starts a container. Somebody may have taken one of its ports since they were chosen: once,
    /// others are chosen.
    async fn start_it(&self, name: &str) -> Result<(), StackError> {
        let _alone = self.stack.joining.lock().await;
        let member = self.stack.member(name);
        let id = member.map(|member| member.id).unwrap_or_default();
        match self.start.engine.start(&id).await {
            Err(error) if error.kind == EngineErrorKind::PortTaken => {}
            other => return Ok(other?),
        }
        self.start.engine.remove_container(&id).await?;
        let inside = self.compose.services.get(name).map(spec::inside_ports).unwrap_or_default();
        let count = inside.len();
        let fresh = {
            let mut taken = self.taken_ports.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh =
                ports::choose(self.start.id, count, &taken).ok_or(StackError::NoPorts { count })?;
            taken.extend(&fresh);
            fresh
        };
        self.change(name, |member| member.ports = inside.into_iter().zip(fresh).collect());
        self.create(name).await?;
        let id = self.stack.member(name).map(|member| member.id).unwrap_or_default();
        Ok(self.start.engine.start(&id).await?)
    }

    async fn until_ready(&self, name: &str) -> Result<(), StackError> {
        let begun = Instant::now();
        let mut looked = begun;
        loop {
            let look = tokio::time::timeout(READY_LOOK, (self.start.ready)(&self.stack, name));
            if look.await.unwrap_or(false) {
                return Ok(());
            }
            if self.board.borrow().given_up {
                return Err(StackError::Interrupted);
            }
            if looked.elapsed() >= ALIVE_POLL {
                looked = Instant::now();
                let state = self.stack.state(name).await?;
                if matches!(state.status, Status::Exited | Status::Dead) {
                    return Err(self.died(name, state.exit_code).await);
                }
            }
            if begun.elapsed() >= READY_WITHIN {
                let log = self.last_words(name).await;
                return Err(StackError::NotReady {
                    service: name.to_owned(),
                    waited: READY_WITHIN,
                    log,
                });
            }
            tokio::time::sleep(READY_POLL).await;
        }
    }

    /// A container that nobody waits for can have died too.
    async fn all_alive(&self) -> Result<(), StackError> {
        let label = stack_label(self.start.id);
        let dead = |facts: &ContainerFacts| matches!(facts.status, Status::Exited | Status::Dead);
        let Some(facts) = self.start.engine.containers(&label).await?.into_iter().find(dead) else {
            return Ok(());
        };
        let name = facts.labels.get(crate::engine::SERVICE_LABEL).cloned().unwrap_or(facts.name);
        let state = self.stack.state(&name).await?;
        Err(self.died(&name, state.exit_code).await)
    }

    async fn died(&self, name: &str, status: Option<i64>) -> StackError {
        let log = self.last_words(name).await;
        StackError::Died { service: name.to_owned(), status: status.unwrap_or_default(), log }
    }

    /// The end of a log, without the password; why there is none where there is none.
    async fn last_words(&self, name: &str) -> String {
        let log = self.stack.logs(name, LAST_LINES).await.unwrap_or_else(|error| error.to_string());
        self.start.password.hide_in(log.trim_end())
    }
}
