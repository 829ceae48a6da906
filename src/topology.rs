//! Services and what they need of one another.
//!
//! Pure: this room knows names and dependencies, and nothing of how services run or are looked at.

mod graph;

pub use graph::{Suffering, Topology};

use crate::words::ServiceName;
use serde::{Deserialize, Serialize};

/// What becomes of a service when what it depends on fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DependencyKind {
    /// It fails too.
    Hard,
    /// It degrades.
    Soft,
    /// Nothing, while it runs: needed only to start or reload.
    Startup,
}

/// `from` needs `to`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dependency {
    /// The service that needs something.
    pub from: ServiceName,
    /// The service that is needed.
    pub to: ServiceName,
    /// What becomes of `from` without it.
    pub kind: DependencyKind,
    /// Where it is one of several of which some are enough: the group; none where `to` is needed
    /// itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub among: Option<Among>,
}

/// A group of services of which some are enough. Dependencies of the same service, kind and group
/// belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Among {
    /// Which group of the service that needs it, counted from 0.
    pub group: u32,
    /// So many of it must live; where there are fewer, all of them.
    pub least: u32,
}

/// What a service needs: another service, or so many of a group. It is as well as the worst of the
/// best so many of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The service that needs something.
    pub from: ServiceName,
    /// What becomes of it without.
    pub kind: DependencyKind,
    /// So many of these must live: 1 or more, and at most all.
    pub least: usize,
    /// One or more, each once, sorted.
    pub of: Vec<ServiceName>,
}

// Used in tests alone: the pack's reader knows groups too.
#[cfg(any(test, feature = "rooms"))]
impl Dependency {
    /// `from` needs `to` itself.
    pub const fn new(from: ServiceName, kind: DependencyKind, to: ServiceName) -> Self {
        Self { from, to, kind, among: None }
    }
}

impl Need {
    /// What is to be had of these, given how each of them is: the worst of the best so many.
    pub fn of_best<T: Ord + Copy>(&self, mut levels: Vec<T>) -> Option<T> {
        levels.sort_unstable();
        levels.get(self.least.min(levels.len()).checked_sub(1)?).copied()
    }
}
