//! A small world without Docker, in virtual time: services that fail and recover as their dependencies imply, after seeded
//! delays, and an engine that can itself misbehave. Everything in it follows from its seed.

mod model;

pub use model::Model;

use super::{Act, ActId, ActResult, Heard, Request, World};
use crate::timeline::{DetectorInfo, ProbeInfo, Sample, Watched};
use crate::words::{DetectorName, Moment, ProbeName, Span};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// What goes wrong with the engine, or comes from outside, in a simulated drill. The default is nothing.
#[derive(Debug, Clone, Default)]
pub struct Quirks {
    /// Injecting fails with this message.
    pub inject_fails: Option<String>,
    /// The fault is reported as injected, and nothing fails.
    pub inject_is_harmless: bool,
    /// No detector notices a fault that comes near.
    pub warning_fails: bool,
    /// A documented command fails with this message and changes nothing.
    pub command_fails: Option<String>,
    /// A documented command never comes back.
    pub command_hangs: bool,
    /// Somebody presses Ctrl-C at these moments.
    pub interrupted_at: Vec<Moment>,
    /// The engine goes away at this moment.
    pub lost_at: Option<Moment>,
}

/// The simulated world.
#[derive(Debug)]
pub struct Simulated {
    now: Moment,
    random: ChaCha8Rng,
    model: Model,
    quirks: Quirks,
    probes: BTreeMap<ProbeName, Looking>,
    detectors: BTreeMap<DetectorName, DetectorInfo>,
    due: BinaryHeap<Reverse<(Moment, u64)>>,
    what: BTreeMap<u64, Due>,
    numbered: u64,
    approaches: u32,
    /// Every act asked for, for tests that check what was done.
    pub acts: Vec<Act>,
}

#[derive(Debug)]
struct Looking {
    info: ProbeInfo,
    every: Span,
    /// Counts the changes of cadence; a look planned before the last one is void.
    generation: u64,
}

#[derive(Debug)]
enum Due {
    Look { probe: ProbeName, generation: u64 },
    Answer(Sample),
    Watch(DetectorName),
    Acted { id: ActId, result: ActResult },
    Wake,
    Interrupted,
    Lost,
}

impl Simulated {
    /// A world of this model, in which everything is well at first.
    pub fn new(model: Model, probes: &[ProbeInfo], detectors: &[DetectorInfo], quirks: Quirks, seed: u64) -> Self {
        let looking = |info: &ProbeInfo| Looking { info: info.clone(), every: info.every, generation: 0 };
        let mut world = Self {
            now: Moment::START,
            random: ChaCha8Rng::seed_from_u64(seed),
            model,
            probes: probes.iter().map(|info| (info.name.clone(), looking(info))).collect(),
            detectors: detectors.iter().map(|info| (info.name.clone(), info.clone())).collect(),
            due: BinaryHeap::new(),
            what: BTreeMap::new(),
            numbered: 0,
            approaches: 0,
            acts: Vec::new(),
            quirks,
        };
        for at in world.quirks.interrupted_at.clone() {
            world.plan(at, Due::Interrupted);
        }
        if let Some(at) = world.quirks.lost_at {
            world.plan(at, Due::Lost);
        }
        world
    }

    fn plan(&mut self, at: Moment, due: Due) {
        self.numbered += 1;
        self.due.push(Reverse((at, self.numbered)));
        self.what.insert(self.numbered, due);
    }

    fn delay(&mut self, from: u64, to: u64) -> Span {
        Span::micros(self.random.random_range(from..=to))
    }

    fn act(&mut self, id: ActId, act: Act) {
        let failed = |output: &str| ActResult { done: false, exit: Some(1), output: output.to_owned() };
        let hangs = matches!(act, Act::Run(_)) && self.quirks.command_hangs;
        let result = match (&act, &self.quirks) {
            (Act::Inject(_), Quirks { inject_fails: Some(why), .. })
            | (Act::Run(_), Quirks { command_fails: Some(why), .. }) => failed(why),
            (Act::Run(_), _) => ActResult { done: true, exit: Some(0), output: String::new() },
            _ => ActResult { done: true, exit: None, output: String::new() },
        };
        let at = self.now + self.delay(20_000, 150_000);
        if result.done && !hangs {
            self.take_effect(&act, at);
        }
        self.acts.push(act);
        if !hangs {
            self.plan(at, Due::Acted { id, result });
        }
    }

    fn take_effect(&mut self, act: &Act, at: Moment) {
        match act {
            // It comes near in two steps, and only the second is near enough to be warned of.
            Act::Approach { fault, .. } => {
                self.approaches += 1;
                if self.approaches == 2 && !self.quirks.warning_fails {
                    fault.targets().iter().for_each(|target| self.model.come_near(target, at));
                }
            }
            Act::Inject(_) if self.quirks.inject_is_harmless => {}
            Act::Inject(fault) => {
                let early = self.delay(1_000, 10_000);
                fault.targets().iter().for_each(|target| self.model.fail(target, at - early));
            }
            Act::Run(_) | Act::Undo(_) => self.model.recover(at),
        }
    }

    fn look(&mut self, probe: ProbeName, generation: u64) {
        let Some(looking) = self.probes.get(&probe).filter(|looking| looking.generation == generation) else { return };
        let (every, info) = (looking.every, looking.info.clone());
        let scheduled = self.now;
        let sent = scheduled + self.delay(10, 400);
        let answered = sent + self.delay(200, 3_000);
        let seen_at = answered - info.resolution;
        let outcome = self.model.outcome(&info, seen_at);
        self.plan(answered, Due::Answer(Sample { probe: probe.clone(), scheduled, sent, answered, outcome }));
        self.plan(scheduled + every, Due::Look { probe, generation });
    }

    fn watch(&mut self, name: DetectorName) -> Option<Heard> {
        let detector = self.detectors.get(&name)?.clone();
        let sent = self.now;
        self.plan(sent + detector.every, Due::Watch(name));
        let noticed = self.model.is_noticed(&detector.watches, sent - detector.resolution);
        let detail = if noticed { "firing" } else { "quiet" }.to_owned();
        Some(Heard::Watched(Watched { detector: detector.name, sent, answered: sent, noticed, detail }))
    }

    fn happen(&mut self, due: Due) -> Option<Heard> {
        match due {
            Due::Look { probe, generation } => {
                self.look(probe, generation);
                None
            }
            Due::Answer(sample) => Some(Heard::Sample(sample)),
            Due::Watch(name) => self.watch(name),
            Due::Acted { id, result } => Some(Heard::Acted { id, result }),
            Due::Wake => Some(Heard::Woke),
            Due::Interrupted => Some(Heard::Interrupted),
            Due::Lost => Some(Heard::Lost { why: "the simulated engine went away".to_owned() }),
        }
    }
}

impl World for Simulated {
    fn now(&self) -> Moment {
        self.now
    }

    fn ask(&mut self, request: Request) {
        match request {
            Request::Probe { probe, every } => {
                if let Some(looking) = self.probes.get_mut(&probe) {
                    looking.every = every;
                    looking.generation += 1;
                    let generation = looking.generation;
                    let at = self.now + self.delay(0, every.as_micros());
                    self.plan(at, Due::Look { probe, generation });
                }
            }
            Request::Watch { detector } => self.plan(self.now, Due::Watch(detector)),
            Request::Act { id, act } => self.act(id, act),
            Request::Wake { at } => self.plan(at, Due::Wake),
        }
    }

    async fn hear(&mut self) -> Heard {
        loop {
            let Some(Reverse((at, number))) = self.due.pop() else {
                return Heard::Lost { why: "nothing can happen any more".to_owned() };
            };
            self.now = self.now.max(at);
            if let Some(heard) = self.what.remove(&number).and_then(|due| self.happen(due)) {
                return heard;
            }
        }
    }
}
