//! The fault: brought near first, where a warning of it is claimed, and then injected.

use super::undo::AfterUndo;
use super::{Drill, Reply};
use crate::drill::ending::Ending;
use crate::drill::{ACT_BOUND, goals};
use crate::timeline::Phase;
use crate::words::Moment;
use crate::world::Act;

impl Drill {
    /// Where a warning is claimed, the fault comes near in two steps: one that the warning must not
    /// notice yet, seen for as long as it would need to, and one that it must.
    pub(super) fn approach(&mut self, now: Moment, reply: &mut Reply) {
        let Some(done) = self.approached else {
            if self.hangs(now) {
                let why = format!("the approach step timed out after {ACT_BOUND}");
                self.take_back(now, AfterUndo::End(Ending::NotInjected { why }), reply);
            }
            return;
        };
        let last = self.approach.is_empty();
        if goals::warned(&self.plan, &self.observed, done) && last {
            self.break_it(now, "the warning came", reply);
        } else if !last && goals::would_have_warned(&self.plan, &self.observed, done) {
            self.come_near(now, reply);
        } else if now.since(done) >= self.plan.bounds.observe {
            self.break_it(now, "the warning did not come", reply);
        }
    }

    pub(super) fn come_near(&mut self, now: Moment, reply: &mut Reply) {
        self.approached = None;
        if let Some(step) = self.approach.pop_front() {
            self.act(now, Act::Approach { step, fault: self.plan.fault.clone() }, reply);
        }
    }

    pub(super) fn break_it(&mut self, now: Moment, because: &str, reply: &mut Reply) {
        self.enter(Phase::Inject, now, because, reply);
        self.look_closely(Some(now), reply);
        self.act(now, Act::Inject(self.plan.fault.clone()), reply);
    }

    pub(super) fn inject(&mut self, now: Moment, reply: &mut Reply) {
        if self.acting.is_none() && self.observed.taken_hold().is_some() {
            self.enter(Phase::Observe, now, "the fault has taken hold", reply);
        } else if self.acting.is_none()
            && self.is_over(self.plan.bounds.inject, now)
            && self.observed.first_signs().is_some()
        {
            self.enter(
                Phase::Observe,
                now,
                "the fault shows, and nobody who uses its target felt it in time",
                reply,
            );
        } else if self.is_over(self.plan.bounds.inject, now) {
            let bound = self.plan.bounds.inject;
            let why = if self.acting.is_some() && self.observed.first_signs().is_some() {
                format!(
                    "a target failed, and the engine did not say within {bound} that it was over"
                )
            } else {
                format!("no target was seen to fail within {bound}")
            };
            self.take_back(now, AfterUndo::End(Ending::NotInjected { why }), reply);
        }
    }
}
