//! Tables that an empty line breaks: Markdown takes the rows behind it for a paragraph.

use super::Block;
use crate::reading::words::Words;

/// Joins the rows of paragraphs that follow a table to it.
pub(super) fn mend(blocks: &mut Vec<Block>) {
    let mut mended: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        if let (Block::Paragraph(lines), Some(Block::Table(table))) = (&block, mended.last_mut())
            && lines.iter().all(is_row)
        {
            table.rows.extend(lines.iter().filter(|line| !is_rule(line)).map(cells));
            continue;
        }
        mended.push(block);
    }
    *blocks = mended;
}

fn is_row(line: &Words) -> bool {
    line.text.trim().starts_with('|') && line.text.matches('|').count() > 1
}

/// `|---|---|`
fn is_rule(line: &Words) -> bool {
    line.text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

fn cells(line: &Words) -> Vec<Words> {
    let text = line.text.trim_end();
    let inner = text.strip_suffix('|').unwrap_or(text);
    let mut from = text.find('|').map_or(0, |at| at + 1);
    let mut found = Vec::new();
    for part in inner.get(from..).unwrap_or_default().split('|') {
        found.push(line.part(from..from + part.len()));
        from += part.len() + 1;
    }
    found
}
