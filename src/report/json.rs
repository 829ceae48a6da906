//! `report.json`, as `schemas/report.json` promises it.

mod schema;

pub use schema::schema;

use super::Run;
use crate::judge::Budget;

/// The version that this program writes, and the newest it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// Why a text is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not JSON, or not of a report's shape.
    #[error("not a report: {why}")]
    Shape {
        /// What is wrong, and where.
        why: String,
    },
    /// Written by a newer firedrill.
    #[error(
        "written in version {version} of the format; this firedrill reads up to {SCHEMA_VERSION}"
    )]
    Newer {
        /// The version it says.
        version: u64,
    },
}

/// Writes a run, with its line end.
pub fn write(run: &Run) -> String {
    // Types of plain fields and string keys: there is nothing in them that JSON cannot hold.
    let mut text = serde_json::to_string_pretty(run).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a run again. The version is looked at first, so that a newer report is named as such and
/// not as damaged.
pub fn read(text: &str) -> Result<Run, Unreadable> {
    let shape = |error: serde_json::Error| Unreadable::Shape { why: error.to_string() };
    let value: serde_json::Value = serde_json::from_str(text).map_err(shape)?;
    let run: Run = match value.get("schema_version").and_then(serde_json::Value::as_u64) {
        Some(version) if version > u64::from(SCHEMA_VERSION) => {
            return Err(Unreadable::Newer { version });
        }
        // Read as text where it can be: only then does an error have a line.
        Some(_) => {
            serde_json::from_str(text).or_else(|error| older(value).ok_or(error)).map_err(shape)?
        }
        None => return Err(Unreadable::Shape { why: "it has no schema_version".to_owned() }),
    };
    let mut named =
        run.drills.iter().flat_map(|drill| drill.timelines.iter().chain(&drill.timeline));
    match named.find(|name| !is_file_name(name)) {
        Some(name) => Err(Unreadable::Shape {
            why: format!("'{name}' is no timeline's file in its own folder"),
        }),
        None => Ok(run),
    }
}

/// Whoever opens a timeline looks for it beside the report: its name must not lead elsewhere.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0'])
}

/// A report of an older form: what it does not have yet is empty.
fn older(mut value: serde_json::Value) -> Option<Run> {
    let nothing = serde_json::to_value(Budget::default()).ok()?;
    for drill in value.get_mut("drills")?.as_array_mut()? {
        let fields = drill.as_object_mut()?;
        fields.entry("effects").or_insert_with(|| serde_json::Value::Array(Vec::new()));
        fields.entry("budget").or_insert_with(|| nothing.clone());
    }
    serde_json::from_value(value).ok()
}
