//! The documented recovery: its commands, until what is claimed is back, and until that has stayed.

use super::undo::AfterUndo;
use super::{Drill, Reply, control};
use crate::drill::{FOR_STAYING, SETTLED_HOLD, STARTED_HOLD, goals};
use crate::judge::must_stay;
use crate::timeline::{Event, Phase};
use crate::words::{Moment, ServiceName};
use crate::world::Act;

impl Drill {
    /// What is to come up without what it is said to need is started as soon as both are down; true
    /// while that is under way.
    pub(super) fn starts_early(&mut self, now: Moment, reply: &mut Reply) -> bool {
        if let Some(service) = self.early.take() {
            self.act(now, Act::StartEarly(service), reply);
        }
        self.acting.is_some() && !self.hangs(now)
    }

    pub(super) fn begin_recovery(&mut self, now: Moment, because: &str, reply: &mut Reply) {
        self.recovery_began = now;
        self.enter(Phase::Recover, now, because, reply);
        self.follow_a_tree(now, reply);
        self.look_closely(Some(now), reply);
        self.next_command(now, reply);
    }

    /// A scenario without commands, and without anything to start, is recovered by firedrill's own
    /// undo. A service is started once the one before it is said to run.
    pub(super) fn next_command(&mut self, now: Moment, reply: &mut Reply) {
        if let Some(line) = self.commands.pop_front() {
            self.act(now, Act::Run(line), reply);
        } else if let Some(service) = self.starts.pop_front() {
            self.act(now, Act::Start(service), reply);
        } else if self.plan.commands.is_empty() && self.plan.starts.is_empty() {
            self.take_back(now, AfterUndo::Settle, reply);
        }
    }

    /// Whether something could not be started, and all else that was is there: nobody starts it
    /// again.
    fn rest_stays_away(&self, now: Moment) -> bool {
        let there = |service: &ServiceName| {
            self.refused.contains(service) || self.observed.serves_again(service, SETTLED_HOLD, now)
        };
        !self.refused.is_empty() && self.starts.is_empty() && self.plan.starts.iter().all(there)
    }

    pub(super) fn recover(&mut self, now: Moment, reply: &mut Reply) {
        if self.acting.is_none() && self.rest_stays_away(now) {
            let names: Vec<&str> = self.refused.iter().map(ServiceName::as_str).collect();
            let text =
                format!("nobody starts again what could not be started: {}", names.join(", "));
            self.record(now, Event::Note { text }, reply);
            self.take_back(now, AfterUndo::Settle, reply);
        } else if self.acting.is_none()
            && goals::all_back(&self.plan, &self.observed, SETTLED_HOLD, now)
        {
            self.enter(Phase::Hold, now, "what is claimed is back", reply);
            self.hold(now, reply);
        } else if self.is_over(self.plan.bounds.recover, now) {
            let text =
                format!("the recovery did not bring all back within {}", self.plan.bounds.recover);
            self.record(now, Event::Note { text }, reply);
            self.take_back(now, AfterUndo::Settle, reply);
        }
    }

    /// What is back must stay, for as long as the judge asks for.
    pub(super) fn hold(&mut self, now: Moment, reply: &mut Reply) {
        let back = goals::back_since(&self.plan, &self.observed);
        let stay = |back: Moment| {
            if self.plan.starts.is_empty() {
                must_stay(back.since(self.recovery_began))
            } else {
                STARTED_HOLD
            }
        };
        let must = back.map(|back| (back, stay(back)));
        match must {
            Some((back, stay)) if goals::all_back(&self.plan, &self.observed, stay, now) => {
                self.recovered = control::Recovered::of(&self.observed, self.recovery_began, back);
                let because = format!("what is back has stayed for {stay}");
                if self.plan.fault.is_gone_once_recovered() {
                    self.enter(Phase::Settle, now, &because, reply);
                } else {
                    let text = format!("{because}; what is left of the fault is taken back");
                    self.record(now, Event::Note { text }, reply);
                    self.take_back(now, AfterUndo::Settle, reply);
                }
            }
            _ if now.since(self.recovery_began) >= self.plan.bounds.recover + FOR_STAYING => {
                let text = "what was back did not stay".to_owned();
                self.record(now, Event::Note { text }, reply);
                self.take_back(now, AfterUndo::Settle, reply);
            }
            // The next look asks again.
            Some(_) | None => {}
        }
    }
}
