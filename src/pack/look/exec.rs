//! A command in a container of the stack: its exit status, and what it prints.

use super::kinds::with_common;
use super::{Asked, Cost, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use crate::words::ComposeName;
use std::fmt;

/// A new process in a container costs the engine some fifty milliseconds of processor time.
const EVERY: &str = "500ms";

/// A command in a container of the stack, by a shell; it must end well, and print what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exec {
    /// The Compose service it runs in.
    pub container: ComposeName,
    /// The command.
    pub command: String,
    /// The exit status that is right.
    pub status: u8,
    /// What it must print, on standard output or standard error.
    pub prints: Option<String>,
}

const KEYS: [Key; 8] = with_common(
    [
        Key::need("exec", Shape::Text, "The command."),
        Key::need("in", Shape::Text, "The Compose service that it runs in."),
        Key::may("status", Shape::Integer(0, Some(255)), "The exit status that is right.").or("0"),
        Key::may(
            "prints",
            Shape::Text,
            "What it must print, on standard output or standard error.",
        ),
    ],
    EVERY,
);

impl Exec {
    pub(super) const OBJECT: Object = Object::new(
        "a look by exec",
        "A command in a container, by its shell. In somebody else's project none is run.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let (source, fields) = (reading.source, reading.fields);
        let container = fields.need("in").and_then(|node| reading.known.container(source, node));
        let status = fields
            .get("status")
            .map_or(Some(0), |node| source.parsed(node, "an exit status", "0"))?;
        Some(Self {
            container: container?,
            command: reading.text("exec")?,
            status,
            prints: fields.text("prints"),
        })
    }
}

impl Kind for Exec {
    fn asks(&self) -> Asked<'_> {
        Asked::Engine
    }

    fn cost(&self) -> Cost {
        Cost::Dear
    }
}

impl fmt::Display for Exec {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}` in {}", self.command, self.container)
    }
}
