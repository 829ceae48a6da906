//! Markdown as blocks: headings, paragraphs line by line, lists, tables, code and comments, each
//! with where it stands. The rest of the room sees no Markdown.

mod build;
mod lazy;
mod lines;
mod tables;

pub use build::blocks;

use super::words::Words;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading: its level from 1 to 6.
    Heading(u8, Words),
    /// A paragraph, line by line.
    Paragraph(Vec<Words>),
    /// A list.
    List(List),
    /// A table; also one that an empty line breaks.
    Table(Table),
    /// A block of code.
    Code(Code),
    /// An HTML comment, without its marks.
    Comment(Words),
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Whether its items are numbered.
    pub numbered: bool,
    /// The items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its own first lines.
    pub lines: Vec<Words>,
    /// What stands below them in it: further paragraphs, lists, code.
    pub blocks: Vec<Block>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The cells of its head.
    pub head: Vec<Words>,
    /// The cells of each row; a row may have fewer or more than the head.
    pub rows: Vec<Vec<Words>>,
}

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// What stands behind the fence: `bash`, `mermaid`; empty where nothing does.
    pub info: String,
    /// Its lines, with their indentation; empty ones too.
    pub lines: Vec<Words>,
}

impl Block {
    /// The line on which it begins; none where it is empty.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Heading(_, words) | Self::Comment(words) => Some(words.place.line),
            Self::Paragraph(lines) => lines.first().map(|words| words.place.line),
            Self::List(list) => {
                let first = list.items.first()?;
                let own = first.lines.first().map(|words| words.place.line);
                own.or_else(|| first.blocks.first().and_then(Self::line))
            }
            Self::Table(table) => table.head.first().map(|words| words.place.line),
            Self::Code(code) => code.lines.first().map(|words| words.place.line),
        }
    }
}
