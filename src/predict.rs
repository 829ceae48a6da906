//! What fails with what, by the dependencies alone: the cascade of failures, and the minimal sets
//! of failures that bring a journey down.
//!
//! Pure: this room is handed a pack and looks at nothing that runs.

mod cascade;
mod cut_sets;
mod diagram;
mod fall;
pub mod format;
mod formula;
mod graph;
mod modules;

pub use cascade::{Cascade, Hit};
// Used by name in tests alone.
#[cfg(any(test, feature = "rooms"))]
pub use cut_sets::{CutSets, TooLarge};
pub use fall::{Fall, Fallen, falls};
#[cfg(any(test, feature = "rooms"))]
pub use formula::{Formula, Part};
pub use graph::{Edge, Graph, Group, Id, Way};

#[cfg(test)]
mod tests;
