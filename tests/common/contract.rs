//! What any world promises to a drill, whichever it is: one suite, held to by Docker's world and by
//! the simulated one.
//!
//! Times are those of the world's own clock, and only by its own timers: in virtual time nothing is
//! waited for.
#![allow(dead_code, reason = "each test file uses its part")]

use firedrill::plan::DrillPlan;
use firedrill::timeline::{Outcome, Sample};
use firedrill::words::{Moment, ProbeName, Span};
use firedrill::world::{Act, ActId, ActResult, Heard, Request, World};
use futures_util::FutureExt as _;
use std::collections::BTreeMap;

/// A stack that is well, and as many worlds on it, one after the other, as the suite asks for.
pub trait Stack {
    type World: World;

    /// What is drilled on it: a fault with one target that has a `works` probe, and a documented
    /// recovery.
    fn plan(&self) -> &DrillPlan;

    /// The world of a drill on it.
    fn world(&self) -> Self::World;

    /// Somebody wants an end.
    fn interrupt(&self);

    /// Whether nothing of the worlds that are gone is at work any more.
    fn is_at_rest(&self) -> impl Future<Output = bool>;
}

/// Nothing takes longer than this to happen, however slow the machine.
const PATIENCE: Span = Span::secs(30);

/// All promises, one after the other. Each leaves the stack well.
pub async fn holds(stack: &impl Stack) {
    samples_are_ordered_and_cadences_take_effect(stack).await;
    wake_ups_come_once_each_and_never_early(stack).await;
    a_fault_is_felt_and_its_recovery_too(stack).await;
    what_is_undone_twice_is_undone(stack).await;
    nothing_is_lost_where_hearing_is_given_up(stack).await;
    an_end_that_is_wanted_is_heard(stack).await;
    assert!(stack.is_at_rest().await, "nothing goes on after the worlds are gone");
}

/// A world with what was heard of it.
struct Listener<W> {
    world: W,
    last: Moment,
    samples: Vec<Sample>,
    acted: BTreeMap<u32, Vec<ActResult>>,
    woke: usize,
    interrupted: usize,
}

impl<W: World> Listener<W> {
    fn new(world: W) -> Self {
        let last = world.now();
        Self { world, last, samples: Vec::new(), acted: BTreeMap::new(), woke: 0, interrupted: 0 }
    }

    async fn hear(&mut self) {
        let heard = self.world.hear().await;
        self.take(heard);
    }

    /// Time never goes back, and nothing is heard before it happened.
    fn take(&mut self, heard: Heard) {
        let now = self.world.now();
        assert!(now >= self.last, "the clock went back from {:?} to {now:?}", self.last);
        self.last = now;
        match heard {
            Heard::Sample(sample) => {
                assert!(
                    sample.scheduled <= sample.sent && sample.sent <= sample.answered,
                    "{sample:?}"
                );
                assert!(sample.answered <= now, "{sample:?} was heard at {now:?}");
                self.samples.push(sample);
            }
            Heard::Watched(watched) => {
                assert!(watched.sent <= watched.answered && watched.answered <= now, "{watched:?}");
            }
            Heard::Acted { id, result } => self.acted.entry(id.0).or_default().push(result),
            Heard::Woke => self.woke += 1,
            Heard::Interrupted => self.interrupted += 1,
            Heard::Engine { .. } | Heard::Load(_) => {}
            Heard::Lost { why } => panic!("the engine is gone: {why}"),
        }
    }

    /// Hears until something is so.
    async fn until(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        let end = self.world.now() + PATIENCE;
        self.world.ask(Request::Wake { at: end });
        while !so(self) {
            assert!(self.world.now() < end, "within {PATIENCE}: {what}");
            self.hear().await;
        }
    }

    /// Hears for so long.
    async fn hear_for(&mut self, span: Span) {
        let end = self.world.now() + span;
        self.world.ask(Request::Wake { at: end });
        while self.world.now() < end {
            self.hear().await;
        }
    }

    fn probe(&mut self, probe: &ProbeName, every: Span) {
        self.world.ask(Request::Probe { probe: probe.clone(), every });
    }

    async fn act(&mut self, id: u32, act: Act) -> ActResult {
        self.world.ask(Request::Act { id: ActId(id), act });
        self.until("an act is answered", |heard| heard.acted.contains_key(&id)).await;
        self.acted[&id][0].clone()
    }

    fn last_is(&self, ok: bool, since: Moment) -> bool {
        self.samples
            .last()
            .is_some_and(|sample| sample.sent >= since && sample.outcome.is_ok() == ok)
    }
}

fn target(plan: &DrillPlan) -> ProbeName {
    ProbeName::of_service(&plan.fault.targets()[0], "works")
}

fn listener<S: Stack>(stack: &S) -> Listener<S::World> {
    Listener::new(stack.world())
}

async fn samples_are_ordered_and_cadences_take_effect(stack: &impl Stack) {
    let probe = target(stack.plan());
    let mut heard = listener(stack);
    heard.probe(&probe, Span::millis(100));
    heard.hear_for(Span::secs(2)).await;
    let slowly = heard.samples.len();
    heard.probe(&probe, Span::millis(10));
    heard.hear_for(Span::secs(2)).await;
    let quickly = heard.samples.len() - slowly;
    // Twenty, and two hundred, on a machine with time to spare; a change that has no effect gives
    // twenty again.
    assert!(
        (10..=21).contains(&slowly) && (60..=201).contains(&quickly),
        "{slowly} and {quickly} samples"
    );
    heard.probe(&probe, Span::millis(100));
    heard.hear_for(Span::millis(100)).await;
    let before = heard.samples.len();
    heard.hear_for(Span::secs(2)).await;
    assert!(
        (10..=21).contains(&(heard.samples.len() - before)),
        "{} samples",
        heard.samples.len() - before
    );
    assert!(heard.samples.iter().all(|sample| sample.probe == probe), "of no other probe");
    // A machine without time to spare can leave a look without an answer; nothing says that it is
    // not well.
    let bad = |sample: &&Sample| !matches!(sample.outcome, Outcome::Ok | Outcome::Silent { .. });
    assert_eq!(heard.samples.iter().find(bad), None, "all is well");
}

async fn wake_ups_come_once_each_and_never_early(stack: &impl Stack) {
    let mut heard = listener(stack);
    let begun = heard.world.now();
    let after = |ms: u64| begun + Span::millis(ms);
    // In another order than they come in, two of them at once, and one that is there already.
    for ms in [300, 100, 200, 200, 0] {
        heard.world.ask(Request::Wake { at: after(ms) });
    }
    for (woke, ms) in [(1, 0), (2, 100), (3, 200), (4, 200), (5, 300)] {
        heard.until_woke(woke).await;
        assert!(heard.world.now() >= after(ms), "woke {woke} times by {:?}", heard.world.now());
    }
}

impl<W: World> Listener<W> {
    /// Without a timer of its own, which would be one more to wake.
    async fn until_woke(&mut self, times: usize) {
        while self.woke < times {
            self.hear().await;
        }
    }
}

async fn a_fault_is_felt_and_its_recovery_too(stack: &impl Stack) {
    let plan = stack.plan();
    let probe = target(plan);
    let mut heard = listener(stack);
    heard.probe(&probe, Span::millis(20));
    heard.until("it is well at first", |heard| heard.last_is(true, Moment::START)).await;
    let begun = heard.world.now();
    let injected = heard.act(1, Act::Inject(plan.fault.clone())).await;
    assert!(injected.is_done(), "{injected:?}");
    heard.until("the target fails", |heard| heard.last_is(false, begun)).await;
    for (id, line) in (2..).zip(&plan.commands) {
        let ran = heard.act(id, Act::Run(line.clone())).await;
        assert!(matches!(ran, ActResult::Done { exit: Some(0), .. }), "{line}: {ran:?}");
    }
    let recovered = heard.world.now();
    heard.until("the target is back", |heard| heard.last_is(true, recovered)).await;
    heard.hear_for(Span::secs(1)).await;
    assert!(heard.last_is(true, recovered), "it stays well");
    assert_eq!(heard.acted.len(), 1 + plan.commands.len());
    assert!(
        heard.acted.values().all(|answers| answers.len() == 1),
        "each act is answered once: {:?}",
        heard.acted
    );
}

async fn what_is_undone_twice_is_undone(stack: &impl Stack) {
    let plan = stack.plan();
    let probe = target(plan);
    let mut heard = listener(stack);
    heard.probe(&probe, Span::millis(20));
    assert!(heard.act(1, Act::Inject(plan.fault.clone())).await.is_done());
    for id in [2, 3] {
        let undone = heard.act(id, Act::Undo(plan.fault.clone())).await;
        assert!(undone.is_done(), "{undone:?}");
    }
    let undone = heard.world.now();
    heard.until("the target is back", |heard| heard.last_is(true, undone)).await;
}

/// Waiting is dropped again and again, whenever there is nothing to hear at once.
async fn nothing_is_lost_where_hearing_is_given_up(stack: &impl Stack) {
    let probe = target(stack.plan());
    let mut heard = listener(stack);
    let begun = heard.world.now();
    heard.probe(&probe, Span::millis(10));
    for ms in 0..200 {
        heard.world.ask(Request::Wake { at: begun + Span::millis(5 * ms) });
    }
    let mut given_up = 0;
    while heard.woke < 200 {
        if let Some(one) = heard.world.hear().now_or_never() {
            heard.take(one);
        } else {
            given_up += 1;
            tokio::task::yield_now().await;
        }
        assert!(
            heard.world.now() < begun + PATIENCE,
            "{} of 200 after giving up {given_up} times",
            heard.woke
        );
    }
    assert_eq!(heard.woke, 200);
    // Looks are not sent while one is out: nine in ten of a hundred is what a busy machine leaves.
    assert!(heard.samples.len() >= 60, "{} samples", heard.samples.len());
}

async fn an_end_that_is_wanted_is_heard(stack: &impl Stack) {
    let probe = target(stack.plan());
    let mut heard = listener(stack);
    heard.probe(&probe, Span::millis(50));
    heard.hear_for(Span::millis(200)).await;
    assert_eq!(heard.interrupted, 0);
    stack.interrupt();
    heard.until("the end is heard", |heard| heard.interrupted == 1).await;
    heard.hear_for(Span::millis(300)).await;
    assert_eq!(heard.interrupted, 1, "once");
}
