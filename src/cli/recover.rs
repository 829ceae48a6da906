//! `recover`: takes back what runs left whose firedrill is gone; and what is told of such runs
//! elsewhere.

use super::args::Format;
use super::console::{Console, Stderr};
use super::environment::state_folder;
use super::error::{Failure, Status};
use crate::engine::Engine;
use crate::journal::{self, Living, Unfinished};
use crate::recover::{Recovery, recover as take_back};
use crate::words::RunId;
use std::collections::BTreeMap;

/// `firedrill recover`
pub async fn recover(console: &Console) -> Result<Status, Failure> {
    let folder = state_folder();
    let found =
        journal::unfinished(&folder).map_err(|error| unreadable(error, Status::NotUndone))?;
    // What was just found is held by us.
    let others = |one: &Living| found.left.iter().all(|left| left.run != one.run);
    for living in journal::living(&folder).into_iter().filter(others) {
        console.voice.say(&format!("{}; it is left alone", going_on(&living)));
    }
    let json = console.format == Format::Json;
    if found.is_empty() && !json {
        console.result("nothing is left of any run\n");
    }
    let mut status = Status::Good;
    for other in &found.others {
        let (run, path, version) = (&other.run, other.path.display(), other.version);
        let message =
            format!("run {run} is another version's: its journal {path} has form {version}");
        let hint = format!(
            "`firedrill recover` of that version, or `firedrill down {run}` and delete the file"
        );
        console.voice.complain(&Failure::new(Status::NotUndone, message).hint(hint).to_string());
        status = Status::NotUndone;
    }
    let mut recovered = BTreeMap::new();
    if !found.left.is_empty() {
        let engine = Engine::connect().await?;
        for left in found.left {
            let run = left.run.clone();
            let recovery = take_back(&engine, left).await;
            let done = |line: &str| {
                if !json {
                    console.result(&format!("{line}\n"));
                }
            };
            status = status.max(tell(&run, &recovery, console.voice, done));
            recovered.insert(run.to_string(), recovery);
        }
    }
    if json {
        console.json(&recovered);
    }
    Ok(status)
}

/// Says what came of a recovery; what is done as `done` has it.
pub fn tell(run: &RunId, recovery: &Recovery, voice: Stderr, done: impl Fn(&str)) -> Status {
    let Recovery { faults, removed, notes, remains, damaged } = recovery;
    for note in notes {
        voice.say(&format!("  {note}"));
    }
    for remain in remains {
        voice.complain(&format!("error: {remain}"));
    }
    if !remains.is_empty() {
        voice.complain("  next: put right what stands in the way, then `firedrill recover` again");
        return Status::NotUndone;
    }
    let faults = if *faults == 0 {
        String::new()
    } else {
        format!("{faults} {} undone, ", if *faults == 1 { "fault was" } else { "faults were" })
    };
    done(&format!(
        "run {run}: all is taken back; {faults}{removed} containers, networks and volumes were \
         removed"
    ));
    let Some(aside) = damaged else { return Status::Good };
    let message = format!(
        "the journal of run {run} is damaged: what could be read of it was undone, and its stack \
         removed"
    );
    let hint = format!(
        "if firedrill broke anything but its own stack, {} says what that was",
        aside.display()
    );
    voice.complain(&Failure::new(Status::NotUndone, message).hint(hint).to_string());
    Status::NotUndone
}

/// A state folder that cannot be read.
pub fn unreadable(error: journal::JournalError, status: Status) -> Failure {
    let hint = error.hint();
    Failure::new(status, error).hint(hint)
}

/// `run 20261124-074512-a3f0 is still going on (process 1234, for 3 min 5 s)`
pub fn going_on(living: &Living) -> String {
    let owner = living.owner.as_ref().map_or_else(String::new, |owner| format!(" ({owner})"));
    format!("run {} is still going on{owner}", living.run)
}

/// Who ended without taking down what they made, in one line.
pub fn told(found: &Unfinished) -> String {
    let left = found.left.iter().map(|left| match &left.owner {
        Some(owner) => format!("{} (process {}, which is gone)", left.run, owner.pid),
        None => left.run.to_string(),
    });
    let others = found.others.iter().map(|other| format!("{} (of another version)", other.run));
    let runs: Vec<String> = left.chain(others).collect();
    format!("{} ended without taking down what it made", runs.join(", "))
}
