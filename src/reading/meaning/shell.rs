//! Commands of a code block: comments and output left out, continued lines joined, here-documents
//! and loops kept together.

use super::commands::{is_command, is_known};
use crate::reading::blocks::Code;
use crate::reading::words::Words;
use std::ops::Range;

/// What a code block gives.
#[derive(Default)]
pub(super) struct Given {
    /// Its commands.
    pub commands: Vec<Words>,
    /// Comments that begin another way, or what is done in some cases only; what stands below them
    /// is left out.
    pub other: Vec<String>,
    /// Lines that seem to be no commands, and are left out.
    pub left: Vec<String>,
}

/// Languages of blocks that a shell reads.
const SHELLS: [&str; 7] = ["bash", "sh", "shell", "zsh", "console", "shell-session", "terminal"];

/// More lines are no recovery that anybody types.
const MOST: usize = 400;

/// Whether a block is one of commands: by its language, or by its first line where it has none.
pub(super) fn is_shell(code: &Code) -> bool {
    let info = code.info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
    if SHELLS.contains(&info.as_str()) {
        return true;
    }
    let first = code.lines.iter().map(|words| words.text.trim());
    let first = first.filter(|line| !line.is_empty() && !line.starts_with('#')).take(1);
    matches!(info.as_str(), "" | "text" | "txt" | "plaintext")
        && first.into_iter().any(|line| prompted(line).is_some() || is_command(line))
}

/// The commands of a block.
pub(super) fn commands(code: &Code) -> Given {
    let lines = code.lines.get(..code.lines.len().min(MOST)).unwrap_or_default();
    let by_prompt = lines.iter().any(|words| prompted(&words.text).is_some());
    let mut given = Given::default();
    let mut skipping = false;
    let mut at = 0;
    while let Some(words) = lines.get(at) {
        let text = words.text.trim();
        if text.is_empty() {
            skipping = skipping && at > 0 && is_comment(lines.get(at - 1));
            at += 1;
            continue;
        }
        if text.starts_with('#') && prompted(text).is_none() {
            let other = is_other_way(text);
            if other && (is_condition(text) || !given.commands.is_empty()) {
                given.other.push(text.trim_start_matches(['#', ' ']).to_owned());
                skipping = true;
            } else if !text.trim_matches(['#', ' ', '=', '-']).is_empty() {
                skipping = false;
            }
            at += 1;
            continue;
        }
        let prompt = prompted(&words.text);
        let taken = prompt.is_some() || !by_prompt;
        let start = prompt.unwrap_or_else(|| words.text.len() - words.text.trim_start().len());
        let (command, lines_read) = whole(&lines[at..], start);
        at += lines_read;
        if !taken || skipping {
            continue;
        }
        if prompt.is_some() || may_be_command(&command.text) {
            given.commands.push(command);
        } else if given.left.len() < 6 {
            given.left.push(command.text.lines().next().unwrap_or_default().to_owned());
        }
    }
    given
}

fn is_comment(line: Option<&Words>) -> bool {
    line.is_some_and(|words| words.text.trim().starts_with('#'))
}

/// A comment that begins another way, or one for some cases only.
fn is_other_way(comment: &str) -> bool {
    let text = comment.trim_start_matches(['#', ' ', '-', '=']).to_lowercase();
    let begins = [
        "or ",
        "or:",
        "or,",
        "alternativ",
        "otherwise",
        "option b",
        "option c",
        "option 2",
        "option 3",
        "method 2",
        "method b",
        "else ",
        "optional",
        "example",
        "expected",
        "output",
        "do not",
        "don't",
        "never",
        "rollback",
        "to undo",
        "undo",
    ];
    text == "or" || begins.iter().any(|begin| text.starts_with(begin)) || is_condition(comment)
}

/// `# If the volume is corrupt:`.
fn is_condition(comment: &str) -> bool {
    let text = comment.trim_start_matches(['#', ' ', '-', '=']).to_lowercase();
    ["if ", "only if", "in case", "when ", "as a last resort", "should that", "on failure"]
        .iter()
        .any(|begin| text.starts_with(begin))
}

/// Where the command begins behind a prompt: `$ `, `root@db1:~# `, `% `, `PS> `.
fn prompted(line: &str) -> Option<usize> {
    let start = line.len() - line.trim_start().len();
    let text = &line[start..];
    if let Some(rest) = ["$ ", "% ", "❯ ", "➜ "].iter().find_map(|sign| text.strip_prefix(sign))
    {
        return Some(line.len() - rest.trim_start().len());
    }
    let first = text.split(' ').next().filter(|first| first.len() < 80)?;
    let host = first.contains('@') && first.ends_with(['$', '#', '%']);
    (host && text.len() > first.len()).then(|| start + first.len() + 1)
}

/// Whether a line of a shell's block can be a command. Output and notes begin otherwise.
fn may_be_command(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let assigns = first.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase() || "./~$({[!\\_\"".contains(c));
    let is_note = first.ends_with(':') || text.contains(['→', '✅', '❌']) && !text.contains('"');
    let is_call = first.contains('(') && !first.ends_with("()") && !first.starts_with(['(', '$']);
    let is_table = text.starts_with('|') || text.contains("  |  ");
    let sentence = !is_known(first) && text.split_whitespace().count() > 5 && text.ends_with('.');
    assigns || begins && !is_note && !is_table && !is_call && !sentence
}

/// The command that begins in the first line at this byte, over as many lines as it goes on, and
/// how many those are.
fn whole(lines: &[Words], start: usize) -> (Words, usize) {
    let Some(first) = lines.first() else { return (Words::default(), 1) };
    let mut command = first.part(start..first.text.len());
    let mut state = State::default();
    let mut text = without_comment(&command.text, &mut state);
    let mut read = 1;
    while let Some(next) = lines.get(read) {
        let ends_open = ["&&", "||", "|"].iter().any(|sign| text.ends_with(sign));
        if state.quote.is_none() && state.heredoc.is_none() && text.ends_with('\\') {
            text.truncate(text.len() - 1);
            text.truncate(text.trim_end().len());
            text.push(' ');
            let more = without_comment(next.text.trim(), &mut state);
            text.push_str(&more);
        } else if state.is_open() {
            text.push('\n');
            let more = state.next_line(&next.text);
            text.push_str(&more);
        } else if ends_open {
            text.push(' ');
            let more = without_comment(next.text.trim(), &mut state);
            text.push_str(&more);
        } else {
            break;
        }
        read += 1;
    }
    text.truncate(text.trim_end().len());
    command.text = text;
    command.marks.clear();
    (command, read)
}

/// What is open at the end of a line.
#[derive(Default)]
struct State {
    quote: Option<char>,
    /// The word that ends a here-document.
    heredoc: Option<String>,
    /// How many loops, conditions and braces are open.
    depth: usize,
}

impl State {
    fn is_open(&self) -> bool {
        self.quote.is_some() || self.heredoc.is_some() || self.depth > 0
    }

    /// A further line of what is open, as it counts.
    fn next_line(&mut self, line: &str) -> String {
        if let Some(end) = &self.heredoc {
            if line.trim() == end {
                self.heredoc = None;
            }
            return line.trim_end().to_owned();
        }
        without_comment(line, self)
    }

    /// A word of a line outside quotation marks. What opens a loop stands at a line's end, or
    /// behind a semicolon: `echo do` opens none.
    fn word(&mut self, line: &str, place: Range<usize>) {
        let word = line.get(place.clone()).unwrap_or_default().trim();
        let before = line.get(..place.start).unwrap_or_default().trim_end();
        let first = before.is_empty() || before.ends_with([';', '|', '&']);
        let last = line.get(place.end..).unwrap_or_default().trim().is_empty();
        match word.trim_end_matches(';') {
            "do" | "then" | "{" if first || last => self.depth += 1,
            "case" if first => self.depth += 1,
            "done" | "fi" | "esac" | "}" if first || last => {
                self.depth = self.depth.saturating_sub(1);
            }
            _ => {}
        }
    }
}

/// A line without the comment at its end, and what it leaves open.
fn without_comment(line: &str, state: &mut State) -> String {
    let mut word_from = 0;
    let mut end = line.len();
    let mut escaped = false;
    let mut heredoc = None;
    for (at, c) in line.char_indices() {
        let is_escaped = std::mem::replace(&mut escaped, false);
        match (state.quote, c) {
            (None | Some('"'), '\\') if !is_escaped => escaped = true,
            (None, '"' | '\'') if !is_escaped => state.quote = Some(c),
            (Some(open), c) if open == c && !is_escaped => state.quote = None,
            (None, '#') if at > 0 && line[..at].ends_with(' ') => {
                end = at;
                break;
            }
            (None, '<') if heredoc.is_none() => heredoc = heredoc_word(line, at),
            (None, ' ') => {
                state.word(line, word_from..at);
                word_from = at + 1;
            }
            _ => {}
        }
    }
    if state.quote.is_none() {
        state.word(line, word_from..end.max(word_from));
    }
    state.heredoc = heredoc.or(state.heredoc.take());
    line[..end].trim_end().to_owned()
}

/// The word that ends a here-document which begins at this byte: `<<EOF`, `<<-'SQL'`.
fn heredoc_word(line: &str, at: usize) -> Option<String> {
    let rest = line.get(at..)?.strip_prefix("<<")?;
    if rest.starts_with('<') || line[..at].ends_with('<') {
        return None;
    }
    let rest = rest.trim_start_matches(['-', ' ']).trim_start_matches(['\'', '"', '\\']);
    let word: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').take(64).collect();
    (word.starts_with(|c: char| c.is_ascii_alphabetic())).then_some(word)
}
