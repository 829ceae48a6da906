//! SIGKILL: to a service's container, or to all its processes in the droplet. Undo starts it again.

use super::{Act, Doing, FaultError, all, in_droplet, ours};
use crate::journal::Undo;
use crate::pack::{Kill, Runs};
use crate::site::Site;
use crate::stack::Stack;
use crate::words::{ServiceName, Span};

/// How long the droplet may take for a signal, and for starting a service again.
const SIGNAL_BOUND: Span = Span::secs(3);
const START_BOUND: Span = Span::secs(30);

impl Act for Kill {
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(all(targets, |service| kill(site, service)))
    }

    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(all(targets, |service| start(site, service)))
    }

    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo> {
        targets.iter().filter_map(|service| start_step(stack, site, service)).collect()
    }
}

async fn kill(site: &Site, service: &ServiceName) -> Result<String, FaultError> {
    match site.runs(service) {
        Runs::Container(compose) => {
            site.containers.kill(&compose, "KILL").await?;
            Ok(format!("container {compose} killed"))
        }
        Runs::Process(process) => {
            ours(site, service)?;
            let killed = site.agent()?.kill(&process, SIGNAL_BOUND).await?;
            if killed.pids.is_empty() {
                return Err(FaultError::NoEffect(format!(
                    "no process {process} was there to be killed"
                )));
            }
            if !killed.left.is_empty() {
                return Err(FaultError::NoEffect(format!(
                    "{} of {process} survived",
                    killed.left.len()
                )));
            }
            Ok(format!("{} processes of {process} killed", killed.pids.len()))
        }
        Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => {
            Err(FaultError::NoEffect(format!("{service} is neither a container nor a process")))
        }
    }
}

pub(super) async fn start(site: &Site, service: &ServiceName) -> Result<String, FaultError> {
    match site.runs(service) {
        Runs::Container(compose) => {
            site.containers.start(&compose).await?;
            Ok(format!("container {compose} started"))
        }
        Runs::Process(process) => {
            in_droplet(site, &start_line(&process), START_BOUND).await?;
            Ok(format!("{process} started"))
        }
        Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => Ok(String::new()),
    }
}

/// The droplet's own way to start a native service.
fn start_line(process: &str) -> String {
    format!("systemctl start {process}")
}

fn start_step(stack: &Stack, site: &Site, service: &ServiceName) -> Option<Undo> {
    match site.runs(service) {
        Runs::Container(compose) => Some(Undo::Start { container: stack.name_or_own(&compose) }),
        Runs::Process(process) => Some(Undo::Run {
            container: stack.name_or_own(&site.pack.droplet.as_ref()?.container),
            command: start_line(&process),
        }),
        Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => None,
    }
}
