//! What the document says, what the dependencies imply and what was seen, of each journey and each
//! service that was not broken itself.
//!
//! The levels are those of impact. What fails with something is an outage. What is worse off
//! without something that failed is degraded. What needs, or goes through, something that is only
//! degraded may feel it or not: none or degraded. A service is degraded where it was seen to fall
//! and to answer now and then, or got slower.

mod documented;
mod explanation;

use super::cascade;
use super::context::JudgeContext;
use super::findings::{Agreement, Levels, PredictionFound};
use super::impact::{fared, outcome_of};
use crate::pack::Claim;
use crate::timeline::{Header, ProbeSubject};
use crate::topology::{Suffering, Topology};
use crate::words::{Impact, JourneyName, ServiceName};
use std::collections::{BTreeMap, BTreeSet};

/// What the dependencies imply for a drill.
struct Predicted {
    /// Whether the timeline says at all who needs whom.
    is_known: bool,
    services: BTreeMap<ServiceName, Suffering>,
    journeys: BTreeMap<JourneyName, (Levels, Option<ServiceName>)>,
}

/// The report's entries, journeys first, each sorted by name. Where nothing could be judged,
/// nothing was observed; where nothing was to be broken, there is nothing to predict.
pub(super) fn found(header: &Header, context: Option<&JudgeContext<'_>>) -> Vec<PredictionFound> {
    // Nor does what is started again in between fare as the dependencies imply.
    let starts = |claim: &Claim| !claim.as_kind().starts().is_empty();
    if header.targets.is_empty() || header.claims.iter().any(starts) {
        return Vec::new();
    }
    let predicted = Predicted::of(header);
    let mut found: Vec<PredictionFound> = Vec::new();
    for subject in subjects(header, &predicted) {
        let documented = documented::of(header, &subject);
        let (implied, by) = predicted.of_subject(&subject);
        let observed = context.and_then(|context| observed(context, &subject));
        if [documented, implied, observed].iter().all(Option::is_none) {
            continue;
        }
        let mut one = PredictionFound {
            agreement: Agreement::of(documented, implied, observed),
            subject,
            documented,
            predicted: implied,
            by,
            observed,
            explanation: None,
        };
        if let (true, Some(context)) = (one.is_against_prediction(), context) {
            one.explanation = explanation::of(context, &predicted, &one);
        }
        found.push(one);
    }
    found
}

/// Who is looked at, named or predicted to suffer, and not broken itself.
fn subjects(header: &Header, predicted: &Predicted) -> Vec<ProbeSubject> {
    let mut journeys: BTreeSet<&JourneyName> = BTreeSet::new();
    let mut services: BTreeSet<&ServiceName> = predicted.services.keys().collect();
    for probe in &header.probes {
        match &probe.subject {
            ProbeSubject::Journey(journey) => _ = journeys.insert(journey),
            ProbeSubject::Service(service) => _ = services.insert(service),
        }
    }
    services.extend(documented::services(header));
    let services = services.into_iter().filter(|service| !header.targets.contains(service));
    let journeys = journeys.into_iter().cloned().map(ProbeSubject::Journey);
    journeys.chain(services.cloned().map(ProbeSubject::Service)).collect()
}

impl Predicted {
    fn of(header: &Header) -> Self {
        let topology = Topology::new(header.dependencies.clone());
        let services = topology.suffering(&header.targets);
        let mut predicted =
            Self { is_known: !header.dependencies.is_empty(), services, journeys: BTreeMap::new() };
        for probe in &header.probes {
            if let ProbeSubject::Journey(journey) = &probe.subject {
                let fate = predicted.through(&probe.through, &header.targets);
                predicted.journeys.insert(journey.clone(), fate);
            }
        }
        predicted
    }

    /// What becomes of a journey that goes through these.
    fn through(
        &self,
        through: &[ServiceName],
        targets: &[ServiceName],
    ) -> (Levels, Option<ServiceName>) {
        let down = |service: &&ServiceName| {
            targets.contains(service)
                || self.services.get(*service).is_some_and(|one| one.impact == Impact::Outage)
        };
        // Nearest to what was broken first: that says most.
        let broken = through.iter().find(|service| targets.contains(service));
        if let Some(service) = broken.or_else(|| through.iter().find(down)) {
            return (Levels::only(Impact::Outage), Some(service.clone()));
        }
        match through.iter().find(|service| self.services.contains_key(*service)) {
            Some(service) => {
                (Levels::between(Impact::None, Impact::Degraded), Some(service.clone()))
            }
            None => (Levels::only(Impact::None), None),
        }
    }

    /// What is implied for one, and by whom.
    fn of_subject(&self, subject: &ProbeSubject) -> (Option<Levels>, Option<String>) {
        match subject {
            ProbeSubject::Journey(journey) => match self.journeys.get(journey) {
                Some((levels, by)) if self.is_known || by.is_some() => {
                    (Some(*levels), by.as_ref().map(|by| format!("it goes through {by}")))
                }
                Some(_) | None => (None, None),
            },
            ProbeSubject::Service(_) if !self.is_known => (None, None),
            ProbeSubject::Service(service) => match self.services.get(service) {
                Some(suffering) => (Some(levels(suffering)), Some(told(suffering))),
                None => (Some(Levels::only(Impact::None)), None),
            },
        }
    }
}

const fn levels(suffering: &Suffering) -> Levels {
    match suffering {
        Suffering { impact, is_sure: true, .. } => Levels::only(*impact),
        Suffering { impact, .. } => Levels::between(Impact::None, *impact),
    }
}

fn told(suffering: &Suffering) -> String {
    let by = &suffering.by;
    match (suffering.impact, suffering.is_sure) {
        (Impact::Outage, _) => format!("it needs {by}"),
        (_, true) => format!("it is worse off without {by}"),
        (_, false) => format!("it depends on {by}, which is degraded"),
    }
}

/// What was seen of one; none where that cannot be told at all.
fn observed(context: &JudgeContext<'_>, subject: &ProbeSubject) -> Option<Levels> {
    match subject {
        ProbeSubject::Journey(journey) => {
            let outcome = outcome_of(context, journey).ok()?;
            let (least, most) = fared(context, outcome).0.bounds();
            // What has not shown might have, had the drill gone on.
            let is_short = context.cut_short().is_some() && most < Impact::Outage;
            (!is_short).then_some(Levels { least, most })
        }
        ProbeSubject::Service(service) => cascade::level(context, context.service(service)?),
    }
}
