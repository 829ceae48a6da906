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
    /// The run, and that it was a rehearsal where it was.
    pub run: String,
}

/// What one drill measured of a service, and whether it was in the profile that is asked for.
struct Seen {
    own: bool,
    notice: Option<Span>,
    repair: Option<Span>,
}

/// By service, of all drills that broke it: the mean of those in this profile, or where there are
/// none, in any. Services that the run broke in no drill are not in it.
pub fn measured(run: &Run, pack: &Pack, profile: &ProfileName) -> BTreeMap<ServiceName, Times> {
    let mut found: BTreeMap<ServiceName, Vec<Seen>> = BTreeMap::new();
    for drill in run.drills.iter().filter(|drill| drill.injected) {
        let scenario = pack.scenarios.iter().find(|scenario| scenario.id == drill.id);
        for target in scenario.into_iter().flat_map(|scenario| scenario.fault.targets()) {
            let watches = |name: &DetectorName| {
                pack.detectors.iter().any(|one| one.name == *name && one.watches == *target)
            };
            let noticed =
                drill.detection.iter().filter(|one| one.detected && watches(&one.detector));
            let back = drill.recovery.by_service.get(target);
            found.entry(target.clone()).or_default().push(Seen {
                own: drill.profile == *profile,
                notice: noticed.filter_map(|one| Some(one.after?.value)).min(),
                repair: back.and_then(|back| Some(back.after?.value)),
            });
        }
    }
    let rehearsed = if run.is_simulated() { ", a rehearsal" } else { "" };
    let times = |all: &[Seen]| {
        let own = all.iter().any(|one| one.own);
        let of = |pick: fn(&Seen) -> Option<Span>| {
            mean(all.iter().filter(|one| one.own || !own).filter_map(pick))
        };
        let run = format!("{}{rehearsed}", run.run);
        Times { notice: of(|one| one.notice), repair: of(|one| one.repair), run }
    };
    found.into_iter().map(|(service, all)| (service, times(&all))).collect()
}

fn mean(spans: impl Iterator<Item = Span>) -> Option<Span> {
    let (mut sum, mut count) = (Span::ZERO, 0_u64);
    for span in spans {
        (sum, count) = (sum + span, count + 1);
    }
    (count > 0).then(|| Span::micros(sum.as_micros() / count))
}
