//! The JSON Lines form: the header, then one event a line.

use super::{Header, Recorded};

/// The version that this program writes, and the newest it reads.
pub const SCHEMA_VERSION: u32 = 2;

/// Name and version of this program, as timelines and reports have it.
pub const TOOL: &str = concat!("firedrill ", env!("CARGO_PKG_VERSION"));

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
    /// Reads a timeline. A last line without its line end was cut off by a crash and is left out;
    /// any other line that does not read is damage, as are numbers that do not count up by one.
    pub fn read(text: impl AsRef<[u8]>) -> Result<Self, Damage> {
        let mut lines = text.as_ref().split_inclusive(|byte| *byte == b'\n');
        let mut reader = Reader::begin(lines.next().unwrap_or_default())?;
        let mut events = Vec::new();
        for line in lines {
            events.extend(reader.event(line)?);
        }
        Ok(Self { header: reader.header, events, cut_off: reader.cut_off })
    }

    /// The event of this number. A timeline may have been thinned, so that numbers are missing;
    /// they count up all the same.
    pub fn event(&self, n: u64) -> Option<&Recorded> {
        let at = self.events.binary_search_by_key(&n, |recorded| recorded.n).ok()?;
        self.events.get(at)
    }
}

/// Reads a timeline line by line, for whoever does not want all of it at once: one of hours has
/// millions.
#[derive(Debug, Clone)]
pub struct Reader {
    /// The first line.
    pub header: Header,
    /// Set once the last line turns out to be cut off.
    pub cut_off: bool,
    events: u64,
}

impl Reader {
    /// Reads the first line.
    pub fn begin(first: &[u8]) -> Result<Self, Damage> {
        if first.is_empty() {
            return Err(damage(1, "the file is empty"));
        }
        Ok(Self { header: read_header(first)?, cut_off: false, events: 0 })
    }

    /// Reads the next line, with its line end; none where that is missing and the rest does not
    /// read.
    pub fn event(&mut self, line: &[u8]) -> Result<Option<Recorded>, Damage> {
        // Line 1 is the header.
        let (expected, at) =
            (self.events + 1, usize::try_from(self.events + 2).unwrap_or(usize::MAX));
        match serde_json::from_slice::<Recorded>(line) {
            Ok(event) if event.n == expected => {
                self.events = expected;
                Ok(Some(event))
            }
            Ok(event) => {
                Err(damage(at, &format!("event {} stands where {expected} should", event.n)))
            }
            Err(_) if !line.ends_with(b"\n") => {
                self.cut_off = true;
                Ok(None)
            }
            Err(error) => Err(damage(at, &format!("not an event: {error}"))),
        }
    }
}

/// The version is looked at first, so that a newer file is named as such and not as damaged.
fn read_header(line: &[u8]) -> Result<Header, Damage> {
    let value: serde_json::Value = serde_json::from_slice(line)
        .map_err(|error| damage(1, &format!("not a timeline's header: {error}")))?;
    match value.get("schema_version").and_then(serde_json::Value::as_u64) {
        None => Err(damage(1, "not a timeline's header: it has no schema_version")),
        Some(version) if version > u64::from(SCHEMA_VERSION) => Err(damage(
            1,
            &format!(
                "written in version {version} of the format; this firedrill reads up to \
                 {SCHEMA_VERSION}"
            ),
        )),
        Some(_) => serde_json::from_value(value)
            .map_err(|error| damage(1, &format!("not a timeline's header: {error}"))),
    }
}

fn damage(line: usize, why: &str) -> Damage {
    Damage { line, why: why.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::fixture::scenarios::redis_stops;
    use proptest::prelude::*;

    fn written(timeline: &Timeline) -> String {
        std::iter::once(header_line(&timeline.header))
            .chain(timeline.events.iter().map(event_line))
            .collect()
    }

    /// A drill of 300 events or so.
    fn short() -> Timeline {
        redis_stops("flask").cut_at(1_000).build()
    }

    #[test]
    fn what_was_written_is_read_again() {
        let timeline = Timeline { cut_off: false, ..short() };
        assert_eq!(Timeline::read(written(&timeline)), Ok(timeline));
    }

    #[test]
    fn every_event_is_one_line() {
        let timeline = short();
        assert!(timeline.events.iter().all(|event| event_line(event).matches('\n').count() == 1));
        assert_eq!(written(&timeline).lines().count(), timeline.events.len() + 1);
    }

    #[test]
    fn a_header_alone_is_a_timeline_in_which_nothing_happened() {
        let read = Timeline::read(header_line(&short().header)).unwrap();
        assert!(read.events.is_empty() && !read.cut_off);
    }

    #[test]
    fn damage_is_told_with_its_line() {
        let timeline = short();
        let mut lines: Vec<String> =
            written(&timeline).split_inclusive('\n').map(str::to_owned).collect();
        assert_eq!(Timeline::read("").unwrap_err().to_string(), "line 1: the file is empty");
        assert!(
            Timeline::read("{}\n")
                .unwrap_err()
                .to_string()
                .starts_with("line 1: not a timeline's header")
        );
        lines[4] = "{}\n".to_owned();
        assert!(
            Timeline::read(lines.concat())
                .unwrap_err()
                .to_string()
                .starts_with("line 5: not an event")
        );
        lines.remove(4);
        assert_eq!(
            Timeline::read(lines.concat()).unwrap_err().to_string(),
            "line 5: event 5 stands where 4 should"
        );
    }

    #[test]
    fn a_newer_timeline_is_named_as_such() {
        let newer = written(&short()).replace("\"schema_version\":2", "\"schema_version\":3");
        assert_eq!(
            Timeline::read(&newer).unwrap_err().to_string(),
            "line 1: written in version 3 of the format; this firedrill reads up to 2"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_timeline_that_was_cut_off_anywhere_is_read_as_far_as_it_goes(cut in 0.0..1.0_f64) {
            let timeline = short();
            let whole = written(&timeline);
            let header = header_line(&timeline.header).len();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the text")]
            let mut at = header + ((whole.len() - header) as f64 * cut) as usize;
            while !whole.is_char_boundary(at) {
                at -= 1;
            }
            let read = Timeline::read(&whole[..at]).unwrap();
            prop_assert_eq!(&read.events[..], &timeline.events[..read.events.len()]);
            let complete = whole[header..at].matches('\n').count();
            prop_assert!(read.events.len() == complete || read.events.len() == complete + 1);
            prop_assert_eq!(read.cut_off, read.events.len() == complete && !whole[..at].ends_with('\n'));
        }

        #[test]
        fn no_text_is_read_by_a_panic(text in any::<String>(), place in any::<prop::sample::Index>()) {
            let _ = Timeline::read(&text);
            let whole = written(&short());
            let mut lines: Vec<&str> = whole.split_inclusive('\n').take(20).collect();
            lines.insert(place.index(lines.len()), &text);
            let _ = Timeline::read(lines.concat());
        }
    }
}
