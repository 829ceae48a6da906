//! What the claims say of somebody, as levels of impact.

use crate::judge::findings::Levels;
use crate::pack::Assertion;
use crate::timeline::{Falls, Header, ProbeSubject};
use crate::words::{Impact, JourneyName, ServiceName};

/// What all claims together say of one; none where they are silent.
pub(super) fn of(header: &Header, subject: &ProbeSubject) -> Option<Levels> {
    let together = |said: &dyn Fn(&Assertion) -> Option<Levels>| {
        let all = header.claims.iter().filter_map(|claim| said(&claim.assertion));
        // A document that contradicts itself has said both.
        all.reduce(|one, other| one.and(other).unwrap_or_else(|| one.or(other)))
    };
    match subject {
        ProbeSubject::Journey(journey) => together(&|claim| of_journey(claim, journey)),
        // What is said of it by name counts for more than what is said of all.
        ProbeSubject::Service(service) => together(&|claim| of_service(claim, service))
            .or_else(|| together(&|claim| of_all(header, claim, service))),
    }
}

/// The services that are named, whatever is said of them.
pub(super) fn services(header: &Header) -> impl Iterator<Item = &ServiceName> {
    header.claims.iter().flat_map(|claim| match &claim.assertion {
        Assertion::Cascade(cascade) => {
            cascade.services.iter().map(|entry| &entry.service).collect()
        }
        Assertion::Needs(needs) => vec![&needs.service],
        _ => Vec::new(),
    })
}

fn of_journey(assertion: &Assertion, journey: &JourneyName) -> Option<Levels> {
    let here = |named: &JourneyName| named == journey;
    match assertion {
        Assertion::JourneyImpact(claim) if here(&claim.journey) => {
            Some(Levels::only(claim.expected))
        }
        Assertion::Alone(claim) if claim.journeys.iter().any(here) => {
            let is_of_each = claim.every || claim.journeys.len() == 1;
            // Else it is said of the worst of them.
            let least = if is_of_each { claim.expected } else { Impact::None };
            Some(Levels::between(least, claim.expected))
        }
        Assertion::Graceful(claim) if here(&claim.journey) => Some(Levels::only(Impact::Degraded)),
        Assertion::Slower(claim) if here(&claim.journey) => {
            Some(Levels::between(Impact::Degraded, Impact::Outage))
        }
        _ => None,
    }
}

fn of_service(assertion: &Assertion, service: &ServiceName) -> Option<Levels> {
    let falls = |falls: Falls| match falls {
        Falls::Fails => Levels::only(Impact::Outage),
        Falls::Degrades => Levels::only(Impact::Degraded),
        Falls::Either => Levels::between(Impact::Degraded, Impact::Outage),
    };
    match assertion {
        Assertion::Cascade(claim) => {
            let entry = claim.services.iter().find(|entry| entry.service == *service)?;
            Some(falls(entry.falls))
        }
        Assertion::Needs(claim) if claim.service == *service => Some(falls(Falls::Either)),
        _ => None,
    }
}

/// What is said of all services that are not named.
fn of_all(header: &Header, assertion: &Assertion, service: &ServiceName) -> Option<Levels> {
    match assertion {
        Assertion::Cascade(claim) if claim.services.is_empty() => Some(Levels::only(Impact::None)),
        // What is named nowhere stays well.
        Assertion::Unaffected(_) => {
            let is_named = services(header).any(|named| named == service);
            (!is_named).then_some(Levels::only(Impact::None))
        }
        _ => None,
    }
}
