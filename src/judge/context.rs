//! What claims are judged on: everything that was worked out of a timeline, once.

use super::journeys::{self, JourneyOutcome};
use super::services::{self, ServiceOutcome};
use super::windows::Windows;
use crate::observe::{Observed, ProbeSample, ProbeSeries};
use crate::timeline::{Header, ProbeSubject};
use crate::topology::Topology;
use crate::words::{Impact, JourneyName, Moment, ServiceName, Span, Verdict};
use std::collections::BTreeMap;

/// A verdict with its reason and its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub verdict: Verdict,
    pub reason: String,
    pub evidence: Vec<u64>,
    /// What it rests on, where it rests on harm that was seen: a machine without time to spare may
    /// be to blame for that.
    pub harm: Option<Harm>,
}

/// What harm was seen, as far as a busy machine can explain it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Harm {
    /// Answers said so for so long.
    Said { lasted: Span },
    /// Prometheus said so of `who` between these moments. Whom it asks, and it itself, wait for
    /// their turns: what says "down" may be a scrape that took too long.
    Reported { who: ProbeSubject, from: Moment, to: Moment },
    /// `who` did not answer between these moments.
    Silent { who: ProbeSubject, from: Moment, to: Moment },
    /// Something took longer than it may, by so much at least.
    Late { margin: Span },
}

impl Finding {
    /// It was seen to be so.
    pub fn confirmed(reason: impl Into<String>, evidence: Vec<u64>) -> Self {
        Self { verdict: Verdict::Confirmed, reason: reason.into(), evidence, harm: None }
    }

    /// It was seen to be otherwise.
    pub fn contradicted(reason: impl Into<String>, evidence: Vec<u64>) -> Self {
        Self { verdict: Verdict::Contradicted, reason: reason.into(), evidence, harm: None }
    }

    /// It could not be observed well enough.
    pub fn undetermined(reason: impl Into<String>, evidence: Vec<u64>) -> Self {
        Self { verdict: Verdict::Undetermined, reason: reason.into(), evidence, harm: None }
    }

    /// The same, resting on harm that was seen.
    pub fn by(self, harm: Harm) -> Self {
        Self { harm: Some(harm), ..self }
    }

    /// What it looked like, where that cannot be told.
    pub fn in_doubt(self, why: &str) -> Self {
        Self::undetermined(format!("{why}; it looked like this: {}", self.reason), self.evidence)
    }
}

/// What was worked out of a timeline.
pub(super) struct JudgeContext<'a> {
    pub header: &'a Header,
    pub observed: &'a Observed,
    pub windows: Windows,
    pub services: Vec<ServiceOutcome>,
    pub journeys: Vec<JourneyOutcome>,
    topology: Topology,
    /// The targets, and whoever suffers with them by the topology.
    affected: BTreeMap<ServiceName, Impact>,
}

impl<'a> JudgeContext<'a> {
    /// Works it out.
    pub fn new(header: &'a Header, observed: &'a Observed, windows: Windows) -> Self {
        let topology = Topology::new(header.dependencies.clone());
        let affected = affected(&topology, &header.targets);
        Self {
            header,
            observed,
            services: services::of(observed, &windows, &affected),
            journeys: journeys::of(observed, &windows),
            windows,
            topology,
            affected,
        }
    }

    /// What became of a service; none where nothing looks at it.
    pub fn service(&self, service: &ServiceName) -> Option<&ServiceOutcome> {
        self.services.iter().find(|outcome| outcome.service == *service)
    }

    /// How a journey fared; none where nothing makes it.
    pub fn journey(&self, journey: &JourneyName) -> Option<&JourneyOutcome> {
        self.journeys.iter().find(|outcome| outcome.journey == *journey)
    }

    /// Whether the fault was injected into the service itself.
    pub fn is_target(&self, service: &ServiceName) -> bool {
        self.header.targets.contains(service)
    }

    /// Whether it is no service, so that what becomes of it is an effect.
    pub fn is_effect(&self, service: &ServiceName) -> bool {
        self.header.effects.contains(service)
    }

    /// The services that cascade claims name; see [`named`].
    pub fn named(&self) -> Option<Vec<ServiceName>> {
        named(self.header)
    }

    /// Whether a cascade claim says "none".
    pub fn says_none(&self) -> bool {
        self.header
            .claims
            .iter()
            .any(|claim| claim.as_kind().cascade().is_some_and(<[_]>::is_empty))
    }

    /// Whether a claim that is about this journey as a whole has it under its eyes, so that silence
    /// does not.
    pub fn is_claimed(&self, journey: &JourneyName) -> bool {
        self.header.claims.iter().any(|claim| claim.as_kind().covers() == Some(journey))
    }

    /// Whether firedrill was suspended or starved of CPU for a while between `from` and `to`; in
    /// words, and the events on both sides.
    pub fn unheard(&self, from: Moment, to: Moment) -> Option<(String, Vec<u64>)> {
        let stalls =
            || self.observed.stalls.iter().filter(|stall| stall.to.1 > from && stall.from.1 < to);
        let lasted = stalls().map(|stall| stall.lasted()).fold(Span::ZERO, |all, one| all + one);
        let evidence: Vec<u64> = stalls().flat_map(|stall| [stall.from.0, stall.to.0]).collect();
        let why = format!("firedrill was suspended or starved of CPU for {lasted}");
        (!evidence.is_empty()).then_some((why, evidence))
    }

    /// Whether this probe, and all that it sees on its way, has nothing to do with the fault by the
    /// topology.
    pub fn is_outside(&self, series: &ProbeSeries) -> bool {
        seen_on_the_way(series).all(|service| !self.affected.contains_key(&service))
    }

    /// Whether a direct probe of it had the last word, up to a moment, that it is not well.
    pub fn is_said_by_itself(&self, who: &ProbeSubject, until: Moment) -> bool {
        let direct = |series: &&ProbeSeries| {
            series.info.resolution == Span::ZERO && series.info.subject == *who
        };
        let last = |series: &ProbeSeries| series.within(Moment::START, until).next_back();
        let mut looks = self.observed.probes.iter().filter(direct).filter_map(last);
        looks.any(ProbeSample::is_definite)
    }

    /// Whether what a probe sees and what befalls `who` can have to do with one another by the
    /// topology: the one is on the way of the other, or suffers with it.
    pub fn is_kin(&self, series: &ProbeSeries, who: &ProbeSubject) -> bool {
        let same = self.observed.probes.iter().filter(|one| one.info.subject == *who);
        let ours: Vec<ServiceName> = same.flat_map(seen_on_the_way).collect();
        let theirs: Vec<ServiceName> = seen_on_the_way(series).collect();
        let touch = |from: &[ServiceName], to: &[ServiceName]| {
            let suffers = self.topology.predict(from);
            to.iter().any(|service| from.contains(service) || suffers.contains_key(service))
        };
        series.info.subject == *who || touch(&ours, &theirs) || touch(&theirs, &ours)
    }

    /// Whether the topology says that a service suffers by the fault.
    pub fn is_predicted(&self, service: &ServiceName) -> bool {
        self.affected.contains_key(service) && !self.is_target(service)
    }

    /// What to say where something did not show, and the drill was over before it had to.
    pub fn cut_short(&self) -> Option<Finding> {
        let short = !self.windows.observed_out;
        short.then(|| {
            Finding::undetermined(
                "the drill was interrupted before it had observed long enough",
                vec![self.observed.last.0],
            )
        })
    }
}

fn affected(topology: &Topology, targets: &[ServiceName]) -> BTreeMap<ServiceName, Impact> {
    let mut affected = topology.predict(targets);
    affected.extend(targets.iter().map(|target| (target.clone(), Impact::Outage)));
    affected
}

/// The service that a probe looks at, if it is one, and those on its way.
fn seen_on_the_way(series: &ProbeSeries) -> impl Iterator<Item = ServiceName> {
    let subject = match &series.info.subject {
        ProbeSubject::Service(service) => Some(service),
        ProbeSubject::Journey(_) => None,
    };
    subject.into_iter().chain(&series.info.through).cloned()
}

/// The services that cascade claims name, in the document's order; none where there is no such
/// claim.
pub(super) fn named(header: &Header) -> Option<Vec<ServiceName>> {
    let mut named: Option<Vec<ServiceName>> = None;
    for claim in &header.claims {
        if let Some(services) = claim.as_kind().cascade() {
            let named = named.get_or_insert_default();
            for service in services.iter().map(|entry| &entry.service) {
                if !named.contains(service) {
                    named.push(service.clone());
                }
            }
        }
    }
    named
}

/// The same without what is no service, for the report; none where nothing is left of such claims
/// but effects.
pub(super) fn services_named(header: &Header) -> Option<Vec<ServiceName>> {
    let named = named(header)?;
    let services: Vec<ServiceName> =
        named.iter().filter(|service| !header.effects.contains(service)).cloned().collect();
    (named.is_empty() || !services.is_empty()).then_some(services)
}

/// The commands and the time of the first recovery claim.
pub(super) fn documented_recovery(header: &Header) -> (Vec<String>, Option<Span>) {
    let claim = header.claims.iter().find_map(|claim| claim.as_kind().recovery());
    claim.map(|recovery| (recovery.commands.clone(), recovery.within)).unwrap_or_default()
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: ToString>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
