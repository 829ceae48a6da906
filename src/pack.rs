//! A pack as checked types: the document, the Compose file, `pack.yaml` and the scenarios, every
//! error with its place.
//!
//! Pure: this room is handed the text of files and never opens one itself (`PackFiles`). It knows
//! no Docker and no clock.

pub mod claim;
pub mod compose;
mod facts;
mod fault;
mod files;
mod interpolate;
pub mod look;
mod model;
mod problem;
mod read;
pub mod shape;
mod source;
mod yaml;

pub use claim::{Assertion, Claim};
pub use facts::{DocumentInfo, ProbeAspect, StandIn, Thresholds};
pub use fault::each::*;
pub use fault::{Broken, Fault, FaultKind, Foreign, Reach, Simulation, Step};
pub use files::PackFiles;
pub use interpolate::Variables;
pub use look::{Endpoint, Look, Method, Sees};
pub use model::{
    Bounds, Detector, DetectorHow, Drift, Journey, NotDrilled, NotTested, Pack, Probe, Profile, Runs, Scenario,
    ScenarioClaim, Service, Waiver,
};
pub use problem::{Problem, ProblemKind, render};
pub use read::{LOCK_FILE, PACK, PACK_FILE, SCENARIO, check_variables, lock, read, read_with};

use std::collections::BTreeSet;

impl Pack {
    /// The paths of the files that it was read from, within the pack.
    pub fn read_from(&self) -> BTreeSet<&str> {
        let scenarios = self.scenarios.iter().map(|scenario| scenario.file.as_str());
        scenarios
            .chain([PACK_FILE, self.document.path.as_str(), self.compose_path.as_str()])
            .collect()
    }

    /// The Compose file with the variables of one run: the profile's `set`, and those that
    /// every run gives it.
    pub fn compose(&self, variables: &Variables) -> Result<compose::Compose, Vec<Problem>> {
        let source = source::Source::new(&self.compose_path, &self.compose_text);
        let read = read::compose(&source, variables);
        let problems = source.into_problems();
        read.filter(|_| problems.is_empty()).ok_or(problems)
    }
}

#[cfg(test)]
mod tests;
