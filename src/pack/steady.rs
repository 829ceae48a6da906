//! What the document says of the stack as it is becomes a drill in which nothing is broken.

use super::Pack;
use super::claim::Fact;
use super::fault::Fault;
use super::model::{Bounds, NotTested, Scenario, ScenarioClaim, SteadyFact, Testing};
use crate::words::{ProfileName, ScenarioId};

/// The id of that drill.
const STEADY_STATE: &str = "steady-state";

/// Adds the drill in which nothing is broken, where the document says anything of that; what is not
/// tested is listed with its reason.
pub(super) fn add(pack: &mut Pack) {
    let open = pack.facts.iter().filter_map(|fact| match &fact.testing {
        Testing::Ask { .. } => None,
        Testing::Not(reason) => {
            Some(NotTested { quote: fact.quote.clone(), line: fact.line, reason: reason.clone() })
        }
    });
    let open: Vec<NotTested> = open.collect();
    pack.not_tested.extend(open);
    let profiles: Vec<ProfileName> =
        pack.profiles.iter().map(|profile| profile.name.clone()).collect();
    let claims: Vec<ScenarioClaim> = pack.facts.iter().flat_map(claims).collect();
    let (Some(line), Ok(id)) =
        (claims.iter().map(|claim| claim.line).min(), ScenarioId::parse(STEADY_STATE))
    else {
        return;
    };
    let of = |profile: &&ProfileName| {
        claims.iter().any(|claim| claim.profile.as_ref().is_none_or(|only| only == *profile))
    };
    pack.scenarios.push(Scenario {
        id,
        title: "The stack as it is".to_owned(),
        file: super::PACK_FILE.to_owned(),
        line,
        fault: Fault::nothing(),
        approach: None,
        by_name: false,
        profiles: profiles.iter().filter(of).cloned().collect(),
        bounds: Bounds::default(),
        claims,
        not_tested: Vec::new(),
    });
}

/// One claim for all profiles, or one for each that it is limited to.
fn claims(fact: &SteadyFact) -> Vec<ScenarioClaim> {
    let Testing::Ask { ask, said, within } = &fact.testing else { return Vec::new() };
    let claim = |profile: Option<ProfileName>| ScenarioClaim {
        quote: fact.quote.clone(),
        line: fact.line,
        profile,
        assertion: Fact {
            name: fact.name.clone(),
            ask: ask.clone(),
            said: said.clone(),
            within: *within,
        }
        .into(),
        guess: None,
    };
    if fact.profiles.is_empty() {
        vec![claim(None)]
    } else {
        fact.profiles.iter().cloned().map(Some).map(claim).collect()
    }
}
