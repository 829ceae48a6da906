//! What every character of a drawing belongs to: a box, a line, or text without a box.

use super::frames::Frame;
use super::grid::{Grid, Piece, Way};
use crate::reading::graph::things;

/// What a character belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing.
    Empty,
    /// The border of a box, and where an arrow in it points.
    Border(usize, Option<Way>),
    /// The inside of a box that has none in it.
    Inside,
    /// A line or an arrow.
    Wire(Piece),
    /// Text without a box of its own, by its number.
    Text(usize),
}

/// Text without a box: its lines, each with its row and its columns.
#[derive(Debug, Default, Clone)]
pub(super) struct Text {
    pub lines: Vec<(usize, std::ops::Range<usize>)>,
    /// The rows of those that say what comes back: `Response`, `metrics`.
    answers: Vec<usize>,
}

/// A drawing's characters.
#[derive(Debug)]
pub(super) struct Map<'a> {
    cells: Vec<Vec<Cell>>,
    pub frames: &'a [Frame],
    pub texts: Vec<Text>,
}

/// Text of more lines is no name.
const LINES: usize = 6;

impl<'a> Map<'a> {
    pub fn of(grid: &Grid, frames: &'a [Frame]) -> Self {
        let empty = |row| vec![Cell::Empty; grid.width(row)];
        let cells = (0..grid.height()).map(empty).collect();
        let mut map = Self { cells, frames, texts: Vec::new() };
        for (index, frame) in frames.iter().enumerate() {
            map.paint(grid, index, frame);
        }
        for row in 0..grid.height() {
            for column in 0..grid.width(row) {
                if map.at(row, column) == Cell::Empty
                    && let Some(piece) = grid.piece(row, column)
                {
                    map.set(row, column, Cell::Wire(piece));
                }
            }
        }
        for row in 0..grid.height() {
            map.texts_of(grid, row);
        }
        map
    }

    pub fn at(&self, row: usize, column: usize) -> Cell {
        self.cells.get(row).and_then(|row| row.get(column)).copied().unwrap_or(Cell::Empty)
    }

    pub fn height(&self) -> usize {
        self.cells.len()
    }

    pub fn width(&self, row: usize) -> usize {
        self.cells.get(row).map_or(0, Vec::len)
    }

    fn set(&mut self, row: usize, column: usize, cell: Cell) {
        if let Some(place) = self.cells.get_mut(row).and_then(|row| row.get_mut(column)) {
            *place = cell;
        }
    }

    /// Paints a box. Outer ones come first, so that inner ones are painted over them.
    fn paint(&mut self, grid: &Grid, index: usize, frame: &Frame) {
        let border = |row, column| Cell::Border(index, grid.arrow_in_border(row, column));
        for row in frame.top..=frame.bottom {
            let right = frame.right(row);
            if row == frame.top || row == frame.bottom {
                for column in frame.left(row)..=right {
                    self.set(row, column, border(row, column));
                }
                continue;
            }
            let left = frame.left(row);
            self.set(row, left, border(row, left));
            self.set(row, right, border(row, right));
            if frame.first_inner.is_none() {
                for column in frame.inside(row) {
                    self.set(row, column, Cell::Inside);
                }
            }
        }
    }

    /// Finds the texts of a row: words with no more than one space between them.
    fn texts_of(&mut self, grid: &Grid, row: usize) {
        let free = |map: &Self, column: usize| {
            map.at(row, column) == Cell::Empty && !grid.at(row, column).is_whitespace()
        };
        let width = grid.width(row);
        let mut column = 0;
        while column < width {
            if !free(self, column) {
                column += 1;
                continue;
            }
            let start = column;
            let mut end = column + 1;
            while free(self, end)
                || (grid.at(row, end) == ' '
                    && self.at(row, end) == Cell::Empty
                    && free(self, end + 1))
            {
                end += 1;
            }
            let above = row.checked_sub(1).and_then(|above| {
                (start..end).find_map(|column| match self.at(above, column) {
                    Cell::Text(text) => Some(text),
                    _ => None,
                })
            });
            let above = above
                .filter(|text| self.texts.get(*text).is_some_and(|text| text.lines.len() < LINES));
            let index = above.unwrap_or(self.texts.len());
            if index == self.texts.len() {
                self.texts.push(Text::default());
            }
            let words: String = (start..end).map(|column| grid.at(row, column)).collect();
            if let Some(text) = self.texts.get_mut(index) {
                text.answers.extend(things::is_data(&words).then_some(row));
                text.lines.push((row, start..end));
            }
            for column in start..end {
                self.set(row, column, Cell::Text(index));
            }
            column = end;
        }
    }
}

/// Where a step from a character of a line leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Wire(usize, usize),
    /// To a box or a text, by its number among both, and where an arrow in its border points.
    Node(usize, Option<Way>),
    Nowhere,
}

/// How many empty rows and columns may be between a line and what it leads to.
const ROWS: usize = 2;
const COLUMNS: usize = 4;

/// How long the words on a line may be: `── HTTP ──>`.
const WORDS: usize = 26;

impl Map<'_> {
    /// Where one gets from a character of a line this way.
    pub fn step(&self, row: usize, column: usize, piece: Piece, way: Way) -> Step {
        if way.is_vertical() {
            self.up_or_down(row, column, way)
        } else {
            self.aside(row, column, piece, way)
        }
    }

    fn up_or_down(&self, row: usize, column: usize, way: Way) -> Step {
        for distance in 1..=ROWS {
            let next = if way == Way::Up {
                row.checked_sub(distance)
            } else {
                Some(row + distance).filter(|row| *row < self.height())
            };
            let Some(next) = next else { return Step::Nowhere };
            for (at, exact) in
                [(Some(column), true), (column.checked_sub(1), false), (Some(column + 1), false)]
            {
                let Some(at) = at else { continue };
                match self.at(next, at) {
                    Cell::Border(frame, points) => match self.frames.get(frame) {
                        Some(one) if next == one.top || next == one.bottom => {
                            return self.at_frame((frame, points), (next, at), way);
                        }
                        _ if exact => return Step::Nowhere,
                        _ => {}
                    },
                    Cell::Wire(piece)
                        if piece.is_open(way.back())
                            && (exact || (distance == 1 && piece.is_upright())) =>
                    {
                        return Step::Wire(next, at);
                    }
                    Cell::Wire(_) if exact => return Step::Nowhere,
                    Cell::Text(text) => return Step::Node(self.frames.len() + text, None),
                    _ => {}
                }
            }
        }
        Step::Nowhere
    }

    /// A line that goes on behind the border of a box with others in it goes through.
    fn at_frame(
        &self,
        (frame, points): (usize, Option<Way>),
        (row, column): (usize, usize),
        way: Way,
    ) -> Step {
        let outer = self.frames.get(frame).is_some_and(|frame| frame.first_inner.is_some());
        let behind = if way == Way::Up { row.checked_sub(1) } else { Some(row + 1) };
        if outer
            && let Some(behind) = behind
            && let Cell::Wire(piece) = self.at(behind, column)
            && piece.is_open(way.back())
        {
            return Step::Wire(behind, column);
        }
        Step::Node(frame, points)
    }

    fn aside(&self, row: usize, column: usize, piece: Piece, way: Way) -> Step {
        let next = |column: usize| {
            if way == Way::Left { column.checked_sub(1) } else { Some(column + 1) }
        };
        let mut at = column;
        for _ in 0..COLUMNS {
            let Some(beside) = next(at) else { return Step::Nowhere };
            at = beside;
            match self.at(row, at) {
                Cell::Wire(other) if other.is_open(way.back()) => return Step::Wire(row, at),
                Cell::Wire(_) | Cell::Inside => return Step::Nowhere,
                Cell::Border(frame, points) => {
                    let outer = self.frames.get(frame).is_some_and(|one| one.first_inner.is_some());
                    if outer
                        && let Some(behind) = next(at)
                        && let Cell::Wire(other) = self.at(row, behind)
                        && other.is_open(way.back())
                    {
                        return Step::Wire(row, behind);
                    }
                    return Step::Node(frame, points);
                }
                Cell::Text(text) => {
                    let node = Step::Node(self.frames.len() + text, None);
                    let leads = piece.points == Some(way) || piece.both;
                    if leads {
                        return node;
                    }
                    return self.over_words((row, at), text, way).unwrap_or(node);
                }
                Cell::Empty => {}
            }
        }
        Step::Nowhere
    }

    /// The line behind words that stand on it.
    fn over_words(&self, (row, column): (usize, usize), text: usize, way: Way) -> Option<Step> {
        let answers = self.texts.get(text).is_some_and(|text| text.answers.contains(&row));
        let mut at = column;
        for _ in 0..WORDS {
            at = if way == Way::Left { at.checked_sub(1)? } else { at + 1 };
            match self.at(row, at) {
                Cell::Text(_) | Cell::Empty => {}
                Cell::Wire(piece) => {
                    let to_words = piece.points.is_some_and(|points| points == way.back());
                    let goes_on = piece.is_open(way.back()) && !to_words;
                    // What comes back on a line is no need.
                    let step = if answers { Step::Nowhere } else { Step::Wire(row, at) };
                    return goes_on.then_some(step);
                }
                Cell::Border(..) | Cell::Inside => return None,
            }
        }
        None
    }
}
