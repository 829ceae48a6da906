//! The machine itself: what was heard goes in, what to do next comes out.

mod ask;
mod control;
mod inject;
mod recovery;
mod remedy;
mod undo;

use super::ending::Ending;
use super::{
    ACT_BOUND, CLOSE_FOR, FOR_REQUESTS, FOR_STAYING, SETTLED_HOLD, STEADY_HOLD, TIMED_HOLD, goals,
};
use crate::observe::Observed;
use crate::pack::{Question, Step};
use crate::plan::DrillPlan;
use crate::timeline::{Event, Happening, Header, Phase, Recorded};
use crate::words::{Moment, ServiceName, Span};
use crate::world::{Act, ActId, ActResult, Heard, Request};
use std::collections::VecDeque;
use undo::AfterUndo;

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
    acting_since: Moment,
    acts: u32,
    commands: VecDeque<String>,
    /// What is still to be started: early, and as the recovery; and when the first had been.
    early: Option<ServiceName>,
    starts: VecDeque<ServiceName>,
    started: Option<Moment>,
    /// What could not be started, so that nobody waits for it to come back.
    refused: Vec<ServiceName>,
    /// What the claims ask, and was not asked yet.
    questions: VecDeque<Question>,
    /// What still brings the fault near, and when what was done last had been done.
    approach: VecDeque<Step>,
    approached: Option<Moment>,
    /// Set once firedrill's own undo was asked for; what to do when it is over.
    undo: Option<AfterUndo>,
    undone: bool,
    close_until: Option<Moment>,
    /// When the recovery began, and once all was back and had stayed, how long the outage and the
    /// recovery had taken.
    recovery_began: Moment,
    recovered: Option<control::Recovered>,
    events: u64,
    ending: Option<Ending>,
}

impl Drill {
    /// Begins a drill at the start of its timeline.
    pub fn begin(plan: DrillPlan, header: &Header) -> (Self, Reply) {
        let mut drill = Self {
            observed: Observed::new(header),
            commands: plan.commands.iter().cloned().collect(),
            questions: ask::questions(&plan),
            approach: plan.approach.iter().cloned().collect(),
            approached: None,
            early: plan.early.clone(),
            starts: plan.starts.iter().cloned().collect(),
            started: None,
            refused: Vec::new(),
            plan,
            phase: Phase::Steady,
            phase_began: Moment::START,
            injecting: false,
            acting: None,
            acting_since: Moment::START,
            acts: 0,
            undo: None,
            undone: false,
            close_until: None,
            recovery_began: Moment::START,
            recovered: None,
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
        if let Some(gap) = self.observed.gap_until(now) {
            self.sleep_through(gap, now, &mut reply);
        }
        match heard {
            Heard::Sample(sample) => self.record(now, Event::Sample(sample), &mut reply),
            Heard::Watched(watched) => self.record(now, Event::Watched(watched), &mut reply),
            Heard::Engine { service, action } => {
                self.record(now, Event::Engine { service, action }, &mut reply);
            }
            Heard::Acted { id, result } => self.acted(now, id, result, &mut reply),
            Heard::Load(load) => self.record(now, Event::Load(load), &mut reply),
            Heard::Woke => {}
            Heard::Interrupted => self.interrupted(now, &mut reply),
            Heard::Lost { why } => self.end(now, Ending::Lost { why }, &mut reply),
        }
        self.advance(now, &mut reply);
        reply
    }

    /// firedrill itself did not run for a while. Nobody looked meanwhile, so that no phase's time
    /// went by.
    fn sleep_through(&mut self, gap: Span, now: Moment, reply: &mut Reply) {
        let text =
            format!("nothing was heard for {gap}: firedrill was stopped, or had no processor time");
        self.record(now, Event::Note { text }, reply);
        self.phase_began = self.phase_began + gap;
        self.approached = self.approached.map(|at| at + gap);
        let ends = self.bound().map(|bound| self.phase_began + bound);
        let ends = ends.or(self.approached.map(|at| at + self.plan.bounds.observe));
        reply.requests.extend(ends.map(|at| Request::Wake { at: at.max(now) }));
    }

    fn advance(&mut self, now: Moment, reply: &mut Reply) {
        if self.close_until.is_some_and(|until| now >= until) {
            self.look_closely(None, reply);
        }
        if self.ending.is_some() {
            return;
        }
        if self.undo.is_some() {
            return self.taking_back(now, reply);
        }
        match self.phase {
            Phase::Steady => self.steady(now, reply),
            Phase::Approach => self.approach(now, reply),
            Phase::Inject => self.inject(now, reply),
            Phase::Observe => self.observe(now, reply),
            Phase::Watch => self.watch(now, reply),
            Phase::Ask => self.asking(now, reply),
            Phase::Recover => self.recover(now, reply),
            Phase::Hold => self.hold(now, reply),
            Phase::Settle => self.settle(now, reply),
            Phase::Control => self.control(now, reply),
            Phase::Done => {}
        }
    }

    fn steady(&mut self, now: Moment, reply: &mut Reply) {
        let timed =
            self.plan.claims.iter().any(|claim| claim.as_kind().times_answers_of().is_some());
        let hold = if timed { TIMED_HOLD } else { STEADY_HOLD };
        if goals::all_well(&self.observed, hold, true, now) && self.observed.is_timed() {
            let because = format!("all has been well for {hold}");
            if self.plan.fault.is_nothing() {
                return self.begin_to_ask(now, &because, reply);
            }
            self.injecting = true;
            if self.approach.is_empty() {
                self.break_it(now, &because, reply);
            } else {
                self.enter(Phase::Approach, now, &because, reply);
                self.come_near(now, reply);
            }
        } else if self.is_over(self.plan.bounds.steady, now) {
            self.end(
                now,
                Ending::NoSteadyState { waiting_for: goals::amiss(&self.observed) },
                reply,
            );
        }
    }

    fn observe(&mut self, now: Moment, reply: &mut Reply) {
        if self.starts_early(now, reply) {
            return;
        }
        let bound = goals::observe_bound(&self.plan);
        let because = if goals::all_shown(&self.plan, &self.observed, self.held()) {
            "all that is claimed to happen has been seen".to_owned()
        } else if self.is_over(bound, now) {
            format!("what else is claimed did not show within {bound}")
        } else {
            return;
        };
        self.enter(Phase::Watch, now, &because, reply);
        reply
            .requests
            .push(Request::Wake { at: (self.held() + goals::watch_for(&self.plan)).max(now) });
    }

    /// It ends by time and by number, never because what was seen agrees with what is claimed.
    fn watch(&mut self, now: Moment, reply: &mut Reply) {
        let (since, watch_for) = (self.held(), goals::watch_for(&self.plan));
        let lasted = now.since(since);
        let enough = goals::enough_requests(&self.plan, &self.observed, since);
        if lasted < watch_for || (lasted < watch_for + FOR_REQUESTS && !enough) {
            return;
        }
        let because = format!("it was watched for {lasted} what must not happen");
        self.begin_to_ask(now, &because, reply);
    }

    /// When the fault had taken hold, as far as it is known, and what is started early was.
    fn held(&self) -> Moment {
        let held = self.observed.taken_hold().or(self.observed.first_signs());
        held.unwrap_or(self.phase_began).max(self.started.unwrap_or(Moment::START))
    }

    /// What is seen now: of the drill, or of its control.
    fn seen(&self) -> &Observed {
        self.observed.control().unwrap_or(&self.observed)
    }

    fn settle(&mut self, now: Moment, reply: &mut Reply) {
        if goals::all_well(self.seen(), SETTLED_HOLD, false, now) {
            self.settled(now, reply);
        } else if self.is_over(self.plan.bounds.settle, now) {
            let ending = Ending::NotSettled { waiting_for: goals::amiss(self.seen()) };
            if self.undone {
                self.end(now, ending, reply);
            } else {
                self.take_back(now, AfterUndo::End(ending), reply);
            }
        }
    }

    fn acted(&mut self, now: Moment, id: ActId, result: ActResult, reply: &mut Reply) {
        let Some((_, act)) = self.acting.take_if(|(current, _)| *current == id) else {
            return; // an act that an interruption overtook
        };
        let (done, not_run) = (result.is_done(), matches!(result, ActResult::NotRun { .. }));
        let happening = Happening::from(result);
        let output = match &happening {
            Happening::Begun => String::new(),
            Happening::Done { output, .. } | Happening::Failed { output, .. } => output.clone(),
            Happening::NotRun { why } => why.clone(),
        };
        self.record(now, Event::Action { action: act.kind(), what: act.words(), happening }, reply);
        match act {
            Act::Inject(_) | Act::Approach { .. } if !done => {
                self.take_back(now, AfterUndo::End(Ending::NotInjected { why: output }), reply);
            }
            // The documented recovery was not drilled, and will not be.
            Act::Run(_) | Act::Start(_) if not_run => self.take_back(now, AfterUndo::Settle, reply),
            Act::Inject(_) => {}
            Act::Approach { .. } => {
                self.approached = Some(now);
                reply.requests.push(Request::Wake { at: now + self.plan.bounds.observe });
            }
            Act::Run(_) => self.next_command(now, reply),
            Act::Start(service) => {
                self.refused.extend((!done).then_some(service));
                self.next_command(now, reply);
            }
            Act::StartEarly(service) => {
                self.refused.extend((!done).then_some(service));
                self.started = Some(now);
            }
            Act::Ask(_) => self.next_question(now, reply),
            Act::Undo(_) => self.undo_over(now, reply),
        }
    }

    fn act(&mut self, now: Moment, act: Act, reply: &mut Reply) {
        self.acts += 1;
        let id = ActId(self.acts);
        let event =
            Event::Action { action: act.kind(), what: act.words(), happening: Happening::Begun };
        self.record(now, event, reply);
        self.acting = Some((id, act.clone()));
        self.acting_since = now;
        reply.requests.push(Request::Act { id, act });
        reply.requests.push(Request::Wake { at: now + ACT_BOUND });
    }

    fn enter(&mut self, phase: Phase, now: Moment, because: &str, reply: &mut Reply) {
        (self.phase, self.phase_began) = (phase, now);
        self.record(now, Event::Phase { phase, because: because.to_owned() }, reply);
        if let Some(bound) = self.bound() {
            reply.requests.push(Request::Wake { at: now + bound });
        }
    }

    /// How long the phase may take; an approach has a bound for each of its steps.
    fn bound(&self) -> Option<Span> {
        match self.phase {
            Phase::Steady => Some(self.plan.bounds.steady),
            Phase::Inject => Some(self.plan.bounds.inject),
            Phase::Observe => Some(goals::observe_bound(&self.plan)),
            Phase::Watch => Some(goals::watch_for(&self.plan) + FOR_REQUESTS),
            Phase::Recover => Some(self.plan.bounds.recover),
            Phase::Hold => Some(self.plan.bounds.recover + FOR_STAYING),
            Phase::Settle => Some(self.plan.bounds.settle),
            Phase::Approach | Phase::Ask | Phase::Control | Phase::Done => None,
        }
    }

    fn end(&mut self, now: Moment, ending: Ending, reply: &mut Reply) {
        let because = ending.because();
        self.ending = Some(ending);
        self.enter(Phase::Done, now, &because, reply);
    }

    /// Looks more often through the close probes from `now` on, or as usual again.
    fn look_closely(&mut self, now: Option<Moment>, reply: &mut Reply) {
        self.close_until = now.map(|now| now + CLOSE_FOR);
        for close in self.plan.close.iter().filter(|close| close.from <= self.phase) {
            let usual = self
                .plan
                .probes
                .iter()
                .find(|probe| probe.name == close.probe)
                .map(|probe| probe.every);
            let every = if now.is_some() { Some(close.every) } else { usual };
            let request = |every| Request::Probe { probe: close.probe.clone(), every };
            reply.requests.extend(every.map(request));
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
