//! What cannot be seen or run in a project, found without touching it.

use super::ways;
use crate::droplet::ShimCall;
use crate::pack::{Detector, DetectorHow, Pack, Profile, Runs, Service};
use crate::plan::{self, DrillPlan, Limits};
use crate::site::no_look;
use crate::stack::Survey;
use crate::timeline::ProbeInfo;
use crate::words::ServiceName;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What cannot be seen or run.
pub(super) fn of(
    survey: &Survey,
    pack: &Pack,
    profile: &Profile,
    drills: &[DrillPlan],
    droplet: bool,
) -> Limits {
    let ways = Arc::new(ways(survey, pack));
    let unread = |line: &str| if droplet { None } else { unread(survey, line) };
    let unasked = |detector: &Detector| match &detector.how {
        DetectorHow::Command { line, .. } => unread(line),
        DetectorHow::Alert { at, .. } => ways.no_way_to(at).map(|why| why.to_string()),
    };
    let probes = plan::probes(pack, profile);
    let no_way = |info: &ProbeInfo| Some((info.name.clone(), no_look(&ways, pack, info, droplet)?));
    let commands = drills.iter().flat_map(|drill| &drill.commands);
    let watched: BTreeSet<_> =
        drills.iter().flat_map(|drill| &drill.detectors).map(|detector| &detector.name).collect();
    let detectors = pack.detectors.iter().filter(|detector| watched.contains(&detector.name));
    Limits {
        probes: probes.iter().filter_map(no_way).collect(),
        detectors: detectors.filter_map(|one| Some((one.name.clone(), unasked(one)?))).collect(),
        unfrozen: pack
            .services_in(profile)
            .filter_map(|service| unfrozen(survey, service))
            .collect(),
        commands: commands.filter_map(|line| Some((line.clone(), unread(line)?))).collect(),
        droplet: None,
    }
}

/// A service whose container the engine looks into by itself, and why it is not frozen then.
fn unfrozen(survey: &Survey, service: &Service) -> Option<(ServiceName, String)> {
    let Runs::Container(compose) = &service.runs else { return None };
    let guest = survey.members.get(compose.as_str()).filter(|guest| guest.health_check)?;
    let why = format!(
        "{} has a health check, a command that Docker begins in it whenever it is due: one that \
         is frozen as it begins can leave the container beyond Docker's reach",
        guest.name
    );
    Some((service.name.clone(), why))
}

/// Everything that can be looked at.
pub(super) fn seen(pack: &Pack, profile: &Profile, limits: &Limits) -> Vec<ProbeInfo> {
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
    Some(format!(
        "no container of project {} that the pack knows is called {stranger}",
        survey.name
    ))
}
