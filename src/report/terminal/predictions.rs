//! Where what is documented, predicted and observed differs, a line each; with more detail all that
//! is of note.

use super::Detail;
use crate::judge::{Agreement, Drill, PredictionFound};
use crate::report::layout::count;
use crate::report::{Layout, Run};
use crate::words::Verdict;

/// The part of the screen; none where there is nothing to tell.
pub(super) fn render(run: &Run, layout: Layout, detail: Detail) -> Option<String> {
    let (title, lines) = match detail {
        Detail::Usual => ("documented, predicted and observed differ", lines(run, layout)),
        Detail::More => {
            ("documented, predicted, observed", lines_of(run, layout, PredictionFound::is_of_note))
        }
    };
    (!lines.is_empty()).then(|| format!("{}\n{}", layout.strong(title), lines.concat()))
}

/// How many differ, where there is no room for each; none where none does.
pub(super) fn brief(run: &Run, layout: Layout) -> Option<String> {
    let all = || run.drills.iter().flat_map(|drill| &drill.predictions);
    let differ = all().filter(|one| one.differs()).count();
    let open = all().filter(|one| one.is_against_prediction() && one.explanation.is_none()).count();
    let not_explained = match open {
        0 => "what was not predicted is explained".to_owned(),
        some => format!("{some} of them not explained"),
    };
    let times = count(differ, "time");
    let text = format!(
        "documented, predicted and observed differ {times}, {not_explained}: {} -v",
        run.report_again()
    );
    (differ > 0).then(|| format!("{} {}\n", layout.warning("!"), layout.wrap(&text, 2, 2)))
}

/// A line for each that differs.
fn lines(run: &Run, layout: Layout) -> Vec<String> {
    lines_of(run, layout, PredictionFound::differs)
}

fn lines_of(run: &Run, layout: Layout, wanted: fn(&PredictionFound) -> bool) -> Vec<String> {
    let of = |drill: &Drill| {
        let all = drill.predictions.iter().filter(|one| wanted(one));
        all.map(|one| line(drill, one, layout)).collect::<Vec<_>>()
    };
    run.drills.iter().flat_map(of).collect()
}

/// `! redis-stops, flask: api: documented degraded, …: the observation is the odd one out`
fn line(drill: &Drill, one: &PredictionFound, layout: Layout) -> String {
    let mark = match one.agreement {
        Agreement::Agree => layout.mark(Verdict::Confirmed),
        Agreement::NotCompared => "·".to_owned(),
        _ => layout.warning("!"),
    };
    let (id, profile, subject) = (&drill.id, &drill.profile, &one.subject);
    let text = format!("{id}, {profile}: {subject}: {}: {}", one.told(), one.compared());
    format!("{mark} {}\n", layout.wrap(&text, 2, 2))
}
