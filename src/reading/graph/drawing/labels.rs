//! What stands in boxes: the name first, and what is said of it below.

use super::Frame;
use super::grid::Grid;
use super::wires::{Cell, Map, Text};
use crate::reading::graph::things::{self, Things, named};
use crate::reading::model::Named;
use crate::reading::names::Name;
use crate::reading::words::Words;

/// A line of text in a drawing.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub row: usize,
    pub column: usize,
    pub text: String,
}

/// Lines of text that belong together.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    pub lines: Vec<Piece>,
    /// The arrow below them in the same box: its row and column, and whether it points down.
    pub arrow: Option<(usize, usize, bool)>,
}

/// What a box holds; several labels where arrows part them.
pub(super) fn in_frame(grid: &Grid, map: &Map<'_>, frame: &Frame) -> Vec<Label> {
    let mut found = vec![Label::default()];
    let last = frame.first_inner.unwrap_or(frame.bottom);
    for row in frame.top + 1..last {
        let columns = frame.inside(row);
        let free = |column: usize| match map.at(row, column) {
            Cell::Inside | Cell::Text(_) => grid.at(row, column),
            _ => ' ',
        };
        let text: String = columns.clone().map(free).collect();
        let Some(piece) = piece(&text, row, columns.start) else { continue };
        let down = piece.text.contains(['↓', '▼', '⬇']);
        let up = piece.text.contains(['↑', '▲', '⬆']);
        let arrow =
            piece.text.chars().all(|c| matches!(c, '↓' | '▼' | '⬇' | '↑' | '▲' | '⬆' | '│' | ' '));
        if arrow {
            if (down || up)
                && let Some(label) = found.last_mut().filter(|label| !label.lines.is_empty())
            {
                label.arrow = Some((piece.row, piece.column, down));
                found.push(Label::default());
            }
        } else if let Some(label) = found.last_mut() {
            label.lines.push(piece);
        }
    }
    if frame.first_inner.is_some() {
        // Below the title of a box with others in it stand remarks.
        found.truncate(1);
        for label in &mut found {
            label.lines.truncate(1);
        }
    }
    if found.last().is_some_and(|label| label.lines.is_empty()) && found.len() > 1 {
        found.pop();
    }
    if found.first().is_some_and(|label| label.lines.is_empty()) {
        found = title(grid, frame).into_iter().collect();
    }
    found
}

/// The title in a box's top border.
fn title(grid: &Grid, frame: &Frame) -> Option<Label> {
    let columns = frame.inside(frame.top);
    let line = |c: char| matches!(c, '─' | '━' | '═' | '-' | '=' | '┬' | '┴' | '┼' | '+');
    let text: String = columns
        .clone()
        .map(|column| Some(grid.at(frame.top, column)).filter(|c| !line(*c)).unwrap_or(' '))
        .collect();
    let piece = piece(&text, frame.top, columns.start)?;
    Some(Label { lines: vec![piece], arrow: None })
}

/// The lines of a text without a box.
pub(super) fn of_text(grid: &Grid, text: &Text) -> Label {
    let lines = text.lines.iter().map(|(row, columns)| Piece {
        row: *row,
        column: columns.start,
        text: columns.clone().map(|column| grid.at(*row, column)).collect(),
    });
    Label { lines: lines.collect(), arrow: None }
}

/// A row's text without the space around it; none where it has neither letter nor arrow.
fn piece(text: &str, row: usize, column: usize) -> Option<Piece> {
    let skipped = |c: char| c.is_whitespace() || matches!(c, '│' | '|' | '►' | '◄');
    let trimmed = text.trim_matches(skipped);
    let says = |c: char| c.is_alphanumeric() || matches!(c, '↓' | '▼' | '⬇' | '↑' | '▲' | '⬆');
    if !trimmed.contains(says) {
        return None;
    }
    let skipped = text.chars().take_while(|c| skipped(*c)).count();
    Some(Piece { row, column: column + skipped, text: trimmed.to_owned() })
}

/// No name is written over more lines.
const LINES: usize = 4;

/// Words that are no name without those below them.
const HALVES: [&str; 12] = [
    "future",
    "new",
    "old",
    "legacy",
    "internal",
    "external",
    "main",
    "primary",
    "secondary",
    "public",
    "private",
    "shared",
];

/// The name of a label: its first line, and those below it that belong to it, as in a narrow box.
pub(super) fn name(label: &Label, code: &[Words], known: &Things) -> Option<Named> {
    let first = label.lines.first()?;
    let line = code.get(first.row)?;
    let mut columns = line.text.char_indices().map(|(at, _)| at);
    let begin = columns.nth(first.column)?;
    let words = line.part(begin..begin + first.text.len());
    let one = named(&words);
    let is_half = HALVES.contains(&first.text.trim().to_lowercase().as_str());
    let mut joined = String::new();
    let mut whole = None;
    for (at, piece) in label.lines.iter().take(LINES).enumerate() {
        let text = piece.text.split(" (").next().unwrap_or_default().trim();
        // Two words below one that is a name by itself say something of it.
        if at > 0 && !(goes_on(text) && (is_half || !text.contains(' '))) {
            break;
        }
        if at > 0 {
            joined.push(' ');
        }
        joined.push_str(text);
        let name = Name::of(&joined);
        if at > 0 && name.as_ref().is_some_and(|name| known.knows(name)) {
            whole = name.map(|name| (name, joined.clone()));
            break;
        }
        let kind = things::ends_with_kind(&joined);
        if kind && whole.is_none() {
            whole = name.map(|name| (name, joined.clone()));
        }
        if (at == 0 && kind) || piece.text.contains(" (") {
            break;
        }
    }
    match whole {
        Some((name, text)) if text.len() <= 64 => {
            let mut words = one.map_or(words, |one| one.words);
            if words.text.len() < text.len() {
                words.text = text;
            }
            Some(Named { name, words })
        }
        _ => one,
    }
}

/// Whether a line can belong to the name above it: words only, and no remark of its own.
fn goes_on(text: &str) -> bool {
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '/' | '\'' | '&');
    text.starts_with(char::is_alphabetic) && text.chars().all(plain) && text.split(' ').count() <= 3
}
