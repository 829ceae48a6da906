//! What of the machine a Compose file may have: its containers' own, and nothing that reaches
//! further. A pack is often somebody else's, and drilling it must not be the same as giving that
//! somebody the machine.

use crate::pack::compose::ComposeService;
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Key, Mark, Node, Value};
use std::net::Ipv4Addr;

/// The capabilities that a container may add: those that Docker gives to all by default, and those
/// that reach no further than its own network, memory and processes.
const CAPABILITIES: [&str; 17] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "KILL",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
    "SYS_NICE",
];

/// The options of a volume in memory.
const TMPFS_OPTIONS: [&str; 6] = ["size", "mode", "uid", "gid", "nr_inodes", "nr_blocks"];

/// Checks a service's own keys.
pub fn service(source: &Source<'_>, key: &Key, fields: &Fields<'_>, read: &ComposeService) {
    for node in fields.items("cap_add") {
        let named = text(node).to_ascii_uppercase();
        if !CAPABILITIES.contains(&named.strip_prefix("CAP_").unwrap_or(&named)) {
            let message = format!("the capability '{}' reaches beyond the container", text(node));
            source.error_with(
                node.mark,
                message,
                format!("a container may add {}", CAPABILITIES.join(", ")),
            );
        }
    }
    for node in fields.items("security_opt") {
        if !["no-new-privileges", "no-new-privileges:true", "no-new-privileges=true"]
            .contains(&text(node))
        {
            let message = format!(
                "'{}' is not allowed: it takes away what holds the container in",
                text(node)
            );
            source.error_with(
                node.mark,
                message,
                "leave it out; 'no-new-privileges' is the one that may stand here",
            );
        }
    }
    plain_name(source, key.mark, &key.text, "a service");
    for (field, named) in [("container_name", &read.container_name), ("hostname", &read.hostname)] {
        if let (Some(node), Some(named)) = (fields.get(field), named) {
            plain_name(source, node.mark, named, "a container");
        }
    }
    let place = fields.get("networks").map_or(key.mark, |node| node.mark);
    for alias in read.networks.iter().flat_map(|place| &place.aliases) {
        plain_name(source, place, alias, "a container");
    }
}

fn text(node: &Node) -> &str {
    if let Value::Text(text) = &node.value { text } else { "" }
}

/// Names become parts of the engine's own names, of its paths, and of files.
pub fn plain_name(source: &Source<'_>, mark: Mark, name: &str, what: &str) {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let plain = name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.len() <= 128
        && name.chars().all(fits);
    if !plain {
        let hint = "letters, digits, '_', '.' and '-' only, a letter or digit first";
        source.error_with(mark, format!("'{name}' is no name for {what}"), hint);
    }
}

/// Checks a volume's driver and options: one that the engine keeps by itself, or one in memory.
pub fn volume(source: &Source<'_>, node: &Node, fields: &Fields<'_>) {
    if let Some(driver) = fields.text("driver").filter(|driver| driver != "local") {
        let message =
            format!("the volume driver '{driver}' may reach anything on this machine, or beyond");
        source.error_with(node.mark, message, "leave it out");
    }
    let Some(options) = fields.get("driver_opts") else { return };
    let like = "the options of one in memory are {type: tmpfs, device: tmpfs, o: \"size=64m\"}; \
                without any, the engine keeps it";
    let mut in_memory = 0;
    for (key, node) in source.entries(options, "driver_opts") {
        let right = match (key.text.as_str(), text(node)) {
            ("type" | "device", "tmpfs") => {
                in_memory += 1;
                true
            }
            ("o", options) => options.split(',').all(is_option_of_memory),
            _ => false,
        };
        if !right {
            let message = format!(
                "'{}: {}' may be a folder or a disk of the host: a drill could damage it",
                key.text,
                text(node)
            );
            source.error_with(key.mark, message, like);
        }
    }
    let says_something = !source.entries(options, "driver_opts").is_empty();
    if says_something && in_memory < 2 {
        source.error_with(
            options.mark,
            "these options do not say that the volume is in memory",
            like,
        );
    }
}

fn is_option_of_memory(option: &str) -> bool {
    let option = option.trim();
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let is_plain = |value: &str| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '%');
    match value {
        "" => ["noexec", "nosuid", "nodev", "noatime", "rw"].contains(&name),
        value => TMPFS_OPTIONS.contains(&name) && is_plain(value),
    }
}

/// Checks a network's driver and addresses: one that is the run's own, and takes nobody's addresses
/// from the machine.
pub fn network(source: &Source<'_>, node: &Node, driver: Option<&str>, subnet: Option<&str>) {
    if let Some(driver) = driver.filter(|driver| *driver != "bridge") {
        let message = format!(
            "the network driver '{driver}' would put containers into networks of this machine"
        );
        source.error_with(node.mark, message, "leave it out: each run has a bridge of its own");
    }
    if let Some(subnet) = subnet.filter(|subnet| is_cidr(subnet) && !is_private(subnet)) {
        let message = format!(
            "{subnet} is not the run's to take: this machine would no longer reach who has it"
        );
        let hint = "write ${FIREDRILL_NET:-172.29.45}.0/24, or a private network of at most a /16";
        source.error_with(node.mark, message, hint);
    }
}

/// Whether a text is a network in CIDR form.
pub fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    address.parse::<Ipv4Addr>().is_ok() && bits.parse::<u8>().is_ok_and(|bits| bits <= 32)
}

/// A private network (RFC 1918) of 65,536 addresses at most.
fn is_private(cidr: &str) -> bool {
    let Some((address, bits)) = cidr.split_once('/') else { return false };
    let private = address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_private());
    private && bits.parse::<u8>().is_ok_and(|bits| (16..=32).contains(&bits))
}
