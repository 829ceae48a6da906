//! How each journey fared, in figures.

use super::impact;
use super::observed::Observed;
use super::track::Look;
use super::windows::Windows;
use crate::timeline::{ProbeSubject, Thresholds};
use crate::words::{Impact, JourneyName, Moment, Span};

/// A median with its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Median {
    pub value: Span,
    pub least: Span,
    pub most: Span,
}

impl Median {
    /// The median of some times, with the interval that holds the true one in 95 of 100 cases, whatever their
    /// distribution: it lies between two of the sorted values (order statistics). None where there is no value.
    pub fn of(mut spans: Vec<Span>) -> Option<Self> {
        spans.sort_unstable();
        let count = spans.len();
        let value = *spans.get(count.checked_sub(1)? / 2)?;
        // Half of the 95 % range of a binomial with p = ½: 1.96 · √n / 2, rounded up.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most the count's own root")]
        let reach = (0.98 * (count as f64).sqrt()).ceil() as usize;
        let least = (count / 2).saturating_sub(reach);
        let most = (count / 2 + reach).min(count - 1);
        Some(Self { value, least: spans[least], most: spans[most] })
    }

    /// Whether this is slower than the steady median by the thresholds; none where the intervals straddle the line.
    pub fn slower_than(self, steady: Self, thresholds: &Thresholds) -> Option<bool> {
        let slower = |now: Span, then: Span| {
            now.as_micros() as f64 > then.as_micros() as f64 * thresholds.slower_factor
                && now.saturating_sub(then) >= thresholds.slower_by
        };
        match (slower(self.least, steady.most), slower(self.most, steady.least)) {
            (true, _) => Some(true),
            (false, false) => Some(false),
            (false, true) => None,
        }
    }
}

/// How a journey fared.
#[derive(Debug, Clone)]
pub(super) struct Fare {
    /// Which journey.
    pub journey: JourneyName,
    /// Its impact; none where there were too few requests to say.
    pub impact: Option<Impact>,
    /// All requests of the window, in the order they were sent.
    pub looks: Vec<Look>,
    /// How many of them failed.
    pub failed: usize,
    /// What was amiss with the first that was not well, and how long after the fault.
    pub first_symptom: Option<String>,
    /// It was not well before the fault already, or was never asked.
    pub ill_before: bool,
    /// Median of the requests that succeeded in the steady state.
    pub steady: Option<Median>,
    /// How many there are behind it.
    pub steady_count: usize,
    /// Median of those that succeeded in the window.
    pub median: Option<Median>,
}

impl Fare {
    /// Which part of the requests succeeded.
    pub fn success_ratio(&self) -> Option<f64> {
        let all = self.looks.len();
        (all > 0).then(|| (all - self.failed) as f64 / all as f64)
    }

    /// How many succeeded.
    pub fn succeeded(&self) -> usize {
        self.looks.len() - self.failed
    }

    /// The first and the last request that pass a test.
    pub fn ends(&self, test: impl Fn(&Look) -> bool) -> Vec<u64> {
        let mut passing = self.looks.iter().filter(|look| test(look)).map(|look| look.n);
        passing.next().into_iter().chain(passing.last()).collect()
    }

    /// The first and the last request that were not well; of all, where all were.
    pub fn deciding(&self) -> Vec<u64> {
        let amiss = self.ends(|look| !look.is_ok());
        if amiss.is_empty() { self.ends(|_| true) } else { amiss }
    }
}

/// How every journey that is probed fared, in the header's order.
pub(super) fn of(observed: &Observed, windows: &Windows) -> Vec<Fare> {
    let mut journeys: Vec<&JourneyName> = Vec::new();
    for track in &observed.tracks {
        if let ProbeSubject::Journey(journey) = &track.info.subject
            && !journeys.contains(&journey)
        {
            journeys.push(journey);
        }
    }
    journeys.into_iter().map(|journey| fare(journey, observed, windows)).collect()
}

fn fare(journey: &JourneyName, observed: &Observed, windows: &Windows) -> Fare {
    let (mut looks, mut steady, mut ill_before, mut first_symptom) = (Vec::new(), Vec::new(), true, None);
    for track in observed.of_journey(journey) {
        looks.extend(track.within(windows.hold, windows.recover));
        let before: Vec<Look> = track.within(windows.steady, windows.fault.0).collect();
        let well = before.iter().rev().take_while(|look| look.is_ok());
        steady.extend(well.map(|look| look.took()));
        ill_before = track.last_before(windows.fault.0).is_none_or(|_| track.ill_at(windows.fault.0));
        let amiss = looks.iter().find(|look| !look.is_ok());
        first_symptom = first_symptom.or(amiss.map(|look| track.symptom(*look).to_owned()));
    }
    looks.sort_by_key(|look| look.sent);
    let succeeded = looks.iter().filter(|look| !look.is_failed()).map(|look| look.took()).collect();
    Fare {
        journey: journey.clone(),
        impact: impact::of(&looks, &observed.thresholds),
        failed: looks.iter().filter(|look| look.is_failed()).count(),
        first_symptom,
        ill_before,
        steady_count: steady.len(),
        steady: Median::of(steady),
        median: Median::of(succeeded),
        looks,
    }
}

/// When a journey was away, `until` some moment: from and, where it came back, to.
pub(super) fn away(
    observed: &Observed,
    journey: &JourneyName,
    since: Moment,
    until: Moment,
) -> Vec<super::track::Spell> {
    let spells = observed.of_journey(journey).flat_map(|track| track.spells(until));
    spells.filter(|spell| spell.end.is_none_or(|end| end.first.answered > since)).collect()
}
