//! What goes wrong with the simulated engine itself, or comes from outside.

use super::bends::Bends;
use crate::timeline::ActionKind;
use crate::words::{Moment, Span};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// What goes wrong with one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// It is not done, and says so.
    Fails(String),
    /// It is not done, and never answers.
    Hangs,
    /// It is done at once, and answers so much later.
    IsLate(Span),
    /// It is done, and its answer says that it failed.
    FailsThoughDone(String),
}

/// What goes wrong in a simulated drill. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quirks {
    /// With bringing the fault near.
    pub approach: Option<Trouble>,
    /// With injecting it.
    pub inject: Option<Trouble>,
    /// With each documented command.
    pub command: Option<Trouble>,
    /// With the undo.
    pub undo: Option<Trouble>,
    /// The fault is reported as injected, and nothing fails: a container that does not die.
    pub inject_is_harmless: bool,
    /// No detector notices a fault that comes near.
    pub warning_fails: bool,
    /// Somebody presses Ctrl-C at these moments.
    pub interrupted_at: Vec<Moment>,
    /// The engine's stream of events breaks at this moment.
    pub lost_at: Option<Moment>,
    /// How the software departs from what the pack says of it.
    pub bends: Bends,
}

impl Quirks {
    /// Trouble by chance, of every kind; about one drill in four has none.
    pub fn seeded(seed: u64) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut quirks = Self::default();
        for _ in 0..random.random_range(0..3_u8) {
            match random.random_range(0..6_u8) {
                0 => quirks.approach = Some(Trouble::seeded(&mut random)),
                1 => quirks.inject = Some(Trouble::seeded(&mut random)),
                2 => quirks.command = Some(Trouble::seeded(&mut random)),
                3 => quirks.undo = Some(Trouble::seeded(&mut random)),
                4 => quirks.inject_is_harmless = true,
                _ => quirks.warning_fails = true,
            }
        }
        if random.random_ratio(1, 4) {
            quirks.interrupted_at = vec![Moment::micros(random.random_range(0..20_000_000))];
        }
        if random.random_ratio(1, 8) {
            quirks.lost_at = Some(Moment::micros(random.random_range(0..20_000_000)));
        }
        quirks
    }

    /// What goes wrong with acts of this kind.
    pub(super) const fn with(&self, kind: ActionKind) -> Option<&Trouble> {
        match kind {
            ActionKind::Approach => self.approach.as_ref(),
            ActionKind::Fault => self.inject.as_ref(),
            ActionKind::Recovery => self.command.as_ref(),
            ActionKind::Undo => self.undo.as_ref(),
        }
    }
}

impl Trouble {
    fn seeded(random: &mut ChaCha8Rng) -> Self {
        let why = "the engine answered with an error (simulated)".to_owned();
        match random.random_range(0..4_u8) {
            0 => Self::Fails(why),
            1 => Self::Hangs,
            2 => Self::IsLate(Span::millis(random.random_range(100..8_000))),
            _ => Self::FailsThoughDone(why),
        }
    }
}
