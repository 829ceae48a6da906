//! What is wrong with a pack: where, why, and what to do about it.

use crate::words::printable;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::collections::BTreeSet;
use std::fmt;

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The pack cannot be used until it is put right.
    Error,
    /// A quote's words no longer stand in the document: `run` goes on and reports it, `validate` is
    /// red.
    Drift,
    /// The pack can be used, and what it says or leaves out will cost something: a claim that stays
    /// undetermined, a wait, an answer that nobody reads.
    Warning,
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Error => "error",
            Self::Drift => "drift",
            Self::Warning => "warning",
        })
    }
}

/// One problem, with its place. It carries the lines that it is about, so that it can be shown
/// without the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether the pack can be used in spite of it.
    pub kind: ProblemKind,
    /// The file, as a path within the pack.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// The column in characters, counted from 1.
    pub column: u32,
    /// What is wrong, and why that is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The line itself, and how many of its characters are meant; nothing where there is no such
    /// line.
    pub excerpt: Option<(String, usize)>,
    /// Another line that it is about, mostly of the document.
    pub related: Option<Related>,
}

/// Another line that a problem is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Its file, as a path within the pack.
    pub file: String,
    /// The line, counted from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
    /// What about it.
    pub label: String,
}

/// One line: `pack.yaml:12:7: there is no service 'redsi'`.
impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        self.hint.as_ref().map_or(Ok(()), |hint| write!(out, " ({hint})"))
    }
}

/// Sorted by their places, each once: the Compose file is read for every profile.
pub(super) fn once(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    let mut told = BTreeSet::new();
    problems
        .retain(|one| told.insert((one.file.clone(), one.line, one.column, one.message.clone())));
    problems
}

/// All problems as a person reads them: the source line, a caret under what is meant, and what to
/// do. Without `colour` there are no escape codes in it.
pub fn render(problems: &[Problem], colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    problems.iter().map(|problem| render_one(problem, &renderer) + "\n\n").collect()
}

fn render_one(problem: &Problem, renderer: &Renderer) -> String {
    let level = match problem.kind {
        ProblemKind::Error => Level::ERROR,
        ProblemKind::Drift => Level::WARNING.with_name(Some("drift")),
        ProblemKind::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&problem.message));
    let mut group = if let Some((text, length)) = &problem.excerpt {
        title.element(snippet(problem, text, *length))
    } else {
        let origin = Origin::path(printable(&problem.file)).line(problem.line as usize);
        title.element(origin.char_column(problem.column as usize))
    };
    if let Some(related) = &problem.related {
        let text = printable(&related.text);
        let whole = 0..text.len();
        group = group.element(
            Snippet::source(text)
                .line_start(related.line as usize)
                .path(printable(&related.file))
                .annotation(AnnotationKind::Context.span(whole).label(printable(&related.label))),
        );
    }
    if let Some(hint) = &problem.hint {
        group = group.element(Level::HELP.message(printable(hint)));
    }
    renderer.render(&[group])
}

fn snippet<'a>(
    problem: &'a Problem,
    text: &str,
    length: usize,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let text = printable(text);
    let at = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte);
    let first = (problem.column as usize).saturating_sub(1);
    let range = at(first)..at(first.saturating_add(length.max(1)));
    Snippet::source(text)
        .line_start(problem.line as usize)
        .path(printable(&problem.file))
        .annotation(AnnotationKind::Primary.span(range))
}
