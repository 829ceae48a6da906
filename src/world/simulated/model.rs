//! What is true in the simulated world at any moment: who is down, and who suffers by it.

use crate::timeline::{Outcome, ProbeAspect, ProbeInfo, ProbeSubject};
use crate::topology::Topology;
use crate::words::{Impact, Moment, ServiceName, Span};
use std::collections::BTreeMap;

/// Services and what they need, with the times at which services went down and came back.
#[derive(Debug, Clone)]
pub struct Model {
    topology: Topology,
    /// For each service that ever failed, when it went down and, if it did, when it came back.
    downtimes: BTreeMap<ServiceName, Vec<(Moment, Option<Moment>)>>,
    /// Services whose fault is near enough for whoever watches them to notice, and since when.
    near: BTreeMap<ServiceName, Moment>,
    /// How long a service needs to come back after its recovery command.
    comes_back_after: Span,
    /// How long it takes until who depends on a service suffers.
    spreads_after: Span,
}

impl Model {
    /// All well.
    pub fn new(topology: Topology, comes_back_after: Span, spreads_after: Span) -> Self {
        Self { topology, downtimes: BTreeMap::new(), near: BTreeMap::new(), comes_back_after, spreads_after }
    }

    /// From `at` on this service is down.
    pub fn fail(&mut self, service: &ServiceName, at: Moment) {
        self.downtimes.entry(service.clone()).or_default().push((at, None));
    }

    /// From `at` on whoever watches this service has something to notice, though it is not down.
    pub fn come_near(&mut self, service: &ServiceName, at: Moment) {
        self.near.insert(service.clone(), at);
    }

    /// Whether who watches the service notices something.
    pub fn is_noticed(&self, service: &ServiceName, at: Moment) -> bool {
        self.is_down(service, at) || self.near.get(service).is_some_and(|since| *since <= at)
    }

    /// Everything that is down comes back, some time after `at`.
    pub fn recover(&mut self, at: Moment) {
        let back = at + self.comes_back_after;
        self.near.clear();
        for (_, up) in self.downtimes.values_mut().flatten().filter(|(_, up)| up.is_none()) {
            *up = Some(back);
        }
    }

    /// Whether the service itself is down.
    pub fn is_down(&self, service: &ServiceName, at: Moment) -> bool {
        let within = |&(down, up): &(Moment, Option<Moment>)| down <= at && up.is_none_or(|up| at < up);
        self.downtimes.get(service).is_some_and(|times| times.iter().any(within))
    }

    /// What a probe sees at `at`.
    pub fn outcome(&self, probe: &ProbeInfo, at: Moment) -> Outcome {
        let fates = self.fates(at);
        let fate_of = |service: &ServiceName| {
            if self.is_down(service, at) { Impact::Outage } else { fates.get(service).copied().unwrap_or(Impact::None) }
        };
        let on_the_way = probe.through.iter().map(fate_of).max().unwrap_or(Impact::None);
        let own = match &probe.subject {
            ProbeSubject::Service(service) if probe.aspect == ProbeAspect::Alive => {
                if self.is_down(service, at) {
                    Impact::Outage
                } else {
                    Impact::None
                }
            }
            ProbeSubject::Service(service) => fate_of(service),
            ProbeSubject::Journey(_) => Impact::None,
        };
        match own.max(on_the_way) {
            Impact::None => Outcome::Ok,
            Impact::Degraded => Outcome::Degraded { symptom: "on a fallback".to_owned() },
            Impact::Outage => Outcome::Failed { symptom: "connection refused".to_owned() },
        }
    }

    /// Who suffers by what was down a while before.
    fn fates(&self, at: Moment) -> BTreeMap<ServiceName, Impact> {
        let then = at - self.spreads_after;
        let down: Vec<ServiceName> = self.downtimes.keys().filter(|name| self.is_down(name, then)).cloned().collect();
        self.topology.predict(&down)
    }
}
