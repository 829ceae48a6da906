//! What the graph of a document promises, by documents in many styles.

mod bundled;
mod drawings;
mod hostile;
mod lists;
mod styles;

use super::{Graph, graph};
use crate::reading::blocks::blocks;
use crate::reading::model::{Drawn, Named, Need};
use crate::reading::sections::Section;

/// Reads a document.
fn read(text: &str) -> Graph {
    let lines = u32::try_from(text.lines().count()).unwrap();
    graph(&Section::of(blocks(text), lines))
}

/// The edges that are drawn so, as `from > to`.
fn edges(graph: &Graph, drawn: Drawn) -> Vec<String> {
    let edges = graph.edges.iter().filter(|edge| edge.drawn == drawn);
    edges.map(|edge| format!("{} > {}", edge.from.name, edge.to.name)).collect()
}

/// All edges, as `from > to`, in the document's order.
fn all_edges(text: &str) -> Vec<String> {
    let graph = read(text);
    graph.edges.iter().map(|edge| format!("{} > {}", edge.from.name, edge.to.name)).collect()
}

/// The edges with how much is needed.
fn kinds(text: &str) -> Vec<(String, Option<Need>)> {
    let graph = read(text);
    let edge = |edge: &crate::reading::model::Edge| {
        (format!("{} > {}", edge.from.name, edge.to.name), edge.kind)
    };
    graph.edges.iter().map(edge).collect()
}

fn names(all: &[Named]) -> Vec<&str> {
    all.iter().map(|one| one.name.as_str()).collect()
}
