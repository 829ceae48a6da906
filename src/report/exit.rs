//! When a run has failed.

use super::Run;
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
    /// A claim whose quoted words no longer stand in the document.
    Drift,
}

impl FailOn {
    /// All of them: what fails a run unless `--fail-on` says otherwise.
    pub const ALL: [Self; 3] = [Self::Contradicted, Self::Undetermined, Self::Drift];
}

impl fmt::Display for FailOn {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Contradicted => "contradicted",
            Self::Undetermined => "undetermined",
            Self::Drift => "drift",
        })
    }
}

/// The exit status of a run that ran to its end: 1 where something that `fail_on` names was found, else 0.
/// `verdicts` are those of claims that no waiver covers; see [`Run::exit_status`].
pub fn exit_status(verdicts: impl IntoIterator<Item = Verdict>, drift: bool, fail_on: &BTreeSet<FailOn>) -> u8 {
    let fails = |verdict: Verdict| match verdict {
        Verdict::Confirmed => false,
        Verdict::Undetermined => fail_on.contains(&FailOn::Undetermined),
        Verdict::Contradicted => fail_on.contains(&FailOn::Contradicted),
    };
    let drifted = drift && fail_on.contains(&FailOn::Drift);
    u8::from(drifted || verdicts.into_iter().any(fails))
}

impl Run {
    /// The exit status that this run's findings ask for.
    pub fn exit_status(&self, fail_on: &BTreeSet<FailOn>) -> u8 {
        let counted = self.claims().filter(|(_, claim)| claim.waived_until.is_none()).map(|(_, claim)| claim.verdict);
        // What was not drilled could not be observed.
        let missing = self.not_drilled.iter().map(|_| Verdict::Undetermined);
        exit_status(counted.chain(missing), !self.drift.is_empty(), fail_on)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(verdicts: &[Verdict], drift: bool, fail_on: &[FailOn]) -> u8 {
        exit_status(verdicts.iter().copied(), drift, &fail_on.iter().copied().collect())
    }

    #[test]
    fn a_run_fails_by_what_it_is_told_to_fail_on() {
        use Verdict::{Confirmed, Contradicted, Undetermined};
        assert_eq!(status(&[Confirmed, Confirmed], false, &FailOn::ALL), 0);
        assert_eq!(status(&[Confirmed, Contradicted], false, &FailOn::ALL), 1);
        assert_eq!(status(&[Undetermined], false, &FailOn::ALL), 1);
        assert_eq!(status(&[Undetermined], false, &[FailOn::Contradicted, FailOn::Drift]), 0);
        assert_eq!(status(&[Contradicted], false, &[FailOn::Undetermined]), 0);
        assert_eq!(status(&[Confirmed], true, &FailOn::ALL), 1);
        assert_eq!(status(&[Confirmed], true, &[FailOn::Contradicted]), 0);
        assert_eq!(status(&[], false, &FailOn::ALL), 0);
    }
}
