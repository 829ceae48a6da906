//! The screen at the end of a run: a row a drill, then all that is red, each with the way to its
//! evidence.

mod budget;
pub(super) mod cells;
mod chapters;
mod notes;
mod predictions;
mod short;
mod table;

use super::layout::{count, numbers, quoted, verdict_of};
use super::{Drift, FailOn, Layout, Material, Run, clean};
use crate::judge::{Drill, Judged};
use crate::words::Verdict;
pub(super) use notes::{nearest_to_its_limit, told};
use std::collections::BTreeSet;
use std::fmt::Write; // to a string, which cannot fail

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What most want to know, on one screen.
    Usual,
    /// All of it, with where the time went and what the document knows of besides.
    More,
}

/// So many lines are a screen.
const SCREEN: usize = 40;

/// The whole screen, with its line end, with as much as is asked for.
pub fn render(material: &Material<'_>, layout: Layout, detail: Detail) -> String {
    let run = &clean::run(material.run);
    let end = summary(run, material.fail_on, layout);
    let all = all(&Material { run, ..*material }, &end, layout, detail);
    // Where little was drilled, all of it is on one screen.
    if detail == Detail::More || all.lines().count() <= SCREEN {
        all
    } else {
        short::render(run, &end, layout)
    }
}

/// All that is to be said.
fn all(material: &Material<'_>, end: &str, layout: Layout, detail: Detail) -> String {
    let run = material.run;
    let mut parts = vec![heading(run, layout), table::drills(run, layout)];
    if detail == Detail::More {
        parts.extend(budget::render(run, layout));
        parts.push(chapters::render(material, layout));
    }
    parts.extend(groups(run).into_iter().map(|(drill, claims)| group(run, drill, &claims, layout)));
    parts.extend(run.drift.iter().map(|drift| drifted(drift, layout)));
    parts.extend(predictions::render(run, layout, detail));
    parts.extend(notes::effects(run, layout, detail));
    parts.extend(notes::render(run, layout, detail));
    parts.push(end.to_owned());
    parts.join("\n")
}

fn drifted(drift: &Drift, layout: Layout) -> String {
    let text = format!(
        "{} {}, line {}: {}",
        layout.mark(Verdict::Contradicted),
        drift.quoted_by(),
        drift.line,
        drift.told(|words| format!("\"{words}\""))
    );
    layout.wrap(&text, 0, 2) + "\n"
}

fn heading(run: &Run, layout: Layout) -> String {
    let stand_ins = match run.stand_ins.as_slice() {
        [] => String::new(),
        [one] => format!(" · {} is a stand-in", one.what),
        several => format!(" · {} stand-ins", several.len()),
    };
    let drills = count(run.drills.len(), "drill");
    let text = format!(
        "{} · {drills}{} on {} · {}{stand_ins}",
        run.pack,
        times(run),
        run.engine,
        run.duration
    );
    layout.strong(&layout.wrap(&text, 0, 2)) + "\n"
}

/// How often each was drilled, where that is more than once; an early end can make it less for
/// some.
fn times(run: &Run) -> String {
    let most = run.drills.iter().map(|drill| drill.repeats).max().unwrap_or(1);
    let all = run.drills.iter().all(|drill| drill.repeats == most);
    match (most, all) {
        (1, _) => String::new(),
        (_, true) => format!(", {most} times each,"),
        (_, false) => format!(", up to {most} times each,"),
    }
}

/// The claims that are not confirmed, contradicted ones first. Those of one drill that are
/// undetermined for the same reason, as when its fault did not take hold, are one group.
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
    let mark =
        if first.waived_until.is_some() { layout.faint("~") } else { layout.mark(first.verdict) };
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
    let command = command(run, drill, claims);
    let events = match claims.first().map(|claim| claim.evidence.as_slice()) {
        None | Some([]) => return format!("  {command}\n"),
        Some([one]) => format!("event {one}"),
        Some(several) => format!("events {}", numbers(several)),
    };
    let fits = command.chars().count() + events.chars().count() + 6 <= layout.columns();
    let gap = if fits { "    " } else { "\n  " };
    format!("  {command}{gap}{}\n", layout.faint(&layout.wrap(&events, 2, 2)))
}

/// The last lines: how much is what, why it is red all the same, and the one thing to do next.
fn summary(run: &Run, fail_on: &BTreeSet<FailOn>, layout: Layout) -> String {
    let of = |verdict: Verdict| {
        run.claims()
            .filter(|(_, claim)| claim.verdict == verdict && claim.waived_until.is_none())
            .count()
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
    // What makes the run red is no tick, though no claim was contradicted.
    let drifted = !run.drift.is_empty() && fail_on.contains(&FailOn::Drift);
    let verdict = if drifted { Verdict::Contradicted } else { run.verdict };
    let mut out =
        format!("{} {}\n  {}\n", layout.mark(verdict), layout.wrap(&text, 2, 2), run.page());
    for hollow in run.told_hollow(fail_on) {
        let _ =
            writeln!(out, "{} {}", layout.mark(Verdict::Contradicted), layout.wrap(&hollow, 2, 2));
    }
    if let Some(command) = next(run) {
        let _ = writeln!(out, "  next: {command}");
    }
    out
}

/// The one thing to do next where something is red: what shows the worst of it, with its sentence
/// and its evidence.
fn next(run: &Run) -> Option<String> {
    let groups = groups(run);
    let counts = |claims: &[&Judged]| claims.iter().any(|claim| claim.waived_until.is_none());
    match groups.iter().find(|(_, claims)| counts(claims)) {
        Some((drill, claims)) => Some(command(run, drill, claims)),
        None if run.drift.is_empty() => None,
        None => Some("firedrill validate".to_owned()),
    }
}

fn command(run: &Run, drill: &Drill, claims: &[&Judged]) -> String {
    match claims {
        [one] => run.show_claim(drill, one),
        _ => run.show_drill(drill),
    }
}
