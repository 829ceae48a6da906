//! Freezing: the containers' processes stand still, so that connections stay and nothing answers.
//! Undo lets them go on.

use super::{Act, Doing, FaultError, all};
use crate::journal::Undo;
use crate::pack::{Pause, Runs};
use crate::site::Site;
use crate::stack::Stack;
use crate::words::{ComposeName, ServiceName};

impl Act for Pause {
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        let pause = move |service| async move {
            let container = container(site, service)?;
            site.containers.pause(&container).await?;
            Ok(format!("container {container} frozen"))
        };
        Box::pin(all(targets, pause))
    }

    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a> {
        let resume = move |service| async move {
            let container = container(site, service)?;
            site.containers.unpause(&container).await?;
            Ok(format!("container {container} goes on"))
        };
        Box::pin(all(targets, resume))
    }

    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo> {
        let containers = targets.iter().filter_map(|service| container(site, service).ok());
        containers
            .map(|container| Undo::Unpause { container: stack.name_or_own(&container) })
            .collect()
    }
}

fn container(site: &Site, service: &ServiceName) -> Result<ComposeName, FaultError> {
    match site.runs(service) {
        Runs::Container(compose) => Ok(compose),
        Runs::Process(_) | Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => {
            Err(FaultError::NoEffect(format!("{service} has no container of its own to be frozen")))
        }
    }
}
