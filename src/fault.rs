//! Failures that can be injected, each with its undo: one file a kind. What a kind is called, and
//! whom it can be done to, stands in a file of the same name in `crate::pack::fault`.

mod cut;
mod kill;
mod nothing;
mod pause;
mod remove;
mod run;
mod stop;
mod swap;

use crate::droplet::Terminal;
use crate::engine::{Exec, Finished};
use crate::journal::{Intent, Undo};
use crate::pack::{Fault, FaultKind, Step};
use crate::site::Site;
use crate::stack::{Containers, Stack};
use crate::words::{ComposeName, ServiceName, Span};
use futures_util::future::{BoxFuture, join_all};
use std::time::Duration;

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

/// How a kind of fault is done and taken back.
trait Act: Sync {
    /// Does it, and says what was done.
    fn inject<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a>;

    /// Takes it back, whatever state things are in.
    fn undo<'a>(&'a self, site: &'a Site, targets: &'a [ServiceName]) -> Doing<'a>;

    /// What takes it back, for the journal.
    fn undo_steps(&self, stack: &Stack, site: &Site, targets: &[ServiceName]) -> Vec<Undo>;
}

/// What is being done, and says in the end what was.
type Doing<'a> = BoxFuture<'a, Result<String, FaultError>>;

/// The list of kinds, each with its file.
fn act(kind: &FaultKind) -> &dyn Act {
    match kind {
        FaultKind::Kill(kill) => kill,
        FaultKind::Stop(stop) => stop,
        FaultKind::Pause(pause) => pause,
        FaultKind::Swap(swap) => swap,
        FaultKind::Remove(remove) => remove,
        FaultKind::Cut(cut) => cut,
        FaultKind::Run(run) => run,
        FaultKind::Nothing(nothing) => nothing,
    }
}

/// Brings a fault near: its undo is in the journal, synced, before anything is touched.
pub async fn approach(site: &Site, step: &Step, fault: &Fault) -> Result<String, FaultError> {
    write_down(site, fault)?;
    run::run(site, std::slice::from_ref(step)).await
}

/// Starts a service again that a fault has killed; the fault's undo does so too, and is in the
/// journal.
pub async fn start(site: &Site, service: &ServiceName) -> Result<String, FaultError> {
    kill::start(site, service).await
}

/// Injects a fault, and says what was done. Its undo is in the journal, synced, before anything is
/// touched.
pub async fn inject(site: &Site, fault: &Fault) -> Result<String, FaultError> {
    write_down(site, fault)?;
    act(&fault.kind).inject(site, &fault.targets).await
}

/// How long taking a fault back may take in all, tries included; it is not part of any drill's
/// time.
const UNDO_BUDGET: Duration = Duration::from_secs(60);
/// A script of firedrill's own may take this long.
const SCRIPT_BOUND: Duration = Duration::from_secs(30);
/// So often it is tried.
const UNDO_TRIES: u32 = 3;
/// How long to wait before the second try; it doubles each time.
const UNDO_PAUSE: Duration = Duration::from_millis(100);

/// Takes a fault back, whatever state things are in: what runs already is left alone. All of it is
/// tried, and tried again where something of it failed; the first failure of the last try is told.
pub async fn undo(site: &Site, fault: &Fault) -> Result<String, FaultError> {
    let tries = async {
        let mut pause = UNDO_PAUSE;
        for _ in 1..UNDO_TRIES {
            match undo_once(site, fault).await {
                Ok(said) => return Ok(said),
                Err(error) => tracing::debug!(%error, "the undo is tried again"),
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
        undo_once(site, fault).await
    };
    let late = |_| {
        Err(FaultError::NoEffect(format!("it was not undone within {} s", UNDO_BUDGET.as_secs())))
    };
    tokio::time::timeout(UNDO_BUDGET, tries).await.unwrap_or_else(late)
}

async fn undo_once(site: &Site, fault: &Fault) -> Result<String, FaultError> {
    let own = act(&fault.kind).undo(site, &fault.targets).await;
    let steps = run::run_all(site, &fault.undo).await;
    let said = [own?, steps?];
    Ok(said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; "))
}

/// What all of these said; where one of them failed, the others are not kept from their end, and
/// the first failure is told.
async fn all<'s, F: Future<Output = Result<String, FaultError>>>(
    services: &'s [ServiceName],
    one: impl Fn(&'s ServiceName) -> F,
) -> Result<String, FaultError> {
    let done: Result<Vec<_>, _> = join_all(services.iter().map(one)).await.into_iter().collect();
    Ok(done?.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; "))
}

/// Runs a line in the droplet's shell, which must end well.
async fn in_droplet(site: &Site, line: &str, bound: Span) -> Result<(), FaultError> {
    let ran = site.agent()?.run(line, Terminal::No, bound).await?;
    if ran.exit == 0 {
        return Ok(());
    }
    Err(FaultError::NoEffect(format!("{line}: exit {}: {}", ran.exit, ran.stderr.trim())))
}

/// Runs a script of firedrill's own in the droplet's container, as root, and says what it said.
/// Not by the agent: what is done is the engine's, and an agent that is away keeps nobody from it.
async fn as_root(site: &Site, what: &str, script: &str) -> Result<String, FaultError> {
    let stack = ours(site, what)?;
    let container = stack.name(droplet(site, what)?)?;
    let exec = Exec { user: Some("root".to_owned()), ..Exec::new(["sh", "-c", script]) };
    let Finished { status, output } = site.engine.run(&container, &exec, SCRIPT_BOUND).await?;
    let told = |bytes: &[u8]| site.hide(String::from_utf8_lossy(bytes).trim());
    if status == 0 {
        return Ok(told(&output.out));
    }
    let said = told(&[output.out, output.err].concat());
    Err(FaultError::NoEffect(format!("{what}: exit status {status}: {said}")))
}

/// What a script of [`as_root`] takes back, for the journal; nothing where there is no droplet.
fn script_step(stack: &Stack, site: &Site, script: String) -> Option<Undo> {
    let container = stack.name_or_own(droplet(site, "").ok()?);
    Some(Undo::Run { container, command: script })
}

fn droplet<'s>(site: &'s Site, what: &str) -> Result<&'s ComposeName, FaultError> {
    let droplet = site.pack.droplet.as_ref().map(|droplet| &droplet.container);
    droplet.ok_or_else(|| FaultError::NoEffect(format!("{what}: the pack names no server")))
}

/// Somebody else's containers are written down one by one, each before it is touched, by the
/// project itself.
fn write_down(site: &Site, fault: &Fault) -> Result<(), FaultError> {
    let Containers::Ours(stack) = &site.containers else { return Ok(()) };
    let targets: Vec<&str> = fault.targets.iter().map(ServiceName::as_str).collect();
    site.journal.intend(Intent::Fault {
        service: targets.join(", "),
        undo: undo_steps(stack, site, fault),
    })?;
    Ok(())
}

/// The stack, for what only one of our own may suffer.
fn ours(site: &Site, what: impl std::fmt::Display) -> Result<&Stack, FaultError> {
    match &site.containers {
        Containers::Ours(stack) => Ok(stack),
        Containers::Theirs(project) => {
            let name = project.name();
            Err(FaultError::NoEffect(format!(
                "{what}: in project {name}, which is not firedrill's, this is not done"
            )))
        }
    }
}

/// The undo as the journal has it, for a `recover` that knows nothing of packs.
pub fn undo_steps(stack: &Stack, site: &Site, fault: &Fault) -> Undo {
    let own = act(&fault.kind).undo_steps(stack, site, &fault.targets).into_iter();
    Undo::All {
        steps: own.chain(fault.undo.iter().map(|step| run::undo_step(stack, step))).collect(),
    }
}
