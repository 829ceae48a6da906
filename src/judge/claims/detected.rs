//! A kind of detector notices the fault.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::detection::{self, borne, two_turns};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::DetectedBy;
use crate::timeline::DetectorInfo;
use crate::words::{Moment, Span};

impl Check for DetectedBy {
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        observed.noticed_the_fault(self.detector, since)
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn may_take(&self, detectors: &[DetectorInfo]) -> Option<Span> {
        let of_kind = || detectors.iter().filter(|one| one.kind == self.detector);
        let polls = of_kind().map(|one| one.every).max().unwrap_or_default();
        let within = self.within.map(|within| within + polls + polls);
        borne(of_kind().map(two_turns).max()).max(borne(within))
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        detection::judge(context, self.detector, self.within)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }
}
