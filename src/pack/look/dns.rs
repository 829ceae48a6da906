//! DNS: a query for an A record over UDP.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Endpoint, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use std::fmt;
use std::net::Ipv4Addr;

/// A DNS query for an A record over UDP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dns {
    /// Where.
    pub at: Endpoint,
    /// The name asked for.
    pub name: String,
    /// The address that is right.
    pub address: Ipv4Addr,
}

const KEYS: [Key; 7] = with_common(
    [
        Key::need("dns", Shape::Text, "The name."),
        Key::need("at", Shape::Endpoint, "The port that is asked."),
        Key::need("address", Shape::Text, "The IPv4 address that must come back."),
    ],
    EVERY,
);

impl Dns {
    pub(super) const OBJECT: Object =
        Object::new("a look by dns", "A DNS query for the A record of a name, over UDP.", &KEYS);

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let address = reading.fields.need("address");
        let address =
            address.and_then(|node| reading.source.parsed(node, "an IPv4 address", "192.0.2.1"));
        Some(Self { name: reading.text("dns")?, at: reading.udp_at()?, address: address? })
    }
}

impl Kind for Dns {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        Cost::Little
    }
}

impl fmt::Display for Dns {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "A {} on {}", self.name, self.at)
    }
}
