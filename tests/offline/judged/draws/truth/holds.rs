//! Whether a claim is true, by what the model says became of everyone.

use super::{Document, Fell, Seen, Truth};
use crate::judged::draws::case::{detector, journey, service};
use firedrill::judge::must_stay;
use firedrill::pack::claim;
use firedrill::timeline::{Assertion, Falls};
use firedrill::words::{DetectorKind, Impact, Span};
use firedrill::world::simulated::{CommandBend, DetectorBend, Health};

impl Seen<'_> {
    /// What is true of a claim of this document.
    pub fn truth(&self, document: &Document, claim: &Assertion) -> Truth {
        let holds = if self.broke.is_some() { self.holds(document, claim) } else { None };
        Truth { holds, open: self.is_open(document, claim) }
    }

    fn holds(&self, document: &Document, claim: &Assertion) -> Option<bool> {
        match claim {
            Assertion::JourneyImpact(claim::JourneyImpact { journey: of, expected }) => {
                let levels = self.levels(self.place_of(of)?);
                match levels.contains(expected) {
                    true if levels.len() == 1 => Some(true),
                    true => None,
                    false => Some(false),
                }
            }
            Assertion::Slower(claim::Slower { journey: of }) => self.slower(self.place_of(of)?),
            Assertion::Cascade(claim::Cascade { services, .. }) if services.is_empty() => {
                self.others_stay_well(document)
            }
            Assertion::Cascade(claim::Cascade { services, .. }) => {
                let each = services.iter().map(|entry| {
                    let n = (0..self.case.services).find(|n| service(*n) == entry.service)?;
                    match (self.fell(n), entry.falls) {
                        (Fell::No, Falls::Fails) => Some(false),
                        (Fell::No, _) => self.slowed(n),
                        (Fell::Surely(_), Falls::Either) => Some(true),
                        (Fell::Surely(Some(fell)), said) => Some(fell == said),
                        (Fell::Surely(None) | Fell::Perhaps, _) => None,
                    }
                });
                all(each)
            }
            Assertion::Unaffected(claim::Unaffected {}) => {
                let services =
                    if document.says_none() { Some(true) } else { self.others_stay_well(document) };
                let claimed = |n: &usize| {
                    document.claims.iter().any(|one| one.as_kind().is_impact_of(&journey(*n)))
                };
                let journeys = (0..self.case.ways.len()).filter(|n| !claimed(n)).map(|n| {
                    let levels = self.levels(n);
                    (levels.len() == 1 || !levels.contains(&Impact::None))
                        .then(|| levels == [Impact::None])
                });
                all(std::iter::once(services).chain(journeys))
            }
            Assertion::DetectedBy(claim::DetectedBy { detector, within }) => {
                self.detected(*detector, *within)
            }
            Assertion::Recovery(claim::Recovery { within, .. }) => {
                self.recovered(document, *within)
            }
            _ => None,
        }
    }

    pub(super) fn place_of(&self, name: &firedrill::words::JourneyName) -> Option<usize> {
        (0..self.case.ways.len()).find(|n| journey(*n) == *name)
    }

    fn others_stay_well(&self, document: &Document) -> Option<bool> {
        let named = document.named();
        let other = |n: &usize| {
            *n != self.case.target && !named.iter().any(|entry| entry.service == service(*n))
        };
        all((0..self.case.services).filter(other).flat_map(|n| {
            let well = match self.fell(n) {
                Fell::No => Some(true),
                Fell::Surely(_) => Some(false),
                Fell::Perhaps => None,
            };
            [well, self.slowed(n).map(|slowed| !slowed), self.died(n).map(|died| !died)]
        }))
    }

    fn detected(&self, kind: DetectorKind, within: Option<Span>) -> Option<bool> {
        let bend = self.case.bends.detectors.get(&detector(kind));
        if let Some((earliest, latest)) = self.noticed(kind) {
            return match within {
                None => Some(true),
                Some(within) if latest <= within => Some(true),
                Some(within) if earliest > within => Some(false),
                Some(_) => None,
            };
        }
        match bend {
            // What notices once may have done so by chance.
            Some(DetectorBend::Blind | DetectorBend::Once | DetectorBend::Pends(None)) => {
                Some(false)
            }
            Some(DetectorBend::Unanswered) => None,
            _ => {
                let over = |within: Span| {
                    self.broke.is_some_and(|broke| {
                        self.glances(kind).iter().any(|one| one.sent > broke + within)
                    })
                };
                match (within, bend) {
                    (Some(within), _) if over(within) => Some(false),
                    // It would have noticed, had the outage lasted.
                    (None, Some(DetectorBend::Pends(Some(_)))) => Some(true),
                    _ => None,
                }
            }
        }
    }

    fn recovered(&self, document: &Document, within: Option<Span>) -> Option<bool> {
        let (broke, begun) = (self.broke?, self.begun?);
        let target = service(self.case.target);
        match self.case.bends.command {
            Some(CommandBend::NotRun) => return None,
            Some(CommandBend::DoesNothing) => return Some(false),
            Some(CommandBend::ExitsWith(_)) | None => {}
        }
        let course = self.world.course(&target);
        // What was well before the command began was not recovered by it, nor what is well when its
        // supervisor has it be.
        if course.iter().any(|(at, one)| *at > broke && *at <= begun && one.serves == Health::Well)
        {
            return Some(false);
        }
        if self.bend(self.case.target).heals_after.is_some_and(|after| self.over == broke + after) {
            return Some(false);
        }
        let Some(took) = self.took(document) else { return Some(false) };
        // It falls again once it was seen to stay: nobody can know.
        let back = begun + took;
        let watched = back + must_stay(took);
        let falls = course.iter().any(|(at, one)| {
            *at + Span::millis(500) > watched && *at <= self.end && one.serves > Health::Well
        });
        if falls {
            return None;
        }
        Some(within.is_none_or(|within| took <= within))
    }
}

/// Whether all of these are true; one that is false decides.
fn all(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut holds = Some(true);
    for one in each {
        match one {
            Some(false) => return Some(false),
            None => holds = None,
            Some(true) => {}
        }
    }
    holds
}
