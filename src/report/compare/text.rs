//! A comparison for people.

use super::{Change, Comparison, Course, Kind, Named};
use crate::report::layout::count;
use crate::report::{Layout, Planned, clean_text};
use crate::timeline::is_simulated;
use crate::words::Verdict;
use std::fmt::Write; // to a string, which cannot fail

/// What is worse, what is better, what is otherwise; what is the same only where `all` is asked
/// for.
pub fn render(comparison: &Comparison, all: bool, layout: Layout) -> String {
    let side = |word: &str, named: &Named| {
        let profile =
            named.profile.as_ref().map(|profile| format!(", {profile}")).unwrap_or_default();
        let engine =
            if is_simulated(&named.engine) { format!(", {}", named.engine) } else { String::new() };
        clean_text(&format!("{word} {}{profile}{engine}", named.run)) + "\n"
    };
    let mut out = side("old", &comparison.old) + &side("new", &comparison.new);
    if !comparison.same_document {
        out.push_str("The two tested different texts of the document.\n");
    }
    for (course, heading) in [
        (Course::Worse, "worse"),
        (Course::Better, "better"),
        (Course::Different, "otherwise"),
        (Course::Same, "the same"),
    ] {
        let of: Vec<&Change> =
            comparison.changes.iter().filter(|change| change.course == course).collect();
        if !of.is_empty() && (all || course != Course::Same) {
            let _ = writeln!(out, "\n{}", layout.strong(heading));
            out.extend(of.into_iter().map(|change| line(change, layout)));
        }
    }
    for (drills, whose) in [(&comparison.only_old, "old"), (&comparison.only_new, "new")] {
        if !drills.is_empty() {
            let name = |drill: &Planned| format!("{} ({})", drill.id, drill.profile);
            let all: Vec<String> = drills.iter().map(name).collect();
            out.push('\n');
            out.push_str(
                &layout.paragraph(&format!("only in the {whose} one: {}", all.join(", ")), 0),
            );
        }
    }
    out.push('\n');
    out.push_str(&summary(comparison, layout));
    out
}

fn line(change: &Change, layout: Layout) -> String {
    let mark = match change.course {
        Course::Worse => layout.mark(Verdict::Contradicted),
        Course::Better => layout.mark(Verdict::Confirmed),
        Course::Different | Course::Same => "·".to_owned(),
    };
    let place = match (&change.drill, &change.profile) {
        (Some(drill), Some(profile)) => format!("{drill}, {profile}: "),
        _ => String::new(),
    };
    let what = match change.kind {
        Kind::Claim | Kind::Recovery | Kind::Outage | Kind::Cascade | Kind::Detection => {
            change.subject.clone()
        }
        Kind::Impact => format!("impact on {}", change.subject),
        Kind::Drift => format!("words of {}", change.subject),
    };
    let moved = if change.old == change.new {
        change.new.clone()
    } else {
        format!("{} → {}", change.old, change.new)
    };
    let text = clean_text(&format!("{place}{what}: {moved}"));
    let mut out = format!("{mark} {}\n", layout.wrap(&text, 2, 4));
    if let Some(note) = &change.note {
        out.push_str(&layout.paragraph(&clean_text(note), 4));
    }
    out
}

fn summary(comparison: &Comparison, layout: Layout) -> String {
    let same = comparison.changes.iter().filter(|change| change.course == Course::Same).count();
    let worse = comparison.worse > 0;
    let mark = layout.mark(if worse { Verdict::Contradicted } else { Verdict::Confirmed });
    let text = format!(
        "{} compared: {} worse, {} better, {same} the same",
        count(comparison.drills, "drill"),
        comparison.worse,
        comparison.better
    );
    format!("{mark} {}\n", layout.wrap(&text, 2, 2))
}
