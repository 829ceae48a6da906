//! The keys of a pack's files: what the readers let through, and what the schemas and the reference
//! are made of.

mod pack;
mod scenario;
mod tree;

pub use pack::{
    COPIES, DEPENDENCIES, DETECTOR, DETECTORS, FACT, GROUP, JOURNEY, NOT_DRILLED, PACK, PROFILE,
    PROMETHEUS, RATES, SERVICE, STAND_IN, THRESHOLDS, WAIVER, WHAT_IF,
};
pub use scenario::{BOUNDS, CLAIM, KINDS, NOT_TESTED, SCENARIO};
pub use tree::{ANSWER, ASPECTS, REMEDY, TREE};
