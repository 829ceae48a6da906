//! Takes back what a run left whose firedrill is gone: faults in what is not its own, newest first,
//! then its whole stack.
//!
//! It knows the journal, the engine and labels, and nothing of packs: it must be able to undo what
//! a pack did that is no longer there. Each of its steps can be done twice, so that one that dies
//! in the middle is followed by another.
//!
//! # Who recovers after a SIGKILL
//! Nobody does so unasked: there is no watchdog container and no reaper. A watchdog would hold the
//! engine's socket, which is root on the machine, for as long as a drill lasts, would have to be
//! had as an image before anything else, would be one more thing that a killed run leaves, and
//! would see a firedrill that somebody stopped in a debugger, or a machine that slept, as one that
//! died. It would also tear down what people want to look at after a crash. A reaper that goes by
//! labels alone, beside every run, does not know whether a run with another state folder, or
//! another user's, is alive. The journal knows: its lock is let go of by the system, however the
//! process ended. So `recover` takes back what a journal names whose lock is free; the next `run`
//! offers it (on a terminal it asks, elsewhere it says so in one line); `status` and `doctor` say
//! whose a stack is and that its firedrill is gone; and every container, network and volume bears a
//! label that says what it is and what removes it. What is lost is that on a machine where nobody
//! ever calls firedrill again a broken stack stays: it is published on 127.0.0.1 only, and named.

use crate::engine::{Engine, EngineError, EngineErrorKind, Exec};
use crate::journal::{Entry, Intent, Left, Undo};
use crate::stack::{self, Calls, LATE, REMOVE_BUDGET};
use crate::words::RunId;
use serde::Serialize;
use std::path::PathBuf;
use std::time::Duration;

#[cfg(test)]
pub(crate) mod tests;

/// How long taking back faults may take in all.
pub const UNDO_BUDGET: Duration = Duration::from_secs(60);
/// One command of an undo may take this long.
const STEP_BOUND: Duration = Duration::from_secs(30);
/// How long to wait after a round in which something failed; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// What came of a recovery.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Recovery {
    /// So many faults in what is not the run's own were taken back.
    pub faults: usize,
    /// So many containers, networks and volumes were removed.
    pub removed: usize,
    /// What there was no longer anything to take back of, and why.
    pub notes: Vec<String>,
    /// What could not be taken back, and why; the journal is kept. Empty: nothing of the run is
    /// left.
    pub remains: Vec<String>,
    /// Some of the journal could not be read: what it said may not be undone, and it is kept here.
    pub damaged: Option<PathBuf>,
}

#[cfg(test)]
impl Recovery {
    /// Whether all that the run did is known to be taken back.
    pub fn is_whole(&self) -> bool {
        self.remains.is_empty() && self.damaged.is_none()
    }
}

/// Takes back what one run left. A stack of firedrill's own is taken down whole, faults and all; a
/// fault in anything else is taken back step by step, and crossed out in the journal.
pub async fn recover(engine: &Engine, left: Left) -> Recovery {
    let (run, damaged) = (left.run.clone(), left.damaged);
    let (journal, open) = left.take_over();
    let mut recovery = Recovery::default();
    if open.iter().any(|(_, intent)| !outside_of(intent, &run).is_empty()) {
        // Who was killed in the middle of a call does not know what the engine makes of it, and it
        // may do so yet.
        tokio::time::sleep(LATE + longest(&open)).await;
    }
    for (entry, intent) in open.iter().rev() {
        let steps = outside_of(intent, &run);
        if steps.is_empty() {
            continue;
        }
        let failed = take_back(engine, steps, &mut recovery.notes).await;
        if failed.is_empty() {
            recovery.faults += 1;
            // Where it cannot be crossed out it is taken back again, which does no harm.
            let _ = journal.undone(*entry);
        }
        recovery.remains.extend(failed);
    }
    let removal = stack::remove(engine, &run, Calls::MayBeUnderWay, REMOVE_BUDGET).await;
    recovery.removed = removal.removed;
    recovery.remains.extend(removal.remains.iter().map(ToString::to_string));
    if !recovery.remains.is_empty() {
        return recovery;
    }
    let ended =
        if damaged == 0 { journal.close().map(|()| None) } else { journal.set_aside().map(Some) };
    match ended {
        Ok(aside) => recovery.damaged = aside,
        Err(error) => recovery.remains.push(error.to_string()),
    }
    recovery
}

/// How long the engine may be at what it was asked to do to somebody else's containers: a stop
/// waits for its container.
fn longest(open: &[(Entry, Intent)]) -> Duration {
    let of = |(_, intent): &(Entry, Intent)| match intent {
        Intent::Fault { undo: Undo::InProject { longest, .. }, .. } => Some(longest.as_duration()),
        _ => None,
    };
    open.iter().filter_map(of).max().unwrap_or_default()
}

fn outside_of<'i>(intent: &'i Intent, run: &RunId) -> Vec<&'i Undo> {
    match intent {
        Intent::Fault { undo, .. } => outside(undo, run),
        Intent::Network { .. } | Intent::Volume { .. } | Intent::Container { .. } => Vec::new(),
    }
}

/// The steps of an undo that touch what does not go with the run anyway: names on the engine begin
/// with the stack's id.
fn outside<'u>(undo: &'u Undo, run: &RunId) -> Vec<&'u Undo> {
    let own = format!("{run}.");
    match undo {
        Undo::Start { container }
        | Undo::Unpause { container }
        | Undo::Disconnect { container, .. }
        | Undo::Connect { container, .. }
        | Undo::Run { container, .. } => {
            if container.starts_with(&own) {
                Vec::new()
            } else {
                vec![undo]
            }
        }
        // Not one of its containers is the run's.
        Undo::InProject { .. } => vec![undo],
        Undo::All { steps } => steps.iter().flat_map(|step| outside(step, run)).collect(),
    }
}

/// Takes the steps in their order, goes on after one that fails, and tries those again until all
/// are done or the time is over; says which are not done.
async fn take_back(engine: &Engine, steps: Vec<&Undo>, notes: &mut Vec<String>) -> Vec<String> {
    let mut pending: Vec<(&Undo, String)> =
        steps.into_iter().map(|step| (step, "there was no time to try".to_owned())).collect();
    let rounds = async {
        let mut pause = FIRST_PAUSE;
        while !pending.is_empty() {
            let mut n = 0;
            while let Some((step, why)) = pending.get_mut(n) {
                match once(engine, step).await {
                    Ok(note) => {
                        notes.extend(note);
                        pending.remove(n);
                    }
                    Err(error) => {
                        *why = error;
                        n += 1;
                    }
                }
            }
            if !pending.is_empty() {
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
        }
    };
    let _ = tokio::time::timeout(UNDO_BUDGET, rounds).await;
    pending.into_iter().map(|(step, why)| format!("{step}: {why}")).collect()
}

/// One step, once. What is as it should be already is done; so is what there is nothing left of,
/// with a note.
async fn once(engine: &Engine, undo: &Undo) -> Result<Option<String>, String> {
    let done = match undo {
        Undo::Start { container } => engine.start(container).await,
        Undo::Unpause { container } => engine.unpause(container).await,
        Undo::Disconnect { container, network } => disconnect(engine, container, network).await,
        Undo::Connect { container, network, address, aliases } => {
            let connected =
                engine.connect_network(network, container, Some(*address), aliases).await;
            match connected {
                Err(error) if !is_absence(&error) => {
                    let there = engine.state(container).await.map_err(|error| error.to_string())?;
                    let has = there.addresses.get(network);
                    // One that does not run has a place, and no address yet.
                    let right =
                        has.is_some_and(|has| has.is_empty() || *has == address.to_string());
                    if right { Ok(()) } else { Err(error) }
                }
                other => other,
            }
        }
        Undo::Run { container, command } => {
            let exec =
                Exec { user: Some("root".to_owned()), ..Exec::new(["sh", "-c", command.as_str()]) };
            match engine.run(container, &exec, STEP_BOUND).await {
                Ok(finished) if finished.status != 0 => {
                    return Err(format!("exit status {}", finished.status));
                }
                other => other.map(drop),
            }
        }
        // One that is gone is told apart in there; what else is not found keeps it from starting.
        Undo::InProject { .. } => {
            return stack::take_back(engine, undo)
                .await
                .map(|()| None)
                .map_err(|error| error.to_string());
        }
        Undo::All { steps } => {
            // `outside` has taken them apart; who calls this with one gets the first failure.
            for step in steps {
                Box::pin(once(engine, step)).await?;
            }
            Ok(())
        }
    };
    match done {
        Ok(()) => Ok(None),
        Err(error) if is_absence(&error) => {
            Ok(Some(format!("{undo}: there is nothing left to take back: {error}")))
        }
        Err(error) => Err(error.to_string()),
    }
}

async fn disconnect(engine: &Engine, container: &str, network: &str) -> Result<(), EngineError> {
    let Err(error) = engine.disconnect_network(network, container).await else { return Ok(()) };
    let has_left = !engine.state(container).await?.addresses.contains_key(network);
    if has_left { Ok(()) } else { Err(error) }
}

/// Somebody removed what was broken: it cannot be put right, and nobody has to.
fn is_absence(error: &EngineError) -> bool {
    error.kind == EngineErrorKind::NotFound
}
