//! Services, journeys and what they need, as numbers.

use crate::pack::{Pack, Profile};
use crate::topology::{Among, Dependency, DependencyKind};
use crate::words::{JourneyName, ServiceName};
use std::collections::{HashMap, HashSet};

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
    /// The group that `to` is one of; none where it is needed itself.
    pub group: Option<u32>,
}

/// Services of which some are enough for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The service that needs them.
    pub from: Id,
    /// What becomes of `from` where too few live.
    pub kind: DependencyKind,
    /// So many must live: 1 or more, and at most all.
    pub least: u32,
    /// One or more, each once.
    pub of: Vec<Id>,
}

impl Group {
    /// It is lost when so many of it are.
    pub fn fatal(&self) -> u32 {
        u32::try_from(self.of.len()).unwrap_or(u32::MAX).saturating_sub(self.least) + 1
    }
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
    groups: Vec<Group>,
    /// The groups that each service is one of.
    member_of: HashMap<Id, Vec<u32>>,
    /// The groups that each service needs for good, to run.
    hard_groups: HashMap<Id, Vec<u32>>,
    needs: Neighbours,
    needed_by: Neighbours,
    ways: Vec<Way>,
}

/// Dependencies as numbers, and their groups.
struct Numbered {
    edges: Vec<Edge>,
    groups: Vec<Group>,
}

impl Numbered {
    fn of<'a>(
        dependencies: impl IntoIterator<Item = &'a Dependency>,
        ids: &HashMap<ServiceName, Id>,
    ) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: HashMap<(Id, DependencyKind, Among), u32> = HashMap::new();
        let mut edges: Vec<Edge> = Vec::new();
        for Dependency { from, to, kind, among } in dependencies {
            let (Some(from), Some(to)) = (ids.get(from).copied(), ids.get(to).copied()) else {
                continue;
            };
            let group = among.map(|among| {
                *known.entry((from, *kind, among)).or_insert_with(|| {
                    groups.push(Group { from, kind: *kind, least: among.least, of: Vec::new() });
                    u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
                })
            });
            edges.push(Edge { from, to, kind: *kind, group });
        }
        edges.sort_unstable();
        edges.dedup();
        for Edge { to, group, .. } in &edges {
            if let Some(group) = group.and_then(|group| groups.get_mut(group as usize)) {
                group.of.push(*to);
            }
        }
        for group in &mut groups {
            let all = u32::try_from(group.of.len()).unwrap_or(u32::MAX);
            group.least = group.least.clamp(1, all.max(1));
        }
        Self { edges, groups }
    }
}

/// The groups by a service each.
fn by_service(groups: impl Iterator<Item = (Id, u32)>) -> HashMap<Id, Vec<u32>> {
    let mut all: HashMap<Id, Vec<u32>> = HashMap::new();
    for (service, group) in groups {
        all.entry(service).or_default().push(group);
    }
    all
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
        let Numbered { edges, groups } = Numbered::of(dependencies, &ids);
        let way = |(journey, through): (JourneyName, &[ServiceName])| {
            let mut through: Vec<Id> =
                through.iter().filter_map(|name| ids.get(name).copied()).collect();
            through.sort_unstable();
            through.dedup();
            Way { journey, through }
        };
        let ways = ways.into_iter().map(way).collect();
        let count = services.len();
        let single: Vec<Edge> = edges.iter().filter(|edge| edge.group.is_none()).copied().collect();
        let needs = Neighbours::of(count, &single, |edge| (edge.from, edge.to));
        let needed_by = Neighbours::of(count, &single, |edge| (edge.to, edge.from));
        let numbered = || groups.iter().zip(0_u32..);
        let member_of =
            by_service(numbered().flat_map(|(one, at)| one.of.iter().map(move |to| (*to, at))));
        let hard = numbered().filter(|(one, _)| one.kind == DependencyKind::Hard);
        let hard_groups = by_service(hard.map(|(one, at)| (one.from, at)));
        Self { services, ids, edges, groups, member_of, hard_groups, needs, needed_by, ways }
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

    /// The groups of which some must live.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The groups that a service is one of.
    pub fn member_of(&self, service: Id) -> &[u32] {
        self.member_of.get(&service).map(Vec::as_slice).unwrap_or_default()
    }

    /// Who needs a service itself.
    pub fn needed_by(&self, service: Id) -> &[(Id, DependencyKind)] {
        self.needed_by.at(service)
    }

    /// What these cannot be without: the services whose failure alone brings one of them down, as
    /// far as no group stands between, and the groups that must not be lost. Both sorted, in time
    /// that is linear in the graph.
    pub fn bound_to(&self, services: &[Id]) -> (Vec<Id>, Vec<u32>) {
        let mut seen: HashSet<Id> = HashSet::new();
        let (mut found, mut groups) = (Vec::new(), Vec::new());
        let mut open = services.to_vec();
        while let Some(service) = open.pop() {
            if !seen.insert(service) {
                continue;
            }
            found.push(service);
            groups.extend(self.hard_groups.get(&service).into_iter().flatten().copied());
            let hard = self.needs.at(service).iter();
            open.extend(hard.filter(|(_, kind)| *kind == DependencyKind::Hard).map(|(to, _)| *to));
        }
        found.sort_unstable();
        groups.sort_unstable();
        (found, groups)
    }
}
