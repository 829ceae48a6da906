//! A document's sections, with emphasised lines that stand for headings as sections too.

use super::keys::key;
use super::titles::{self, Sign, Title};
use crate::reading::blocks::Block;
use crate::reading::sections::Section;
use crate::reading::words::{Mark, Words};

/// A section: its title and all that is below it.
#[derive(Debug, Clone)]
pub(super) struct View<'a> {
    /// What its title says.
    pub title: Title,
    /// Its first and last line.
    pub lines: (u32, u32),
    /// The document as a whole, which has no title.
    pub whole: bool,
    /// It begins the document, and its title is the document's.
    pub outermost: bool,
    /// Lines below the title in the same paragraph.
    pub first: &'a [Words],
    /// What stands below them, before the first section in it.
    pub blocks: &'a [Block],
    /// The sections in it.
    pub inside: Vec<Self>,
}

impl<'a> View<'a> {
    /// A section as it is written.
    pub fn of(section: &'a Section) -> Self {
        let mut inside: Vec<Self> = Vec::new();
        let below = section.sections.first().map_or(section.end, |first| {
            first.title.place.line.saturating_sub(1).max(section.title.place.line)
        });
        let starts = || {
            let all = section.blocks.iter().enumerate();
            all.filter_map(|(at, block)| Some((at, stands_for_heading(block)?)))
        };
        let own = starts().next().map_or(section.blocks.len(), |(at, _)| at);
        let mut ends = starts().map(|(at, _)| at).skip(1);
        for (at, (title, first)) in starts() {
            let end = ends.next().unwrap_or(section.blocks.len());
            let blocks = section.blocks.get(at + 1..end).unwrap_or_default();
            let next = section.blocks.get(end).and_then(Block::line);
            let last = next.map_or(below, |line| line.saturating_sub(1));
            inside.push(Self {
                lines: (title.place.line, last.max(title.place.line)),
                title: Title::of(title),
                whole: false,
                outermost: false,
                first,
                blocks,
                inside: Vec::new(),
            });
        }
        inside.extend(section.sections.iter().map(Self::of));
        Self {
            title: Title::of(&section.title),
            lines: (section.title.place.line.max(1), section.end),
            whole: section.level == 0,
            outermost: section.level == 1,
            first: &[],
            blocks: section.blocks.get(..own).unwrap_or_default(),
            inside,
        }
    }
}

/// `**If the database is down:**` leads to one of several ways out.
pub(super) fn is_condition(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let first = text.split(' ').next().unwrap_or_default();
    ["if", "when", "once", "for", "otherwise"].iter().any(|one| first.eq_ignore_ascii_case(one))
}

/// `**Scenario 1: Redis down**` on a line of its own, with the lines below it.
fn stands_for_heading(block: &Block) -> Option<(&Words, &[Words])> {
    let Block::Paragraph(lines) = block else { return None };
    let (first, rest) = lines.split_first()?;
    let (range, _) = first.marks.iter().find(|(_, mark)| *mark == Mark::Strong)?;
    let outside = |text: &str| !text.contains(|c: char| c.is_alphanumeric() || c == '(');
    let alone = first.text.get(..range.start).is_some_and(outside)
        && first.text.get(range.end..).is_some_and(outside)
        && first.text.len() < 160;
    if !alone || is_condition(&first.text) || key(&first.text).is_some() {
        return None;
    }
    let inside = first.text.get(range.clone())?;
    // `**RTO: 5 minutes**` is a key with its value.
    if inside.split_once(':').is_some_and(|(before, _)| key(before).is_some_and(|key| !key.weak)) {
        return None;
    }
    if !titles::is_labelled(&first.text) && !titles::failing(inside) {
        return None;
    }
    let title = Title::of(first);
    let fails = title.labelled || (titles::failing(inside) && !title.is(Sign::Several));
    (fails && !title.is(Sign::Part)).then_some((first, rest))
}
