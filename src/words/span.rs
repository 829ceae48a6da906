//! Time as firedrill measures it: microseconds of one monotonic clock, and how sure a figure is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

/// A length of time, in whole microseconds.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Span(u64);

/// Why a text is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpanError {
    /// It is none, or one that is not exactly so long, such as a month.
    #[error("'{0}' is not a length of time; write it like 50ms, 15s or 1m 30s")]
    None(String),
    /// It is none, or one that is not exactly so long, where years are usual.
    #[error("'{0}' is not a length of time; write it like 90d, 12h or 1h 30m")]
    NoneLong(String),
    /// Nothing happens so rarely that anybody could know.
    #[error("'{0}' is more than a thousand years, and nobody knows of anything that long")]
    TooLong(String),
    /// Nothing that firedrill waits for takes that long.
    #[error("'{0}' is more than a day; nothing that firedrill measures takes longer")]
    MoreThanADay(String),
}

const HOUR: u64 = 3_600_000_000;
const DAY: u64 = 24 * HOUR;

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many microseconds.
    pub const fn micros(micros: u64) -> Self {
        Self(micros)
    }

    /// So many milliseconds.
    pub const fn millis(millis: u64) -> Self {
        Self(millis * 1_000)
    }

    /// So many seconds.
    pub const fn secs(secs: u64) -> Self {
        Self(secs * 1_000_000)
    }

    /// Reads `50ms`, `15s`, `30 seconds`, `1m 30s`. Nothing negative, nothing above a day.
    pub fn parse(text: &str) -> Result<Self, SpanError> {
        let error = || SpanError::None(text.to_owned());
        let micros = u64::try_from(exactly(text.trim()).ok_or_else(error)?.as_micros())
            .map_err(|_| error())?;
        if micros > DAY { Err(SpanError::MoreThanADay(text.to_owned())) } else { Ok(Self(micros)) }
    }

    /// Reads `90d`, `1h 30m` and all that [`Self::parse`] reads, up to a thousand years.
    pub fn parse_long(text: &str) -> Result<Self, SpanError> {
        let error = || SpanError::NoneLong(text.to_owned());
        let micros = u64::try_from(exactly(text.trim()).ok_or_else(error)?.as_micros())
            .map_err(|_| error())?;
        if micros > 365_250 * DAY {
            Err(SpanError::TooLong(text.to_owned()))
        } else {
            Ok(Self(micros))
        }
    }

    /// In microseconds.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// In milliseconds, with fractions.
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1_000.0
    }

    /// In seconds, with fractions.
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / 1_000_000.0
    }

    /// For the clocks and timers of others.
    pub const fn as_duration(self) -> Duration {
        Duration::from_micros(self.0)
    }

    /// The difference, and nothing where it would be negative.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Half of it.
    pub const fn half(self) -> Self {
        Self(self.0 / 2)
    }
}

/// What a text says; a day has 24 hours, and what is longer than a week is not always equally long.
fn exactly(text: &str) -> Option<jiff::SignedDuration> {
    let days = || {
        let span: jiff::Span = text.parse().ok()?;
        span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).ok()
    };
    text.parse().ok().or_else(days)
}

impl From<Duration> for Span {
    fn from(duration: Duration) -> Self {
        Self(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// `45 ms` below a second, `12.1 s` below two minutes, `3 min 5 s` above, `48 h` of whole hours
/// from a day on; what is whole to the microsecond has no fraction, since it was not measured but
/// said: `15 s`.
impl fmt::Display for Span {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.0 {
            whole @ 0..1_000_000 if whole % 1_000 == 0 => format!("{} ms", whole / 1_000),
            whole @ 1_000_000..120_000_000 if whole % 1_000_000 == 0 => {
                format!("{} s", whole / 1_000_000)
            }
            whole @ DAY.. if whole % HOUR == 0 => format!("{} h", whole / HOUR),
            0..10_000 => format!("{:.1} ms", self.as_millis()),
            10_000..1_000_000 => format!("{:.0} ms", self.as_millis()),
            1_000_000..120_000_000 => format!("{:.1} s", self.as_secs()),
            _ => format!("{} min {} s", self.0 / 60_000_000, self.0 / 1_000_000 % 60),
        };
        out.pad(&text)
    }
}

/// A point on a drill's own clock: microseconds since its timeline began.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Moment(u64);

impl Moment {
    /// When the timeline began.
    pub const START: Self = Self(0);

    /// So many microseconds after the beginning.
    pub const fn micros(micros: u64) -> Self {
        Self(micros)
    }

    /// In microseconds since the beginning.
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// How long after `earlier`; nothing where it was not.
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Span> for Moment {
    type Output = Self;
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl Sub<Span> for Moment {
    type Output = Self;
    fn sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

/// A measured length of time: the truth lies within `value` ± `uncertainty`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// The middle of what it can be.
    pub value: Span,
    /// How far off it can be, either way.
    pub uncertainty: Span,
}

impl Measured {
    /// What lies between two things that each happened within a window `(earliest, latest)`.
    pub fn between(from: (Moment, Moment), to: (Moment, Moment)) -> Self {
        let (shortest, longest) = (to.0.since(from.1), to.1.since(from.0));
        Self {
            value: (shortest + longest).half(),
            uncertainty: longest.saturating_sub(shortest).half(),
        }
    }

    /// The least it can be.
    pub fn at_least(self) -> Span {
        self.value.saturating_sub(self.uncertainty)
    }

    /// The most it can be.
    pub fn at_most(self) -> Span {
        self.value + self.uncertainty
    }
}

/// `360±54 ms`, `12.0±0.1 s`: in one unit. What is uncertain is rounded up, never down.
impl fmt::Display for Measured {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (value, uncertainty) = (self.value, self.uncertainty.0);
        let text = match value.0 {
            0..1_000_000 => format!("{:.0}±{} ms", value.as_millis(), uncertainty.div_ceil(1_000)),
            1_000_000..120_000_000 => {
                let tenths = uncertainty.div_ceil(100_000);
                format!("{:.1}±{}.{} s", value.as_secs(), tenths / 10, tenths % 10)
            }
            _ => format!("{:.0}±{} s", value.as_secs(), uncertainty.div_ceil(1_000_000)),
        };
        out.pad(&text)
    }
}

/// A documented time as a document writes it: `15 s`, not `15.0 s`.
pub fn stated(span: Span) -> String {
    match span.as_micros() {
        whole if whole % 1_000_000 == 0 && whole < 120_000_000 => {
            format!("{} s", whole / 1_000_000)
        }
        _ => span.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_of_time_are_read_as_people_write_them() {
        for (text, micros) in [
            ("50ms", 50_000),
            ("15s", 15_000_000),
            ("30 seconds", 30_000_000),
            ("1m 30s", 90_000_000),
            ("10 milliseconds", 10_000),
            ("24h", DAY),
            ("1 day", DAY),
            ("1d", DAY),
        ] {
            assert_eq!(Span::parse(text), Ok(Span::micros(micros)), "{text}");
        }
        for bad in ["", "soon", "-3s", "15", "9000h", "P1Y"] {
            assert!(Span::parse(bad).is_err(), "{bad}");
        }
        for long in ["48h", "2 days", "2d", "25h", "9000h"] {
            assert_eq!(Span::parse(long), Err(SpanError::MoreThanADay(long.to_owned())), "{long}");
        }
        for none in ["", "soon", "P1Y", "1 month"] {
            let said = Span::parse(none).unwrap_err().to_string();
            assert!(said.contains("write it like 50ms, 15s"), "{said}");
        }
    }

    #[test]
    fn long_ones_are_read_in_days() {
        for (text, days) in [("90d", 90), ("36500d", 36_500), ("48h", 2), ("26 weeks", 182)] {
            assert_eq!(Span::parse_long(text), Ok(Span::micros(days * DAY)), "{text}");
        }
        for none in ["", "ninety", "-3d", "1 month", "1y"] {
            let said = Span::parse_long(none).unwrap_err().to_string();
            assert!(said.contains("write it like 90d"), "{said}");
        }
        assert_eq!(Span::parse_long("400000d"), Err(SpanError::TooLong("400000d".to_owned())));
    }

    #[test]
    fn lengths_of_time_are_printed_to_what_matters() {
        let printed: Vec<String> =
            [1_234, 45_600, 12_040_000, 185_000_000].map(|us| Span::micros(us).to_string()).into();
        assert_eq!(printed, ["1.2 ms", "46 ms", "12.0 s", "3 min 5 s"]);
        let said: Vec<String> = [0, 5_000, 250_000, 15_000_000, DAY, 2 * DAY]
            .map(|us| Span::micros(us).to_string())
            .into();
        assert_eq!(said, ["0 ms", "5 ms", "250 ms", "15 s", "24 h", "48 h"]);
    }

    #[test]
    fn measured_times_are_never_surer_than_they_are() {
        let shown = |value, uncertainty| {
            Measured { value: Span::micros(value), uncertainty: Span::micros(uncertainty) }
                .to_string()
        };
        assert_eq!(shown(360_400, 53_200), "360±54 ms");
        assert_eq!(shown(12_000_000, 40_000), "12.0±0.1 s");
        assert_eq!(shown(185_000_000, 40_000), "185±1 s");
        assert_eq!(shown(0, 0), "0±0 ms");
    }

    proptest! {
        #[test]
        fn the_truth_lies_within_the_uncertainty(a in 0..1_000_000_u64, w1 in 0..50_000_u64, gap in 0..1_000_000_u64, w2 in 0..50_000_u64, t1 in 0.0..=1.0, t2 in 0.0..=1.0) {
            let (from, to) = ((a, a + w1), (a + w1 + gap, a + w1 + gap + w2));
            let measured = Measured::between((Moment(from.0), Moment(from.1)), (Moment(to.0), Moment(to.1)));
            let truth = (to.0 as f64 + t2 * w2 as f64) - (from.0 as f64 + t1 * w1 as f64);
            prop_assert!(truth >= measured.at_least().as_micros() as f64 - 2.0);
            prop_assert!(truth <= measured.at_most().as_micros() as f64 + 2.0);
        }
    }
}
