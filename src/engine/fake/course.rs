//! What goes wrong, and when the process that speaks to the engine is gone: chance from a seed, and
//! steps that are counted.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// Whether the process lives on after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It does.
    GoesOn,
    /// It is gone: neither this nor anything else of it has an effect any more.
    Gone,
}

/// What goes wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Nothing; it takes so long.
    None(Duration),
    /// It is refused, and not done.
    Refused,
    /// It is done, and an error is said.
    DoneYetRefused,
    /// The connection breaks; it is not done.
    Lost,
    /// The connection breaks after it was done.
    DoneYetLost,
    /// There is never an answer, and it is not done.
    Silent,
    /// There is never an answer, and it is done, mostly after everybody stopped waiting.
    DoneInSilence(Duration),
}

/// How much goes wrong with an engine's calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Troubles {
    /// With so many of a hundred calls.
    pub percent: u32,
    /// But with so many at most.
    pub most: u32,
}

impl Troubles {
    /// Nothing goes wrong.
    pub(crate) const NONE: Self = Self { percent: 0, most: 0 };
}

/// The course of things, the same for the same seed.
pub(crate) struct Course {
    inner: Mutex<Inner>,
    gone: watch::Sender<bool>,
    events: watch::Sender<bool>,
}

struct Inner {
    chance: ChaCha8Rng,
    troubles: Troubles,
    steps: u64,
    dies_at: Option<u64>,
    slow: Option<Slow>,
}

/// Calls that take long: those whose method and path begin so, this long, with an answer in the end
/// or without one.
#[derive(Debug, Clone)]
pub(crate) struct Slow {
    /// `POST containers create`
    pub begins: &'static str,
    /// How long.
    pub takes: Duration,
    /// Whether there is an answer.
    pub answered: bool,
}

impl Course {
    /// A course in which so much goes wrong.
    pub(crate) fn new(seed: u64, troubles: Troubles) -> Self {
        let inner = Inner {
            chance: ChaCha8Rng::seed_from_u64(seed),
            troubles,
            steps: 0,
            dies_at: None,
            slow: None,
        };
        Self {
            inner: Mutex::new(inner),
            gone: watch::Sender::new(false),
            events: watch::Sender::new(false),
        }
    }

    /// Another process begins, which dies at its `dies_at`th step; at none where nothing is said.
    pub(crate) fn begin(&self, dies_at: Option<u64>) {
        let mut inner = self.inner();
        (inner.steps, inner.dies_at) = (0, dies_at);
        self.gone.send_replace(false);
    }

    /// How many steps the process has made.
    pub(crate) fn steps(&self) -> u64 {
        self.inner().steps
    }

    /// The process makes a step: a call before and after it has an effect, a write of its journal
    /// before, in and after it.
    pub(crate) fn step(&self) -> Fate {
        let mut inner = self.inner();
        if *self.gone.borrow() {
            return Fate::Gone;
        }
        inner.steps += 1;
        if inner.dies_at.is_none_or(|step| inner.steps < step) {
            return Fate::GoesOn;
        }
        drop(inner);
        self.gone.send_replace(true);
        Fate::Gone
    }

    /// Waits until the process is gone.
    pub(crate) async fn gone(&self) {
        // The sender is here for as long as somebody can wait.
        let _ = self.gone.subscribe().wait_for(|gone| *gone).await;
    }

    /// From now on so much goes wrong.
    pub(crate) fn trouble_with(&self, troubles: Troubles) {
        self.inner().troubles = troubles;
    }

    /// Every stream of events breaks.
    pub(crate) fn break_events(&self) {
        self.events.send_replace(true);
    }

    pub(super) async fn events_broken(&self) {
        let _ = self.events.subscribe().wait_for(|broken| *broken).await;
    }

    /// A number below `end`.
    pub(crate) fn chance(&self, end: usize) -> usize {
        self.inner().chance.random_range(0..end)
    }

    /// From now on these calls take long.
    pub(crate) fn slow_down(&self, slow: Option<Slow>) {
        self.inner().slow = slow;
    }

    /// What goes wrong with the next call, which is this one.
    pub(super) fn trouble(&self, call: &str) -> Trouble {
        let mut inner = self.inner();
        if let Some(Slow { takes, answered, .. }) =
            inner.slow.clone().filter(|slow| call.starts_with(slow.begins))
        {
            return if answered { Trouble::None(takes) } else { Trouble::DoneInSilence(takes) };
        }
        let takes = Duration::from_millis(inner.chance.random_range(0..20));
        if inner.troubles.most == 0 || inner.chance.random_range(0..100) >= inner.troubles.percent {
            return Trouble::None(takes);
        }
        inner.troubles.most -= 1;
        match inner.chance.random_range(0..8) {
            0 => Trouble::Refused,
            1 => Trouble::DoneYetRefused,
            2 => Trouble::Lost,
            3 => Trouble::DoneYetLost,
            4 => Trouble::Silent,
            5 => Trouble::DoneInSilence(takes),
            6 => Trouble::DoneInSilence(Duration::from_millis(
                inner.chance.random_range(60_000..60_700),
            )),
            _ => Trouble::None(Duration::from_millis(inner.chance.random_range(100..800))),
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
