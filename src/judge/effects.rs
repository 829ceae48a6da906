//! What else happened, that is neither a service's fall nor a journey's fare: what became of logs and disks, and what the
//! document does not know of.

use super::findings::EffectFound;
use super::ground::Ground;
use super::track::{Spell, Track};
use crate::timeline::ProbeSubject;
use crate::words::Measured;

/// The report's entries.
pub(super) fn found(ground: &Ground<'_>) -> Vec<EffectFound> {
    let mut effects = Vec::new();
    effects.extend(short_silences(ground));
    effects
}

/// Who gave no answer for a moment, while the fault was observed: too short to be a fall, and not nothing. One that fell
/// has been told of.
fn short_silences(ground: &Ground<'_>) -> Vec<EffectFound> {
    let windows = &ground.windows;
    let here = |spell: &Spell| {
        let begun = spell.begin.first.answered;
        begun > windows.fault.0 && begun <= windows.recover && spell.end.is_some()
    };
    let fell = |track: &Track| match &track.info.subject {
        ProbeSubject::Service(service) => {
            ground.is_target(service) || ground.fate(service).is_some_and(|fate| fate.fell.is_some())
        }
        ProbeSubject::Journey(_) => false,
    };
    let of = |track: &Track| -> Option<EffectFound> {
        let longest = track.silences(windows.end).into_iter().filter(here).max_by_key(|spell| spell.lasted)?;
        let what = track.info.subject.to_string();
        Some(EffectFound {
            text: format!("{what} gave no answer for {}, and then did again", longest.lasted),
            what,
            documented: false,
            after: Some(Measured::between(windows.fault, longest.begin.window())),
            evidence: longest.begin.evidence().into_iter().chain(longest.end.map(|end| end.first.n)).collect(),
        })
    };
    let mut told: Vec<EffectFound> = Vec::new();
    for effect in ground.observed.tracks.iter().filter(|track| !fell(track)).filter_map(of) {
        if told.iter().all(|other| other.what != effect.what) {
            told.push(effect);
        }
    }
    told
}
