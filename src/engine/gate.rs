//! What keeps a command from beginning in a container while that container is being frozen.
//!
//! A command that begins is, for some milliseconds, a process of the engine's own inside the
//! container. Frozen in those, it never answers the engine, and Docker 20.10 then answers nothing
//! about that container any more: it can be neither looked at, nor unfrozen, nor removed, until
//! somebody thaws its control group by hand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedRwLockReadGuard, OwnedRwLockWriteGuard, RwLock};

/// One gate for each container, by what it is called here.
#[derive(Debug, Clone, Default)]
pub(super) struct Gates(Arc<Mutex<HashMap<String, Arc<RwLock<()>>>>>);

impl Gates {
    /// Waits until nobody freezes the container; nobody does for as long as what is returned is
    /// kept.
    pub(super) async fn command(&self, container: &str) -> OwnedRwLockReadGuard<()> {
        self.of(container).read_owned().await
    }

    /// Waits until no command begins in the container; none does for as long as what is returned is
    /// kept.
    pub(super) async fn freeze(&self, container: &str) -> OwnedRwLockWriteGuard<()> {
        self.of(container).write_owned().await
    }

    fn of(&self, container: &str) -> Arc<RwLock<()>> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(container.to_owned()).or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn a_freeze_waits_for_commands_and_commands_for_a_freeze_and_other_containers_for_neither()
     {
        let gates = Gates::default();
        let (one, two) = (gates.command("redis").await, gates.command("redis").await);
        assert!(gates.freeze("redis").now_or_never().is_none());
        assert!(gates.freeze("postgres").now_or_never().is_some());
        drop((one, two));
        let frozen = gates.freeze("redis").now_or_never().unwrap();
        assert!(gates.command("redis").now_or_never().is_none());
        drop(frozen);
        assert!(gates.command("redis").now_or_never().is_some());
    }
}
