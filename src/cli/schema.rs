//! `schema`: the JSON Schemas of what firedrill writes and reads, and the reference of the latter
//! for people.

use super::console::Console;
use super::error::Status;
use crate::pack::{self, shape};
use crate::report;

/// Whose schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// report.json
    Report,
    /// pack.yaml
    Pack,
    /// A scenario file
    Scenario,
    /// Every key of pack.yaml and of scenario files, as Markdown
    Reference,
}

/// `firedrill schema`
pub fn schema(subject: Subject, console: &Console) -> Status {
    let text = match subject {
        Subject::Report => format!("{:#}\n", report::json::schema()),
        Subject::Pack => format!("{:#}\n", shape::schema("pack.yaml", &pack::PACK)),
        Subject::Scenario => format!("{:#}\n", shape::schema("A scenario file", &pack::SCENARIO)),
        Subject::Reference => {
            shape::reference(&[("pack.yaml", &pack::PACK), ("Scenario files", &pack::SCENARIO)])
        }
    };
    console.result(&text);
    Status::Good
}
