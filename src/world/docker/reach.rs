//! What can be looked at, said before anything is: for containers that firedrill has not made.

use super::{Looked, looked_at};
use crate::pack::{Look, Pack};
use crate::probe::{Prober, Ways, no_way};
use crate::timeline::ProbeInfo;
use std::sync::Arc;

/// Why a probe has no way, where it has none. Nothing is sent. `droplet` says whether there is an agent in the droplet.
pub fn no_look(ways: &Arc<Ways>, pack: &Pack, info: &ProbeInfo, droplet: bool) -> Option<String> {
    let looked = looked_at(pack, &info.name, &info.subject)?;
    let needs_droplet = match &looked {
        Looked::Journey(_) => true,
        Looked::Service(probe) => match &probe.look {
            Look::Process { .. } | Look::File { .. } | Look::Space { .. } | Look::Grows { .. } | Look::Tls { .. } => {
                true
            }
            Look::Http { .. }
            | Look::RedisPing { .. }
            | Look::RedisWrite { .. }
            | Look::Postgres { .. }
            | Look::Dns { .. }
            | Look::Prometheus { .. } => false,
        },
    };
    if needs_droplet && !droplet {
        return Some(format!("it takes firedrill's agent in {}, and there is none", pack.droplet));
    }
    match looked {
        Looked::Journey(journey) => no_way(ways, &journey).map(|why| why.to_string()),
        Looked::Service(probe) => Prober::new(ways, &probe.look, probe.timeout).err().map(|why| why.to_string()),
    }
}
