//! What a pack says that a timeline repeats, so that a drill is judged by its timeline alone.

use crate::words::Span;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which document, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentInfo {
    /// Its path as the pack gives it.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    pub sha256: String,
}

/// Something that stood in for the real thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandIn {
    /// What was stood in for.
    pub what: String,
    /// Why, and by what.
    pub why: String,
}

/// Where the judge draws its lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Outage: a smaller part of a journey's requests than this succeeds.
    pub outage_below: f64,
    /// Degraded: a larger part of a journey's requests than this fails, or is answered by a
    /// fallback.
    #[serde(default = "degraded_above")]
    pub degraded_above: f64,
    /// A fallback is one when so many answers came by it.
    pub degraded_failures: u32,
    /// Silence or failure that is over sooner than this is not told as an effect.
    pub degraded_over: Span,
    /// A service has failed when so many samples in a row say so (one is enough for a probe through
    /// Prometheus, each of whose samples is a scrape of its own).
    pub failed_in_a_row: u32,
    /// Slower: the median is above this multiple of the steady one …
    pub slower_factor: f64,
    /// … and by at least this much.
    pub slower_by: Span,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            outage_below: 0.5,
            degraded_above: degraded_above(),
            degraded_failures: 3,
            degraded_over: Span::millis(100),
            failed_in_a_row: 3,
            slower_factor: 2.0,
            slower_by: Span::millis(10),
        }
    }
}

/// Three requests in a hundred.
const fn degraded_above() -> f64 {
    0.03
}

/// What a probe looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeAspect {
    /// The service's own state, through nothing else.
    Alive,
    /// What its users get.
    Works,
    /// Whether it can store what they give it.
    Writes,
}

impl ProbeAspect {
    /// The word for it, in probe names too.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Works => "works",
            Self::Writes => "writes",
        }
    }
}
