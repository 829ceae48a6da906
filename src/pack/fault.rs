//! What a scenario breaks, and what takes it back.
//!
//! One file a kind: its key, its words, its bounds and what it looks like in a plan. What it does
//! stands in the room `crate::fault`, in a file of the same name. To add a kind, write both files
//! and put it into the list below and into that room's.

mod kinds;

use super::model::{Runs, Service};
use crate::words::{ComposeName, ServiceName};
use std::fmt;

pub use kinds::{Broken, Foreign, Kind, Reach, STEP, Simulation, Syntax, Unfit};

kinds::list! {
    kill::Kill,
    stop::Stop,
    pause::Pause,
    swap::Swap,
    remove::Remove,
    cut::Cut,
    run::Run;
    nothing::Nothing,
}

/// An injectable failure, with what takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whom it is to take hold of: none where nothing is broken, and else at least one.
    pub targets: Vec<ServiceName>,
    /// What is done.
    pub kind: FaultKind,
    /// What takes back, besides the kind's own undo, what the fault or its recovery changed; each
    /// can be done twice.
    pub undo: Vec<Step>,
}

/// A command in a container of the stack, run as root by a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The Compose service.
    pub container: ComposeName,
    /// The command.
    pub run: String,
}

impl Fault {
    /// What breaks a service, and nothing else: SIGKILL to what runs; files are moved away, a way
    /// in is cut. None where it is none of these.
    pub fn alone(service: &Service) -> Option<Self> {
        let kind = match service.runs {
            Runs::Container(_) | Runs::Process(_) => FaultKind::Kill(Kill),
            Runs::Files(_) => FaultKind::Remove(Remove),
            Runs::Ports(_) => FaultKind::Cut(Cut),
            Runs::Elsewhere => return None,
        };
        Some(Self { targets: vec![service.name.clone()], kind, undo: Vec::new() })
    }

    /// Nothing: the stack is looked at in its steady state.
    pub fn nothing() -> Self {
        Self { targets: Vec::new(), kind: FaultKind::Nothing(Nothing), undo: Vec::new() }
    }

    /// Whether nothing is broken.
    pub fn is_nothing(&self) -> bool {
        matches!(self.kind, FaultKind::Nothing(Nothing))
    }

    /// The services it is to take hold of.
    pub fn targets(&self) -> &[ServiceName] {
        &self.targets
    }

    /// Whether the documented recovery brings back what was broken itself. Where it does not (it
    /// clears up, it goes round), firedrill takes back what is left of the fault before the stack
    /// can settle.
    pub fn is_gone_once_recovered(&self) -> bool {
        self.kind.as_kind().is_gone_once_started() && self.undo.is_empty()
    }
}

/// In few words: `SIGKILL to redis`.
impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.targets.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" and ");
        out.write_str(&self.kind.as_kind().told(&names))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} in {}", self.run, self.container)
    }
}
