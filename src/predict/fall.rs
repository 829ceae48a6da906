//! What it takes to bring a journey down, or all of them.

use super::cut_sets::{CutSets, TooLarge};
use super::formula::{Formula, Part};
use super::graph::{Graph, Id};
use crate::words::JourneyName;
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
    for way in graph.ways() {
        // Without groups of which some must live, each service that is needed is fatal alone.
        let points = graph.single_points(way);
        let events: Vec<Part> = points.into_iter().map(|service| formula.event(service)).collect();
        tops.push((Fallen::Journey(way.journey.clone()), formula.any(&events)));
    }
    if tops.len() > 1 {
        let journeys: Vec<Part> = tops.iter().map(|(_, part)| *part).collect();
        tops.push((Fallen::All, formula.all(&journeys)));
    }
    let fall = |(what, top)| {
        let sets = CutSets::of(&formula, top)?;
        let of_service = |service: Id| likely.get(&service).copied().unwrap_or(0.0);
        let probability = (!likely.is_empty()).then(|| sets.probability(of_service));
        Ok(Fall { what, count: sets.count(), sets: sets.up_to(order), probability })
    };
    tops.into_iter().map(fall).collect()
}
