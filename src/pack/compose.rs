//! A Compose file as far as firedrill runs it: plain types, read with the variables of a run.
//!
//! Only what is listed here is accepted; anything else is an error with its place, so that nothing
//! is silently dropped.

use crate::words::{ComposeName, Span};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// A Compose file, as text: it is read again with the variables of each run ([`super::Pack::compose`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeFile {
    /// Its path from the pack's folder; build contexts are relative to its own folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A Compose file, read with the variables of one run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compose {
    /// The services by their Compose names.
    pub services: BTreeMap<ComposeName, ComposeService>,
    /// The networks by the names they have in the file.
    pub networks: BTreeMap<String, Network>,
    /// The named volumes by the names they have in the file.
    pub volumes: BTreeMap<String, Volume>,
}

/// One service: what its container is made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ComposeService {
    /// The line of the file where the service begins, counted from 1.
    pub line: u32,
    /// The image it runs on: `firedrill/redis:3f2a…`.
    pub image: String,
    /// How the image is built where it is not to be had.
    pub build: Option<Build>,
    /// The container's name as the document has it, before a run's prefix.
    pub container_name: Option<String>,
    /// The host name inside.
    pub hostname: Option<String>,
    /// Instead of the image's command; a string is split into words as a shell would.
    pub command: Option<Vec<String>>,
    /// Instead of the image's entry point; a string is split into words as a shell would.
    pub entrypoint: Option<Vec<String>>,
    /// Environment variables.
    pub environment: BTreeMap<String, String>,
    /// The container's ports that the run publishes, each on a free port of 127.0.0.1 chosen before
    /// the container is made.
    pub ports: Vec<Port>,
    /// The networks it is in, in the file's order; at least one (`default` where the file names
    /// none).
    pub networks: Vec<Attachment>,
    /// Named volumes and where they stand inside.
    pub volumes: Vec<Mount>,
    /// Paths inside that are in memory, each with Docker's options after a colon (`/run:size=1m`).
    pub tmpfs: Vec<String>,
    /// Services that are to be there first; `true` where they must also be ready
    /// (`condition: service_healthy`).
    pub depends_on: Vec<(ComposeName, bool)>,
    /// The resolvers it asks; Docker's own where there is none.
    pub dns: Vec<Ipv4Addr>,
    /// Capabilities added to Docker's set.
    pub cap_add: Vec<String>,
    /// Capabilities taken from it.
    pub cap_drop: Vec<String>,
    /// The signal that stops it.
    pub stop_signal: Option<String>,
    /// How long it may take to stop before it is killed.
    pub stop_grace_period: Option<Span>,
    /// Whether Docker's own init is process 1.
    pub init: bool,
    /// Whether its root file system is read-only.
    pub read_only: bool,
    /// The user that it runs as.
    pub user: Option<String>,
    /// Docker's security options (`no-new-privileges:true`).
    pub security_opt: Vec<String>,
    /// Size of `/dev/shm`, in bytes.
    pub shm_size: Option<u64>,
    /// The most memory it may use, in bytes.
    pub mem_limit: Option<u64>,
    /// The most processes and threads it may have; a limit of firedrill's own where there is none.
    pub pids_limit: Option<u32>,
    /// The upstream image whose place `image` takes (`x-firedrill.upstream`): `redis:7`.
    pub upstream: Option<String>,
    /// The build argument that puts our target on upstream's image (`x-firedrill.build_arg`):
    /// `REDIS`.
    pub build_arg: Option<String>,
    /// What stands in where upstream's image cannot be had, and why (`x-firedrill.stand_in`); for
    /// reports.
    pub stand_in: Option<String>,
}

/// How an image is built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Build {
    /// The folder that the build sees, from the pack's; `.` is that one itself.
    pub context: String,
    /// The Dockerfile, relative to `context`.
    pub dockerfile: String,
    /// The stage to build; the last where none is named.
    pub target: Option<String>,
    /// Build arguments.
    pub args: BTreeMap<String, String>,
}

/// A port of a container that is published on 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port {
    /// The port inside.
    pub container: u16,
    /// The port of 127.0.0.1 that the file publishes it on.
    pub published: u16,
    /// Over UDP rather than TCP.
    pub udp: bool,
}

/// A service's place in a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The network's name in the file.
    pub network: String,
    /// Its fixed address there.
    pub address: Option<Ipv4Addr>,
    /// More names that it has there, besides the service's own.
    pub aliases: Vec<String>,
}

/// A named volume inside a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The volume's name in the file.
    pub volume: String,
    /// The absolute path inside.
    pub path: String,
    /// Whether it can only be read there.
    pub read_only: bool,
}

/// A named volume.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Volume {
    /// The driver; Docker's `local` where none is named.
    pub driver: Option<String>,
    /// The driver's options, as `type: tmpfs`, `o: size=256m`.
    pub driver_opts: BTreeMap<String, String>,
}

/// A network.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Network {
    /// The driver; Docker's `bridge` where none is named.
    pub driver: Option<String>,
    /// Whether nothing in it can reach the world outside.
    pub internal: bool,
    /// Its addresses in CIDR form (`172.29.45.0/24`); Docker chooses where there is none.
    pub subnet: Option<String>,
    /// The host's address in it.
    pub gateway: Option<Ipv4Addr>,
    /// The part of `subnet` that Docker gives addresses from (CIDR form).
    pub ip_range: Option<String>,
}
