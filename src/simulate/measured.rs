//! What a run measured of the time until a failure is noticed, and of the time until it is repaired.

use crate::pack::Pack;
use crate::report::Run;
use crate::words::{DetectorName, ProfileName, ServiceName, Span};
use std::collections::BTreeMap;

/// What a run measured of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// Until the first detector that watches it noticed; none where none did.
    pub notice: Option<Span>,
    /// From the start of its recovery until it was back; none where it never was.
    pub repair: Option<Span>,
    /// The run, and whether it was a rehearsal.
    pub run: String,
}

/// By service, of all drills that broke it: the mean of those in this profile, or where there are
/// none, in any. Services that the run broke in no drill are not in it.
pub fn measured(run: &Run, pack: &Pack, profile: &ProfileName) -> BTreeMap<ServiceName, Times> {
    let rehearsed = if run.is_simulated() { ", a rehearsal" } else { "" };
    let mut found: BTreeMap<ServiceName, Vec<(bool, Option<Span>, Option<Span>)>> = BTreeMap::new();
    for drill in run.drills.iter().filter(|drill| drill.injected) {
        let scenario = pack.scenarios.iter().find(|scenario| scenario.id == drill.id);
        for target in scenario.into_iter().flat_map(|scenario| scenario.fault.targets()) {
            let watches = |name: &DetectorName| {
                pack.detectors.iter().any(|one| one.name == *name && one.watches == *target)
            };
            let noticed =
                drill.detection.iter().filter(|one| one.detected && watches(&one.detector));
            let noticed = noticed.filter_map(|one| Some(one.after?.value)).min();
            let back = drill.recovery.by_service.get(target);
            let back = back.and_then(|back| Some(back.after?.value));
            let entry = (drill.profile == *profile, noticed, back);
            found.entry(target.clone()).or_default().push(entry);
        }
    }
    let times = |all: Vec<(bool, Option<Span>, Option<Span>)>| {
        let own = all.iter().any(|one| one.0);
        let of = |pick: fn(&(bool, Option<Span>, Option<Span>)) -> Option<Span>| {
            mean(all.iter().filter(|one| one.0 || !own).filter_map(pick))
        };
        Times {
            notice: of(|one| one.1),
            repair: of(|one| one.2),
            run: format!("{}{rehearsed}", run.run),
        }
    };
    found.into_iter().map(|(service, all)| (service, times(all))).collect()
}

fn mean(spans: impl Iterator<Item = Span>) -> Option<Span> {
    let (mut sum, mut count) = (Span::ZERO, 0_u64);
    for span in spans {
        (sum, count) = (sum + span, count + 1);
    }
    (count > 0).then(|| Span::micros(sum.as_micros() / count))
}
