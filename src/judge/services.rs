//! What became of each service while the outage lasted: it fell, stayed well, or could not be seen.

use super::journeys::{Slowing, last_third};
use super::rate::Rate;
use super::windows::Windows;
use crate::observe::{FailureEpisode, Observed, ProbeSample, ProbeSeries, Transition};
use crate::timeline::{ActionKind, Falls, ProbeAspect, ProbeSubject, Thresholds};
use crate::words::{Impact, Measured, Moment, ServiceName, Span};
use std::collections::BTreeMap;

/// What tells of a fall, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seen {
    /// That it did not answer.
    Silence,
    /// What Prometheus says of it.
    Report,
    /// What it answered, or that it was away for certain.
    Answer,
}

impl Seen {
    /// What the looks of a probe at an episode tell of it.
    fn by(series: &ProbeSeries, is_definite: bool) -> Self {
        match (is_definite, series.info.resolution > Span::ZERO) {
            (false, _) => Self::Silence,
            (true, true) => Self::Report,
            (true, false) => Self::Answer,
        }
    }
}

/// A service's fall.
#[derive(Debug, Clone)]
pub(super) struct Fall {
    /// What changed.
    pub change: Transition,
    /// The first thing amiss.
    pub symptom: String,
    /// How long after the fault.
    pub after: Measured,
    /// The most that a look in it saw.
    pub seen: Seen,
    /// How long it lasted, as far as the outage did.
    pub lasted: Span,
    /// How often it was amiss, where it was so now and then and not all the time.
    pub at_times: Option<Rate>,
}

/// What became of a service.
#[derive(Debug, Clone)]
pub(super) struct ServiceOutcome {
    /// Which service.
    pub service: ServiceName,
    /// Its first fall that only it can be blamed for.
    pub fell: Option<Fall>,
    /// How it fell: the part of the looks that saw it not work at all, by the probe that saw most
    /// of it.
    failed: Rate,
    /// Where it may have been amiss now and then, and cannot be said to: how often, by the direct
    /// probe that saw most of it, and what was amiss first.
    pub at_times: Option<(Rate, String)>,
    /// How much slower its good answers came, by the direct probe that saw most of it.
    pub timed: Option<Slowing>,
    /// A direct probe gave too few good answers to compare: before the fault, or while the outage
    /// lasted.
    pub untimed: bool,
    /// It fell while a command of the recovery ran, which may have restarted it.
    pub fell_in_recovery: bool,
    /// Where a probe failed because the way to it had: the service on that way.
    pub hidden_behind: Option<ServiceName>,
    /// How many probes look at it.
    probes: usize,
    /// How many of these could see it, until the end of the outage.
    well_watched: usize,
    /// It was not well before the fault already.
    pub ill_before: bool,
    /// The first and the last look at it in the window, for what did not happen.
    pub looks: Vec<u64>,
}

/// What became of every service that is probed, targets included, in the header's order.
pub(super) fn of(
    observed: &Observed,
    windows: &Windows,
    affected: &BTreeMap<ServiceName, Impact>,
) -> Vec<ServiceOutcome> {
    let spelled: Vec<(&ProbeSeries, Vec<FailureEpisode>)> =
        observed.probes.iter().map(|series| (series, series.episodes(windows.end))).collect();
    let mut services: Vec<&ServiceName> = Vec::new();
    for series in &observed.probes {
        if let ProbeSubject::Service(service) = &series.info.subject
            && !services.contains(&service)
        {
            services.push(service);
        }
    }
    let downs = Downs { observed, windows, spelled: &spelled, affected };
    services.into_iter().map(|service| service_outcome(service, &downs)).collect()
}

/// Knows who was down when.
struct Downs<'a> {
    observed: &'a Observed,
    windows: &'a Windows,
    spelled: &'a [(&'a ProbeSeries, Vec<FailureEpisode>)],
    /// The targets, and whoever suffers with them by the topology.
    affected: &'a BTreeMap<ServiceName, Impact>,
}

fn service_outcome(service: &ServiceName, downs: &Downs<'_>) -> ServiceOutcome {
    let (observed, windows) = (downs.observed, downs.windows);
    let mut outcome = ServiceOutcome {
        service: service.clone(),
        fell: None,
        failed: Rate::default(),
        at_times: None,
        timed: None,
        untimed: false,
        fell_in_recovery: false,
        hidden_behind: None,
        probes: 0,
        well_watched: 0,
        ill_before: false,
        looks: Vec::new(),
    };
    for (series, episodes) in downs.of_service(service) {
        let mut hidden = None;
        let mut fell = Vec::new();
        for episode in episodes {
            let begun = episode.begin.first.answered;
            if begun <= windows.fault.0 {
                outcome.ill_before |=
                    episode.end.is_none_or(|end| end.first.answered > windows.fault.0);
            } else if is_of_the_outage(episode, windows)
                && !is_the_recoverys(service, episode, downs)
            {
                match downs.blocked(series, episode) {
                    Some(way) => hidden = Some(way.clone()),
                    None if downs.may_be_restarted(service, series, episode) => {
                        outcome.fell_in_recovery = true;
                    }
                    None => fell.push(*episode),
                }
            }
        }
        outcome.take(series, &fell, windows);
        let well_watched = hidden.is_none() && watched_well(series, windows);
        outcome.probes += 1;
        outcome.well_watched += usize::from(well_watched);
        if hidden.is_none() {
            outcome.time(series, observed, windows);
            outcome.count(series, observed, windows);
        }
        outcome.hidden_behind = outcome.hidden_behind.or(hidden);
        if outcome.looks.is_empty() {
            let looks = series.within(windows.hold, windows.watched);
            outcome.looks =
                looks.clone().next().into_iter().chain(looks.last()).map(|look| look.n).collect();
        }
    }
    outcome
}

/// How often a probe saw its subject not work at all, from its first bad look to its last in this
/// time.
fn failed(series: &ProbeSeries, from: Moment, to: Moment) -> Rate {
    let looks: Vec<ProbeSample> = series.within(from, to).collect();
    let bad = looks.iter().rposition(|look| !look.is_ok()).map_or(0, |last| last + 1);
    let failed = looks[..bad].iter().filter(|look| look.is_failed()).count();
    Rate { sure: failed, at_most: failed, of: bad }
}

/// Whether a service fell after the recovery had begun, with a container that died then: commands
/// may restart what they like.
fn is_the_recoverys(service: &ServiceName, episode: &FailureEpisode, downs: &Downs<'_>) -> bool {
    let recover = downs.windows.recover;
    let died = || downs.observed.deaths_of(service).any(|life| life.at > recover);
    downs.windows.recovery.is_some() && episode.begin.first.sent > recover && died()
}

/// Whether a fall happened while the outage lasted, or before anything was done about it. What is
/// seen through Prometheus is seen later than it happened.
fn is_of_the_outage(episode: &FailureEpisode, windows: &Windows) -> bool {
    let (earliest, latest) = episode.begin.window();
    earliest < windows.watched && latest <= windows.watched + episode.begin.resolution
}

impl ServiceOutcome {
    /// Compares its good answers with those of the steady state. A probe with others on its way
    /// says nothing of its subject.
    fn time(&mut self, series: &ProbeSeries, observed: &Observed, windows: &Windows) {
        if !series.is_direct() {
            return;
        }
        let slowing = |stretch| Slowing::of(series, windows, stretch);
        let whole = slowing((windows.hold, windows.over));
        self.untimed |= whole.is_none();
        // Slowness may come late, or once the target serves again.
        let late = [
            (last_third(windows.hold, windows.over), windows.over),
            (windows.over, windows.watched),
        ];
        let is_slower = |one: &Slowing| one.is_slower(&observed.thresholds) == Some(true);
        let slower = late.into_iter().filter_map(slowing).filter(is_slower);
        for one in whole.into_iter().chain(slower) {
            if self.timed.as_ref().is_none_or(|known| one.factor() > known.factor()) {
                self.timed = Some(one);
            }
        }
    }

    /// Counts what was amiss in single looks: a part of all answers that is wrong all the time is
    /// no run of wrong ones. What is surely wrong too often is a fall.
    fn count(&mut self, series: &ProbeSeries, observed: &Observed, windows: &Windows) {
        if series.info.resolution > Span::ZERO || self.fell.is_some() {
            return;
        }
        // One short silence is told as an effect.
        let silence = series.silences(windows.end).into_iter().max_by_key(|one| one.lasted);
        for (from, to) in [(windows.hold, windows.surely), (windows.over, windows.watched)] {
            let looks = || series.within(from, to);
            let amiss: Vec<ProbeSample> = looks()
                .filter(|look| !look.is_ok() && !silence.is_some_and(|one| one.has(look)))
                .collect();
            let (Some(first), Some(last)) = (amiss.first(), amiss.last()) else { continue };
            let rate = Rate::of_looks(&amiss, looks().count());
            if self
                .at_times
                .as_ref()
                .is_some_and(|(known, _)| rate.interval().0 <= known.interval().0)
            {
                continue;
            }
            let symptom = series.symptom(*first).to_owned();
            if rate.is_now_and_then(observed.thresholds.degraded_above) == Some(true) {
                let before = series.last_before(first.sent);
                let change = Transition { before, first: *first, resolution: Span::ZERO };
                let after = Measured::between(windows.fault, (first.sent, first.answered));
                let lasted = last.answered.since(first.sent);
                self.failed = failed(series, first.sent, last.sent);
                self.fell = Some(Fall {
                    change,
                    symptom,
                    after,
                    seen: Seen::Answer,
                    lasted,
                    at_times: Some(rate),
                });
                return;
            }
            self.at_times = Some((rate, symptom));
        }
    }

    /// How much slower it became, where that is slower by the thresholds.
    pub fn slowed(&self, thresholds: &Thresholds) -> Option<&Slowing> {
        self.timed.as_ref().filter(|one| one.is_slower(thresholds) == Some(true))
    }

    /// Takes in the falls that one probe saw: keeps the earlier fall, and the probe that saw most
    /// of it.
    fn take(&mut self, series: &ProbeSeries, fell: &[FailureEpisode], windows: &Windows) {
        let (Some(first), Some(last)) = (fell.first(), fell.last()) else { return };
        let ends = |episode: &FailureEpisode| {
            episode.end.map_or(windows.watched, |end| end.first.sent.min(windows.watched))
        };
        let begin = first.begin.first.sent;
        let until = ends(last).max(first.begin.first.answered);
        // Of all that it answered from the first bad look to the last, and not only of the worst
        // run of them.
        let rate = failed(series, begin, until);
        if self.fell.is_none() || rate.interval().0 > self.failed.interval().0 {
            self.failed = rate;
        }
        let lasted = until.since(begin);
        let seen = Seen::by(series, fell.iter().any(FailureEpisode::is_definite));
        let change = first.begin;
        match &mut self.fell {
            Some(known) if change.first.answered >= known.change.first.answered => {
                known.seen = known.seen.max(seen);
                known.lasted = known.lasted.max(lasted);
            }
            known => {
                let after = Measured::between(windows.fault, change.window());
                let symptom = series.symptom(change.first).to_owned();
                *known = Some(Fall { change, symptom, after, seen, lasted, at_times: None });
            }
        }
    }

    /// How it fell; none where some looks saw it work and too few say which it is.
    pub fn falls(&self, outage_below: f64) -> Option<Falls> {
        let Rate { sure: failed, of, .. } = self.failed;
        match self.failed.is_above(1.0 - outage_below) {
            _ if failed == 0 => Some(Falls::Degrades),
            _ if failed == of => Some(Falls::Fails),
            Some(true) => Some(Falls::Fails),
            Some(false) => Some(Falls::Degrades),
            None => None,
        }
    }

    /// Whether at least one probe could see it, until the end of the outage.
    pub const fn is_seen(&self) -> bool {
        self.well_watched > 0
    }

    /// Whether every probe of it could: only then is it known that nothing was amiss.
    pub const fn is_seen_whole(&self) -> bool {
        self.well_watched == self.probes
    }

    /// `failed in 7 of 9 looks`.
    pub fn failed_looks(&self) -> String {
        format!("it failed in {} of {} looks", self.failed.sure, self.failed.of)
    }
}

impl<'a> Downs<'a> {
    fn of_service(
        &self,
        service: &'a ServiceName,
    ) -> impl Iterator<Item = &'a (&'a ProbeSeries, Vec<FailureEpisode>)> {
        let of = move |series: &ProbeSeries| matches!(&series.info.subject, ProbeSubject::Service(name) if name == service);
        self.spelled.iter().filter(move |(series, _)| of(series))
    }

    /// The service on the probe's way that was down all the while that the probe failed.
    fn blocked(
        &self,
        series: &'a ProbeSeries,
        episode: &FailureEpisode,
    ) -> Option<&'a ServiceName> {
        let until = episode
            .end
            .map_or(self.windows.watched, |end| end.window().0.min(self.windows.watched));
        // A way that is up again needs a moment until something comes through it.
        let slack = Span::micros(series.info.every.as_micros().saturating_mul(series.need as u64));
        let covers =
            |(from, to): (Moment, Moment)| from <= episode.begin.window().1 && until <= to + slack;
        let own = |way: &&ServiceName| !matches!(&series.info.subject, ProbeSubject::Service(name) if name == *way);
        series.info.through.iter().filter(own).find(|way| self.down(way).into_iter().any(covers))
    }

    /// Whether a service of which the topology says nothing fell just when a command of the
    /// recovery ran. Processes that are restarted die without the engine's knowing.
    fn may_be_restarted(
        &self,
        service: &ServiceName,
        series: &ProbeSeries,
        episode: &FailureEpisode,
    ) -> bool {
        let at = episode.begin.first.sent;
        series.info.resolution == Span::ZERO
            && !self.affected.contains_key(service)
            && self
                .observed
                .acts_at_work(ActionKind::Recovery)
                .any(|(from, to)| from <= at && at <= to)
    }

    /// When a service was down, so that nothing came through it, as widely as it can have been. One
    /// that only degrades, or that cannot store what it is given, is still a way.
    fn down(&self, service: &'a ServiceName) -> Vec<(Moment, Moment)> {
        let lasts = |episode: &FailureEpisode| {
            episode.end.map_or(self.windows.watched, |end| end.window().1)
        };
        let leads = |(series, _): &&(&ProbeSeries, Vec<FailureEpisode>)| {
            series.info.aspect != ProbeAspect::Writes
        };
        let episodes = self
            .of_service(service)
            .filter(leads)
            .flat_map(|(_, episodes)| episodes)
            .filter(|episode| episode.failed);
        let mut downs: Vec<(Moment, Moment)> =
            episodes.map(|episode| (episode.begin.window().0, lasts(episode))).collect();
        if self.observed.targets.contains(service) {
            let back = downs.iter().map(|(_, to)| *to).max().unwrap_or(self.windows.over);
            downs.push((self.windows.fault.0, back));
        }
        downs
    }
}

/// Whether a fall would have been seen: for two full turns of the probe, each with a look at what
/// was true after the fault had taken hold, and until the end of the outage.
pub(super) fn watched_well(series: &ProbeSeries, windows: &Windows) -> bool {
    let (every, resolution) = (series.info.every, series.info.resolution);
    let looks = || series.within(windows.hold, windows.over);
    let Some(last) = series.within(windows.hold, windows.watched).last() else { return false };
    let enough = looks().count() >= series.need + 2;
    let fresh = |turns: Span| looks().any(|look| look.sent >= windows.hold + turns);
    let patience = Span::micros(every.as_micros().saturating_mul(5)) + resolution;
    let to_the_end = windows.watched.since(last.answered) <= patience;
    enough && fresh(resolution) && fresh(resolution + resolution) && to_the_end
}
