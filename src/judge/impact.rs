//! How a journey fared, by how often it was amiss.

use super::rate::Rate;
use super::track::{Look, Track};
use crate::timeline::Thresholds;
use crate::words::{Impact, Moment};

/// How a journey fared, as surely as its requests tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fared {
    /// This.
    Surely(Impact),
    /// One of these two, and it cannot be told which: the rate's interval straddles the line between them.
    Between(Impact, Impact),
}

impl Fared {
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
}

impl Counted {
    /// Counts these looks of a track. Silence that is over sooner than a spell of it may be the machine's: it is at most amiss.
    pub fn of(looks: &[Look], track: &Track, until: Moment) -> Self {
        let spells = track.spells(until);
        let in_a_spell = |look: &Look| {
            spells.iter().any(|spell| {
                look.sent >= spell.begin.first.sent && spell.end.is_none_or(|end| look.sent < end.first.sent)
            })
        };
        let surely = |look: &Look| look.is_definite() || in_a_spell(look);
        let rate = |looks: &[Look], amiss: &dyn Fn(&Look) -> bool| {
            let at_most = looks.iter().filter(|look| amiss(look)).count();
            let sure = looks.iter().filter(|look| amiss(look) && surely(look)).count();
            Rate { sure, at_most, of: looks.len() }
        };
        let failed = |look: &Look| look.is_failed();
        let first = looks.iter().position(failed).unwrap_or(looks.len());
        Self {
            failed: rate(looks, &failed),
            amiss: rate(looks, &|look: &Look| !look.is_ok()),
            failed_late: rate(&looks[first..], &failed),
        }
    }

    /// How the journey fared. An outage that begins late is one: what counts is how it went on once it had begun.
    pub fn fared(self, thresholds: &Thresholds) -> Fared {
        let line = 1.0 - thresholds.outage_below;
        let out = match (self.failed.is_above(line), self.failed_late.is_above(line)) {
            (Some(true), _) | (_, Some(true)) => return Fared::Surely(Impact::Outage),
            (Some(false), Some(false)) => false,
            // Too few since then to say anything of them alone.
            (Some(false), None) => self.failed_late.sure >= super::observed::ENOUGH,
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
