//! What `docker` and `docker-compose` do when they are typed in the droplet: restart, start, stop,
//! up, exec, ps and port on the containers of this run, or those of a project that were shown, by the
//! names that the document gives them, and nothing else. What Docker would have refused too is told
//! from what only firedrill could not do.

mod told;

use crate::droplet::{PlainName, RefusedBy, ShimAnswer, ShimCall, ShimHandler};
use crate::engine::{EngineError, EngineErrorKind, Exec, Status};
use crate::pack::compose::Port;
use crate::pack::{Pack, Profile};
use crate::stack::Containers;
use crate::words::{ComposeName, Span};
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

/// A command in a container may take this long.
const EXEC_BOUND: Duration = Duration::from_secs(60);

/// The shortest beginning of an id by which a container is called.
const SHORTEST_ID: usize = 4;

/// Does on these containers what is typed in the droplet, or stands in the document where there is
/// none.
#[derive(Debug, Clone)]
pub(super) struct Shims {
    containers: Containers,
    needs: Arc<Needs>,
    /// What each Compose service publishes, as the pack's Compose file says: the ports of this
    /// machine that a run takes instead are of no document.
    ports: Arc<BTreeMap<ComposeName, Vec<Port>>>,
}

/// What each Compose service depends on, as the pack's Compose file says; `true` where that must be
/// ready first.
type Needs = BTreeMap<ComposeName, Vec<(ComposeName, bool)>>;

/// What a name is of.
#[derive(Debug, Clone, Copy)]
enum Called {
    /// `docker` knows containers, by their names and ids.
    Container,
    /// `docker-compose` knows services.
    Service,
}

/// What is done to a container.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Restart(Option<Span>),
    Start,
    Stop(Option<Span>),
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NotDone {
    why: String,
    by: RefusedBy,
}

impl NotDone {
    fn docker(why: String) -> Self {
        Self { why, by: RefusedBy::Docker }
    }
}

impl ShimHandler for Shims {
    async fn handle(&self, call: ShimCall) -> ShimAnswer {
        match call {
            ShimCall::Restart { names, grace } => {
                self.each(&names, Called::Container, Deed::Restart(grace)).await
            }
            ShimCall::Start { names } => self.each(&names, Called::Container, Deed::Start).await,
            ShimCall::Stop { names, grace } => {
                self.each(&names, Called::Container, Deed::Stop(grace)).await
            }
            ShimCall::ComposeRestart { services, grace } => {
                self.each(&self.or_all(services), Called::Service, Deed::Restart(grace)).await
            }
            ShimCall::ComposeStart { services } => {
                self.each(&self.or_all(services), Called::Service, Deed::Start).await
            }
            ShimCall::ComposeUp { services, dependencies } => {
                self.up(&self.or_all(services), dependencies).await
            }
            ShimCall::ComposeStop { services, grace } => {
                self.each(&self.or_all(services), Called::Service, Deed::Stop(grace)).await
            }
            ShimCall::Exec { name, argv, user, terminal } => {
                self.exec(self.named(&name, Called::Container), argv, user, terminal).await
            }
            ShimCall::ComposeExec { service, argv, user, terminal } => {
                self.exec(self.named(&service, Called::Service), argv, user, terminal).await
            }
            ShimCall::Port { name } => self.published(&name).await,
            ShimCall::Ps { all, quiet } => self.list(&self.or_all(Vec::new()), all, quiet).await,
            ShimCall::ComposePs { services, quiet } => {
                self.list(&self.or_all(services), true, quiet).await
            }
        }
    }
}

impl Shims {
    /// For the containers of a pack in this profile.
    pub fn new(containers: Containers, pack: &Pack, profile: &Profile) -> Self {
        let compose = pack.compose(&crate::pack::check_variables(Some(profile)));
        // A file that cannot be read was told long before.
        let services = compose.map(|compose| compose.services).unwrap_or_default();
        let ports = services.iter().map(|(name, service)| (name.clone(), service.ports.clone()));
        let ports = Arc::new(ports.collect());
        let needs =
            services.into_iter().map(|(name, service)| (name, service.depends_on)).collect();
        Self { containers, needs: Arc::new(needs), ports }
    }

    fn or_all(&self, services: Vec<PlainName>) -> Vec<PlainName> {
        if services.is_empty() {
            self.containers.services().iter().filter_map(|name| PlainName::parse(name)).collect()
        } else {
            services
        }
    }

    /// As the real commands do: side by side, each success named on standard output, each failure
    /// on standard error.
    async fn each(&self, names: &[PlainName], called: Called, deed: Deed) -> ShimAnswer {
        let done = join_all(names.iter().map(|name| self.one(name, called, deed))).await;
        let mut answer = ShimAnswer::default();
        for (name, result) in names.iter().zip(done) {
            match result {
                Ok(()) => answer.stdout.extend([name.as_str(), "\n"]),
                Err(failed) => fail(&mut answer, failed),
            }
        }
        answer
    }

    async fn one(&self, name: &PlainName, called: Called, deed: Deed) -> Result<(), NotDone> {
        let service = self.named(name, called)?;
        let grace = |span: Option<Span>| span.map(Span::as_duration);
        let done: Result<(), EngineError> = match deed {
            Deed::Restart(span) => self.containers.restart(&service, grace(span)).await,
            Deed::Start => self.containers.start(&service).await,
            Deed::Stop(span) => self.containers.stop(&service, grace(span)).await,
        };
        done.map_err(|error| self.not_done(error))
    }

    /// The containers are there already, as they are on the server: what does not run of them is
    /// started.
    async fn up(&self, names: &[PlainName], dependencies: bool) -> ShimAnswer {
        let mut answer = ShimAnswer::default();
        match self.to_start(names, dependencies).await {
            Ok(services) => {
                for service in services {
                    match self.containers.start(&service).await {
                        Ok(()) => answer.stderr.extend([
                            "Container ",
                            &self.documented(&service),
                            "  Started\n",
                        ]),
                        Err(error) => fail(&mut answer, self.not_done(error)),
                    }
                }
            }
            Err(failed) => fail(&mut answer, failed),
        }
        answer
    }

    /// The services that do not run, each after those that it depends on.
    async fn to_start(
        &self,
        names: &[PlainName],
        dependencies: bool,
    ) -> Result<Vec<String>, NotDone> {
        let mut ordered = Vec::new();
        let mut seen = BTreeSet::new();
        for name in names {
            self.after_its_needs(
                &self.named(name, Called::Service)?,
                dependencies,
                &mut seen,
                &mut ordered,
            );
        }
        let mut down = Vec::new();
        for service in ordered {
            let state =
                self.containers.state(&service).await.map_err(|error| self.not_done(error))?;
            if matches!(state.status, Status::Running | Status::Restarting) {
                continue;
            }
            let first = self.needs.get(service.as_str()).into_iter().flatten();
            if let Some((first, _)) = first
                .filter(|(_, ready)| *ready)
                .find(|(name, _)| down.iter().any(|one: &String| one == name.as_str()))
            {
                let why = format!(
                    "up: {service} waits until {first} is healthy, which firedrill does not do here"
                );
                return Err(NotDone { why, by: RefusedBy::Firedrill });
            }
            down.push(service);
        }
        Ok(down)
    }

    fn after_its_needs(
        &self,
        service: &str,
        needs: bool,
        seen: &mut BTreeSet<String>,
        ordered: &mut Vec<String>,
    ) {
        if !seen.insert(service.to_owned()) {
            return;
        }
        if needs {
            // One that this profile does not have was never started.
            let there = self.needs.get(service).into_iter().flatten();
            for (need, _) in there.filter(|(need, _)| self.containers.known(need).is_some()) {
                self.after_its_needs(need, needs, seen, ordered);
            }
        }
        ordered.push(service.to_owned());
    }

    async fn exec(
        &self,
        service: Result<String, NotDone>,
        argv: Vec<String>,
        user: Option<String>,
        tty: bool,
    ) -> ShimAnswer {
        let mut answer = ShimAnswer::default();
        let exec = Exec { user, tty, ..Exec::new(argv) };
        let done = async {
            let done = self.containers.run(&service?, &exec, EXEC_BOUND).await;
            done.map_err(|error| self.not_done(error))
        };
        match done.await {
            Ok(finished) => {
                answer.exit = i32::try_from(finished.status).unwrap_or(255);
                answer.stdout = String::from_utf8_lossy(&finished.output.out).into_owned();
                answer.stderr = String::from_utf8_lossy(&finished.output.err).into_owned();
            }
            Err(failed) => fail(&mut answer, failed),
        }
        answer
    }

    /// The Compose service that is meant.
    fn named(&self, name: &PlainName, called: Called) -> Result<String, NotDone> {
        let name = name.as_str();
        let services = self.containers.services();
        match (&self.containers, called) {
            (Containers::Ours(_), Called::Container) => {
                let found = services.into_iter().find(|service| self.documented(service) == name);
                found
                    .or_else(|| self.with_id(name))
                    .ok_or_else(|| NotDone::docker(format!("No such container: {name}")))
            }
            (Containers::Ours(_), Called::Service) => {
                let found = services.into_iter().find(|service| service == name);
                found.ok_or_else(|| NotDone::docker(format!("no such service: {name}")))
            }
            // The names may be others there, which was shown; and there may be containers that were
            // not shown.
            (Containers::Theirs(project), _) => {
                let found = project.members().values().find(|guest| guest.is_called(name));
                found.map(|guest| guest.service.clone()).or_else(|| self.with_id(name)).ok_or_else(
                    || {
                        let project = project.name();
                        let why = format!(
                            "no container of project {project} that the pack knows is called {name}"
                        );
                        NotDone { why, by: RefusedBy::Firedrill }
                    },
                )
            }
        }
    }

    fn with_id(&self, beginning: &str) -> Option<String> {
        if beginning.len() < SHORTEST_ID {
            return None;
        }
        let begins = |service: &String| {
            self.containers.known(service).is_some_and(|(id, _)| id.starts_with(beginning))
        };
        let services = self.containers.services();
        let mut found = services.into_iter().filter(begins);
        found.next().filter(|_| found.next().is_none())
    }

    fn documented(&self, service: &str) -> String {
        self.containers
            .known(service)
            .map_or_else(|| service.to_owned(), |(_, documented)| documented)
    }

    /// What the engine itself refuses, Docker would have said too; where the engine could not be
    /// asked, or took longer than firedrill waits, it would not. A project's own refusals are
    /// firedrill's: it touches nothing that was not shown.
    fn not_done(&self, error: EngineError) -> NotDone {
        let by_the_engine = match &self.containers {
            Containers::Ours(_) => {
                matches!(
                    error.kind,
                    EngineErrorKind::Conflict
                        | EngineErrorKind::NotFound
                        | EngineErrorKind::Refused
                )
            }
            Containers::Theirs(_) => error.kind == EngineErrorKind::Conflict,
        };
        let by = if by_the_engine { RefusedBy::Docker } else { RefusedBy::Firedrill };
        NotDone { why: error.message, by }
    }
}

fn fail(answer: &mut ShimAnswer, NotDone { why, by }: NotDone) {
    answer.exit = 1;
    answer.stderr.extend(["Error response from daemon: ", &why, "\n"]);
    if by == RefusedBy::Firedrill {
        answer.refused.get_or_insert(why);
    }
}
