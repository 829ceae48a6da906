//! Who is said to notice it.

use super::{Meant, Open};
use crate::document::plain;
use crate::pack::claim::DetectedBy as Claim;
use crate::pack::model::NotTested;
use crate::pack::read::claims::Stated;
use crate::pack::read::heard::{Part, has_part};
use crate::pack::read::quotes::Standing;
use crate::pack::yaml::Mark;
use crate::reading::{DetectedBy, Fact, Meaning, Way};
use crate::words::{DetectorKind, ProfileName};

/// The kind of detector that notices so; none where it is nothing of the stack's own.
fn kind(by: DetectedBy) -> Option<DetectorKind> {
    match by {
        DetectedBy::HealthCheck => Some(DetectorKind::HealthCheck),
        DetectedBy::Process => Some(DetectorKind::ProcessMonitoring),
        DetectedBy::Alert => Some(DetectorKind::Alert),
        DetectedBy::External => Some(DetectorKind::ExternalProbe),
        DetectedBy::Looking | DetectedBy::People | DetectedBy::Other => None,
    }
}

/// Why nothing of the stack's own notices so.
fn why_not(by: DetectedBy) -> &'static str {
    match by {
        DetectedBy::Looking => "somebody must look, and no detector of the stack does",
        DetectedBy::People => "people who tell are no detector of the stack",
        _ => "it does not say which detector of the stack that is",
    }
}

/// What a detection may be meant as.
pub fn meant(
    (ways, guess): (&[Way], Option<String>),
    only: &[ProfileName],
    mark: Mark,
) -> Result<Vec<Meant>, Open> {
    let mut stated: Vec<Stated> = Vec::new();
    let mut kinds: Vec<DetectorKind> = Vec::new();
    for way in ways {
        let Some(detector) = kind(way.by).filter(|kind| !kinds.contains(kind)) else { continue };
        let within = way.within.as_ref().map(|time| time.span);
        let parts = within.iter().map(|_| mark).collect();
        kinds.push(detector);
        stated.push(Stated::new(mark, Claim { detector, within }, parts));
    }
    if stated.is_empty() {
        let by = ways.first().map_or(DetectedBy::Other, |way| way.by);
        let add = "the health check, alert or external probe that notices it; or say which of the \
                   pack's detectors is meant: claims: [{key: Detection, detected_by: [alert]}]";
        return Err(Open::new(why_not(by), add));
    }
    Ok(vec![Meant { stated, guess, only: only.to_vec() }])
}

/// The ways of a detection that no detector of a stack is, beside others that are.
pub fn parts(fact: &Fact, lines: &[Standing]) -> Vec<(Part, NotTested)> {
    let Meaning::Detection(ways) = &fact.means else { return Vec::new() };
    if ways.iter().all(|way| kind(way.by).is_none()) {
        return Vec::new();
    }
    let all: Vec<(String, &Standing)> =
        lines.iter().map(|line| (plain(&line.text), line)).collect();
    let part = |way: &Way| {
        let words = plain(&way.words.text);
        let (line, standing) = all.iter().find(|(line, _)| has_part(line, &words))?;
        let reason = why_not(way.by).to_owned();
        let not_tested = NotTested { quote: words.clone(), line: standing.line, reason };
        Some((Part { words, line: line.clone(), mark: standing.mark }, not_tested))
    };
    ways.iter().filter(|way| kind(way.by).is_none()).filter_map(part).collect()
}
