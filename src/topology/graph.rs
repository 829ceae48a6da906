//! The dependency graph, and what it implies.

use super::{Among, Dependency, DependencyKind, Need};
use crate::words::{Impact, ServiceName};
use petgraph::graphmap::DiGraphMap;
use std::collections::BTreeMap;

/// All dependencies of a stack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topology {
    dependencies: Vec<Dependency>,
    needs: Vec<Need>,
}

/// What becomes of a service when others fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suffering {
    /// How much it suffers, at most.
    pub impact: Impact,
    /// Whether it suffers so for certain: it fails, or something without which it is worse off
    /// failed. What depends on something that is only degraded may feel it or not.
    pub is_sure: bool,
    /// What it depends on and suffers by.
    pub by: ServiceName,
}

/// Services that wait for one another to start, in a circle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("these services need one another to start: {}", .services.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" → "))]
pub struct Cycle {
    /// The circle; the last needs the first.
    pub services: Vec<ServiceName>,
}

impl Topology {
    /// A topology of these dependencies, in any order; the same one twice counts once.
    pub fn new(mut dependencies: Vec<Dependency>) -> Self {
        dependencies.sort();
        dependencies.dedup();
        let needs = needs(&dependencies);
        Self { dependencies, needs }
    }

    /// What each service needs: services, and groups of which some are enough.
    pub fn needs(&self) -> &[Need] {
        &self.needs
    }

    /// All dependencies, sorted.
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// Who needs `service`.
    pub fn needed_by<'a>(
        &'a self,
        service: &'a ServiceName,
    ) -> impl Iterator<Item = &'a Dependency> {
        self.dependencies.iter().filter(move |dependency| dependency.to == *service)
    }

    /// The cascade that the graph implies when `failed` fail: every service that suffers, with how
    /// much. The failed ones are not in it. A service fails with a hard dependency; it degrades
    /// with a soft one, and with a hard one that degrades. A group is as well as the worst of its
    /// best so many.
    pub fn predict(&self, failed: &[ServiceName]) -> BTreeMap<ServiceName, Impact> {
        let mut outcomes: BTreeMap<ServiceName, Impact> =
            failed.iter().map(|name| (name.clone(), Impact::Outage)).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for need @ Need { from, kind, .. } in &self.needs {
                let level = |to: &ServiceName| outcomes.get(to).copied().unwrap_or(Impact::None);
                let outcome = match (kind, need.of_best(need.of.iter().map(level).collect())) {
                    (DependencyKind::Startup, _) | (_, None | Some(Impact::None)) => continue,
                    (DependencyKind::Hard, Some(Impact::Outage)) => Impact::Outage,
                    (DependencyKind::Hard | DependencyKind::Soft, Some(_)) => Impact::Degraded,
                };
                if outcomes.get(from).is_none_or(|known| *known < outcome) {
                    outcomes.insert(from.clone(), outcome);
                    changed = true;
                }
            }
        }
        outcomes.retain(|name, _| !failed.contains(name));
        outcomes
    }

    /// The same cascade, with how sure it is of each service and by whom that suffers.
    pub fn suffering(&self, failed: &[ServiceName]) -> BTreeMap<ServiceName, Suffering> {
        let outcomes = self.predict(failed);
        let level = |service: &ServiceName| {
            let broken = failed.contains(service).then_some(Impact::Outage);
            broken.or_else(|| outcomes.get(service).copied()).unwrap_or(Impact::None)
        };
        let mut suffering: BTreeMap<ServiceName, Suffering> = BTreeMap::new();
        for need @ Need { from, kind, .. } in &self.needs {
            let Some(impact) = outcomes.get(from).copied() else { continue };
            let Some(carried) = need.of_best(need.of.iter().map(level).collect()) else { continue };
            let Some(by) = need.of.iter().find(|to| level(to) >= carried).cloned() else {
                continue;
            };
            let is_sure = match (kind, carried) {
                (DependencyKind::Startup, _) | (_, Impact::None) => continue,
                (DependencyKind::Hard, Impact::Outage) => true,
                (DependencyKind::Soft, Impact::Outage) => impact == Impact::Degraded,
                (_, Impact::Degraded) => false,
            };
            if impact == Impact::Outage && !is_sure {
                continue;
            }
            let known = suffering.get(from);
            if known.is_none_or(|known| is_sure && !known.is_sure) {
                suffering.insert(from.clone(), Suffering { impact, is_sure, by });
            }
        }
        suffering
    }

    /// The first circle of services that need one another to start, if there is one.
    pub fn cycle(&self) -> Option<Cycle> {
        let graph: DiGraphMap<&ServiceName, ()> =
            self.dependencies.iter().map(|d| (&d.from, &d.to)).collect();
        petgraph::algo::tarjan_scc(&graph)
            .into_iter()
            .find(|part| part.len() > 1 || part.iter().any(|one| graph.contains_edge(one, one)))
            .map(|part| Cycle { services: part.into_iter().cloned().collect() })
    }
}

/// Dependencies that are sorted, those of one group together.
fn needs(dependencies: &[Dependency]) -> Vec<Need> {
    let mut needs: Vec<Need> = Vec::new();
    let mut places: BTreeMap<(&ServiceName, DependencyKind, Among), usize> = BTreeMap::new();
    for Dependency { from, to, kind, among } in dependencies {
        let place = among.and_then(|among| places.get(&(from, *kind, among)).copied());
        if let Some(need) = place.and_then(|place| needs.get_mut(place)) {
            need.of.push(to.clone());
            continue;
        }
        if let Some(among) = among {
            places.insert((from, *kind, *among), needs.len());
        }
        let (from, of) = (from.clone(), vec![to.clone()]);
        let least = among.map_or(1, |among| usize::try_from(among.least).unwrap_or(usize::MAX));
        needs.push(Need { from, kind: *kind, least: least.max(1), of });
    }
    for need in &mut needs {
        need.least = need.least.min(need.of.len());
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> ServiceName {
        ServiceName::parse(text).unwrap()
    }

    fn topology(edges: &[(&str, DependencyKind, &str)]) -> Topology {
        Topology::new(
            edges
                .iter()
                .map(|(from, kind, to)| Dependency::new(name(from), *kind, name(to)))
                .collect(),
        )
    }

    #[test]
    fn a_failure_travels_over_hard_dependencies_and_fades_over_soft_ones() {
        let stack = topology(&[
            ("pgbouncer", DependencyKind::Hard, "postgres"),
            ("flask", DependencyKind::Hard, "postgres"),
            ("flask", DependencyKind::Soft, "redis"),
            ("nginx", DependencyKind::Startup, "grafana"),
        ]);
        let cascade = stack.predict(&[name("postgres")]);
        assert_eq!(
            cascade.into_iter().collect::<Vec<_>>(),
            [(name("flask"), Impact::Outage), (name("pgbouncer"), Impact::Outage)]
        );
        assert_eq!(stack.predict(&[name("redis")])[&name("flask")], Impact::Degraded);
        assert!(stack.predict(&[name("grafana")]).is_empty());
    }

    #[test]
    fn a_circle_is_found_and_named() {
        let stack = topology(&[
            ("a", DependencyKind::Hard, "b"),
            ("b", DependencyKind::Startup, "a"),
            ("c", DependencyKind::Hard, "a"),
        ]);
        let mut circle = stack.cycle().unwrap().services;
        circle.sort();
        assert_eq!(circle, [name("a"), name("b")]);
        assert_eq!(topology(&[("c", DependencyKind::Hard, "a")]).cycle(), None);
    }

    fn edges() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
        prop::collection::vec((0..8_u8, 0..3_u8, 0..8_u8), 0..24)
    }

    proptest! {
        #[test]
        fn more_failures_never_spare_a_service(edges in edges(), one in 0..8_u8, two in 0..8_u8) {
            let service = |n: u8| name(&format!("s{n}"));
            let kinds = [DependencyKind::Hard, DependencyKind::Soft, DependencyKind::Startup];
            let stack = Topology::new(edges.into_iter().map(|(a, k, b)| Dependency::new(service(a), kinds[k as usize], service(b))).collect());
            let (fewer, more) = (stack.predict(&[service(one)]), stack.predict(&[service(one), service(two)]));
            for (hit, outcome) in fewer {
                prop_assert!(hit == service(two) || more.get(&hit).is_some_and(|worse| *worse >= outcome));
            }
        }
    }
}
