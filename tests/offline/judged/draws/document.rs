//! Documents of a case: one of what is true, and those that are false in one claim.

use super::case::{COMMAND, Case, journey, service};
use super::truth::{Fell, Seen};
use firedrill::pack::claim;
use firedrill::timeline::{Assertion, CascadeEntry, Falls};
use firedrill::words::{DetectorKind, Impact, Span};

const KINDS: [DetectorKind; 2] = [DetectorKind::Alert, DetectorKind::HealthCheck];

#[derive(Debug, Clone)]
pub struct Document {
    pub claims: Vec<Assertion>,
}

fn impact(n: usize, expected: Impact) -> Assertion {
    Assertion::JourneyImpact(claim::JourneyImpact { journey: journey(n), expected })
}

fn detected(detector: DetectorKind, within: Option<Span>) -> Assertion {
    Assertion::DetectedBy(claim::DetectedBy { detector, within })
}

fn recovery(within: Option<Span>) -> Assertion {
    Assertion::Recovery(claim::Recovery {
        commands: vec![COMMAND.to_owned()],
        prose: false,
        within,
    })
}

impl Document {
    /// What somebody writes who knows nothing yet: nothing happens to anybody.
    pub fn first(case: &Case) -> Self {
        let mut claims: Vec<Assertion> =
            (0..case.ways.len()).map(|n| impact(n, Impact::None)).collect();
        claims.push(Assertion::Cascade(claim::Cascade { services: Vec::new(), ordered: false }));
        claims.push(Assertion::Unaffected(claim::Unaffected {}));
        claims.extend(KINDS.map(|kind| detected(kind, None)));
        claims.push(recovery(Some(Span::secs(15))));
        Self { claims }
    }

    /// The services that this document says to fall.
    pub fn named(&self) -> Vec<&CascadeEntry> {
        let entries = self.claims.iter().filter_map(|claim| match claim {
            Assertion::Cascade(claim::Cascade { services, .. }) => Some(services),
            _ => None,
        });
        entries.flatten().collect()
    }

    pub fn says_none(&self) -> bool {
        self.claims
            .iter()
            .any(|claim| matches!(claim, Assertion::Cascade(claim::Cascade { services, .. }) if services.is_empty()))
    }

    /// All that is true by what has been learned of the case.
    pub fn of(case: &Case, seen: &Seen<'_>) -> Self {
        // Every second document has times in it, and says of each service how it falls.
        let exact = case.number.is_multiple_of(2);
        let mut claims = Vec::new();
        for n in 0..case.ways.len() {
            claims.extend(
                [Impact::None, Impact::Degraded, Impact::Outage]
                    .map(|expected| impact(n, expected)),
            );
            claims.push(Assertion::Slower(claim::Slower { journey: journey(n) }));
        }
        let fell = (0..case.services).filter(|n| *n != case.target).filter_map(|n| {
            let falls = match seen.fell(n) {
                Fell::Surely(Some(falls)) if exact => falls,
                Fell::Surely(_) => Falls::Either,
                Fell::No | Fell::Perhaps => return None,
            };
            (!case.blind.contains(&n)).then(|| CascadeEntry { service: service(n), falls })
        });
        claims
            .push(Assertion::Cascade(claim::Cascade { services: fell.collect(), ordered: false }));
        claims.push(Assertion::Unaffected(claim::Unaffected {}));
        for kind in KINDS {
            let within =
                seen.noticed(kind).map(|(_, latest)| latest + latest.half() + Span::secs(1));
            claims.push(detected(kind, within.filter(|_| exact)));
        }
        let whole = Self { claims };
        let took = seen.took(&whole).map(|took| took + took.half() + Span::secs(1));
        let mut claims = whole.claims.clone();
        claims.push(recovery(took.filter(|_| exact)));
        let whole = Self { claims };
        let holds = |claim: &&Assertion| seen.truth(&whole, claim).holds == Some(true);
        Self { claims: whole.claims.iter().filter(holds).cloned().collect() }
    }

    /// The same with this claim in place of another, or besides.
    fn with(&self, place: Option<usize>, claim: Assertion) -> Self {
        let mut claims = self.claims.clone();
        match place {
            Some(place) => claims[place] = claim,
            None => claims.push(claim),
        }
        Self { claims }
    }

    /// Documents that are false in one claim more than this one.
    pub fn lies(&self, case: &Case, seen: &Seen<'_>) -> Vec<Self> {
        let mut lies = Vec::new();
        for (place, claim) in self.claims.iter().enumerate() {
            lies.extend(
                otherwise(claim, case, seen).into_iter().map(|claim| self.with(Some(place), claim)),
            );
        }
        let has = |test: &dyn Fn(&Assertion) -> bool| self.claims.iter().any(test);
        for kind in KINDS.into_iter().filter(|kind| {
            !has(&|claim| matches!(claim.as_kind().noticing(), Some(claim::Noticing::Fault { by, .. }) if by == *kind))
        }) {
            lies.push(self.with(None, detected(kind, None)));
        }
        for n in 0..case.ways.len() {
            if !has(
                &|claim| matches!(claim, Assertion::Slower(claim::Slower { journey: of }) if *of == journey(n)),
            ) {
                lies.push(
                    self.with(None, Assertion::Slower(claim::Slower { journey: journey(n) })),
                );
            }
            if !has(&|claim| claim.as_kind().is_impact_of(&journey(n))) {
                lies.extend(
                    [Impact::None, Impact::Degraded, Impact::Outage]
                        .map(|one| self.with(None, impact(n, one))),
                );
            }
        }
        if !has(&|claim| matches!(claim, Assertion::Unaffected(claim::Unaffected {}))) {
            lies.push(self.with(None, Assertion::Unaffected(claim::Unaffected {})));
        }
        if !has(&|claim| matches!(claim, Assertion::Recovery(claim::Recovery { .. }))) {
            lies.push(self.with(None, recovery(None)));
            lies.push(self.with(None, recovery(Some(Span::secs(15)))));
        }
        lies
    }
}

/// What else could stand in place of a claim.
fn otherwise(claim: &Assertion, case: &Case, seen: &Seen<'_>) -> Vec<Assertion> {
    match claim {
        Assertion::JourneyImpact(claim::JourneyImpact { journey, expected }) => {
            let others = [Impact::None, Impact::Degraded, Impact::Outage]
                .into_iter()
                .filter(|one| one != expected);
            others
                .map(|expected| {
                    Assertion::JourneyImpact(claim::JourneyImpact {
                        journey: journey.clone(),
                        expected,
                    })
                })
                .collect()
        }
        Assertion::Cascade(claim::Cascade { services, .. }) => cascades(services, case),
        Assertion::DetectedBy(claim::DetectedBy { detector, .. }) => {
            let noticed =
                seen.noticed(*detector).filter(|(earliest, _)| *earliest > Span::millis(100));
            let early = noticed.map(|(earliest, _)| Span::micros(earliest.as_micros() * 3 / 4));
            early.into_iter().map(|within| detected(*detector, Some(within))).collect()
        }
        Assertion::Recovery(claim::Recovery { .. }) => {
            let early = seen.back().map(|took| Span::micros(took.as_micros() * 3 / 4));
            [Some(Span::millis(1)), early]
                .into_iter()
                .flatten()
                .map(|within| recovery(Some(within)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn cascades(services: &[CascadeEntry], case: &Case) -> Vec<Assertion> {
    let cascade = |services| Assertion::Cascade(claim::Cascade { services, ordered: false });
    let mut lies = Vec::new();
    for left_out in 0..services.len() {
        let mut fewer = services.to_vec();
        let other = fewer.remove(left_out);
        lies.push(cascade(fewer));
        for falls in [Falls::Fails, Falls::Degrades].into_iter().filter(|one| *one != other.falls) {
            let mut changed = services.to_vec();
            changed[left_out].falls = falls;
            lies.push(cascade(changed));
        }
    }
    for n in (0..case.services).filter(|n| *n != case.target) {
        if services.iter().all(|entry| entry.service != service(n)) {
            let more = services.iter().cloned().chain([service(n).into()]).collect();
            lies.push(cascade(more));
        }
    }
    lies
}
