//! Whether a service suffers when what it is said to depend on fails.

use super::Check;
use crate::judge::cascade;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::{CascadeEntry, Needs};
use crate::words::Moment;

impl Check for Needs {
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        observed.service_failed(&self.service, since)
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        cascade::judge(context, &[CascadeEntry::from(self.service.clone())], false)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }
}
