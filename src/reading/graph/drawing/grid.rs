//! A drawing as characters in rows, and what lines and arrows are open to.

use crate::reading::words::Words;

/// A direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Way {
    Up,
    Right,
    Down,
    Left,
}

/// A side of a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Way {
    pub const ALL: [Self; 4] = [Self::Up, Self::Right, Self::Down, Self::Left];

    pub const fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Right => Self::Left,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
        }
    }

    /// The side of a box that one who goes this way comes to.
    pub const fn enters(self) -> Side {
        match self {
            Self::Up => Side::Bottom,
            Self::Right => Side::Left,
            Self::Down => Side::Top,
            Self::Left => Side::Right,
        }
    }

    pub const fn is_vertical(self) -> bool {
        matches!(self, Self::Up | Self::Down)
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Up => 1,
            Self::Right => 2,
            Self::Down => 4,
            Self::Left => 8,
        }
    }
}

/// What a character of a line is: where it is open, and where it points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    open: u8,
    /// Where an arrow points; none on a plain line.
    pub points: Option<Way>,
    /// An arrow that points the other way too.
    pub both: bool,
}

const UP: u8 = 1;
const RIGHT: u8 = 2;
const DOWN: u8 = 4;
const LEFT: u8 = 8;

impl Piece {
    pub const fn is_open(self, way: Way) -> bool {
        self.open & way.bit() != 0
    }

    /// Whether it is a line from above to below and nothing else.
    pub const fn is_upright(self) -> bool {
        self.open & (LEFT | RIGHT) == 0
    }

    /// Whether one may go through it this way.
    pub fn lets(self, way: Way) -> bool {
        self.points.is_none_or(|points| points == way || self.both)
    }

    const fn line(open: u8) -> Self {
        Self { open, points: None, both: false }
    }

    const fn arrow(points: Way) -> Self {
        Self { open: points.bit() | points.back().bit(), points: Some(points), both: false }
    }
}

/// A drawing.
#[derive(Debug)]
pub(super) struct Grid {
    rows: Vec<Vec<char>>,
}

impl Grid {
    pub fn of(lines: &[Words]) -> Self {
        Self { rows: lines.iter().map(|line| line.text.chars().collect()).collect() }
    }

    pub fn height(&self) -> usize {
        self.rows.len()
    }

    pub fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// The character at a place; a space outside.
    pub fn at(&self, row: usize, column: usize) -> char {
        match self.rows.get(row).and_then(|row| row.get(column)) {
            Some('\t' | '\u{a0}' | '\u{fe0f}') | None => ' ',
            Some(c) => *c,
        }
    }

    fn left_of(&self, row: usize, column: usize) -> char {
        column.checked_sub(1).map_or(' ', |column| self.at(row, column))
    }

    fn above(&self, row: usize, column: usize) -> char {
        row.checked_sub(1).map_or(' ', |row| self.at(row, column))
    }

    /// What is drawn at a place, outside of boxes; none where it is text or nothing.
    pub fn piece(&self, row: usize, column: usize) -> Option<Piece> {
        let c = self.at(row, column);
        if c.is_ascii() { self.ascii(row, column, c) } else { drawn(c) }
    }

    /// The letters and signs of ASCII drawings are lines only beside others.
    fn ascii(&self, row: usize, column: usize, c: char) -> Option<Piece> {
        let (left, right) = (self.left_of(row, column), self.at(row, column + 1));
        let (above, below) = (self.above(row, column), self.at(row + 1, column));
        let beside = |c: char| c.is_alphanumeric();
        let level = |c: char| matches!(c, '-' | '=' | '+' | '─' | '>' | '<' | '►' | '◄' | '→');
        let upright = |c: char| matches!(c, '|' | '+' | '│' | 'v' | 'V' | '^' | '▼' | '▲' | '↓');
        let piece = match c {
            '|' if !beside(left) && !beside(right) => Piece::line(UP | DOWN),
            '-' | '=' if (level(left) || level(right)) && !(beside(left) && beside(right)) => {
                Piece::line(LEFT | RIGHT)
            }
            '+' if [left, right].into_iter().any(level)
                || [above, below].into_iter().any(upright) =>
            {
                Piece::line(UP | RIGHT | DOWN | LEFT)
            }
            'v' | 'V' if !beside(left) && !beside(right) && (upright(above) || self.alone(row)) => {
                Piece::arrow(Way::Down)
            }
            '^' if !beside(left) && !beside(right) => Piece::arrow(Way::Up),
            '>' if matches!(left, '-' | '=' | '─') => Piece::arrow(Way::Right),
            '<' if matches!(right, '-' | '=' | '─') => Piece::arrow(Way::Left),
            _ => return None,
        };
        Some(piece)
    }

    /// Where an arrow that stands in the border of a box points.
    pub fn arrow_in_border(&self, row: usize, column: usize) -> Option<Way> {
        let c = self.at(row, column);
        let between = matches!(self.left_of(row, column), '-' | '─' | '=')
            && matches!(self.at(row, column + 1), '-' | '─' | '=');
        match c {
            'v' | 'V' if between => Some(Way::Down),
            '^' if between => Some(Way::Up),
            '>' => Some(Way::Right),
            '<' => Some(Way::Left),
            c => drawn(c)?.points,
        }
    }

    /// Whether a row holds nothing but signs of arrows.
    fn alone(&self, row: usize) -> bool {
        let row = self.rows.get(row).map_or(&[][..], Vec::as_slice);
        row.len() < 200 && row.iter().all(|c| matches!(c, ' ' | 'v' | 'V' | '|'))
    }
}

fn drawn(c: char) -> Option<Piece> {
    let piece = match c {
        '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' => {
            Piece::line(UP | DOWN)
        }
        '─' | '━' | '═' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' => {
            Piece::line(LEFT | RIGHT)
        }
        '┌' | '╔' | '╭' | '┏' => Piece::line(RIGHT | DOWN),
        '┐' | '╗' | '╮' | '┓' => Piece::line(LEFT | DOWN),
        '└' | '╚' | '╰' | '┗' => Piece::line(RIGHT | UP),
        '┘' | '╝' | '╯' | '┛' => Piece::line(LEFT | UP),
        '├' | '╠' | '┣' | '╞' | '╟' => Piece::line(UP | DOWN | RIGHT),
        '┤' | '╣' | '┫' | '╡' | '╢' => Piece::line(UP | DOWN | LEFT),
        '┬' | '╦' | '┳' | '╤' | '╥' => Piece::line(LEFT | RIGHT | DOWN),
        '┴' | '╩' | '┻' | '╧' | '╨' => Piece::line(LEFT | RIGHT | UP),
        '┼' | '╬' | '╋' => Piece::line(UP | RIGHT | DOWN | LEFT),
        '↓' | '▼' | '▾' | '⬇' | '⇓' => Piece::arrow(Way::Down),
        '↑' | '▲' | '▴' | '⬆' | '⇑' => Piece::arrow(Way::Up),
        '→' | '►' | '▶' | '▸' | '➜' | '➔' | '➡' | '⇒' | '⟶' => {
            Piece::arrow(Way::Right)
        }
        '←' | '◄' | '◀' | '◂' | '⬅' | '⇐' | '⟵' => Piece::arrow(Way::Left),
        '↔' | '⇔' | '⟷' => Piece { open: LEFT | RIGHT, points: Some(Way::Right), both: true },
        '↕' | '⇕' => Piece { open: UP | DOWN, points: Some(Way::Down), both: true },
        _ => return None,
    };
    Some(piece)
}
