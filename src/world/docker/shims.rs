//! What `docker` and `docker-compose` do when they are typed in the droplet: restart, start, stop, exec and ps on the
//! containers of this run, or those of a project that were shown, by the names that the document gives them, and nothing
//! else.

use crate::droplet::{PlainName, ShimAnswer, ShimCall, ShimHandler};
use crate::engine::{EngineError, Exec, Status};
use crate::stack::Containers;
use crate::words::Span;
use futures_util::future::join_all;
use std::fmt::Write as _;
use std::time::Duration;

/// A command in a container may take this long.
const EXEC_BOUND: Duration = Duration::from_secs(60);

/// Does on these containers what is typed in the droplet, or stands in the document where there is none.
#[derive(Debug, Clone)]
pub(super) struct Shims(pub Containers);

/// What is done to a container.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Restart(Option<Span>),
    Start,
    Stop(Option<Span>),
}

impl ShimHandler for Shims {
    async fn handle(&self, call: ShimCall) -> ShimAnswer {
        match call {
            ShimCall::Restart { names, grace } => self.each(&names, Deed::Restart(grace)).await,
            ShimCall::Start { names } => self.each(&names, Deed::Start).await,
            ShimCall::Stop { names, grace } => self.each(&names, Deed::Stop(grace)).await,
            ShimCall::ComposeRestart { services, grace } => {
                self.each(&self.or_all(services), Deed::Restart(grace)).await
            }
            ShimCall::ComposeStart { services } => self.each(&self.or_all(services), Deed::Start).await,
            ShimCall::ComposeStop { services, grace } => self.each(&self.or_all(services), Deed::Stop(grace)).await,
            ShimCall::Exec { name, argv, user, terminal } => self.exec(&name, argv, user, terminal).await,
            ShimCall::ComposeExec { service, argv, user, terminal } => self.exec(&service, argv, user, terminal).await,
            ShimCall::Ps { all, quiet } => self.list(&self.or_all(Vec::new()), all, quiet).await,
            ShimCall::ComposePs { services, quiet } => self.list(&self.or_all(services), true, quiet).await,
        }
    }
}

impl Shims {
    fn or_all(&self, services: Vec<PlainName>) -> Vec<PlainName> {
        if services.is_empty() {
            self.0.services().iter().filter_map(|name| PlainName::parse(name)).collect()
        } else {
            services
        }
    }

    /// As the real commands do: side by side, each success named on standard output, each failure on standard error.
    async fn each(&self, names: &[PlainName], deed: Deed) -> ShimAnswer {
        let done = join_all(names.iter().map(|name| self.one(name, deed))).await;
        let mut answer = ShimAnswer::default();
        for (name, result) in names.iter().zip(done) {
            match result {
                Ok(()) => answer.stdout.extend([name.as_str(), "\n"]),
                Err(why) => {
                    answer.stderr.extend(["Error response from daemon: ", &why, "\n"]);
                    answer.exit = 1;
                }
            }
        }
        answer
    }

    async fn one(&self, name: &PlainName, deed: Deed) -> Result<(), String> {
        let service = self.service(name)?;
        let grace = |span: Option<Span>| span.map(Span::as_duration);
        let done: Result<(), EngineError> = match deed {
            Deed::Restart(span) => self.0.restart(&service, grace(span)).await,
            Deed::Start => self.0.start(&service).await,
            Deed::Stop(span) => self.0.stop(&service, grace(span)).await,
        };
        done.map_err(|error| error.message)
    }

    async fn exec(&self, name: &PlainName, argv: Vec<String>, user: Option<String>, tty: bool) -> ShimAnswer {
        let failed = |why: String| ShimAnswer {
            exit: 1,
            stdout: String::new(),
            stderr: format!("Error response from daemon: {why}\n"),
        };
        let service = match self.service(name) {
            Ok(service) => service,
            Err(why) => return failed(why),
        };
        let exec = Exec { user, tty, ..Exec::new(argv) };
        match self.0.run(&service, &exec, EXEC_BOUND).await {
            Ok(finished) => ShimAnswer {
                exit: i32::try_from(finished.status).unwrap_or(255),
                stdout: String::from_utf8_lossy(&finished.output.out).into_owned(),
                stderr: String::from_utf8_lossy(&finished.output.err).into_owned(),
            },
            Err(error) => failed(error.message),
        }
    }

    async fn list(&self, names: &[PlainName], all: bool, quiet: bool) -> ShimAnswer {
        let mut answer = ShimAnswer::default();
        if !quiet {
            answer.stdout += "NAME                                     STATUS\n";
        }
        for name in names {
            let Ok(service) = self.service(name) else { continue };
            let (Some((id, documented)), Ok(state)) = (self.0.known(&service), self.0.state(&service).await) else {
                continue;
            };
            if !all && state.status != Status::Running {
                continue;
            }
            let id = id.get(..12).unwrap_or(&id);
            let _ = if quiet {
                writeln!(answer.stdout, "{id}")
            } else {
                writeln!(answer.stdout, "{:<40} {}", documented, state.status)
            };
        }
        answer
    }

    fn service(&self, name: &PlainName) -> Result<String, String> {
        self.0.named(name.as_str()).ok_or_else(|| missing(name))
    }
}

fn missing(name: &PlainName) -> String {
    format!("No such container: {name}")
}
