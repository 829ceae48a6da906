//! What suffers when services fail, in the order in which it reaches them.

use super::graph::{Graph, Group, Id, Way};
use crate::topology::DependencyKind;
use crate::words::Impact;
use std::collections::HashMap;

/// A service that suffers from the failure of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Who suffers.
    pub service: Id,
    /// How much: an outage, or it is degraded.
    pub impact: Impact,
    /// After so many dependencies in a row; 1 is next to what failed.
    pub step: u32,
    /// The service that it suffers from, one step before.
    pub by: Id,
    /// How it depends on that one.
    pub kind: DependencyKind,
}

/// What the dependencies imply when services fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cascade {
    /// What failed, sorted.
    pub failed: Vec<Id>,
    /// Who suffers, step by step.
    pub hits: Vec<Hit>,
    /// Who runs on, but would not start again: the service, and what it needs for that and is down.
    pub stranded: Vec<(Id, Id)>,
    impacts: Vec<Impact>,
}

impl Cascade {
    /// The cascade when these fail together, in time that is linear in the graph. A service fails
    /// with a hard dependency; it degrades with a soft one, and with a hard one that degrades. It
    /// suffers from a group when too few of it are left: the one that made them so is told as the
    /// cause.
    pub fn of(graph: &Graph, failed: &[Id]) -> Self {
        let mut failed = failed.to_vec();
        failed.sort_unstable();
        failed.dedup();
        let mut impacts = vec![Impact::None; graph.services().len()];
        for service in &failed {
            impacts[*service as usize] = Impact::Outage;
        }
        let down = spread(graph, &failed, &mut impacts);
        let degraded = fade(graph, &failed, &down, &mut impacts);
        let mut hits = down;
        hits.extend(degraded);
        hits.sort_by_key(|hit| hit.step);
        let stranded = graph
            .edges()
            .iter()
            .filter(|edge| edge.kind == DependencyKind::Startup)
            .filter(|edge| impacts[edge.to as usize] == Impact::Outage)
            .filter(|edge| impacts[edge.from as usize] != Impact::Outage)
            .filter(|edge| edge.group.is_none_or(|group| is_lost(graph, group, &impacts)))
            .map(|edge| (edge.from, edge.to))
            .collect();
        Self { failed, hits, stranded, impacts }
    }

    /// What becomes of a service; an outage of those that failed.
    pub fn impact(&self, service: Id) -> Impact {
        self.impacts[service as usize]
    }

    /// What is to be had of a group: the worst of the best so many that must live.
    pub fn group(&self, group: &Group) -> Impact {
        let mut impacts: Vec<Impact> = group.of.iter().map(|one| self.impact(*one)).collect();
        impacts.sort_unstable();
        let worst = (group.least as usize).min(impacts.len()).checked_sub(1);
        worst.map_or(Impact::None, |worst| impacts[worst])
    }

    /// What becomes of a journey, with the service of its way that it suffers from most.
    pub fn journey(&self, way: &Way) -> (Impact, Option<Id>) {
        let worst = way.through.iter().rev().max_by_key(|service| self.impact(**service));
        let impact = worst.map_or(Impact::None, |service| self.impact(*service));
        (impact, worst.copied().filter(|_| impact > Impact::None))
    }
}

/// Outages, over hard dependencies.
fn spread(graph: &Graph, failed: &[Id], impacts: &mut [Impact]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut front: Vec<Id> = failed.to_vec();
    let mut losses = Losses::default();
    let mut step = 0;
    while !front.is_empty() {
        step += 1;
        let begin = hits.len();
        for by in front {
            let lost = losses.without(graph, by);
            for (service, kind) in graph.needed_by(by).iter().copied().chain(lost) {
                let known = &mut impacts[service as usize];
                if kind == DependencyKind::Hard && *known < Impact::Outage {
                    *known = Impact::Outage;
                    hits.push(Hit { service, impact: Impact::Outage, step, by, kind });
                }
            }
        }
        front = hits[begin..].iter().map(|hit| hit.service).collect();
    }
    hits
}

/// What is degraded: all that depends on something that is down and did not go down with it, and
/// what depends on that.
fn fade(graph: &Graph, failed: &[Id], down: &[Hit], impacts: &mut [Impact]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let mut front: Vec<Id> = failed.to_vec();
    let mut next_down = down.iter().peekable();
    let mut losses = Losses::default();
    let mut step = 0;
    while !front.is_empty() || next_down.peek().is_some() {
        step += 1;
        let begin = hits.len();
        for by in front {
            let lost = losses.without(graph, by);
            for (service, kind) in graph.needed_by(by).iter().copied().chain(lost) {
                let known = &mut impacts[service as usize];
                if kind != DependencyKind::Startup && *known == Impact::None {
                    *known = Impact::Degraded;
                    hits.push(Hit { service, impact: Impact::Degraded, step, by, kind });
                }
            }
        }
        front = Vec::new();
        while let Some(hit) = next_down.next_if(|hit| hit.step == step) {
            front.push(hit.service);
        }
        front.extend(hits[begin..].iter().map(|hit| hit.service));
    }
    hits
}

/// How many of each group are lost by now.
#[derive(Default)]
struct Losses(HashMap<u32, u32>);

impl Losses {
    /// Takes one more service out, which must not have been before: who needs a group that is lost
    /// with it, and how.
    fn without(&mut self, graph: &Graph, service: Id) -> Vec<(Id, DependencyKind)> {
        let mut lost = Vec::new();
        for number in graph.member_of(service) {
            let group = &graph.groups()[*number as usize];
            let count = self.0.entry(*number).or_default();
            *count += 1;
            if *count == group.fatal() {
                lost.push((group.from, group.kind));
            }
        }
        lost
    }
}

/// Whether too few of a group are left.
fn is_lost(graph: &Graph, group: u32, impacts: &[Impact]) -> bool {
    let group = &graph.groups()[group as usize];
    let down = group.of.iter().filter(|one| impacts[**one as usize] == Impact::Outage).count();
    down >= group.fatal() as usize
}
