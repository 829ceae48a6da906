//! Which drill is held against which.

use super::Side;
use crate::judge::Drill;
use crate::report::Planned;

/// The drills of two sides.
pub(super) struct Pairs<'a> {
    pub both: Vec<(&'a Drill, &'a Drill)>,
    pub only_old: Vec<Planned>,
    pub only_new: Vec<Planned>,
}

/// By scenario and profile; by scenario alone where each side is one profile.
pub(super) fn of<'a>(old: Side<'a>, new: Side<'a>) -> Pairs<'a> {
    let across = old.profile.is_some() && new.profile.is_some();
    let alike =
        |one: &Drill, other: &Drill| one.id == other.id && (across || one.profile == other.profile);
    let (before, now) = (drills(old), drills(new));
    let named = |drill: &&Drill| Planned { id: drill.id.clone(), profile: drill.profile.clone() };
    let alone = |these: &[&Drill], those: &[&Drill]| {
        these
            .iter()
            .filter(|drill| !those.iter().any(|other| alike(drill, other)))
            .map(named)
            .collect()
    };
    let partner =
        |drill: &&'a Drill| Some((*before.iter().find(|other| alike(other, drill))?, *drill));
    Pairs {
        both: now.iter().filter_map(partner).collect(),
        only_old: alone(&before, &now),
        only_new: alone(&now, &before),
    }
}

fn drills(side: Side<'_>) -> Vec<&Drill> {
    side.run
        .drills
        .iter()
        .filter(|drill| side.profile.is_none_or(|profile| drill.profile == *profile))
        .collect()
}
