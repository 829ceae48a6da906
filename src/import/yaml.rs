//! YAML as it is written: texts that read back as they were, and comments that say what is to do.

use super::again::signed;
use super::model::{File, Todo};
use crate::words::printable;
use std::fmt::Write as _;

/// Comments are broken before this column.
const WIDTH: usize = 100;

/// Words that YAML takes for something else than a text.
const RESERVED: [&str; 9] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

/// A text as a scalar, in quotation marks wherever it could be read as something else.
pub fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            // What no YAML file may hold as it is, and what would steer a terminal.
            c if is_hidden(c) => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text is read back as it is without quotation marks, in lists and maps on one line too.
fn is_plain(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || " _-./()".contains(c);
    let colon = |at: usize| {
        text[at + 1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '/')
    };
    let is_path = ["/", "./", "../"].iter().any(|begin| text.starts_with(begin));
    (is_path || text.starts_with(|c: char| c.is_ascii_alphabetic()))
        && !text.ends_with(' ')
        && text.char_indices().all(|(at, c)| fits(c) || (c == ':' && colon(at)))
        && !RESERVED.contains(&text.to_ascii_lowercase().as_str())
}

/// Texts as a list on one line: `[redis, redis cache]`.
pub fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let texts: Vec<String> = texts.into_iter().map(scalar).collect();
    format!("[{}]", texts.join(", "))
}

/// `line 12`, `lines 12, 40`; of many the first ones.
pub fn lines_told(lines: &[u32]) -> String {
    const TOLD: usize = 6;
    let told: Vec<String> = lines.iter().take(TOLD).map(u32::to_string).collect();
    let more = if lines.len() > TOLD { ", …" } else { "" };
    format!("line{} {}{more}", if lines.len() == 1 { "" } else { "s" }, told.join(", "))
}

/// A file while it is written.
#[derive(Debug)]
pub struct Writer {
    path: String,
    lines: Vec<String>,
    todos: Vec<Todo>,
}

impl Writer {
    /// An empty file of this path.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), lines: Vec::new(), todos: Vec::new() }
    }

    /// A line. What stands in it of the document went through [`scalar`].
    pub fn line(&mut self, indent: usize, text: &str) {
        self.lines.push(format!("{:indent$}{text}", ""));
    }

    /// An empty line, before another part begins.
    pub fn gap(&mut self) {
        self.lines.push(String::new());
    }

    /// A comment, over several lines where it is long.
    pub fn comment(&mut self, indent: usize, text: &str) {
        for line in wrapped(text, WIDTH.saturating_sub(indent + 2)) {
            self.lines.push(format!("{:indent$}# {line}", ""));
        }
    }

    /// A line that takes effect once somebody takes its mark away.
    pub fn example(&mut self, indent: usize, text: &str) {
        self.lines.push(format!("{:indent$}# {}", "", printable(text)));
    }

    /// Something that a person must fill in here.
    pub fn todo(&mut self, indent: usize, what: &str, why: &str) {
        // The line above all is the one that says who wrote the file.
        let line = u32::try_from(self.lines.len() + 2).unwrap_or(u32::MAX);
        self.todos.push(Todo {
            file: self.path.clone(),
            line,
            what: printable(what),
            why: printable(why),
        });
        self.comment(indent, &format!("TODO: {what} – {why}"));
    }

    /// The file, and what is to do in it.
    pub fn finish(self) -> (File, Vec<Todo>) {
        let body = self.lines.join("\n") + "\n";
        (File { path: self.path, text: signed(&body) }, self.todos)
    }
}

/// A text in lines of at most so many characters; a longer word has a line of its own.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let text = printable(&text.replace(['\n', '\r', '\t'], " "));
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}
