//! What is documented, predicted and observed, as tables.

use super::escape::escaped;
use crate::judge::{Drill, Levels, PredictionFound};
use crate::report::Run;
use crate::report::layout::count;
use std::fmt::Write; // to a string, which cannot fail

/// For each drill a table, as a chapter of the impact report; empty where no report tells of it.
pub(super) fn chapter(run: &Run) -> String {
    let drills = || run.drills.iter().filter(|drill| has_rows(drill));
    if drills().next().is_none() {
        return String::new();
    }
    let mut out = "\n## Documented, predicted, observed\n\n\
        What the document says, what the pack's dependencies imply, and what was seen.\n"
        .to_owned();
    for drill in drills() {
        let _ = writeln!(out, "\n**{}, {}**\n", escaped(&drill.title), drill.profile);
        out.push_str(
            "| | documented | predicted | observed | |\n| --- | --- | --- | --- | --- |\n",
        );
        out.extend(rows(drill).map(|one| format!("| {} |\n", cells(one).join(" | "))));
        let rest = drill.predictions.len() - rows(drill).count();
        if rest > 0 {
            let others = count(rest, "other");
            let _ = writeln!(out, "\n{others} stayed well, or nothing is known of them.");
        }
    }
    out
}

/// All of them in one table, folded away; empty where no report tells of it.
pub(super) fn folded(run: &Run) -> String {
    let all = || run.drills.iter().flat_map(|drill| &drill.predictions);
    if all().all(|one| !one.is_of_note()) {
        return String::new();
    }
    let differ = match all().filter(|one| one.differs()).count() {
        0 => "they agree".to_owned(),
        some => format!("{some} differ"),
    };
    let mut out = format!(
        "\n<details>\n<summary>Documented, predicted and observed: {differ}</summary>\n\n\
         | drill | | documented | predicted | observed | |\n\
         | --- | --- | --- | --- | --- | --- |\n"
    );
    for drill in &run.drills {
        for one in rows(drill) {
            let cells = cells(one).join(" | ");
            let _ = writeln!(out, "| {}, {} | {cells} |", drill.id, drill.profile);
        }
    }
    out.push_str("\n</details>\n");
    out
}

fn has_rows(drill: &Drill) -> bool {
    rows(drill).next().is_some()
}

fn rows(drill: &Drill) -> impl Iterator<Item = &PredictionFound> {
    drill.predictions.iter().filter(|one| one.is_of_note())
}

fn cells(one: &PredictionFound) -> [String; 5] {
    let level = |levels: Option<Levels>| levels.map_or("–".to_owned(), |one| one.to_string());
    let compared = escaped(&one.compared());
    [
        one.subject.to_string(),
        level(one.documented),
        level(one.predicted),
        level(one.observed),
        if one.differs() { format!("**{compared}**") } else { compared },
    ]
}
