//! What changed between two runs, or between two profiles of one, and what of it is worse.
//!
//! Pure: both sides are findings. A time is slower only beyond the noise.

mod noise;
mod pairs;
mod text;

pub use noise::Range;
pub use text::render;

use super::{Planned, Run};
use crate::judge::{Drill, Judged};
use crate::words::{Impact, ProfileName, RunId, ScenarioId, ServiceName, Verdict};
use noise::Pace;
use serde::Serialize;
use std::collections::BTreeSet;

/// One of the two sides.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The run.
    pub run: &'a Run,
    /// Only its drills of this profile, which are then compared with those of another one.
    pub profile: Option<&'a ProfileName>,
}

/// Which side a change leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Course {
    /// Something got worse.
    Worse,
    /// Something got better.
    Better,
    /// Otherwise, and neither worse nor better as far as can be said.
    Different,
    /// The same, within the noise.
    Same,
}

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A claim's verdict.
    Claim,
    /// How a journey fares.
    Impact,
    /// Whether a service falls.
    Cascade,
    /// How long the documented recovery takes.
    Recovery,
    /// How long the journeys are away.
    Outage,
    /// Whether and when a detector notices.
    Detection,
    /// A claim's words in the document.
    Drift,
}

/// One thing that was compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// The scenario; null for what is of the whole run.
    pub drill: Option<ScenarioId>,
    /// The profile; of the new side, where two are compared.
    pub profile: Option<ProfileName>,
    /// What it is about.
    pub kind: Kind,
    /// Of whom: a claim, a journey, a service, a detector.
    pub subject: String,
    /// Where it leads.
    pub course: Course,
    /// How it was, in words.
    pub old: String,
    /// How it is.
    pub new: String,
    /// The time it was; null where it is not about time.
    pub old_time: Option<Range>,
    /// The time it is.
    pub new_time: Option<Range>,
    /// What else is to be known of it.
    pub note: Option<String>,
}

/// One side by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The run.
    pub run: RunId,
    /// The profile, where two are compared.
    pub profile: Option<ProfileName>,
    /// What its drills ran on.
    pub engine: String,
}

/// All that was compared.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The old side.
    pub old: Named,
    /// The new side.
    pub new: Named,
    /// How many drills both have.
    pub drills: usize,
    /// How much is worse.
    pub worse: usize,
    /// How much is better.
    pub better: usize,
    /// Whether they tested the same text.
    pub same_document: bool,
    /// What changed and what did not, the worst first.
    pub changes: Vec<Change>,
    /// Drills that only the old side has.
    pub only_old: Vec<Planned>,
    /// Drills that only the new side has.
    pub only_new: Vec<Planned>,
}

/// Compares two sides.
pub fn compare(old: Side<'_>, new: Side<'_>) -> Comparison {
    let pairs = pairs::of(old, new);
    let mut changes: Vec<Change> =
        pairs.both.iter().flat_map(|(old, new)| of_drill(old, new)).collect();
    if new.profile.is_none() {
        changes.extend(drift(old.run, new.run));
    }
    changes.sort_by_key(|change| change.course);
    let count = |course| changes.iter().filter(|change| change.course == course).count();
    let named = |side: Side<'_>| Named {
        run: side.run.run.clone(),
        profile: side.profile.cloned(),
        engine: side.run.engine.clone(),
    };
    Comparison {
        old: named(old),
        new: named(new),
        drills: pairs.both.len(),
        worse: count(Course::Worse),
        better: count(Course::Better),
        same_document: old.run.document.sha256 == new.run.document.sha256,
        changes,
        only_old: pairs.only_old,
        only_new: pairs.only_new,
    }
}

fn of_drill(old: &Drill, new: &Drill) -> Vec<Change> {
    let mut changes = claims(old, new);
    changes.extend(impacts(old, new));
    changes.extend(cascade(old, new));
    changes.extend(times(old, new));
    changes.extend(detections(old, new));
    changes
}

fn change(
    new: &Drill,
    kind: Kind,
    subject: &dyn std::fmt::Display,
    course: Course,
    words: [String; 2],
) -> Change {
    let [old, now] = words;
    Change {
        drill: Some(new.id.clone()),
        profile: Some(new.profile.clone()),
        kind,
        subject: subject.to_string(),
        course,
        old,
        new: now,
        old_time: None,
        new_time: None,
        note: None,
    }
}

fn course<T: Ord>(old: &T, new: &T) -> Course {
    match new.cmp(old) {
        std::cmp::Ordering::Greater => Course::Worse,
        std::cmp::Ordering::Less => Course::Better,
        std::cmp::Ordering::Equal => Course::Same,
    }
}

fn claims(old: &Drill, new: &Drill) -> Vec<Change> {
    let key = |drill: &Drill, claim: &Judged| {
        let id = claim.id.as_str();
        id.strip_suffix(&format!(".{}", drill.profile)).unwrap_or(id).to_owned()
    };
    // Two profiles have claims of their own; that these hold is no difference.
    let tells = |claim: &Judged| old.profile == new.profile || claim.verdict > Verdict::Confirmed;
    let mut changes = Vec::new();
    for claim in &new.claims {
        let Some(before) = old.claims.iter().find(|before| key(old, before) == key(new, claim))
        else {
            if tells(claim) {
                let (words, id) = (["–".to_owned(), claim.verdict.to_string()], &claim.id);
                changes.push(change(new, Kind::Claim, &id, Course::Different, words));
            }
            continue;
        };
        let words = [before.verdict.to_string(), claim.verdict.to_string()];
        let mut told =
            change(new, Kind::Claim, &claim.id, course(&before.verdict, &claim.verdict), words);
        if told.course != Course::Same {
            told.note = Some(
                if claim.verdict > before.verdict { &claim.reason } else { &before.reason }.clone(),
            );
        }
        if let (Course::Worse, Some(until)) = (told.course, &claim.waived_until) {
            told.course = Course::Different;
            told.note = Some(format!("waived until {until}"));
        }
        changes.push(told);
    }
    let gone =
        |before: &&Judged| !new.claims.iter().any(|claim| key(new, claim) == key(old, before));
    changes.extend(old.claims.iter().filter(gone).filter(|claim| tells(claim)).map(|before| {
        change(
            new,
            Kind::Claim,
            &before.id,
            Course::Different,
            [before.verdict.to_string(), "–".to_owned()],
        )
    }));
    changes
}

fn impacts(old: &Drill, new: &Drill) -> Vec<Change> {
    let word =
        |impact: Option<Impact>| impact.map_or_else(|| "–".to_owned(), |impact| impact.to_string());
    let journeys: BTreeSet<_> = old.impact.keys().chain(new.impact.keys()).collect();
    let told = |journey| {
        let seen = |drill: &Drill| drill.impact.get(journey).and_then(|found| found.observed);
        let (before, now) = (seen(old), seen(new));
        let course = match (before, now) {
            (Some(before), Some(now)) => course(&before, &now),
            (None, None) => Course::Same,
            _ => Course::Different,
        };
        change(new, Kind::Impact, &journey, course, [word(before), word(now)])
    };
    journeys.into_iter().map(told).collect()
}

/// A service that falls now and did not before is worse; what could not be seen on one side is not
/// compared.
fn cascade(old: &Drill, new: &Drill) -> Vec<Change> {
    let falls = |drill: &Drill, service: &ServiceName| {
        drill
            .cascade
            .observed
            .iter()
            .find(|fallen| fallen.service == *service)
            .map(|fallen| fallen.symptom.clone())
    };
    let fallen =
        old.cascade.observed.iter().chain(&new.cascade.observed).map(|fallen| &fallen.service);
    let hidden = |service: &&ServiceName| {
        old.cascade.unobservable.contains(service) || new.cascade.unobservable.contains(service)
    };
    let services: BTreeSet<&ServiceName> = fallen.filter(|service| !hidden(service)).collect();
    let told = |service: &ServiceName| {
        let (before, now) = (falls(old, service), falls(new, service));
        let word = |symptom: &Option<String>| {
            symptom.as_ref().map_or("well".to_owned(), |symptom| format!("falls: {symptom}"))
        };
        let course = course(&before.is_some(), &now.is_some());
        change(new, Kind::Cascade, &service, course, [word(&before), word(&now)])
    };
    services.into_iter().map(told).collect()
}

fn times(old: &Drill, new: &Drill) -> Vec<Change> {
    let range = |drill: &Drill| {
        Range::of(drill.recovery.observed?, drill.recovery.spread, drill.repeats).into()
    };
    let mut told = Vec::new();
    let never = |drill: &Drill| {
        drill.recovery.not_recovered_because.clone().map(|why| format!("never: {why}"))
    };
    let wanted = |drill: &Drill| !drill.recovery.commands.is_empty();
    if wanted(old) && wanted(new) {
        told.push(paced(
            new,
            Kind::Recovery,
            "recovery",
            [(range(old), never(old)), (range(new), never(new))],
        ));
    }
    let outage =
        |drill: &Drill| drill.recovery.outage.map(|outage| Range::of(outage, None, drill.repeats));
    if let (Some(before), Some(now)) = (outage(old), outage(new)) {
        told.push(paced(
            new,
            Kind::Outage,
            "journeys away",
            [(Some(before), None), (Some(now), None)],
        ));
    }
    told
}

fn detections(old: &Drill, new: &Drill) -> Vec<Change> {
    let mut told = Vec::new();
    for now in &new.detection {
        // Another detector, or one that is watched on one side only, is no change of the stack's.
        let Some(before) = old.detection.iter().find(|before| before.detector == now.detector)
        else {
            continue;
        };
        let side = |found: &crate::judge::DetectionFound, drill: &Drill| {
            let range = found
                .after
                .filter(|_| found.detected)
                .map(|after| Range::of(after, None, drill.repeats));
            (range, (!found.detected).then(|| "did not notice".to_owned()))
        };
        told.push(paced(
            new,
            Kind::Detection,
            now.detector.as_str(),
            [side(before, old), side(now, new)],
        ));
    }
    told
}

/// Two times, or what there is in place of one.
fn paced(
    new: &Drill,
    kind: Kind,
    subject: &str,
    sides: [(Option<Range>, Option<String>); 2],
) -> Change {
    let [(old_time, old_word), (new_time, new_word)] = sides;
    let (course, note) = match (old_time, new_time) {
        (Some(before), Some(now)) => match noise::pace(before, now) {
            Pace::Slower => (Course::Worse, None),
            Pace::Faster => (Course::Better, None),
            Pace::Same => (Course::Same, None),
            Pace::Unclear => (Course::Different, Some(noise::UNCLEAR.to_owned())),
        },
        (Some(_), None) if new_word.is_some() => (Course::Worse, None),
        (None, Some(_)) if old_word.is_some() => (Course::Better, None),
        (None, None) => (Course::Same, None),
        _ => (Course::Different, None),
    };
    let word = |time: Option<Range>, word: Option<String>| {
        time.map(|range| range.to_string()).or(word).unwrap_or_else(|| "–".to_owned())
    };
    let words = [word(old_time, old_word), word(new_time, new_word)];
    Change { old_time, new_time, note, ..change(new, kind, &subject, course, words) }
}

fn drift(old: &Run, new: &Run) -> Vec<Change> {
    let there = |run: &Run, drift: &super::Drift| {
        // An earlier firedrill did not say which scenario it was.
        let same =
            |other: &super::Drift| other.scenario == drift.scenario || other.scenario.is_none();
        run.drift.iter().any(|other| {
            other.claim == drift.claim
                && other.was == drift.was
                && (same(other) || drift.scenario.is_none())
        })
    };
    let told = |drift: &super::Drift, course, words: [String; 2]| {
        let [old, now] = words;
        let subject = format!("{} line {}", drift.quoted_by(), drift.line);
        Change {
            drill: None,
            profile: None,
            kind: Kind::Drift,
            subject,
            course,
            old,
            new: now,
            old_time: None,
            new_time: None,
            note: None,
        }
    };
    let worse = new.drift.iter().filter(|drift| !there(old, drift));
    let better = old.drift.iter().filter(|drift| !there(new, drift));
    let worse =
        worse.map(|drift| told(drift, Course::Worse, [drift.was.clone(), drift.is.clone()]));
    let better =
        better.map(|drift| told(drift, Course::Better, [drift.is.clone(), drift.was.clone()]));
    worse.chain(better).collect()
}
