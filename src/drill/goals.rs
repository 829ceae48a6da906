//! What a phase waits for, read off what was observed so far.

use crate::judge::{Observed, Unwell};
use crate::plan::DrillPlan;
use crate::timeline::{Assertion, Claim, ProbeSubject};
use crate::words::{DetectorKind, JourneyName, Moment, ServiceName, Span};

/// Whether every probe has been well, and every detector quiet, for `hold`.
pub fn all_well(observed: &Observed, hold: Span, now: Moment) -> bool {
    // A detector is asked once a second or so: one look that found it quiet is enough.
    observed.all_stay_well(hold, now) && observed.quiet_since().is_some()
}

/// What is not well, in words; what merely was not well for long enough stands for itself.
pub fn amiss(observed: &Observed) -> Vec<String> {
    let words = |unwell: Unwell| format!("{} ({})", unwell.who, unwell.symptom);
    let names: Vec<String> = observed.unwell().into_iter().map(words).collect();
    if names.is_empty() { vec!["it did not stay well".to_owned()] } else { names }
}

/// Whether each claim that says that something happens has been seen to be so, and there is enough to judge the rest.
pub fn all_seen(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    let in_reach = |claim: &&Claim| plan.out_of_reach.iter().all(|out| out.claim != claim.id);
    plan.claims.iter().filter(in_reach).all(|claim| observed.is_seen(&claim.assertion, since))
}

/// Whether all that the recovery is judged by has been back for `hold`: what users get from the targets and the services of
/// cascade claims, and the journeys of impact claims.
pub fn all_back(plan: &DrillPlan, observed: &Observed, hold: Span, now: Moment) -> bool {
    plan.probes.iter().all(|probe| match &probe.subject {
        ProbeSubject::Service(service) => !is_claimed(plan, service) || observed.serves_again(service, hold, now),
        ProbeSubject::Journey(journey) => !has_an_impact(plan, journey) || observed.goes_again(journey, hold, now),
    })
}

/// Whether every detector that is claimed to warn has noticed, looked at `since` or later.
pub fn warned(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    warning(plan).all(|kind| observed.kind_noticed(kind, since))
}

/// Whether every detector that is claimed to warn was looked at so late after `since` that it would have noticed.
pub fn would_have_warned(plan: &DrillPlan, observed: &Observed, since: Moment) -> bool {
    warning(plan).all(|kind| observed.kind_was_asked(kind, since))
}

fn warning(plan: &DrillPlan) -> impl Iterator<Item = DetectorKind> {
    plan.claims.iter().filter_map(|claim| match claim.assertion {
        Assertion::Warned { detector, .. } => Some(detector),
        _ => None,
    })
}

fn is_claimed(plan: &DrillPlan, service: &ServiceName) -> bool {
    let named = || plan.claims.iter().any(|claim| claim.assertion.is_cascade_with(service));
    plan.fault.targets().contains(service) || named()
}

fn has_an_impact(plan: &DrillPlan, journey: &JourneyName) -> bool {
    plan.claims.iter().any(|claim| claim.assertion.is_impact_of(journey))
}
