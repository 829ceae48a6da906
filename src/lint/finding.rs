//! A finding: which rule, how bad, what, and every line that is involved.

use super::rules::Rule;
use crate::reading::{Name, Place, Words};
use serde::Serialize;
use std::fmt;

/// How bad a finding is. Ordered from weak to bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Something is left open that may be so on purpose.
    Note,
    /// Two lines cannot both be right, or something is missing that somebody will miss.
    Warning,
    /// Whoever follows the document does harm, or gets nowhere.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A place that a finding is about, with what stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// Where.
    pub place: Place,
    /// What about it, in few words: `🟡 in the table`.
    pub says: String,
}

impl Spot {
    /// A place with what stands there.
    pub fn new(place: Place, says: impl Into<String>) -> Self {
        Self { place, says: says.into() }
    }

    /// Where some words stand.
    pub fn at(words: &Words, says: impl Into<String>) -> Self {
        Self::new(words.place, says)
    }
}

/// Something that a document says against itself, or leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// All places that are involved, by line; the first is where it is shown.
    pub spots: Vec<Spot>,
    /// The services that it is about, sorted.
    pub services: Vec<Name>,
    /// The reason of the comment that waives it.
    pub waived: Option<String>,
}

impl Finding {
    /// A finding of a rule, as bad as those mostly are.
    pub fn new(rule: &dyn Rule, message: impl Into<String>, mut spots: Vec<Spot>) -> Self {
        spots.sort();
        spots.dedup_by(|one, other| one.place == other.place);
        Self {
            rule: rule.id(),
            severity: rule.severity(),
            message: message.into(),
            spots,
            services: Vec::new(),
            waived: None,
        }
    }

    /// About these services.
    #[must_use]
    pub fn about<'a>(mut self, services: impl IntoIterator<Item = &'a Name>) -> Self {
        self.services.extend(services.into_iter().cloned());
        self.services.sort();
        self.services.dedup();
        self
    }

    /// Of this severity instead.
    #[must_use]
    pub const fn rated(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The lines that are involved, each once, from the first on.
    pub fn lines(&self) -> Vec<u32> {
        let mut lines: Vec<u32> = self.spots.iter().map(|spot| spot.place.line).collect();
        lines.dedup();
        lines
    }

    /// Where it is shown.
    pub fn place(&self) -> Place {
        self.spots.first().map_or_else(Place::default, |spot| spot.place)
    }

    /// By what findings are sorted; those alike in it are one.
    pub(super) fn order(&self) -> (Place, &str, &str, &[Spot]) {
        (self.place(), self.rule, &self.message, &self.spots)
    }
}
