//! One service of a Compose file.

use super::compose_bounds as bounds;
use super::words::split_words;
use crate::pack::compose::{Attachment, Build, ComposeService, Mount, Port};
use crate::pack::files::{folder_of, from_the_pack, is_beyond, within};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Key, Mark, Node, Value};
use crate::words::ComposeName;
use std::collections::BTreeMap;

/// The keys that a service may have. `healthcheck` is accepted and left to the image: firedrill
/// looks by its own probes.
const KEYS: [&str; 29] = [
    "image",
    "build",
    "container_name",
    "hostname",
    "command",
    "entrypoint",
    "environment",
    "ports",
    "networks",
    "volumes",
    "tmpfs",
    "depends_on",
    "healthcheck",
    "dns",
    "cap_add",
    "cap_drop",
    "stop_signal",
    "stop_grace_period",
    "init",
    "read_only",
    "user",
    "security_opt",
    "shm_size",
    "mem_limit",
    "pids_limit",
    "x-firedrill",
    "restart",
    "labels",
    "expose",
];

/// Keys of Compose that firedrill refuses, and why.
const REFUSED: [(&str, &str); 9] = [
    (
        "privileged",
        "a privileged container owns the machine; add the capabilities that it needs under \
         'cap_add'",
    ),
    (
        "network_mode",
        "a container outside the run's network cannot be taken apart with it; use 'networks'",
    ),
    ("pid", "a container sees only its own processes, so that a kill cannot reach the machine's"),
    ("ipc", "a container shares nothing with the machine"),
    ("devices", "a drill must not reach the machine's devices"),
    ("volumes_from", "name the volumes under 'volumes' in each service"),
    ("env_file", "there may be no file to read: write the variables under 'environment'"),
    ("deploy", "firedrill starts one container a service; use 'mem_limit' for a limit"),
    ("links", "services of a network reach one another by name without it"),
];

/// Reads one service; nothing where it is no map.
pub fn service(source: &Source<'_>, key: &Key, node: &Node) -> Option<ComposeService> {
    let entries = source.entries(node, "a service");
    let mut kept = Vec::new();
    for (key, value) in entries {
        match REFUSED.iter().find(|(refused, _)| *refused == key.text) {
            Some((_, why)) if !is_false(value) => {
                source.error_with(key.mark, format!("'{}' is not allowed", key.text), *why);
            }
            Some(_) => {}
            None if key.text.starts_with("x-") && key.text != "x-firedrill" => {}
            None => kept.push((key.clone(), value.clone())),
        }
    }
    let node = Node { mark: key.mark, value: Value::Map(kept) };
    let fields = source.fields(&node, "a service", &KEYS)?;
    refuse_restart(source, &fields);
    let (upstream, build_arg, stand_in) = ours(source, &fields);
    let read = ComposeService {
        line: key.mark.line,
        image: fields.need_text("image").unwrap_or_default(),
        build: fields.get("build").and_then(|node| build(source, node)),
        container_name: fields.text("container_name"),
        hostname: fields.text("hostname"),
        command: fields.get("command").and_then(|node| command(source, node)),
        entrypoint: fields.get("entrypoint").and_then(|node| command(source, node)),
        environment: fields
            .get("environment")
            .map(|node| pairs(source, node, "environment"))
            .unwrap_or_default(),
        ports: fields.items("ports").iter().filter_map(|node| port(source, node)).collect(),
        networks: networks(source, &fields),
        volumes: fields.items("volumes").iter().filter_map(|node| mount(source, node)).collect(),
        tmpfs: fields.texts("tmpfs"),
        depends_on: depends_on(source, &fields),
        dns: fields
            .items("dns")
            .iter()
            .filter_map(|node| source.parsed(node, "an IPv4 address", "172.29.45.53"))
            .collect(),
        cap_add: fields.texts("cap_add"),
        cap_drop: fields.texts("cap_drop"),
        stop_signal: fields.text("stop_signal"),
        stop_grace_period: fields.span("stop_grace_period"),
        init: flag(source, &fields, "init"),
        read_only: flag(source, &fields, "read_only"),
        user: fields.text("user"),
        security_opt: fields.texts("security_opt"),
        shm_size: fields.get("shm_size").and_then(|node| bytes(source, node)),
        mem_limit: fields.get("mem_limit").and_then(|node| bytes(source, node)),
        pids_limit: fields
            .get("pids_limit")
            .and_then(|node| source.parsed(node, "a number of processes", "512"))
            .filter(|most| *most > 0),
        upstream,
        build_arg,
        stand_in,
    };
    bounds::service(source, key, &fields, &read);
    Some(read)
}

fn is_false(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if text == "false")
}

fn refuse_restart(source: &Source<'_>, fields: &Fields<'_>) {
    if let (Some(node), Some(policy)) = (fields.get("restart"), fields.text("restart"))
        && policy != "no"
    {
        let why = "the engine would take a fault back behind the drill's back; leave it out, or \
                   write \"no\"";
        source.error_with(node.mark, format!("'restart: {policy}' is not allowed"), why);
    }
}

fn ours(
    source: &Source<'_>,
    fields: &Fields<'_>,
) -> (Option<String>, Option<String>, Option<String>) {
    let ours = fields.get("x-firedrill");
    let known = ["upstream", "build_arg", "stand_in"];
    let Some(ours) = ours.and_then(|node| source.fields(node, "x-firedrill", &known)) else {
        return (None, None, None);
    };
    (ours.text("upstream"), ours.text("build_arg"), ours.text("stand_in"))
}

fn build(source: &Source<'_>, node: &Node) -> Option<Build> {
    if let Value::Text(written) = &node.value {
        return Some(Build {
            context: context(source, node.mark, written)?,
            dockerfile: "Dockerfile".to_owned(),
            ..Build::default()
        });
    }
    let fields = source.fields(node, "a build", &["context", "dockerfile", "target", "args"])?;
    Some(Build {
        context: match fields.get("context") {
            Some(node) => context(source, node.mark, source.text(node, "context")?)?,
            None => context(source, node.mark, ".")?,
        },
        dockerfile: fields.text("dockerfile").unwrap_or_else(|| "Dockerfile".to_owned()),
        target: fields.text("target"),
        args: fields.get("args").map(|node| pairs(source, node, "args")).unwrap_or_default(),
    })
}

/// The folder that a build sees, which is in the Compose file's own, or in the pack's.
fn context(source: &Source<'_>, mark: Mark, written: &str) -> Option<String> {
    let folder = folder_of(source.file());
    let context = from_the_pack(folder, written)
        .filter(|context| !is_beyond(context) || within(folder, context).is_some());
    if context.is_none() {
        source.error_with(
            mark,
            format!("'{written}' is neither in the Compose file's folder nor in the pack's"),
            "a build sees no other: put the Compose file beside what is built, and name it there",
        );
    }
    context
}

/// A list of words, or a line that is split into words.
fn command(source: &Source<'_>, node: &Node) -> Option<Vec<String>> {
    if let Value::List(_) = node.value {
        return Some(source.texts(node, "a word of a command"));
    }
    let words = split_words(source.text(node, "a command")?);
    if words.is_none() {
        source.error(node.mark, "a quote of this command is not closed");
    }
    words
}

/// A map, or a list of `NAME=value`.
fn pairs(source: &Source<'_>, node: &Node, what: &'static str) -> BTreeMap<String, String> {
    let mut read = BTreeMap::new();
    if let Value::List(items) = &node.value {
        for item in items {
            match source.text(item, what).map(|text| (text, text.split_once('='))) {
                Some((_, Some((name, value)))) => {
                    drop(read.insert(name.to_owned(), value.to_owned()));
                }
                Some((text, None)) => source.error_with(
                    item.mark,
                    format!(
                        "'{text}' would take its value from the machine that firedrill runs on"
                    ),
                    format!("write {text}=value"),
                ),
                None => {}
            }
        }
        return read;
    }
    for (key, value) in source.entries(node, what) {
        match &value.value {
            Value::Nothing => source.error_with(
                value.mark,
                format!(
                    "'{}' would take its value from the machine that firedrill runs on",
                    key.text
                ),
                "write \"\" for an empty value",
            ),
            _ => read.extend(
                source.text(value, "a value").map(|text| (key.text.clone(), text.to_owned())),
            ),
        }
    }
    read
}

fn flag(source: &Source<'_>, fields: &Fields<'_>, key: &str) -> bool {
    fields.get(key).and_then(|node| source.flag(node, key)).unwrap_or(false)
}

/// `127.0.0.1:8080:80/udp`. The host's port is only for Compose: firedrill chooses a free one.
fn port(source: &Source<'_>, node: &Node) -> Option<Port> {
    let text = source.text(node, "a port")?;
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let like = "write it like 127.0.0.1:8080:80 or 127.0.0.1:5311:53/udp";
    let ports = numbers.strip_prefix("127.0.0.1:").unwrap_or_else(|| {
        let message = format!(
            "'{text}' would listen on every address of this machine, where others reach it"
        );
        source.error_with(node.mark, message, like);
        numbers
    });
    let (outside, inside) = ports.rsplit_once(':').unwrap_or((ports, ports));
    let number = |text: &str| text.parse().ok().filter(|port: &u16| *port > 0);
    let (Some(published), Some(container), "tcp" | "udp") =
        (number(outside), number(inside), protocol)
    else {
        source.error_with(node.mark, format!("'{text}' is no port"), like);
        return None;
    };
    Some(Port { container, published, udp: protocol == "udp" })
}

fn networks(source: &Source<'_>, fields: &Fields<'_>) -> Vec<Attachment> {
    let plain = |network: &str| Attachment {
        network: network.to_owned(),
        address: None,
        aliases: Vec::new(),
    };
    let Some(node) = fields.get("networks") else { return vec![plain("default")] };
    let Value::Map(entries) = &node.value else {
        return source.texts(node, "a network").iter().map(|network| plain(network)).collect();
    };
    let place = |(key, node): &(Key, Node)| {
        let mut place = plain(&key.text);
        if let Value::Map(_) = &node.value
            && let Some(fields) =
                source.fields(node, "a place in a network", &["ipv4_address", "aliases"])
        {
            let address = fields.get("ipv4_address");
            place.address =
                address.and_then(|node| source.parsed(node, "an IPv4 address", "172.29.45.11"));
            place.aliases = fields.texts("aliases");
        }
        place
    };
    entries.iter().map(place).collect()
}

fn mount(source: &Source<'_>, node: &Node) -> Option<Mount> {
    let short = "write it like data:/var/lib/data or data:/var/lib/data:ro";
    if let Value::Map(_) = node.value {
        source.error_with(node.mark, "a volume's long form is not read here", short);
        return None;
    }
    let text = source.text(node, "a volume")?;
    let parts: Vec<&str> = text.split(':').collect();
    if parts[0].starts_with(['.', '/', '~']) && parts.len() > 1 {
        let why =
            "put the file into the image, or into a named volume: a drill could damage the host's";
        source.error_with(node.mark, format!("'{text}' mounts a folder of the host"), why);
        return None;
    }
    match parts.as_slice() {
        [volume, path] if path.starts_with('/') => Some(mounted(volume, path, false)),
        [volume, path, mode @ ("ro" | "rw")] if path.starts_with('/') => {
            Some(mounted(volume, path, *mode == "ro"))
        }
        _ => {
            source.error_with(
                node.mark,
                format!("'{text}' is no named volume and its path inside"),
                short,
            );
            None
        }
    }
}

fn mounted(volume: &str, path: &str, read_only: bool) -> Mount {
    Mount { volume: volume.to_owned(), path: path.to_owned(), read_only }
}

fn depends_on(source: &Source<'_>, fields: &Fields<'_>) -> Vec<(ComposeName, bool)> {
    let Some(node) = fields.get("depends_on") else { return Vec::new() };
    let Value::Map(entries) = &node.value else {
        return source
            .texts(node, "a service")
            .into_iter()
            .map(|name| (name.into(), false))
            .collect();
    };
    let wait = |(key, node): &(Key, Node)| {
        let condition =
            source.fields(node, "a dependency", &["condition"])?.need_text("condition")?;
        let healthy = match condition.as_str() {
            "service_healthy" => true,
            "service_started" => false,
            other => {
                let known = "there is service_started and service_healthy";
                source.error_with(node.mark, format!("firedrill cannot wait for '{other}'"), known);
                return None;
            }
        };
        Some((key.text.as_str().into(), healthy))
    };
    entries.iter().filter_map(wait).collect()
}

/// `64m`, `1g`, `512k`, or bytes.
fn bytes(source: &Source<'_>, node: &Node) -> Option<u64> {
    let text = source.text(node, "a size")?;
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let factor = match text[digits..].to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kb" => Some(1 << 10),
        "m" | "mb" => Some(1 << 20),
        "g" | "gb" => Some(1 << 30),
        _ => None,
    };
    let size =
        factor.and_then(|factor: u64| text[..digits].parse::<u64>().ok()?.checked_mul(factor));
    if size.is_none() {
        source.error_with(node.mark, format!("'{text}' is no size"), "write it like 64m or 1g");
    }
    size
}
