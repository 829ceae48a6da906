//! The networks of a stack, which are made first.

use super::Start;
use crate::engine::EngineErrorKind;
use crate::journal::Intent;
use crate::pack::compose::Compose;
use crate::stack::net::{Block, NetPrefix, candidates};
use crate::stack::{StackError, spec};
use crate::words::StackId;

/// So many networks are tried before it is given up.
const NETWORKS_TRIED: usize = 32;

/// Makes the stack's networks with addresses that nobody else has. To make one is the only way to
/// reserve it, so a clash with a stack that begins at the same moment shows here, and another is
/// tried.
pub(super) async fn make_networks<E: std::fmt::Display>(
    start: &Start<'_>,
    taken: &[Block],
    read: impl Fn(NetPrefix) -> Result<Compose, E>,
) -> Result<(NetPrefix, Compose), StackError> {
    let mut written_down = false;
    let mut tried = 0;
    for net in candidates(start.id, taken).take(NETWORKS_TRIED) {
        tried += 1;
        let compose = read(net).map_err(|error| StackError::Compose(error.to_string()))?;
        if !written_down {
            spec::check_order(&compose)?;
            start.journal.intend_all(intents(start.id, &compose))?;
            written_down = true;
        }
        if *start.stop.borrow() {
            return Err(StackError::Interrupted);
        }
        let mut made = Vec::new();
        let mut clash = false;
        for network in spec::networks(start.id, &compose, &net.to_string()) {
            match start.engine.create_network(&network).await {
                Ok(id) => made.push(id),
                Err(error) if error.kind == EngineErrorKind::SubnetTaken => clash = true,
                Err(error) => return Err(error.into()),
            }
        }
        if !clash {
            return Ok((net, compose));
        }
        for id in made {
            start.engine.remove_network(&id).await?;
        }
    }
    Err(StackError::NoNetwork { tried })
}

/// All that will be made; their names do not depend on the network.
fn intents(stack: &StackId, compose: &Compose) -> Vec<Intent> {
    let networks = spec::networks(stack, compose, "")
        .into_iter()
        .map(|network| Intent::Network { name: network.name });
    let volumes = spec::volumes(stack, compose)
        .into_iter()
        .map(|volume| Intent::Volume { name: volume.name });
    let containers = compose.services.iter().map(|(name, service)| Intent::Container {
        name: spec::engine_name(stack, spec::documented_name(name, service)),
    });
    networks.chain(volumes).chain(containers).collect()
}
