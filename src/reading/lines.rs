//! Every line of a document, with where it stands.

use super::blocks::{Block, Code};
use super::model::{Line, Stands};
use super::sections::Section;
use super::words::Words;

/// What stands behind the fence of code that a shell runs.
const SHELLS: [&str; 8] = ["bash", "sh", "shell", "console", "zsh", "shell-session", "ksh", "fish"];

/// The lines of a document that are not empty, in its order; of a table its cells, row by row.
pub(super) fn every_line(document: &Section) -> Vec<Line> {
    let mut found = Lines::default();
    found.section(document);
    found.all
}

#[derive(Default)]
struct Lines {
    all: Vec<Line>,
    section: u32,
    block: usize,
}

impl Lines {
    fn section(&mut self, section: &Section) {
        self.section = section.title.place.line;
        self.add(Stands::Title, &section.title);
        self.block += 1;
        self.blocks(&section.blocks);
        section.sections.iter().for_each(|inner| self.section(inner));
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(lines) => self.each(Stands::Prose, lines),
                Block::List(list) => {
                    for item in &list.items {
                        self.each(Stands::Prose, &item.lines);
                        self.block += 1;
                        self.blocks(&item.blocks);
                    }
                }
                Block::Table(table) => {
                    self.each(Stands::Cell, table.head.iter().chain(table.rows.iter().flatten()));
                }
                Block::Code(code) => self.each(stands(code), &code.lines),
                Block::Heading(..) | Block::Comment(_) => {}
            }
            self.block += 1;
        }
    }

    fn each<'a>(&mut self, stands: Stands, lines: impl IntoIterator<Item = &'a Words>) {
        lines.into_iter().for_each(|words| self.add(stands, words));
    }

    fn add(&mut self, stands: Stands, words: &Words) {
        if !words.is_empty() {
            let (section, block) = (self.section, self.block);
            self.all.push(Line { words: words.clone(), stands, section, block });
        }
    }
}

fn stands(code: &Code) -> Stands {
    let info = code.info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    if SHELLS.contains(&info.as_str()) { Stands::Commands } else { Stands::Code }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::blocks;

    #[test]
    fn lines_are_all_there_with_where_they_stand() {
        let text =
            "a\n\n# T\n\n- b\n  ```sh\n  c\n\n  d\n  ```\n\n| e | f |\n|---|---|\n| g |   |\n";
        let found = every_line(&Section::of(blocks(text), 13));
        let told = |line: &Line| (line.words.text.clone(), line.stands, line.section);
        let told: Vec<_> = found.iter().map(told).collect();
        let one = |text: &str, stands, section| (text.to_owned(), stands, section);
        assert_eq!(
            told,
            [
                one("a", Stands::Prose, 0),
                one("T", Stands::Title, 3),
                one("b", Stands::Prose, 3),
                one("c", Stands::Commands, 3),
                one("d", Stands::Commands, 3),
                one("e", Stands::Cell, 3),
                one("f", Stands::Cell, 3),
                one("g", Stands::Cell, 3),
            ]
        );
        let block = |at: usize| found[at].block;
        assert!(block(3) == block(4) && block(5) == block(7) && block(2) != block(3));
    }
}
