//! How a journey fared, by how often it was amiss.

use super::observed::ENOUGH;
use super::rate::Rate;
use super::series::{ProbeSample, ProbeSeries};
use crate::timeline::Thresholds;
use crate::words::{Impact, Moment, Span};

/// An outage that begins late must last so long, and be told by so many requests as are judged at all, to be one: the end
/// of the observing may have cut it short.
const LATE_OUTAGE: Span = Span::secs(1);

/// How a journey fared, as surely as its requests tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fared {
    /// This.
    Surely(Impact),
    /// One of these two, and it cannot be told which: the rate's interval straddles the line between them.
    Between(Impact, Impact),
}

impl Fared {
    /// The least and the most that it can be.
    pub const fn bounds(self) -> (Impact, Impact) {
        match self {
            Self::Surely(impact) => (impact, impact),
            Self::Between(less, more) => (less, more),
        }
    }

    /// The impact, where it is known.
    pub const fn sure(self) -> Option<Impact> {
        match self {
            Self::Surely(impact) => Some(impact),
            Self::Between(..) => None,
        }
    }
}

/// The requests of a window, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Those that did not work.
    pub failed: Rate,
    /// Those that were not well: failed, or answered by a fallback or with a warning.
    pub amiss: Rate,
    /// Those that did not work, from the first on that did not: an outage may begin late.
    pub failed_late: Rate,
    /// From the first that did not work until the last answer.
    pub late_for: Span,
}

impl Counted {
    /// Counts these looks of a track. Silence that is over sooner than a spell of it may be the machine's: it is at most amiss.
    pub fn of(looks: &[ProbeSample], track: &ProbeSeries, until: Moment) -> Self {
        let spells = track.spells(until);
        let surely = |look: &ProbeSample| look.is_definite() || spells.iter().any(|spell| spell.has(look));
        let rate = |looks: &[ProbeSample], amiss: &dyn Fn(&ProbeSample) -> bool| {
            let at_most = looks.iter().filter(|look| amiss(look)).count();
            let sure = looks.iter().filter(|look| amiss(look) && surely(look)).count();
            Rate { sure, at_most, of: looks.len() }
        };
        let failed = |look: &ProbeSample| look.is_failed();
        let first = looks.iter().position(failed).unwrap_or(looks.len());
        Self {
            failed: rate(looks, &failed),
            amiss: rate(looks, &|look: &ProbeSample| !look.is_ok()),
            failed_late: rate(&looks[first..], &failed),
            late_for: looks[first..].first().zip(looks.last()).map_or(Span::ZERO, |(a, b)| b.answered.since(a.sent)),
        }
    }

    /// How the journey fared. An outage that begins late is one: what counts is how it went on once it had begun.
    pub fn fared(self, thresholds: &Thresholds) -> Fared {
        let line = 1.0 - thresholds.outage_below;
        let enough = self.failed_late.sure >= ENOUGH;
        let out = match (self.failed.is_above(line), self.failed_late.is_above(line)) {
            (Some(true), _) => return Fared::Surely(Impact::Outage),
            (_, Some(true)) if enough && self.late_for >= LATE_OUTAGE => return Fared::Surely(Impact::Outage),
            (Some(false), Some(false)) => false,
            // Few since then say nothing by themselves.
            (Some(false), _) => enough,
            (None, _) => true,
        };
        match self.amiss.is_above(thresholds.degraded_above) {
            Some(true) | None if out => Fared::Between(Impact::Degraded, Impact::Outage),
            Some(true) => Fared::Surely(Impact::Degraded),
            Some(false) => Fared::Surely(Impact::None),
            None => Fared::Between(Impact::None, Impact::Degraded),
        }
    }
}

/// Whether a symptom speaks of this fallback.
pub(super) fn mentions(symptom: &str, fallback: &str) -> bool {
    symptom.to_lowercase().contains(&fallback.to_lowercase())
}
