//! The graph as a drawing, with what failed and what suffers marked: Mermaid, and Graphviz's DOT.

use super::Prediction;
use crate::predict::{Graph, Id};
use crate::topology::DependencyKind;
use crate::words::Impact;
use std::fmt::Write as _;

/// A service or a journey as it is drawn.
struct Shape<'g> {
    /// Its id in the drawing of its profile.
    id: String,
    name: &'g str,
    /// How it fares: `none`, `degraded`, `outage`, or `failed` by itself.
    mark: &'static str,
    is_journey: bool,
}

fn shapes(prediction: &Prediction) -> Vec<Shape<'_>> {
    let cascade = prediction.cascade.as_ref();
    let of_service = |id: Id| match cascade {
        Some(cascade) if cascade.failed.contains(&id) => "failed",
        Some(cascade) => name_of(cascade.impact(id)),
        None => "none",
    };
    let graph = &prediction.graph;
    let ways = graph.ways().iter().enumerate().map(|(place, way)| Shape {
        id: format!("j{place}"),
        name: way.journey.as_str(),
        mark: cascade.map_or("none", |cascade| name_of(cascade.journey(way).0)),
        is_journey: true,
    });
    let services = (0..).zip(graph.services()).map(|(id, name)| Shape {
        id: format!("s{id}"),
        name: name.as_str(),
        mark: of_service(id),
        is_journey: false,
    });
    ways.chain(services).collect()
}

const fn name_of(impact: Impact) -> &'static str {
    match impact {
        Impact::None => "none",
        Impact::Degraded => "degraded",
        Impact::Outage => "outage",
    }
}

/// Every dependency, those of journeys first: from, to, kind.
fn arrows(graph: &Graph) -> Vec<(String, String, DependencyKind)> {
    let of_ways = graph.ways().iter().enumerate().flat_map(|(place, way)| {
        let hard = DependencyKind::Hard;
        way.through.iter().map(move |to| (format!("j{place}"), format!("s{to}"), hard))
    });
    let edge = |edge: &crate::predict::Edge| {
        (format!("s{}", edge.from), format!("s{}", edge.to), edge.kind)
    };
    of_ways.chain(graph.edges().iter().map(edge)).collect()
}

/// One flowchart, a subgraph a profile.
pub fn mermaid(predictions: &[Prediction]) -> String {
    let mut out = String::from("flowchart TD\n");
    for (prediction, number) in predictions.iter().zip(0..) {
        let _ = writeln!(out, "  subgraph p{number}[\"{}\"]", prediction.profile);
        for Shape { id, name, mark, is_journey } in shapes(prediction) {
            let (open, close) = if is_journey { ("([", "])") } else { ("[", "]") };
            let _ = writeln!(out, "    p{number}{id}{open}\"{name}\"{close}:::{mark}");
        }
        out += "  end\n";
        for (from, to, kind) in arrows(&prediction.graph) {
            let arrow = match kind {
                DependencyKind::Hard => "-->",
                DependencyKind::Soft => "-.->",
                DependencyKind::Startup => "-. to start .->",
            };
            let _ = writeln!(out, "  p{number}{from} {arrow} p{number}{to}");
        }
    }
    out += "  classDef none fill:#e6f4ea,stroke:#188038,color:#000\n";
    out += "  classDef degraded fill:#fef7e0,stroke:#b06000,color:#000\n";
    out += "  classDef outage fill:#fce8e6,stroke:#c5221f,color:#000\n";
    out += "  classDef failed fill:#c5221f,stroke:#7a0d0b,color:#fff\n";
    out
}

/// One directed graph, a cluster a profile.
pub fn dot(predictions: &[Prediction]) -> String {
    let mut out = String::from("digraph firedrill {\n  node [style=filled, fontcolor=black];\n");
    for (prediction, number) in predictions.iter().zip(0..) {
        let _ = writeln!(out, "  subgraph cluster_{number} {{");
        let _ = writeln!(out, "    label=\"{}\";", prediction.profile);
        for Shape { id, name, mark, is_journey } in shapes(prediction) {
            let shape = if is_journey { "ellipse" } else { "box" };
            let colour = match mark {
                "failed" => "fillcolor=\"#c5221f\", fontcolor=white",
                "outage" => "fillcolor=\"#fce8e6\"",
                "degraded" => "fillcolor=\"#fef7e0\"",
                _ => "fillcolor=\"#e6f4ea\"",
            };
            let _ = writeln!(out, "    p{number}{id} [label=\"{name}\", shape={shape}, {colour}];");
        }
        for (from, to, kind) in arrows(&prediction.graph) {
            let style = match kind {
                DependencyKind::Hard => "solid",
                DependencyKind::Soft => "dashed",
                DependencyKind::Startup => "dotted",
            };
            let _ = writeln!(out, "    p{number}{from} -> p{number}{to} [style={style}];");
        }
        out += "  }\n";
    }
    out += "}\n";
    out
}
