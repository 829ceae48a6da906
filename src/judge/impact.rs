//! How a journey fared.

use super::observed::ENOUGH;
use super::track::{Look, SILENT_FOR};
use crate::timeline::Thresholds;
use crate::words::Impact;

/// How a journey fared by these looks; none where they are too few to say. More failures never make it better.
pub(super) fn of(looks: &[Look], thresholds: &Thresholds) -> Option<Impact> {
    if looks.len() < ENOUGH {
        return None;
    }
    let failed = looks.iter().filter(|look| look.is_failed()).count();
    let succeeded = (looks.len() - failed) as f64 / looks.len() as f64;
    let amiss = looks.iter().filter(|look| !look.is_ok());
    let lasted = match (amiss.clone().map(|look| look.sent).min(), amiss.clone().map(|look| look.answered).max()) {
        (Some(first), Some(last)) => last.since(first),
        _ => return Some(Impact::None),
    };
    // Silence alone must last as long as that of a service.
    let silent = amiss.clone().all(|look| !look.is_definite());
    let over = if silent { thresholds.degraded_over.max(SILENT_FOR) } else { thresholds.degraded_over };
    let often = amiss.count() >= thresholds.degraded_failures as usize;
    Some(if succeeded < thresholds.outage_below {
        Impact::Outage
    } else if often && lasted >= over {
        Impact::Degraded
    } else {
        Impact::None
    })
}

/// Whether a symptom speaks of this fallback.
pub(super) fn mentions(symptom: &str, fallback: &str) -> bool {
    symptom.to_lowercase().contains(&fallback.to_lowercase())
}
