//! A health check of the document tells health and failure apart.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::detection::{self, borne, two_turns};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Discriminates;
use crate::timeline::DetectorInfo;
use crate::words::{Moment, Span};

impl Check for Discriminates {
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        observed.noticed(&self.detector, since)
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn may_take(&self, detectors: &[DetectorInfo]) -> Option<Span> {
        borne(detectors.iter().find(|one| one.name == self.detector).map(two_turns))
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        detection::discriminates(context, &self.detector)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }
}
