//! Text → checked types.

mod agree;
mod claims;
mod compose;
mod compose_bounds;
mod compose_service;
mod detectors;
mod fault;
mod known;
mod looks;
mod parts;
mod quotes;
mod scenario;
mod waivers;
mod whole;
mod words;

pub use compose::compose;
pub use whole::{PACK_FILE, RUN_VARIABLES, check_variables, read};
