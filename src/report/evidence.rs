//! What leads from a claim to what decided it: the events behind it in words, and the figure
//! measured for it.

use super::{clean, show};
use crate::judge::{Drill, Judged};
use crate::timeline::{Recorded, Timeline};
use crate::words::Measured;

/// The events behind a claim, one a line: `   593  +0.061 s flask.works: degraded …`.
pub fn events(claim: &Judged, timeline: &Timeline) -> Vec<String> {
    let fault = show::fault_begun(timeline);
    let line = |recorded: &Recorded| {
        format!("{:>7}  {}", recorded.n, clean::text(&show::event(recorded, fault)))
    };
    claim.evidence.iter().filter_map(|n| timeline.event(*n)).map(line).collect()
}

/// The time that a claim is about, as measured: of its recovery, or of the detection it speaks of.
pub fn measured(drill: &Drill, claim: &Judged) -> Option<Measured> {
    if claim.id.matches("recovery") {
        return drill.recovery.observed;
    }
    let about = |kind: &str| {
        ["detected", "warned"].iter().any(|word| claim.id.matches(&format!("{word}.{kind}")))
    };
    let first =
        |found: &&crate::judge::DetectionFound| found.detected && about(&found.kind.to_string());
    drill
        .detection
        .iter()
        .filter(first)
        .filter_map(|found| found.after)
        .min_by_key(|after| after.value)
}
