//! The JSON Lines form: the header, then one event a line.

use super::{Header, Recorded};

/// The version that this program writes, and the newest it reads.
pub const SCHEMA_VERSION: u32 = 1;

/// A drill's whole record.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The first line.
    pub header: Header,
    /// All that happened, in the order of its numbers.
    pub events: Vec<Recorded>,
    /// Set where the last line was cut off, as by a crash: the timeline holds as far as it goes.
    pub cut_off: bool,
}

/// Why a text is no timeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Damage {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub why: String,
}

/// The header as a line, with its line end.
pub fn header_line(header: &Header) -> String {
    line(header)
}

/// An event as a line, with its line end.
pub fn event_line(event: &Recorded) -> String {
    line(event)
}

fn line<T: serde::Serialize>(value: &T) -> String {
    // Types of plain fields and string keys: there is nothing in them that JSON cannot hold.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

impl Timeline {
    /// Reads a timeline. A last line without its line end was cut off by a crash and is left out; any other line that
    /// does not read is damage, as are numbers that do not count up by one.
    pub fn read(text: &str) -> Result<Self, Damage> {
        let mut lines = text.split_inclusive('\n').enumerate();
        let (_, first) = lines.next().ok_or_else(|| damage(1, "the file is empty"))?;
        let header = read_header(first)?;
        let (mut events, mut cut_off) = (Vec::new(), false);
        for (index, line) in lines {
            match serde_json::from_str::<Recorded>(line) {
                Ok(event) if event.n == events.len() as u64 + 1 => events.push(event),
                Ok(event) => {
                    return Err(damage(
                        index + 1,
                        &format!("event {} stands where {} should", event.n, events.len() + 1),
                    ));
                }
                Err(_) if !line.ends_with('\n') => cut_off = true,
                Err(error) => return Err(damage(index + 1, &format!("not an event: {error}"))),
            }
        }
        Ok(Self { header, events, cut_off })
    }
}

/// The version is looked at first, so that a newer file is named as such and not as damaged.
fn read_header(line: &str) -> Result<Header, Damage> {
    let value: serde_json::Value =
        serde_json::from_str(line).map_err(|error| damage(1, &format!("not a timeline's header: {error}")))?;
    match value.get("schema_version").and_then(serde_json::Value::as_u64) {
        None => Err(damage(1, "not a timeline's header: it has no schema_version")),
        Some(version) if version > u64::from(SCHEMA_VERSION) => Err(damage(
            1,
            &format!("written in version {version} of the format; this firedrill reads up to {SCHEMA_VERSION}"),
        )),
        Some(_) => {
            serde_json::from_value(value).map_err(|error| damage(1, &format!("not a timeline's header: {error}")))
        }
    }
}

fn damage(line: usize, why: &str) -> Damage {
    Damage { line, why: why.to_owned() }
}
