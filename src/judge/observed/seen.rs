//! Whether a claim has shown all that it can while the fault lasts: what the drill waits for.

use super::{DetectorTrack, ENOUGH, Observed};
use crate::judge::impact;
use crate::judge::track::{Look, Track};
use crate::timeline::{Assertion, ProbeSubject};
use crate::words::{DetectorKind, DetectorName, Impact, JourneyName, Moment};

/// Journeys are made one after the other: one is out when the recovery begins, and one can come in at that moment.
const OUT: f64 = 2.0;

impl Observed {
    /// Whether there is nothing more to wait for with this claim in the observe phase, `since` being when the fault took
    /// hold: what it says should show has shown. What it says should *not* show never has: with such a claim this asks
    /// only for enough requests, and it is for the drill to wait long enough.
    pub fn is_seen(&self, assertion: &Assertion, since: Moment) -> bool {
        match assertion {
            Assertion::Impact { journey, expected } => self.is_surely(*expected, journey, since),
            Assertion::Cascade { services, .. } if services.is_empty() => self.last.1.since(since) >= self.patience,
            Assertion::Cascade { services, .. } => {
                services.iter().all(|entry| self.service_failed(&entry.service, since))
            }
            Assertion::DetectedBy { detector, .. } => self.noticed_the_fault(*detector, since),
            Assertion::Graceful { journey, fallback } => self.fallbacks(journey, fallback, since) >= ENOUGH,
            // The interval of a median is narrow enough to judge by once there are some dozens of answers.
            Assertion::Slower { journey } => self.journey_requests(journey, since) >= 4 * ENOUGH,
            Assertion::Several { least } => self.fallen_services(since) >= *least as usize,
            Assertion::ToldApart { detector } => self.noticed(detector, since),
            Assertion::Unaffected => self.last.1.since(since) >= self.patience,
            // The one had its own time, before the fault; the other has it after.
            Assertion::Warned { .. } | Assertion::Recovery { .. } => true,
        }
    }

    /// Whether the journey fares like this, and will not be said to fare better for the few requests that are still out
    /// when the recovery begins.
    fn is_surely(&self, expected: Impact, journey: &JourneyName, since: Moment) -> bool {
        let looks: Vec<Look> = self.looks_at(journey, since).collect();
        let spare = looks.len() as f64 + OUT;
        let succeeded = looks.iter().filter(|look| !look.is_failed()).count() as f64 + OUT;
        let sure = expected != Impact::Outage || succeeded / spare < self.thresholds.outage_below;
        sure && impact::of(&looks, &self.thresholds) == Some(expected)
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
        track.is_some_and(|track| track.noticed_since(since))
    }

    /// Whether a detector that can be expected to has noticed, as the judge will see it: of those of the kind one that
    /// watches a target, or where none does one that watches a service that fell.
    fn noticed_the_fault(&self, kind: DetectorKind, since: Moment) -> bool {
        let of_kind = || self.detectors.iter().filter(|track| track.info.kind == kind);
        let of_target = |track: &&DetectorTrack| self.targets.contains(&track.info.watches);
        if of_kind().any(|track| of_target(&track)) {
            return of_kind().filter(of_target).any(|track| track.noticed_since(since));
        }
        of_kind().any(|track| track.noticed_since(since) && self.service_failed(&track.info.watches, since))
    }

    fn fallbacks(&self, journey: &JourneyName, fallback: &str, since: Moment) -> usize {
        let of = |track: &Track| {
            let said = |look: &Look| !look.is_failed() && impact::mentions(track.symptom(*look), fallback);
            track.within(since, self.last.1).filter(said).count()
        };
        self.of_journey(journey).map(of).sum()
    }
}
