//! How a journey fared, by how often it was amiss.

use super::context::{Finding, Harm, JudgeContext};
use super::journeys::{JourneyOutcome, Slowing};
use super::load;
use super::rate::Rate;
use crate::observe::{ENOUGH, ProbeSample, ProbeSeries};
use crate::timeline::{ProbeSubject, Thresholds};
use crate::words::{Impact, JourneyName, Moment, Span};

/// An outage that begins late must last so long, and be told by so many requests as are judged at
/// all, to be one: the end of the observing may have cut it short.
const LATE_OUTAGE: Span = Span::secs(1);

/// How a journey fared, as surely as its requests tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fared {
    /// This.
    Surely(Impact),
    /// One of these two, and it cannot be told which: the rate's interval straddles the line
    /// between them.
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
    /// Counts these looks of a series. Silence that is over sooner than a episode of it may be the
    /// machine's: it is at most amiss.
    pub fn of(looks: &[ProbeSample], series: &ProbeSeries, until: Moment) -> Self {
        let episodes = series.episodes(until);
        let surely = |look: &ProbeSample| {
            look.is_definite() || episodes.iter().any(|episode| episode.has(look))
        };
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
            late_for: looks[first..]
                .first()
                .zip(looks.last())
                .map_or(Span::ZERO, |(a, b)| b.answered.since(a.sent)),
        }
    }

    /// How the journey fared. An outage that begins late is one: what counts is how it went on once
    /// it had begun.
    pub fn fared(self, thresholds: &Thresholds) -> Fared {
        let line = 1.0 - thresholds.outage_below;
        let enough = self.failed_late.sure >= ENOUGH;
        let out = match (self.failed.is_above(line), self.failed_late.is_above(line)) {
            (Some(true), _) => return Fared::Surely(Impact::Outage),
            (_, Some(true)) if enough && self.late_for >= LATE_OUTAGE => {
                return Fared::Surely(Impact::Outage);
            }
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

/// The journey's outcome, or why it cannot be judged.
pub(super) fn outcome_of<'a>(
    context: &'a JudgeContext<'_>,
    journey: &JourneyName,
) -> Result<&'a JourneyOutcome, Finding> {
    let outcome = context.journey(journey).ok_or_else(|| {
        Finding::undetermined(
            format!("the journey {journey} is not made in this drill"),
            Vec::new(),
        )
    })?;
    if outcome.ill_before {
        let reason = format!("{journey} was not well before the fault already");
        return Err(Finding::undetermined(reason, context.windows.held_by.clone()));
    }
    if outcome.looks.len() < ENOUGH {
        let reason = format!(
            "only {} requests between the fault and the recovery, too few to say",
            outcome.looks.len()
        );
        return Err(Finding::undetermined(reason, outcome.ends(|_| true)));
    }
    Ok(outcome)
}

/// `42 of 42 requests over 8.3 s`, with the part that was amiss as surely as it is known.
pub(super) fn counted(outcome: &JourneyOutcome) -> String {
    let (least, most) = outcome.counted.amiss.interval();
    let (well, all, over) = (outcome.well(), outcome.looks.len(), outcome.watched_for());
    let amiss = format!("{:.1} to {:.1} % of all amiss", least * 100.0, most * 100.0);
    format!("{well} of {all} requests well over {over} ({amiss})")
}

/// How a journey fared by what its answers said and by how long they took, and in words what is to
/// be said of the latter.
pub(super) fn fared(context: &JudgeContext<'_>, outcome: &JourneyOutcome) -> (Fared, String) {
    let subject = ProbeSubject::Journey(outcome.journey.clone());
    let at_least = |impact: Impact| match outcome.fared {
        Fared::Surely(known) if known < impact => Fared::Surely(impact),
        Fared::Between(_, most) if most <= impact => Fared::Surely(impact),
        known => known,
    };
    match (outcome.slower, outcome.slowing()) {
        (Some(true), Some(slowing)) => match load::doubt_slower(context, &subject, &slowing) {
            None => (at_least(Impact::Degraded), format!("; slower: {slowing}")),
            Some(why) => (or_degraded(outcome.fared), format!("; slower ({slowing}), but {why}")),
        },
        // Too few to be timed, or slower by medians that are not sure.
        (None, Some(slowing))
            if outcome.well() * 2 > outcome.looks.len()
                && may_be_slower(context, outcome, &slowing) =>
        {
            (
                or_degraded(outcome.fared),
                format!("; it cannot be told whether it was slower ({slowing})"),
            )
        }
        (Some(_) | None, _) => (outcome.fared, String::new()),
    }
}

fn may_be_slower(context: &JudgeContext<'_>, outcome: &JourneyOutcome, slowing: &Slowing) -> bool {
    outcome.steady_count < ENOUGH
        || outcome.succeeded() < ENOUGH
        || slowing.seems_slower(&context.header.thresholds)
}

/// What was none may be degraded.
const fn or_degraded(fared: Fared) -> Fared {
    match fared {
        Fared::Surely(Impact::None) => Fared::Between(Impact::None, Impact::Degraded),
        known => known,
    }
}

/// What a journey's harm rests on: what its answers said, or that it had none.
pub(super) fn harm(outcome: &JourneyOutcome) -> Harm {
    let amiss = || outcome.looks.iter().filter(|look| !look.is_ok());
    match (outcome.harm(), amiss().next().zip(amiss().next_back())) {
        ((_, false), Some((first, last))) => Harm::Silent {
            who: ProbeSubject::Journey(outcome.journey.clone()),
            from: first.sent,
            to: last.answered,
        },
        ((lasted, _), _) => {
            Harm::Said { lasted: if amiss().count() == 0 { outcome.watched_for() } else { lasted } }
        }
    }
}
