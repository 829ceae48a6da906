//! Redis: a `PING`, or a write and a read of a key of firedrill's own.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Endpoint, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use crate::pack::source::suggest;
use std::fmt;

/// A command to Redis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redis {
    /// Where.
    pub at: Endpoint,
    /// Which.
    pub does: Does,
}

/// What Redis is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// `PING`, which must answer PONG.
    Ping,
    /// A write and a read of a key of firedrill's own.
    Write,
}

const KEYS: [Key; 6] = with_common(
    [
        Key::need("redis", Shape::Word(&["ping", "write"]), "What Redis is asked to do."),
        Key::need("at", Shape::Endpoint, "The port that is asked."),
    ],
    EVERY,
);

impl Redis {
    pub(super) const OBJECT: Object = Object::new(
        "a look by redis",
        "Redis: a PING, or a write and a read of a key of firedrill's own.",
        &KEYS,
    );

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let does = match reading.text("redis")?.as_str() {
            "ping" => Does::Ping,
            "write" => Does::Write,
            other => {
                let hint = suggest(other, ["ping", "write"]);
                let mark = reading.fields.need("redis")?.mark;
                reading.source.error_with(
                    mark,
                    format!("Redis is not looked at by '{other}'"),
                    hint,
                );
                return None;
            }
        };
        Some(Self { at: reading.at()?, does })
    }
}

impl Kind for Redis {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        Cost::Little
    }

    fn stores(&self) -> bool {
        self.does == Does::Write
    }
}

impl fmt::Display for Redis {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.does {
            Does::Ping => write!(out, "PING on {}", self.at),
            Does::Write => write!(out, "SET and GET on {}", self.at),
        }
    }
}
