//! A Compose file and a stack's id → what is made on the engine. Pure.

use super::StackError;
use crate::engine::{
    ContainerSpec, NetworkSpec, Publish, RUN_LABEL, SERVICE_LABEL, STACK_LABEL, Secret,
    VolumeMount, VolumeSpec,
};
use crate::pack::compose::{Attachment, Compose, ComposeService, Port};
use crate::words::StackId;
use std::collections::{BTreeMap, BTreeSet};

/// The label with a container's name as the document has it.
pub(super) const NAME_LABEL: &str = "dev.firedrill.name";
/// The label with a container's ports: `80=20001 53=20002`.
pub(super) const PORTS_LABEL: &str = "dev.firedrill.ports";
/// The label of a stack's network with its first three bytes.
pub(super) const NET_LABEL: &str = "dev.firedrill.net";

/// A container has no more processes and threads than this unless its pack says otherwise: many for
/// a service, few for whoever wants to take the machine down.
pub(super) const MOST_PROCESSES: u32 = 1_024;

/// Host ports by service and port inside; one number serves TCP and UDP.
pub(super) type HostPorts = BTreeMap<String, BTreeMap<u16, u16>>;

/// The label that tells whoever finds something broken what it is, and what to do about it.
const ABOUT_LABEL: &str = "dev.firedrill.about";

/// All labels that whatever a stack is made of carries.
fn labels(stack: &StackId) -> BTreeMap<String, String> {
    let run = stack.run();
    let about = format!(
        "made by firedrill to be broken on purpose; `firedrill status` says whose it is, and \
         `firedrill recover` or `firedrill down {run}` removes it"
    );
    BTreeMap::from([
        (RUN_LABEL.to_owned(), run.to_string()),
        (STACK_LABEL.to_owned(), stack.to_string()),
        (ABOUT_LABEL.to_owned(), about),
    ])
}

/// A thing's name on the engine: the stack's id before its own.
pub(super) fn engine_name(stack: &StackId, own: &str) -> String {
    format!("{stack}_{own}")
}

/// A service's container as the document would call it.
pub(super) fn documented_name<'a>(service: &'a str, of: &'a ComposeService) -> &'a str {
    of.container_name.as_deref().unwrap_or(service)
}

/// The networks of a stack.
pub(super) fn networks(stack: &StackId, compose: &Compose, net: &str) -> Vec<NetworkSpec> {
    let spec = |(name, network): (&String, &crate::pack::compose::Network)| {
        let mut labels = labels(stack);
        labels.insert(NET_LABEL.to_owned(), net.to_owned());
        NetworkSpec {
            name: engine_name(stack, name),
            labels,
            driver: network.driver.clone(),
            subnet: network.subnet.clone(),
            gateway: network.gateway,
            ip_range: network.ip_range.clone(),
            internal: network.internal,
        }
    };
    let mut specs: Vec<_> = compose.networks.iter().map(spec).collect();
    // Compose makes the network that is named nowhere, if a service is in none.
    let in_default = |service: &ComposeService| {
        attachments(service).iter().any(|place| place.network == DEFAULT)
    };
    if !compose.networks.contains_key(DEFAULT) && compose.services.values().any(in_default) {
        specs.push(NetworkSpec {
            name: engine_name(stack, DEFAULT),
            labels: labels(stack),
            ..NetworkSpec::default()
        });
    }
    specs
}

const DEFAULT: &str = "default";

fn attachments(service: &ComposeService) -> Vec<Attachment> {
    if service.networks.is_empty() {
        vec![Attachment { network: DEFAULT.to_owned(), address: None, aliases: Vec::new() }]
    } else {
        service.networks.clone()
    }
}

/// The volumes of a stack.
pub(super) fn volumes(stack: &StackId, compose: &Compose) -> Vec<VolumeSpec> {
    let spec = |(name, volume): (&String, &crate::pack::compose::Volume)| VolumeSpec {
        name: engine_name(stack, name),
        labels: labels(stack),
        driver: volume.driver.clone(),
        options: volume.driver_opts.clone(),
    };
    compose.volumes.iter().map(spec).collect()
}

/// A container to be made, and the networks it is put into besides its first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Planned {
    pub spec: ContainerSpec,
    pub more_networks: Vec<MoreNetwork>,
}

/// A network besides the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MoreNetwork {
    pub network: String,
    pub address: Option<std::net::Ipv4Addr>,
    pub aliases: Vec<String>,
}

/// Where a service is at home: its first network on the engine, its address there if it is fixed,
/// and by which names it is found.
pub(super) fn home(stack: &StackId, name: &str, service: &ComposeService) -> Option<MoreNetwork> {
    places(stack, name, service).next()
}

/// The networks of a service, the first of which its container is made in.
fn places<'a>(
    stack: &'a StackId,
    name: &'a str,
    service: &'a ComposeService,
) -> impl Iterator<Item = MoreNetwork> + 'a {
    let documented = documented_name(name, service);
    attachments(service).into_iter().map(move |place| {
        // As Compose does: the service's name and the container's own both resolve, whatever the
        // stack's prefix is.
        let mut aliases = vec![name.to_owned()];
        aliases.extend(place.aliases);
        aliases.push(documented.to_owned());
        let mut seen = BTreeSet::new();
        aliases.retain(|alias| seen.insert(alias.clone()));
        MoreNetwork { network: engine_name(stack, &place.network), address: place.address, aliases }
    })
}

/// A service's container. `ports` are the host's, by the port inside.
pub(super) fn container(
    stack: &StackId,
    name: &str,
    service: &ComposeService,
    image: &str,
    ports: &BTreeMap<u16, u16>,
) -> Planned {
    let documented = documented_name(name, service);
    let mut labels = labels(stack);
    labels.insert(SERVICE_LABEL.to_owned(), name.to_owned());
    labels.insert(NAME_LABEL.to_owned(), documented.to_owned());
    labels.insert(PORTS_LABEL.to_owned(), write_ports(ports));
    let mut places = places(stack, name, service);
    let first = places.next();
    let more_networks = places.collect();
    let publish = |port: &Port| {
        let host = ports.get(&port.container)?;
        Some(Publish { container: port.container, udp: port.udp, host: *host })
    };
    let spec = ContainerSpec {
        name: engine_name(stack, documented),
        image: image.to_owned(),
        labels,
        hostname: Some(service.hostname.clone().unwrap_or_else(|| name.to_owned())),
        network: first.as_ref().map(|place| place.network.clone()),
        address: first.as_ref().and_then(|place| place.address),
        aliases: first.map(|place| place.aliases).unwrap_or_default(),
        ports: service.ports.iter().filter_map(publish).collect(),
        dns: service.dns.clone(),
        env: service
            .environment
            .iter()
            .map(|(name, value)| (name.clone(), Secret::new(value)))
            .collect(),
        command: service.command.clone(),
        entrypoint: service.entrypoint.clone(),
        tmpfs: service.tmpfs.iter().map(|entry| split_tmpfs(entry)).collect(),
        volumes: service.volumes.iter().map(|mount| volume(stack, mount)).collect(),
        cap_add: service.cap_add.clone(),
        cap_drop: service.cap_drop.clone(),
        init: service.init,
        read_only: service.read_only,
        stop_signal: service.stop_signal.clone(),
        stop_grace: service.stop_grace_period.map(crate::words::Span::as_duration),
        user: service.user.clone(),
        security_opt: service.security_opt.clone(),
        shm_size: service.shm_size,
        memory: service.mem_limit,
        processes: Some(service.pids_limit.unwrap_or(MOST_PROCESSES)),
    };
    Planned { spec, more_networks }
}

fn volume(stack: &StackId, mount: &crate::pack::compose::Mount) -> VolumeMount {
    VolumeMount {
        volume: engine_name(stack, &mount.volume),
        path: mount.path.clone(),
        read_only: mount.read_only,
        labels: labels(stack),
    }
}

/// `/run:size=1m` → the path and Docker's options.
fn split_tmpfs(entry: &str) -> (String, String) {
    let (path, options) = entry.split_once(':').unwrap_or((entry, ""));
    (path.to_owned(), options.to_owned())
}

/// The ports of a service as a label has them.
pub(super) fn write_ports(ports: &BTreeMap<u16, u16>) -> String {
    let pairs: Vec<_> = ports.iter().map(|(inside, host)| format!("{inside}={host}")).collect();
    pairs.join(" ")
}

/// The ports of a label.
pub(super) fn read_ports(label: &str) -> BTreeMap<u16, u16> {
    let pair = |text: &str| {
        let (inside, host) = text.split_once('=')?;
        Some((inside.parse().ok()?, host.parse().ok()?))
    };
    label.split(' ').filter_map(pair).collect()
}

/// Distributes chosen host ports over the services' ports; `chosen` has as many as [`count_ports`]
/// says.
pub(super) fn distribute(compose: &Compose, chosen: Vec<u16>) -> HostPorts {
    let mut chosen = chosen.into_iter();
    let of = |service: &ComposeService, chosen: &mut std::vec::IntoIter<u16>| {
        inside_ports(service).into_iter().zip(chosen.by_ref()).collect()
    };
    compose
        .services
        .iter()
        .map(|(name, service)| (name.to_string(), of(service, &mut chosen)))
        .collect()
}

/// How many host ports a stack needs.
pub(super) fn count_ports(compose: &Compose) -> usize {
    compose.services.values().map(|service| inside_ports(service).len()).sum()
}

pub(super) fn inside_ports(service: &ComposeService) -> BTreeSet<u16> {
    service.ports.iter().map(|port| port.container).collect()
}

/// Checks that every service can be started: what it depends on is there, and nothing waits for
/// itself.
pub(super) fn check_order(compose: &Compose) -> Result<(), StackError> {
    let mut done = BTreeSet::new();
    loop {
        let ready = |service: &ComposeService| {
            service.depends_on.iter().all(|(other, _)| done.contains(other.as_str()))
        };
        let next: Vec<_> = compose
            .services
            .iter()
            .filter(|(name, service)| !done.contains(name.as_str()) && ready(service))
            .map(|(name, _)| name.as_str())
            .collect();
        if next.is_empty() {
            break;
        }
        done.extend(next);
    }
    let Some((name, service)) =
        compose.services.iter().find(|(name, _)| !done.contains(name.as_str()))
    else {
        return Ok(());
    };
    let missing = compose.services.values().flat_map(|service| &service.depends_on);
    let missing =
        missing.map(|(other, _)| other).find(|other| !compose.services.contains_key(*other));
    let what = match missing {
        Some(other) => {
            format!("a service depends on '{other}', which is none of the file's services")
        }
        None => format!("'{name}' waits for itself, directly or by way of others"),
    };
    Err(StackError::Order { line: service.line, what })
}

#[cfg(test)]
mod tests;
