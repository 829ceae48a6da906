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
mod layers;
pub mod look;
mod model;
mod problem;
mod question;
mod read;
pub mod shape;
mod source;
mod starts;
mod steady;
mod tables;
mod trees;
mod yaml;

pub use claim::{Assertion, Claim};
pub use facts::{DocumentInfo, ProbeAspect, StandIn, Thresholds};
pub use fault::each::*;
pub use fault::{Broken, Fault, FaultKind, Foreign, Reach, Simulation, Step};
pub use files::{PackFiles, from_the_pack, within};
pub use interpolate::Variables;
pub use look::{Endpoint, Look, Method, Sees};
#[cfg(test)] // tests ask how a fact is tested
pub use model::Testing;
pub use model::{
    Bounds, Detector, DetectorHow, Drift, Droplet, Journey, NotDrilled, NotTested, Pack, Probe,
    Profile, RatesSaid, Runs, Said, Scenario, ScenarioClaim, Service, Waiver,
};
pub use problem::{Problem, ProblemKind, render};
pub use question::Question;
pub use read::{
    LOCK_FILE, PACK, PACK_FILE, SCENARIO, beyond, built_beyond, check_variables, lock, read,
    read_with, what_if,
};

pub use tables::with_tables;
pub use trees::bound_trees;

use std::collections::BTreeSet;

/// Why there is no Compose file to be had of a pack.
#[derive(Debug, Clone, thiserror::Error)]
pub enum NoCompose {
    /// It names none.
    #[error("the pack names no Compose file, so there is no stack to drill")]
    Unnamed,
    /// It cannot be read with these variables.
    #[error("{}", first_of(.0))]
    Broken(Vec<Problem>),
}

fn first_of(problems: &[Problem]) -> String {
    problems
        .first()
        .map_or_else(|| "the Compose file cannot be read".to_owned(), ToString::to_string)
}

impl Pack {
    /// The paths of the files that it was read from, from its folder.
    pub fn read_from(&self) -> BTreeSet<&str> {
        let scenarios = self.scenarios.iter().map(|scenario| scenario.file.as_str());
        scenarios
            .chain([PACK_FILE, LOCK_FILE, self.document.path.as_str()])
            .chain(self.compose_file.as_ref().map(|file| file.path.as_str()))
            .collect()
    }

    /// Where the droplet keeps the authority that journeys trust, where there is one.
    pub fn authority(&self) -> Option<&str> {
        self.droplet.as_ref()?.authority.as_deref()
    }

    /// The Compose file with the variables of one run: the profile's `set`, and those that
    /// every run gives it.
    pub fn compose(&self, variables: &Variables) -> Result<compose::Compose, NoCompose> {
        let file = self.compose_file.as_ref().ok_or(NoCompose::Unnamed)?;
        let source = source::Source::new(&file.path, &file.text);
        let read = read::compose(&source, variables);
        let problems = source.into_problems();
        read.filter(|_| problems.is_empty()).ok_or(NoCompose::Broken(problems))
    }
}

#[cfg(test)]
mod tests;
