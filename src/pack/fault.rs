//! What a scenario breaks, and what takes it back.

use crate::words::ServiceName;
use std::fmt;

/// An injectable failure, with what takes it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whom it is to take hold of; at least one.
    pub targets: Vec<ServiceName>,
    /// What is done.
    pub kind: FaultKind,
    /// What takes back, besides the kind's own undo, what the fault or its recovery changed; each can be done twice.
    pub undo: Vec<Step>,
}

/// What a fault does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// SIGKILL: to each target's container, or to every process of it in the droplet.
    Kill,
    /// Each target's container is frozen: connections stay, and nothing answers.
    Pause,
    /// Commands that break something, in this order.
    Run(Vec<Step>),
    /// The two targets' containers are killed, and have each other's address when they start again: what Docker may do to
    /// any two that start together without fixed addresses.
    Swap,
}

/// A command in a container of the stack, run as root by a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The Compose service.
    pub container: String,
    /// The command.
    pub run: String,
}

impl Fault {
    /// The services it is to take hold of.
    pub fn targets(&self) -> &[ServiceName] {
        &self.targets
    }

    /// Whether the documented recovery brings back what was broken itself. Where it does not (it clears up, it goes
    /// round), firedrill takes back what is left of the fault before the stack can settle.
    pub const fn is_gone_once_recovered(&self) -> bool {
        matches!(self.kind, FaultKind::Kill) && self.undo.is_empty()
    }
}

/// In few words: `SIGKILL to redis`.
impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = || self.targets.iter().map(ServiceName::as_str).collect::<Vec<_>>().join(" and ");
        match &self.kind {
            FaultKind::Kill => write!(out, "SIGKILL to {}", names()),
            FaultKind::Pause => write!(out, "{} frozen", names()),
            FaultKind::Swap => write!(out, "SIGKILL to {}, each with the other's address afterwards", names()),
            FaultKind::Run(steps) => {
                let steps: Vec<String> = steps.iter().map(Step::to_string).collect();
                out.write_str(&steps.join("; "))
            }
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} in {}", self.run, self.container)
    }
}
