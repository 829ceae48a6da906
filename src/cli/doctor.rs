//! `doctor`: what this machine can run, and what to do about the rest.

use super::args::{Common, Format};
use super::console::Console;
use super::environment::state_folder;
use super::error::{Failure, Status};
use super::packs;
use super::recover;
use crate::engine::Engine;
use crate::journal;
use crate::pack::{NoCompose, Pack, check_variables};
use crate::stack;
use crate::storage::try_folder;
use serde::Serialize;
use std::path::Path;

/// One thing looked at.
#[derive(Debug, Serialize)]
struct Diagnosis {
    /// What was looked at.
    what: &'static str,
    good: bool,
    /// What was seen.
    seen: String,
    /// What to do about it, where it is not good.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Diagnosis {
    fn good(what: &'static str, seen: impl Into<String>) -> Self {
        Self { what, good: true, seen: seen.into(), next: None }
    }

    fn bad(what: &'static str, seen: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what, good: false, seen: seen.into(), next: Some(next.into()) }
    }
}

/// `firedrill doctor`
pub async fn doctor(common: &Common, console: &Console) -> Result<Status, Failure> {
    let mut findings = Vec::new();
    let pack = packs::load(common.pack.as_deref(), console)?;
    findings.push(Diagnosis::good(
        "pack",
        format!("{}, {} scenarios", pack.name, pack.scenarios.len()),
    ));
    match Engine::connect().await {
        Ok(engine) => {
            let about = engine.about();
            let (major, minor) = about.api;
            let seen = format!("{about} at {}, protocol {major}.{minor}", about.address);
            findings.push(Diagnosis::good("engine", seen));
            findings.push(images(&engine, &pack).await);
            findings.push(left_on(&engine).await);
        }
        Err(error) => {
            let next = error
                .hint()
                .unwrap_or("`docker version` should work; `make engine` installs one on Debian");
            findings.push(Diagnosis::bad("engine", error.to_string(), next));
        }
    }
    findings.push(left_behind());
    findings.push(writable(
        "report folder",
        &common.report_dir,
        "name another one with --report-dir DIR",
    ));
    findings.push(writable(
        "state folder",
        &state_folder(),
        "set XDG_STATE_HOME to a folder that can be written to",
    ));
    show(&findings, console);
    Ok(if findings.iter().all(|finding| finding.good) { Status::Good } else { Status::Unable })
}

async fn images(engine: &Engine, pack: &Pack) -> Diagnosis {
    let wanted = match pack.compose(&check_variables(None)) {
        Ok(compose) => compose.services.len(),
        Err(NoCompose::Unnamed) => {
            return Diagnosis::good("images", "none needed: the pack names no Compose file");
        }
        Err(NoCompose::Broken(_)) => {
            return Diagnosis::bad(
                "images",
                "the Compose file cannot be read",
                "`firedrill validate` says why",
            );
        }
    };
    match stack::images::built(engine).await {
        Ok(0) => Diagnosis::good(
            "images",
            format!("none yet; the first run makes those of {wanted} services"),
        ),
        Ok(count) => Diagnosis::good(
            "images",
            format!("{count} of firedrill's are here, for {wanted} services"),
        ),
        Err(error) => Diagnosis::bad("images", error.to_string(), "`docker image ls` should work"),
    }
}

async fn left_on(engine: &Engine) -> Diagnosis {
    match stack::runs(engine).await {
        Ok(runs) if runs.is_empty() => Diagnosis::good("stacks", "none is up"),
        Ok(runs) => {
            let names: Vec<String> = runs.iter().map(ToString::to_string).collect();
            Diagnosis::good("stacks", format!("up: {} (`firedrill status`)", names.join(", ")))
        }
        Err(error) => Diagnosis::bad("stacks", error.to_string(), "`docker ps` should work"),
    }
}

fn left_behind() -> Diagnosis {
    match journal::unfinished(&state_folder()) {
        Ok(left) if left.is_empty() => Diagnosis::good("left behind", "nothing"),
        Ok(left) => {
            Diagnosis::bad("left behind", recover::told(&left), "`firedrill recover` takes it down")
        }
        Err(error) => Diagnosis::bad("left behind", error.to_string(), error.hint()),
    }
}

fn writable(what: &'static str, folder: &Path, next: &str) -> Diagnosis {
    match try_folder(folder) {
        Ok(()) => Diagnosis::good(what, folder.display().to_string()),
        Err(error) => Diagnosis::bad(what, format!("{}: {error}", folder.display()), next),
    }
}

fn show(findings: &[Diagnosis], console: &Console) {
    if console.format == Format::Json {
        return console.json(&findings);
    }
    for finding in findings {
        let mark = if finding.good { "✓" } else { "✗" };
        console.result(&format!("{mark} {:<14} {}\n", finding.what, finding.seen));
        if let Some(next) = &finding.next {
            console.result(&format!("  {:<14} next: {next}\n", ""));
        }
    }
}
