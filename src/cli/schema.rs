//! `schema`: the JSON Schemas of what firedrill writes and reads.

use super::console::Console;
use super::error::Status;

/// Whose schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// report.json
    Report,
    /// pack.yaml
    Pack,
    /// A scenario file
    Scenario,
}

/// `firedrill schema`
pub fn schema(subject: Subject, console: &Console) -> Status {
    console.result(match subject {
        Subject::Report => include_str!("../../schemas/report.json"),
        Subject::Pack => include_str!("../../schemas/pack.json"),
        Subject::Scenario => include_str!("../../schemas/scenario.json"),
    });
    Status::Good
}
