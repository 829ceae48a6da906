//! Markdown as chapters and lines of fact.

use super::facts::without_figures;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A document, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    lines: Vec<String>,
    /// The lines as quotes are compared with them: plain, and without figures too.
    plain: Vec<(String, String)>,
    chapters: Vec<Chapter>,
}

/// A heading and what stands under it, up to the next heading of any level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The heading's line, counted from 1.
    pub line: u32,
    /// The last line that belongs to it.
    pub end: u32,
    /// 1 for `#`, 2 for `##`, …
    pub level: u8,
    /// The heading's text, without marks of emphasis.
    pub title: String,
    /// Its lines of fact: `Key: value` of its fenced blocks, the items under a key,
    /// `**Key:** value` lines, and bullets that are either.
    pub facts: Vec<Line>,
}

/// A line of fact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_field_names, reason = "where it is is its line everywhere else too")]
pub struct Line {
    /// Where, counted from 1.
    pub line: u32,
    /// The words before the colon: `Cascade`, `Current (Static Site)`; empty for an item without a
    /// key.
    pub key: String,
    /// The words after the colon, or all of an item without a key. Empty where items follow.
    pub value: String,
    /// The key whose item it is.
    pub under: Option<String>,
}

impl Line {
    /// The line as a quote of it is written: `Cascade: None`.
    pub fn quote(&self) -> String {
        match (self.key.as_str(), self.value.as_str()) {
            ("", value) => value.to_owned(),
            (key, "") => format!("{key}:"),
            (key, value) => format!("{key}: {value}"),
        }
    }
}

impl Document {
    /// Reads a document. Any text is one; what is no fact is left out. Byte order marks, as some
    /// editors put them before the first heading, are no part of it.
    pub fn read(text: &str) -> Self {
        let text = &*text.replace('\u{feff}', "");
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let starts = line_starts(text);
        let line_of = |byte: usize| starts.partition_point(|start| *start <= byte);
        let (headings, fences) = structure(text);
        let ends =
            headings.iter().skip(1).map(|heading| line_of(heading.at) - 1).chain([lines.len()]);
        let chapters = headings.iter().zip(ends).map(|(heading, end)| {
            let first = line_of(heading.at);
            // Fences stand one after the other.
            let in_fence = |line: usize| {
                let byte = starts[line - 1];
                let before = fences.partition_point(|fence| fence.start <= byte);
                before.checked_sub(1).is_some_and(|last| fences[last].contains(&byte))
            };
            Chapter {
                line: number(first),
                end: number(end.max(first)),
                level: heading.level,
                title: heading.title.clone(),
                facts: facts_of(&lines, first + 1..end + 1, in_fence),
            }
        });
        let chapters = chapters.collect();
        let comparable = |line: &String| {
            let plain = plain(line);
            let bare = without_figures(&plain);
            (plain, bare)
        };
        Self { plain: lines.iter().map(comparable).collect(), lines, chapters }
    }

    /// The chapters, in the document's order.
    pub fn chapters(&self) -> &[Chapter] {
        &self.chapters
    }

    /// A line's text; lines are counted from 1.
    pub fn line(&self, line: u32) -> Option<&str> {
        self.lines.get((line as usize).checked_sub(1)?).map(String::as_str)
    }

    /// The chapter with this title, or with a title that contains it where there is exactly one.
    pub fn chapter(&self, title: &str) -> Option<&Chapter> {
        let wanted = plain(title).to_lowercase();
        let same =
            self.chapters.iter().find(|chapter| plain(&chapter.title).to_lowercase() == wanted);
        let mut like = self
            .chapters
            .iter()
            .filter(|chapter| plain(&chapter.title).to_lowercase().contains(&wanted));
        same.or_else(|| like.next().filter(|_| !wanted.is_empty() && like.next().is_none()))
    }

    /// The line that a quote is of, in one chapter or anywhere. A quote is a whole line, its key
    /// included; how much white space is in it does not count, nor do list marks and emphasis.
    pub fn find_quote(&self, chapter: Option<&Chapter>, quote: &str) -> Option<u32> {
        let wanted = plain(quote);
        self.find(chapter, |(plain, _)| !wanted.is_empty() && *plain == wanted)
    }

    /// The line that a quote was of before somebody changed a figure or a symbol in it; failing
    /// that, the line of its chapter that has the same key, or for an item without a key the one
    /// that has most of its words.
    pub fn find_changed_quote(&self, chapter: Option<&Chapter>, quote: &str) -> Option<u32> {
        self.find_quote_but_figures(chapter, quote).or_else(|| {
            let (facts, quote) = (&chapter?.facts, plain(quote));
            match split_key(&quote) {
                Some((key, _)) => facts.iter().find(|fact| fact.key == key),
                None => most_alike(facts, &quote),
            }
            .map(|fact| fact.line)
        })
    }

    /// The line that a quote is of when figures and symbols do not count.
    pub fn find_quote_but_figures(&self, chapter: Option<&Chapter>, quote: &str) -> Option<u32> {
        self.find_bare(chapter, &bare(quote))
    }

    /// The line that these words are of, which [`bare`] gave.
    pub fn find_bare(&self, chapter: Option<&Chapter>, wanted: &str) -> Option<u32> {
        self.find(chapter, |(_, bare)| !wanted.is_empty() && *bare == wanted)
    }

    fn find(
        &self,
        chapter: Option<&Chapter>,
        matches: impl Fn(&(String, String)) -> bool,
    ) -> Option<u32> {
        let (first, last) = chapter
            .map_or((1, self.plain.len()), |chapter| (chapter.line as usize, chapter.end as usize));
        let lines = self.plain.get(first.checked_sub(1)?..last.min(self.plain.len()))?;
        lines.iter().position(matches).map(|at| number(first + at))
    }
}

/// A quote without what it differs in from the line that it was: figures and symbols.
pub fn bare(quote: &str) -> String {
    without_figures(&plain(quote))
}

/// The item without a key that has most words of a quote, and at least half of them; the first of
/// several.
fn most_alike<'f>(facts: &'f [Line], quote: &str) -> Option<&'f Line> {
    let words = || quote.split(' ');
    let shared = |fact: &Line| {
        words().filter(|word| fact.value.split(' ').any(|other| other == *word)).count()
    };
    let items = facts.iter().filter(|fact| fact.key.is_empty());
    let alike =
        items.map(|fact| (shared(fact), fact)).filter(|(shared, _)| shared * 2 >= words().count());
    alike.rev().max_by_key(|(shared, _)| *shared).map(|(_, fact)| fact)
}

struct Heading {
    at: usize,
    level: u8,
    title: String,
}

/// The headings, and the byte ranges of the code blocks.
fn structure(text: &str) -> (Vec<Heading>, Vec<Range<usize>>) {
    let (mut headings, mut fences): (Vec<Heading>, Vec<Range<usize>>) = (Vec::new(), Vec::new());
    let mut open: Option<Heading> = None;
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some(Heading { at: range.start, level: level as u8, title: String::new() });
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut open {
                    heading.title.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => fences.push(range),
            _ => {}
        }
    }
    (headings, fences)
}

fn facts_of(lines: &[String], range: Range<usize>, fenced: impl Fn(usize) -> bool) -> Vec<Line> {
    let mut facts: Vec<Line> = Vec::new();
    let mut key_above: Option<String> = None;
    for (index, text) in
        range.clone().zip(lines.get(range.start - 1..range.end - 1).unwrap_or_default())
    {
        let line = number(index);
        let kind = kind(text, fenced(index));
        let words = plain(text);
        if let (Kind::Item, Some(under)) = (kind, &key_above) {
            let (key, value) = split_key(&words).unwrap_or(("", &words));
            facts.push(Line {
                line,
                key: key.to_owned(),
                value: value.to_owned(),
                under: Some(under.clone()),
            });
            continue;
        }
        key_above = None;
        let split = split_key(&words).filter(|(key, _)| match kind {
            Kind::Bold | Kind::Fenced | Kind::Bullet => true,
            Kind::Prose => label(key)
                .is_some_and(|usual| key[usual..].is_empty() || key[usual..].starts_with(" (")),
            Kind::Item => false,
        });
        let Some((key, value)) = split else { continue };
        let heads_a_list = kind == Kind::Bold && value.is_empty();
        if !heads_a_list && (kind == Kind::Bold || is_key(key)) {
            key_above = Some(key.to_owned());
            facts.push(Line { line, key: key.to_owned(), value: value.to_owned(), under: None });
        }
    }
    facts
}

/// Words as they stand before a colon: `Current (Static Site)`, `Impact/Effect`, `Impact 2`; an
/// address and a time are none.
fn is_key(words: &str) -> bool {
    let bracket = |c: char| matches!(c, '(' | ')' | '[' | ']');
    words.chars().all(|c| {
        c.is_alphanumeric()
            || bracket(c)
            || matches!(c, ' ' | '-' | '_' | '/' | '&' | ',' | '%' | '\'' | '’')
    })
}

/// The keys that make a line of prose one of fact.
const USUAL_KEYS: [&str; 10] = [
    "failure",
    "impact",
    "cascade",
    "cascades",
    "detection",
    "recovery",
    "graceful",
    "graceful degradation",
    "prevention",
    "effect",
];

/// How long the usual word is that a key begins with, as `Impact (API)` does.
pub fn label(key: &str) -> Option<usize> {
    let key = key.to_lowercase();
    let whole = |word: &&&str| {
        key.strip_prefix(**word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    USUAL_KEYS.iter().filter(whole).map(|word| word.len()).max()
}

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `**Key:** value`
    Bold,
    /// A line of a fenced block.
    Fenced,
    /// `- Key: value` or `1. **Key**: value`, outside a fenced block.
    Bullet,
    /// An indented bullet.
    Item,
    /// Anything else; indented lines of a fenced block too.
    Prose,
}

fn kind(text: &str, in_fence: bool) -> Kind {
    let text = if in_fence { text } else { without_quoting(text) };
    let indented = text.starts_with([' ', '\t']);
    let marked = without_mark(text.trim_start());
    match (in_fence, indented, marked) {
        (true, true, Some(_)) if text.trim_start().starts_with("- ") => Kind::Item,
        (true, false, _) if text.starts_with(|c: char| !c.is_ascii_digit()) => Kind::Fenced,
        (false, true, Some(_)) => Kind::Item,
        (false, false, Some(_)) => Kind::Bullet,
        (false, false, None) if without_emphasis(text).is_some() => Kind::Bold,
        _ => Kind::Prose,
    }
}

/// `Key: value`, or `Key:` alone.
fn split_key(words: &str) -> Option<(&str, &str)> {
    let usual = |(key, _): &(&str, &str)| label(key) == Some(key.len());
    let glued = || words.split_once([':', '：']).filter(usual);
    let (key, value) = words
        .split_once(": ")
        .or_else(|| words.strip_suffix(':').map(|key| (key, "")))
        .or_else(glued)?;
    let fits = key.starts_with(char::is_alphabetic) && key.len() <= 60 && !key.contains(':');
    fits.then(|| (key.trim(), value.trim()))
}

/// A line without list marks, emphasis, code marks and superfluous white space.
pub fn plain(line: &str) -> String {
    let line = without_quoting(line.trim());
    let line = without_mark(line).unwrap_or(line);
    let key = without_emphasis(line);
    let bare = key.as_deref().unwrap_or(line).replace("**", "").replace('`', "");
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A line out of a quotation, without the marks of that.
fn without_quoting(line: &str) -> &str {
    let mut line = line;
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.strip_prefix(' ').unwrap_or(rest);
    }
    line
}

/// A line whose key is emphasised, without the marks of that: `*Impact:* x`, `__Impact__: x`.
fn without_emphasis(line: &str) -> Option<String> {
    let mark = ["***", "**", "*", "__", "_"].into_iter().find(|mark| line.starts_with(mark))?;
    let (key, value) = line[mark.len()..].split_once(mark)?;
    let is_key = !key.is_empty() && (key.ends_with(':') || value.starts_with(':'));
    is_key.then(|| format!("{key}{value}"))
}

/// A line's key, without marks; empty where it has none.
pub fn key(line: &str) -> String {
    split_key(&plain(line)).map(|(key, _)| key.to_owned()).unwrap_or_default()
}

/// What a line says: without its key, list marks, emphasis and code marks.
pub fn value(line: &str) -> String {
    let words = plain(line);
    split_key(&words).map(|(_, value)| value.to_owned()).unwrap_or(words)
}

/// The line behind its list mark (`- `, `2. `, `- [x] `), where it has one.
pub fn without_mark(line: &str) -> Option<&str> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = || line[digits..].strip_prefix(". ").or_else(|| line[digits..].strip_prefix(") "));
    let bullet = || ["- ", "* ", "+ ", "• ", "– "].iter().find_map(|mark| line.strip_prefix(mark));
    let behind = if (1..=3).contains(&digits) { number() } else { bullet() }?;
    Some(
        ["[ ] ", "[x] ", "[X] "]
            .iter()
            .find_map(|mark| behind.strip_prefix(mark))
            .unwrap_or(behind),
    )
}

/// The byte where each line begins.
fn line_starts(text: &str) -> Vec<usize> {
    let after_breaks =
        text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after_breaks).collect()
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
