//! The machine itself: what was heard goes in, what to do next comes out.

use super::{CLOSE_EVERY, CLOSE_FOR, LEAST_OBSERVED, SETTLED_HOLD, STEADY_HOLD, goals};
use crate::judge::Observed;
use crate::pack::Step;
use crate::plan::DrillPlan;
use crate::timeline::{Event, Happening, Header, Phase, ProbeInfo, Recorded};
use crate::words::{Moment, Span};
use crate::world::{Act, ActId, ActResult, Heard, Request};
use std::collections::VecDeque;

/// How a drill ended. What it found is for the judge to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Every phase ran, and the stack is as it was.
    Complete,
    /// It cannot be drilled where it was to be, as was known before it began.
    NotHere {
        /// Why not.
        why: String,
    },
    /// Not all was well to begin with, so that nothing was injected.
    NoSteadyState {
        /// What was not.
        waiting_for: Vec<String>,
    },
    /// The fault could not be injected, or was never seen to take hold; it was taken back.
    NotInjected {
        /// Why.
        why: String,
    },
    /// The stack did not come back to what it was.
    NotSettled {
        /// What is still amiss.
        waiting_for: Vec<String>,
    },
    /// Somebody wanted an end; the fault was taken back.
    Interrupted,
    /// The engine went away.
    Lost {
        /// What was seen of it.
        why: String,
    },
}

impl Ending {
    /// Whether the next drill may use the same stack.
    pub const fn leaves_a_sound_stack(&self) -> bool {
        matches!(self, Self::Complete | Self::NotHere { .. })
    }
}

/// What the machine answers.
#[derive(Debug, Default)]
pub struct Reply {
    /// To be written to the timeline, in this order, before anything is asked of the world.
    pub records: Vec<Recorded>,
    /// To be asked of the world.
    pub requests: Vec<Request>,
}

/// A drill under way.
#[derive(Debug)]
pub struct Drill {
    plan: DrillPlan,
    observed: Observed,
    phase: Phase,
    phase_began: Moment,
    injecting: bool,
    acting: Option<(ActId, Act)>,
    acts: u32,
    commands: VecDeque<String>,
    /// What still brings the fault near, and when what was done last had been done.
    approach: VecDeque<Step>,
    approached: Option<Moment>,
    /// Set once firedrill's own undo was asked for; what to do when it is over.
    undo: Option<AfterUndo>,
    undone: bool,
    close_until: Option<Moment>,
    events: u64,
    ending: Option<Ending>,
}

/// Where the drill goes when the undo is over.
#[derive(Debug, Clone, PartialEq, Eq)]
enum AfterUndo {
    Settle,
    End(Ending),
}

impl Drill {
    /// Begins a drill at the start of its timeline.
    pub fn begin(plan: DrillPlan, header: &Header) -> (Self, Reply) {
        let mut drill = Self {
            observed: Observed::new(header),
            commands: plan.commands.iter().cloned().collect(),
            approach: plan.approach.iter().cloned().collect(),
            approached: None,
            plan,
            phase: Phase::Steady,
            phase_began: Moment::START,
            injecting: false,
            acting: None,
            acts: 0,
            undo: None,
            undone: false,
            close_until: None,
            events: 0,
            ending: None,
        };
        let mut reply = Reply::default();
        if let Some(why) = drill.plan.not_here.clone() {
            drill.end(Moment::START, Ending::NotHere { why }, &mut reply);
            return (drill, reply);
        }
        for probe in &drill.plan.probes {
            reply.requests.push(Request::Probe { probe: probe.name.clone(), every: probe.every });
        }
        for detector in &drill.plan.detectors {
            reply.requests.push(Request::Watch { detector: detector.name.clone() });
        }
        drill.enter(Phase::Steady, Moment::START, "the drill begins", &mut reply);
        (drill, reply)
    }

    /// The phase it is in.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// How it ended, once it has.
    pub const fn ending(&self) -> Option<&Ending> {
        self.ending.as_ref()
    }

    /// What was observed so far.
    pub const fn observed(&self) -> &Observed {
        &self.observed
    }

    /// What it drills.
    pub const fn plan(&self) -> &DrillPlan {
        &self.plan
    }

    /// Takes in what was heard at `now`, and says what to do next.
    pub fn apply(&mut self, now: Moment, heard: Heard) -> Reply {
        let mut reply = Reply::default();
        if self.ending.is_some() {
            return reply;
        }
        match heard {
            Heard::Sample(sample) => self.record(now, Event::Sample(sample), &mut reply),
            Heard::Watched(watched) => self.record(now, Event::Watched(watched), &mut reply),
            Heard::Engine { service, action } => self.record(now, Event::Engine { service, action }, &mut reply),
            Heard::Acted { id, result } => self.acted(now, id, result, &mut reply),
            Heard::Load(load) => self.record(now, Event::Load(load), &mut reply),
            Heard::Woke => {}
            Heard::Interrupted => self.interrupted(now, &mut reply),
            Heard::Lost { why } => self.end(now, Ending::Lost { why }, &mut reply),
        }
        self.advance(now, &mut reply);
        reply
    }

    fn advance(&mut self, now: Moment, reply: &mut Reply) {
        if self.close_until.is_some_and(|until| now >= until) {
            self.look_closely(None, reply);
        }
        if self.undo.is_some() || self.ending.is_some() {
            return;
        }
        match self.phase {
            Phase::Steady => self.steady(now, reply),
            Phase::Approach => self.approach(now, reply),
            Phase::Inject => self.inject(now, reply),
            Phase::Observe => self.observe(now, reply),
            Phase::Recover => self.recover(now, reply),
            Phase::Settle => self.settle(now, reply),
            Phase::Done => {}
        }
    }

    fn steady(&mut self, now: Moment, reply: &mut Reply) {
        if goals::all_well(&self.observed, STEADY_HOLD, now) {
            let because = format!("all has been well for {STEADY_HOLD}");
            self.injecting = true;
            if self.approach.is_empty() {
                self.break_it(now, &because, reply);
            } else {
                self.enter(Phase::Approach, now, &because, reply);
                self.come_near(now, reply);
            }
        } else if self.is_over(self.plan.bounds.steady, now) {
            self.end(now, Ending::NoSteadyState { waiting_for: goals::amiss(&self.observed) }, reply);
        }
    }

    /// Where a warning is claimed, the fault comes near in two steps: one that the warning must not notice yet, seen for as
    /// long as it would need to, and one that it must.
    fn approach(&mut self, now: Moment, reply: &mut Reply) {
        let Some(done) = self.approached else { return };
        let last = self.approach.is_empty();
        if goals::warned(&self.plan, &self.observed, done) && last {
            self.break_it(now, "the warning came", reply);
        } else if !last && goals::would_have_warned(&self.plan, &self.observed, done) {
            self.come_near(now, reply);
        } else if now.since(done) >= self.plan.bounds.observe {
            self.break_it(now, "the warning did not come", reply);
        }
    }

    fn come_near(&mut self, now: Moment, reply: &mut Reply) {
        self.approached = None;
        if let Some(step) = self.approach.pop_front() {
            self.act(now, Act::Approach { step, fault: self.plan.fault.clone() }, reply);
        }
    }

    fn break_it(&mut self, now: Moment, because: &str, reply: &mut Reply) {
        self.enter(Phase::Inject, now, because, reply);
        self.look_closely(Some(now), reply);
        self.act(now, Act::Inject(self.plan.fault.clone()), reply);
    }

    fn inject(&mut self, now: Moment, reply: &mut Reply) {
        if self.acting.is_none() && self.observed.taken_hold().is_some() {
            self.enter(Phase::Observe, now, "the fault has taken hold", reply);
        } else if self.acting.is_none()
            && self.is_over(self.plan.bounds.inject, now)
            && self.observed.first_signs().is_some()
        {
            self.enter(Phase::Observe, now, "the fault shows, and nobody who uses its target felt it in time", reply);
        } else if self.is_over(self.plan.bounds.inject, now) {
            let why = format!("no target was seen to fail within {}", self.plan.bounds.inject);
            self.take_back(now, AfterUndo::End(Ending::NotInjected { why }), reply);
        }
    }

    fn observe(&mut self, now: Moment, reply: &mut Reply) {
        let since = self.observed.taken_hold().unwrap_or(self.phase_began);
        let long_enough = self.is_over(LEAST_OBSERVED, now);
        let because = if long_enough && goals::all_seen(&self.plan, &self.observed, since) {
            "all that is claimed to happen has been seen".to_owned()
        } else if self.is_over(self.plan.bounds.observe, now) {
            format!("what else is claimed did not show within {}", self.plan.bounds.observe)
        } else {
            return;
        };
        self.enter(Phase::Recover, now, &because, reply);
        self.look_closely(Some(now), reply);
        self.next_command(now, reply);
    }

    /// A scenario without commands is recovered by firedrill's own undo.
    fn next_command(&mut self, now: Moment, reply: &mut Reply) {
        match self.commands.pop_front() {
            Some(line) => self.act(now, Act::Run(line), reply),
            None if self.plan.commands.is_empty() => self.take_back(now, AfterUndo::Settle, reply),
            None => {}
        }
    }

    fn recover(&mut self, now: Moment, reply: &mut Reply) {
        if self.acting.is_none() && goals::all_back(&self.plan, &self.observed, SETTLED_HOLD, now) {
            if self.plan.fault.is_gone_once_recovered() {
                self.enter(Phase::Settle, now, "what is claimed is back", reply);
            } else {
                let text = "what is claimed is back; what is left of the fault is taken back".to_owned();
                self.record(now, Event::Note { text }, reply);
                self.take_back(now, AfterUndo::Settle, reply);
            }
        } else if self.is_over(self.plan.bounds.recover, now) {
            let text = format!("the recovery did not bring all back within {}", self.plan.bounds.recover);
            self.record(now, Event::Note { text }, reply);
            self.take_back(now, AfterUndo::Settle, reply);
        }
    }

    fn settle(&mut self, now: Moment, reply: &mut Reply) {
        if goals::all_well(&self.observed, SETTLED_HOLD, now) {
            self.end(now, Ending::Complete, reply);
        } else if self.is_over(self.plan.bounds.settle, now) {
            let ending = Ending::NotSettled { waiting_for: goals::amiss(&self.observed) };
            if self.undone { self.end(now, ending, reply) } else { self.take_back(now, AfterUndo::End(ending), reply) }
        }
    }

    fn acted(&mut self, now: Moment, id: ActId, result: ActResult, reply: &mut Reply) {
        let Some((_, act)) = self.acting.take_if(|(current, _)| *current == id) else {
            return; // an act that an interruption overtook
        };
        let ActResult { done, exit, output } = result;
        let happening = if done {
            Happening::Done { exit, output: output.clone() }
        } else {
            Happening::Failed { exit, output: output.clone() }
        };
        self.record(now, Event::Action { action: act.kind(), what: act.words(), happening }, reply);
        match act {
            Act::Inject(_) | Act::Approach { .. } if !done => {
                self.take_back(now, AfterUndo::End(Ending::NotInjected { why: output }), reply);
            }
            Act::Run(_) if !done => self.take_back(now, AfterUndo::Settle, reply),
            Act::Inject(_) => {}
            Act::Approach { .. } => {
                self.approached = Some(now);
                reply.requests.push(Request::Wake { at: now + self.plan.bounds.observe });
            }
            Act::Run(_) => self.next_command(now, reply),
            Act::Undo(_) => self.undo_over(now, reply),
        }
    }

    /// firedrill's own undo: of a failed recovery, of a fault that never took hold, of an interrupted drill.
    fn take_back(&mut self, now: Moment, after: AfterUndo, reply: &mut Reply) {
        self.undo = Some(after);
        self.act(now, Act::Undo(self.plan.fault.clone()), reply);
    }

    fn undo_over(&mut self, now: Moment, reply: &mut Reply) {
        self.undone = true;
        match self.undo.take() {
            Some(AfterUndo::End(ending)) => self.end(now, ending, reply),
            Some(AfterUndo::Settle) => self.enter(Phase::Settle, now, "the fault was taken back", reply),
            None => {}
        }
    }

    /// First: stop, and take the fault back. Again while that is under way: do not wait for it.
    fn interrupted(&mut self, now: Moment, reply: &mut Reply) {
        let injected = self.injecting && !self.undone;
        if injected && self.undo != Some(AfterUndo::End(Ending::Interrupted)) {
            let text = "interrupted: the fault is taken back".to_owned();
            self.record(now, Event::Note { text }, reply);
            self.take_back(now, AfterUndo::End(Ending::Interrupted), reply);
        } else {
            self.end(now, Ending::Interrupted, reply);
        }
    }

    fn act(&mut self, now: Moment, act: Act, reply: &mut Reply) {
        self.acts += 1;
        let id = ActId(self.acts);
        let event = Event::Action { action: act.kind(), what: act.words(), happening: Happening::Begun };
        self.record(now, event, reply);
        self.acting = Some((id, act.clone()));
        reply.requests.push(Request::Act { id, act });
    }

    fn enter(&mut self, phase: Phase, now: Moment, because: &str, reply: &mut Reply) {
        (self.phase, self.phase_began) = (phase, now);
        self.record(now, Event::Phase { phase, because: because.to_owned() }, reply);
        let bound = match phase {
            Phase::Steady => self.plan.bounds.steady,
            Phase::Inject => self.plan.bounds.inject,
            Phase::Observe => self.plan.bounds.observe,
            Phase::Recover => self.plan.bounds.recover,
            Phase::Settle => self.plan.bounds.settle,
            Phase::Approach | Phase::Done => return,
        };
        reply.requests.push(Request::Wake { at: now + bound });
    }

    fn end(&mut self, now: Moment, ending: Ending, reply: &mut Reply) {
        let because = match &ending {
            Ending::Complete => "all is as it was".to_owned(),
            Ending::NotHere { why } => format!("not drilled: {why}"),
            Ending::NoSteadyState { waiting_for } => format!("no steady state: {}", waiting_for.join(", ")),
            Ending::NotInjected { why } => format!("the fault could not be injected: {why}"),
            Ending::NotSettled { waiting_for } => format!("not settled: {}", waiting_for.join(", ")),
            Ending::Interrupted => "interrupted".to_owned(),
            Ending::Lost { why } => format!("the engine is gone: {why}"),
        };
        self.ending = Some(ending);
        self.enter(Phase::Done, now, &because, reply);
    }

    /// Looks more often through the close probes from `now` on, or as usual again.
    fn look_closely(&mut self, now: Option<Moment>, reply: &mut Reply) {
        self.close_until = now.map(|now| now + CLOSE_FOR);
        let at_recovery =
            |probe: &&ProbeInfo| self.phase >= Phase::Recover && self.plan.close_at_recovery.contains(&probe.name);
        let is_close = |probe: &&ProbeInfo| self.plan.close.contains(&probe.name) || at_recovery(probe);
        for probe in self.plan.probes.iter().filter(is_close) {
            let every = if now.is_some() { CLOSE_EVERY.min(probe.every) } else { probe.every };
            reply.requests.push(Request::Probe { probe: probe.name.clone(), every });
        }
    }

    fn is_over(&self, bound: Span, now: Moment) -> bool {
        now.since(self.phase_began) >= bound
    }

    fn record(&mut self, now: Moment, event: Event, reply: &mut Reply) {
        self.events += 1;
        let recorded = Recorded { n: self.events, at: now, event };
        self.observed.apply(&recorded);
        reply.records.push(recorded);
    }
}
