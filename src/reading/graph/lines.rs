//! A section's own lines, flat: what lists, trees and key lines are read from.

use crate::reading::blocks::{Block, Code};
use crate::reading::sections::Section;
use crate::reading::words::{Mark, Words};
use std::ops::Range;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// In a paragraph.
    Paragraph,
    /// As the first line of a list's item.
    Item,
    /// As a further line of an item.
    Below,
    /// In a block of code that is no program.
    Code,
}

/// What a line is marked with before its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Marker {
    /// Nothing.
    None,
    /// A bullet.
    Bullet,
    /// A number or letter, as it is written: `3`, `a`, `1-5`.
    Number(String),
}

/// A line of a section.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// Its words, with the marker where it stands in code or in a paragraph.
    pub words: &'a Words,
    /// How deep it is indented: white space in code, twice the depth of a list.
    pub indent: usize,
    /// What it is marked with.
    pub marker: Marker,
    /// Where its words begin behind the marker, in bytes.
    pub from: usize,
    /// Where it stands.
    pub stands: Stands,
    /// Which block of the section it belongs to, counted from 0.
    pub block: usize,
}

impl Line<'_> {
    /// The text behind the marker.
    pub fn text(&self) -> &str {
        self.words.text.get(self.from..).unwrap_or_default().trim_end()
    }

    /// Its words behind the marker.
    pub fn bare(&self) -> Words {
        self.words.part(self.from..self.words.text.len())
    }
}

/// The lines of a section without those of the sections in it, of tables and of programs.
pub(super) fn lines(section: &Section) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    for (index, block) in section.blocks.iter().enumerate() {
        visit(block, 0, index, &mut found);
    }
    found
}

fn visit<'a>(block: &'a Block, depth: usize, index: usize, found: &mut Vec<Line<'a>>) {
    match block {
        Block::Paragraph(words) => {
            let stands = if depth == 0 { Stands::Paragraph } else { Stands::Below };
            found.extend(words.iter().map(|words| written(words, 2 * depth, stands, index)));
        }
        Block::Code(code) if is_text(code) => {
            for words in code.lines.iter().filter(|words| !words.is_empty()) {
                let indent = words.text.len() - words.text.trim_start().len();
                found.push(written(words, 2 * depth + indent, Stands::Code, index));
            }
        }
        Block::List(list) => {
            for (at, item) in list.items.iter().enumerate() {
                let mut lines = item.lines.iter();
                if let Some(words) = lines.next() {
                    let marker = if list.numbered {
                        Marker::Number((at + 1).to_string())
                    } else {
                        Marker::Bullet
                    };
                    let (indent, stands) = (2 * depth, Stands::Item);
                    found.push(Line { words, indent, marker, from: 0, stands, block: index });
                }
                found
                    .extend(lines.map(|words| written(words, 2 * depth + 1, Stands::Below, index)));
                for block in &item.blocks {
                    visit(block, depth + 1, index, found);
                }
            }
        }
        Block::Heading(..) | Block::Table(_) | Block::Comment(_) | Block::Code(_) => {}
    }
}

/// A line whose marker, if it has one, stands in its text.
fn written(words: &Words, indent: usize, stands: Stands, block: usize) -> Line<'_> {
    let (marker, from) = marker(&words.text);
    Line { words, indent, marker, from, stands, block }
}

/// The marker that a text begins with, and where its words begin.
pub(super) fn marker(text: &str) -> (Marker, usize) {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..).unwrap_or_default();
    let words_after = |length: usize| {
        let after = rest.get(length..).unwrap_or_default();
        start + length + (after.len() - after.trim_start().len())
    };
    for bullet in ["- ", "* ", "+ ", "• ", "– ", "◦ ", "▪ ", "· "] {
        if rest.starts_with(bullet) {
            return (Marker::Bullet, words_after(bullet.len()));
        }
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '–')).unwrap_or(0);
    let number = rest.get(..end).filter(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    let mut characters = rest.chars();
    let letter = characters.next().filter(char::is_ascii_alphabetic).map(|_| 1);
    let Some(length) = number.map(str::len).or(letter) else { return (Marker::None, start) };
    let behind = rest.get(length..).unwrap_or_default();
    if length <= 5 && (behind.starts_with(". ") || behind.starts_with(") ")) {
        let number = rest.get(..length).unwrap_or_default().to_owned();
        return (Marker::Number(number), words_after(length + 1));
    }
    (Marker::None, start)
}

/// Whether a block of code is text or a drawing, and no program.
pub(super) fn is_text(code: &Code) -> bool {
    const TEXTS: [&str; 9] =
        ["", "text", "txt", "plain", "plaintext", "ascii", "diagram", "none", "markdown"];
    let info = code.info.split([' ', '{', ',']).next().unwrap_or_default();
    TEXTS.iter().any(|text| info.eq_ignore_ascii_case(text))
}

/// A key of a line and its value, in bytes of its text: `**Dependencies:** Docker`, `RTO: 4 h`.
pub(super) fn key(words: &Words, from: usize) -> Option<(Range<usize>, Range<usize>)> {
    let text = words.text.get(from..)?;
    let strong =
        words.marks.iter().find(|(_, mark)| *mark == Mark::Strong).and_then(|(part, _)| {
            let before = words.text.get(from..part.start)?;
            (!before.chars().any(char::is_alphanumeric)).then_some(part)
        });
    if let Some(part) = strong {
        let inside = words.text.get(part.clone())?;
        let rest = words.text.get(part.end..)?;
        let lead = rest.trim_start();
        let colon = [":", "- ", "– ", "— "].into_iter().find(|sign| lead.starts_with(sign));
        let value = part.end + (rest.len() - lead.len()) + colon.map_or(0, str::len);
        let name = inside.trim_end().trim_end_matches(':');
        let is_key = name.len() < inside.trim_end().len() || colon.is_some();
        return is_key.then(|| (part.start..part.start + name.len(), value..words.text.len()));
    }
    let end = text.bytes().take(48).position(|byte| byte == b':')?;
    let name = text.get(..end)?;
    let behind = text.get(end + 1..)?;
    let plain = |c: char| {
        c.is_alphanumeric() || matches!(c, ' ' | '(' | ')' | '-' | '/' | '\'' | '&' | '_')
    };
    let skip = name.len() - name.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let name = name.get(skip..)?;
    let fits = !name.is_empty() && name.split_whitespace().count() <= 5 && name.chars().all(plain);
    (fits && (behind.is_empty() || behind.starts_with(char::is_whitespace)))
        .then(|| (from + skip..from + end, from + end + 1..words.text.len()))
}
