use super::*;
use crate::topology::{Among, Dependency, DependencyKind, Topology};
use crate::words::{Impact, JourneyName, ServiceName};
use proptest::prelude::*;
use std::collections::BTreeMap;

const KINDS: [DependencyKind; 3] =
    [DependencyKind::Hard, DependencyKind::Soft, DependencyKind::Startup];

fn service(number: impl std::fmt::Display) -> ServiceName {
    ServiceName::parse(&format!("s{number}")).unwrap()
}

fn dependencies(edges: &[(u8, usize, u8)]) -> Vec<Dependency> {
    edges
        .iter()
        .map(|(from, kind, to)| Dependency::new(service(from), KINDS[*kind], service(to)))
        .collect()
}

/// Who needs so many of whom, and how.
type Grouped = (u8, usize, u32, Vec<u8>);

fn grouped(groups: &[Grouped]) -> Vec<Dependency> {
    let of = |((from, kind, least, of), group): (&Grouped, u32)| {
        let (from, kind) = (service(from), KINDS[*kind]);
        let among = Some(Among { group, least: *least });
        let one = move |to: &u8| Dependency { from: from.clone(), to: service(to), kind, among };
        of.iter().map(one).collect::<Vec<_>>()
    };
    groups.iter().zip(0..).flat_map(of).collect()
}

fn groups(services: u8) -> impl Strategy<Value = Vec<Grouped>> {
    let of = prop::collection::vec(0..services, 1..5);
    prop::collection::vec((0..services, 0..3_usize, 1..4_u32, of), 0..6)
}

fn graph(services: u8, edges: &[(u8, usize, u8)], through: &[ServiceName]) -> Graph {
    let journey = JourneyName::parse("visit").unwrap();
    Graph::new((0..services).map(service), &dependencies(edges), [(journey, through)])
}

#[test]
fn a_cascade_is_told_step_by_step_with_who_falls_by_whom() {
    // 2 needs 1 needs 0; 3 is worse off without 2; 4 starts with 0.
    let edges = [(1, 0, 0), (2, 0, 1), (3, 1, 2), (4, 2, 0)];
    let graph = graph(5, &edges, &[service(3)]);
    let cascade = Cascade::of(&graph, &[0]);
    let told: Vec<_> =
        cascade.hits.iter().map(|hit| (hit.step, hit.service, hit.by, hit.impact)).collect();
    assert_eq!(
        told,
        [(1, 1, 0, Impact::Outage), (2, 2, 1, Impact::Outage), (3, 3, 2, Impact::Degraded)]
    );
    assert_eq!(cascade.stranded, [(4, 0)]);
    assert_eq!(cascade.journey(&graph.ways()[0]), (Impact::Degraded, Some(3)));
    assert_eq!(graph.bound_to(&graph.ways()[0].through), (vec![3], vec![]));
}

#[test]
fn a_group_falls_when_fewer_are_left_than_must_live() {
    // 0 fails without two of 1, 2 and 3, each of which needs 4.
    let mut needs = dependencies(&[(1, 0, 4), (2, 0, 4), (3, 0, 4)]);
    needs.extend(grouped(&[(0, 0, 2, vec![1, 2, 3])]));
    let through = [service(0)];
    let graph = Graph::new(
        (0..5).map(service),
        &needs,
        [(JourneyName::parse("visit").unwrap(), &through[..])],
    );
    assert_eq!(Cascade::of(&graph, &[2]).hits, []);
    let [hit] = Cascade::of(&graph, &[2, 3]).hits[..] else { panic!("0 alone") };
    assert_eq!((hit.service, hit.by, hit.impact), (0, 3, Impact::Outage));
    let falls = falls(&graph, 5, &BTreeMap::new()).unwrap();
    assert_eq!(falls[0].sets, [vec![0], vec![4], vec![1, 2], vec![1, 3], vec![2, 3]]);
}

#[test]
fn what_all_journeys_share_is_fatal_alone_and_the_rest_only_together() {
    let named = |name: &str| JourneyName::parse(name).unwrap();
    let (one, other) = ([service(0), service(1)], [service(0), service(2)]);
    let ways = [(named("one"), &one[..]), (named("other"), &other[..])];
    let graph = Graph::new((0..4).map(service), &dependencies(&[(1, 0, 3)]), ways);
    let likely = [(0, 0.1), (1, 0.2), (2, 0.5)].into_iter().collect();
    let falls = falls(&graph, 2, &likely).unwrap();
    assert_eq!(falls[0].sets, [[0], [1], [3]]);
    assert_eq!(falls[2].what, Fallen::All);
    assert_eq!(falls[2].sets, [vec![0], vec![1, 2], vec![2, 3]]);
    let exact = 0.9_f64.mul_add(0.2 * 0.5, 0.1);
    assert!((falls[2].probability.unwrap() - exact).abs() < 1e-12);
}

/// What a random formula is made of: for each gate how many it needs, and its inputs, as places
/// among the events and the gates before it.
type Recipe = Vec<(u32, Vec<usize>)>;

const EVENTS: u32 = 8;

fn recipe() -> impl Strategy<Value = Recipe> {
    prop::collection::vec((0..4_u32, prop::collection::vec(0..64_usize, 1..5)), 1..12)
}

fn cooked(recipe: &Recipe) -> (Formula, Part) {
    let mut formula = Formula::new();
    let mut parts: Vec<Part> = (0..EVENTS).map(|event| formula.event(event)).collect();
    for (need, inputs) in recipe {
        let of: Vec<Part> = inputs.iter().map(|input| parts[input % parts.len()]).collect();
        parts.push(match need {
            0 => formula.all(&of),
            1 => formula.any(&of),
            need => formula.at_least(*need, &of),
        });
    }
    (formula, parts[parts.len() - 1])
}

/// Whether the last gate is so when these events, as bits, happen.
fn holds(recipe: &Recipe, happen: u32) -> bool {
    let mut so: Vec<bool> = (0..EVENTS).map(|event| happen >> event & 1 == 1).collect();
    for (need, inputs) in recipe {
        let of: Vec<bool> = inputs.iter().map(|input| so[input % so.len()]).collect();
        let count = of.iter().filter(|input| **input).count();
        so.push(match need {
            0 => count == of.len(),
            need => count >= *need as usize,
        });
    }
    so[so.len() - 1]
}

fn bits(set: u32) -> Vec<u32> {
    (0..EVENTS).filter(|event| set >> event & 1 == 1).collect()
}

proptest! {
    #[test]
    fn a_cascade_is_what_the_topology_predicts(
        edges in prop::collection::vec((0..12_u8, 0..3_usize, 0..12_u8), 0..40),
        groups in groups(12),
        failed in prop::collection::vec(0..12_u8, 1..4),
    ) {
        let mut all = dependencies(&edges);
        all.extend(grouped(&groups));
        let graph = Graph::new((0..12).map(service), &all, []);
        let ids: Vec<Id> = failed.iter().map(|one| graph.id(&service(one)).unwrap()).collect();
        let names: Vec<ServiceName> = failed.iter().map(service).collect();
        let naive = Topology::new(all.clone()).predict(&names);
        let cascade = Cascade::of(&graph, &ids);
        let found: BTreeMap<ServiceName, Impact> =
            cascade.hits.iter().map(|hit| (graph.name(hit.service).clone(), hit.impact)).collect();
        prop_assert_eq!(found.len(), cascade.hits.len());
        prop_assert_eq!(&found, &naive);
        // Each suffers from something that suffered, or failed, a step before.
        for hit in &cascade.hits {
            let before = cascade.hits.iter().find(|one| one.service == hit.by);
            let step = before.map_or(0, |one| one.step);
            prop_assert_eq!(step + 1, hit.step);
            prop_assert!(before.is_some() || cascade.failed.contains(&hit.by));
            let (from, to) = (graph.name(hit.service), graph.name(hit.by));
            let is_wanted = |one: &Dependency|
                one.from == *from && one.kind == hit.kind && one.to == *to;
            prop_assert!(all.iter().any(is_wanted));
        }
    }

    /// By the words alone: who is not down has each service that it fails without, and of each
    /// group as many as must live; and it suffers nothing where all that it needs is well.
    #[test]
    fn whoever_is_not_down_has_enough_of_each_group(
        edges in prop::collection::vec((0..8_u8, 0..3_usize, 0..8_u8), 0..12),
        groups in groups(8),
        failed in prop::collection::vec(0..8_u8, 1..3),
    ) {
        let mut all = dependencies(&edges);
        all.extend(grouped(&groups));
        let names: Vec<ServiceName> = failed.iter().map(service).collect();
        let found = Topology::new(all).predict(&names);
        let impact = |one: &u8| match found.get(&service(one)) {
            _ if failed.contains(one) => Impact::Outage,
            Some(impact) => *impact,
            None => Impact::None,
        };
        let needs = edges.iter().map(|(from, kind, to)| (*from, *kind, 1, vec![*to]));
        for (from, kind, least, mut of) in needs.chain(groups.clone()) {
            of.sort_unstable();
            of.dedup();
            let least = (least as usize).min(of.len());
            let live = |worst: Impact| of.iter().filter(|one| impact(one) <= worst).count();
            let must = match KINDS[kind] {
                DependencyKind::Hard if live(Impact::Degraded) < least => Impact::Outage,
                DependencyKind::Hard | DependencyKind::Soft if live(Impact::None) < least => {
                    Impact::Degraded
                }
                _ => Impact::None,
            };
            prop_assert!(impact(&from) >= must);
        }
    }

    #[test]
    fn cut_sets_are_the_failures_that_bring_the_journey_down(
        edges in prop::collection::vec((0..8_u8, 0..3_usize, 0..8_u8), 0..12),
        groups in groups(8),
        through in prop::collection::vec(0..8_u8, 0..3),
    ) {
        let mut all = dependencies(&edges);
        all.extend(grouped(&groups));
        let through: Vec<ServiceName> = through.into_iter().map(service).collect();
        let journey = JourneyName::parse("visit").unwrap();
        let graph = Graph::new((0..8).map(service), &all, [(journey, &through[..])]);
        let topology = Topology::new(all);
        let is_fatal = |set: u32| {
            let failed: Vec<ServiceName> = bits(set).iter().map(service).collect();
            let outcomes = topology.predict(&failed);
            through.iter().any(|one| {
                failed.contains(one) || outcomes.get(one) == Some(&Impact::Outage)
            })
        };
        let is_minimal = |set: &u32| {
            is_fatal(*set) && bits(*set).iter().all(|one| !is_fatal(set & !(1 << one)))
        };
        let mut naive: Vec<Vec<u32>> = (0..1 << 8).filter(is_minimal).map(bits).collect();
        naive.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        let found = falls(&graph, 8, &BTreeMap::new()).unwrap();
        prop_assert_eq!(&found[0].sets, &naive);
    }

    #[test]
    fn minimal_cut_sets_and_probability_are_those_of_trying_everything(
        recipe in recipe(), likely in prop::collection::vec(0.0..1.0_f64, EVENTS as usize),
        order in 0..9_usize,
    ) {
        let (formula, top) = cooked(&recipe);
        let found = CutSets::of(&formula, top).unwrap();
        let is_minimal = |set: &u32| holds(&recipe, *set)
            && bits(*set).iter().all(|event| !holds(&recipe, set & !(1 << event)));
        let mut naive: Vec<Vec<u32>> = (0..1 << EVENTS).filter(is_minimal).map(bits).collect();
        naive.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
        prop_assert_eq!(found.count(), Some(naive.len() as u128));
        naive.retain(|set| set.len() <= order);
        prop_assert_eq!(found.up_to(order), naive);
        let weight = |set: u32| -> f64 {
            let of = |(p, e): (&f64, u32)| if set >> e & 1 == 1 { *p } else { 1.0 - p };
            likely.iter().zip(0..).map(of).product()
        };
        let sum: f64 = (0..1 << EVENTS).filter(|set| holds(&recipe, *set)).map(weight).sum();
        prop_assert!((found.probability(|event| likely[event as usize]) - sum).abs() < 1e-9);
    }
}
