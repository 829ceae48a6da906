//! Several services fall, whichever they are.

use super::Check;
use crate::judge::cascade;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Several;
use crate::words::Moment;

impl Check for Several {
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        observed.fallen_services(since) >= self.least as usize
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        cascade::several(context, self.least)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }
}
