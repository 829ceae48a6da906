//! When a run has failed, and why.

use super::Run;
use super::layout::count;
use crate::judge::Drill;
use crate::plan::Planned;
use crate::words::Verdict;
use std::collections::BTreeSet;
use std::fmt;

/// What makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FailOn {
    /// A claim that was seen to be otherwise.
    Contradicted,
    /// A claim that could not be observed.
    Undetermined,
    /// Quoted words that no longer stand in the document.
    Drift,
    /// A run in which no software ran.
    Simulated,
}

#[cfg(test)]
impl FailOn {
    /// All of them: what fails a run unless `--fail-on` says otherwise.
    pub const ALL: [Self; 4] =
        [Self::Contradicted, Self::Undetermined, Self::Drift, Self::Simulated];
}

impl fmt::Display for FailOn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Contradicted => "contradicted",
            Self::Undetermined => "undetermined",
            Self::Drift => "drift",
            Self::Simulated => "simulated",
        })
    }
}

/// Why a run is red whatever its claims' verdicts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hollow {
    /// Nothing was broken in some of its drills. No waiver covers that, and `--fail-on` cannot
    /// leave it out: who asks whether a document is true must not be told "yes" where nothing was
    /// tried.
    Idle,
    /// Some of what was planned was not drilled, or may not have been: the run ended early. The
    /// same holds of it.
    Unfinished,
    /// No software ran, and `--fail-on` names that.
    Simulated,
}

/// How many drills are named where it is told that nothing was drilled in them.
const NAMED: usize = 3;

impl Run {
    /// The exit status that this run's findings ask for: 1 where something that `fail_on` names was
    /// found, or nothing was broken in a drill; else 0.
    pub fn exit_status(&self, fail_on: &BTreeSet<FailOn>) -> u8 {
        let drifted = !self.drift.is_empty() && fail_on.contains(&FailOn::Drift);
        let failed = self.drills.iter().any(|drill| fails(drill, fail_on));
        u8::from(drifted || failed || !self.hollow(fail_on).is_empty())
    }

    /// Why it is red whatever its claims' verdicts are; nothing where it is not.
    pub fn hollow(&self, fail_on: &BTreeSet<FailOn>) -> BTreeSet<Hollow> {
        let all = [
            (Hollow::Idle, self.idle().next().is_some()),
            (Hollow::Unfinished, !self.is_finished()),
            (Hollow::Simulated, self.is_simulated() && fail_on.contains(&FailOn::Simulated)),
        ];
        all.into_iter().filter_map(|(why, holds)| holds.then_some(why)).collect()
    }

    /// The same, a sentence for each.
    pub fn told_hollow(&self, fail_on: &BTreeSet<FailOn>) -> Vec<String> {
        self.hollow(fail_on).into_iter().map(|why| self.told(why, fail_on)).collect()
    }

    fn told(&self, why: Hollow, fail_on: &BTreeSet<FailOn>) -> String {
        const ALWAYS: &str = "that fails a run whatever is waived or left out of --fail-on";
        match why {
            Hollow::Idle => {
                let named = self
                    .idle()
                    .map(|drill| Planned { id: drill.id.clone(), profile: drill.profile.clone() });
                format!("nothing was broken in {}: {ALWAYS}", some(&named.collect::<Vec<_>>()))
            }
            Hollow::Unfinished => {
                let named = (!self.not_drilled.is_empty())
                    .then(|| format!("not drilled: {}", some(&self.not_drilled)));
                let all: Vec<String> =
                    named.into_iter().chain(self.unsaid().map(str::to_owned)).collect();
                format!("{}; {ALWAYS}", all.join("; "))
            }
            Hollow::Simulated => {
                let others: Vec<String> = fail_on
                    .iter()
                    .filter(|one| **one != FailOn::Simulated)
                    .map(ToString::to_string)
                    .collect();
                let others = if others.is_empty() {
                    FailOn::Contradicted.to_string()
                } else {
                    others.join(",")
                };
                format!(
                    "simulated: nothing real was drilled; --fail-on {others} accepts a rehearsal"
                )
            }
        }
    }
}

/// Whether a drill's findings fail it: one that is not waived, or that nothing was broken in it.
pub fn fails(drill: &Drill, fail_on: &BTreeSet<FailOn>) -> bool {
    let fails = |verdict: Verdict| match verdict {
        Verdict::Confirmed => false,
        Verdict::Undetermined => fail_on.contains(&FailOn::Undetermined),
        Verdict::Contradicted => fail_on.contains(&FailOn::Contradicted),
    };
    // A drill that nothing is claimed of confirms nothing.
    let silent = drill.claims.is_empty() && fails(Verdict::Undetermined);
    let mut counted = drill.claims.iter().filter(|claim| claim.waived_until.is_none());
    !drill.injected || silent || counted.any(|claim| fails(claim.verdict))
}

/// Why nothing was broken in such a drill, as the judge gives it for its claims.
pub(super) fn why_idle(drill: &Drill) -> &str {
    drill.claims.first().map_or("no fault was injected", |claim| &claim.reason)
}

/// The first few drills, and how many more.
fn some(drills: &[Planned]) -> String {
    let names: Vec<String> = drills.iter().take(NAMED).map(ToString::to_string).collect();
    match drills.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {}", names.join(", "), count(more, "more drill")),
    }
}
