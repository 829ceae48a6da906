//! How far what is waited for has shown: asked by the drill after every event, and by the judge of
//! the whole.

use super::{DetectorSeries, Life, Observed, ProbeSeries};
use crate::timeline::{ActionKind, Happening, ProbeSubject};
use crate::words::{DetectorKind, DetectorName, JourneyName, Moment, ServiceName};

impl Observed {
    /// When the fault began to be injected; none before.
    pub fn fault_begun(&self) -> Option<Moment> {
        self.acts.iter().find(|act| act.kind == ActionKind::Fault).map(|act| act.at)
    }

    /// When acts of a kind were at work: each from its beginning to its end.
    pub(crate) fn acts_at_work(&self, kind: ActionKind) -> impl Iterator<Item = (Moment, Moment)> {
        let acts = move || self.acts.iter().filter(move |act| act.kind == kind);
        let begun =
            acts().filter(|act| matches!(act.happening, Happening::Begun)).map(|act| act.at);
        let over = move |begun: Moment| {
            let ends =
                acts().filter(|act| !matches!(act.happening, Happening::Begun)).map(|act| act.at);
            ends.filter(|end| *end >= begun).min().unwrap_or(self.last.1)
        };
        begun.map(move |begun| (begun, over(begun)))
    }

    /// Deaths of a service's container.
    pub(crate) fn deaths_of<'a>(
        &'a self,
        service: &'a ServiceName,
    ) -> impl Iterator<Item = &'a Life> + 'a {
        self.lives.iter().filter(move |life| life.died && life.who == service.as_str())
    }

    /// When the fault had taken hold of every target: who uses it saw it fail. What is kept in
    /// between (the answers of a name server) may serve users for a while after the target itself
    /// is gone.
    pub fn taken_hold(&self) -> Option<Moment> {
        let begun = self.fault_begun()?;
        let held = |target: &ServiceName| {
            self.serving(target).filter_map(|series| series.failed_at(begun)).min()
        };
        let held: Option<Vec<Moment>> = self.targets.iter().map(held).collect();
        held.and_then(|all| all.into_iter().max())
    }

    /// When every target had shown a first sign of the fault: a probe of it failed, or the engine
    /// reported that it died.
    pub fn first_signs(&self) -> Option<Moment> {
        let begun = self.fault_begun()?;
        let sign = |target: &ServiceName| {
            let died = self.deaths_of(target).filter(|life| life.at >= begun).map(|life| life.at);
            let failed = self.of_service(target).filter_map(|series| series.failed_at(begun));
            died.chain(failed).min()
        };
        let signs: Option<Vec<Moment>> = self.targets.iter().map(sign).collect();
        signs.and_then(|all| all.into_iter().max())
    }

    /// Whether a detector of this kind that watches a target has noticed something, in a look sent
    /// at `since` or later.
    pub fn kind_noticed(&self, kind: DetectorKind, since: Moment) -> bool {
        self.of_target(kind).any(|series| series.noticed_since(since))
    }

    /// Whether the detectors of this kind that watch a target have been looked at so late after
    /// `since` that what happened then has had time to reach them, and once more to be sure.
    pub fn kind_was_asked(&self, kind: DetectorKind, since: Moment) -> bool {
        let late_enough = |series: &DetectorSeries| {
            let from = since + series.info.resolution + series.info.every + series.info.every;
            series.samples.last().is_some_and(|sample| sample.sent >= from)
        };
        self.of_target(kind).all(late_enough)
    }

    /// How many services were seen to fail.
    pub(crate) fn fallen_services(&self, since: Moment) -> usize {
        let mut fallen: Vec<&ProbeSubject> = Vec::new();
        for series in self.probes.iter().filter(|series| series.failed_since(since)) {
            let subject = &series.info.subject;
            let counts =
                matches!(subject, ProbeSubject::Service(name) if !self.effects.contains(name));
            if counts && !fallen.contains(&subject) {
                fallen.push(subject);
            }
        }
        fallen.len()
    }

    /// Whether this detector has noticed repeatedly.
    pub(crate) fn noticed(&self, detector: &DetectorName, since: Moment) -> bool {
        let series = self.by_detector.get(detector).map(|index| &self.detectors[*index]);
        series.is_some_and(|series| series.has_noticed(since))
    }

    /// Whether a detector that can be expected to has noticed, as the judge will see it: of those
    /// of the kind one that watches a target, or where none does one that watches a service that
    /// fell.
    pub(crate) fn noticed_the_fault(&self, kind: DetectorKind, since: Moment) -> bool {
        let of_kind = || self.detectors.iter().filter(|series| series.info.kind == kind);
        let of_target = |series: &&DetectorSeries| self.targets.contains(&series.info.watches);
        if of_kind().any(|series| of_target(&series)) {
            return of_kind().filter(of_target).any(|series| series.has_noticed(since));
        }
        of_kind().any(|series| {
            series.has_noticed(since) && self.service_failed(&series.info.watches, since)
        })
    }

    /// How many answers of a journey, asked for at `since` or later, speak of this fallback.
    pub(crate) fn fallbacks(&self, journey: &JourneyName, fallback: &str, since: Moment) -> usize {
        let of = |series: &ProbeSeries| {
            let looks = series.within(since, self.last.1).filter(|look| !look.is_failed());
            looks.filter(|look| series.speaks_of(*look, fallback)).count()
        };
        self.of_journey(journey).map(of).sum()
    }
}

impl DetectorSeries {
    fn has_noticed(&self, since: Moment) -> bool {
        let from = self.samples.partition_point(|sample| sample.sent < since);
        self.noticed_repeatedly(&self.samples[from..]).is_some()
    }
}
