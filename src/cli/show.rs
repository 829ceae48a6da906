//! `show` and `judge`: a scenario with its claims, what a run found with its evidence, a timeline judged again.

use super::args::{Common, Format, ShowArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::packs;
use crate::judge::{self, Drill};
use crate::report;
use crate::timeline::Timeline;
use crate::words::{RunId, Verdict};
use std::path::Path;

/// `firedrill show`
pub fn show(args: &ShowArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    match &args.run {
        None => scenario(&args.scenario, common, console),
        Some(run) => findings(args, run, common, console),
    }
}

fn scenario(wanted: &str, common: &Common, console: &Console) -> Result<Status, Failure> {
    let pack = packs::load(common.pack.as_deref(), console)?;
    let Some(scenario) = pack.scenarios.iter().find(|scenario| scenario.id.as_str() == wanted) else {
        let known: Vec<&str> = pack.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        let message = format!("the pack has no scenario '{wanted}'; it has {}", known.join(", "));
        return Err(Failure::new(Status::Wrong, message).hint("`firedrill list` shows the scenarios"));
    };
    if console.format == Format::Json {
        let claims: Vec<_> = scenario.profiles.iter().flat_map(|profile| scenario.claims_in(profile)).collect();
        console.json(&serde_json::json!({
            "id": scenario.id, "title": scenario.title, "line": scenario.line, "file": scenario.file,
            "fault": scenario.fault.to_string(), "profiles": scenario.profiles, "claims": claims,
        }));
    } else {
        console.result(&report::show::scenario(&pack, scenario, console.layout()));
    }
    Ok(Status::Good)
}

fn findings(args: &ShowArgs, run: &RunId, common: &Common, console: &Console) -> Result<Status, Failure> {
    let folder = common.report_dir.join(run.as_str());
    let path = folder.join("report.json");
    let found = report::json::read(&text(&path)?)
        .map_err(|error| Failure::new(Status::Wrong, format!("{} cannot be read: {error}", path.display())))?;
    let in_profile = |drill: &&Drill| {
        common.profiles.is_empty() || common.profiles.iter().any(|profile| profile == drill.profile.as_str())
    };
    let drills: Vec<&Drill> =
        found.drills.iter().filter(|drill| drill.id.as_str() == args.scenario).filter(in_profile).collect();
    if drills.is_empty() {
        let message = format!("run {run} has no drill of '{}' in the profiles chosen", args.scenario);
        return Err(Failure::new(Status::Wrong, message).hint(format!("{} has its drills", path.display())));
    }
    let wanted = args.claim.as_deref();
    let (mut any, mut texts) = (false, Vec::new());
    for drill in &drills {
        // The findings are worth showing without the events too, if the timeline is gone.
        let timeline = drill.timeline.as_ref().and_then(|name| read(&folder.join(name)).ok());
        let (text, has_it) = report::show::findings(drill, timeline.as_ref(), wanted, console.layout());
        any |= has_it;
        if has_it {
            texts.push(text);
        }
    }
    if !any {
        let ids: Vec<&str> = drills.iter().flat_map(|drill| &drill.claims).map(|claim| claim.id.as_str()).collect();
        let message = format!("no claim there is called '{}'", wanted.unwrap_or_default());
        return Err(Failure::new(Status::Wrong, message).hint(format!("there are {}", ids.join(", "))));
    }
    match console.format {
        Format::Json => console.json(&drills),
        Format::Human => console.result(&texts.join("\n")),
    }
    Ok(Status::Good)
}

/// `firedrill judge`
pub fn judge(path: &Path, console: &Console) -> Result<Status, Failure> {
    let timeline = read(path)?;
    let mut drill = judge::judge(&timeline);
    drill.timeline = path.file_name().map(|name| name.to_string_lossy().into_owned());
    if timeline.cut_off {
        console.voice.say("the timeline was cut off, as by a crash; it is judged as far as it goes");
    }
    match console.format {
        Format::Json => console.json(&drill),
        Format::Human => console.result(&report::show::findings(&drill, Some(&timeline), None, console.layout()).0),
    }
    Ok(if drill.verdict == Verdict::Confirmed { Status::Good } else { Status::Red })
}

fn read(path: &Path) -> Result<Timeline, Failure> {
    Timeline::read(&text(path)?).map_err(|damage| {
        Failure::new(Status::Wrong, format!("{} is damaged: {damage}", path.display()))
            .hint("a timeline is the .jsonl file of a drill in the report folder")
    })
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::new(Status::Wrong, format!("cannot read {}: {error}", path.display()))
            .hint("runs leave their files in the report folder; name another one with --report-dir DIR")
    })
}
