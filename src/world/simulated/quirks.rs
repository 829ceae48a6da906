//! What goes wrong with the simulated engine itself, or comes from outside.

use super::bends::Bends;
use crate::timeline::ActionKind;
use crate::words::{Moment, Span};

/// What goes wrong with one act.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(feature = "rooms"), expect(dead_code, reason = "only tests make such trouble"))]
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
    /// With each documented command, and each service that is started.
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
    /// What goes wrong with acts of this kind.
    pub(super) const fn with(&self, kind: ActionKind) -> Option<&Trouble> {
        match kind {
            ActionKind::Approach => self.approach.as_ref(),
            ActionKind::Fault => self.inject.as_ref(),
            ActionKind::Start | ActionKind::Recovery | ActionKind::Question => {
                self.command.as_ref()
            }
            ActionKind::Undo => self.undo.as_ref(),
        }
    }
}
