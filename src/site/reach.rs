//! What can be looked at, and by which ways.

use super::Probed;
use crate::pack::compose::Compose;
use crate::pack::{Droplet, Pack, Probe, Runs, Service};
use crate::probe::{Prober, Transport, Ways, no_way};
use crate::stack::Stack;
use crate::timeline::ProbeInfo;
use std::sync::Arc;

/// Why a probe has no way, where it has none. Nothing is sent. `droplet` says whether there is an
/// agent in the droplet.
pub fn no_look(ways: &Arc<Ways>, pack: &Pack, info: &ProbeInfo, droplet: bool) -> Option<String> {
    let probed = Probed::find(pack, &info.name, &info.subject)?;
    let needs_droplet = match &probed {
        Probed::Journey(_) => true,
        Probed::Service(probe) => probe.look.as_kind().needs_agent(),
    };
    if needs_droplet && !droplet {
        return Some(match &pack.droplet {
            Some(Droplet { container, .. }) => {
                format!("it takes firedrill's agent in {container}, and there is none")
            }
            None => "it takes firedrill's agent, and the pack names no droplet".to_owned(),
        });
    }
    match probed {
        Probed::Journey(journey) => no_way(ways, &journey).map(|why| why.to_string()),
        Probed::Service(probe) => {
            Prober::new(ways, &probe.look, probe.timeout).err().map(|why| why.to_string())
        }
    }
}

/// The ways into a stack of firedrill's own.
pub(super) fn ways_into(stack: &Stack, pack: &Pack) -> Ways {
    let droplet = pack.droplet.as_ref().map(|droplet| droplet.container.clone());
    let mut ways = Ways::new(droplet, stack.password().clone(), pack.addresses.clone());
    let named = |service: String| stack.name(&service).ok().map(|name| (service, name));
    ways.enter(stack.engine().clone(), stack.services().into_iter().filter_map(named).collect());
    for (at, address) in stack.published() {
        ways.publish(Transport::Tcp, at.clone(), address);
        ways.publish(Transport::Udp, at, address);
    }
    ways
}

/// The look that says whether the service in a container lives.
pub(super) fn alive_probe_of<'a>(pack: &'a Pack, compose: &str) -> Option<&'a Probe> {
    let runs_it =
        |service: &&Service| matches!(&service.runs, Runs::Container(name) if name == compose);
    pack.services.iter().find(runs_it).and_then(|service| service.alive.as_ref())
}

/// What depends on a service that can be looked at starts when that one is ready, as the document
/// says, even where the Compose file only says that it must have been started.
pub(super) fn wait_for_what_can_be_looked_at(compose: &mut Compose, pack: &Pack) {
    for (name, ready) in compose.services.values_mut().flat_map(|service| &mut service.depends_on) {
        *ready = *ready || alive_probe_of(pack, name).is_some();
    }
}
