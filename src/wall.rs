//! The time of day, for names, dates and certificates; no duration is ever computed from it.
//!
//! A machine's wall clock can be wrong, and can jump at any moment. So it is read once, when
//! firedrill starts; from then on the time of day goes with the monotonic clock, and a jump in the
//! middle of a run changes nothing.
#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]

use jiff::Timestamp;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// Clocks of two machines, or of one before and after a jump, may differ by so much: an hour, and
/// some more.
pub const SKEW: Duration = Duration::from_secs(2 * 60 * 60);

/// A wall clock that cannot jump.
#[derive(Debug, Clone, Copy)]
struct Wall {
    read: Timestamp,
    at: Instant,
}

impl Wall {
    /// The time of day at a moment of the monotonic clock; beyond the calendar's end it stands
    /// still.
    fn at(self, instant: Instant) -> Timestamp {
        self.read.checked_add(instant.saturating_duration_since(self.at)).unwrap_or(Timestamp::MAX)
    }
}

/// The time of day.
pub fn now() -> Timestamp {
    static WALL: OnceLock<Wall> = OnceLock::new();
    WALL.get_or_init(|| Wall { read: Timestamp::now(), at: Instant::now() }).at(Instant::now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_of_day_goes_with_the_monotonic_clock() {
        let (read, at) = ("2026-11-24T07:45:12Z".parse().unwrap(), Instant::now());
        let wall = Wall { read, at };
        assert_eq!(wall.at(at), read);
        assert_eq!(
            wall.at(at + Duration::from_millis(1_500)).to_string(),
            "2026-11-24T07:45:13.5Z"
        );
        assert!(wall.at(at + Duration::from_secs(u64::MAX >> 24)) <= Timestamp::MAX);
        assert!(now() <= now());
    }
}
