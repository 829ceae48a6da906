//! A Compose file's text and a run's variables → [`Compose`].

use super::compose_bounds as bounds;
use super::compose_service::service;
use crate::pack::compose::{Compose, Network, Volume};
use crate::pack::interpolate::{Variables, interpolate};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Key, Node, Value};
use crate::words::ComposeName;
use std::collections::BTreeMap;

/// Reads the file; what is wrong becomes the source's problems.
pub fn compose(source: &Source<'_>, variables: &Variables) -> Option<Compose> {
    let tree = interpolate(source, source.tree()?, variables);
    let tree = without_extensions(tree);
    let fields = source.fields(
        &tree,
        "a Compose file",
        &["version", "name", "services", "networks", "volumes"],
    )?;
    let mut read = Compose::default();
    for (key, node) in entries(source, &fields, "networks") {
        read.networks.extend(network(source, node).map(|network| (key.text.clone(), network)));
    }
    for (key, node) in entries(source, &fields, "volumes") {
        read.volumes.extend(volume(source, node).map(|volume| (key.text.clone(), volume)));
    }
    for (key, node) in
        fields.need("services").map(|node| source.entries(node, "services")).unwrap_or_default()
    {
        let service = service(source, key, node);
        read.services.extend(service.map(|service| (key.text.as_str().into(), service)));
    }
    if read
        .services
        .values()
        .any(|service| service.networks.iter().any(|place| place.network == "default"))
    {
        read.networks.entry("default".to_owned()).or_default();
    }
    for (section, what) in [("networks", "a network"), ("volumes", "a volume")] {
        for (key, _) in entries(source, &fields, section) {
            bounds::plain_name(source, key.mark, &key.text, what);
        }
    }
    names_exist(source, &fields, &read);
    addresses_differ(source, &fields, &read);
    Some(read)
}

/// `x-…` keys belong to whoever wrote them; in services `x-firedrill` is ours.
fn without_extensions(tree: Node) -> Node {
    let Value::Map(mut entries) = tree.value else { return tree };
    entries.retain(|(key, _)| !key.text.starts_with("x-"));
    Node { mark: tree.mark, value: Value::Map(entries) }
}

fn entries<'n>(source: &'n Source<'_>, fields: &Fields<'n>, key: &str) -> &'n [(Key, Node)] {
    fields.get(key).map(|node| source.entries(node, key)).unwrap_or_default()
}

fn network(source: &Source<'_>, node: &Node) -> Option<Network> {
    if matches!(node.value, Value::Nothing) {
        return Some(Network::default());
    }
    let fields = source.fields(node, "a network", &["driver", "internal", "ipam"])?;
    let mut network = Network {
        driver: fields.text("driver"),
        internal: fields
            .get("internal")
            .and_then(|node| source.flag(node, "internal"))
            .unwrap_or(false),
        ..Network::default()
    };
    let ipam =
        fields.get("ipam").and_then(|node| source.fields(node, "ipam", &["driver", "config"]));
    let pools = ipam.and_then(|ipam| ipam.get("config")).map(Node::items).unwrap_or_default();
    if let [_, second, ..] = pools {
        source.error(second.mark, "a network has one subnet here");
    }
    if let Some(pool) = pools
        .first()
        .and_then(|node| source.fields(node, "a subnet", &["subnet", "gateway", "ip_range"]))
    {
        network.subnet = pool.text("subnet");
        network.ip_range = pool.text("ip_range");
        network.gateway = pool
            .get("gateway")
            .and_then(|node| source.parsed(node, "an IPv4 address", "172.29.45.1"));
        for (key, text) in [("subnet", &network.subnet), ("ip_range", &network.ip_range)] {
            if let (Some(node), Some(text)) = (pool.get(key), text)
                && !bounds::is_cidr(text)
            {
                source.error_with(
                    node.mark,
                    format!("'{text}' is no subnet"),
                    "write it like 172.29.45.0/24",
                );
            }
        }
    }
    bounds::network(source, node, network.driver.as_deref(), network.subnet.as_deref());
    Some(network)
}

fn volume(source: &Source<'_>, node: &Node) -> Option<Volume> {
    if matches!(node.value, Value::Nothing) {
        return Some(Volume::default());
    }
    let fields = source.fields(node, "a volume", &["driver", "driver_opts"])?;
    let options = entries(source, &fields, "driver_opts");
    let driver_opts: BTreeMap<String, String> = options
        .iter()
        .filter_map(|(key, node)| {
            Some((key.text.clone(), source.text(node, "an option")?.to_owned()))
        })
        .collect();
    bounds::volume(source, node, &fields);
    Some(Volume { driver: fields.text("driver"), driver_opts })
}

/// Networks, volumes and services that services speak of must be in the file.
fn names_exist(source: &Source<'_>, fields: &Fields<'_>, read: &Compose) {
    let Some(services) = fields.get("services") else { return };
    for (key, node) in source.entries(services, "services") {
        let Some(service) = read.services.get(key.text.as_str()) else { continue };
        let missing = |name: &str, what: &str, hint: String| {
            source.error_with(
                key_mark(node, key, what),
                format!("'{}' needs {what} '{name}', which is not there", key.text),
                hint,
            );
        };
        for place in
            service.networks.iter().filter(|place| !read.networks.contains_key(&place.network))
        {
            missing(
                &place.network,
                "the network",
                suggest(&place.network, read.networks.keys().map(String::as_str)),
            );
        }
        for mount in
            service.volumes.iter().filter(|mount| !read.volumes.contains_key(&mount.volume))
        {
            missing(
                &mount.volume,
                "the volume",
                suggest(&mount.volume, read.volumes.keys().map(String::as_str)),
            );
        }
        for (name, _) in
            service.depends_on.iter().filter(|(name, _)| !read.services.contains_key(name))
        {
            missing(
                name,
                "the service",
                suggest(name, read.services.keys().map(ComposeName::as_str)),
            );
        }
    }
}

/// The place of the key of a service that a complaint about `what` is about.
fn key_mark(node: &Node, key: &Key, what: &str) -> crate::pack::yaml::Mark {
    let wanted = match what {
        "the network" => "networks",
        "the volume" => "volumes",
        _ => "depends_on",
    };
    let Value::Map(entries) = &node.value else { return key.mark };
    entries.iter().find(|(key, _)| key.text == wanted).map_or(key.mark, |(key, _)| key.mark)
}

/// No two containers can have one address, or one name.
fn addresses_differ(source: &Source<'_>, fields: &Fields<'_>, read: &Compose) {
    let Some(services) = fields.get("services") else { return };
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for (key, _) in source.entries(services, "services") {
        let Some(service) = read.services.get(key.text.as_str()) else { continue };
        let addresses = service
            .networks
            .iter()
            .filter_map(|place| place.address)
            .map(|address| address.to_string());
        for what in addresses.chain(service.container_name.clone()) {
            if let Some(other) = taken.insert(what.clone(), &key.text) {
                source.error(key.mark, format!("'{}' and '{other}' are both {what}", key.text));
            }
        }
    }
}
