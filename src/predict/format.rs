//! Predictions for people and for programs, one file a format.

mod drawing;
mod human;
mod json;
mod shapes;
mod svg;

pub use drawing::{dot, mermaid};
pub use human::human;
pub use json::json;
pub use svg::svg;

use super::{Cascade, Fall, Graph};
use crate::words::ProfileName;

/// What is predicted of one profile.
#[derive(Debug)]
pub struct Prediction {
    /// The profile.
    pub profile: ProfileName,
    /// Its services and journeys.
    pub graph: Graph,
    /// What fails with what was named, where something was.
    pub cascade: Option<Cascade>,
    /// What it takes to bring journeys down, where that was asked.
    pub falls: Option<Vec<Fall>>,
}
