//! Whether somebody watches what a claim says is noticed.

use super::claims::{ClaimContext, Placed};
use crate::pack::claim::Noticing;
use crate::pack::yaml::Mark;
use crate::words::{ProfileName, ServiceName};

/// Nobody could notice where nothing watches: a target, or else what the scenario claims to fall
/// with it. A warning comes before anything falls.
pub fn check(context: &ClaimContext<'_>, placed: &[&Placed]) {
    let targets = context.fault.targets();
    let mut told: Vec<Mark> = Vec::new();
    for claim in placed {
        let (kind, others) = match claim.claim.assertion.as_kind().noticing() {
            Some(Noticing::Fault { by, .. }) => (by, cascade_in(&claim.profile, placed)),
            Some(Noticing::Approach { by }) => (by, Vec::new()),
            Some(Noticing::Check(_)) | None => continue,
        };
        let mut kinds = context.detectors.iter().filter(|detector| detector.kind == kind);
        let watched =
            kinds.any(|one| targets.contains(&one.watches) || others.contains(&&one.watches));
        if !targets.is_empty() && !watched && !told.contains(&claim.mark) {
            let names: Vec<&str> = targets.iter().map(ServiceName::as_str).collect();
            let message = format!("no detector of kind '{kind}' watches {}", names.join(" or "));
            context.source.error_with(
                claim.mark,
                message,
                "add one under 'detectors' in pack.yaml",
            );
            told.push(claim.mark);
        }
    }
}

fn cascade_in<'a>(profile: &ProfileName, placed: &[&'a Placed]) -> Vec<&'a ServiceName> {
    let here = placed.iter().copied().filter(|placed| placed.profile == *profile);
    here.filter_map(|placed| placed.claim.assertion.as_kind().cascade())
        .flatten()
        .map(|entry| &entry.service)
        .collect()
}
