//! Text → checked types.

mod bound;
mod claims;
mod compose;
mod compose_bounds;
mod compose_service;
mod detectors;
mod documented;
mod fault;
mod heard;
mod keys;
mod known;
mod lock;
mod looks;
mod named;
mod parts;
mod quotes;
mod scenario;
mod undrilled;
mod waivers;
mod warnings;
mod watchers;
mod whole;
mod words;

pub(in crate::pack) use bound::Wanted;
pub(in crate::pack) use claims::{AGREE, ClaimContext, Stated, named};
pub use compose::compose;
pub(in crate::pack) use detectors::kind as detector_kind;
pub(in crate::pack) use documented::{is_total, profiles_called};
pub(in crate::pack) use heard::{Clause, Heard, Thing};
pub(in crate::pack) use keys::DETECTORS;
pub use keys::{PACK, SCENARIO};
pub(in crate::pack) use known::Known;
pub use lock::{LOCK_FILE, lock};
pub use named::{beyond, built_beyond};
pub(in crate::pack) use quotes::Quote;
pub use whole::{PACK_FILE, check_variables, read, read_with};
