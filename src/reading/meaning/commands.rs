//! Commands: what is one, and which stand in a line of prose.

use super::programs::{ACTIONS, ENDLESS, FOLLOWING, NEEDS_NAME, PROGRAMS, PROSE, WORDS};
use super::prose::LONGEST_LINE;
use crate::document::{Given, given};
use crate::reading::words::{Mark, Words};
use std::ops::Range;

/// Words before a command that bid to leave it.
const NOT: [&str; 9] =
    ["not", "never", "avoid", "don't", "instead", "without", "cannot", "do-not", "doesn't"];

/// Words between two commands of which one is to be taken.
const OR: [&str; 9] =
    ["or", "alternatively", "otherwise", "else", "failing", "fails", "vs", "versus", "if"];

/// Words before a script that is spoken of and not run.
const SPOKEN_OF: [&str; 9] = ["in", "of", "see", "from", "edit", "update", "at", "check", "by"];

/// The commands of a line.
#[derive(Default)]
pub(super) struct InLine {
    pub commands: Vec<Words>,
    /// Commands of the line that are another way to the same end.
    pub other: Vec<String>,
    /// Where the prose behind them begins, in bytes; the line's end where none follows.
    pub end: usize,
}

/// The commands of a line: what stands in back-ticks and is one; otherwise the whole line, with the
/// time behind it left out.
pub(super) fn in_line(words: &Words) -> InLine {
    if words.text.len() > LONGEST_LINE {
        return InLine::default();
    }
    let codes = codes(words);
    if codes.is_empty() {
        return whole(words).map_or_else(InLine::default, |(command, end)| InLine {
            commands: vec![command],
            other: Vec::new(),
            end,
        });
    }
    let mut found = InLine::default();
    let mut from = 0;
    for range in codes {
        let code = words.part(range.clone());
        let alone = || stands_alone(words, &range) && may_be_command(&code.text);
        if !(is_command(&code.text) || alone()) {
            continue;
        }
        let before = words.text.get(from..range.start).unwrap_or_default();
        let near = super::prose::tokens(before);
        let last = near.iter().rev().take(4);
        if last.clone().any(|word| NOT.contains(&word.as_str())) {
            from = range.end;
            continue;
        }
        let spoken_of = !code.text.contains(' ')
            && near.last().is_some_and(|word| SPOKEN_OF.contains(&word.as_str()));
        if spoken_of {
            from = range.end;
            continue;
        }
        let or = !found.commands.is_empty() && near.iter().any(|word| OR.contains(&word.as_str()));
        if or || !found.other.is_empty() {
            found.other.push(code.text);
        } else {
            found.commands.push(code);
        }
        (from, found.end) = (range.end, range.end);
    }
    found
}

/// The commands that some words are, one after the other; none where they are prose, or leave a
/// choice.
pub fn commands(words: &Words) -> Vec<String> {
    let InLine { commands, other, .. } = in_line(words);
    if other.is_empty() { commands.into_iter().map(|one| one.text).collect() } else { Vec::new() }
}

/// Whether what stands in back-ticks is all that its line gives, but for a time:
/// `` Promote it: `dgmgrl / failover` (2 min) ``.
fn stands_alone(words: &Words, range: &Range<usize>) -> bool {
    let before = words.text.get(..range.start).unwrap_or_default().trim_end_matches(['`', ' ']);
    let behind = words.text.get(range.end..).unwrap_or_default().trim_start_matches(['`', ' ']);
    let ends = ["(", "-", "–", "—", ".", ";", "takes ", "within ", "in "];
    (before.is_empty() || before.ends_with(':'))
        && (behind.is_empty() || ends.iter().any(|end| behind.starts_with(end)))
}

/// A program that nobody here knows, with something behind it that is no word of prose.
fn may_be_command(text: &str) -> bool {
    let mut words = text.split_whitespace().skip_while(|word| is_before_program(word)).peekable();
    let Some(program) = words.next() else { return false };
    let signs = |c: char| !c.is_alphabetic() || c.is_ascii_uppercase();
    text.len() <= LONGEST_LINE
        && is_program(program)
        && words.peek().is_some_and(|next| !is_remark(next) || *next == "/")
        && words.any(|word| word.contains(signs))
        && !is_sentence(text)
}

/// The parts of a line in back-ticks. A line of a code block has the back-ticks themselves.
fn codes(words: &Words) -> Vec<Range<usize>> {
    let marked = words.marks.iter().filter(|(_, mark)| *mark == Mark::Code);
    let marked: Vec<Range<usize>> = marked.map(|(range, _)| range.clone()).collect();
    if !marked.is_empty() {
        return marked;
    }
    let ticks: Vec<usize> = words.text.match_indices('`').map(|(at, _)| at).collect();
    ticks
        .chunks_exact(2)
        .map(|pair| pair[0] + 1..pair[1])
        .filter(|range| !range.is_empty())
        .collect()
}

/// Words before a command that bid to run it.
const RUN: [&str; 10] = [
    "run ",
    "execute ",
    "then run ",
    "use ",
    "re-run ",
    "rerun ",
    "simply run ",
    "just run ",
    "manually run ",
    "$ ",
];

/// A line that is a command as a whole, but for its label and the time behind it, and where the
/// command ends.
fn whole(words: &Words) -> Option<(Words, usize)> {
    let text = words.text.as_str();
    let start = text.len() - text.trim_start().len();
    let labelled = super::prose::label(words).filter(|(_, rest)| !rest.is_empty());
    let after_label = labelled.map(|_| start + text[start..].find(": ").map_or(0, |at| at + 2));
    [Some(start), after_label].into_iter().flatten().find_map(|from| {
        let rest = text.get(from..)?;
        let begins = |run: &&&str| {
            rest.get(..run.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(run))
        };
        let run = RUN.iter().find(begins).map_or(0, |run| run.len());
        let from = from + run;
        let value = text.get(from..)?.trim();
        // Its reader takes what stands before a colon for a key.
        let Given { rest, .. } = given(&format!("Recovery: {value}"));
        let end = value.len().checked_sub(rest.trim_end().len())?;
        let command = words.part(from..from + text.get(from..)?.find(value)? + end);
        (is_command(&command.text) && !is_sentence(&command.text)).then(|| {
            let end = from + end;
            (command, end)
        })
    })
}

/// Whether a text is a command: a known program, a script by its path, or an unknown program
/// that is bidden to do something.
pub(super) fn is_command(text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST_LINE || text.contains(['→', '✅', '❌']) {
        return false;
    }
    let text = text.strip_prefix("$ ").unwrap_or(text);
    let mut words = text.split_whitespace().skip_while(|word| is_before_program(word)).peekable();
    let Some(program) = words.next() else { return false };
    let program = program.trim_end_matches(';');
    let next = words.next();
    if is_script(program) {
        return true;
    }
    if program == "reboot" && next.is_none() {
        return true;
    }
    let Some(next) = next else { return false };
    let path = program.rsplit('/').next().unwrap_or(program);
    if is_incomplete(path, text) {
        return false;
    }
    if is_known(path) {
        return (program == "su" || !is_remark(next)) && !is_sentence(text);
    }
    let option = |word: &str| {
        word.strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || c == '-'))
    };
    is_program(program)
        && !is_sentence(text)
        && (ACTIONS.contains(next) || option(next) || words.any(option))
}

/// Whether a text begins with a command, whatever stands behind it: `docker ps shows it as exited`.
pub(super) fn begins_with_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(program), Some(next)) = (words.next(), words.next()) else { return false };
    let fits = next.starts_with(|c: char| c.is_ascii_lowercase() || c == '-')
        && !PROSE.contains(next)
        && !is_remark(next);
    is_known(program) && !WORDS.contains(program) && fits
}

/// `docker restart`, without what to restart.
fn is_incomplete(program: &str, text: &str) -> bool {
    let needs = NEEDS_NAME.iter().find(|(name, _)| *name == program);
    let Some((_, actions)) = needs else { return false };
    let mut words = text.split_whitespace().skip_while(|word| !word.ends_with(program)).skip(1);
    let action = words.next().unwrap_or_default();
    // `kubectl rollout restart` has two words before its name.
    let more = usize::from(action == "rollout");
    actions.contains(&action) && words.filter(|word| !word.starts_with('-')).count() <= more
}

/// Whether a program can be called so that nobody here knows.
fn is_program(word: &str) -> bool {
    let fits =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(fits)
        && !PROSE.contains(word)
        && !ACTIONS.contains(word)
}

/// `docker: …`, `nginx = …`, `redis (…)` are no commands.
fn is_remark(next: &str) -> bool {
    matches!(next, "=" | "is" | "–" | "—" | "-" | ":" | "/" | "or" | "and" | "→")
        || next.starts_with('(')
        || next.ends_with(':') && !next.contains('/')
}

/// What may stand before a program: `sudo`, `PGPASSWORD=…`.
pub(super) fn is_before_program(word: &str) -> bool {
    let assigns = |word: &str| {
        let name = word.split_once('=').map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    matches!(word, "sudo" | "nohup" | "time" | "-E" | "env" | "exec") || assigns(word)
}

fn is_script(program: &str) -> bool {
    let path = program.starts_with(['.', '/', '~']) || program.contains('/');
    let ends = [".sh", ".py", ".pl", ".rb", ".bash"].iter().any(|end| program.ends_with(end));
    // `app/database.py` and `./certs/new.pem` are files that somebody speaks of.
    let run = ends && (program.ends_with("sh") || program.starts_with(['.', '~']));
    let bare = program.rsplit('/').next().is_some_and(|last| !last.contains('.'));
    path && (run || program.starts_with("./") && !program.ends_with('/') && bare)
        && program.chars().all(|c| c.is_ascii_graphic())
}

/// Whether a program is known by its name.
pub(super) fn is_known(program: &str) -> bool {
    PROGRAMS.contains(program)
}

/// Whether words of sentences stand in a text outside quotation marks.
fn is_sentence(text: &str) -> bool {
    let bare = without_quoted(text);
    let mut words = bare.split_whitespace();
    words.any(|word| PROSE.contains(word.trim_end_matches([',', '.', ';'])))
        || bare.trim_end().ends_with(['!', '?'])
        || bare.contains(", ")
}

/// A text with what stands in quotation marks left out.
pub(super) fn without_quoted(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, c) => kept.push(c),
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
        }
    }
    kept
}

/// Why a command cannot be run by nobody's hand; nothing where it can.
pub(super) fn is_endless(command: &str) -> bool {
    let text = command.trim().trim_start_matches("sudo ");
    let words: Vec<&str> = text.split_whitespace().take(8).collect();
    let begins = |other: &&str| {
        text.strip_prefix(*other).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let first = words.first().copied().unwrap_or_default();
    // `-f` before it names a file, as in `docker compose -f prod.yml logs web`.
    let logs = words.iter().position(|word| FOLLOWING.contains(word) || *word == "get");
    let follows = logs.is_some_and(|at| {
        let behind = words.get(at..).unwrap_or_default();
        behind.iter().any(|word| matches!(*word, "-f" | "--follow" | "-F" | "-w" | "--watch"))
    });
    ENDLESS.iter().any(begins) && !is_batch(&words)
        || follows
        || (first == "ssh" && words.len() == 2)
        || is_shell(&words)
}

fn is_batch(words: &[&str]) -> bool {
    words.iter().any(|word| word.starts_with("-b"))
}

/// `docker exec -it redis bash`: a shell in which somebody types.
fn is_shell(words: &[&str]) -> bool {
    let typed = words.iter().any(|word| matches!(*word, "-it" | "-ti" | "-i"));
    let shell = |word: &&&str| matches!(**word, "bash" | "sh" | "/bin/bash" | "/bin/sh" | "psql");
    typed && words.contains(&"exec") && words.last().as_ref().is_some_and(shell)
}
