//! What `docker ps` and `docker port` tell of containers, and change nothing.

use super::{Called, NotDone, Shims, fail};
use crate::droplet::{PlainName, RefusedBy, ShimAnswer};
use crate::engine::{EngineErrorKind, State, Status};
use crate::pack::compose::Port;
use crate::stack::Containers;
use std::fmt::Write as _;

impl Shims {
    /// As Docker does, it tells nothing of a container that does not run.
    pub(super) async fn published(&self, name: &PlainName) -> ShimAnswer {
        let mut answer = ShimAnswer::default();
        let state = async {
            let service = self.named(name, Called::Container)?;
            let Containers::Ours(_) = &self.containers else {
                let why = "docker port is not answered in a project that is not firedrill's";
                return Err(NotDone { why: why.to_owned(), by: RefusedBy::Firedrill });
            };
            let state =
                self.containers.state(&service).await.map_err(|error| self.not_done(error))?;
            Ok((service, state.status))
        };
        match state.await {
            Ok((service, Status::Running)) => {
                for port in self.ports.get(service.as_str()).into_iter().flatten() {
                    let Port { container, published, udp } = port;
                    let protocol = if *udp { "udp" } else { "tcp" };
                    let _ =
                        writeln!(answer.stdout, "{container}/{protocol} -> 127.0.0.1:{published}");
                }
            }
            Ok(_) => {}
            Err(failed) => fail(&mut answer, failed),
        }
        answer
    }

    /// `docker ps`, of these: those that run, or all of them.
    pub(super) async fn list(&self, names: &[PlainName], all: bool, quiet: bool) -> ShimAnswer {
        let mut answer = ShimAnswer::default();
        if !quiet {
            answer.stdout += "CONTAINER ID   STATUS                NAMES\n";
        }
        for name in names {
            let Ok(service) = self.named(name, Called::Service) else { continue };
            let Some((id, documented)) = self.containers.known(&service) else { continue };
            let state = match self.containers.state(&service).await {
                Ok(state) => state,
                Err(error) if error.kind == EngineErrorKind::NotFound => continue,
                Err(error) => {
                    fail(&mut answer, self.not_done(error));
                    continue;
                }
            };
            if !all
                && !matches!(state.status, Status::Running | Status::Paused | Status::Restarting)
            {
                continue;
            }
            let id = id.get(..12).unwrap_or(&id);
            let _ = if quiet {
                writeln!(answer.stdout, "{id}")
            } else {
                writeln!(answer.stdout, "{id:<14} {:<21} {documented}", as_docker_says(&state))
            };
        }
        answer
    }
}

/// A container's state in the words of `docker ps`, without the times.
fn as_docker_says(state: &State) -> String {
    match state.status {
        Status::Running => "Up".to_owned(),
        Status::Paused => "Up (Paused)".to_owned(),
        Status::Exited => format!("Exited ({})", state.exit_code.unwrap_or_default()),
        Status::Created => "Created".to_owned(),
        Status::Restarting => format!("Restarting ({})", state.exit_code.unwrap_or_default()),
        Status::Dead => "Dead".to_owned(),
        Status::Removing => "Removal In Progress".to_owned(),
        Status::Unknown => state.status.to_string(),
    }
}
