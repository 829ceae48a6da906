//! Whether all serve that were started in the documented order, and how long each took.

use super::Check;
use crate::judge::boot::{Booted, critical_path, of};
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::claim::Boots;
use crate::words::{Moment, ServiceName, Verdict};

impl Check for Boots {
    // All of it happens after the fault.
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        false
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        judged(context, self)
    }

    fn rests_on_all_of_it(&self) -> bool {
        false
    }

    fn judged_on(&self, context: &JudgeContext<'_>, _: &Recovered, _: Verdict) -> (Moment, Moment) {
        (context.windows.recover, context.windows.end)
    }
}

fn judged(context: &JudgeContext<'_>, boots: &Boots) -> Finding {
    let all = of(context, boots);
    let evidence: Vec<u64> = all.iter().flat_map(Booted::evidence).collect();
    let told = all.iter().map(Booted::told).collect::<Vec<_>>().join("; ");
    let missed: Vec<String> = all.iter().filter_map(Booted::why_not).collect();
    if !missed.is_empty() && context.windows.settled {
        let reason = format!("started in this order, {}; {told}", missed.join("; "));
        return Finding::contradicted(reason, evidence);
    }
    let ready: Option<Vec<Moment>> = all.iter().map(|one| Some(one.ready()?.1)).collect();
    let whole = ready.filter(|ready| !ready.is_empty() && ready.len() == boots.order.len());
    let last = whole.and_then(|ready| ready.into_iter().max());
    let (Some(last), Some(first)) = (last, all.first()) else {
        let reason = format!("it was not seen of each that it serves again: {told}");
        return Finding::undetermined(reason, evidence);
    };
    let took = last.since(first.begun.1);
    let path = critical_path(context, boots, &all);
    let path = path.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" → ");
    let reason =
        format!("all serve again {took} after the first start, critical path {path}; {told}");
    Finding::confirmed(reason, evidence)
}
