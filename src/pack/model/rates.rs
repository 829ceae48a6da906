//! How often parts fail and how many copies there are, for simulations.

use crate::words::{ServiceName, Span};

/// The words of `rates` that are no service: the server that all is on, and what improvements add.
pub const PARTS: [&str; 3] = ["server", "load-balancer", "cdn"];

/// How often a part fails, as far as the pack says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RatesSaid {
    /// From a repair to the next failure, on average; an hour at least.
    pub mtbf: Option<Said>,
    /// Until somebody has noticed, on average.
    pub notice: Option<Said>,
    /// From then until it is repaired, on average.
    pub repair: Option<Said>,
    /// Of the server: what is on it.
    pub holds: Option<Vec<ServiceName>>,
}

/// A length of time that somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// How long.
    pub span: Span,
    /// It is not the pack's but of what was laid over it.
    pub what_if: bool,
}

/// How many copies of a service there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copies {
    /// So many; one at least.
    pub of: usize,
    /// With fewer than these it is down; one at least, and no more than there are.
    pub need: usize,
    /// Each is on a server of its own.
    pub apart: bool,
}
