//! Contradictions that the owners of a pack know of, and accept for a while.

use crate::judge::Drill;
use crate::pack::{self, Pack};
use crate::report;
use crate::words::Verdict;

/// A known contradiction is accepted until the end of its date. What could not be observed is no
/// contradiction that anybody knows.
pub fn waive(pack: &Pack, drill: &mut Drill) {
    let today = jiff::tz::Offset::UTC.to_datetime(crate::wall::now()).date();
    for claim in drill.claims.iter_mut().filter(|claim| claim.verdict == Verdict::Contradicted) {
        let covers = |waiver: &&pack::Waiver| {
            waiver.scenario == drill.id && claim.id.matches(&waiver.claim) && waiver.until >= today
        };
        claim.waived_until =
            pack.waivers.iter().find(covers).map(|waiver| waiver.until.to_string());
    }
}

/// The pack's waivers for what was drilled; those that are over are of interest too, since their
/// claims fail again.
pub(super) fn waivers(pack: &Pack, drills: &[Drill]) -> Vec<report::Waiver> {
    let drilled = |waiver: &&pack::Waiver| drills.iter().any(|drill| drill.id == waiver.scenario);
    let told = |waiver: &pack::Waiver| report::Waiver {
        scenario: waiver.scenario.clone(),
        claim: waiver.claim.clone(),
        reason: waiver.reason.clone(),
        owner: waiver.owner.clone(),
        until: waiver.until.to_string(),
    };
    pack.waivers.iter().filter(drilled).map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::fixture::scenarios::redis_stops;
    use crate::judge::judge;

    #[test]
    fn a_waiver_covers_the_contradiction_that_it_names_until_its_date() {
        let waived = |verdict: Verdict, claim: &str, until: &str| {
            let mut pack = pack::read(&crate::storage::bundled_pack()).unwrap();
            pack.waivers = vec![pack::Waiver {
                scenario: "redis-stops".to_owned().try_into().unwrap(),
                claim: claim.to_owned(),
                reason: "known".to_owned(),
                owner: "ops".to_owned(),
                until: until.parse().unwrap(),
            }];
            let mut drill = judge(&redis_stops("flask").build());
            for claim in &mut drill.claims {
                claim.verdict = verdict;
            }
            waive(&pack, &mut drill);
            drill
                .claims
                .into_iter()
                .filter(|claim| claim.waived_until.is_some())
                .map(|claim| claim.id.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(waived(Verdict::Contradicted, "recovery", "2999-12-31"), ["recovery.flask"]);
        assert!(waived(Verdict::Contradicted, "recovery", "2020-12-31").is_empty(), "it is over");
        assert!(
            waived(Verdict::Undetermined, "recovery", "2999-12-31").is_empty(),
            "nobody knows that it is contradicted"
        );
        assert!(waived(Verdict::Confirmed, "recovery", "2999-12-31").is_empty());
    }
}
