//! What the document does not name stays well.

use super::Check;
use crate::judge::cascade;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Unaffected;
use crate::words::Moment;

impl Check for Unaffected {
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        true
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        cascade::unaffected(context)
    }

    fn rests_on_all_of_it(&self) -> bool {
        true
    }
}
