//! Units of time.

use super::words::word_before;
use crate::words::Lower;

/// A unit of time.
#[derive(Debug, Clone, Copy)]
pub struct Unit {
    /// How many microseconds it is.
    pub micros: f64,
}

impl Unit {
    /// Whether people write its sixtieths behind a colon.
    pub fn has_sixty_parts(self) -> bool {
        self.micros == MINUTE || self.micros == HOUR
    }
}

pub const SECOND: f64 = 1e6;
pub const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// Words and their units, in lower case. A month is 30 days, as in warnings so many months ahead.
const UNITS: [(&[&str], f64); 10] = [
    (&["ns", "nanosecond", "nanoseconds"], SECOND / 1e9),
    (&["µs", "μs", "us", "usec", "usecs", "microsecond", "microseconds"], SECOND / 1e6),
    (&["ms", "msec", "msecs", "millis", "milli", "millisecond", "milliseconds"], SECOND / 1e3),
    (&["s", "sec", "secs", "second", "seconds"], SECOND),
    (&["m", "min", "mins", "minute", "minutes"], MINUTE),
    (&["h", "hr", "hrs", "hour", "hours"], HOUR),
    (&["d", "day", "days"], DAY),
    (&["w", "wk", "wks", "week", "weeks"], 7.0 * DAY),
    (&["month", "months"], 30.0 * DAY),
    (&["year", "years", "yr", "yrs"], 365.0 * DAY),
];

/// Units that are other words too where no number stands before them.
const OTHER_WORDS: [&str; 7] = ["ns", "us", "hr", "milli", "wk", "yr", "second"];

/// The unit that begins here, and where it ends. A capital letter alone is another unit, or none:
/// `5M`, `3D`.
pub fn unit(line: &str, at: usize) -> Option<(Unit, usize)> {
    if let Some((sign, micros)) =
        [('″', SECOND), ('′', MINUTE)].into_iter().find(|(c, _)| line[at..].starts_with(*c))
    {
        return Some((Unit { micros }, at + sign.len_utf8()));
    }
    let letters = line[at..].find(|c: char| !c.is_alphabetic()).unwrap_or(line.len() - at);
    let word = &line[at..at + letters];
    let alone = word.chars().nth(1).is_none() && word.starts_with(char::is_uppercase);
    // Longer than any of them, and then it costs nothing to leave it.
    if alone && !matches!(word, "S" | "H") || word.len() > 16 {
        return None;
    }
    let word = Lower::of(word);
    let found = UNITS.iter().find(|(words, _)| words.contains(&word.as_str()));
    found.map(|(_, micros)| (Unit { micros: *micros }, at + letters))
}

/// Whether a word, in lower case, speaks of time wherever it stands.
pub fn speaks_of_time(word: &str) -> bool {
    let unit = || UNITS.iter().any(|(words, _)| words.contains(&word));
    word.len() > 1 && word.is_ascii() && !OTHER_WORDS.contains(&word) && unit()
}

/// Where a full stop behind a shortened unit ends: `1 min. 30 sec.`
pub fn behind_stop(line: &str, end: usize) -> usize {
    const SHORT: [&str; 9] = ["s", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs"];
    let is_short = SHORT.contains(&word_before(line, end).0.trim_start_matches(char::is_numeric));
    if is_short && line[end..].starts_with('.') { end + 1 } else { end }
}
