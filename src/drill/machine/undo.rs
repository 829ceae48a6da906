//! firedrill's own undo: asked for when a recovery fails, a fault does not take hold, or somebody
//! wants an end.

use super::{Drill, Reply};
use crate::drill::ACT_BOUND;
use crate::drill::ending::Ending;
use crate::timeline::{Event, Phase};
use crate::words::Moment;
use crate::world::Act;

/// Where the drill goes when the undo is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AfterUndo {
    Settle,
    End(Ending),
}

impl Drill {
    /// firedrill's own undo: of a failed recovery, of a fault that never took hold, of an
    /// interrupted drill.
    pub(super) fn take_back(&mut self, now: Moment, after: AfterUndo, reply: &mut Reply) {
        self.undo = Some(after);
        self.act(now, Act::Undo(self.plan.fault.clone()), reply);
    }

    /// An undo that is never over is given up, and said to be.
    pub(super) fn taking_back(&mut self, now: Moment, reply: &mut Reply) {
        if !self.hangs(now) {
            return;
        }
        let text = format!("the undo was not over within {ACT_BOUND}");
        self.record(now, Event::Note { text: text.clone() }, reply);
        let ending = match self.undo.take() {
            Some(AfterUndo::End(ending)) => ending,
            Some(AfterUndo::Settle) | None => Ending::NotSettled { waiting_for: vec![text] },
        };
        self.end(now, ending, reply);
    }

    pub(super) fn hangs(&self, now: Moment) -> bool {
        self.acting.is_some() && now.since(self.acting_since) >= ACT_BOUND
    }

    pub(super) fn undo_over(&mut self, now: Moment, reply: &mut Reply) {
        self.undone = true;
        match self.undo.take() {
            Some(AfterUndo::End(ending)) => self.end(now, ending, reply),
            Some(AfterUndo::Settle) => {
                self.enter(Phase::Settle, now, "the fault was taken back", reply);
            }
            None => {}
        }
    }

    /// First: stop, and take the fault back. Again while that is under way: do not wait for it.
    pub(super) fn interrupted(&mut self, now: Moment, reply: &mut Reply) {
        let injected = self.injecting && !self.undone;
        if injected && self.undo != Some(AfterUndo::End(Ending::Interrupted)) {
            let text = "interrupted: the fault is taken back".to_owned();
            self.record(now, Event::Note { text }, reply);
            self.take_back(now, AfterUndo::End(Ending::Interrupted), reply);
        } else {
            self.end(now, Ending::Interrupted, reply);
        }
    }
}
