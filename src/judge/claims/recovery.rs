//! The documented commands bring all back.

use super::Check;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::{self, Recovered};
use crate::observe::Observed;
use crate::pack::claim::Recovery;
use crate::words::{Moment, Verdict};

impl Check for Recovery {
    // It has its own time, after the fault.
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, back: &Recovered) -> Finding {
        recovery::judge(context, back, self.within)
    }

    // What is back has stayed only for who watched it.
    fn rests_on_all_of_it(&self) -> bool {
        true
    }

    fn judged_on(
        &self,
        context: &JudgeContext<'_>,
        back: &Recovered,
        verdict: Verdict,
    ) -> (Moment, Moment) {
        let windows = &context.windows;
        if verdict == Verdict::Confirmed {
            (windows.recover, back.watched_until(windows))
        } else {
            (windows.fault.0, windows.end)
        }
    }
}
