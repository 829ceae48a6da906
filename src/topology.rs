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
}
