//! What by the rules of the judge may be left undetermined though it is true.

use super::super::case::{SCRAPED, detector, journey, service};
use super::super::document::Document;
use super::Seen;
use firedrill::judge::{enough_for, withheld_for};
use firedrill::pack::claim;
use firedrill::pack::{FaultKind, Pause};
use firedrill::plan::Withhold;
use firedrill::timeline::Assertion;
use firedrill::words::{DetectorKind, Moment, Span};
use firedrill::world::simulated::{Amiss, CommandBend, DetectorBend};

/// How long a look at what stands still can be silent, and what comes on top.
const SILENT: Span = Span::millis(1_300);

/// What can be told of a journey by its requests.
struct Answered {
    few: bool,
    straddles: bool,
    silent: bool,
}

impl Seen<'_> {
    /// Why a claim may be left undetermined though it is true; none where it may not.
    pub(super) fn is_open(&self, document: &Document, claim: &Assertion) -> Option<&'static str> {
        let Some(broke) = self.broke else {
            return Some("the fault did not take hold, or was not seen to");
        };
        match claim {
            Assertion::JourneyImpact(claim::JourneyImpact { journey: of, .. }) => {
                self.impact_is_open(self.place_of(of)?)
            }
            Assertion::Slower(claim::Slower { journey: of }) => {
                let answered =
                    self.requests(self.place_of(of)?).into_iter().filter(|one| one.0 < 1.0).count();
                (answered < 20).then_some("too few answers for a median")
            }
            Assertion::Cascade(claim::Cascade { services, .. }) => {
                self.others_are_open(document, broke, !services.is_empty())
            }
            Assertion::Unaffected(claim::Unaffected {}) => {
                let claimed = |n: usize| {
                    document.claims.iter().any(|one| one.as_kind().is_impact_of(&journey(n)))
                };
                let open = |n: &usize| !claimed(*n) && self.impact_is_open(*n).is_some();
                let journeys = (0..self.case.ways.len()).any(|n| open(&n));
                let why = journeys.then_some("a journey without a claim was not made often enough");
                self.others_are_open(document, broke, false).or(why)
            }
            Assertion::DetectedBy(claim::DetectedBy { detector, .. }) => {
                self.detection_is_open(*detector)
            }
            Assertion::Recovery(claim::Recovery { within, .. }) => {
                self.recovery_is_open(document, broke, *within)
            }
            _ => None,
        }
    }

    fn impact_is_open(&self, n: usize) -> Option<&'static str> {
        let Answered { few, straddles, silent } = self.answered(n);
        match () {
            () if few => Some("the outage was over before there were enough requests"),
            () if straddles => Some("the rate's interval straddles a threshold"),
            () if silent && self.case.ways.len() < 2 => {
                Some("nobody outside the fault answered while this one was silent")
            }
            () => None,
        }
    }

    /// Of a list of services it matters whether those on it are looked at; of none, whether all
    /// others are.
    fn others_are_open(
        &self,
        document: &Document,
        broke: Moment,
        lists: bool,
    ) -> Option<&'static str> {
        let named = |n: usize| document.named().iter().any(|entry| entry.service == service(n));
        let turns = if self.case.scraped.is_some() { SCRAPED + SCRAPED } else { Span::ZERO };
        match () {
            () if self.case.blind.iter().any(|n| named(*n) == lists) => {
                Some("a service is not probed")
            }
            () if self.over.since(broke) < Span::millis(1_500) + turns => {
                Some("the outage was over before anybody had looked for long")
            }
            () => None,
        }
    }

    fn detection_is_open(&self, kind: DetectorKind) -> Option<&'static str> {
        match (self.case.bends.detectors.get(&detector(kind)), self.noticed(kind)) {
            (Some(DetectorBend::Unanswered), _) => Some("it cannot be asked"),
            (Some(DetectorBend::Once), _) => Some("it noticed once only"),
            (Some(DetectorBend::Pends(_)), None) => Some("it was pending until the recovery began"),
            (_, None) => Some("the outage was over before it had to notice"),
            _ => None,
        }
    }

    fn recovery_is_open(
        &self,
        document: &Document,
        broke: Moment,
        within: Option<Span>,
    ) -> Option<&'static str> {
        let silent = if self.case.kind == FaultKind::Pause(Pause) { SILENT } else { Span::ZERO };
        let took = self.back().unwrap_or_default();
        let begun = self.begun.unwrap_or(self.over);
        let withheld = withheld_for(begun.since(broke) + took, took);
        let healed = self.bend(self.case.target).heals_after;
        let healed = healed.is_some_and(|after| after <= withheld + silent + Span::millis(300));
        let blur = Span::millis(150) + silent;
        let near = |within: Span| self.took(document).is_some_and(|took| took + blur > within);
        match self.case.bends.command {
            Some(CommandBend::NotRun) => Some("firedrill could not run the command"),
            Some(CommandBend::ExitsWith(_)) if self.case.control == Withhold::Never => {
                Some("the command failed, and without a control it is not known what it did")
            }
            _ if healed => Some("it heals by itself"),
            _ if within.is_some_and(near) => Some("it is too near to the documented time"),
            _ => None,
        }
    }

    /// What can be told of a journey's rate by so many requests.
    fn answered(&self, n: usize) -> Answered {
        let requests = self.requests(n);
        let answers = self.journey_bend(n).answers;
        let share = f64::from(answers.amiss) / 100.0;
        let silent = answers.amiss > 0 && answers.how == Amiss::Silence;
        let amiss = requests.iter().map(|one| one.1).sum::<f64>() / requests.len().max(1) as f64;
        let failed = requests.iter().map(|one| one.0).sum::<f64>() / requests.len().max(1) as f64;
        let enough = if amiss < 0.03 { enough_for(0.03) } else { 8 };
        let near = |rate: f64, line: f64, by: f64| (rate - line).abs() < by;
        // The fewer there are, the wider is the interval.
        let wide = 1.5 / (requests.len().max(1) as f64).sqrt();
        let straddles = (share > 0.0 && near(share, 0.03, 0.03 + wide))
            || near(amiss, 0.03, 0.025)
            || near(failed, 0.5, wide);
        Answered { few: requests.len() < enough, straddles, silent }
    }
}
