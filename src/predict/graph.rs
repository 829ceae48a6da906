//! Services, journeys and what they need, as numbers.

use crate::pack::{Pack, Profile};
use crate::topology::{Dependency, DependencyKind};
use crate::words::{JourneyName, ServiceName};
use std::collections::HashMap;

/// A service of a [`Graph`]: its place among the services.
pub type Id = u32;

/// `from` needs `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The service that needs something.
    pub from: Id,
    /// The service that is needed.
    pub to: Id,
    /// What becomes of `from` without it.
    pub kind: DependencyKind,
}

/// What a user does, and all that it goes through: it fails with each of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The journey.
    pub journey: JourneyName,
    /// Sorted.
    pub through: Vec<Id>,
}

/// Lists of neighbours, one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Neighbours {
    /// Where each service's begin; one more than there are services.
    begins: Vec<u32>,
    all: Vec<(Id, DependencyKind)>,
}

impl Neighbours {
    /// In time that is linear in the edges.
    fn of(services: usize, edges: &[Edge], ends: impl Fn(&Edge) -> (Id, Id)) -> Self {
        let mut begins = vec![0_u32; services + 1];
        for edge in edges {
            begins[ends(edge).0 as usize + 1] += 1;
        }
        for service in 0..services {
            begins[service + 1] += begins[service];
        }
        let mut next = begins.clone();
        let mut all = vec![(0, DependencyKind::Hard); edges.len()];
        for edge in edges {
            let (at, other) = ends(edge);
            all[next[at as usize] as usize] = (other, edge.kind);
            next[at as usize] += 1;
        }
        Self { begins, all }
    }

    fn at(&self, service: Id) -> &[(Id, DependencyKind)] {
        let service = service as usize;
        &self.all[self.begins[service] as usize..self.begins[service + 1] as usize]
    }
}

/// All services of a profile with what they need of one another, and the journeys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    services: Vec<ServiceName>,
    ids: HashMap<ServiceName, Id>,
    edges: Vec<Edge>,
    needs: Neighbours,
    needed_by: Neighbours,
    ways: Vec<Way>,
}

impl Graph {
    /// A graph of these services, in this order. Dependencies on others, or of others, are left
    /// out: they are of another profile. So are those services of a journey's way.
    pub fn new<'a>(
        services: impl IntoIterator<Item = ServiceName>,
        dependencies: impl IntoIterator<Item = &'a Dependency>,
        ways: impl IntoIterator<Item = (JourneyName, &'a [ServiceName])>,
    ) -> Self {
        let services: Vec<ServiceName> = services.into_iter().collect();
        let ids: HashMap<_, _> = services.iter().cloned().zip(0..).collect();
        let mut edges: Vec<Edge> = dependencies
            .into_iter()
            .filter_map(|Dependency { from, to, kind }| {
                Some(Edge { from: *ids.get(from)?, to: *ids.get(to)?, kind: *kind })
            })
            .collect();
        edges.sort_unstable();
        edges.dedup();
        let way = |(journey, through): (JourneyName, &[ServiceName])| {
            let mut through: Vec<Id> =
                through.iter().filter_map(|name| ids.get(name).copied()).collect();
            through.sort_unstable();
            through.dedup();
            Way { journey, through }
        };
        let ways = ways.into_iter().map(way).collect();
        let count = services.len();
        let needs = Neighbours::of(count, &edges, |edge| (edge.from, edge.to));
        let needed_by = Neighbours::of(count, &edges, |edge| (edge.to, edge.from));
        Self { services, ids, edges, needs, needed_by, ways }
    }

    /// The services and journeys of one profile of a pack.
    pub fn of_profile(pack: &Pack, profile: &Profile) -> Self {
        Self::new(
            pack.services_in(profile).map(|service| service.name.clone()),
            pack.topology.dependencies(),
            pack.journeys_in(profile).map(|one| (one.name.clone(), one.through.as_slice())),
        )
    }

    /// Without the journeys that are not wanted.
    #[must_use]
    pub fn only(mut self, wanted: impl Fn(&JourneyName) -> bool) -> Self {
        self.ways.retain(|way| wanted(&way.journey));
        self
    }

    /// Which service has this name.
    pub fn id(&self, name: &ServiceName) -> Option<Id> {
        self.ids.get(name).copied()
    }

    /// The services; a service's number is its place here.
    pub fn services(&self) -> &[ServiceName] {
        &self.services
    }

    /// The name of a service of this graph.
    pub fn name(&self, service: Id) -> &ServiceName {
        &self.services[service as usize]
    }

    /// All dependencies, sorted.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The journeys.
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// What a service needs.
    pub fn needs(&self, service: Id) -> &[(Id, DependencyKind)] {
        self.needs.at(service)
    }

    /// Who needs a service.
    pub fn needed_by(&self, service: Id) -> &[(Id, DependencyKind)] {
        self.needed_by.at(service)
    }

    /// The services whose failure alone brings the journey down: those that it goes through, and
    /// all that these cannot be without. Sorted, in time that is linear in the graph.
    pub fn single_points(&self, way: &Way) -> Vec<Id> {
        let mut seen = vec![false; self.services.len()];
        let mut found = Vec::new();
        let mut open = way.through.clone();
        while let Some(service) = open.pop() {
            if !std::mem::replace(&mut seen[service as usize], true) {
                found.push(service);
                let hard = self.needs(service).iter();
                open.extend(
                    hard.filter(|(_, kind)| *kind == DependencyKind::Hard).map(|(to, _)| *to),
                );
            }
        }
        found.sort_unstable();
        found
    }
}
