//! Text → checked types.

mod agree;
mod bound;
mod claims;
mod compose;
mod compose_bounds;
mod compose_service;
mod detectors;
mod falls;
mod fault;
mod heard;
mod keys;
mod known;
mod looks;
mod parts;
mod quotes;
mod scenario;
mod stated;
mod waivers;
mod warnings;
mod whole;
mod words;

pub use compose::compose;
pub use keys::{PACK, SCENARIO};
pub(in crate::pack) use known::Known;
pub use known::Refuses;
pub use whole::{PACK_FILE, RUN_VARIABLES, check_variables, read, read_with};
