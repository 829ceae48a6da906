//! Markdown's events, put together as blocks. Quotations are read as if they were none.

use super::lines::{Lines, Writing};
use super::{Block, Code, Item, List, Table, lazy, tables};
use crate::reading::placeholders::is_tag;
use crate::reading::words::{Mark, Words};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Lists in lists deeper than this are read as one: nobody writes them.
const DEEPEST: usize = 32;

/// The blocks of a document, in its order.
pub fn blocks(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut building = Building::new(text);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        building.take(event, &range);
    }
    building.end()
}

/// What is open.
enum Open {
    List {
        list: List,
    },
    /// An item; its own lines end with its first block.
    Item {
        item: Item,
    },
    Table {
        table: Table,
        row: Vec<Words>,
    },
    Code {
        code: Code,
    },
    Comment,
}

struct Building<'a> {
    lines: Lines<'a>,
    done: Vec<Block>,
    open: Vec<Open>,
    /// How many lists are open that are too deep to be read as such.
    too_deep: usize,
    writing: Writing,
    paragraph: Vec<Words>,
    comment: String,
    comment_at: usize,
    heading_at: usize,
    /// Comments within lines, which stand behind them then.
    aside: Vec<Block>,
}

impl<'a> Building<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lines: Lines::of(text),
            done: Vec::new(),
            open: Vec::new(),
            too_deep: 0,
            writing: Writing::default(),
            paragraph: Vec::new(),
            comment: String::new(),
            comment_at: 0,
            heading_at: 0,
            aside: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(end) => self.finish(end),
            Event::Text(text) if matches!(self.open.last(), Some(Open::Code { .. })) => {
                self.code_lines(&text, range.start);
            }
            Event::Text(text) => self.writing.push(&mut self.lines, &text, range.start),
            Event::Code(text) => self.writing.push_code(&mut self.lines, &text, range),
            Event::SoftBreak | Event::HardBreak => self.paragraph.extend(self.writing.take()),
            Event::Html(html) => self.html(&html, range.start),
            Event::InlineHtml(html) if html.to_ascii_lowercase().starts_with("<br") => {
                self.writing.push(&mut self.lines, "\n", range.start);
            }
            // `<container>` is a placeholder, which a command must not lose.
            Event::InlineHtml(html) if !html.starts_with("<!--") && !is_tag(&html) => {
                self.writing.push(&mut self.lines, &html, range.start);
            }
            Event::InlineHtml(html) if html.starts_with("<!--") => {
                self.inline_comment(&html, range.start);
            }
            Event::InlineHtml(_)
            | Event::Rule
            | Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::List(first) => {
                self.own_lines();
                let list = List { numbered: first.is_some(), items: Vec::new() };
                if self.open.len() < 2 * DEEPEST && self.too_deep == 0 {
                    self.open.push(Open::List { list });
                } else {
                    self.too_deep += 1;
                }
            }
            Tag::Item if self.too_deep == 0 => {
                let item = Item { lines: Vec::new(), blocks: Vec::new() };
                self.open.push(Open::Item { item });
            }
            Tag::Table(_) => {
                self.own_lines();
                let table = Table { head: Vec::new(), rows: Vec::new() };
                self.open.push(Open::Table { table, row: Vec::new() });
            }
            Tag::CodeBlock(kind) => {
                self.own_lines();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.trim().to_owned(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.open.push(Open::Code { code: Code { info, lines: Vec::new() } });
            }
            Tag::MetadataBlock(_) => {
                let code = Code { info: "front matter".to_owned(), lines: Vec::new() };
                self.open.push(Open::Code { code });
            }
            Tag::HtmlBlock => {
                self.own_lines();
                (self.comment, self.comment_at) = (String::new(), range.start);
                self.open.push(Open::Comment);
            }
            Tag::Strong | Tag::Emphasis => self.writing.open(Mark::Strong),
            Tag::Link { dest_url, .. } => self.writing.open(Mark::Link(dest_url.into_string())),
            Tag::Heading { .. } => {
                self.own_lines();
                self.heading_at = range.start;
            }
            Tag::Paragraph | Tag::BlockQuote(_) => self.own_lines(),
            _ => {}
        }
    }

    fn finish(&mut self, end: TagEnd) {
        match end {
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link => self.writing.close(),
            TagEnd::Heading(level) => {
                self.paragraph.extend(self.writing.take());
                let mut lines = std::mem::take(&mut self.paragraph).into_iter();
                // A heading over several lines is none that anybody writes; the first names it.
                // One without words stands somewhere too, and ends the section before it.
                let title = lines.next().unwrap_or_else(|| {
                    let (line, column) = self.lines.at(self.heading_at);
                    Words::plain("", line, column)
                });
                self.block(Block::Heading(level as u8, title));
            }
            TagEnd::Paragraph => self.own_lines(),
            TagEnd::TableCell => {
                let cell = self.writing.take().unwrap_or_default();
                if let Some(Open::Table { row, .. }) = self.open.last_mut() {
                    row.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(Open::Table { table, row }) = self.open.last_mut() {
                    table.head = std::mem::take(row);
                }
            }
            TagEnd::TableRow => {
                if let Some(Open::Table { table, row }) = self.open.last_mut() {
                    table.rows.push(std::mem::take(row));
                }
            }
            TagEnd::List(_) if self.too_deep > 0 => {
                self.own_lines();
                self.too_deep -= 1;
            }
            TagEnd::Item if self.too_deep > 0 => self.own_lines(),
            TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::CodeBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::HtmlBlock => self.close(),
            _ => {}
        }
    }

    /// Ends what is innermost.
    fn close(&mut self) {
        self.own_lines();
        match self.open.pop() {
            Some(Open::List { list }) => self.block(Block::List(list)),
            Some(Open::Item { mut item }) => {
                tables::mend(&mut item.blocks);
                lazy::mend(&mut item.blocks);
                if let Some(Open::List { list }) = self.open.last_mut() {
                    list.items.push(item);
                }
            }
            Some(Open::Table { table, .. }) => self.block(Block::Table(table)),
            Some(Open::Code { code }) => self.block(Block::Code(code)),
            Some(Open::Comment) => {
                let html = std::mem::take(&mut self.comment);
                self.comment(&html);
            }
            None => {}
        }
    }

    /// The words so far are lines of the paragraph or the item that is open.
    fn own_lines(&mut self) {
        self.paragraph.extend(self.writing.take());
        if !self.paragraph.is_empty() {
            self.lines_so_far();
        }
        for comment in std::mem::take(&mut self.aside) {
            self.block(comment);
        }
    }

    fn lines_so_far(&mut self) {
        let lines = std::mem::take(&mut self.paragraph);
        match self.open.last_mut() {
            Some(Open::Item { item }) if item.blocks.is_empty() && item.lines.is_empty() => {
                item.lines = lines;
            }
            _ => self.block(Block::Paragraph(lines)),
        }
    }

    fn block(&mut self, block: Block) {
        let within = self.open.iter_mut().rev().find_map(|open| match open {
            Open::Item { item } => Some(&mut item.blocks),
            _ => None,
        });
        within.unwrap_or(&mut self.done).push(block);
    }

    fn code_lines(&mut self, text: &str, at: usize) {
        let mut from = 0;
        for line in text.split_inclusive('\n') {
            let (number, column) = self.lines.at(at + from);
            let words = Words::plain(line.trim_end_matches(['\n', '\r']), number, column);
            if let Some(Open::Code { code }) = self.open.last_mut() {
                match code.lines.last_mut() {
                    // One line may come in several pieces.
                    Some(last) if last.place.line == number => {
                        last.text.push_str(&words.text);
                        last.place.length += words.place.length;
                    }
                    _ => code.lines.push(words),
                }
            }
            from += line.len();
        }
    }

    fn html(&mut self, html: &str, at: usize) {
        if matches!(self.open.last(), Some(Open::Comment)) {
            self.comment.push_str(html);
        } else {
            self.comment_at = at;
            self.comment(html);
        }
    }

    fn inline_comment(&mut self, html: &str, at: usize) {
        let behind = html.strip_prefix("<!--").unwrap_or(html);
        let inside = behind.strip_suffix("-->").unwrap_or(behind);
        let skipped = inside.len() - inside.trim_start().len();
        let (line, column) = self.lines.at(at + (html.len() - behind.len()) + skipped);
        self.aside.push(Block::Comment(Words::plain(inside.trim(), line, column)));
    }

    fn comment(&mut self, html: &str) {
        let mut rest = html;
        while let Some((_, behind)) = rest.split_once("<!--") {
            let (inside, after) = behind.split_once("-->").unwrap_or((behind, ""));
            let at = self.comment_at + (html.len() - behind.len());
            let skipped = inside.len() - inside.trim_start().len();
            let (line, column) = self.lines.at(at + skipped);
            self.block(Block::Comment(Words::plain(inside.trim(), line, column)));
            rest = after;
        }
    }

    fn end(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.close();
        }
        self.own_lines();
        let mut done = self.done;
        tables::mend(&mut done);
        lazy::mend(&mut done);
        done
    }
}
