//! How far what is waited for has shown: asked by the drill after every event, and by the judge of the whole.

use super::{DetectorSeries, Observed, ProbeSeries};
use crate::timeline::ProbeSubject;
use crate::words::{DetectorKind, DetectorName, JourneyName, Moment};

impl Observed {
    /// How many services were seen to fail.
    pub(crate) fn fallen_services(&self, since: Moment) -> usize {
        let mut fallen: Vec<&ProbeSubject> = Vec::new();
        for series in self.probes.iter().filter(|series| series.failed_since(since)) {
            let subject = &series.info.subject;
            let counts = matches!(subject, ProbeSubject::Service(name) if !self.effects.contains(name));
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

    /// Whether a detector that can be expected to has noticed, as the judge will see it: of those of the kind one that
    /// watches a target, or where none does one that watches a service that fell.
    pub(crate) fn noticed_the_fault(&self, kind: DetectorKind, since: Moment) -> bool {
        let of_kind = || self.detectors.iter().filter(|series| series.info.kind == kind);
        let of_target = |series: &&DetectorSeries| self.targets.contains(&series.info.watches);
        if of_kind().any(|series| of_target(&series)) {
            return of_kind().filter(of_target).any(|series| series.has_noticed(since));
        }
        of_kind().any(|series| series.has_noticed(since) && self.service_failed(&series.info.watches, since))
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
