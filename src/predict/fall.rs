//! What it takes to bring a journey down, or all of them.

use super::cut_sets::{CutSets, TooLarge};
use super::formula::{Formula, Part};
use super::graph::{Graph, Id};
use crate::topology::DependencyKind;
use crate::words::JourneyName;
use petgraph::graphmap::DiGraphMap;
use std::collections::BTreeMap;

/// What is brought down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallen {
    /// One journey.
    Journey(JourneyName),
    /// All journeys at once.
    All,
}

/// The minimal sets of failures that bring something down.
#[derive(Debug, Clone, PartialEq)]
pub struct Fall {
    /// What comes down.
    pub what: Fallen,
    /// How many sets there are of any size; nothing where 128 bits are too few.
    pub count: Option<u128>,
    /// How many are larger than what was asked for; nothing where 128 bits are too few.
    pub larger: Option<u128>,
    /// Those up to the size that was asked for, smallest first: single points of failure, pairs.
    pub sets: Vec<Vec<Id>>,
    /// How likely it is down, from 0 to 1, where it is known of services how likely they are.
    pub probability: Option<f64>,
}

/// For each journey, and where there are several for all together, the minimal sets of up to
/// `order` failures that bring it down. `likely` has how likely services are down, independently of one
/// another; those that are not in it never are. Where it is empty, nothing is said of that.
pub fn falls(
    graph: &Graph,
    order: usize,
    likely: &BTreeMap<Id, f64>,
) -> Result<Vec<Fall>, TooLarge> {
    let mut formula = Formula::new();
    let mut tops: Vec<(Fallen, Part)> = Vec::new();
    let lost = lost(graph, &mut formula);
    for way in graph.ways() {
        let top = down(graph, &mut formula, &way.through, &lost);
        tops.push((Fallen::Journey(way.journey.clone()), top));
    }
    if tops.len() > 1 {
        let journeys: Vec<Part> = tops.iter().map(|(_, part)| *part).collect();
        tops.push((Fallen::All, formula.all(&journeys)));
    }
    let fall = |(what, top)| {
        let sets = CutSets::of(&formula, top)?;
        let of_service = |service: Id| likely.get(&service).copied().unwrap_or(0.0);
        let probability = (!likely.is_empty()).then(|| sets.probability(of_service));
        let (count, small) = (sets.count(), sets.up_to(order));
        let larger = count.map(|count| count.saturating_sub(small.len() as u128));
        Ok(Fall { what, count, larger, sets: small, probability })
    };
    tops.into_iter().map(fall).collect()
}

/// One of these is down: each service that they need itself is fatal alone, and so is each group
/// that is lost. Groups that are not known yet are left out.
fn down(graph: &Graph, formula: &mut Formula, services: &[Id], lost: &[Option<Part>]) -> Part {
    let (points, groups) = graph.bound_to(services);
    let mut parts: Vec<Part> = points.into_iter().map(|service| formula.event(service)).collect();
    parts.extend(groups.into_iter().filter_map(|group| lost[group as usize]));
    formula.any(&parts)
}

/// For each hard group, that too few of it are left.
fn lost(graph: &Graph, formula: &mut Formula) -> Vec<Option<Part>> {
    let mut lost: Vec<Option<Part>> = vec![None; graph.groups().len()];
    for circle in circles(graph) {
        // Groups that need one another are lost by one another only once something else failed. So
        // many rounds reach the last of them.
        for _ in 0..circle.len() {
            let next: Vec<Part> = circle
                .iter()
                .map(|number| {
                    let group = &graph.groups()[*number as usize];
                    let of: Vec<Part> =
                        group.of.iter().map(|one| down(graph, formula, &[*one], &lost)).collect();
                    match group.fatal() {
                        1 => formula.any(&of),
                        all if all as usize == of.len() => formula.all(&of),
                        some => formula.at_least(some, &of),
                    }
                })
                .collect();
            for (number, part) in circle.iter().zip(next) {
                lost[*number as usize] = Some(part);
            }
        }
    }
    lost
}

/// The hard groups, those that others need first; those that need one another together.
fn circles(graph: &Graph) -> Vec<Vec<u32>> {
    let mut needs: DiGraphMap<u32, ()> = DiGraphMap::new();
    let numbered = graph.groups().iter().zip(0_u32..);
    for (group, number) in numbered.filter(|(group, _)| group.kind == DependencyKind::Hard) {
        needs.add_node(number);
        for other in graph.bound_to(&group.of).1 {
            needs.add_edge(number, other, ());
        }
    }
    // It gives those that nobody else of the rest is needed by last.
    petgraph::algo::kosaraju_scc(&needs)
}
