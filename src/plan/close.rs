//! Which probes are looked through more often around the fault and the recovery, and how often.
//! Pure.

use crate::pack::{Claim, Pack};
use crate::timeline::{Phase, ProbeInfo, ProbeSubject};
use crate::words::{Impact, ProbeName, ServiceName, Span};

/// A probe that is looked through more often for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Which.
    pub probe: ProbeName,
    /// How often then.
    pub every: Span,
    /// From this phase on: around the fault and the recovery, or around the recovery only.
    pub from: Phase,
}

/// Who suffers first. It costs the machine that is being measured.
const USUALLY: Span = Span::millis(8);

/// The targets themselves, whose recovery is to be known to less than 10 ms: the time between two
/// looks, and what the second takes to be answered.
const TARGETS: Span = Span::millis(5);

/// What takes a processor a millisecond and more, so that more of it would be in the way of who is
/// to come back. A login is proven by thousands of hashes on either side (RFC 7677 asks for at
/// least 4096); for a process, all of them are looked at.
const COSTLY: Span = Span::millis(25);

/// Of more targets than this none is looked at more often: the machine has to start them all.
const FEW: usize = 3;

/// The direct probes of the targets and of what depends on them directly, and, when they are to
/// come back, the journeys that are said to be out. A probe that looks less often than usual costs
/// the stack something, so that its pack says how often it may.
pub fn close(
    pack: &Pack,
    targets: &[ServiceName],
    probes: &[ProbeInfo],
    claims: &[Claim],
) -> Vec<Close> {
    if targets.len() > FEW {
        return Vec::new();
    }
    let depends = |service: &ServiceName| {
        targets.iter().any(|target| {
            pack.topology.needed_by(target).any(|dependency| dependency.from == *service)
        })
    };
    let closer = |probe: &ProbeInfo| {
        let (from, at_most) = match &probe.subject {
            ProbeSubject::Journey(_) if goes(claims, &probe.name) => (Phase::Recover, USUALLY),
            ProbeSubject::Service(_)
                if probe.resolution > Span::ZERO || probe.every > super::USUAL =>
            {
                return None;
            }
            ProbeSubject::Service(service) if targets.contains(service) => (Phase::Inject, TARGETS),
            ProbeSubject::Service(service) if depends(service) => (Phase::Inject, USUALLY),
            _ => return None,
        };
        let every = if costs_much(pack, probe) { COSTLY } else { at_most };
        Some(Close { probe: probe.name.clone(), every: every.min(probe.every), from })
    };
    probes.iter().filter_map(closer).collect()
}

fn goes(claims: &[Claim], journey: &ProbeName) -> bool {
    let mut impacts = claims.iter().filter_map(|claim| claim.as_kind().impact());
    impacts.any(|(named, expected)| {
        expected == Impact::Outage && ProbeName::of_journey(named) == *journey
    })
}

fn costs_much(pack: &Pack, probe: &ProbeInfo) -> bool {
    let ProbeSubject::Service(service) = &probe.subject else { return false };
    let mut probes = pack.service(service).into_iter().flat_map(crate::pack::Service::probes);
    probes.any(|(aspect, one)| aspect == probe.aspect && one.look.as_kind().cost().is_much())
}
