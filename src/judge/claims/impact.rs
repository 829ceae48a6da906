//! How a journey fares.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::impact::{Fared, counted, fared, harm, outcome_of};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::JourneyImpact;
use crate::words::{Impact, Moment};

impl Check for JourneyImpact {
    // How often something succeeds is counted for as long as the watch lasts.
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        self.expected < Impact::Outage
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        judged(context, self)
    }

    fn rests_on_all_of_it(&self) -> bool {
        true
    }
}

fn judged(context: &JudgeContext<'_>, claim: &JourneyImpact) -> Finding {
    let expected = claim.expected;
    let outcome = match outcome_of(context, &claim.journey) {
        Ok(outcome) => outcome,
        Err(finding) => return finding,
    };
    let (fared, slower) = fared(context, outcome);
    let thresholds = &context.header.thresholds;
    let first = match &outcome.first_symptom {
        Some(symptom) => format!("; first: {symptom}"),
        None => String::new(),
    };
    let told = format!("{}{first}{slower}", counted(outcome));
    let evidence = outcome.deciding();
    let observed = match fared {
        Fared::Surely(observed) => observed,
        Fared::Between(less, more) => {
            let line = match more {
                Impact::Outage => format!("{:.0} % must succeed", thresholds.outage_below * 100.0),
                _ => format!(
                    "at most {:.0} % may be amiss, and answers must not be slower",
                    thresholds.degraded_above * 100.0
                ),
            };
            // What is in doubt may still be more, or less, than what is documented.
            if less > expected || more < expected {
                let known = if less > expected {
                    format!("{less} at least")
                } else {
                    format!("{more} at most")
                };
                return Finding::contradicted(
                    format!("{known} (documented: {expected}): {told}"),
                    evidence,
                )
                .by(harm(outcome));
            }
            return context.cut_short().unwrap_or_else(|| {
                Finding::undetermined(
                    format!("{less} or {more}, too close to tell: {told}; {line}"),
                    evidence,
                )
            });
        }
    };
    let otherwise = format!("{observed} (documented: {expected}): {told}");
    let told = format!("{observed}: {told}");
    match context.cut_short() {
        // What was seen stands; what has not shown might have, had the drill gone on.
        Some(short) if observed == Impact::None || observed < expected => short,
        _ if observed == expected && observed == Impact::None => Finding::confirmed(told, evidence),
        _ if observed == expected => Finding::confirmed(told, evidence).by(harm(outcome)),
        _ if observed < expected => Finding::contradicted(otherwise, evidence),
        _ => Finding::contradicted(otherwise, evidence).by(harm(outcome)),
    }
}
