//! Trees of `├──`: a thing, and below it what needs it or what it needs. The words tell which.

use super::chain::{Member, chain, members};
use super::edges::{edge, need};
use super::things::{self, Things};
use crate::reading::model::{Drawn, Edge, Named};
use crate::reading::words::Words;
use std::collections::HashSet;

/// Which way a tree is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// The parent needs its children.
    Down,
    /// The children need their parent.
    Up,
}

/// What a child begins with where its parent needs it.
const NEEDS: [&str; 21] = [
    "scrapes ",
    "uses ",
    "depends on ",
    "depends on: ",
    "requires ",
    "requires: ",
    "needs ",
    "connects to ",
    "reads from ",
    "writes to ",
    "queries ",
    "calls ",
    "talks to ",
    "data source: ",
    "datasource: ",
    "backed by ",
    "relies on ",
    "consumes ",
    "dependencies: ",
    "proxies to ",
    "→ depends on ",
];

/// What a child begins with where it needs its parent.
const NEEDED: [&str; 12] = [
    "used by ",
    "used by: ",
    "required by ",
    "required by: ",
    "needed by ",
    "needed by: ",
    "feeds ",
    "consumed by ",
    "scraped by ",
    "queried by ",
    "serves ",
    "depended on by ",
];

/// A line of a tree.
struct Node {
    /// What it names: the first of a chain is what hangs on the parent.
    names: Vec<Vec<(Named, String)>>,
    parent: Option<usize>,
    root: usize,
    /// What its own words say of it and its parent.
    says: Option<Way>,
    /// What it is said to depend on, in brackets.
    remarks: Vec<(Named, Named)>,
}

/// The edges of the trees in some lines. `sure` are pairs that the document says elsewhere, first
/// who needs.
pub(super) fn edges(
    lines: &[Words],
    things: &Things,
    sure: &HashSet<(String, String)>,
    found: &mut Vec<Edge>,
) {
    let nodes = nodes(lines);
    let mut ways: Vec<Option<Way>> = vec![None; nodes.len()];
    // One way a tree; where its words disagree each speaks for itself only.
    let mut said: Vec<(bool, bool)> = vec![(false, false); nodes.len()];
    for node in &nodes {
        let told = node.says.or_else(|| known(&nodes, node, sure));
        if let (Some(way), Some((down, up))) = (told, said.get_mut(node.root)) {
            *if way == Way::Down { down } else { up } = true;
        }
    }
    for (root, (down, up)) in said.iter().enumerate() {
        if let Some(way) = ways.get_mut(root) {
            *way = match (down, up) {
                (true, false) => Some(Way::Down),
                (false, true) => Some(Way::Up),
                _ => None,
            };
        }
    }
    for node in &nodes {
        // What a child's own remark names needs no sign of its parent.
        for (one, needed) in &node.remarks {
            if things.has(one) && things.has(needed) {
                found.extend(edge((one, needed), None, Drawn::Tree, needed.words.place));
            }
        }
        let way = node.says.or_else(|| ways.get(node.root).copied().flatten());
        let Some(way) = way else { continue };
        let above = node.parent.and_then(|parent| nodes.get(parent)?.names.first());
        let joined = above.into_iter().chain(&node.names).collect::<Vec<_>>();
        for pair in joined.windows(2) {
            if let [one, other] = pair {
                between((one, other), way, node.says.is_some(), things, found);
            }
        }
    }
}

/// What pairs that are known elsewhere say of a node and its parent.
fn known(nodes: &[Node], node: &Node, sure: &HashSet<(String, String)>) -> Option<Way> {
    let name =
        |names: &[(Named, String)]| names.first().map(|(one, _)| one.name.as_str().to_owned());
    let parent = name(nodes.get(node.parent?)?.names.first()?)?;
    let child = name(node.names.first()?)?;
    let pair = (parent, child);
    let down = sure.contains(&pair);
    let up = sure.contains(&(pair.1, pair.0));
    match (down, up) {
        (true, false) => Some(Way::Down),
        (false, true) => Some(Way::Up),
        _ => None,
    }
}

/// The edges between a node and one below it. Where the lower one says itself what it is to the
/// other, one of them has to be a thing, and both otherwise.
fn between(
    (above, below): (&[Member], &[Member]),
    way: Way,
    said: bool,
    things: &Things,
    found: &mut Vec<Edge>,
) {
    for (one, _) in above {
        for (other, says) in below {
            let (first, second) = (things.has(one), things.has(other));
            let names = |named: &Named| !things::is_data(&named.words.text);
            let one_is = said && (first || second) && names(one) && names(other);
            if !(first && second || one_is) {
                continue;
            }
            let ends = if way == Way::Down { (one, other) } else { (other, one) };
            found.extend(edge(ends, need(says), Drawn::Tree, other.words.place));
        }
    }
}

/// The lines as nodes.
fn nodes(lines: &[Words]) -> Vec<Node> {
    let mut found: Vec<Node> = Vec::new();
    // The columns of those that are open, and which they are.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for words in lines {
        if words.is_empty() {
            open.clear();
            continue;
        }
        let branch = branch(&words.text);
        let (column, from) = branch.unwrap_or((0, 0));
        let is_rail = words.text.chars().all(|c| matches!(c, '│' | '|' | ' ' | '↓' | '▼'));
        if is_rail {
            continue;
        }
        let index = found.len();
        let parent = if branch.is_some() {
            while open.last().is_some_and(|(other, _)| *other > column) {
                open.pop();
            }
            open.last().map(|(_, index)| *index)
        } else {
            open.clear();
            None
        };
        let root = parent.and_then(|parent| found.get(parent)).map_or(index, |node| node.root);
        let (says, names) = read(words, from);
        let remarks = remarks(words, from, &names);
        let says = says.filter(|_| parent.is_some());
        found.push(Node { names, parent, root, says, remarks });
        // What hangs on this line begins right of its branch.
        open.push((branch.map_or(0, |_| column + 1), index));
    }
    found
}

/// `Auth Service (depends on: postgres, redis)`
fn remarks(words: &Words, from: usize, names: &[Vec<(Named, String)>]) -> Vec<(Named, Named)> {
    let Some((one, _)) = names.first().and_then(|names| names.first()) else { return Vec::new() };
    let open = words.text.get(from..).and_then(|text| text.find('('));
    let Some(open) = open else { return Vec::new() };
    let after = super::starts::after(words, from + open);
    after.into_iter().map(|needed| (one.clone(), needed)).collect()
}

/// Where a line's branch stands, in characters, and where its words begin, in bytes.
pub(super) fn branch(text: &str) -> Option<(usize, usize)> {
    for (column, (at, c)) in text.char_indices().enumerate() {
        match c {
            '├' | '└' | '╰' => {
                let rest = text.get(at..)?;
                let words = rest.find(|c: char| {
                    !matches!(
                        c,
                        '├' | '└'
                            | '╰'
                            | '─'
                            | '━'
                            | '-'
                            | '>'
                            | '►'
                            | '▶'
                            | '→'
                            | ' '
                            | '┬'
                    )
                })?;
                return Some((column, at + words));
            }
            '|' | '`' | '+' | '\\' => {
                let rest = text.get(at + 1..)?;
                if rest.starts_with("--") {
                    let words = rest.find(|c: char| !matches!(c, '-' | '>' | ' '))?;
                    return Some((column, at + 1 + words));
                }
                if c != '|' {
                    return None;
                }
            }
            '│' | ' ' | '\t' | '\u{a0}' => {}
            _ => return None,
        }
    }
    None
}

/// What a line says of its parent, and what it names.
fn read(words: &Words, from: usize) -> (Option<Way>, Vec<Vec<(Named, String)>>) {
    let Some(text) = words.text.get(from..) else { return (None, Vec::new()) };
    let lower = crate::document::lower_case(text);
    let begins = |table: &[&str]| {
        table.iter().filter(|sign| lower.starts_with(**sign)).map(|sign| sign.len()).max()
    };
    let (says, skip) = if let Some(length) = begins(&NEEDS) {
        (Some(Way::Down), length)
    } else if let Some(length) = begins(&NEEDED) {
        (Some(Way::Up), length)
    } else if lower.contains("(for ") {
        (Some(Way::Up), 0)
    } else {
        (None, 0)
    };
    let from = from + skip;
    let Some(chain) = chain(&words.text, from) else {
        let whole = from..words.text.len();
        return (says, members(words, &whole).into_iter().collect());
    };
    let mut names = Vec::new();
    for part in &chain.parts {
        let text = words.text.get(part.clone()).unwrap_or_default();
        match members(words, part) {
            Some(members) if !things::is_data(text) => names.push(members),
            _ => break,
        }
    }
    (says, names)
}
