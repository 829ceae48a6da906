//! How much a service suffered, as levels of impact.

use super::{Slowed, now_and_then, slowed, unsure};
use crate::judge::context::JudgeContext;
use crate::judge::findings::Levels;
use crate::judge::services::ServiceOutcome;
use crate::timeline::Falls;
use crate::words::Impact;

/// What was seen of it; none where it cannot be told at all.
pub(in crate::judge) fn level(
    context: &JudgeContext<'_>,
    outcome: &ServiceOutcome,
) -> Option<Levels> {
    if outcome.fell.is_some() {
        return Some(match outcome.falls(context.header.thresholds.outage_below) {
            Some(Falls::Fails) => Levels::only(Impact::Outage),
            Some(Falls::Degrades) => Levels::only(Impact::Degraded),
            Some(Falls::Either) | None => Levels::between(Impact::Degraded, Impact::Outage),
        });
    }
    if unsure(context, outcome).is_some() {
        return None;
    }
    match slowed(context, outcome) {
        Slowed::Surely { .. } => Some(Levels::only(Impact::Degraded)),
        Slowed::Perhaps(_) => Some(Levels::between(Impact::None, Impact::Degraded)),
        Slowed::No if now_and_then(context, outcome).is_some() => {
            Some(Levels::between(Impact::None, Impact::Degraded))
        }
        Slowed::No => Some(Levels::only(Impact::None)),
    }
}
