//! Words of a document with where they stand, and how they are marked.

use serde::Serialize;
use std::ops::Range;

/// Where words stand in the document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// How many characters, in that line.
    pub length: u32,
}

/// How a part of some words is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// `**bold**`, `__bold__`, `*italic*`: what keys are written in.
    Strong,
    /// `` `code` ``.
    Code,
    /// A link to this target.
    Link(String),
}

/// Words of one line, without their marks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The words: no emphasis, no back-ticks, no link targets, white space as it was.
    pub text: String,
    /// Which parts of the text are marked, in bytes of it, in their order.
    pub marks: Vec<(Range<usize>, Mark)>,
    /// Where they stand as a whole.
    pub place: Place,
    /// Where each run of the text begins: its byte in the text, and its column in the line. None
    /// where there is one only, which begins where they stand.
    pub(super) runs: Vec<(usize, u32)>,
}

impl Words {
    /// Words without marks that stand at a column of a line.
    pub fn plain(text: &str, line: u32, column: u32) -> Self {
        let length = count(text);
        Self {
            text: text.to_owned(),
            marks: Vec::new(),
            place: Place { line, column, length },
            runs: Vec::new(),
        }
    }

    /// Where a part of the text stands.
    pub fn place_of(&self, part: &Range<usize>) -> Place {
        let column = |at: usize| {
            let behind = self.runs.partition_point(|(from, _)| *from <= at);
            let run = behind.checked_sub(1).and_then(|run| self.runs.get(run));
            let (from, column) = run.copied().unwrap_or((0, self.place.column));
            column + self.text.get(from..at).map_or(0, count)
        };
        let begin = column(part.start);
        let last = self.text.get(part.clone()).and_then(|part| part.char_indices().next_back());
        let end = last.map_or(begin, |(at, _)| column(part.start + at) + 1);
        Place { line: self.place.line, column: begin, length: end.saturating_sub(begin) }
    }

    /// A part of them, without the white space around it.
    pub fn part(&self, part: Range<usize>) -> Self {
        let Some(text) = self.text.get(part.clone()) else { return Self::default() };
        let start = part.start + (text.len() - text.trim_start().len());
        let text = text.trim();
        let part = start..start + text.len();
        let inside = |range: &Range<usize>| range.start < part.end && range.end > part.start;
        let moved = |range: &Range<usize>| {
            range.start.max(part.start) - part.start..range.end.min(part.end) - part.start
        };
        let before = self.marks.partition_point(|(range, _)| range.start < part.end);
        let here = self.marks.iter().take(before).filter(|(range, _)| inside(range));
        // Documents have many words, and few marks in each: no more room than they need.
        let mut marks = Vec::with_capacity(here.clone().count());
        marks.extend(here.map(|(range, mark)| (moved(range), mark.clone())));
        let place = self.place_of(&part);
        let later = self.runs.partition_point(|(at, _)| *at <= part.start);
        let later = self.runs.iter().skip(later).take_while(|(at, _)| *at < part.end);
        let more = later.clone().count();
        let mut runs = Vec::with_capacity(if more > 0 { more + 1 } else { 0 });
        if more > 0 {
            runs.push((0, place.column));
            runs.extend(later.map(|(at, column)| (at - part.start, *column)));
        }
        Self { text: text.to_owned(), marks, place, runs }
    }

    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The parts in back-ticks, with their places.
    pub fn code(&self) -> impl Iterator<Item = Self> + '_ {
        self.marked(|mark| matches!(mark, Mark::Code))
    }

    /// The parts that are emphasised, with their places.
    pub fn strong(&self) -> impl Iterator<Item = Self> + '_ {
        self.marked(|mark| matches!(mark, Mark::Strong))
    }

    fn marked(&self, is: fn(&Mark) -> bool) -> impl Iterator<Item = Self> + '_ {
        let marks = self.marks.iter().filter(move |(_, mark)| is(mark));
        marks.map(|(range, _)| self.part(range.clone()))
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}
