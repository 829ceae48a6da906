//! How long a restore takes, where it is said in passing: `A restore took 3 hours last spring`.

use super::super::super::view::View;
use crate::document::figures;
use crate::reading::{Line, Stands, Words};
use crate::words::Span;

/// Somebody says how long it takes to bring something back.
pub struct Told<'a> {
    /// The line that says it.
    pub words: &'a Words,
    /// How long.
    pub span: Span,
    /// As it is written.
    pub said: String,
    /// The paragraph that it stands in, and its heading.
    pub around: String,
}

/// All that is said so outside of scenarios, in the document's order.
pub fn told<'a>(view: &View<'a>) -> Vec<Told<'a>> {
    let lines = &view.reading.lines;
    let mut title = "";
    let mut found = Vec::new();
    for block in lines.chunk_by(|one, other| one.block == other.block) {
        let Some(first) = block.first() else { continue };
        match first.stands {
            Stands::Title => title = first.words.text.as_str(),
            Stands::Prose if !view.is_in_scenario(first.words.place.line) => {
                found.extend(of_block(title, block));
            }
            _ => {}
        }
    }
    found
}

/// The first such line of a paragraph.
fn of_block<'a>(title: &str, block: &'a [Line]) -> Option<Told<'a>> {
    const RESTORES: [&str; 6] =
        ["restor", "recover", "rebuild", "failover", "fail over", "failback"];
    const TAKES: [&str; 5] = ["take", "takes", "took", "taken", "lasts"];
    let texts: Vec<&str> = block.iter().map(|line| line.words.text.as_str()).collect();
    let around = format!("{title}\n{}", texts.join(" "));
    let lower = around.to_lowercase();
    if !RESTORES.iter().any(|word| lower.contains(word)) {
        return None;
    }
    block.iter().find_map(|line| {
        let text = &line.words.text;
        let lower = text.to_lowercase();
        let takes = |word: &str| TAKES.contains(&word);
        if !lower.split(|c: char| !c.is_alphanumeric()).any(takes) {
            return None;
        }
        let figure = figures(text).into_iter().find(|figure| {
            let before = lower.get(..figure.place.start).unwrap_or_default();
            // `took 3 hours`: the verb stands right before it.
            before.split_whitespace().rev().take(4).any(takes)
        })?;
        let (span, said) = (figure.span, figure.text);
        Some(Told { words: &line.words, span, said, around: around.clone() })
    })
}
