//! `recover`: takes back what runs left whose firedrill is gone.

use super::console::Console;
use super::error::{Failure, Status};
use super::run::{engine, state_folder};
use crate::engine::{Engine, Exec};
use crate::journal::{self, Intent, Left, Undo};
use crate::stack::{self, REMOVE_BUDGET};
use std::time::Duration;

/// One step of an undo may take this long.
const STEP_BOUND: Duration = Duration::from_secs(30);

/// `firedrill recover`
pub async fn recover(console: &Console) -> Result<Status, Failure> {
    let folder = state_folder();
    let left = journal::unfinished(&folder).map_err(|error| {
        let hint = error.hint();
        Failure::new(Status::NotUndone, error).hint(hint)
    })?;
    if left.is_empty() {
        console.result("nothing is left of any run\n");
        return Ok(Status::Good);
    }
    let engine = engine().await?;
    let mut status = Status::Good;
    for left in left {
        match one(&engine, left).await {
            Ok(line) => console.result(&format!("{line}\n")),
            Err(lines) => {
                status = Status::NotUndone;
                for line in lines {
                    console.voice.complain(&format!("error: {line}"));
                }
            }
        }
    }
    if status == Status::NotUndone {
        console.voice.complain("  next: put right what stands in the way, then `firedrill recover` again");
    }
    Ok(status)
}

/// A stack of firedrill's own is taken down whole, faults and all; a fault in anything else is taken back step by step.
async fn one(engine: &Engine, left: Left) -> Result<String, Vec<String>> {
    let run = left.run.clone();
    let (journal, open) = left.take_over();
    let mut failed = Vec::new();
    for (_, intent) in open.iter().rev() {
        if let Intent::Fault { undo, .. } = intent
            && !is_of_the_run(undo, run.as_str())
        {
            failed.extend(take_back(engine, undo).await);
        }
    }
    let removal = stack::remove(engine, &run, REMOVE_BUDGET).await;
    failed.extend(removal.remains.iter().map(|remain| format!("{}: {}", remain.what, remain.why)));
    if !failed.is_empty() {
        return Err(failed);
    }
    let removed = removal.removed;
    match journal.close() {
        Ok(()) => Ok(format!("run {run}: all is taken back; {removed} containers, networks and volumes were removed")),
        Err(error) => Err(vec![error.to_string()]),
    }
}

/// Whether all that the undo touches goes with the run anyway: names on the engine begin with the run's id.
fn is_of_the_run(undo: &Undo, run: &str) -> bool {
    match undo {
        Undo::Start { container }
        | Undo::Unpause { container }
        | Undo::Disconnect { container, .. }
        | Undo::Connect { container, .. }
        | Undo::Run { container, .. } => container.starts_with(run),
        // Not one of its containers is the run's.
        Undo::InProject { .. } => false,
        Undo::All { steps } => steps.iter().all(|step| is_of_the_run(step, run)),
    }
}

/// Goes on after a step that fails, and says which did.
async fn take_back(engine: &Engine, undo: &Undo) -> Vec<String> {
    let done = match undo {
        Undo::Start { container } => engine.start(container).await.map_err(|error| error.to_string()),
        Undo::Unpause { container } => engine.unpause(container).await.map_err(|error| error.to_string()),
        Undo::Disconnect { container, network } => {
            engine.disconnect_network(network, container).await.map_err(|error| error.to_string())
        }
        Undo::Connect { container, network, address, aliases } => {
            let done = engine.connect_network(network, container, Some(*address), aliases).await;
            done.map_err(|error| error.to_string())
        }
        Undo::Run { container, command } => {
            let exec = Exec { user: Some("root".to_owned()), ..Exec::new(["sh", "-c", command.as_str()]) };
            match engine.run(container, &exec, STEP_BOUND).await {
                Ok(finished) if finished.status == 0 => Ok(()),
                Ok(finished) => Err(format!("{undo}: exit status {}", finished.status)),
                Err(error) => Err(error.to_string()),
            }
        }
        Undo::InProject { .. } => stack::take_back(engine, undo).await.map_err(|error| error.to_string()),
        Undo::All { steps } => {
            let mut failed = Vec::new();
            for step in steps {
                failed.extend(Box::pin(take_back(engine, step)).await);
            }
            return failed;
        }
    };
    done.err().into_iter().collect()
}
