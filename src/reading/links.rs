//! Links within a document that lead to no section of it.

use super::blocks::{Block, List};
use super::meaning::Anchors;
use super::sections::Section;
use super::words::{Mark, Words};
use std::collections::HashSet;

/// The words of links whose target is not there, in the document's order. `text` is the document's:
/// anchors are written as HTML too, which blocks do not have.
pub(super) fn broken_links(document: &Section, anchors: &Anchors<'_>, text: &str) -> Vec<Words> {
    let mut links = Vec::new();
    for section in document.all() {
        in_words(&section.title, &mut links);
        in_blocks(&section.blocks, &mut links);
    }
    if links.is_empty() {
        return Vec::new();
    }
    let mut known: Option<HashSet<String>> = None;
    let broken = links.into_iter().filter(|(target, _)| {
        anchors.find(target).is_none() && {
            let known = known.get_or_insert_with(|| all(document, text));
            !known.contains(&bare(target))
        }
    });
    broken.map(|(_, words)| words).collect()
}

/// All that a link may name: titles, and names that HTML or braces give.
fn all(document: &Section, text: &str) -> HashSet<String> {
    // Some programs number headings themselves, so that links leave the number out.
    let titles = document.all().into_iter().flat_map(|section| {
        let title = section.title.text.as_str();
        let unnumbered = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        [bare(title), bare(unnumbered)]
    });
    let marks = ["id=\"", "name=\"", "id='", "name='", "{#"];
    let named = marks.iter().flat_map(|mark| {
        text.split(*mark)
            .skip(1)
            .map(|rest| bare(rest.split(['"', '\'', '}', '\n']).next().unwrap_or_default()))
    });
    // What the program that shows the document adds by itself.
    let own = ["", "top", "toc", "table of contents"].map(bare);
    titles.chain(named).chain(own).collect()
}

/// Letters and digits alone: programs that show documents differ in what they make of the rest.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn in_blocks(blocks: &[Block], found: &mut Vec<(String, Words)>) {
    for block in blocks {
        match block {
            Block::Paragraph(lines) => lines.iter().for_each(|line| in_words(line, found)),
            Block::List(List { items, .. }) => {
                for item in items {
                    item.lines.iter().for_each(|line| in_words(line, found));
                    in_blocks(&item.blocks, found);
                }
            }
            Block::Table(table) => {
                let cells = table.head.iter().chain(table.rows.iter().flatten());
                cells.for_each(|cell| in_words(cell, found));
            }
            Block::Heading(..) | Block::Code(_) | Block::Comment(_) => {}
        }
    }
}

fn in_words(words: &Words, found: &mut Vec<(String, Words)>) {
    for (range, mark) in &words.marks {
        if let Mark::Link(target) = mark
            && target.starts_with('#')
            && !target.contains('%')
        {
            found.push((target.clone(), words.part(range.clone())));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::blocks;

    fn broken(text: &str) -> Vec<u32> {
        let document = Section::of(blocks(text), 99);
        let found = broken_links(&document, &Anchors::of(&document), text);
        found.iter().map(|words| words.place.line).collect()
    }

    #[test]
    fn a_link_to_a_section_that_is_not_there_is_broken() {
        let text =
            "# A\n\nsee [b](#b-c)\n\n- [d](#d)\n\n| [e](#e) |\n|---|\n| [b](#b--c) |\n\n## B: C\n";
        assert_eq!(broken(text), [5, 7]);
    }

    #[test]
    fn other_links_and_anchors_of_other_kinds_are_not() {
        for text in [
            "[a](https://example.org/#b) [c](other.md#d) [top](#top) [all](#)",
            "[a](#b)\n\n<a id=\"b\"></a>\n",
            "[a](#b)\n\n## Something {#b}\n",
            "[a](#-failure-scenarios)\n\n## 🚨 Failure scenarios\n",
            "[a](#1-scope)\n\n## 1. Scope\n",
            "[a](#scope)\n\n## 1.2 Scope\n",
            "`[a](#b)`",
            "[a](#caf%C3%A9)",
        ] {
            assert_eq!(broken(text), Vec::<u32>::new(), "{text}");
        }
    }
}
