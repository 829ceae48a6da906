//! What a phase waits for, read off what was observed so far.

use super::{LEAST_OBSERVED, SETTLED_HOLD};
use crate::judge::{enough_for, has_shown, is_watched_for, may_take};
use crate::observe::{ENOUGH, Observed, Unwell};
use crate::pack::Claim;
use crate::pack::claim::{Kind, Noticing, RestsOn, recovers_by_a_tree};
use crate::plan::DrillPlan;
use crate::timeline::ProbeSubject;
use crate::words::{DetectorKind, Impact, JourneyName, Moment, ServiceName, Span};

/// Whether every probe has been well for `hold`, and every detector found quiet, `repeatedly` or in
/// its latest look.
pub fn all_well(observed: &Observed, hold: Span, repeatedly: bool, now: Moment) -> bool {
    observed.all_stay_well(hold, now) && observed.all_quiet(repeatedly)
}

/// What is not well, in words; what merely was not well for long enough stands for itself.
pub fn amiss(observed: &Observed) -> Vec<String> {
    let words = |unwell: Unwell| format!("{} ({})", unwell.who, unwell.symptom);
    let names: Vec<String> = observed.unwell().into_iter().map(words).collect();
    if names.is_empty() { vec!["it did not stay well".to_owned()] } else { names }
}

/// Whether each claim that says that something happens has been seen to be so.
pub fn all_shown(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    in_reach(plan).all(|claim| has_shown(&claim.assertion, observed, since))
}

/// How long it may take until all has shown that is claimed to happen: what the scenario says, or
/// what a claim needs.
pub fn observe_bound(plan: &DrillPlan) -> Span {
    let longest =
        in_reach(plan).filter_map(|claim| may_take(&claim.assertion, &plan.detectors)).max();
    longest.unwrap_or_default().max(plan.bounds.observe)
}

/// For how long after the fault took hold it is watched for what must not happen: as long as the
/// documented outage lasts, within the scenario's bound, and for two turns of the slowest probe.
pub fn watch_for(plan: &DrillPlan) -> Span {
    // Where all is started, nothing is claimed of the time before.
    if plan.early.is_some() {
        return plan.bounds.observe;
    } else if !plan.starts.is_empty() {
        return SETTLED_HOLD;
    }
    if !in_reach(plan).any(|claim| is_watched_for(&claim.assertion)) {
        return LEAST_OBSERVED;
    }
    let documented = plan.claims.iter().find_map(|claim| claim.as_kind().recovery()?.within);
    let outage = documented.unwrap_or(plan.bounds.observe).min(plan.bounds.observe);
    // The second of two looks that each see what is younger than the fault.
    let turns =
        plan.probes.iter().map(|probe| probe.resolution + probe.resolution + probe.every).max();
    outage.max(turns.unwrap_or_default()).max(LEAST_OBSERVED)
}

/// Whether the journeys that must not be amiss were made so often that one that is never amiss can
/// be said to be well, and the others so often that they are judged at all: a request that nobody
/// answers takes as long as it may. Only those are counted on which a claim rests.
pub fn enough_requests(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    let counts = |journey: &JourneyName| {
        let needs = |needed: &RestsOn<'_>| match needed {
            RestsOn::EveryProbe => true,
            RestsOn::Journey(one) => *one == journey,
            _ => false,
        };
        plan.claims.iter().any(|claim| claim.as_kind().rests_on().iter().any(needs))
    };
    let enough = enough_for(observed.degraded_above());
    let made = |journey: &JourneyName| observed.journey_requests(journey, since);
    let may_be_amiss = |journey: &JourneyName| {
        let impacts = plan.claims.iter().filter_map(|claim| claim.as_kind().impact());
        let mut impacts =
            impacts.filter(|(of, _)| *of == journey).map(|(_, expected)| expected).peekable();
        let any =
            |says: fn(&dyn Kind) -> bool| plan.claims.iter().any(|claim| says(claim.as_kind()));
        let excused = any(|claim| claim.leaves_open_who_falls())
            || (any(|claim| claim.harms_somebody())
                && !any(|claim| claim.says_nothing_else_falls()));
        (impacts.peek().is_none() && excused) || impacts.any(|expected| expected != Impact::None)
    };
    plan.probes.iter().all(|probe| match &probe.subject {
        ProbeSubject::Service(_) => true,
        ProbeSubject::Journey(journey) => {
            let needed = if may_be_amiss(journey) { ENOUGH } else { enough };
            !counts(journey) || made(journey) >= needed
        }
    })
}

fn in_reach(plan: &DrillPlan) -> impl Iterator<Item = &Claim> {
    plan.claims.iter().filter(|claim| plan.out_of_reach.iter().all(|out| out.claim != claim.id))
}

/// Whether all that the recovery is judged by has been back for `hold`: what users get from the
/// targets and the services of cascade claims, and the journeys of impact claims; everything where
/// a decision tree is to bring all back.
pub fn all_back(plan: &DrillPlan, observed: &Observed, hold: Span, now: Moment) -> bool {
    plan.probes.iter().all(|probe| match &probe.subject {
        ProbeSubject::Service(service) => {
            !is_claimed(plan, service) || observed.serves_again(service, hold, now)
        }
        ProbeSubject::Journey(journey) => {
            !has_an_impact(plan, journey) || observed.goes_again(journey, hold, now)
        }
    })
}

/// Since when all that the recovery is judged by is back; none while something of it is not.
pub fn back_since(plan: &DrillPlan, observed: &Observed) -> Option<Moment> {
    observed.well_since(|subject| match subject {
        ProbeSubject::Service(service) => is_claimed(plan, service),
        ProbeSubject::Journey(journey) => has_an_impact(plan, journey),
    })
}

/// Whether every target serves again, for `hold`.
pub fn healed(plan: &DrillPlan, observed: &Observed, hold: Span, now: Moment) -> bool {
    plan.fault.targets().iter().all(|target| observed.serves_again(target, hold, now))
}

/// Whether every detector that is claimed to warn has noticed, looked at `since` or later.
pub fn warned(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    warning(plan).all(|kind| observed.kind_noticed(kind, since))
}

/// Whether every detector that is claimed to warn was looked at so late after `since` that it would
/// have noticed.
pub fn would_have_warned(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    warning(plan).all(|kind| observed.kind_was_asked(kind, since))
}

fn warning(plan: &DrillPlan) -> impl Iterator<Item = DetectorKind> {
    plan.claims.iter().filter_map(|claim| match claim.as_kind().noticing() {
        Some(Noticing::Approach { by }) => Some(by),
        Some(Noticing::Fault { .. } | Noticing::Check(_)) | None => None,
    })
}

fn is_claimed(plan: &DrillPlan, service: &ServiceName) -> bool {
    if recovers_by_a_tree(&plan.claims) {
        return true;
    }
    let named = || plan.claims.iter().any(|claim| claim.as_kind().is_cascade_with(service));
    plan.fault.targets().contains(service) || named()
}

fn has_an_impact(plan: &DrillPlan, journey: &JourneyName) -> bool {
    recovers_by_a_tree(&plan.claims)
        || plan.claims.iter().any(|claim| claim.as_kind().is_impact_of(journey))
}
