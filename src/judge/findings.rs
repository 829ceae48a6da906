//! What a drill found: one entry of `drills` in `report.json`, field by field.

mod boot;
mod predictions;
mod recovery;

pub use boot::{BootFound, BootedFound};
pub use predictions::{Agreement, Levels, PredictionFound};
pub use recovery::{Back, ControlFound, RecoveryFound, Spread};

use super::serde_ms;
use crate::timeline::{Falls, Thresholds};
use crate::words::{
    ClaimId, DetectorKind, DetectorName, Impact, JourneyName, Measured, ProfileName, ScenarioId,
    ServiceName, Span, Verdict,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A part of a whole, from 0 to 1.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema is made of it")]
struct Part(#[schemars(range(min = 0, max = 1))] f64);

/// The number of an event in the drill's timeline, from 1.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "the schema is made of it")]
struct EventNumber(#[schemars(range(min = 1))] u64);

/// All that is to be said of one drill.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Drill {
    /// The scenario.
    pub id: ScenarioId,
    /// Its title.
    pub title: String,
    /// The profile.
    pub profile: ProfileName,
    /// The worst of its claims' verdicts; undetermined where there is no claim.
    pub verdict: Verdict,
    /// Where the document speaks of it.
    pub source: Source,
    /// How often it was drilled; the judge sees one timeline and says 1.
    #[schemars(range(min = 1))]
    pub repeats: u32,
    /// Whether something was broken, in every repeat; where it was not, there is nothing that could
    /// be judged.
    #[serde(default = "yes")]
    #[schemars(!default)]
    pub injected: bool,
    /// Set where the machine was too busy to keep the probes' cadence.
    pub lost_precision: Option<LostPrecision>,
    /// How each journey fared.
    pub impact: BTreeMap<JourneyName, ImpactFound>,
    /// Which services fell.
    pub cascade: CascadeFound,
    /// Which detectors noticed.
    pub detection: Vec<DetectionFound>,
    /// How it came back.
    pub recovery: RecoveryFound,
    /// How all came up that was started one after the other; not there where nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<BootFound>,
    /// What the document says, what the dependencies imply and what was seen, of each journey and
    /// each service that was not broken itself; not there in reports of before this was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predictions: Vec<PredictionFound>,
    /// What else happened.
    pub effects: Vec<EffectFound>,
    /// Where the judge drew its lines.
    #[serde(default)]
    #[schemars(!default)]
    pub thresholds: Lines,
    /// Where its time went.
    pub budget: Budget,
    /// What probing cost; null where it was not told.
    pub probing: Option<Probing>,
    /// The claims, in the document's order.
    pub claims: Vec<Judged>,
    /// The timeline's file, set by whoever knows it; of several repeats the first's.
    pub timeline: Option<String>,
    /// The timelines' files of all repeats, in their order.
    #[serde(default)]
    #[schemars(!default)]
    pub timelines: Vec<String>,
}

/// Where the judge draws its lines, as the pack has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Lines {
    /// Outage: a smaller part of a journey's requests succeeds.
    pub outage_below: f64,
    /// Degraded: a larger part fails, or is answered by a fallback.
    pub degraded_above: f64,
    /// Slower: the median is above this multiple of the steady one …
    pub slower_factor: f64,
    /// … and by at least this much.
    #[serde(rename = "slower_by_ms", with = "serde_ms::Milliseconds")]
    pub slower_by: Span,
}

impl From<&Thresholds> for Lines {
    fn from(thresholds: &Thresholds) -> Self {
        let Thresholds { outage_below, degraded_above, slower_factor, slower_by, .. } = *thresholds;
        Self { outage_below, degraded_above, slower_factor, slower_by }
    }
}

/// A place in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Its path.
    pub document: String,
    /// The line, counted from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
}

/// Looks that were sent later than their probe's cadence allows, and time without any. What they
/// widen is in the figures already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LostPrecision {
    /// How many.
    pub samples: u64,
    /// By how much the latest of them was late.
    #[serde(rename = "worst_ms", with = "serde_ms::Milliseconds")]
    pub worst: Span,
    /// For how long in all nothing was heard, because firedrill was stopped or got no processor
    /// time.
    #[serde(rename = "unheard_ms", with = "serde_ms::Milliseconds", default)]
    #[schemars(!default)]
    pub unheard: Span,
}

/// Something that happened and that is neither a service's fall nor a journey's outcome: what
/// became of logs or a disk, what broke a recovery, what the document does not know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EffectFound {
    /// What it happened to: a name of the pack's, or a few words.
    pub what: String,
    /// What happened, in words.
    pub text: String,
    /// Whether the document names it.
    pub documented: bool,
    /// How long after the fault.
    #[serde(flatten, with = "serde_ms::After")]
    pub after: Option<Measured>,
    /// The events that show it.
    #[schemars(with = "Vec<EventNumber>")]
    pub evidence: Vec<u64>,
}

/// Where the drill's time went, phase by phase: what nobody can shorten who wants the same to be
/// observed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// Until all had been well for long enough.
    #[serde(rename = "steady_ms", with = "serde_ms::Milliseconds")]
    pub steady: Span,
    /// While the fault came near, for a warning; mostly nothing.
    #[serde(rename = "approach_ms", with = "serde_ms::Milliseconds")]
    pub approach: Span,
    /// Until the fault had taken hold.
    #[serde(rename = "fault_ms", with = "serde_ms::Milliseconds")]
    pub fault: Span,
    /// Until all that is claimed to happen, detection included, had been seen.
    #[serde(rename = "observe_ms", with = "serde_ms::Milliseconds")]
    pub observe: Span,
    /// While it was watched on for what must not happen.
    #[serde(rename = "watch_ms", with = "serde_ms::Milliseconds", default)]
    #[schemars(!default)]
    pub watch: Span,
    /// Until what is claimed was back.
    #[serde(rename = "recover_ms", with = "serde_ms::Milliseconds")]
    pub recover: Span,
    /// While what was back had to stay.
    #[serde(rename = "hold_ms", with = "serde_ms::Milliseconds", default)]
    #[schemars(!default)]
    pub hold: Span,
    /// Until all was as before.
    #[serde(rename = "settle_ms", with = "serde_ms::Milliseconds")]
    pub settle: Span,
    /// While the recovery was withheld, to see what heals by itself.
    #[serde(rename = "control_ms", with = "serde_ms::Milliseconds", default)]
    #[schemars(!default)]
    pub control: Span,
}

impl Budget {
    /// Its phases by their names, in their order.
    pub const fn phases(&self) -> [(&'static str, Span); 9] {
        let Self { steady, approach, fault, observe, watch, recover, hold, settle, control } =
            *self;
        [
            ("steady", steady),
            ("approach", approach),
            ("fault", fault),
            ("observe", observe),
            ("watch", watch),
            ("recover", recover),
            ("hold", hold),
            ("settle", settle),
            ("control", control),
        ]
    }

    /// All of them together.
    pub fn sum(&self) -> Span {
        self.phases().into_iter().fold(Span::ZERO, |sum, (_, phase)| sum + phase)
    }
}

/// What probing cost, and how busy the machine was, as parts of all its processors' time (0 to 1).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Probing {
    /// firedrill's own part.
    #[schemars(with = "Part")]
    pub own: f64,
    /// All parts together, the stack's included.
    #[schemars(with = "Part")]
    pub machine: f64,
}

/// How a journey fared from the fault's taking hold until its targets served again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactFound {
    /// What the document says; none where it says nothing of this journey.
    pub expected: Option<Impact>,
    /// What was seen; none where the requests do not tell between two impacts.
    pub observed: Option<Impact>,
    /// The part of all requests that is amiss, at least and at most: the interval that was held
    /// against the thresholds.
    #[serde(rename = "amiss_interval", default)]
    #[schemars(!default)]
    #[schemars(with = "Option<[Part; 2]>")]
    pub amiss: Option<(f64, f64)>,
    /// Which part of the requests succeeded.
    #[schemars(with = "Option<Part>")]
    pub success_ratio: Option<f64>,
    /// Median answer time of those that did.
    #[serde(rename = "median_ms", with = "serde_ms::MaybeMilliseconds")]
    pub median: Option<Span>,
    /// The same in the steady state.
    #[serde(rename = "steady_median_ms", with = "serde_ms::MaybeMilliseconds")]
    pub steady_median: Option<Span>,
}

/// Which services fell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CascadeFound {
    /// What the document names; empty for "none", null where it is silent.
    pub expected: Option<Vec<ServiceName>>,
    /// What was seen to fail or degrade, in the order in which it did. A target stands here only if
    /// the document names it.
    pub observed: Vec<Fallen>,
    /// Named and not seen to fall.
    pub missing: Vec<ServiceName>,
    /// Seen to fall and not named.
    pub undocumented: Vec<ServiceName>,
    /// Not to be seen (or not all that its users get), because the way to it had failed.
    pub unobservable: Vec<ServiceName>,
    /// Whether they fell in the document's order, claimed or not: undetermined where two fell too
    /// close together to tell, null where fewer than two of its list fell.
    pub order_verdict: Option<Verdict>,
}

/// A service that fell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fallen {
    /// Which.
    pub service: ServiceName,
    /// The first thing amiss with it.
    pub symptom: String,
    /// How it fell; none where the looks do not tell.
    #[serde(default)]
    #[schemars(!default)]
    pub falls: Option<Falls>,
    /// How long after the fault.
    #[serde(flatten, with = "serde_ms::After")]
    pub after: Option<Measured>,
}

/// What became of a detector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DetectionFound {
    /// Which.
    pub detector: DetectorName,
    /// What kind it is of.
    pub kind: DetectorKind,
    /// Whether the document says that it, or one of its kind, notices.
    pub expected: bool,
    /// Whether it noticed before the recovery began.
    pub detected: bool,
    /// How long after the fault.
    #[serde(flatten, with = "serde_ms::After")]
    pub after: Option<Measured>,
    /// The settings behind its delay.
    pub settings: String,
}

const fn first() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

/// A claim and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Judged {
    /// Its id.
    pub id: ClaimId,
    /// The document's words.
    pub text: String,
    /// The line they stand on, counted from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, in words.
    pub reason: String,
    /// How many of the repeats came to this verdict.
    #[schemars(range(min = 1))]
    pub agreed: u32,
    /// The repeat that the reason and the evidence are of, from 1: the so-manieth of the drill's
    /// timelines.
    #[serde(default = "first")]
    #[schemars(!default)]
    #[schemars(range(min = 1))]
    pub repeat: u32,
    /// The date until which a waiver covers it, set by whoever knows the pack's waivers.
    #[schemars(extend("format" = "date"))]
    pub waived_until: Option<String>,
    /// The numbers of the timeline's events that decided it, ascending; a few, not all.
    #[schemars(with = "Vec<EventNumber>")]
    pub evidence: Vec<u64>,
}
