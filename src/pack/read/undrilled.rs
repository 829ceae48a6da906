//! Failures of the document that no scenario drills: listed with a reason, or told.

use super::keys::NOT_DRILLED;
use super::lock::LOCK_FILE;
use crate::pack::model::{NotDrilled, Pack, Scenario};
use crate::pack::read::documented::{Readings, Sought, find};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::Node;
use crate::reading::Reading;

/// Reads `not_drilled`. Where scenarios name their failures, each that nobody drills or lists is
/// told, and whether the document is kept (`locked`).
pub fn check(
    source: &Source<'_>,
    fields: &Fields<'_>,
    (pack, reading): (&mut Pack, &Reading),
    locked: Option<bool>,
) {
    pack.not_drilled = listed(source, fields, reading, &pack.scenarios);
    if let Some(locked) = locked {
        warn(source, fields, (pack, reading), locked);
    }
}

/// What is drilled after all is told, and is no part of it.
fn listed(
    source: &Source<'_>,
    fields: &Fields<'_>,
    reading: &Reading,
    scenarios: &[Scenario],
) -> Vec<NotDrilled> {
    let one = |node: &Node| {
        let fields = source.object(node, &NOT_DRILLED)?;
        let title = fields.need("failure");
        let reason = fields.need_text("reason");
        let title = title?;
        let text = source.text(title, "a failure")?;
        match find(Readings { then: None, now: reading }, text) {
            Sought::There(found) => {
                let failure = found.then;
                let lines = failure.lines.0..=failure.lines.1;
                let drilled = scenarios.iter().find(|scenario| lines.contains(&scenario.line));
                if let Some(scenario) = drilled {
                    let message = format!("'{text}' is drilled, by {}", scenario.file);
                    source.warn(title.mark, message, "take this entry out");
                    return None;
                }
                let (title, line) = (failure.title.text.clone(), failure.lines.0);
                Some(NotDrilled { title, line, reason: reason? })
            }
            Sought::Gone(nearest) => {
                let hint = nearest.map_or_else(
                    || "take this entry out".to_owned(),
                    |failure| format!("is it '{}'? else take this entry out", failure.title.text),
                );
                source.error_with(
                    title.mark,
                    format!("the document has no failure '{text}'"),
                    hint,
                );
                None
            }
        }
    };
    fields.items("not_drilled").iter().filter_map(one).collect()
}

fn warn(
    source: &Source<'_>,
    fields: &Fields<'_>,
    (pack, reading): (&Pack, &Reading),
    locked: bool,
) {
    let mark = fields.get("document").map_or(fields.mark, |node| node.mark);
    let drilled = |lines: (u32, u32)| {
        let here = |line: u32| (lines.0..=lines.1).contains(&line);
        pack.scenarios.iter().any(|scenario| here(scenario.line))
            || pack.not_drilled.iter().any(|listed| here(listed.line))
    };
    for failure in reading.failures.iter().filter(|failure| !drilled(failure.lines)) {
        let (title, line) = (&failure.title.text, failure.lines.0);
        let message = format!("no scenario drills the document's failure '{title}' (line {line})");
        let hint = "write one (firedrill import DOCUMENT --out PACK --update does), or list it with \
                    its reason: not_drilled: [{failure: …, reason: …}]";
        source.warn(mark, message, hint);
    }
    if !locked {
        let message = format!("there is no {LOCK_FILE}, so that nobody sees the document change");
        source.warn(mark, message, "write it: firedrill import DOCUMENT --out PACK --update");
    }
}
