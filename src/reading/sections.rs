//! A document as sections: a heading with all that is below it.

use super::blocks::Block;
use super::words::Words;

/// A heading, what stands below it, and the sections of lower levels in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its heading's level, from 1; 0 is the document as a whole.
    pub level: u8,
    /// Its heading; empty for the document as a whole.
    pub title: Words,
    /// What stands below the heading, before the first section in it.
    pub blocks: Vec<Block>,
    /// The sections in it.
    pub sections: Vec<Self>,
    /// Its last line.
    pub end: u32,
}

impl Section {
    /// The document as one section. `end` is its last line.
    pub fn of(blocks: Vec<Block>, end: u32) -> Self {
        let new =
            |level, title| Self { level, title, blocks: Vec::new(), sections: Vec::new(), end };
        let mut open = vec![new(0, Words::default())];
        for block in blocks {
            match block {
                Block::Heading(level, title) => {
                    close(&mut open, level, title.place.line.saturating_sub(1));
                    open.push(new(level, title));
                }
                block => {
                    if let Some(section) = open.last_mut() {
                        section.blocks.push(block);
                    }
                }
            }
        }
        close(&mut open, 0, end);
        open.pop().unwrap_or_else(|| new(0, Words::default()))
    }

    /// This section and all in it, in the document's order.
    pub fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.sections.iter().flat_map(Self::all)).collect()
    }
}

/// Closes the sections that a heading of this level ends, all but the document.
fn close(open: &mut Vec<Section>, level: u8, line: u32) {
    while open.len() > 1 && (level == 0 || open.last().is_some_and(|last| last.level >= level)) {
        if let Some(mut last) = open.pop() {
            last.end = line;
            if let Some(parent) = open.last_mut() {
                parent.sections.push(last);
            }
        }
    }
}
