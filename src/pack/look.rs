//! How a probe looks at something, as `pack.yaml` says it.

use std::fmt;
use std::net::Ipv4Addr;

/// A port of a Compose service, reached from outside through what the run published for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// The Compose service, not the pack's.
    pub container: String,
    /// The port inside the container.
    pub port: u16,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.container, self.port)
    }
}

/// The HTTP methods that journeys and probes use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Method {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// One way to look at a service: each speaks the service's own protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// A plain HTTP request, straight to the service.
    Http {
        /// Where.
        at: Endpoint,
        /// How.
        method: Method,
        /// Path and query.
        path: String,
        /// Body of a POST, sent as JSON.
        body: Option<String>,
        /// The status that is right.
        status: u16,
        /// What the body must contain.
        contains: Option<String>,
        /// `(header, value)` pairs that say the service is on a fallback.
        degraded_when: Vec<(String, String)>,
    },
    /// `PING`, which must answer PONG.
    RedisPing {
        /// Where.
        at: Endpoint,
    },
    /// A write and a read of a key of firedrill's own.
    RedisWrite {
        /// Where.
        at: Endpoint,
    },
    /// A query that must succeed: straight to PostgreSQL, or through `PgBouncer`.
    Postgres {
        /// Where.
        at: Endpoint,
        /// As whom; the password is the run's own.
        user: String,
        /// Which database; `pgbouncer` is the admin console.
        database: String,
        /// What is asked, over the simple protocol (the admin console knows no other).
        query: String,
    },
    /// A DNS query for an A record over UDP.
    Dns {
        /// Where.
        at: Endpoint,
        /// The name asked for.
        name: String,
        /// The address that is right.
        address: Ipv4Addr,
    },
    /// A TLS handshake: the certificate must be trusted, of this name and valid now. One that is over is a warning.
    Tls {
        /// Where.
        at: Endpoint,
        /// The name it must be of.
        server_name: String,
    },
    /// An instant query to Prometheus whose first value must be this.
    Prometheus {
        /// Where Prometheus is.
        at: Endpoint,
        /// PromQL.
        query: String,
        /// The value that is right, compared as a number.
        equals: i64,
    },
    /// Processes of this name live in the droplet.
    Process {
        /// The Compose service that is the droplet.
        container: String,
        /// The process's name.
        process: String,
    },
    /// There is room on the droplet's disk.
    Space {
        /// The Compose service that is the droplet.
        container: String,
        /// An absolute path on the disk.
        path: String,
        /// So many bytes at least.
        least: u64,
    },
    /// A file in the droplet has grown since the look before.
    Grows {
        /// The Compose service that is the droplet.
        container: String,
        /// Its absolute path.
        path: String,
    },
    /// A file is there and not empty in the droplet.
    File {
        /// The Compose service that is the droplet.
        container: String,
        /// Its absolute path.
        path: String,
    },
}

/// What a look does, in few words, for reports and the live view.
impl fmt::Display for Look {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http { at, method, path, .. } => write!(out, "{} {path} on {at}", method.as_str()),
            Self::RedisPing { at } => write!(out, "PING on {at}"),
            Self::RedisWrite { at } => write!(out, "SET and GET on {at}"),
            Self::Postgres { at, database, query, .. } => write!(out, "{query} on {at}/{database}"),
            Self::Dns { at, name, .. } => write!(out, "A {name} on {at}"),
            Self::Tls { at, server_name } => write!(out, "TLS handshake as {server_name} on {at}"),
            Self::Prometheus { query, equals, .. } => write!(out, "{query} = {equals} in Prometheus"),
            Self::Process { container, process } => write!(out, "process {process} in {container}"),
            Self::Space { container, path, least } => write!(out, "{least} bytes free on {path} in {container}"),
            Self::Grows { container, path } => write!(out, "file {path} in {container} grows"),
            Self::File { container, path } => write!(out, "file {path} in {container}"),
        }
    }
}
