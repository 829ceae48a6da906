//! From lines and arrows to what they join: one goes along a line, and through arrows the way they
//! point.

use super::grid::{Piece, Side, Way};
use super::wires::{Cell, Map, Step};
use std::collections::{HashMap, HashSet};

/// What an arrow joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Joined {
    pub from: usize,
    pub to: usize,
    /// The sides where the line leaves and enters.
    pub leaves: Side,
    pub enters: Side,
    /// Where the last arrow on the way stands.
    pub arrow: (usize, usize),
}

/// More ends than these on one line, or more steps, are left out.
const ENDS: usize = 48;
const STEPS: usize = 1_000_000;

/// A character of a line, and where it leads.
#[derive(Debug)]
struct Point {
    at: (usize, usize),
    piece: Piece,
    next: Vec<(Way, Step)>,
}

/// What all lines of a drawing join.
pub(super) fn joined(map: &Map<'_>, nodes: usize) -> Vec<Joined> {
    let mut points = points(map);
    link_back(&mut points.0, &points.1);
    let (points, index) = points;
    let mut seen = vec![false; points.len()];
    let (mut found, mut plain) = (Vec::new(), Vec::new());
    let mut steps = 0;
    for first in 0..points.len() {
        if seen.get(first) == Some(&true) {
            continue;
        }
        let line = line(first, &points, &index, &mut seen);
        let ends = ends(&line, &points);
        if ends.len() < 2 || ends.len() > ENDS {
            continue;
        }
        steps += ends.len() * line.len();
        if steps > STEPS {
            break;
        }
        let led = ends.iter().any(|end| end.led)
            || line.iter().any(|at| points.get(*at).is_some_and(|one| one.piece.points.is_some()));
        if led {
            directed(&ends, &points, &index, &mut found);
        } else {
            plain.push(ends);
        }
    }
    found.retain(|join: &Joined| join.from < nodes && join.to < nodes && join.from != join.to);
    undirected(&plain, &points, &mut found);
    found
}

type Index = HashMap<(usize, usize), usize>;

fn points(map: &Map<'_>) -> (Vec<Point>, Index) {
    let (mut found, mut index) = (Vec::new(), HashMap::new());
    for row in 0..map.height() {
        for column in 0..map.width(row) {
            if let Cell::Wire(piece) = map.at(row, column) {
                let open = Way::ALL.into_iter().filter(|way| piece.is_open(*way));
                let next = open.map(|way| (way, map.step(row, column, piece, way)));
                let next = next.filter(|(_, step)| *step != Step::Nowhere).collect();
                index.insert((row, column), found.len());
                found.push(Point { at: (row, column), piece, next });
            }
        }
    }
    (found, index)
}

/// A line that is drawn a little off leads from one end to the other only; it goes back too.
fn link_back(points: &mut [Point], index: &Index) {
    let mut back = Vec::new();
    for point in points.iter() {
        for (way, step) in &point.next {
            if let Step::Wire(row, column) = step
                && let Some(other) = index.get(&(*row, *column))
            {
                back.push((*other, way.back(), Step::Wire(point.at.0, point.at.1)));
            }
        }
    }
    for (other, way, step) in back {
        if let Some(point) = points.get_mut(other)
            && !point.next.contains(&(way, step))
        {
            // What a line really joins counts more than what lies beside it.
            point.next.retain(|(one, step)| *one != way || matches!(step, Step::Wire(..)));
            point.next.push((way, step));
        }
    }
}

/// The characters of one line.
fn line(first: usize, points: &[Point], index: &Index, seen: &mut [bool]) -> Vec<usize> {
    let (mut found, mut open) = (Vec::new(), vec![first]);
    while let Some(at) = open.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        found.push(at);
        let next = points.get(at).map_or(&[][..], |point| point.next.as_slice());
        open.extend(next.iter().filter_map(|(_, step)| match step {
            Step::Wire(row, column) => index.get(&(*row, *column)).copied(),
            _ => None,
        }));
    }
    found
}

/// Where a line ends at a box or a text.
#[derive(Debug, Clone, Copy)]
struct End {
    point: usize,
    /// From the line to the node.
    way: Way,
    node: usize,
    /// An arrow in the node's border points into it.
    led: bool,
}

fn ends(line: &[usize], points: &[Point]) -> Vec<End> {
    let mut found = Vec::new();
    for at in line {
        for (way, step) in points.get(*at).map_or(&[][..], |point| point.next.as_slice()) {
            if let Step::Node(node, points) = step {
                let led = *points == Some(*way);
                found.push(End { point: *at, way: *way, node: *node, led });
            }
        }
    }
    found
}

/// What one gets to from each end of a line through its arrows.
fn directed(ends: &[End], points: &[Point], index: &Index, found: &mut Vec<Joined>) {
    let first = found.len();
    for start in ends.iter().filter(|end| !end.led) {
        // Where each point was reached, and behind which arrow.
        let mut reached: HashSet<(usize, bool)> = HashSet::new();
        let mut open = vec![(start.point, start.way.back(), None::<(usize, usize)>)];
        while let Some((at, going, arrow)) = open.pop() {
            let Some(point) = points.get(at) else { continue };
            if !point.piece.lets(going) && point.piece.points.is_some() {
                continue;
            }
            let arrow = if point.piece.points.is_some() { Some(point.at) } else { arrow };
            if !reached.insert((at, arrow.is_some())) {
                continue;
            }
            for (way, step) in &point.next {
                if !point.piece.lets(*way) || *way == going.back() {
                    continue;
                }
                match step {
                    Step::Wire(row, column) => {
                        if let Some(next) = index.get(&(*row, *column)) {
                            open.push((*next, *way, arrow));
                        }
                    }
                    Step::Node(node, into) => {
                        let arrow = if *into == Some(*way) { Some(point.at) } else { arrow };
                        if let Some(arrow) = arrow {
                            let (from, to) = (start.node, *node);
                            let (leaves, enters) = (start.way.enters(), way.enters());
                            // The line leaves where it would enter if it were gone backwards.
                            found.push(Joined { from, to, leaves, enters, arrow });
                        }
                    }
                    Step::Nowhere => {}
                }
            }
        }
    }
    let several = found.get(first..).is_some_and(|found| found.len() > 1);
    if several {
        // Where a line splits, a branch without an arrow leads away from the start too: what
        // leaves against the arrow's way is no start.
        let kept: Vec<Joined> = found.drain(first..).filter(|join| !is_against(join)).collect();
        found.extend(kept);
    }
}

/// Whether a line leaves a box at the side where its arrow would enter it.
fn is_against(join: &Joined) -> bool {
    join.leaves == join.enters
}

/// Lines without arrows join from above to below where all arrows of the drawing go down.
fn undirected(plain: &[Vec<End>], points: &[Point], found: &mut Vec<Joined>) {
    let inside = |point: &Point| {
        let into = point.next.iter().filter_map(|(_, step)| match step {
            Step::Node(_, points) => *points,
            _ => None,
        });
        into.collect::<Vec<_>>()
    };
    let ways: Vec<Way> = points
        .iter()
        .flat_map(|point| point.piece.points.into_iter().chain(inside(point)))
        .collect();
    if !ways.contains(&Way::Down) || ways.contains(&Way::Up) {
        return;
    }
    for ends in plain {
        let at = |way: Way| ends.iter().filter(move |end| end.way == way);
        let (above, below) = (at(Way::Up).count(), at(Way::Down).count());
        if above + below < ends.len() || above.min(below) != 1 {
            continue;
        }
        for one in at(Way::Up) {
            for other in at(Way::Down).filter(|other| other.node != one.node) {
                let arrow = points.get(other.point).map_or((0, 0), |point| point.at);
                let (leaves, enters) = (Side::Bottom, Side::Top);
                found.push(Joined { from: one.node, to: other.node, leaves, enters, arrow });
            }
        }
    }
}
