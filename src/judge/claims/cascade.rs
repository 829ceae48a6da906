//! Which services fall, or that none does.

use super::Check;
use crate::judge::cascade;
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Cascade;
use crate::words::Moment;

impl Check for Cascade {
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool {
        self.services.iter().all(|entry| observed.service_failed(&entry.service, since))
    }

    fn is_watched_for(&self) -> bool {
        self.services.is_empty()
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        cascade::judge(context, &self.services, self.ordered)
    }

    fn rests_on_all_of_it(&self) -> bool {
        self.services.is_empty()
    }
}
