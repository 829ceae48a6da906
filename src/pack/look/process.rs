//! Processes of this name live in the droplet.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use crate::words::ComposeName;
use std::fmt;

/// Processes of this name live in the droplet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// The Compose service that is the droplet.
    pub container: ComposeName,
    /// The process's name.
    pub process: String,
}

const KEYS: [Key; 5] = with_common([Key::need("process", Shape::Text, "Their name.")], EVERY);

impl Process {
    pub(super) const OBJECT: Object =
        Object::new("a look by process", "Processes of this name live in the droplet.", &KEYS);

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        Some(Self { container: reading.in_droplet()?, process: reading.text("process")? })
    }
}

impl Kind for Process {
    fn asks(&self) -> Asked<'_> {
        Asked::Agent
    }

    fn cost(&self) -> Cost {
        Cost::Dear
    }
}

impl fmt::Display for Process {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "process {} in {}", self.process, self.container)
    }
}
