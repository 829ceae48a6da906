//! There is room on the droplet's disk.

use super::kinds::{EVERY_ON_DISK, with_common};
use super::{Asked, Cost, Kind, Reading, Sees};
use crate::pack::shape::{Key, Object, Shape};
use crate::pack::source::Source;
use crate::pack::yaml::Node;
use crate::words::ComposeName;
use std::fmt;

/// So much room is enough, where nothing else is said.
const ROOM: u64 = 64 * 1024;

/// There is room on the droplet's disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Space {
    /// The Compose service that is the droplet.
    pub container: ComposeName,
    /// An absolute path on the disk.
    pub path: String,
    /// So many bytes at least.
    pub least: u64,
}

const KEYS: [Key; 6] = with_common(
    [
        Key::need("space", Shape::Text, "An absolute path on the disk."),
        Key::may("least", Shape::Bytes, "How much room there must be.").or("64KiB"),
    ],
    EVERY_ON_DISK,
);

impl Space {
    pub(super) const OBJECT: Object =
        Object::new("a look by space", "There is room on the droplet's disk.", &KEYS);

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let least =
            reading.fields.get("least").map_or(Some(ROOM), |node| bytes(reading.source, node))?;
        Some(Self { container: reading.in_droplet()?, path: reading.path("space")?, least })
    }
}

impl Kind for Space {
    fn asks(&self) -> Asked<'_> {
        Asked::Agent
    }

    fn cost(&self) -> Cost {
        Cost::OneByOne
    }

    fn stores(&self) -> bool {
        true
    }

    fn sees(&self) -> Sees {
        Sees::Room
    }
}

impl fmt::Display for Space {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} bytes free on {} in {}", self.least, self.path, self.container)
    }
}

/// `512 B`, `64KiB`, `1MiB`.
fn bytes(source: &Source<'_>, node: &Node) -> Option<u64> {
    let text = source.text(node, "an amount")?;
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[digits..].trim() {
        "B" => Some(1),
        "KiB" => Some(1024),
        "MiB" => Some(1024 * 1024),
        _ => None,
    };
    let read = unit.and_then(|unit: u64| text[..digits].parse::<u64>().ok()?.checked_mul(unit));
    if read.is_none() {
        let hint = "write it with its unit, B, KiB or MiB: 64KiB";
        source.error_with(node.mark, format!("'{text}' is no number of bytes"), hint);
    }
    read
}
