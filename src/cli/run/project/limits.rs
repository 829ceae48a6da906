//! What cannot be seen or run in a project, found without touching it.

use super::ways;
use crate::droplet::ShimCall;
use crate::pack::{Detector, DetectorHow, Pack, Profile};
use crate::plan::{self, Limits, StackPlan};
use crate::stack::Survey;
use crate::timeline::ProbeInfo;
use crate::world::docker::no_look;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What cannot be seen or run.
pub fn of(survey: &Survey, pack: &Pack, stack: &StackPlan, droplet: bool) -> Limits {
    let ways = Arc::new(ways(survey, pack));
    let unread = |line: &str| if droplet { None } else { unread(survey, line) };
    let unasked = |detector: &Detector| match &detector.how {
        DetectorHow::Command { line, .. } => unread(line),
        DetectorHow::Alert { at, .. } => ways.no_way_to(at).map(|why| why.to_string()),
    };
    let probes = plan::probes(pack, &stack.profile);
    let no_way = |info: &ProbeInfo| Some((info.name.clone(), no_look(&ways, pack, info, droplet)?));
    let commands = stack.drills.iter().flat_map(|drill| &drill.commands);
    let watched: BTreeSet<_> =
        stack.drills.iter().flat_map(|drill| &drill.detectors).map(|detector| &detector.name).collect();
    let detectors = pack.detectors.iter().filter(|detector| watched.contains(&detector.name));
    Limits {
        probes: probes.iter().filter_map(no_way).collect(),
        detectors: detectors.filter_map(|one| Some((one.name.clone(), unasked(one)?))).collect(),
        commands: commands.filter_map(|line| Some((line.clone(), unread(line)?))).collect(),
    }
}

/// Everything that can be looked at.
pub fn seen(pack: &Pack, profile: &Profile, limits: &Limits) -> Vec<ProbeInfo> {
    let mut all = plan::probes(pack, profile);
    all.retain(|probe| !limits.probes.contains_key(&probe.name));
    all
}

/// Why firedrill cannot do what a line says, where it cannot.
fn unread(survey: &Survey, line: &str) -> Option<String> {
    let call = match ShimCall::read_line(line) {
        Ok(call) => call,
        Err(refusal) => return Some(refusal.text),
    };
    let stranger = call.names().iter().find(|name| survey.named(name.as_str()).is_none())?;
    Some(format!("no container of project {} that the pack knows is called {stranger}", survey.name))
}
