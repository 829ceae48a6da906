//! `schema`: the JSON Schemas of what firedrill writes and reads, and the reference of the latter for people.

use super::console::Console;
use super::error::Status;
use crate::pack::{self, shape};

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
    let made = |title: &str, object: &shape::Object| format!("{:#}\n", shape::schema(title, object));
    let text = match subject {
        Subject::Report => include_str!("../../schemas/report.json").to_owned(),
        Subject::Pack => made("pack.yaml", &pack::PACK),
        Subject::Scenario => made("A scenario file", &pack::SCENARIO),
        Subject::Reference => shape::reference(&[("pack.yaml", &pack::PACK), ("Scenario files", &pack::SCENARIO)]),
    };
    console.result(&text);
    Status::Good
}
