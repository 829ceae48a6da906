//! For people, like a compiler: where, which rule, what, and the lines themselves.

use super::super::finding::{Finding, Severity, Spot};
use crate::words::printable;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use std::fmt::Write as _;

/// Of a line that is longer, only what stands around the place is shown, in characters.
const SHOWN: usize = 160;

/// More places of one finding are not shown.
const PLACES: usize = 12;

/// The findings of a document, with its lines. `file` is how it is called, `text` what stands in
/// it. What is waived is counted. Without `colour` there are no escape codes in it.
pub fn human(findings: &[Finding], file: &str, text: &str, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.lines().collect();
    let shown = findings.iter().filter(|finding| finding.waived.is_none());
    let mut out: String =
        shown.map(|finding| one(finding, file, &lines, &renderer) + "\n\n").collect();
    out.push_str(&summary(findings));
    out
}

/// `2 warnings, 1 note; 1 finding is waived`
fn summary(findings: &[Finding]) -> String {
    let count = |severity| {
        let open = findings.iter().filter(|finding| finding.waived.is_none());
        open.filter(|finding| finding.severity == severity).count()
    };
    let told = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let count = count(severity);
        let ending = if count == 1 { "" } else { "s" };
        (count > 0).then(|| format!("{count} {severity}{ending}"))
    });
    let told: Vec<String> = told.into_iter().flatten().collect();
    let mut out = if told.is_empty() { "nothing found".to_owned() } else { told.join(", ") };
    match findings.iter().filter(|finding| finding.waived.is_some()).count() {
        0 => {}
        1 => out.push_str("; 1 finding is waived"),
        several => {
            let _ = write!(out, "; {several} findings are waived");
        }
    }
    out + "\n"
}

fn one(finding: &Finding, file: &str, lines: &[&str], renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let path = printable(file);
    let title = level.primary_title(printable(&finding.message)).id(finding.rule);
    let mut snippets = Vec::new();
    let mut spots = finding.spots.iter().take(PLACES).peekable();
    while let Some(spot) = spots.next() {
        let mut of_line = vec![spot];
        while let Some(next) = spots.next_if(|next| next.place.line == spot.place.line) {
            of_line.push(next);
        }
        snippets.push(snippet(&of_line, &path, lines, snippets.is_empty()));
    }
    renderer.render(&[title.elements(snippets)])
}

/// A line with what is meant in it.
fn snippet<'a>(
    spots: &[&Spot],
    path: &str,
    lines: &[&str],
    is_first: bool,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let line = spots.first().map_or(0, |spot| spot.place.line as usize);
    let whole = line.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or_default();
    let column = spots.iter().map(|spot| spot.place.column as usize).min().unwrap_or(1);
    let from = window(whole, column);
    let text: String = whole.chars().skip(from).take(SHOWN).collect();
    let text = printable(&text.replace('\t', " "));
    let at = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(byte, _)| byte);
    let annotations: Vec<_> = spots
        .iter()
        .map(|spot| {
            let first = (spot.place.column as usize).saturating_sub(1 + from);
            let last = first.saturating_add(spot.place.length.max(1) as usize);
            let kind = if is_first { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(at(first)..at(last)).label(printable(&spot.says))
        })
        .collect();
    Snippet::source(text).line_start(line).path(path.to_owned()).annotations(annotations)
}

/// At which character the part of a long line begins that is shown.
fn window(line: &str, column: usize) -> usize {
    // Bytes are counted first: a line with fewer has fewer characters too.
    if line.len() <= SHOWN || line.chars().nth(SHOWN).is_none() {
        return 0;
    }
    column.saturating_sub(SHOWN / 4)
}
