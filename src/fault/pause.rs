//! Freezing: the containers' processes stand still, so that connections stay and nothing answers. Undo lets them go on.

use super::{FaultError, all};
use crate::journal::Undo;
use crate::pack::Runs;
use crate::stack::Stack;
use crate::words::ServiceName;
use crate::world::docker::Site;

pub(super) async fn inject(site: &Site, services: &[ServiceName]) -> Result<String, FaultError> {
    let pause = |service| async move {
        let container = container(site, service)?;
        site.containers.pause(&container).await?;
        Ok(format!("container {container} frozen"))
    };
    all(services, pause).await
}

pub(super) async fn undo(site: &Site, services: &[ServiceName]) -> Result<String, FaultError> {
    let resume = |service| async move {
        let container = container(site, service)?;
        site.containers.unpause(&container).await?;
        Ok(format!("container {container} goes on"))
    };
    all(services, resume).await
}

pub(super) fn undo_step(stack: &Stack, site: &Site, service: &ServiceName) -> Option<Undo> {
    let container = container(site, service).ok()?;
    Some(Undo::Unpause { container: stack.name_or_own(&container) })
}

fn container(site: &Site, service: &ServiceName) -> Result<String, FaultError> {
    match site.runs(service) {
        Runs::Container(compose) => Ok(compose),
        Runs::Process(_) | Runs::Elsewhere => {
            Err(FaultError::NoEffect(format!("{service} has no container of its own to be frozen")))
        }
    }
}
