//! Who needs whom, with the cascade on it. Services stand one below the other, the needed above
//! those that need them, and an arc leads from each to whoever needs it: so it fits every width.

use super::figure;
use super::markup::Markup;
use crate::judge::Drill;
use crate::report::layout::figure as measured;
use crate::timeline::Header;
use crate::topology::{Dependency, DependencyKind};
use crate::words::ServiceName;
use std::collections::BTreeMap;

const ROW: f64 = 24.0;
/// Where the services stand across; the arcs have the room before.
const AT: f64 = 92.0;

/// What became of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NodeState {
    Hit,
    Fell,
    FellUnnamed,
    Missing,
    Unseen,
    Well,
}

struct Node<'a> {
    service: &'a ServiceName,
    outcome: NodeState,
    label: String,
}

/// The picture; nothing where the header does not say who needs whom, or nobody needs what was hit.
pub(super) fn draw(page: &mut Markup, drill: &Drill, header: &Header) {
    let concerned = concerned(drill, header);
    let edges: Vec<&Dependency> = header
        .dependencies
        .iter()
        .filter(|one| concerned.contains(&&one.from) && concerned.contains(&&one.to))
        .collect();
    if edges.is_empty() {
        return;
    }
    let nodes: Vec<Node<'_>> =
        in_layers(&concerned, &edges).into_iter().map(|one| node(one, drill, header)).collect();
    let place = |service: &ServiceName| nodes.iter().position(|node| node.service == service);
    let words = in_words(drill, &nodes, &edges);
    page.element("figure", &[("class", &"graph")], |frame| {
        figure::draw(frame, ROW * nodes.len() as f64, &words, |svg| {
            for edge in &edges {
                if let (Some(to), Some(from)) = (place(&edge.to), place(&edge.from)) {
                    let carried = [to, from].iter().all(|at| {
                        matches!(
                            nodes[*at].outcome,
                            NodeState::Hit | NodeState::Fell | NodeState::FellUnnamed
                        )
                    });
                    arc(svg, edge.kind, carried, to, from);
                }
            }
            for (index, node) in nodes.iter().enumerate() {
                dot(svg, node, ROW * (index as f64 + 0.5));
            }
        });
        frame.leaf(
            "figcaption",
            &[("class", &"rest")],
            "An arc leads from a service to one that needs it: whole if that fails with it, \
             dashed if it only degrades, \
             dotted if it needs it to start. Strong arcs join services that fell.",
        );
    });
}

/// All that was hit or fell, and all that is joined to it by who needs whom.
fn concerned<'a>(drill: &'a Drill, header: &'a Header) -> Vec<&'a ServiceName> {
    let fell =
        drill.cascade.observed.iter().map(|fallen| &fallen.service).chain(&drill.cascade.missing);
    let mut all: Vec<&ServiceName> = Vec::new();
    for service in header.targets.iter().chain(fell) {
        if !all.contains(&service) {
            all.push(service);
        }
    }
    // What another profile has is not looked at in this one.
    let here = |service: &ServiceName| {
        let of = |probe: &crate::timeline::ProbeInfo| matches!(&probe.subject, crate::timeline::ProbeSubject::Service(name) if name == service);
        header.probes.iter().any(of)
    };
    let mut next = 0;
    while let Some(service) = all.get(next).copied() {
        next += 1;
        for one in &header.dependencies {
            let other = if one.from == *service {
                &one.to
            } else if one.to == *service {
                &one.from
            } else {
                continue;
            };
            if here(other) && !all.contains(&other) {
                all.push(other);
            }
        }
    }
    all
}

/// The needed before those that need them. In a circle somebody has to be first.
fn in_layers<'a>(services: &[&'a ServiceName], edges: &[&Dependency]) -> Vec<&'a ServiceName> {
    let mut layers: BTreeMap<&ServiceName, usize> =
        services.iter().map(|service| (*service, 0)).collect();
    for _ in services {
        for edge in edges {
            let below = layers.get(&edge.to).copied().unwrap_or(0) + 1;
            if let Some(layer) = layers.get_mut(&edge.from) {
                *layer = (*layer).max(below.min(services.len()));
            }
        }
    }
    let mut ordered = services.to_vec();
    ordered.sort_by_key(|service| (layers.get(service).copied(), *service));
    ordered
}

fn node<'a>(service: &'a ServiceName, drill: &Drill, header: &Header) -> Node<'a> {
    let found = &drill.cascade;
    let named = found.expected.as_ref().is_some_and(|expected| expected.contains(service));
    let fallen = found.observed.iter().zip(1..).find(|(fallen, _)| fallen.service == *service);
    let (outcome, what) = match fallen {
        _ if header.targets.contains(service) => (NodeState::Hit, "the fault".to_owned()),
        Some((fallen, place)) => {
            let when = fallen.after.map_or("at an unknown time".to_owned(), measured);
            let (outcome, by) = if named {
                (NodeState::Fell, "")
            } else {
                (NodeState::FellUnnamed, ", not in the document")
            };
            (outcome, format!("fell as number {place}, {when}{by}"))
        }
        None if found.missing.contains(service) => {
            (NodeState::Missing, "did not fall, though the document says so".to_owned())
        }
        None if found.unobservable.contains(service) => {
            (NodeState::Unseen, "not to be seen".to_owned())
        }
        None => (NodeState::Well, "stayed well".to_owned()),
    };
    Node { service, outcome, label: format!("{service}: {what}") }
}

fn arc(svg: &mut Markup, kind: DependencyKind, carried: bool, to: usize, from: usize) {
    let (begin, end) = (ROW * (to as f64 + 0.5), ROW * (from as f64 + 0.5));
    let out = AT - 8.0 - (14.0 + 11.0 * from.abs_diff(to) as f64).min(AT - 12.0);
    let path = format!(
        "M{:.0} {begin:.0}C{out:.0} {begin:.0} {out:.0} {end:.0} {:.0} {end:.0}",
        AT - 8.0,
        AT - 8.0
    );
    let kind = match kind {
        DependencyKind::Hard => "hard",
        DependencyKind::Soft => "soft",
        DependencyKind::Startup => "startup",
    };
    let class = if carried { format!("arc {kind} carried") } else { format!("arc {kind}") };
    svg.element("path", &[("class", &class), ("d", &path)], |_| ());
    let head = format!("M{:.0} {end:.0}l-6 -3.5v7z", AT - 6.0);
    svg.element(
        "path",
        &[("class", &if carried { "tip carried" } else { "tip" }), ("d", &head)],
        |_| (),
    );
}

fn dot(svg: &mut Markup, node: &Node<'_>, y: f64) {
    let class = match node.outcome {
        NodeState::Hit => "dot hit",
        NodeState::Fell => "dot fell",
        NodeState::FellUnnamed => "dot stray",
        NodeState::Missing => "dot missing",
        NodeState::Unseen => "dot unseen",
        NodeState::Well => "dot well",
    };
    let radius = if node.outcome == NodeState::Well { 3.0 } else { 5.5 };
    svg.element("circle", &[("class", &class), ("cx", &AT), ("cy", &y), ("r", &radius)], |_| ());
    svg.leaf("text", &[("class", &"label"), ("x", &(AT + 12.0)), ("y", &(y + 4.0))], &node.label);
    if node.outcome == NodeState::Missing {
        svg.leaf(
            "text",
            &[("class", &"never"), ("text-anchor", &"middle"), ("x", &AT), ("y", &(y + 4.0))],
            "✗",
        );
    }
}

fn in_words(drill: &Drill, nodes: &[Node<'_>], edges: &[&Dependency]) -> String {
    let needs = |edge: &&Dependency| {
        let how = match edge.kind {
            DependencyKind::Hard => "fails without",
            DependencyKind::Soft => "degrades without",
            DependencyKind::Startup => "needs, to start,",
        };
        match edge.among {
            None => format!("{} {how} {}", edge.from, edge.to),
            Some(among) => {
                let least = among.least;
                format!("{} {how} {least} of a group that {} is in", edge.from, edge.to)
            }
        }
    };
    let title = format!("{} in {}: the cascade, by who needs whom", drill.title, drill.profile);
    let outcomes: Vec<&str> = nodes.iter().map(|node| node.label.as_str()).collect();
    let needs: Vec<String> = edges.iter().map(needs).collect();
    format!("{title}. {}. {}.", outcomes.join(". "), needs.join("; "))
}
