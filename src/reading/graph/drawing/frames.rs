//! Boxes by their corners. Right borders may be off by a few characters, as they are where names
//! were changed by hand.

use super::grid::Grid;
use std::ops::Range;

/// No box is higher or wider.
const HIGHEST: usize = 300;
const WIDEST: usize = 400;

/// How far a right border may be off.
const OFF: usize = 3;

/// A drawing with more boxes is none that anybody drew.
const MOST: usize = 2_000;

/// Boxes in boxes beyond this cost too much: nobody draws them.
const PAINTED: usize = 4_000_000;

/// A box.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The rows of its borders.
    pub top: usize,
    pub bottom: usize,
    pub left: usize,
    /// The columns of its left and right borders in each row from the top on.
    pub lefts: Vec<usize>,
    pub rights: Vec<usize>,
    /// The row where the first box in it begins; none where there is none.
    pub first_inner: Option<usize>,
}

impl Frame {
    /// The column of its right border in a row.
    pub fn right(&self, row: usize) -> usize {
        let at = row.checked_sub(self.top).and_then(|at| self.rights.get(at));
        at.or(self.rights.first()).copied().unwrap_or(self.left)
    }

    /// The column of its left border in a row.
    pub fn left(&self, row: usize) -> usize {
        let at = row.checked_sub(self.top).and_then(|at| self.lefts.get(at));
        at.copied().unwrap_or(self.left)
    }

    /// The columns between its borders in a row.
    pub fn inside(&self, row: usize) -> Range<usize> {
        let from = self.left(row) + 1;
        from..self.right(row).max(from)
    }
}

/// The boxes of a drawing, outer ones before inner ones; none where there are too many.
pub(super) fn frames(grid: &Grid) -> Option<Vec<Frame>> {
    let mut found = Vec::new();
    for row in 0..grid.height() {
        for column in 0..grid.width(row) {
            let c = grid.at(row, column);
            if matches!(c, '┌' | '╔' | '╭' | '┏' | '+')
                && let Some(frame) = frame(grid, row, column)
            {
                split(grid, frame, &mut found);
            }
            if found.len() > MOST {
                return None;
            }
        }
    }
    nest(&mut found, grid)?;
    Some(found)
}

fn frame(grid: &Grid, top: usize, left: usize) -> Option<Frame> {
    let ascii = grid.at(top, left) == '+';
    let right = top_right(grid, top, left, ascii)?;
    let (mut lefts, mut rights) = (vec![left], vec![right]);
    for row in top + 1..(top + HIGHEST).min(grid.height()) {
        // A box beside it may push its left border aside by one.
        let beside = [Some(left), left.checked_sub(1), Some(left + 1)];
        let beside = || beside.into_iter().flatten();
        let line = |column: &usize| is_left(grid, row, *column);
        let arrow = |column: &usize| is_arrow(grid.at(row, *column));
        let at = beside().find(line).or_else(|| beside().find(arrow))?;
        let border = grid.at(row, at);
        let ends = matches!(border, '└' | '╚' | '╰' | '┗')
            || (border == '+' && grid.at(row, at + 1) == '-');
        lefts.push(at);
        if ends {
            rights.push(near(grid, row, right, is_bottom_right).unwrap_or(right));
            let frame = Frame { top, bottom: row, left, lefts, rights, first_inner: None };
            return (row > top + 1).then_some(frame);
        }
        rights.push(near(grid, row, right, is_side).unwrap_or(right));
    }
    None
}

/// Whether a box's left border or its lower left corner can stand here.
fn is_left(grid: &Grid, row: usize, column: usize) -> bool {
    let c = grid.at(row, column);
    is_side(c) || matches!(c, '└' | '╚' | '╰' | '┗')
}

/// Where the top border that begins at a corner ends. A title may stand in it.
fn top_right(grid: &Grid, row: usize, left: usize, ascii: bool) -> Option<usize> {
    let mut spaces = 0;
    let end = grid.width(row).min(left + WIDEST);
    for column in left + 1..end {
        let c = grid.at(row, column);
        let corner = matches!(c, '┐' | '╗' | '╮' | '┓')
            || (ascii && c == '+' && near(grid, row + 1, column, is_side).is_some());
        if corner {
            return (column > left + 1).then_some(column);
        }
        let line = matches!(c, '─' | '━' | '═' | '-' | '=');
        if column == left + 1 && !line && c != '┬' {
            return None;
        }
        spaces = if c == ' ' { spaces + 1 } else { 0 };
        if spaces > 1 || matches!(c, '│' | '|' | '┌' | '╔' | '╭' | '┏' | '└' | '┘') {
            return None;
        }
    }
    None
}

/// The column near another one where a border stands.
fn near(grid: &Grid, row: usize, column: usize, is: fn(char) -> bool) -> Option<usize> {
    (0..=OFF)
        .flat_map(|off| [column.checked_sub(off), Some(column + off)])
        .flatten()
        .find(|column| is(grid.at(row, *column)))
}

/// Whether a side border can stand as this.
const fn is_side(c: char) -> bool {
    matches!(c, '│' | '┃' | '║' | '|' | '├' | '┤' | '┼' | '╠' | '╣' | '┣' | '┫' | '╟' | '╢')
        || matches!(c, '╞' | '╡' | '+' | '┆' | '┊')
}

/// An arrow may stand in the place of a border.
const fn is_arrow(c: char) -> bool {
    matches!(c, '►' | '◄' | '▶' | '◀' | '→' | '←' | '>' | '<')
}

fn is_bottom_right(c: char) -> bool {
    matches!(c, '┘' | '╝' | '╯' | '┛' | '+' | '┤')
}

/// Boxes side by side that share a border are several.
fn split(grid: &Grid, frame: Frame, found: &mut Vec<Frame>) {
    let right = frame.right(frame.top);
    // The columns of each border inside, row by row.
    let mut inner: Vec<Vec<usize>> = Vec::new();
    for column in frame.left + 1..right {
        if !matches!(grid.at(frame.top, column), '┬' | '╦' | '╤' | '┳') {
            continue;
        }
        let beside = |row: usize| {
            [Some(column), column.checked_sub(1), Some(column + 1)]
                .into_iter()
                .flatten()
                .find(|column| is_side(grid.at(row, *column)))
        };
        let between = (frame.top + 1..frame.bottom).map(beside).collect::<Option<Vec<usize>>>();
        inner.extend(between.map(|rows| [vec![column], rows, vec![column]].concat()));
    }
    if inner.is_empty() {
        found.push(frame);
        return;
    }
    let borders = [vec![frame.lefts.clone()], inner, vec![frame.rights.clone()]].concat();
    for pair in borders.windows(2) {
        if let [lefts, rights] = pair {
            let left = lefts.first().copied().unwrap_or(frame.left);
            let (lefts, rights) = (lefts.clone(), rights.clone());
            found.push(Frame { left, lefts, rights, ..frame.clone() });
        }
    }
}

/// Puts outer boxes before inner ones and says of each which box is around it.
fn nest(frames: &mut [Frame], grid: &Grid) -> Option<()> {
    let area = |frame: &Frame| {
        (frame.bottom - frame.top) * frame.right(frame.top).saturating_sub(frame.left)
    };
    frames.sort_by_key(|frame| std::cmp::Reverse(area(frame)));
    if frames.iter().map(area).sum::<usize>() > PAINTED {
        return None;
    }
    let none = u32::MAX;
    let mut owners: Vec<Vec<u32>> =
        (0..grid.height()).map(|row| vec![none; grid.width(row)]).collect();
    for index in 0..frames.len() {
        let Some(frame) = frames.get(index).cloned() else { break };
        let owner = owners.get(frame.top).and_then(|row| row.get(frame.left)).copied();
        let parent = owner.filter(|owner| *owner != none).and_then(|one| usize::try_from(one).ok());
        if let Some(outer) = parent.and_then(|parent| frames.get_mut(parent)) {
            let first = outer.first_inner.map_or(frame.top, |row| row.min(frame.top));
            outer.first_inner = Some(first);
        }
        let id = u32::try_from(index).unwrap_or(none);
        for row in frame.top + 1..frame.bottom {
            let Some(cells) = owners.get_mut(row) else { break };
            let inside = frame.inside(row);
            let end = inside.end.min(cells.len());
            if let Some(cells) = cells.get_mut(inside.start.min(end)..end) {
                cells.fill(id);
            }
        }
    }
    Some(())
}
