//! Claims, as a drill carries them to the judge.

use crate::words::{ClaimId, DetectorKind, DetectorName, Impact, JourneyName, ServiceName, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One checkable statement of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Stable name: kind, subject, profile.
    pub id: ClaimId,
    /// The words of the document, or for a claim that follows from silence what was silent.
    pub text: String,
    /// The line of the document it stands on, counted from 1.
    pub line: u32,
    /// What is to be seen if it is true.
    pub assertion: Assertion,
}

/// What a claim says, in checkable form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Assertion {
    /// A journey fares like this between the fault and the recovery.
    Impact {
        /// Which journey.
        journey: JourneyName,
        /// How it is said to fare.
        expected: Impact,
    },
    /// Several services fail or degrade, whichever they are.
    Several {
        /// How many at least.
        least: u32,
    },
    /// These services fail or degrade after the fault. An empty list is the claim "none".
    Cascade {
        /// The services named, in the document's order, each with how it is said to fall.
        services: Vec<CascadeEntry>,
        /// Whether the order is claimed too.
        ordered: bool,
    },
    /// What the document does not name stays in its steady state: services outside the cascade, journeys without an
    /// impact of their own.
    Unaffected,
    /// A detector of this kind notices the fault.
    DetectedBy {
        /// The kind of detector named.
        detector: DetectorKind,
        /// Within what time after the fault, where the document gives one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        within: Option<Span>,
    },
    /// A detector of this kind warns before it is too late: with a day more than this left it is silent, with a day less
    /// it notices. Both are tried before the fault itself.
    Warned {
        /// The kind of detector named.
        detector: DetectorKind,
        /// How many days ahead the document says.
        days: u32,
    },
    /// A health-check command of the document tells health and failure apart: quiet in the one, noticing in the other.
    ToldApart {
        /// The detector that runs it.
        detector: DetectorName,
    },
    /// A journey keeps working by falling back (graceful degradation).
    Graceful {
        /// The journey that goes on.
        journey: JourneyName,
        /// What its answers must say of the fallback.
        fallback: String,
    },
    /// A journey answers slower than in the steady state.
    Slower {
        /// Which journey.
        journey: JourneyName,
    },
    /// The documented commands bring the steady state back.
    Recovery {
        /// The commands, one a line, as run in the droplet's shell: the document's, word for word, or what carries out
        /// its prose.
        commands: Vec<String>,
        /// The document has prose in place of commands, and these are the scenario's own.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        prose: bool,
        /// In what time, where the document gives one.
        within: Option<Span>,
    },
}

/// A service that a cascade claim names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct CascadeEntry {
    /// Which service.
    pub service: ServiceName,
    /// How it is said to fall.
    pub falls: Falls,
}

/// How a document says that a service falls.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Falls {
    /// It no longer does what its users need: it crashes, refuses, answers with errors.
    Fails,
    /// It goes on, slower or by a fallback.
    Degrades,
    /// The document does not say which of the two.
    #[default]
    Either,
}

impl fmt::Display for Falls {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Fails => "fails",
            Self::Degrades => "degrades",
            Self::Either => "fails or degrades",
        })
    }
}

impl From<ServiceName> for CascadeEntry {
    fn from(service: ServiceName) -> Self {
        Self { service, falls: Falls::Either }
    }
}

/// A cascade's entry in a timeline: a bare name where the document does not say how it falls, as all were once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Bare(ServiceName),
    Said { service: ServiceName, falls: Falls },
}

impl From<Written> for CascadeEntry {
    fn from(written: Written) -> Self {
        match written {
            Written::Bare(service) => service.into(),
            Written::Said { service, falls } => Self { service, falls },
        }
    }
}

impl From<CascadeEntry> for Written {
    fn from(entry: CascadeEntry) -> Self {
        match entry {
            CascadeEntry { service, falls: Falls::Either } => Self::Bare(service),
            CascadeEntry { service, falls } => Self::Said { service, falls },
        }
    }
}

impl Assertion {
    /// The first part of a claim's id.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Impact { .. } | Self::Several { .. } => "impact",
            Self::Cascade { .. } => "cascade",
            Self::Unaffected => "unaffected",
            Self::DetectedBy { .. } => "detected",
            Self::Warned { .. } => "warned",
            Self::ToldApart { .. } => "check",
            Self::Graceful { .. } => "graceful",
            Self::Slower { .. } => "slower",
            Self::Recovery { .. } => "recovery",
        }
    }

    /// Whether it says how this journey fares.
    pub fn is_impact_of(&self, wanted: &JourneyName) -> bool {
        matches!(self, Self::Impact { journey, .. } if journey == wanted)
    }

    /// Whether it says that a detector of this kind notices.
    pub fn is_detection_by(&self, kind: DetectorKind) -> bool {
        matches!(self, Self::DetectedBy { detector, .. } if *detector == kind)
    }

    /// Whether it says that this service falls.
    pub fn is_cascade_with(&self, service: &ServiceName) -> bool {
        matches!(self, Self::Cascade { services, .. } if services.iter().any(|entry| entry.service == *service))
    }

    /// Whether it says that nothing falls that is not named, so that whatever is seen to fall contradicts it.
    pub const fn says_nothing_else_falls(&self) -> bool {
        match self {
            Self::Unaffected => true,
            Self::Cascade { services, .. } => services.is_empty(),
            _ => false,
        }
    }

    /// The second part of a claim's id, where it has one.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Impact { journey, .. } | Self::Graceful { journey, .. } | Self::Slower { journey } => {
                Some(journey.to_string())
            }
            Self::DetectedBy { detector, .. } | Self::Warned { detector, .. } => Some(detector.to_string()),
            Self::ToldApart { detector } => Some(detector.to_string()),
            // The journeys of a pack are called otherwise; the pack sees to that.
            Self::Several { .. } => Some("services".to_owned()),
            Self::Cascade { .. } | Self::Unaffected | Self::Recovery { .. } => None,
        }
    }
}
