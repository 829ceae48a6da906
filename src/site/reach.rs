//! What can be looked at, said before anything is: for containers that firedrill has not made.

use super::Probed;
use crate::pack::Pack;
use crate::probe::{Prober, Ways, no_way};
use crate::timeline::ProbeInfo;
use std::sync::Arc;

/// Why a probe has no way, where it has none. Nothing is sent. `droplet` says whether there is an agent in the droplet.
pub fn no_look(ways: &Arc<Ways>, pack: &Pack, info: &ProbeInfo, droplet: bool) -> Option<String> {
    let probed = Probed::find(pack, &info.name, &info.subject)?;
    let needs_droplet = match &probed {
        Probed::Journey(_) => true,
        Probed::Service(probe) => probe.look.as_kind().needs_agent(),
    };
    if needs_droplet && !droplet {
        return Some(format!("it takes firedrill's agent in {}, and there is none", pack.droplet));
    }
    match probed {
        Probed::Journey(journey) => no_way(ways, &journey).map(|why| why.to_string()),
        Probed::Service(probe) => Prober::new(ways, &probe.look, probe.timeout).err().map(|why| why.to_string()),
    }
}
