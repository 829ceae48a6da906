//! What an import understood, for people.

use super::again::{Change, ChangeKind};
use super::model::{Becomes, Import, Said, Todo, Understood};
use super::written::by_reason;
use super::yaml::wrapped;
use crate::words::printable;
use std::fmt::Write as _;

/// How wide it is, and whether it has colours.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Columns.
    pub width: usize,
    /// Whether there are escape codes in it.
    pub colour: bool,
}

const PLAIN: &str = "0";
const DIM: &str = "2";
const BOLD: &str = "1";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";

impl Layout {
    fn paint(self, code: &str, text: &str) -> String {
        if self.colour && code != PLAIN {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// A text below its beginning, at this indentation.
    fn hanging(self, out: &mut String, indent: usize, first: &str, text: &str, code: &str) {
        let lead = first.chars().count().max(indent);
        let lines = wrapped(text, self.width.saturating_sub(lead).max(20));
        for (at, line) in lines.iter().enumerate() {
            let before = if at == 0 { format!("{first:lead$}") } else { " ".repeat(lead) };
            let _ = writeln!(out, "{before}{}", self.paint(code, line));
        }
    }
}

/// What was understood, what is to do, and what becomes of the files, or would if they were
/// written: `folder` is the pack's, `document` the document's path, `next` what to type now.
pub fn human(
    import: &Import,
    (changes, written): (&[Change], bool),
    (document, folder): (&str, &str),
    next: &str,
    layout: Layout,
) -> String {
    let mut out = String::new();
    for failure in &import.failures {
        tell_failure(&mut out, failure, layout);
    }
    if !import.left_out.is_empty() {
        let _ = writeln!(out, "{}", layout.paint(BOLD, "Left out"));
        for (why, what) in by_reason(&import.left_out) {
            layout.hanging(&mut out, 4, "  ", &format!("since {why}: {what}"), PLAIN);
        }
        out.push('\n');
    }
    tell_todos(&mut out, &import.todos, layout);
    let written = if written { "Files" } else { "Nothing was written; with --update, files" };
    let title = format!("{written} in {}", printable(folder));
    let _ = writeln!(out, "{}", layout.paint(BOLD, &title));
    tell_changes(&mut out, changes, layout);
    let count =
        |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let drilled = |failure: &&Understood| {
        matches!(failure.becomes, Becomes::Scenario { .. } | Becomes::Own { .. })
    };
    let _ = writeln!(
        out,
        "{}: {}, {} drilled; {}; {} to do",
        printable(document),
        count(import.failures.len(), "failure"),
        import.failures.iter().filter(drilled).count(),
        count(import.services.len(), "service"),
        count(import.todos.len(), "thing"),
    );
    let _ = writeln!(out, "Next: {}", layout.paint(BOLD, &printable(next)));
    out
}

fn tell_failure(out: &mut String, failure: &Understood, layout: Layout) {
    let title = format!("{} (line {})", printable(&failure.title), failure.line);
    let _ = writeln!(out, "{}", layout.paint(BOLD, &title));
    match &failure.becomes {
        Becomes::Scenario { file, fault, .. } => {
            layout.hanging(out, 4, "  → ", &format!("{file}: {fault}"), GREEN);
        }
        Becomes::Own { file } => {
            layout.hanging(out, 4, "  → ", &format!("{file}, which is yours"), GREEN);
        }
        Becomes::ToldBefore { line } => {
            let text = format!("told again: the failure of this title in line {line} counts");
            layout.hanging(out, 4, "  → ", &text, YELLOW);
        }
        Becomes::NotDrilled { reason } => {
            layout.hanging(out, 4, "  → ", &format!("not drilled: {reason}"), YELLOW);
        }
    }
    if let Some(guess) = &failure.guess {
        layout.hanging(out, 4, "    ", &format!("guess: {guess}"), YELLOW);
    }
    let keys = failure.facts.iter().filter(|fact| !fact.is_remark);
    let widest = keys.map(|fact| key(fact).chars().count()).max();
    let widest = widest.unwrap_or(0).min(layout.width / 3);
    let (remarks, told): (Vec<_>, Vec<_>) = failure.facts.iter().partition(|fact| fact.is_remark);
    for fact in told {
        tell_fact(out, fact, widest, layout);
    }
    if !remarks.is_empty() {
        let told: Vec<String> =
            remarks.iter().map(|fact| format!("{} ({})", key(fact), fact.line)).collect();
        let text = format!("nothing that can be tested: {}", told.join(", "));
        layout.hanging(out, 8, "        ", &text, DIM);
    }
    out.push('\n');
}

fn key(fact: &Said) -> String {
    let key = if fact.key.is_empty() { "(no key)" } else { &fact.key };
    let under = fact.under.as_ref().map(|under| format!(", {under}")).unwrap_or_default();
    printable(&format!("{key}{under}"))
}

fn tell_fact(out: &mut String, fact: &Said, widest: usize, layout: Layout) {
    let lead = format!("  {:>4}  {:widest$}  ", fact.line, key(fact));
    let indent = lead.chars().count().min(widest + 10);
    if let Some(means) = &fact.means {
        layout.hanging(out, indent, &lead, means, PLAIN);
    }
    if let Some(untestable) = &fact.untestable {
        let why = format!("not testable as written: {}", untestable.why);
        layout.hanging(out, indent, &lead, &why, RED);
        if !untestable.add.is_empty() {
            let add = format!("add: {}", untestable.add);
            layout.hanging(out, indent, "", &add, PLAIN);
        }
    }
    if let Some(guess) = &fact.guess {
        layout.hanging(out, indent, "", &format!("guess: {guess}"), YELLOW);
    }
}

fn tell_todos(out: &mut String, todos: &[Todo], layout: Layout) {
    if todos.is_empty() {
        return;
    }
    let _ = writeln!(out, "{}", layout.paint(BOLD, "To do, in the pack's files"));
    for todo in todos {
        let place = format!("  {}:{}  ", todo.file, todo.line);
        layout.hanging(out, 4, &place, &todo.what, PLAIN);
        layout.hanging(out, 6, "", &todo.why, DIM);
    }
    out.push('\n');
}

fn tell_changes(out: &mut String, changes: &[Change], layout: Layout) {
    for change in changes {
        let (word, code) = match change.kind {
            ChangeKind::New => ("new", GREEN),
            ChangeKind::Same => ("as it is", PLAIN),
            ChangeKind::Changed => ("changed", GREEN),
            ChangeKind::Kept => ("kept, since somebody changed it", YELLOW),
            ChangeKind::Gone => ("no longer written", RED),
            ChangeKind::GoneKept => ("no longer written, kept, since somebody changed it", YELLOW),
        };
        let _ = writeln!(out, "  {}  {}", printable(&change.path), layout.paint(code, word));
        for line in change.diff.lines() {
            let code = match line.as_bytes().first() {
                Some(b'+') => GREEN,
                Some(b'-') => RED,
                _ => PLAIN,
            };
            let _ = writeln!(out, "    {}", layout.paint(code, &printable(line)));
        }
    }
    out.push('\n');
}
