//! The screen at the end of a run: a row a drill, then all that is red, each with the way to its evidence.

mod budget;
pub(super) mod cells;
mod notes;

use super::layout::{count, numbers, quoted, verdict_of};
use super::{Layout, Run, clean};
use crate::judge::{Drill, Judged};
use crate::words::Verdict;
pub(super) use notes::told;

use cells::{Cells, HEADINGS, NARROW_HEADINGS, Shape};
use tabled::Table;
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Padding, Style};

/// From this width on a drill is a row of a table; below, a block.
const TABLE_FROM: usize = 90;

/// From this width on the profile has a column of its own, and a recovery one line.
const WIDE_FROM: usize = 130;

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What most want to know.
    Usual,
    /// Where the time went besides, and what the document knows of.
    More,
}

/// The whole screen, with its line end.
pub fn render(run: &Run, layout: Layout) -> String {
    render_with(run, layout, Detail::Usual)
}

/// The same, with as much as is asked for.
pub fn render_with(run: &Run, layout: Layout, detail: Detail) -> String {
    let run = &clean::run(run);
    let mut parts = vec![heading(run, layout), table(run, layout).unwrap_or_else(|| blocks(run, layout))];
    if detail == Detail::More {
        parts.extend(budget::render(run, layout));
    }
    parts.extend(groups(run).into_iter().map(|(drill, claims)| group(run, drill, &claims, layout)));
    parts.extend(run.drift.iter().map(|drift| {
        let text = format!(
            "{} {}, line {}: the document no longer says \"{}\" but \"{}\"",
            layout.mark(Verdict::Contradicted),
            drift.claim,
            drift.line,
            drift.was,
            drift.is
        );
        layout.wrap(&text, 0, 2) + "\n"
    }));
    parts.extend(notes::effects(run, layout, detail));
    parts.extend(notes::render(run, layout, detail));
    parts.push(summary(run, layout));
    parts.join("\n")
}

fn heading(run: &Run, layout: Layout) -> String {
    let stand_ins = match run.stand_ins.as_slice() {
        [] => String::new(),
        [one] => format!(" · {} is a stand-in", one.what),
        several => format!(" · {} stand-ins", several.len()),
    };
    let drills = count(run.drills.len(), "drill");
    let text = format!("{} · {drills}{} on {} · {}{stand_ins}", run.pack, times(run), run.engine, run.duration);
    layout.strong(&layout.wrap(&text, 0, 2)) + "\n"
}

/// How often each was drilled, where that is more than once; an early end can make it less for some.
fn times(run: &Run) -> String {
    let most = run.drills.iter().map(|drill| drill.repeats).max().unwrap_or(1);
    let all = run.drills.iter().all(|drill| drill.repeats == most);
    match (most, all) {
        (1, _) => String::new(),
        (_, true) => format!(", {most} times each,"),
        (_, false) => format!(", up to {most} times each,"),
    }
}

/// The drills as a table, in the widest shape that fits; none where the terminal is too narrow for all of them.
fn table(run: &Run, layout: Layout) -> Option<String> {
    let wide = |shape| grid(HEADINGS, run.drills.iter().map(|drill| Cells::of(drill, layout).shaped(shape).row(" ")));
    let narrow = |shape| {
        grid(NARROW_HEADINGS, run.drills.iter().map(|drill| Cells::of(drill, layout).shaped(shape).narrow_row()))
    };
    let fits = |table: &Table| table.total_width() <= layout.columns();
    let table = match layout.columns() {
        WIDE_FROM.. => Some(wide(Shape::Flat)).filter(fits),
        _ => None,
    };
    let narrow = || [Shape::Flat, Shape::Tight, Shape::Tall].into_iter().map(narrow).find(fits);
    let table = table.or_else(|| if layout.columns() >= TABLE_FROM { narrow() } else { None });
    table.map(|table| trimmed(&table.to_string()))
}

/// A table with a rule under its headings.
fn grid<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Table {
    let mut builder = Builder::default();
    builder.push_record(headings);
    rows.for_each(|row| builder.push_record(row));
    let mut table = builder.build();
    let rule = HorizontalLine::new('─');
    table
        .with(Style::empty().horizontals([(1, rule)]))
        .with(Alignment::left())
        .with(Padding::new(0, 2, 0, 0))
        .modify(Columns::last(), Padding::zero());
    table
}

/// Lines without the spaces at their ends.
fn trimmed(text: &str) -> String {
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

/// For narrow terminals: each drill as a few lines, in which nothing is broken that belongs together.
fn blocks(run: &Run, layout: Layout) -> String {
    let block = |drill: &Drill| {
        let name = layout.strong(&format!("{}, {}", drill.id, drill.profile));
        let mut items = Vec::new();
        for (heading, cell) in HEADINGS.iter().zip(Cells::of(drill, layout).row(" ")).skip(2) {
            let (mut heading, mut lines) = (format!("{heading}: "), cell.lines().map(str::trim).peekable());
            while let Some(line) = lines.next() {
                let end = if lines.peek().is_some() { "," } else { ";" };
                items.push(format!("{}{line}{end}", std::mem::take(&mut heading)));
            }
        }
        if let Some(last) = items.last_mut() {
            last.pop();
        }
        format!("{} {name}\n{}", layout.mark(drill.verdict), layout.flow(&items, 2))
    };
    run.drills.iter().map(block).collect()
}

/// The claims that are not confirmed, contradicted ones first. Those of one drill that are undetermined for the same
/// reason, as when its fault did not take hold, are one group.
pub(super) fn groups(run: &Run) -> Vec<(&Drill, Vec<&Judged>)> {
    let mut groups: Vec<(&Drill, Vec<&Judged>)> = Vec::new();
    for verdict in [Verdict::Contradicted, Verdict::Undetermined] {
        for (drill, claim) in run.claims().filter(|(_, claim)| claim.verdict == verdict) {
            match groups.last_mut() {
                Some((of, claims))
                    if verdict == Verdict::Undetermined
                        && std::ptr::eq(*of, drill)
                        && claims.iter().all(|other| other.reason == claim.reason) =>
                {
                    claims.push(claim);
                }
                _ => groups.push((drill, vec![claim])),
            }
        }
    }
    groups
}

/// One claim that is not confirmed, or several alike, with the next command.
fn group(run: &Run, drill: &Drill, claims: &[&Judged], layout: Layout) -> String {
    let Some(first) = claims.first() else { return String::new() };
    let at = format!("{}, {}", drill.id, drill.profile);
    let place = match claims {
        [one] => format!("{at}, line {}: {}", one.line, quoted(&one.id, &one.text)),
        several => {
            let mut lines: Vec<u64> = several.iter().map(|claim| u64::from(claim.line)).collect();
            lines.sort_unstable();
            lines.dedup();
            format!("{at}, lines {}: {}", numbers(&lines), count(several.len(), "claim"))
        }
    };
    let mark = if first.waived_until.is_some() { layout.faint("~") } else { layout.mark(first.verdict) };
    let mut out = format!("{mark} {}\n", layout.wrap(&place, 2, 2));
    out.push_str(&layout.paragraph(&format!("{}: {}", verdict_of(drill, first), first.reason), 2));
    if let Some(until) = &first.waived_until {
        out.push_str(&layout.paragraph(&format!("waived until {until}"), 2));
    }
    out.push_str(&next_command(run, drill, claims, layout));
    out
}

/// The command that shows more, unwrapped so that it can be copied, and the events it will show.
fn next_command(run: &Run, drill: &Drill, claims: &[&Judged], layout: Layout) -> String {
    let command = match claims {
        [one] => run.show_claim(drill, one),
        _ => run.show_drill(drill),
    };
    let events = match claims.first().map(|claim| claim.evidence.as_slice()) {
        None | Some([]) => return format!("  {command}\n"),
        Some([one]) => format!("event {one}"),
        Some(several) => format!("events {}", numbers(several)),
    };
    let fits = command.chars().count() + events.chars().count() + 6 <= layout.columns();
    let gap = if fits { "    " } else { "\n  " };
    format!("  {command}{gap}{}\n", layout.faint(&layout.wrap(&events, 2, 2)))
}

fn summary(run: &Run, layout: Layout) -> String {
    let of = |verdict: Verdict| {
        run.claims().filter(|(_, claim)| claim.verdict == verdict && claim.waived_until.is_none()).count()
    };
    let waived = run.claims().filter(|(_, claim)| claim.waived_until.is_some()).count();
    let mut told = vec![count(run.claims().count(), "claim")];
    for verdict in [Verdict::Confirmed, Verdict::Contradicted, Verdict::Undetermined] {
        if of(verdict) > 0 {
            told.push(format!("{} {verdict}", of(verdict)));
        }
    }
    if waived > 0 {
        told.push(format!("{waived} waived"));
    }
    if !run.drift.is_empty() {
        told.push(format!("{} drifted", run.drift.len()));
    }
    let text = format!("{} · run {}", told.join(", "), run.run);
    format!("{} {}\n", layout.mark(run.verdict), layout.wrap(&text, 2, 2))
}
