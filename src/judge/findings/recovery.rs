//! How a drill came back, in the report.

use crate::judge::serde_ms;
use crate::timeline::Control;
use crate::words::{JourneyName, Measured, RunId, ServiceName, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How it came back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryFound {
    /// The documented commands; empty where the document gives none.
    pub commands: Vec<String>,
    /// The documented time.
    #[serde(rename = "documented_ms", with = "serde_ms::MaybeMilliseconds")]
    pub documented: Option<Span>,
    /// From the start of the first command until all that is claimed was back.
    #[serde(flatten, with = "serde_ms::Observed")]
    pub observed: Option<Measured>,
    /// The least and the most of several repeats.
    pub spread: Option<Spread>,
    /// A figure for the document, where it has none or one that does not hold.
    #[serde(with = "serde_ms::Written")]
    pub proposed: Option<Span>,
    /// When each service was back, from the start of the first command; null fields where it never
    /// was.
    pub by_service: BTreeMap<ServiceName, Back>,
    /// The same of each journey.
    pub by_journey: BTreeMap<JourneyName, Back>,
    /// From the fault until the journeys were back; null where none was away, or one never came
    /// back.
    #[serde(flatten, with = "serde_ms::Outage")]
    pub outage: Option<Measured>,
    /// From the start of the first command until the last alert was quiet again.
    #[serde(rename = "alerts_cleared_ms", with = "serde_ms::MaybeMilliseconds")]
    pub alerts_cleared: Option<Span>,
    /// Who was still not well at the end, and how; null where all was.
    pub not_recovered_because: Option<String>,
    /// For how long what was back was watched to stay so.
    #[serde(rename = "stayed_ms", with = "serde_ms::MaybeMilliseconds", default)]
    #[schemars(!default)]
    pub stayed: Option<Span>,
    /// What happened without the recovery; null where that was not tried.
    #[serde(default)]
    #[schemars(!default)]
    pub control: Option<ControlFound>,
}

/// What happened when the fault was injected once more and nothing was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ControlFound {
    /// The run that tried it: this one, or an earlier one of the same pack and images.
    pub run: RunId,
    /// For how long after the fault nothing was done.
    #[serde(rename = "withheld_ms", with = "serde_ms::Milliseconds")]
    pub withheld: Span,
    /// The targets that served again all the same.
    pub healed: Vec<Healed>,
}

/// A target that served again though nothing had been done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Healed {
    /// Which.
    pub service: ServiceName,
    /// How long after the fault.
    #[serde(rename = "after_ms", with = "serde_ms::Milliseconds")]
    pub after: Span,
}

impl From<Control> for ControlFound {
    fn from(Control { run, withheld, healed }: Control) -> Self {
        let healed = healed.into_iter().map(|(service, after)| Healed { service, after }).collect();
        Self { run, withheld, healed }
    }
}

/// When something was back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Back {
    /// From the start of the first recovery command; nothing where it never was.
    #[serde(flatten, with = "serde_ms::After")]
    pub after: Option<Measured>,
}

/// The least and the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// The least.
    #[serde(rename = "least_ms", with = "serde_ms::Milliseconds")]
    pub least: Span,
    /// The most.
    #[serde(rename = "most_ms", with = "serde_ms::Milliseconds")]
    pub most: Span,
}
