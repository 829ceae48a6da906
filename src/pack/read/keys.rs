//! The keys of a pack's files: what the readers let through, and what the schemas and the reference
//! are made of.

mod pack;
mod rates;
mod scenario;
mod tree;

pub use pack::{
    DEPENDENCIES, DETECTOR, DETECTORS, FACT, GROUP, JOURNEY, NOT_DRILLED, PACK, PROFILE,
    PROMETHEUS, SERVICE, STAND_IN, THRESHOLDS, WAIVER,
};
pub use rates::{COPIES, RATES, WHAT_IF};
pub use scenario::{BOUNDS, CLAIM, KINDS, NOT_TESTED, SCENARIO};
pub use tree::{ANSWER, ASPECTS, REMEDY, TREE};
