//! A pack as checked types: the document, the Compose file, `pack.yaml` and the scenarios, every error with its place.
//!
//! Pure: this room is handed the text of files and never opens one itself (`PackFiles`). It knows no Docker and no clock.

pub mod compose;
mod files;
mod interpolate;
mod look;
mod model;
mod problem;
mod read;
mod source;
mod yaml;

pub use files::PackFiles;
pub use look::{Endpoint, Look, Method};
pub use model::{
    Bounds, Detector, DetectorHow, Fault, Journey, NotTested, Pack, Probe, Profile, Runs, Scenario, ScenarioClaim,
    Service,
};
pub use problem::{Problem, ProblemKind, Related, render};
