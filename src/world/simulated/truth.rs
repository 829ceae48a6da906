//! What is true in a simulated world, for tests that check what a drill found of it; and a world
//! of which they say all themselves.

use super::model::Shape;
use super::parts::Parts;
use super::{Condition, Health, Model, Quirks, Simulated, looks};
use crate::plan::DrillPlan;
use crate::topology::Topology;
use crate::words::{Impact, Moment, ServiceName};
use std::collections::BTreeSet;

impl Simulated {
    /// The world of a drill of which nothing is known but what needs what: every command is taken
    /// at its word.
    pub fn plain(topology: &Topology, plan: &DrillPlan, quirks: Quirks, seed: u64) -> Self {
        // Of what is in no dependency nothing is known but that it is there.
        let on_ways = plan.probes.iter().flat_map(|probe| &probe.through);
        let probed = plan.probes.iter().filter_map(looks::service_of);
        let named = on_ways.chain(&plan.fault.targets).chain(probed).chain(&plan.unprobed);
        let shapes = named.map(|name| (name.clone(), Shape::default())).collect();
        let model = Model::new(topology, &shapes, &BTreeSet::new());
        Self::with(model, Parts::default(), plan, quirks, seed)
    }

    /// How it was with a service at a moment that is over.
    pub fn truth(&self, service: &ServiceName, moment: Moment) -> Condition {
        let place = self.model.place(service);
        place.map_or_else(Condition::default, |place| self.model.at(place, moment))
    }

    /// What became of a service, each with since when; it begins well.
    pub fn course(&self, service: &ServiceName) -> &[(Moment, Condition)] {
        self.model.course(service)
    }
}

impl Health {
    /// The same in the words of claims.
    pub const fn impact(self) -> Impact {
        match self {
            Self::Well => Impact::None,
            Self::Warning | Self::Fallback => Impact::Degraded,
            Self::Out | Self::Frozen => Impact::Outage,
        }
    }
}
