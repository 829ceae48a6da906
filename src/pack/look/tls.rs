//! A TLS handshake: the certificate must be trusted, of this name and valid now.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Endpoint, Kind, Reading, Sees};
use crate::pack::shape::{Key, Object, Shape};
use std::fmt;

/// A TLS handshake: the certificate must be trusted, of this name and valid now. An expired one is
/// a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tls {
    /// Where.
    pub at: Endpoint,
    /// The name it must be of.
    pub server_name: String,
}

const KEYS: [Key; 6] = with_common(
    [
        Key::need("tls", Shape::Text, "The server's name."),
        Key::need("at", Shape::Endpoint, "The port that is asked."),
    ],
    EVERY,
);

impl Tls {
    pub(super) const OBJECT: Object = Object::new(
        "a look by tls",
        "A TLS handshake: the certificate must be trusted, of this name and valid now.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        reading.known.is_trusting(reading.source, reading.fields.mark, "this look is");
        Some(Self { server_name: reading.text("tls")?, at: reading.at()? })
    }
}

impl Kind for Tls {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        Cost::Little
    }

    /// The agent reads which authority is to be trusted.
    fn needs_agent(&self) -> bool {
        true
    }

    fn sees(&self) -> Sees {
        Sees::Certificate
    }
}

impl fmt::Display for Tls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "TLS handshake as {} on {}", self.server_name, self.at)
    }
}
