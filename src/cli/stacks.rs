//! `up`, `down` and `status`: the stack alone, kept running.

use super::args::{Common, Format, UpArgs};
use super::console::Console;
use super::error::{Failure, Status};
use super::progress::Screen;
use super::run::{DockerRig, Rig as _, engine, engine_failure};
use super::signals::Ladder;
use super::{listing, packs, run};
use crate::engine::{ContainerFacts, Engine, SERVICE_LABEL};
use crate::stack::{self, REMOVE_BUDGET};
use crate::words::RunId;
use std::collections::BTreeMap;
use std::sync::Arc;
use tabled::builder::Builder;
use tabled::settings::Style;

/// `firedrill up`
pub async fn up(args: &UpArgs, common: &Common, console: &Console) -> Result<Status, Failure> {
    let (files, pack) = packs::load_with_files(common.pack.as_deref(), console)?;
    let pack = Arc::new(pack);
    let plan = listing::planned(&pack, &[], common)?;
    // One stack: of the profile chosen, or of the pack's last one, which has most in it.
    let Some(chosen) = plan.stacks.last() else { return Err(Failure::new(Status::Wrong, "the pack has no profile")) };
    let (ladder, _ask) = Ladder::listen();
    let rig = DockerRig::open(pack, files, args.images, common, console, ladder).await?;
    let screen = Screen::new(console.voice, 0);
    let opened = run::open_alone(&rig, chosen, &screen).await;
    screen.end();
    let kept = opened.is_ok();
    let name = rig.scene.run.clone();
    rig.close(kept).await?;
    let stand_ins = opened.map_err(|failure| failure.undone(run::TAKEN_DOWN))?;
    console.result(&format!("stack {} ({}) is up\n", name, chosen.profile.name));
    for stand_in in stand_ins {
        console.voice.say(&format!("  {} is a stand-in: {}", stand_in.what, stand_in.why));
    }
    console.voice.say(&format!("  `firedrill status` shows it, `firedrill down {name}` takes it down"));
    Ok(Status::Good)
}

/// `firedrill down`
pub async fn down(wanted: Option<&str>, console: &Console) -> Result<Status, Failure> {
    let engine = engine().await?;
    let there = stack::runs(&engine).await.map_err(|error| engine_failure(&error))?;
    let living = run::living_runs();
    let chosen: Vec<RunId> = match wanted {
        None => there.into_iter().filter(|run| !living.contains(run)).collect(),
        Some(text) => {
            let run = RunId::parse(text).map_err(|error| Failure::new(Status::Wrong, error))?;
            if !there.contains(&run) {
                let message = format!("there is no stack of run {run}");
                return Err(Failure::new(Status::Wrong, message).hint("`firedrill status` shows what there is"));
            }
            if living.contains(&run) {
                let message = format!("run {run} is still going on");
                return Err(
                    Failure::new(Status::Wrong, message).hint("press Ctrl-C where it runs; it takes all of it down")
                );
            }
            vec![run]
        }
    };
    if chosen.is_empty() {
        console.result("no stack is up\n");
    }
    let mut status = Status::Good;
    for run in chosen {
        let removal = stack::remove(&engine, &run, REMOVE_BUDGET).await;
        for remain in &removal.remains {
            console.voice.complain(&format!("error: {}: {}", remain.what, remain.why));
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
    let engine = engine().await?;
    let there = stack::standing(&engine).await.map_err(|error| engine_failure(&error))?;
    let mut all = BTreeMap::new();
    for (stack, containers) in there {
        all.insert(stack.to_string(), services(&engine, containers).await);
    }
    if console.format == Format::Json {
        console.json(&all);
        return Ok(Status::Good);
    }
    if all.is_empty() {
        console.result("no stack is up; `firedrill up` starts one\n");
    }
    for (stack, services) in all {
        let mut table = Builder::new();
        table.push_record(["service", "state", "reached at", "image"]);
        for service in services {
            table.push_record([service.name, service.state, service.at.join(" "), service.origin]);
        }
        let mut table = table.build();
        table.with(Style::blank());
        console.result(&format!("stack {stack}\n\n{table}\n\n"));
    }
    Ok(Status::Good)
}

/// A Compose service of a running stack.
#[derive(Debug, serde::Serialize)]
struct Shown {
    name: String,
    /// The engine's words: `Up 3 minutes`.
    state: String,
    /// `80→127.0.0.1:20001`, one for each published port.
    at: Vec<String>,
    /// Where its image came from; a stand-in says here that it is one.
    origin: String,
}

async fn services(engine: &Engine, containers: Vec<ContainerFacts>) -> Vec<Shown> {
    let mut shown = Vec::new();
    for container in containers {
        let published = stack::published(&container).into_iter();
        shown.push(Shown {
            at: published.map(|(port, address)| format!("{port}→{address}")).collect(),
            origin: stack::images::origin(engine, &container.image).await.unwrap_or(container.image),
            name: container.labels.get(SERVICE_LABEL).cloned().unwrap_or(container.name),
            state: container.words,
        });
    }
    shown.sort_by(|one, other| one.name.cmp(&other.name));
    shown
}
