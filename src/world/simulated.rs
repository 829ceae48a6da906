//! A world without Docker, in virtual time: services that fail, degrade and come back as the pack's
//! topology implies, probes and detectors that see it a while later, and an engine that can itself
//! misbehave. Everything in it follows from its seed.
//!
//! What it knows is what the pack says, and it takes the pack at its word: a detector notices what
//! it watches, a warning warns, a fault of commands breaks its targets, and a documented command of
//! which the pack does not tell what it does brings them back. Quirks of real software (a save that
//! is retried, a login that waits, a name that is cached) are in no topology: only real drills show
//! them, or whoever bends this world (see [`Bends`]). How long things take is drawn from ranges
//! that were measured on the real stack.

mod acts;
mod bends;
mod bent;
mod looks;
mod model;
mod parts;
mod quirks;
#[cfg(feature = "rooms")]
mod truth;
mod typed;

pub use bends::{Amiss, ServiceBend};
#[cfg(feature = "rooms")]
pub use bends::{Answers, Bends, Busy, CommandBend, DetectorBend, Dies, FallsAgain, JourneyBend};
pub use model::Model;
#[cfg(feature = "rooms")]
pub use model::{Condition, Health};
pub use quirks::Quirks;
#[cfg(feature = "rooms")]
pub use quirks::Trouble;

use super::{Act, ActId, ActResult, Heard, Request, World};
use crate::pack::{Pack, Profile};
use crate::plan::DrillPlan;
use crate::words::{DetectorName, Moment, ProbeName, Span};
use acts::{Running, StateChange};
use futures_util::FutureExt as _;
use looks::{Looking, Watching};
use parts::Parts;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// After so many things heard others may have their turn: timers and signals of the same runtime.
const BREATHE_AFTER: u32 = 256;

/// The simulated world of one drill.
#[derive(Debug)]
pub struct Simulated {
    now: Moment,
    random: ChaCha8Rng,
    model: Model,
    parts: Parts,
    quirks: Quirks,
    /// What is bent has chances of its own, so that what is not stays as it was.
    bent: bent::Bent,
    probes: Vec<Looking>,
    probe_of: BTreeMap<ProbeName, usize>,
    detectors: Vec<Watching>,
    detector_of: BTreeMap<DetectorName, usize>,
    due: BinaryHeap<Due>,
    numbered: u64,
    approaches: u32,
    /// The targets of the fault, its documented commands that were not begun yet, and those that
    /// are at work.
    targets: Vec<usize>,
    commands_left: usize,
    at_their_word: bool,
    running: Option<Running>,
    end: Option<crate::shutdown::Shutdown>,
    heard: u32,
    /// Every act asked for, for tests that check what was done.
    pub acts: Vec<Act>,
}

/// Something that will happen.
#[derive(Debug)]
struct Due {
    at: Moment,
    number: u64,
    what: What,
}

#[derive(Debug)]
enum What {
    /// A probe is to look; void where its cadence was changed since.
    Look {
        probe: usize,
        generation: u64,
    },
    /// What it looked at answers.
    Answer {
        probe: usize,
        scheduled: Moment,
        sent: Moment,
        silent: bool,
        /// What comes of it though its subject is well.
        amiss: Option<Amiss>,
    },
    /// A detector is to be asked.
    Watch(usize),
    /// It answers.
    Said {
        detector: usize,
        sent: Moment,
    },
    /// Something happens to a service itself.
    Change(usize, StateChange),
    /// A service feels that another has changed.
    Felt(usize),
    /// Something that nobody asked for.
    Untold(bent::Untold),
    /// The machine's load is told.
    Load,
    /// The next of the documented commands that are at work is to be done.
    Command,
    Acted {
        id: ActId,
        result: ActResult,
    },
    Engine {
        place: usize,
        action: &'static str,
    },
    Wake,
    Interrupted,
    Lost,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The earliest is the greatest, since the heap gives the greatest first; of several at one moment,
/// the first planned.
impl Ord for Due {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.number).cmp(&(self.at, self.number))
    }
}

impl Simulated {
    /// The world of a drill on a stack of this profile, in which everything is well at first.
    pub fn of(pack: &Pack, profile: &Profile, plan: &DrillPlan, quirks: Quirks, seed: u64) -> Self {
        let absent = profile.without_services.iter().cloned().collect();
        let parts = Parts::of(pack, profile);
        Self::with(Model::new(&pack.topology, &parts.shapes, &absent), parts, plan, quirks, seed)
    }

    fn with(model: Model, parts: Parts, plan: &DrillPlan, quirks: Quirks, seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let probes: Vec<Looking> = plan
            .probes
            .iter()
            .map(|info| Looking::new(info, &model, &parts, &mut random))
            .collect();
        let detectors: Vec<Watching> = plan
            .detectors
            .iter()
            .map(|info| Watching::new(info, &model, &parts, &mut random))
            .collect();
        let probes = probes.into_iter().map(|looking| looking.bent(&quirks.bends)).collect();
        let mut world = Self {
            now: Moment::START,
            random,
            bent: bent::Bent::new(seed),
            probe_of: plan.probes.iter().map(|info| info.name.clone()).zip(0..).collect(),
            detector_of: plan.detectors.iter().map(|info| info.name.clone()).zip(0..).collect(),
            probes,
            detectors,
            due: BinaryHeap::new(),
            numbered: 0,
            approaches: 0,
            targets: plan.fault.targets.iter().filter_map(|target| model.place(target)).collect(),
            commands_left: plan.commands.len(),
            at_their_word: false,
            running: None,
            model,
            parts,
            end: None,
            heard: 0,
            acts: Vec::new(),
            quirks,
        };
        for at in world.quirks.interrupted_at.clone() {
            world.plan(at, What::Interrupted);
        }
        if let Some(at) = world.quirks.lost_at {
            world.plan(at, What::Lost);
        }
        world
    }

    /// The same, where somebody may want an end.
    #[must_use]
    pub fn until(self, end: crate::shutdown::Shutdown) -> Self {
        Self { end: Some(end), ..self }
    }

    fn plan(&mut self, at: Moment, what: What) {
        self.numbered += 1;
        self.due.push(Due { at: at.max(self.now), number: self.numbered, what });
    }

    /// A length of time by chance, in milliseconds at least and at most.
    fn between(&mut self, least: u64, most: u64) -> Span {
        Span::micros(self.random.random_range(least * 1_000..=most * 1_000))
    }

    fn happen(&mut self, what: What) -> Option<Heard> {
        match what {
            What::Look { probe, generation } => self.look(probe, generation),
            What::Answer { probe, scheduled, sent, silent, amiss } => {
                return self.answer(probe, scheduled, sent, silent, amiss);
            }
            What::Watch(detector) => self.watch(detector),
            What::Said { detector, sent } => return Some(self.said(detector, sent)),
            What::Change(place, change) => self.change(place, change),
            What::Felt(place) => self.felt(place),
            What::Untold(untold) => self.untold(untold),
            What::Load => return Some(self.load()),
            What::Command => self.command(),
            What::Acted { id, result } => return Some(Heard::Acted { id, result }),
            What::Engine { place, action } => {
                let service = self.model.name(place).to_string();
                return Some(Heard::Engine { service, action: action.to_owned() });
            }
            What::Wake => return Some(Heard::Woke),
            What::Interrupted => return Some(Heard::Interrupted),
            What::Lost => {
                return Some(Heard::Lost { why: "the simulated engine went away".to_owned() });
            }
        }
        None
    }
}

impl World for Simulated {
    fn now(&self) -> Moment {
        self.now
    }

    fn ask(&mut self, request: Request) {
        match request {
            Request::Probe { probe, every } => {
                if let Some(place) = self.probe_of.get(&probe) {
                    self.look_every(*place, every);
                }
            }
            Request::Watch { detector } => {
                if let Some(place) = self.detector_of.get(&detector).copied() {
                    self.plan(self.now, What::Watch(place));
                }
            }
            Request::Act { id, act } => self.act(id, &act),
            Request::Wake { at } => self.plan(at, What::Wake),
        }
    }

    async fn hear(&mut self) -> Heard {
        self.heard = self.heard.wrapping_add(1);
        if self.heard.is_multiple_of(BREATHE_AFTER) {
            tokio::task::yield_now().await;
        }
        // Nothing is taken out before the last wait, so that nothing is lost where this one is
        // dropped.
        if self.end.as_mut().is_some_and(|end| end.next().now_or_never().is_some()) {
            return Heard::Interrupted;
        }
        loop {
            let Some(Due { at, what, .. }) = self.due.pop() else {
                return Heard::Lost { why: "nothing can happen any more".to_owned() };
            };
            self.now = self.now.max(at);
            if let Some(heard) = self.happen(what) {
                return heard;
            }
        }
    }
}
