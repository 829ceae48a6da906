//! A journey goes on by falling back.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::impact::{harm, outcome_of};
use crate::judge::recovery::Recovered;
use crate::observe::{ENOUGH, Observed, ProbeSample};
use crate::pack::claim::Graceful;
use crate::words::{Impact, Moment};

impl Check for Graceful {
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        observed.fallbacks(&self.journey, &self.fallback, since) >= ENOUGH
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        judged(context, self)
    }

    fn rests_on_all_of_it(&self) -> bool {
        true
    }
}

fn judged(context: &JudgeContext<'_>, claim: &Graceful) -> Finding {
    let Graceful { journey, fallback } = claim;
    let outcome = match outcome_of(context, journey) {
        Ok(outcome) => outcome,
        Err(finding) => return finding,
    };
    let (all, succeeded) = (outcome.looks.len(), outcome.succeeded());
    let line = 1.0 - context.header.thresholds.outage_below;
    let fails = outcome.counted.failed.is_above(line);
    if fails != Some(false) || outcome.fared.sure() == Some(Impact::Outage) {
        let symptom = outcome.first_symptom.as_deref().unwrap_or_default();
        let reason = format!("only {succeeded} of {all} requests succeeded ({symptom})");
        let evidence = outcome.ends(|look| look.is_failed());
        return match fails {
            None => Finding::undetermined(format!("{reason}: too close to tell"), evidence),
            _ => Finding::contradicted(reason, evidence).by(harm(outcome)),
        };
    }
    let series = context.observed.of_journey(journey).next();
    let falls_back = |look: &ProbeSample| {
        !look.is_failed() && series.is_some_and(|series| series.speaks_of(*look, fallback))
    };
    let (count, evidence) =
        (outcome.looks.iter().filter(|look| falls_back(look)).count(), outcome.ends(falls_back));
    let told = format!(
        "{succeeded} of {all} requests succeeded, {count} of them by the fallback ({fallback})"
    );
    match context.cut_short() {
        _ if count >= context.header.thresholds.degraded_failures as usize => {
            Finding::confirmed(told, evidence)
        }
        Some(short) => short,
        None if count > 0 => Finding::undetermined(format!("{told}: too few to say"), evidence),
        None => Finding::contradicted(
            format!("no answer spoke of the fallback ({fallback}); {told}"),
            outcome.ends(|_| true),
        ),
    }
}
