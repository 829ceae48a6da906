//! The screen at the end of a run: a row a drill, then all that is red, each with the way to its evidence.

pub(super) mod cells;

use super::layout::{count, numbers};
use super::{Layout, Run, clean};
use crate::judge::{Drill, Judged, stated};
use crate::words::Verdict;
use cells::{Cells, HEADINGS, NARROW_HEADINGS};
use std::fmt::Write;
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::style::HorizontalLine;
use tabled::settings::{Alignment, Padding, Style};

/// From this width on a drill is a row of a table; below, a block.
const TABLE_FROM: usize = 90;

/// From this width on the profile has a column of its own, and a recovery one line.
const WIDE_FROM: usize = 130;

/// The whole screen, with its line end.
pub fn render(run: &Run, layout: Layout) -> String {
    let run = &clean::run(run);
    let mut parts = vec![heading(run, layout)];
    let table = (layout.columns() >= TABLE_FROM).then(|| table(run, layout)).flatten();
    parts.push(table.unwrap_or_else(|| blocks(run, layout)));
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
    parts.extend(notes(run, layout));
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
    let text = format!("{} · {drills} on {} · {}{stand_ins}", run.pack, run.engine, run.duration);
    layout.strong(&layout.wrap(&text, 0, 2)) + "\n"
}

/// The drills as a table; none where it is wider than the terminal.
fn table(run: &Run, layout: Layout) -> Option<String> {
    let mut builder = Builder::default();
    let wide = layout.columns() >= WIDE_FROM;
    if wide {
        builder.push_record(HEADINGS);
    } else {
        builder.push_record(NARROW_HEADINGS);
    }
    for drill in &run.drills {
        let cells = Cells::of(drill, layout);
        if wide { builder.push_record(cells.row(" ")) } else { builder.push_record(cells.narrow_row()) }
    }
    let mut table = builder.build();
    let rule = HorizontalLine::new('─');
    table
        .with(Style::empty().horizontals([(1, rule)]))
        .with(Alignment::left())
        .with(Padding::new(0, 2, 0, 0))
        .modify(Columns::last(), Padding::zero());
    let fits = table.total_width() <= layout.columns();
    fits.then(|| trimmed(&table.to_string()))
}

/// Lines without the spaces at their ends.
fn trimmed(text: &str) -> String {
    text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect()
}

fn blocks(run: &Run, layout: Layout) -> String {
    let block = |drill: &Drill| {
        let cells = Cells::of(drill, layout);
        let mut out =
            format!("{} {}\n", layout.mark(drill.verdict), layout.strong(&format!("{}, {}", drill.id, drill.profile)));
        for (heading, cell) in HEADINGS.iter().zip(cells.row(" ")).skip(2) {
            for (index, line) in cell.lines().enumerate() {
                let heading = if index == 0 { heading } else { "" };
                // Writing to a string cannot fail.
                let _ = writeln!(out, "  {heading:<10} {}", layout.wrap(line, 13, 13));
            }
        }
        out
    };
    run.drills.iter().map(block).collect::<Vec<_>>().join("\n")
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
        [one] => format!("{at}, line {}: \"{}\"", one.line, one.text),
        several => {
            let mut lines: Vec<u64> = several.iter().map(|claim| u64::from(claim.line)).collect();
            lines.sort_unstable();
            lines.dedup();
            format!("{at}, lines {}: {}", numbers(&lines), count(several.len(), "claim"))
        }
    };
    let mark = if first.waived_until.is_some() { layout.faint("~") } else { layout.mark(first.verdict) };
    let mut out = format!("{mark} {}\n", layout.wrap(&place, 2, 2));
    out.push_str(&layout.paragraph(&format!("{}: {}", first.verdict, first.reason), 2));
    if let Some(until) = &first.waived_until {
        out.push_str(&layout.paragraph(&format!("waived until {until}"), 2));
    }
    if drill.repeats > 1 {
        out.push_str(&layout.paragraph(&format!("in {} of {} repeats", first.agreed, drill.repeats), 2));
    }
    out.push_str(&next_command(run, drill, claims, layout));
    out
}

/// The command that shows more, unwrapped so that it can be copied, and the events it will show.
fn next_command(run: &Run, drill: &Drill, claims: &[&Judged], layout: Layout) -> String {
    let mut command = format!("firedrill show {} --run {}", drill.id, run.run);
    if let [one] = claims {
        command = format!("{command} --claim {}", one.id);
    }
    let events = match claims.first().map(|claim| claim.evidence.as_slice()) {
        None | Some([]) => return format!("  {command}\n"),
        Some([one]) => format!("event {one}"),
        Some(several) => format!("events {}", numbers(several)),
    };
    let fits = command.chars().count() + events.chars().count() + 6 <= layout.columns();
    let gap = if fits { "    " } else { "\n  " };
    format!("  {command}{gap}{}\n", layout.faint(&layout.wrap(&events, 2, 2)))
}

/// What else is worth knowing: proposals, lost precision, stand-ins.
fn notes(run: &Run, layout: Layout) -> Option<String> {
    let mut notes = Vec::new();
    for drill in &run.drills {
        let at = format!("{}, {}", drill.id, drill.profile);
        if let (Some(proposed), Some(observed)) = (drill.recovery.proposed, drill.recovery.observed) {
            let why = match drill.recovery.documented {
                Some(documented) => format!("the document says {}", stated(documented)),
                None => "the document gives no recovery time".to_owned(),
            };
            notes.push(format!("{at}: {why}; {observed} was measured, {} would hold", stated(proposed)));
        }
        if let Some(lost) = drill.lost_precision {
            let looks = usize::try_from(lost.samples).unwrap_or(usize::MAX);
            let late = count(looks, "look");
            notes.push(format!("{at}: the machine was busy: {late} came late, by up to {}", lost.worst));
        }
    }
    let stand_ins: Vec<&str> = run.stand_ins.iter().map(|one| one.what.as_str()).collect();
    if !stand_ins.is_empty() {
        notes.push(format!("not the upstream software (report.json says why): {}", stand_ins.join("; ")));
    }
    let lines = notes.iter().map(|note| format!("· {}\n", layout.wrap(note, 2, 2)));
    (!notes.is_empty()).then(|| lines.collect())
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
