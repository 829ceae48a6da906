//! Where a run's time went: phase by phase in its drills, and besides.

use super::table::{grid, trimmed};
use crate::judge::{Budget, Drill};
use crate::report::{Layout, Run, Spent};
use crate::words::Span;

/// The drills' budgets, and what else the run's time went to. Of several repeats each figure is the
/// median.
pub(super) fn render(run: &Run, layout: Layout) -> Option<String> {
    let known = run.drills.iter().any(|drill| drill.budget.sum() > Span::ZERO);
    let drills = known.then(|| table(run, layout).unwrap_or_else(|| lines(run, layout)));
    let besides = besides(run).map(|text| layout.wrap(&text, 0, 2) + "\n");
    let parts: Vec<String> = drills.into_iter().chain(besides).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

/// A table of seconds; none where it is wider than the terminal.
fn table(run: &Run, layout: Layout) -> Option<String> {
    let mut headings = ["seconds in"; 12];
    headings[1] = "profile";
    headings[2..11].copy_from_slice(&Budget::default().phases().map(|(name, _)| name));
    headings[11] = "in all";
    let row = |drill: &Drill| {
        let mut row = [const { String::new() }; 12];
        (row[0], row[1]) = (drill.id.to_string(), drill.profile.to_string());
        for (cell, (_, phase)) in row[2..11].iter_mut().zip(drill.budget.phases()) {
            *cell = if phase == Span::ZERO { "–".to_owned() } else { seconds(phase) };
        }
        row[11] = seconds(drill.budget.sum());
        row
    };
    let table = grid(headings, run.drills.iter().map(row));
    (table.total_width() <= layout.columns()).then(|| trimmed(&table.to_string()))
}

fn lines(run: &Run, layout: Layout) -> String {
    let line = |drill: &Drill| {
        let of = drill.budget.phases().into_iter().filter(|(_, span)| *span > Span::ZERO);
        let of: Vec<String> = of.map(|(name, span)| format!("{name} {}", seconds(span))).collect();
        let all = seconds(drill.budget.sum());
        layout.wrap(&format!("{}, {}: {all} s: {}", drill.id, drill.profile, of.join(", ")), 0, 2)
            + "\n"
    };
    run.drills.iter().map(line).collect()
}

fn seconds(span: Span) -> String {
    format!("{:.1}", span.as_secs())
}

/// What the run's time went to, and how much of it to nothing of that.
fn besides(run: &Run) -> Option<String> {
    let Spent { images, start, drills, take_down } = run.spent;
    let all = images + start + drills + take_down;
    if all == Span::ZERO {
        return None;
    }
    let part = |name, span: Span| format!("{name} {} s", seconds(span));
    let mut parts = vec![
        part("images", images),
        part("start", start),
        part("drills", drills),
        part("taking down", take_down),
    ];
    let rest = run.duration.saturating_sub(all);
    let end = if all > run.duration {
        let (all, passed) = (seconds(all), seconds(run.duration));
        format!("{all} s, in {passed} s since stacks were side by side")
    } else {
        parts.push(part("the rest", rest));
        format!("{} s", seconds(run.duration))
    };
    Some(format!("the run's time: {}; together {end}", parts.join(", ")))
}
