//! Whether what a claim says should happen has shown: then the drill need not wait for it. It never says whether a claim
//! holds: what should not happen is watched for by time and by number, whatever was seen so far.

use super::{DetectorSeries, ENOUGH, Observed};
use crate::judge::impact;
use crate::judge::series::ProbeSeries;
use crate::timeline::{Assertion, ProbeSubject};
use crate::words::{DetectorKind, DetectorName, JourneyName, Moment};

impl Observed {
    /// Whether there is nothing that this claim says should happen and that has not shown, `since` being when the fault took
    /// hold.
    pub fn has_shown(&self, assertion: &Assertion, since: Moment) -> bool {
        match assertion {
            Assertion::Cascade { services, .. } => {
                services.iter().all(|entry| self.service_failed(&entry.service, since))
            }
            Assertion::DetectedBy { detector, .. } => self.noticed_the_fault(*detector, since),
            Assertion::Graceful { journey, fallback } => self.fallbacks(journey, fallback, since) >= ENOUGH,
            // The interval of a median is narrow enough to judge by once there are some dozens of answers.
            Assertion::Slower { journey } => self.journey_requests(journey, since) >= 4 * ENOUGH,
            Assertion::Several { least } => self.fallen_services(since) >= *least as usize,
            Assertion::ToldApart { detector } => self.noticed(detector, since),
            // How often something succeeds is counted for as long as the watch lasts. The warning had its own time, before
            // the fault; the recovery has it after.
            Assertion::Impact { .. }
            | Assertion::Unaffected
            | Assertion::Warned { .. }
            | Assertion::Recovery { .. } => true,
        }
    }

    /// How many services were seen to fail.
    fn fallen_services(&self, since: Moment) -> usize {
        let mut fallen: Vec<&ProbeSubject> = Vec::new();
        for track in self.tracks.iter().filter(|track| track.failed_since(since)) {
            let subject = &track.info.subject;
            let counts = matches!(subject, ProbeSubject::Service(name) if !self.effects.contains(name));
            if counts && !fallen.contains(&subject) {
                fallen.push(subject);
            }
        }
        fallen.len()
    }

    fn noticed(&self, detector: &DetectorName, since: Moment) -> bool {
        let track = self.by_detector.get(detector).map(|index| &self.detectors[*index]);
        track.is_some_and(|track| track.has_noticed(since))
    }

    /// Whether a detector that can be expected to has noticed, as the judge will see it: of those of the kind one that
    /// watches a target, or where none does one that watches a service that fell.
    fn noticed_the_fault(&self, kind: DetectorKind, since: Moment) -> bool {
        let of_kind = || self.detectors.iter().filter(|track| track.info.kind == kind);
        let of_target = |track: &&DetectorSeries| self.targets.contains(&track.info.watches);
        if of_kind().any(|track| of_target(&track)) {
            return of_kind().filter(of_target).any(|track| track.has_noticed(since));
        }
        of_kind().any(|track| track.has_noticed(since) && self.service_failed(&track.info.watches, since))
    }

    fn fallbacks(&self, journey: &JourneyName, fallback: &str, since: Moment) -> usize {
        let of = |track: &ProbeSeries| {
            let said = |look: &_| -> bool {
                let look: &crate::judge::series::ProbeSample = look;
                !look.is_failed() && impact::mentions(track.symptom(*look), fallback)
            };
            track.within(since, self.last.1).filter(said).count()
        };
        self.of_journey(journey).map(of).sum()
    }
}

impl DetectorSeries {
    fn has_noticed(&self, since: Moment) -> bool {
        let from = self.glances.partition_point(|glance| glance.sent < since);
        self.noticed_repeatedly(&self.glances[from..]).is_some()
    }
}
