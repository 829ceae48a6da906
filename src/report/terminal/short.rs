//! The screen of a run of which not all fits a screen: a line a drill, what is red, and of the rest
//! as much as there is room for.

use super::{SCREEN, group, groups, heading, notes, predictions, table};
use crate::judge::{Drill, Judged};
use crate::report::layout::count;
use crate::report::{Layout, Run};
use std::fmt::Write; // to a string, which cannot fail

/// So many claims, or groups of them, have a line each where not all can be told in full; the
/// others are counted.
const LINES: usize = 8;

/// The whole screen.
pub(super) fn render(run: &Run, end: &str, layout: Layout) -> String {
    let mut parts = vec![heading(run, layout), table::brief(run, layout)];
    let room = |parts: &[String]| {
        SCREEN
            .saturating_sub(lines_of(end) + parts.iter().map(|part| lines_of(part)).sum::<usize>())
    };
    parts.extend(predictions::brief(run, layout));
    let red = red(run, layout, room(&parts));
    parts.extend(red);
    parts.extend(besides(run, layout, room(&parts)));
    parts.push(end.to_owned());
    parts.join("\n")
}

/// With the empty line behind it.
fn lines_of(part: &str) -> usize {
    part.lines().count() + 1
}

/// What is not confirmed, the worst first; in full as far as there is room for it, but for the
/// first at least.
fn red(run: &Run, layout: Layout, room: usize) -> Vec<String> {
    let groups = groups(run);
    let mut parts: Vec<String> =
        groups.iter().map(|(drill, claims)| group(run, drill, claims, layout)).collect();
    let mut full = parts.len();
    let taken = |full: usize| {
        parts[..full].iter().map(|part| lines_of(part)).sum::<usize>()
            + (groups.len() - full).min(LINES)
            + 1
    };
    while full > 1 && taken(full) + run.drift.len().min(LINES) > room {
        full -= 1;
    }
    parts.truncate(full);
    let rest = groups.get(full..).unwrap_or_default();
    let mut lines: String =
        rest.iter().take(LINES).map(|(drill, claims)| line(drill, claims, layout)).collect();
    if rest.len() > LINES {
        let _ = writeln!(lines, "  and {} more", rest.len() - LINES);
    }
    for drift in run.drift.iter().take(LINES) {
        let text = format!("line {}: the document no longer says \"{}\"", drift.line, drift.was);
        lines.push_str(&cut(&layout.mark(crate::words::Verdict::Contradicted), &text, layout));
    }
    if run.drift.len() > LINES {
        let _ = writeln!(lines, "  and {} more lines that changed", run.drift.len() - LINES);
    }
    if !lines.is_empty() {
        parts.push(lines);
    }
    parts
}

/// What is not confirmed, on one line.
fn line(drill: &Drill, claims: &[&Judged], layout: Layout) -> String {
    let Some(first) = claims.first() else { return String::new() };
    let mark =
        if first.waived_until.is_some() { layout.faint("~") } else { layout.mark(first.verdict) };
    let what = match claims {
        [one] => format!("line {}, {}", one.line, one.id),
        several => format!("{}, {}", drill.profile, count(several.len(), "claim")),
    };
    cut(&mark, &format!("{}, {what}: {}", drill.id, first.reason), layout)
}

/// As much of a text as fits on a line behind a mark.
fn cut(mark: &str, text: &str, layout: Layout) -> String {
    let room = layout.columns() - 2;
    let short = console::truncate_str(text, room, "…");
    format!("{mark} {short}\n")
}

/// Effects and notes, as many as there is room for, and where the others stand.
fn besides(run: &Run, layout: Layout, room: usize) -> Option<String> {
    let all = notes::lines(run, layout);
    let lines = |notes: &[String]| notes.iter().map(|note| note.lines().count()).sum::<usize>();
    // The line that tells of the others has to have its place too.
    let mut fit = all.len();
    while fit > 0 && lines(&all[..fit]) + usize::from(fit < all.len()) > room {
        fit -= 1;
    }
    let mut out = all[..fit].concat();
    if fit < all.len() {
        let left = count(all.len() - fit, if fit == 0 { "note" } else { "more note" });
        let command = run.report_again();
        let _ = writeln!(out, "· {left}: {command} -v");
    }
    (!out.is_empty()).then_some(out)
}
