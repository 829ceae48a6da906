//! Failures that can be injected, each with its undo: one file a kind.

mod kill;

use crate::journal::Undo;
use crate::pack::Fault;
use crate::world::docker::Site;

/// Why a fault could not be injected or taken back.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// The engine would not.
    #[error(transparent)]
    Engine(#[from] crate::engine::EngineError),
    /// The agent in the droplet would not.
    #[error(transparent)]
    Agent(#[from] crate::droplet::AgentError),
    /// The journal could not be written: then nothing is broken.
    #[error(transparent)]
    Journal(#[from] crate::journal::JournalError),
    /// It was done, and had no effect.
    #[error("{0}")]
    NoEffect(String),
}

/// Injects a fault, and says what was done. Its undo is in the journal, synced, before anything is touched.
pub async fn inject(site: &Site, fault: &Fault) -> Result<String, FaultError> {
    match fault {
        Fault::Kill { services } => kill::inject(site, services).await,
    }
}

/// Takes a fault back, whatever state things are in: what runs already is left alone.
pub async fn undo(site: &Site, fault: &Fault) -> Result<String, FaultError> {
    match fault {
        Fault::Kill { services } => kill::undo(site, services).await,
    }
}

/// The undo as the journal has it, for a `recover` that knows nothing of packs.
pub fn undo_steps(site: &Site, fault: &Fault) -> Undo {
    match fault {
        Fault::Kill { services } => kill::undo_steps(site, services),
    }
}
