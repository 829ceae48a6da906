//! When a time has changed, and when it only looks so.

use crate::judge::{Spread, serde_ms};
use crate::report::layout::figure;
use crate::words::{Measured, Span};
use serde::Serialize;
use std::fmt;

/// From so many repeats on, their spread is taken as the noise.
const ENOUGH: u32 = 3;

/// Fewer repeats do not show how much a time varies from run to run. It can then be off by this
/// part of it besides its uncertainty: by hand, the median recoveries of the bundled stack's drills
/// had others up to a quarter off.
pub const SINGLE: f64 = 0.25;

/// What is shorter than this is no slowdown that anybody would notice.
const LEAST: Span = Span::millis(10);

/// What is said where a time changed by more than its uncertainty, and by less than single runs may
/// differ.
pub(super) const UNCLEAR: &str =
    "may be chance: each was measured too few times; --repeat 3 would tell";

/// A time with what it may have been.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Range {
    /// The median, or the one that was measured.
    #[serde(rename = "value_ms", with = "serde_ms::Milliseconds")]
    pub value: Span,
    /// The least that was seen, or that it can have been.
    #[serde(rename = "least_ms", with = "serde_ms::Milliseconds")]
    pub least: Span,
    /// The most.
    #[serde(rename = "most_ms", with = "serde_ms::Milliseconds")]
    pub most: Span,
    /// How often it was measured.
    pub repeats: u32,
}

/// How one time is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Slower,
    Faster,
    Same,
    /// Beyond what could not be measured, within what runs differ by.
    Unclear,
}

impl Range {
    /// From a measured time, and the spread of its repeats.
    pub fn of(measured: Measured, spread: Option<Spread>, repeats: u32) -> Self {
        let (least, most) = (measured.at_least(), measured.at_most());
        Self {
            value: measured.value,
            least: spread.map_or(least, |spread| spread.least.min(least)),
            most: spread.map_or(most, |spread| spread.most.max(most)),
            repeats,
        }
    }

    /// With all that it may be off from one run to the next.
    fn with_noise(self) -> Self {
        if self.repeats >= ENOUGH {
            return self;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a quarter of a span"
        )]
        let off = Span::micros((self.value.as_micros() as f64 * SINGLE) as u64);
        Self { least: self.least.saturating_sub(off), most: self.most + off, ..self }
    }
}

/// A time is another only where their ranges have nothing in common.
pub(super) fn pace(old: Range, new: Range) -> Pace {
    let apart = |old: Range, new: Range| {
        if new.least > old.most + LEAST {
            Pace::Slower
        } else if old.least > new.most + LEAST {
            Pace::Faster
        } else {
            Pace::Same
        }
    };
    match (apart(old, new), apart(old.with_noise(), new.with_noise())) {
        (Pace::Same, _) => Pace::Same,
        (_, Pace::Same) => Pace::Unclear,
        (_, pace) => pace,
    }
}

impl fmt::Display for Range {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.repeats > 1 {
            return out.pad(&format!("{} ({} to {})", self.value, self.least, self.most));
        }
        let uncertainty = self.most.saturating_sub(self.value);
        out.pad(&figure(Measured { value: self.value, uncertainty }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(value: u64, off: u64, repeats: u32) -> Range {
        let measured = Measured { value: Span::millis(value), uncertainty: Span::millis(off) };
        Range::of(measured, None, repeats)
    }

    #[test]
    fn a_slowdown_counts_only_beyond_the_noise() {
        assert_eq!(pace(range(1_000, 10, 5), range(1_100, 10, 5)), Pace::Slower);
        assert_eq!(pace(range(1_100, 10, 5), range(1_000, 10, 5)), Pace::Faster);
        assert_eq!(pace(range(1_000, 60, 5), range(1_100, 60, 5)), Pace::Same);
        assert_eq!(pace(range(1_000, 10, 1), range(1_100, 10, 1)), Pace::Unclear);
        assert_eq!(pace(range(1_000, 10, 1), range(1_800, 10, 1)), Pace::Slower);
        assert_eq!(pace(range(1_000, 10, 1), range(1_400, 10, 5)), Pace::Slower);
        assert_eq!(pace(range(2, 0, 5), range(9, 0, 5)), Pace::Same);
    }

    #[test]
    fn the_spread_of_repeats_is_noise_too() {
        let spread = Spread { least: Span::millis(900), most: Span::millis(1_500) };
        let measured = Measured { value: Span::millis(1_000), uncertainty: Span::millis(10) };
        let old = Range::of(measured, Some(spread), 5);
        assert_eq!(pace(old, range(1_400, 10, 5)), Pace::Same);
        assert_eq!(pace(old, range(1_600, 10, 5)), Pace::Slower);
    }

    proptest! {
        #[test]
        fn what_is_slower_one_way_is_faster_the_other(a in 0..100_000_u64, b in 0..100_000_u64, off in 0..5_000_u64, n in 1..6_u32, m in 1..6_u32) {
            let there = pace(range(a, off, n), range(b, off, m));
            let back = pace(range(b, off, m), range(a, off, n));
            let turned = match there {
                Pace::Slower => Pace::Faster,
                Pace::Faster => Pace::Slower,
                other => other,
            };
            prop_assert_eq!(back, turned);
            prop_assert_eq!(pace(range(a, off, n), range(a, off, n)), Pace::Same);
        }
    }
}
