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

/// What lines say by one of these keys, outside of scenarios, each with its section's text down to
/// that line: `RTO achieved: 3 hours`.
pub fn by_key<'a>(view: &View<'a>, keys: &[&str]) -> Vec<Told<'a>> {
    let lines = &view.reading.lines;
    let mut found = Vec::new();
    for section in lines.chunk_by(|one, other| one.section == other.section) {
        let mut around = String::new();
        for line in section.iter().filter(|it| matches!(it.stands, Stands::Title | Stands::Prose)) {
            let text = &line.words.text;
            around.push_str(text);
            around.push('\n');
            let Some((key, value)) = text.split_once(':') else { continue };
            let key = key.trim_matches(['*', ' ', '-']).to_lowercase();
            if !keys.contains(&key.as_str()) || view.is_in_scenario(line.words.place.line) {
                continue;
            }
            // What stands behind the first figure is the objective or a remark.
            if let Some(figure) = figures(value).into_iter().next() {
                let (span, said) = (figure.span, figure.text);
                found.push(Told { words: &line.words, span, said, around: around.clone() });
            }
        }
    }
    found
}
