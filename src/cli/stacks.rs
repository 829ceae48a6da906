//! `up`, `down` and `status`: the stack alone, kept running.

use super::args::{Common, Format, UpArgs};
use super::ask::Asked;
use super::console::Console;
use super::environment::state_folder;
use super::error::{Failure, Status};
use super::progress::Screen;
use super::run::{TAKEN_DOWN, failure};
use super::{listing, packs, recover};
use crate::engine::{ContainerFacts, Engine, SERVICE_LABEL};
use crate::journal::{self, Owner};
use crate::run::{self, Operator, RunError, Up};
use crate::shutdown::Shutdown;
use crate::stack::{self, Calls, REMOVE_BUDGET};
use crate::words::RunId;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use tabled::builder::Builder;
use tabled::settings::Style;

/// `firedrill up`
pub async fn up(args: &UpArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let (files, pack) = packs::load_with_files(common.pack.as_deref(), console)?;
    let pack = Arc::new(pack);
    let plan = listing::planned(&pack, &[], common)?;
    // One stack: of the profile chosen, or of the pack's last one, which has most in it.
    let Some(chosen) = plan.stacks.last() else {
        return Err(Failure::new(Status::Wrong, "the pack has no profile"));
    };
    let (shutdown, trigger) = Shutdown::listen();
    let sink = Screen::new(console.voice, trigger);
    let asked = Asked { voice: console.voice, yes: false };
    let operator = Operator { sink, decisions: &asked, shutdown };
    let up =
        run::up((pack, files), args.images.into(), &chosen.profile, &common.folders(), operator)
            .await;
    let failed = |error: &RunError| failure(error, console);
    let Up { run, opened, closed } = up.map_err(|error| failed(&error))?;
    closed.map_err(|error| failed(&error))?;
    let stand_ins = opened.map_err(|error| failed(&error).undone(TAKEN_DOWN))?;
    console.result(&format!("stack {run} ({}) is up\n", chosen.profile.name));
    for stand_in in stand_ins {
        console.voice.say(&format!("  {} is a stand-in: {}", stand_in.what, stand_in.why));
    }
    console
        .voice
        .say(&format!("  `firedrill status` shows it, `firedrill down {run}` takes it down"));
    Ok(Status::Good)
}

/// `firedrill down`
pub async fn down(wanted: Option<&str>, console: &Console) -> Result<Status, Failure> {
    let engine = Engine::connect().await?;
    let there = stack::runs(&engine).await?;
    let living = journal::living(&state_folder());
    let chosen: Vec<RunId> = match wanted {
        None => there.into_iter().filter(|run| !living.iter().any(|one| one.run == *run)).collect(),
        Some(text) => {
            let run = RunId::parse(text).map_err(|error| Failure::new(Status::Wrong, error))?;
            if !there.contains(&run) {
                let message = format!("there is no stack of run {run}");
                return Err(Failure::new(Status::Wrong, message)
                    .hint("`firedrill status` shows what there is"));
            }
            if let Some(living) = living.iter().find(|one| one.run == run) {
                let failure = Failure::new(Status::Wrong, recover::going_on(living));
                return Err(failure.hint("press Ctrl-C where it runs; it takes all of it down"));
            }
            vec![run]
        }
    };
    if chosen.is_empty() {
        console.result("no stack is up\n");
    }
    let mut status = Status::Good;
    for run in chosen {
        let removal = stack::remove(&engine, &run, Calls::Answered, REMOVE_BUDGET).await;
        for remain in &removal.remains {
            console.voice.complain(&format!("error: {remain}"));
            status = Status::NotUndone;
        }
        if removal.remains.is_empty() {
            console.result(&format!("stack {run} is down\n"));
        }
    }
    Ok(status)
}

/// `firedrill status`
pub async fn status(console: &Console) -> Result<Status, Failure> {
    let engine = Engine::connect().await?;
    let there = stack::standing(&engine).await?;
    let whose = Whose::all()?;
    let mut all = BTreeMap::new();
    for (stack, containers) in there {
        let whose = whose.get(stack.run()).cloned().unwrap_or(Whose::Kept);
        let next = whose.next(stack.run());
        all.insert(
            stack.to_string(),
            Standing { whose, next, services: services(&engine, containers).await },
        );
    }
    if console.format == Format::Json {
        console.json(&all);
        return Ok(Status::Good);
    }
    if all.is_empty() {
        console.result("no stack is up; `firedrill up` starts one\n");
    }
    for (stack, Standing { whose, next, services }) in all {
        let mut table = Builder::new();
        table.push_record(["service", "state", "reached at", "image"]);
        for service in services {
            table.push_record([service.name, service.state, service.at.join(" "), service.origin]);
        }
        let mut table = table.build();
        table.with(Style::blank());
        console.result(&format!("stack {stack}: {whose}\n  next: {next}\n\n{table}\n\n"));
    }
    Ok(Status::Good)
}

/// A stack that is there.
#[derive(Debug, serde::Serialize)]
struct Standing {
    whose: Whose,
    /// How it is taken down.
    next: String,
    services: Vec<ServiceRow>,
}

/// Whose a stack is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
enum Whose {
    /// A run's that goes on.
    GoingOn {
        /// Its firedrill; nothing where the journal could not be read.
        owner: Option<Owner>,
    },
    /// A run's whose firedrill is gone without having taken it down.
    Left {
        /// Its firedrill, which is gone.
        owner: Option<Owner>,
    },
    /// No journal has it: it was left up on purpose, or belongs to a firedrill with another state
    /// folder.
    Kept,
}

impl Whose {
    /// What the journals say.
    fn all() -> Result<BTreeMap<RunId, Self>, Failure> {
        let folder = state_folder();
        let living = journal::living(&folder)
            .into_iter()
            .map(|one| (one.run, Self::GoingOn { owner: one.owner }));
        let found = journal::unfinished(&folder)
            .map_err(|error| recover::unreadable(error, Status::Unable))?;
        let journal::Unfinished { left, others } = found;
        let left = left.into_iter().map(|one| (one.run, Self::Left { owner: one.owner }));
        let others = others.into_iter().map(|one| (one.run, Self::Left { owner: None }));
        Ok(left.chain(others).chain(living).collect())
    }

    fn next(&self, run: &RunId) -> String {
        match self {
            Self::GoingOn { .. } => "Ctrl-C where it runs takes it down".to_owned(),
            Self::Left { .. } => "`firedrill recover` takes it down".to_owned(),
            Self::Kept => format!("`firedrill down {run}` takes it down"),
        }
    }
}

impl fmt::Display for Whose {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GoingOn { owner: Some(owner) } => write!(out, "its run goes on ({owner})"),
            Self::GoingOn { owner: None } => out.write_str("its run goes on"),
            Self::Left { owner: Some(owner) } => {
                write!(
                    out,
                    "left behind: its firedrill (process {}, begun {}) is gone",
                    owner.pid, owner.since
                )
            }
            Self::Left { owner: None } => out.write_str("left behind: its firedrill is gone"),
            Self::Kept => out.write_str("left up on purpose"),
        }
    }
}

/// A Compose service of a running stack.
#[derive(Debug, serde::Serialize)]
struct ServiceRow {
    name: String,
    /// The engine's words: `Up 3 minutes`.
    state: String,
    /// `80→127.0.0.1:20001`, one for each published port.
    at: Vec<String>,
    /// Where its image came from; a stand-in says here that it is one.
    origin: String,
}

async fn services(engine: &Engine, containers: Vec<ContainerFacts>) -> Vec<ServiceRow> {
    let mut shown = Vec::new();
    for container in containers {
        let published = stack::published(&container).into_iter();
        shown.push(ServiceRow {
            at: published.map(|(port, address)| format!("{port}→{address}")).collect(),
            origin: stack::images::origin(engine, &container.image)
                .await
                .unwrap_or(container.image),
            name: container.labels.get(SERVICE_LABEL).cloned().unwrap_or(container.name),
            state: container.words,
        });
    }
    shown.sort_by(|one, other| one.name.cmp(&other.name));
    shown
}
