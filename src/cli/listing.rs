//! `list`, `validate` and `plan`: what a pack has, whether it is right, and what a run of it would
//! do.

use super::args::{Common, Format, PlanArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::packs;
use crate::droplet::{RefusedBy, ShimCall};
use crate::pack::{self, NoCompose, Pack};
use crate::plan::{self, Choice, Plan, PlanError, Shard};
use crate::report;
use std::path::Path;

/// `firedrill list`
pub fn list(common: &Common, console: &Console) -> Result<Status, Failure> {
    let mut pack = packs::load(common.pack.as_deref(), console)?;
    check_profiles(&pack, common)?;
    pack.scenarios.retain_mut(|scenario| is_drilled_in(scenario, common));
    if console.format == Format::Json {
        let scenario = |scenario: &pack::Scenario| {
            serde_json::json!({
                "id": scenario.id, "title": scenario.title, "line": scenario.line,
                "profiles": scenario.profiles, "fault": scenario.fault.to_string(),
            })
        };
        console.json(&pack.scenarios.iter().map(scenario).collect::<Vec<_>>());
        return Ok(Status::Good);
    }
    console.result(&report::show::scenarios(&pack, console.layout()));
    Ok(Status::Good)
}

/// `firedrill validate`
pub fn validate(
    path: Option<&Path>,
    common: &Common,
    console: &Console,
) -> Result<Status, Failure> {
    let files = packs::files(path.or(common.pack.as_deref()))?;
    let (mut problems, pack) = match pack::read_with(&files, Some(refusal)) {
        Ok(pack) => {
            let drift = pack.drift.iter().map(|drift| drift.problem.clone());
            (drift.chain(pack.warnings.iter().cloned()).collect::<Vec<_>>(), Some(pack))
        }
        Err(problems) => (problems, None),
    };
    // A line that several scenarios rest on moved once.
    problems.dedup();
    if console.format == Format::Json {
        let problem = |problem: &pack::Problem| {
            serde_json::json!({
                "kind": problem.kind.to_string(), "file": problem.file, "line": problem.line, "column": problem.column,
                "message": problem.message, "hint": problem.hint,
            })
        };
        console.json(
            &serde_json::json!({ "problems": problems.iter().map(problem).collect::<Vec<_>>() }),
        );
    } else if !problems.is_empty() {
        console.result(&pack::render(&problems, console.colour));
    }
    match pack {
        // A warning is for whoever reads it: the pack is right.
        Some(pack) if pack.drift.is_empty() => {
            if console.format == Format::Human {
                console.plain(&format!("{}\n", summary(&pack)));
            }
            Ok(Status::Good)
        }
        // Only words that moved: the pack can be used, and is red all the same until somebody
        // looked at it.
        Some(_) => Ok(Status::Red),
        None => Ok(Status::Wrong),
    }
}

/// Why firedrill's own `docker` does not let a call through.
fn refusal(call: &[String]) -> Option<String> {
    // What Docker would refuse too is the document's own mistake, and found out by drilling.
    let refusal =
        ShimCall::parse(call).err().filter(|refusal| refusal.by == RefusedBy::Firedrill)?;
    Some(refusal.text)
}

fn summary(pack: &Pack) -> String {
    let count = |number: usize, one: &str| match number {
        1 => format!("1 {one}"),
        several => format!("{several} {one}s"),
    };
    let parts = [
        count(pack.scenarios.len(), "scenario"),
        count(pack.services.len(), "service"),
        count(pack.journeys.len(), "journey"),
        count(pack.profiles.len(), "profile"),
    ];
    let mut text = vec![format!(
        "{} is valid: {}, against {}",
        pack.name,
        parts.join(", "),
        pack.document.path
    )];
    if pack.compose_file.is_none() {
        text.push("it names no Compose file, so no stack to drill".to_owned());
    }
    if !pack.not_drilled.is_empty() {
        text.push(format!("{} not drilled", count(pack.not_drilled.len(), "failure")));
    }
    if let (Some(first), Some(last)) = (pack.moved.first(), pack.moved.last()) {
        let moved = count(pack.moved.len(), "line");
        let range = |from: u32, to: u32| {
            if from == to { format!("line {from}") } else { format!("lines {from} to {to}") }
        };
        let (was, is) = (range(first.0, last.0), range(first.1, last.1));
        text.push(format!("{moved} moved with the document, from {was} to {is}"));
    }
    if !pack.warnings.is_empty() {
        text.push(count(pack.warnings.len(), "warning"));
    }
    text.join("; ")
}

/// `firedrill plan`
pub fn plan(args: &PlanArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let pack = packs::load(common.pack.as_deref(), console)?;
    let pack = if args.all { pack::with_tables(pack) } else { pack };
    let plan = part(planned(&pack, &args.scenarios, common)?, args.shard)?;
    if pack.compose_file.is_none() {
        console.voice.say(&format!("this is not to be run yet: {}", NoCompose::Unnamed));
    }
    if console.format == Format::Human {
        console.plain(&plan.to_string());
    } else {
        console.json(&plan::as_json(&plan));
    }
    Ok(Status::Good)
}

/// A profile that the pack does not have is told with those that it has.
pub fn check_profiles(pack: &Pack, common: &Common) -> Result<(), Failure> {
    let known = || pack.profiles.iter().map(|profile| profile.name.to_string());
    match common.profiles.iter().find(|wanted| known().all(|name| name != **wanted)) {
        Some(wanted) => Err(unplanned(&PlanError::UnknownProfile {
            wanted: wanted.clone(),
            known: known().collect(),
        })),
        None => Ok(()),
    }
}

/// Whether the scenario is drilled in one of the profiles chosen; then the others are left out of
/// it.
pub fn is_drilled_in(scenario: &mut pack::Scenario, common: &Common) -> bool {
    scenario.profiles.retain(|name| common.chooses(name));
    !scenario.profiles.is_empty()
}

/// Plans what was chosen, whole.
pub fn planned(pack: &Pack, scenarios: &[String], common: &Common) -> Result<Plan, Failure> {
    let choice = Choice { scenarios: scenarios.to_vec(), profiles: common.profiles.clone() };
    plan::plan(pack, &choice).map_err(|error| unplanned(&error))
}

/// A part of a plan, or all of it.
pub fn part(plan: Plan, shard: Option<Shard>) -> Result<Plan, Failure> {
    let Some(shard) = shard else { return Ok(plan) };
    shard.of(&plan).map_err(|error| {
        Failure::new(Status::Wrong, error)
            .hint("`firedrill plan` shows the drills; split them into fewer parts")
    })
}

/// Why nothing can be planned, with what to do.
pub fn unplanned(error: &PlanError) -> Failure {
    let hint = match error {
        PlanError::UnknownScenario { .. } => "`firedrill list` shows the scenarios",
        PlanError::UnknownProfile { .. } => "name one of these with --profile",
        PlanError::Nothing => "`firedrill list` shows which scenario is drilled in which profiles",
    };
    Failure::new(Status::Wrong, error).hint(hint)
}
