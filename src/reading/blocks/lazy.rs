//! Lines that begin with a key right below a list: Markdown takes them for words of its last item,
//! and people for lines of their own.

use super::{Block, Item, List};
use crate::reading::words::{Mark, Words};

/// No key is longer, in bytes, or has more words.
const LONGEST: usize = 40;
const WORDS: usize = 4;

/// Puts such lines behind their list.
pub(super) fn mend(blocks: &mut Vec<Block>) {
    if !blocks.iter().any(|block| matches!(block, Block::List(_))) {
        return;
    }
    let mut mended: Vec<Block> = Vec::with_capacity(blocks.len() + 1);
    for mut block in blocks.drain(..) {
        let below = if let Block::List(list) = &mut block { below(list) } else { Vec::new() };
        mended.push(block);
        if !below.is_empty() {
            mended.push(Block::Paragraph(below));
        }
    }
    *blocks = mended;
}

/// Takes the lines from a list that stand further left than its items, from the first with a key.
fn below(list: &mut List) -> Vec<Words> {
    let first = list.items.first().and_then(|item| item.lines.first());
    let Some(column) = first.map(|line| line.place.column) else { return Vec::new() };
    let Some(lines) = list.items.last_mut().and_then(last_lines) else { return Vec::new() };
    let is_own = |line: &Words| line.place.column < column && begins_with_key(line);
    match lines.iter().skip(1).position(is_own) {
        Some(at) => lines.split_off(at + 1),
        None => Vec::new(),
    }
}

/// The lines at the end of an item, of what stands below it too.
fn last_lines(item: &mut Item) -> Option<&mut Vec<Words>> {
    match item.blocks.last() {
        None => return Some(&mut item.lines),
        Some(Block::List(_) | Block::Paragraph(_)) => {}
        Some(_) => return None,
    }
    match item.blocks.last_mut() {
        Some(Block::List(list)) => list.items.last_mut().and_then(last_lines),
        Some(Block::Paragraph(lines)) => Some(lines),
        _ => None,
    }
}

/// `RTO: 5 minutes`, `**Impact**: …`.
fn begins_with_key(line: &Words) -> bool {
    if line.marks.first().is_some_and(|(range, mark)| range.start == 0 && *mark == Mark::Strong) {
        return true;
    }
    let head = line
        .text
        .char_indices()
        .nth(LONGEST)
        .map_or(line.text.as_str(), |(end, _)| line.text.get(..end).unwrap_or_default());
    let Some((key, rest)) = head.split_once(':') else { return false };
    key.starts_with(char::is_uppercase)
        && (rest.is_empty() || rest.starts_with([' ', '\t']))
        && key.split(' ').count() <= WORDS
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '/'))
}
