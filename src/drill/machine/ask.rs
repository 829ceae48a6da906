//! The questions of the claims, one after the other: in the steady state where nothing is broken,
//! and else while the fault holds.

use super::{Drill, Reply};
use crate::drill::ending::Ending;
use crate::pack::Question;
use crate::plan::DrillPlan;
use crate::timeline::{Event, Phase};
use crate::words::Moment;
use crate::world::Act;
use std::collections::VecDeque;

/// All that the claims of a drill ask, each once.
pub(super) fn questions(plan: &DrillPlan) -> VecDeque<Question> {
    let mut all: VecDeque<Question> = VecDeque::new();
    let known =
        |claim: &&crate::pack::Claim| plan.out_of_reach.iter().all(|out| out.claim != claim.id);
    for question in plan.claims.iter().filter(known).flat_map(|one| one.as_kind().questions()) {
        if all.iter().all(|other| other.line != question.line) {
            all.push_back(question);
        }
    }
    all
}

impl Drill {
    /// Asks, where there is anything to be asked; and goes on.
    pub(super) fn begin_to_ask(&mut self, now: Moment, because: &str, reply: &mut Reply) {
        if self.questions.is_empty() {
            return self.asked(now, because, reply);
        }
        self.enter(Phase::Ask, now, because, reply);
        self.next_question(now, reply);
    }

    pub(super) fn next_question(&mut self, now: Moment, reply: &mut Reply) {
        match self.questions.pop_front() {
            Some(question) => self.act(now, Act::Ask(question), reply),
            None => self.asked(now, "all was asked", reply),
        }
    }

    /// A question that is never answered is given up, and said to be.
    pub(super) fn asking(&mut self, now: Moment, reply: &mut Reply) {
        if self.hangs(now) {
            self.acting = None;
            let text = "a question was not answered, and is given up".to_owned();
            self.record(now, Event::Note { text }, reply);
            self.next_question(now, reply);
        }
    }

    fn asked(&mut self, now: Moment, because: &str, reply: &mut Reply) {
        if self.plan.fault.is_nothing() {
            self.end(now, Ending::Complete, reply);
        } else {
            self.begin_recovery(now, because, reply);
        }
    }
}
