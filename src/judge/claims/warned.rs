//! A detector warns before it is too late.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::judge::warning;
use crate::observe::Observed;
use crate::pack::claim::Warned;
use crate::words::{Moment, Verdict};

impl Check for Warned {
    // The warning had its own time, before the fault.
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        warning::judge(context, self.detector, self.days)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }

    fn judged_on(&self, context: &JudgeContext<'_>, _: &Recovered, _: Verdict) -> (Moment, Moment) {
        (context.windows.calm, context.windows.fault.1)
    }
}
