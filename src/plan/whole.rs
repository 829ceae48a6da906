//! What a run is to do, whole, as each of its parts says it: so that only what belongs together is
//! joined.

use super::{Plan, as_json};
use crate::words::{ProfileName, ScenarioId, hex};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// A drill by its name.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Planned {
    /// The scenario.
    pub id: ScenarioId,
    /// The profile.
    pub profile: ProfileName,
}

impl fmt::Display for Planned {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.id, self.profile)
    }
}

/// What a run is to do, whole, whichever part of it is drilled where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Whole {
    /// SHA-256 of the pack's files that decide what is drilled, on what, and by which words it is
    /// judged; in hexadecimal.
    pub pack_sha256: String,
    /// SHA-256 of all its drills with their faults, recoveries, probes, detectors and claims; in
    /// hexadecimal.
    pub plan_sha256: String,
    /// How often each drill is to be done.
    #[schemars(range(min = 1))]
    pub repeat: u32,
    /// All its drills, in the order of the pack.
    pub drills: Vec<Planned>,
}

impl Whole {
    /// A plan that was not split yet, each of its drills so many times, by a pack whose files have
    /// this hash.
    pub fn of(plan: &Plan, repeat: u32, pack_sha256: String) -> Self {
        let drills = plan.stacks.iter().flat_map(|stack| &stack.drills);
        let drills = drills
            .map(|drill| Planned { id: drill.scenario.clone(), profile: drill.profile.clone() });
        let hash = Sha256::digest(as_json(plan).to_string());
        Self { pack_sha256, plan_sha256: hex(&hash), repeat, drills: drills.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::Pack;
    use crate::plan::{Choice, plan};

    fn whole(pack: &Pack, scenarios: &[&str], profiles: &[&str]) -> Whole {
        let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let choice = Choice { scenarios: own(scenarios), profiles: own(profiles) };
        Whole::of(&plan(pack, &choice).unwrap(), 1, String::new())
    }

    #[test]
    fn another_choice_and_another_claim_are_another_plan_and_another_order_is_none() {
        let mut pack = crate::pack::read(&crate::storage::bundled_pack()).unwrap();
        let all = whole(&pack, &[], &[]);
        assert_eq!(whole(&pack, &[], &["flask", "static"]), all);
        assert_eq!(
            whole(&pack, &["redis-stops", "nginx-crashes"], &[]),
            whole(&pack, &["nginx-crashes", "redis-stops"], &[])
        );
        assert_ne!(whole(&pack, &[], &["static"]).plan_sha256, all.plan_sha256);
        assert_ne!(whole(&pack, &["redis-stops"], &[]).plan_sha256, all.plan_sha256);
        assert_eq!((all.drills.len(), all.plan_sha256.len()), (18, 64));
        pack.scenarios[0].claims[0].line += 1;
        let moved = whole(&pack, &[], &[]);
        assert_eq!(moved.drills, all.drills);
        assert_ne!(moved.plan_sha256, all.plan_sha256);
    }
}
