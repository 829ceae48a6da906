//! `show`: a scenario with its claims, or what a run found with its evidence.

use super::args::{Common, Format, ShowArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::{listing, packs};
use crate::judge::Drill;
use crate::report;
use crate::storage::{self, REPORT};
use crate::timeline::Timeline;
use crate::words::RunId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// So many of the runs that there are are named.
const RUNS_TOLD: usize = 8;

/// `firedrill show`
pub fn show(args: &ShowArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    match &args.run {
        None => scenario(&args.scenario, common, console),
        Some(run) => findings(args, run, common, console),
    }
}

fn scenario(wanted: &str, common: &Common, console: &Console) -> Result<Status, Failure> {
    let pack = packs::load(common.pack.as_deref(), console)?;
    listing::check_profiles(&pack, common)?;
    let Some(mut scenario) =
        pack.scenarios.iter().find(|scenario| scenario.id.as_str() == wanted).cloned()
    else {
        let known: Vec<&str> = pack.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        let message = format!("the pack has no scenario '{wanted}'; it has {}", known.join(", "));
        return Err(
            Failure::new(Status::Wrong, message).hint("`firedrill list` shows the scenarios")
        );
    };
    if !listing::is_drilled_in(&mut scenario, common) {
        let message = format!("{wanted} is not drilled in {}", common.profiles.join(", "));
        return Err(Failure::new(Status::Wrong, message)
            .hint("`firedrill list` shows which scenario is drilled in which"));
    }
    if console.format == Format::Json {
        let claims: Vec<_> =
            scenario.profiles.iter().flat_map(|profile| scenario.claims_in(profile)).collect();
        console.json(&serde_json::json!({
            "id": scenario.id, "title": scenario.title, "line": scenario.line, "file": scenario.file,
            "fault": scenario.fault.to_string(), "profiles": scenario.profiles, "claims": claims,
        }));
    } else {
        console.result(&report::show::scenario(&pack, &scenario, console.layout()));
    }
    Ok(Status::Good)
}

fn findings(
    args: &ShowArgs,
    run: &RunId,
    common: &Common,
    console: &Console,
) -> Result<Status, Failure> {
    let folder = common.report_dir.join(run.as_str());
    let path = folder.join(REPORT);
    if !path.exists() {
        return Err(no_such_run(&path, &common.report_dir));
    }
    let found = storage::report(&folder)?;
    let drills: Vec<&Drill> = found
        .drills
        .iter()
        .filter(|drill| drill.id.as_str() == args.scenario)
        .filter(|drill| common.chooses(&drill.profile))
        .collect();
    if drills.is_empty() {
        let has: Vec<String> =
            found.drills.iter().map(|drill| format!("{} ({})", drill.id, drill.profile)).collect();
        let chosen = if common.profiles.is_empty() { "" } else { " in the profiles chosen" };
        let message = format!("run {run} has no drill of '{}'{chosen}", args.scenario);
        return Err(Failure::new(Status::Wrong, message).hint(format!("it has {}", has.join(", "))));
    }
    let wanted = args.claim.as_deref();
    let (mut any, mut texts) = (false, Vec::new());
    for drill in &drills {
        let timelines = timelines(drill, wanted, &folder);
        let of = |repeat| timelines.get(&repeat);
        let (text, has_it) = report::show::findings(drill, of, wanted, console.layout());
        any |= has_it;
        if has_it {
            texts.push(text);
        }
    }
    if !any {
        let ids: Vec<&str> =
            drills.iter().flat_map(|drill| &drill.claims).map(|claim| claim.id.as_str()).collect();
        let message = format!("no claim there is called '{}'", wanted.unwrap_or_default());
        return Err(
            Failure::new(Status::Wrong, message).hint(format!("there are {}", ids.join(", ")))
        );
    }
    if console.format == Format::Human {
        console.result(&(report::show::simulated(&found.engine) + &texts.join("\n")));
    } else {
        console.json(&drills);
    }
    Ok(Status::Good)
}

/// The timelines of the repeats that the wanted claims are of. The findings are worth showing
/// without the events too, if one is gone.
fn timelines(drill: &Drill, wanted: Option<&str>, folder: &Path) -> BTreeMap<u32, Timeline> {
    let wanted =
        drill.claims.iter().filter(|claim| wanted.is_none_or(|wanted| claim.id.matches(wanted)));
    let repeats: BTreeSet<u32> = wanted.map(|claim| claim.repeat).collect();
    let name = |repeat: u32| match usize::try_from(repeat).ok()?.checked_sub(1)? {
        // Reports of before there were repeats name one file only.
        0 => drill.timeline.as_ref(),
        later => drill.timelines.get(later),
    };
    repeats
        .into_iter()
        .filter_map(|repeat| Some((repeat, storage::timeline(&folder.join(name(repeat)?)).ok()?)))
        .collect()
}

/// A run that is not there is told with those that are, the newest first.
fn no_such_run(path: &Path, folder: &Path) -> Failure {
    let runs = storage::runs_in(folder);
    let hint = match runs.as_slice() {
        [] => format!(
            "there is no run in {}; name another folder with --report-dir DIR",
            folder.display()
        ),
        runs => {
            let more = if runs.len() > RUNS_TOLD { ", and older ones" } else { "" };
            let told: Vec<&str> = runs.iter().take(RUNS_TOLD).map(RunId::as_str).collect();
            format!(
                "there are {}{more}; name another folder with --report-dir DIR",
                told.join(", ")
            )
        }
    };
    Failure::new(Status::Wrong, format!("there is no {}", path.display())).hint(hint)
}
