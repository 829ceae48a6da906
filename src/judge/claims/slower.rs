//! A journey answers slower.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::impact::outcome_of;
use crate::judge::load;
use crate::judge::recovery::Recovered;
use crate::observe::{ENOUGH, Observed};
use crate::pack::claim::Slower;
use crate::timeline::ProbeSubject;
use crate::words::Moment;

impl Check for Slower {
    // The interval of a median is narrow enough to judge by once there are some dozens of answers.
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        observed.journey_requests(&self.journey, since) >= 4 * ENOUGH
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        judged(context, self)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }
}

fn judged(context: &JudgeContext<'_>, claim: &Slower) -> Finding {
    let journey = &claim.journey;
    let outcome = match outcome_of(context, journey) {
        Ok(outcome) => outcome,
        Err(finding) => return finding,
    };
    let Some(slowing) = outcome.slowing() else {
        return Finding::undetermined(
            "no request succeeded that could be timed",
            outcome.deciding(),
        );
    };
    let evidence = slowing.evidence.clone();
    if outcome.succeeded() < ENOUGH || outcome.steady_count < ENOUGH {
        let (now, then) = (outcome.succeeded(), outcome.steady_count);
        let reason =
            format!("too few requests succeeded to compare: {now}, and {then} in the steady state");
        return Finding::undetermined(reason, evidence);
    }
    let thresholds = &context.header.thresholds;
    let line = format!(
        "above {} times the steady one and by {}",
        thresholds.slower_factor, thresholds.slower_by
    );
    match outcome.slower {
        Some(true) => {
            match load::doubt_slower(context, &ProbeSubject::Journey(journey.clone()), &slowing) {
                None => Finding::confirmed(slowing.to_string(), evidence),
                Some(why) => Finding::undetermined(format!("{slowing}; but {why}"), evidence),
            }
        }
        Some(false) => Finding::contradicted(format!("{slowing}: not {line}"), evidence),
        None => {
            Finding::undetermined(format!("{slowing}: too close to the line ({line})"), evidence)
        }
    }
}
