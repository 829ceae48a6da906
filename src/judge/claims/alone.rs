//! How users fare when a service fails alone.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::impact::{counted, fared, harm, outcome_of};
use crate::judge::journeys::JourneyOutcome;
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Alone;
use crate::words::{Impact, Moment};

impl Check for Alone {
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

/// A journey, and the least and the most that became of it.
struct Fate<'a> {
    outcome: &'a JourneyOutcome,
    least: Impact,
    most: Impact,
    slower: String,
}

fn judged(context: &JudgeContext<'_>, claim: &Alone) -> Finding {
    let mut fates = Vec::new();
    for journey in &claim.journeys {
        let outcome = match outcome_of(context, journey) {
            Ok(outcome) => outcome,
            Err(finding) => return finding,
        };
        let (fared, slower) = fared(context, outcome);
        let (least, most) = fared.bounds();
        fates.push(Fate { outcome, least, most, slower });
    }
    let of_all = |impacts: &mut dyn Iterator<Item = Impact>| {
        let one = if claim.every { impacts.min() } else { impacts.max() };
        one.unwrap_or(Impact::None)
    };
    let least = of_all(&mut fates.iter().map(|fate| fate.least));
    let most = of_all(&mut fates.iter().map(|fate| fate.most));
    let expected = claim.expected;
    let told = fates.iter().map(told).collect::<Vec<_>>().join("; ");
    let evidence: Vec<u64> = fates.iter().flat_map(|fate| fate.outcome.deciding()).collect();
    let worst = fates.iter().max_by_key(|fate| fate.least).map(|fate| harm(fate.outcome));
    let by_harm = |finding: Finding| match &worst {
        Some(harm) => finding.by(harm.clone()),
        None => finding,
    };
    let short = context.cut_short();
    if least > expected {
        let reason = format!("{least} (documented: {expected}): {told}");
        return by_harm(Finding::contradicted(reason, evidence));
    }
    // What has not shown might have, had the drill gone on.
    match short {
        Some(short) if least < Impact::Outage => short,
        _ if most < expected => {
            Finding::contradicted(format!("{most} (documented: {expected}): {told}"), evidence)
        }
        _ if least < most => {
            let reason = format!("{least} or {most}, too close to tell: {told}");
            Finding::undetermined(reason, evidence)
        }
        _ if expected == Impact::None => Finding::confirmed(format!("none: {told}"), evidence),
        _ => by_harm(Finding::confirmed(format!("{expected}: {told}"), evidence)),
    }
}

fn told(fate: &Fate<'_>) -> String {
    let Fate { outcome, least, most, slower } = fate;
    let impact = if least == most { least.to_string() } else { format!("{least} or {most}") };
    format!("{} {impact} ({}){slower}", outcome.journey, counted(outcome))
}
