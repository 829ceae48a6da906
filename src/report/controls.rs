//! Whether it was tried what heals without the recovery: said by every report.

use super::Run;
use super::layout::count;
use crate::judge::Drill;
use crate::words::RunId;
use std::collections::BTreeSet;

/// Of one drill.
pub(super) fn of(drill: &Drill) -> String {
    let Some(control) = &drill.recovery.control else { return "none".to_owned() };
    let healed: Vec<String> =
        control.healed.iter().map(|one| format!("{} after {}", one.service, one.after)).collect();
    let heals = if healed.is_empty() {
        "nothing healed".to_owned()
    } else {
        format!("healed: {}", healed.join("; "))
    };
    format!("{} without the recovery, {heals} (run {})", control.withheld, control.run)
}

/// In one sentence: how many recoveries were held against a control, and which were not.
pub(super) fn told(run: &Run) -> String {
    let recovers = |drill: &&Drill| !drill.recovery.commands.is_empty() && drill.injected;
    let all = || run.drills.iter().filter(recovers);
    let with: Vec<&Drill> = all().filter(|drill| drill.recovery.control.is_some()).collect();
    let healed: Vec<String> = with
        .iter()
        .filter(|drill| {
            drill.recovery.control.as_ref().is_some_and(|control| !control.healed.is_empty())
        })
        .map(|drill| format!("{}, {}", drill.id, drill.profile))
        .collect();
    let runs: BTreeSet<_> = with
        .iter()
        .filter_map(|drill| drill.recovery.control.as_ref())
        .map(|one| &one.run)
        .collect();
    let earlier =
        runs.into_iter().filter(|other| **other != run.run).map(RunId::as_str).collect::<Vec<_>>();
    let earlier = match earlier.as_slice() {
        [] => String::new(),
        runs => format!(" (tried in run {})", runs.join(" and ")),
    };
    let heals = match healed.as_slice() {
        [] => "nothing healed by itself".to_owned(),
        some => format!("these healed by themselves: {}", some.join("; ")),
    };
    match (with.len(), all().count()) {
        (0, 0) => "control: no recovery was drilled".to_owned(),
        (0, _) => {
            "control: none; it was not tried what heals without the recovery (--control)".to_owned()
        }
        (some, all) if some == all => {
            format!("control: without the recovery, {heals}, in {}{earlier}", count(all, "drill"))
        }
        (some, all) => {
            let left = all - some;
            format!(
                "control: without the recovery, {heals}, in {some} of {all} drills{earlier}; not \
                 tried in {left}"
            )
        }
    }
}
