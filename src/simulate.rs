//! How much of a year journeys are down: failures by chance over many years, today and with each
//! improvement that the document lists.
//!
//! `model` is what can fail and who needs whom, `course` one replication of it, `estimate` what
//! many of them say; `build` makes the model of a pack, `rates` says how often things fail and
//! where that is from, `improve` what the document's improvements change.
//!
//! Pure: chance comes from the seed alone, so that a replication is the same wherever and beside
//! whatever it is computed. This room starts no threads and reads no files.

mod build;
mod course;
mod estimate;
pub mod format;
mod improve;
mod measured;
mod model;
pub mod plot;
mod rates;
mod result;

pub use build::of_profile;
pub use course::{Tally, replication};
pub use estimate::Plan;
pub use improve::{improvements, together};
pub use measured::measured;
pub use model::System;
pub use result::outcome;

#[cfg(test)]
mod tests;
