//! The graph as a drawing, with what failed and what suffers marked: Mermaid, and Graphviz's DOT.

use super::Prediction;
use super::shapes::{Form, Mark, Shape, arrows, shapes};
use crate::topology::DependencyKind;
use std::fmt::Write as _;

/// One flowchart, a subgraph a profile.
pub fn mermaid(predictions: &[Prediction]) -> String {
    let mut out = String::from("flowchart TD\n");
    for (prediction, number) in predictions.iter().zip(0..) {
        let _ = writeln!(out, "  subgraph p{number}[\"{}\"]", prediction.profile);
        for Shape { id, name, mark, form } in shapes(prediction) {
            let (open, close) = match form {
                Form::Journey => ("([", "])"),
                Form::Service => ("[", "]"),
                Form::Group => ("{{", "}}"),
            };
            let mark = mark.name();
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
        for Shape { id, name, mark, form } in shapes(prediction) {
            let shape = match form {
                Form::Journey => "ellipse",
                Form::Service => "box",
                Form::Group => "hexagon",
            };
            let colour = match mark {
                Mark::Failed => "fillcolor=\"#c5221f\", fontcolor=white",
                Mark::Outage => "fillcolor=\"#fce8e6\"",
                Mark::Degraded => "fillcolor=\"#fef7e0\"",
                Mark::None => "fillcolor=\"#e6f4ea\"",
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
