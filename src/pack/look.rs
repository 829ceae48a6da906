//! How a probe looks at something, as `pack.yaml` says it: each kind speaks the service's own
//! protocol.
//!
//! One file a kind: its keys, its words, what it needs and what it costs. How it looks stands in
//! the room `crate::probe`, in a file of the same name. To add a kind, write both files and put it
//! into the list below and into that room's.

mod kinds;

use crate::pack::shape::Object;
use crate::words::ComposeName;
use std::fmt;

pub use kinds::{Asked, Cost, Kind, Sees};
pub(in crate::pack) use kinds::{EVERY, Reading, millis};

kinds::list! {
    http::Http,
    tcp::Tcp,
    redis::Redis,
    postgres::Postgres,
    dns::Dns,
    tls::Tls,
    prometheus::Prometheus,
    process::Process,
    file::File,
    space::Space,
    grows::Grows,
    exec::Exec,
}

pub use self::http::Method;
pub(in crate::pack) use self::http::{answer, method_and_path};
pub(in crate::pack) use self::prometheus::prometheus_at;
pub use self::redis::Does;

/// A port of a Compose service, reached from outside through what the run published for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// The Compose service, not the pack's.
    pub container: ComposeName,
    /// The port inside the container.
    pub port: u16,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.container, self.port)
    }
}

/// What a look does, in few words, for reports and the live view.
impl fmt::Display for Look {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_kind(), out)
    }
}
