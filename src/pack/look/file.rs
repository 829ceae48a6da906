//! A file is there and not empty in the droplet.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use crate::words::ComposeName;
use std::fmt;

/// A file is there and not empty in the droplet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The Compose service that is the droplet.
    pub container: ComposeName,
    /// Its absolute path.
    pub path: String,
}

const KEYS: [Key; 5] = with_common([Key::need("file", Shape::Text, "Its absolute path.")], EVERY);

impl File {
    pub(super) const OBJECT: Object =
        Object::new("a look by file", "A file is there and not empty in the droplet.", &KEYS);

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        Some(Self { container: reading.in_droplet()?, path: reading.path("file")? })
    }
}

impl Kind for File {
    fn asks(&self) -> Asked<'_> {
        Asked::Agent
    }

    fn cost(&self) -> Cost {
        Cost::OneByOne
    }
}

impl fmt::Display for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "file {} in {}", self.path, self.container)
    }
}
