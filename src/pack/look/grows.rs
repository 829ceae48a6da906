//! A file in the droplet has grown since the look before.

use super::kinds::{EVERY_ON_DISK, with_common};
use super::{Asked, Cost, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use crate::words::ComposeName;
use std::fmt;

/// A file in the droplet has grown since the look before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grows {
    /// The Compose service that is the droplet.
    pub container: ComposeName,
    /// Its absolute path.
    pub path: String,
}

const KEYS: [Key; 5] =
    with_common([Key::need("grows", Shape::Text, "Its absolute path.")], EVERY_ON_DISK);

impl Grows {
    pub(super) const OBJECT: Object = Object::new(
        "a look by grows",
        "A file in the droplet has grown since the look before.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        Some(Self { container: reading.in_droplet()?, path: reading.path("grows")? })
    }
}

impl Kind for Grows {
    fn asks(&self) -> Asked<'_> {
        Asked::Agent
    }

    fn cost(&self) -> Cost {
        Cost::OneByOne
    }

    fn stores(&self) -> bool {
        true
    }
}

impl fmt::Display for Grows {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "file {} in {} grows", self.path, self.container)
    }
}
