//! The words of firedrill as types: what a claim, a report and the command line speak of.
//!
//! One word a thing. This room knows nothing of files, Docker, time that passes or anybody who uses
//! it.

mod compose_name;
mod hex;
mod lower;
mod names;
mod printable;
mod quoted;
mod span;
mod suggest;

pub use compose_name::ComposeName;
pub use hex::hex;
pub use lower::Lower;
pub use names::{
    DOTTED_PATTERN, DetectorName, FactName, JourneyName, NAME_PATTERN, NameError, ProbeName,
    ProfileName, ProjectName, RunId, ScenarioId, ServiceName, StackId,
};
pub use printable::printable;
pub use quoted::quoted;
pub use span::{Measured, Moment, Span, stated};
pub use suggest::suggest;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a journey fares. Ordered from harmless to bad.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// 🟢 in a document: users notice nothing.
    None,
    /// 🟡: slower, with a warning, or on a fallback, yet working.
    Degraded,
    /// 🔴: fewer than half of the requests succeed.
    Outage,
}

impl Impact {
    /// The symbol that failure documents use for it.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::None => "🟢",
            Self::Degraded => "🟡",
            Self::Outage => "🔴",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::None => "none",
            Self::Degraded => "degraded",
            Self::Outage => "outage",
        })
    }
}

/// What an observation says of a claim. Ordered: a worse one beats a better one where several are
/// summed up.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was seen to be so.
    Confirmed,
    /// It could not be observed well enough to say; the reason stands beside it.
    Undetermined,
    /// It was seen to be otherwise.
    Contradicted,
}

impl Verdict {
    /// A mark that reads without colour too.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Confirmed => "✓",
            Self::Undetermined => "?",
            Self::Contradicted => "✗",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Confirmed => "confirmed",
            Self::Undetermined => "undetermined",
            Self::Contradicted => "contradicted",
        })
    }
}

/// The kinds of detector that a document names; every detector of a pack is of one kind.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DetectorKind {
    /// A health-check command of the document, run once a second as an operator's cron would.
    HealthCheck,
    /// An alert rule of the stack's own Prometheus.
    Alert,
    /// A look from outside the server, by the stack's own external probe.
    ExternalProbe,
    /// A watch on the process itself.
    ProcessMonitoring,
}

impl fmt::Display for DetectorKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::HealthCheck => "health-check",
            Self::Alert => "alert",
            Self::ExternalProbe => "external-probe",
            Self::ProcessMonitoring => "process-monitoring",
        })
    }
}

/// Names a claim within a drill: kind, subject (where it has one) and profile, as in
/// `impact.api.flask`. It stays the same when quotes, figures and lines are edited.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String")]
#[schemars(extend("pattern" = names::JOINED_PATTERN))]
pub struct ClaimId(String);

/// From a timeline or a report, which somebody else may have written: it stands in commands that
/// people copy.
impl TryFrom<String> for ClaimId {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        names::check_joined("the id of a claim", &text).map(|()| Self(text))
    }
}

impl ClaimId {
    /// Joins the parts with dots; `subject` is left out where the claim is about the whole drill.
    pub fn new(kind: &str, subject: Option<&str>, profile: &ProfileName) -> Self {
        match subject {
            Some(subject) => Self(format!("{kind}.{subject}.{profile}")),
            None => Self(format!("{kind}.{profile}")),
        }
    }

    /// The id as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `wanted`, as typed by a person, names this claim: the whole id or its beginning up
    /// to a dot.
    pub fn matches(&self, wanted: &str) -> bool {
        self.0.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contradiction_beats_an_undetermined_beats_a_confirmed() {
        let all = [Verdict::Confirmed, Verdict::Contradicted, Verdict::Undetermined];
        assert_eq!(all.into_iter().max(), Some(Verdict::Contradicted));
        assert!(Verdict::Undetermined > Verdict::Confirmed);
    }

    #[test]
    fn a_claim_is_found_by_its_id_or_by_the_beginning_of_it() {
        let profile = ProfileName::parse("flask").unwrap();
        let id = ClaimId::new("impact", Some("api"), &profile);
        assert_eq!(id.as_str(), "impact.api.flask");
        assert!(id.matches("impact") && id.matches("impact.api") && id.matches("impact.api.flask"));
        assert!(!id.matches("imp") && !id.matches("impact.apis"));
    }

    #[test]
    fn an_id_that_is_read_is_one_that_can_be_printed_and_pasted() {
        let read = |text: &str| serde_json::from_value::<ClaimId>(text.into());
        assert_eq!(read("impact.api.flask").unwrap().as_str(), "impact.api.flask");
        for bad in ["", "impact.x; rm -rf .", "a\u{1b}[2J", "$(id)", "Impact.x", "../x/y"] {
            let error = read(bad).unwrap_err();
            assert!(error.to_string().contains("is not the id of a claim"), "{error}");
            assert!(serde_json::from_value::<ProbeName>(bad.into()).is_err());
        }
    }
}
