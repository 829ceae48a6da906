//! A graceful stop, as `docker stop` and `systemctl stop` do it. Its undo is a kill's: what does
//! not run is started.

use super::{Act, Doing, FaultError, all, in_droplet, ours};
use crate::journal::Undo;
use crate::pack::{Kill, Runs, Stop};
use crate::site::Site;
use crate::stack::Stack;
use crate::words::{ServiceName, Span};

/// A process in the droplet may take this long to end.
const STOP_BOUND: Span = Span::secs(60);

impl Act for Stop {
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(all(targets, |service| stop(site, service)))
    }

    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        Kill.undo(site, targets)
    }

    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo> {
        Kill.undo_steps(stack, site, targets)
    }
}

async fn stop(site: &Site, service: &ServiceName) -> Result<String, FaultError> {
    match site.runs(service) {
        Runs::Container(compose) => {
            site.containers.stop(&compose, None).await?;
            Ok(format!("container {compose} stopped"))
        }
        Runs::Process(process) => {
            ours(site, service)?;
            in_droplet(site, &format!("systemctl stop {process}"), STOP_BOUND).await?;
            Ok(format!("{process} stopped"))
        }
        Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => {
            Err(FaultError::NoEffect(format!("{service} is neither a container nor a process")))
        }
    }
}
