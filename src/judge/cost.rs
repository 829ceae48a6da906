//! Where a drill's time went, and what watching it cost.

use super::findings::{Budget, LostPrecision, Probing};
use crate::observe::Observed;
use crate::timeline::Phase;
use crate::words::Span;

/// How long each phase took; one that was not reached took no time.
pub(super) fn budget(observed: &Observed) -> Budget {
    let mut budget = Budget::default();
    let ends = observed.phases.iter().skip(1).map(|(_, at, _)| *at).chain([observed.last.1]);
    for ((_, at, phase), end) in observed.phases.iter().zip(ends) {
        let of_phase = match phase {
            Phase::Steady => &mut budget.steady,
            Phase::Approach => &mut budget.approach,
            Phase::Inject => &mut budget.fault,
            Phase::Observe => &mut budget.observe,
            // The fault is watched on while its claims' questions are asked.
            Phase::Watch | Phase::Ask => &mut budget.watch,
            Phase::Recover => &mut budget.recover,
            Phase::Hold => &mut budget.hold,
            Phase::Settle => &mut budget.settle,
            Phase::Control => &mut budget.control,
            Phase::Done => continue,
        };
        *of_phase = *of_phase + end.since(*at);
    }
    budget
}

/// What probing cost over the whole drill; none where it was not told.
pub(super) fn probing(observed: &Observed) -> Option<Probing> {
    let loads = || observed.loads.iter().map(|(_, load)| load);
    let there: f64 = loads().map(|load| load.over.as_secs() * f64::from(load.cores)).sum();
    let part = |used: f64| (used / there).clamp(0.0, 1.0);
    (there > 0.0).then(|| Probing {
        own: part(loads().map(|load| load.own.as_secs()).sum()),
        machine: part(loads().map(|load| load.busy.as_secs()).sum()),
    })
}

/// The looks that a busy machine held up, and the time in which there were none.
pub(super) fn lost_precision(observed: &Observed) -> Option<LostPrecision> {
    let samples = observed.probes.iter().map(|series| series.late).sum();
    let worst = observed.probes.iter().map(|series| series.worst_late).max().unwrap_or(Span::ZERO);
    let unheard =
        observed.stalls.iter().map(|stall| stall.lasted()).fold(Span::ZERO, |all, one| all + one);
    (samples > 0 || unheard > Span::ZERO).then_some(LostPrecision { samples, worst, unheard })
}
