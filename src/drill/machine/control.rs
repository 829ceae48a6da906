//! The control: when all is as it was, the fault once more, and nothing done about it for as long
//! as the outage lasted.

use super::undo::AfterUndo;
use super::{Drill, Reply};
use crate::drill::ending::Ending;
use crate::drill::{SETTLED_HOLD, goals};
use crate::judge::withheld_for;
use crate::observe::Observed;
use crate::timeline::{Event, Phase};
use crate::words::{Moment, Span};
use crate::world::{Act, Request};

/// A recovery that brought all back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recovered {
    /// From the fault until all was back.
    outage: Span,
    /// From the beginning of the recovery until then.
    took: Span,
}

impl Recovered {
    /// By what was observed; none where all was back before the recovery began.
    pub(super) fn of(observed: &Observed, began: Moment, back: Moment) -> Option<Self> {
        let fault = observed.fault_begun()?;
        (back > began).then(|| Self { outage: back.since(fault), took: back.since(began) })
    }
}

impl Drill {
    /// All is as it was: the drill is complete, or the control begins.
    pub(super) fn settled(&mut self, now: Moment, reply: &mut Reply) {
        let due = self
            .recovered
            .filter(|_| self.plan.starts.is_empty())
            .filter(|it| self.plan.control.is_due(it.outage) && self.observed.control().is_none());
        let Some(recovered) = due else { return self.end(now, Ending::Complete, reply) };
        let withheld = withheld_for(recovered.outage, recovered.took);
        let because =
            format!("all is as it was; the fault once more, without the recovery, for {withheld}");
        self.enter(Phase::Control, now, &because, reply);
        // What is to be undone is there again.
        self.undone = false;
        self.act(now, Act::Inject(self.plan.fault.clone()), reply);
        reply.requests.push(Request::Wake { at: now + withheld });
    }

    /// Nothing is done until the recovery has been withheld long enough, or all healed by itself.
    pub(super) fn control(&mut self, now: Moment, reply: &mut Reply) {
        let Some(recovered) = self.recovered else { return };
        let withheld = withheld_for(recovered.outage, recovered.took);
        let begun = self.seen().fault_begun().unwrap_or(now);
        let healed = self.seen().taken_hold().is_some()
            && goals::healed(&self.plan, self.seen(), SETTLED_HOLD, now);
        let text = if self.acting.is_some() && !self.hangs(now) {
            return;
        } else if healed {
            format!("without the recovery, all served again within {}", now.since(begun))
        } else if now.since(begun) >= withheld {
            format!("nothing was done for {}, and nothing healed by itself", now.since(begun))
        } else {
            return;
        };
        self.record(now, Event::Note { text }, reply);
        self.take_back(now, AfterUndo::Settle, reply);
    }
}
