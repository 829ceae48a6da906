//! How each journey fared, in figures.

use super::impact::{Counted, Fared};
use super::windows::Windows;
use crate::observe::{ENOUGH, FOR_A_MEDIAN, FailureEpisode, Observed, ProbeSample, ProbeSeries};
use crate::timeline::{ProbeSubject, Thresholds};
use crate::words::{Impact, JourneyName, Moment, Span};
use std::fmt;

/// A median with its confidence interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Median {
    pub value: Span,
    pub least: Span,
    pub most: Span,
}

impl Median {
    /// The median of some times, with the interval that holds the true one in 95 of 100 cases,
    /// whatever their distribution: it lies between two of the sorted values (order statistics).
    /// None where there is no value.
    pub fn of(mut spans: Vec<Span>) -> Option<Self> {
        spans.sort_unstable();
        let count = spans.len();
        let value = *spans.get(count.checked_sub(1)? / 2)?;
        // Half of the 95 % range of a binomial with p = ½: 1.96 · √n / 2, rounded up.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most the count's own root"
        )]
        let reach = (0.98 * (count as f64).sqrt()).ceil() as usize;
        let least = (count / 2).saturating_sub(reach);
        let most = (count / 2 + reach).min(count - 1);
        Some(Self { value, least: spans[least], most: spans[most] })
    }

    /// Whether this is slower than the steady median by the thresholds; none where the intervals
    /// straddle the line.
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

/// Answers that came slower than in the steady state.
#[derive(Debug, Clone)]
pub(super) struct Slowing {
    /// The median of the steady state.
    pub steady: Median,
    /// The median while the outage lasted.
    pub now: Median,
    /// The stretch of time that this is the median of.
    pub stretch: (Moment, Moment),
    /// The first and the last look behind it.
    pub evidence: Vec<u64>,
}

impl Slowing {
    /// How the answers of one probe in a stretch of time compare with those of the steady state;
    /// none where there are too few of either.
    pub fn of(series: &ProbeSeries, windows: &Windows, stretch: (Moment, Moment)) -> Option<Self> {
        let steady = steady_times(series, windows);
        let after: Vec<ProbeSample> =
            series.within(stretch.0, stretch.1).filter(|look| !look.is_failed()).collect();
        if steady.len() < FOR_A_MEDIAN || after.len() < FOR_A_MEDIAN {
            return None;
        }
        let evidence = after.first().into_iter().chain(after.last()).map(|look| look.n).collect();
        let now = Median::of(after.iter().map(|look| look.took()).collect())?;
        Some(Self { steady: Median::of(steady)?, now, stretch, evidence })
    }

    /// Whether it is slower by the thresholds; none where the intervals straddle the line.
    pub fn is_slower(&self, thresholds: &Thresholds) -> Option<bool> {
        self.now.slower_than(self.steady, thresholds)
    }

    /// How many times as long its answers take.
    pub fn factor(&self) -> f64 {
        self.now.value.as_micros() as f64 / self.steady.value.as_micros().max(1) as f64
    }

    /// Whether the medians themselves say so, whatever their intervals.
    pub fn seems_slower(&self, thresholds: &Thresholds) -> bool {
        self.factor() > thresholds.slower_factor
            && self.now.value.saturating_sub(self.steady.value) >= thresholds.slower_by
    }

    /// Whether it is slower by the thresholds even if all of what befell another is taken off it.
    pub fn exceeds(&self, other: &Self, thresholds: &Thresholds) -> bool {
        let least = self.now.least.as_micros() as f64 / self.steady.most.as_micros().max(1) as f64;
        let by = self.now.least.saturating_sub(self.steady.most);
        let others = other.now.value.saturating_sub(other.steady.value);
        least > thresholds.slower_factor * other.factor().max(1.0)
            && by >= thresholds.slower_by + others
    }
}

/// `median 857 ms (850 ms–860 ms), steady 11 ms (10 ms–12 ms)`
impl fmt::Display for Slowing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { now, steady, .. } = self;
        let [now, steady] =
            [now, steady].map(|one| format!("{} ({}–{})", one.value, one.least, one.most));
        write!(out, "median {now}, steady {steady}")
    }
}

/// How a journey fared while the outage lasted.
#[derive(Debug, Clone)]
pub(super) struct JourneyOutcome {
    /// Which journey.
    pub journey: JourneyName,
    /// Its impact by what its answers said; see also [`JourneyOutcome::slower`].
    pub fared: Fared,
    /// All requests of the window, in the order they were sent: of the outage, or where a target
    /// served again by itself and it was worse after that, of the time until the recovery.
    pub looks: Vec<ProbeSample>,
    /// How many of them failed, and how many were amiss.
    pub counted: Counted,
    /// What was amiss with the first that was not well.
    pub first_symptom: Option<String>,
    /// It was not well before the fault already, or was never asked.
    pub ill_before: bool,
    /// Median of the requests that succeeded in the steady state.
    pub steady: Option<Median>,
    /// How many there are behind it.
    pub steady_count: usize,
    /// Median of those that succeeded in the window, or where only its last third was slow, in
    /// that.
    pub median: Option<Median>,
    /// The stretch of time that it is the median of.
    stretch: (Moment, Moment),
    /// Whether its answers came slower than in the steady state: none where the intervals straddle
    /// the line, or where there are too few to say.
    pub slower: Option<bool>,
}

impl JourneyOutcome {
    /// The least and the most that its impact can be.
    fn bounds(&self) -> (Impact, Impact) {
        let (less, more) = self.fared.bounds();
        let slow = if self.slower == Some(true) { Impact::Degraded } else { Impact::None };
        (less.max(slow), more.max(slow))
    }

    /// Which part of the requests succeeded.
    pub fn success_ratio(&self) -> Option<f64> {
        let all = self.looks.len();
        (all > 0).then(|| self.succeeded() as f64 / all as f64)
    }

    /// How many succeeded.
    pub fn succeeded(&self) -> usize {
        self.looks.len() - self.counted.failed.at_most
    }

    /// How many were well in every respect.
    pub fn well(&self) -> usize {
        self.looks.len() - self.counted.amiss.at_most
    }

    /// From the first request to the last answer.
    pub fn watched_for(&self) -> Span {
        let ends = self.looks.first().zip(self.looks.last());
        ends.map_or(Span::ZERO, |(first, last)| last.answered.since(first.sent))
    }

    /// From the first request that was not well to the last that was not, and whether more than
    /// half of them said so.
    pub fn harm(&self) -> (Span, bool) {
        let amiss = || self.looks.iter().filter(|look| !look.is_ok());
        let lasted = amiss()
            .next()
            .zip(amiss().next_back())
            .map_or(Span::ZERO, |(a, b)| b.answered.since(a.sent));
        (lasted, amiss().filter(|look| look.is_definite()).count() * 2 > amiss().count())
    }

    /// How much slower it became; none where there is nothing to compare.
    pub fn slowing(&self) -> Option<Slowing> {
        let (steady, now) = (self.steady?, self.median?);
        let here = |look: &ProbeSample| look.sent >= self.stretch.0 && !look.is_failed();
        Some(Slowing { steady, now, stretch: self.stretch, evidence: self.ends(here) })
    }

    /// The first and the last request that pass a test.
    pub fn ends(&self, test: impl Fn(&ProbeSample) -> bool) -> Vec<u64> {
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
pub(super) fn of(observed: &Observed, windows: &Windows) -> Vec<JourneyOutcome> {
    let journeys = observed.probes.iter().filter_map(|series| match &series.info.subject {
        ProbeSubject::Journey(journey) => Some(journey_outcome(journey, series, observed, windows)),
        ProbeSubject::Service(_) => None,
    });
    journeys.collect()
}

fn journey_outcome(
    journey: &JourneyName,
    series: &ProbeSeries,
    observed: &Observed,
    windows: &Windows,
) -> JourneyOutcome {
    let part =
        |from: Moment, to: Moment| outcome_in(journey, series, observed, windows, (from, to));
    let outage = part(windows.hold, windows.surely);
    if windows.recover <= windows.over {
        return outage;
    }
    let later = part(windows.over, windows.recover);
    let is_worse = later.looks.len() >= ENOUGH && later.bounds() > outage.bounds();
    if is_worse { later } else { outage }
}

fn outcome_in(
    journey: &JourneyName,
    series: &ProbeSeries,
    observed: &Observed,
    windows: &Windows,
    (from, to): (Moment, Moment),
) -> JourneyOutcome {
    let looks: Vec<ProbeSample> = series.within(from, to).collect();
    let steady = steady_times(series, windows);
    let (steady_count, steady) = (steady.len(), Median::of(steady));
    // Slow answers are fewer than quick ones, so that slowness that comes late is lost among them.
    // Where it is not lost, the whole stretch tells it best.
    let slowing_from = |from: Moment| Slowing::of(series, windows, (from, to));
    let (whole, late) = (slowing_from(from), slowing_from(last_third(from, to)));
    let slower = [&whole, &late]
        .into_iter()
        .flatten()
        .filter(|one| one.is_slower(&observed.thresholds) == Some(true));
    let most = slower.max_by(|one, other| one.factor().total_cmp(&other.factor())).cloned();
    let timed = most.or(whole);
    let slower = timed.as_ref().and_then(|timed| timed.is_slower(&observed.thresholds));
    let stretch = timed.as_ref().map_or((from, to), |timed| timed.stretch);
    let took = || looks.iter().filter(|look| !look.is_failed()).map(|look| look.took()).collect();
    let median = timed.map(|timed| timed.now).or_else(|| Median::of(took()));
    let counted = Counted::of(&looks, series, windows.end);
    let amiss = looks.iter().find(|look| !look.is_ok());
    JourneyOutcome {
        journey: journey.clone(),
        fared: counted.fared(&observed.thresholds),
        counted,
        first_symptom: amiss.map(|look| series.symptom(*look).to_owned()),
        ill_before: series
            .last_before(windows.fault.0)
            .is_none_or(|_| series.ill_at(windows.fault.0)),
        steady_count,
        steady,
        median,
        stretch,
        slower,
        looks,
    }
}

/// How long the good answers took in a row up to the fault.
fn steady_times(series: &ProbeSeries, windows: &Windows) -> Vec<Span> {
    let before = series.within(windows.steady, windows.calm).rev();
    before.take_while(|look| look.is_ok()).map(ProbeSample::took).collect()
}

/// When the last third of a stretch of time begins.
pub(super) fn last_third(from: Moment, to: Moment) -> Moment {
    to - Span::micros(to.since(from).as_micros() / 3)
}

/// When a journey was away, `until` some moment: from and, where it came back, to.
pub(super) fn away(
    observed: &Observed,
    journey: &JourneyName,
    since: Moment,
    until: Moment,
) -> Vec<FailureEpisode> {
    let episodes = observed.of_journey(journey).flat_map(|series| series.episodes(until));
    episodes.filter(|episode| episode.end.is_none_or(|end| end.first.answered > since)).collect()
}
