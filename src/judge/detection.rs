//! Which of the stack's own detectors noticed, and how late.

use super::cascade;
use super::findings::DetectionFound;
use super::ground::{Finding, Ground, list};
use super::observed::{DetectorTrack, Glance};
use super::warning::{self, Warning};
use crate::timeline::Assertion;
use crate::words::{DetectorKind, DetectorName, Measured, Moment};

/// What became of one detector.
enum Notice {
    /// It was not asked while nothing had been done yet, or noticed something already then.
    NotQuietBefore,
    /// It went from quiet to noticing within this window; the events are the last quiet look and the first other.
    At((Moment, Moment), Vec<u64>),
    /// It stayed quiet until the end of the observing, and was asked late enough to know.
    Quiet(Vec<u64>),
    /// It was not asked late enough after the fault for what it looks at to have reached it.
    TooEarly,
    /// It noticed so close to the start of the recovery that it cannot be said which came first.
    WithRecovery(Vec<u64>),
}

fn notice(ground: &Ground<'_>, track: &DetectorTrack) -> Notice {
    let windows = &ground.windows;
    let glances = &track.glances;
    let before = |glance: &&Glance| glance.answered <= windows.calm;
    if glances.iter().rev().find(before).is_none_or(|glance| glance.noticed) {
        return Notice::NotQuietBefore;
    }
    let after = glances.iter().position(|glance| glance.noticed && glance.answered > windows.calm);
    if let Some(first) = after {
        let change = &glances[first];
        let quiet = glances[..first].last();
        // What it looks at is older than its answer; when it noticed is not.
        let earliest = quiet.map_or(Moment::START, |glance| glance.sent);
        let evidence: Vec<u64> = quiet.into_iter().chain([change]).map(|glance| glance.n).collect();
        if change.answered <= windows.recover {
            return Notice::At((earliest, change.answered), evidence);
        }
        if quiet.is_none_or(|glance| glance.sent <= windows.recover) && change.sent <= windows.recover {
            return Notice::WithRecovery(evidence);
        }
    }
    let late_enough =
        |glance: &&Glance| glance.answered <= windows.recover && glance.sent >= windows.hold + track.info.resolution;
    match glances.iter().rev().find(late_enough) {
        Some(last) => Notice::Quiet(vec![last.n]),
        None => Notice::TooEarly,
    }
}

/// The detectors of a kind that can be expected to notice: those that watch a target, else those that watch a service
/// that fell or is said to.
fn eligible<'a>(ground: &'a Ground<'_>, kind: DetectorKind) -> Vec<&'a DetectorTrack> {
    let of_kind = || ground.observed.detectors.iter().filter(|track| track.info.kind == kind);
    let of_target: Vec<&DetectorTrack> = of_kind().filter(|track| ground.is_target(&track.info.watches)).collect();
    if !of_target.is_empty() {
        return of_target;
    }
    let members = cascade::members(ground);
    of_kind().filter(|track| members.contains(&track.info.watches)).collect()
}

/// The report's entries: every detector that was expected to notice, or did.
pub(super) fn found(ground: &Ground<'_>) -> Vec<DetectionFound> {
    ground.observed.detectors.iter().filter_map(|track| entry(ground, track)).collect()
}

fn entry(ground: &Ground<'_>, track: &DetectorTrack) -> Option<DetectionFound> {
    let kind = track.info.kind;
    let claimed = |test: fn(&Assertion, DetectorKind) -> bool| {
        ground.header.claims.iter().any(|claim| test(&claim.assertion, kind))
    };
    let warns = claimed(|assertion, kind| matches!(assertion, Assertion::Warned { detector, .. } if *detector == kind));
    let (expected, detected, after) = if warns && ground.is_target(&track.info.watches) {
        // It is quiet no more when the fault comes: what counts is how soon it noticed what it has to warn of.
        match warning::of(ground, track) {
            Some(Warning::Late { after, .. }) => (true, true, Some(after)),
            Some(Warning::Early(_)) => (true, true, None),
            Some(Warning::Never(_) | Warning::Unknown(_)) | None => (true, false, None),
        }
    } else {
        let eligible = || eligible(ground, kind).iter().any(|other| other.info.name == track.info.name);
        let after = match notice(ground, track) {
            Notice::At(window, _) => Some(Measured::between(ground.windows.fault, window)),
            _ => None,
        };
        let told_apart =
            ground.header.claims.iter().any(
                |claim| matches!(&claim.assertion, Assertion::ToldApart { detector } if *detector == track.info.name),
            );
        (told_apart || (claimed(Assertion::is_detection_by) && eligible()), after.is_some(), after)
    };
    (expected || detected).then(|| DetectionFound {
        detector: track.info.name.clone(),
        kind,
        expected,
        detected,
        after,
        settings: track.info.settings.clone(),
    })
}

/// How long after the fault, in words; a detector may notice already while the fault comes near.
fn when(ground: &Ground<'_>, window: (Moment, Moment)) -> String {
    if window.1 <= ground.windows.fault.0 {
        "while the fault came near".to_owned()
    } else {
        format!("after {}", Measured::between(ground.windows.fault, window))
    }
}

/// "This health check shows it": quiet while all was well, noticing under the fault.
pub(super) fn told_apart(ground: &Ground<'_>, detector: &DetectorName) -> Finding {
    let Some(track) = ground.observed.detectors.iter().find(|track| track.info.name == *detector) else {
        return Finding::undetermined(
            format!("{detector} was not asked in this drill"),
            ground.windows.held_by.clone(),
        );
    };
    let how = &track.info.how;
    match notice(ground, track) {
        Notice::At(window, evidence) => {
            let said = track.glances.iter().find(|glance| evidence.last() == Some(&glance.n));
            let said = said.map_or("", |glance| glance.detail.as_str());
            Finding::confirmed(format!("quiet while all was well, noticed {}: {said}", when(ground, window)), evidence)
        }
        Notice::Quiet(evidence) => {
            let said = track.glances.iter().rev().find(|glance| evidence.contains(&glance.n));
            let said = said.map_or("", |glance| glance.detail.as_str());
            ground.cut_short().unwrap_or_else(|| {
                Finding::contradicted(format!("'{how}' said the same in health and under the fault: {said}"), evidence)
            })
        }
        Notice::NotQuietBefore => {
            let before = |glance: &&Glance| glance.answered <= ground.windows.calm;
            match track.glances.iter().rev().find(before) {
                Some(glance) => {
                    let reason = format!("'{how}' said that something was wrong while all was well: {}", glance.detail);
                    Finding::contradicted(reason, vec![glance.n])
                }
                None => Finding::undetermined(format!("'{how}' was not asked before the fault"), Vec::new()),
            }
        }
        Notice::TooEarly => {
            let reason = format!("'{how}' was not over before the recovery began");
            Finding::undetermined(reason, ground.windows.held_by.clone())
        }
        Notice::WithRecovery(evidence) => {
            Finding::undetermined(format!("'{how}' noticed just as the recovery began"), evidence)
        }
    }
}

/// "A detector of this kind notices."
pub(super) fn judge(ground: &Ground<'_>, kind: DetectorKind) -> Finding {
    let tracks = eligible(ground, kind);
    if tracks.is_empty() {
        let targets = list(&ground.header.targets);
        let reason = format!("no detector of the kind {kind} watches {targets} or anything that fell with it");
        return Finding::undetermined(reason, ground.windows.held_by.clone());
    }
    let (mut doubt, mut quiet, mut looks) = (Vec::new(), Vec::new(), Vec::new());
    let mut first: Option<(Moment, String, Vec<u64>)> = None;
    for track in tracks {
        let name = &track.info.name;
        match notice(ground, track) {
            Notice::At(window, evidence) => {
                let said = format!("{name} noticed {} ({})", when(ground, window), track.info.settings);
                if first.as_ref().is_none_or(|(at, ..)| window.1 < *at) {
                    first = Some((window.1, said, evidence));
                }
            }
            Notice::NotQuietBefore => doubt.push(format!("{name} was not seen quiet before the fault")),
            Notice::TooEarly => doubt.push(format!("{name} was not asked late enough after the fault to know")),
            Notice::WithRecovery(evidence) => {
                doubt.push(format!("{name} noticed just as the recovery began, too close to tell which was first"));
                looks.extend(evidence);
            }
            Notice::Quiet(evidence) => {
                quiet.push(name.clone());
                looks.extend(evidence);
            }
        }
    }
    if let Some((_, reason, evidence)) = first {
        return Finding::confirmed(reason, evidence);
    }
    if !doubt.is_empty() {
        return Finding::undetermined(doubt.join("; "), looks);
    }
    let lasted = ground.windows.recover.since(ground.windows.hold);
    ground.cut_short().unwrap_or_else(|| {
        Finding::contradicted(format!("{} stayed quiet for {lasted} after the fault", list(&quiet)), looks)
    })
}
