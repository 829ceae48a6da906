//! Drawings with boxes, lines and arrows: boxes by their corners, and what their arrows join.

mod frames;
mod grid;
mod labels;
mod trace;
mod wires;

use super::edges::{Votes, along, edge};
use super::mermaid::{describes_things, one_is_thing};
use super::signs::Arrows;
use super::things::{self, Things};
use crate::reading::blocks::Code;
use crate::reading::model::{Drawn, Edge, Named};
use crate::reading::names::Name;
use crate::reading::words::Place;
use frames::Frame;
use grid::{Grid, Side};
use labels::Label;
use std::collections::HashSet;
use trace::{Joined, joined};

/// A drawing with more characters is none that anybody drew.
const LARGEST: usize = 400_000;

/// Nor is one with a longer line, in bytes.
const WIDEST: usize = 6_000;

/// How a block of code is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Boxes, or text with arrows below it.
    Drawing,
    /// A tree of `├──`.
    Tree,
    /// Lines.
    Lines,
}

/// How a block of code is drawn. `arrows_lead` says that arrows of a tree are arrows, and not its
/// branches.
pub(super) fn shape(code: &Code, arrows_lead: bool) -> Shape {
    let (mut framed, mut branched, mut led, mut flows) = (false, false, false, false);
    for line in &code.lines {
        let text = line.text.as_str();
        if text.is_ascii() {
            framed |= text.contains("+--");
            branched |= text.contains("|--") || text.contains("`--");
            flows |= matches!(text.trim(), "v" | "V");
            continue;
        }
        framed |= text.contains("+--");
        let (mut before, mut points, mut rails) = (' ', false, true);
        for c in text.chars() {
            framed |= matches!(c, '┌' | '╔' | '╭' | '┏');
            branched |= matches!(c, '├' | '└' | '╰');
            led |= before == '─' && matches!(c, '►' | '>' | '→' | '▶' | '▸');
            points |= matches!(c, '↓' | '▼' | '⬇');
            rails &= matches!(c, '↓' | '▼' | '⬇' | '│' | '|' | ' ' | '\u{fe0f}');
            before = c;
        }
        flows |= points && rails;
    }
    if framed || (branched && led && arrows_lead) || (flows && !branched) {
        Shape::Drawing
    } else if branched {
        Shape::Tree
    } else {
        Shape::Lines
    }
}

/// A drawing, taken apart.
#[derive(Debug)]
pub(super) struct Drawing {
    nodes: Vec<Node>,
    joined: Vec<Joined>,
    first_line: Vec<(u32, u32)>,
}

/// A box, or text without one.
#[derive(Debug)]
struct Node {
    /// What it holds, from above to below: several where arrows part them.
    labels: Vec<Label>,
    names: Vec<Option<Named>>,
    framed: bool,
}

impl Drawing {
    /// The drawing in a block of code; none where it is too large. `known` helps to tell how many of
    /// a box's lines are its name.
    pub fn of(code: &Code, known: &Things) -> Option<Self> {
        let size: usize = code.lines.iter().map(|line| line.text.len()).sum();
        if size > LARGEST || code.lines.iter().any(|line| line.text.len() > WIDEST) {
            return None;
        }
        let grid = Grid::of(&code.lines);
        let frames = frames::frames(&grid)?;
        let map = wires::Map::of(&grid, &frames);
        let mut nodes: Vec<Node> = frames
            .iter()
            .map(|frame| Node::of(labels::in_frame(&grid, &map, frame), true))
            .collect();
        nodes.extend(
            map.texts.iter().map(|text| Node::of(vec![labels::of_text(&grid, text)], false)),
        );
        for node in &mut nodes {
            let name = |label: &Label| labels::name(label, &code.lines, known);
            node.names = node.labels.iter().map(name).collect();
        }
        let joined = joined(&map, nodes.len());
        let first_line =
            code.lines.iter().map(|line| (line.place.line, line.place.column)).collect();
        Some(Self { nodes, joined, first_line })
    }

    /// Whether its boxes are things, and no steps.
    pub fn is_of_things(&self) -> bool {
        let mut labels: Vec<&str> = Vec::new();
        let mut names = Vec::new();
        for node in self.nodes.iter().filter(|node| node.framed) {
            for (label, name) in node.labels.iter().zip(&node.names) {
                if let Some(first) = label.lines.first() {
                    labels.push(&first.text);
                    names.push(name.clone());
                }
            }
        }
        labels.is_empty() || describes_things(&labels, &names)
    }

    /// The names of its boxes.
    pub fn names(&self) -> impl Iterator<Item = &Named> {
        let framed = self.nodes.iter().filter(|node| node.framed);
        framed.flat_map(|node| node.names.iter().flatten())
    }

    /// Its arrows as edges. `arrows` is what the document says of them, and `sure` what its tables
    /// say of the same things.
    pub fn edges(
        &self,
        arrows: Option<Arrows>,
        sure: &HashSet<(String, String)>,
        things: &Things,
        found: &mut Vec<Edge>,
    ) {
        let ends: Vec<(&Joined, &Named, &Named)> =
            self.joined.iter().filter_map(|join| self.ends(join, things)).collect();
        let arrows = arrows.unwrap_or_else(|| {
            let mut votes = Votes::default();
            for (_, tail, head) in &ends {
                votes.count(tail, head, sure);
            }
            votes.arrows()
        });
        let mut told: HashSet<(&Name, &Name)> = HashSet::new();
        for node in &self.nodes {
            node.inner_edges(arrows, |row, column| self.place(row, column), found);
        }
        for (join, tail, head) in ends {
            let Some(ends) = along(tail, head, arrows) else { continue };
            let place = self.place(join.arrow.0, join.arrow.1);
            if told.insert((&ends.0.name, &ends.1.name)) {
                found.extend(edge(ends, None, Drawn::Drawing, place));
            }
        }
    }

    /// What an arrow joins, where both ends are things.
    fn ends<'a>(
        &'a self,
        join: &'a Joined,
        things: &Things,
    ) -> Option<(&'a Joined, &'a Named, &'a Named)> {
        // `← identity provider` beside a box is a remark.
        let is_remark = join.enters == Side::Right
            && self.nodes.get(join.from).is_some_and(|node| !node.framed);
        if is_remark {
            return None;
        }
        let end = |node: usize, side: Side| {
            let node = self.nodes.get(node)?;
            let named = node.at(side)?;
            let words = &named.words.text;
            let is_thing = node.framed || things.has(named);
            (is_thing && !things::is_data(words) && !things::is_order(words)).then_some(named)
        };
        let (tail, head) = (end(join.from, join.leaves)?, end(join.to, join.enters)?);
        let known = |named: &Named| things.knows(&named.name);
        (one_is_thing(tail, head) || known(tail) || known(head)).then_some((join, tail, head))
    }

    fn place(&self, row: usize, column: usize) -> Place {
        let (line, first) = self.first_line.get(row).copied().unwrap_or_default();
        let column = first.saturating_add(u32::try_from(column).unwrap_or(u32::MAX));
        Place { line, column, length: 1 }
    }
}

impl Node {
    fn of(labels: Vec<Label>, framed: bool) -> Self {
        Self { labels, names: Vec::new(), framed }
    }

    /// The name at a side: what leaves a box at its bottom leaves the last of what it holds.
    fn at(&self, side: Side) -> Option<&Named> {
        let named = if side == Side::Bottom { self.names.last() } else { self.names.first() };
        named?.as_ref()
    }

    /// What the arrows inside a box join.
    fn inner_edges(
        &self,
        arrows: Arrows,
        place: impl Fn(usize, usize) -> Place,
        found: &mut Vec<Edge>,
    ) {
        for (pair, names) in self.labels.windows(2).zip(self.names.windows(2)) {
            let ([above, _], [Some(one), Some(other)]) = (pair, names) else { continue };
            let Some((row, column, down)) = above.arrow else { continue };
            let (tail, head) = if down { (one, other) } else { (other, one) };
            if !one_is_thing(tail, head) {
                continue;
            }
            if let Some(ends) = along(tail, head, arrows) {
                found.extend(edge(ends, None, Drawn::Drawing, place(row, column)));
            }
        }
    }
}
