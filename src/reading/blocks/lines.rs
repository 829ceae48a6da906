//! From bytes of the document to lines and columns.

use crate::reading::words::{Mark, Place, Words};
use std::ops::Range;

/// A document's lines. Places are asked for in their order mostly, and cost no more then than the
/// bytes between them.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The byte that was asked for last, and its column.
    last: (usize, u32),
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { text, starts, last: (0, 1) }
    }

    /// The line and the column of a byte, both from 1.
    pub fn at(&mut self, byte: usize) -> (u32, u32) {
        let byte = byte.min(self.text.len());
        let index = self.starts.partition_point(|start| *start <= byte) - 1;
        let (mut from, mut column) = self.last;
        if from > byte || from < self.starts[index] {
            (from, column) = (self.starts[index], 1);
        }
        let between = self.text.get(from..byte).map_or(byte - from, |text| text.chars().count());
        column = column.saturating_add(u32::try_from(between).unwrap_or(u32::MAX));
        self.last = (byte, column);
        (number(index + 1), column)
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Words of one line as they come.
#[derive(Default)]
pub(super) struct Writing {
    words: Words,
    /// The column behind the last of them.
    end: u32,
    /// Marks that are open, and where each began in the text.
    open: Vec<(usize, Mark)>,
}

impl Writing {
    /// Adds text whose first byte stands at `at`.
    pub fn push(&mut self, lines: &mut Lines<'_>, text: &str, at: usize) {
        let (line, column) = lines.at(at);
        let first = self.words.text.is_empty();
        if first {
            self.words.place = Place { line, column, length: 0 };
        }
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        // What goes on where the last run ended belongs to it.
        if !first && column != self.end {
            if self.words.runs.is_empty() {
                // Most lines have one mark, and so two runs.
                self.words.runs.reserve_exact(2);
                self.words.runs.push((0, self.words.place.column));
            }
            self.words.runs.push((self.words.text.len(), column));
        }
        self.words.text.push_str(text);
        self.end = column.saturating_add(length);
    }

    /// Adds text in back-ticks; `range` is that of the document with them.
    pub fn push_code(&mut self, lines: &mut Lines<'_>, text: &str, range: &Range<usize>) {
        let from = self.words.text.len();
        let ticks = lines.text.get(range.clone()).map_or(0, |source| {
            source.len() - source.trim_start_matches('`').trim_start_matches(' ').len()
        });
        self.push(lines, text, range.start + ticks);
        self.words.marks.push((from..self.words.text.len(), Mark::Code));
    }

    pub fn open(&mut self, mark: Mark) {
        self.open.push((self.words.text.len(), mark));
    }

    pub fn close(&mut self) {
        if let Some((from, mark)) = self.open.pop()
            && from < self.words.text.len()
        {
            if self.words.marks.is_empty() {
                self.words.marks.reserve_exact(1);
            }
            self.words.marks.push((from..self.words.text.len(), mark));
        }
    }

    /// What was written so far, where it is anything. Marks that are open go on in the next line.
    pub fn take(&mut self) -> Option<Words> {
        let end = self.words.text.len();
        for (from, mark) in &mut self.open {
            if *from < end {
                self.words.marks.push((*from..end, mark.clone()));
            }
            *from = 0;
        }
        let mut words = std::mem::take(&mut self.words);
        words.marks.sort_by_key(|(range, _)| (range.start, range.end));
        words.place.length = self.end.saturating_sub(words.place.column);
        (!words.is_empty()).then_some(words)
    }
}
