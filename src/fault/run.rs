//! Commands in containers of the stack: whatever a pack's own scripts can break, and take back.

use super::{Act, Doing, FaultError, ours};
use crate::engine::Exec;
use crate::journal::Undo;
use crate::pack::{Run, Step};
use crate::site::Site;
use crate::stack::Stack;
use crate::words::{ServiceName, Span};
use std::time::Duration;

/// One command may take this long.
const STEP_BOUND: Duration = Duration::from_secs(60);
const READ_BOUND: Span = Span::secs(5);

impl Act for Run {
    fn inject<'a>(&'a self, site: &'a Site, _targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(run(site, &self.0))
    }

    /// Commands have no undo but the fault's own.
    fn undo<'a>(&'a self, _site: &'a Site, _targets: &'a [ServiceName]) -> Doing<'a> {
        Box::pin(std::future::ready(Ok(String::new())))
    }

    fn undo_steps(&self, _stack: &Stack, _site: &Site, _targets: &[ServiceName]) -> Vec<Undo> {
        Vec::new()
    }
}

/// Runs them one after the other; the first that fails ends it.
pub(super) async fn run(site: &Site, steps: &[Step]) -> Result<String, FaultError> {
    let mut said = Vec::new();
    for step in steps {
        said.push(one(site, step).await?);
        trust_again(site).await;
    }
    Ok(said.join("; "))
}

/// Runs them all, whatever becomes of one; the first failure is told.
pub(super) async fn run_all(site: &Site, steps: &[Step]) -> Result<String, FaultError> {
    let (mut said, mut failed) = (Vec::new(), None);
    for step in steps {
        match one(site, step).await {
            Ok(told) => said.push(told),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    trust_again(site).await;
    failed.map_or_else(|| Ok(said.join("; ")), Err)
}

async fn one(site: &Site, step: &Step) -> Result<String, FaultError> {
    let name = ours(site, step)?.name(&step.container)?;
    let exec = Exec { user: Some("root".to_owned()), ..Exec::new(["sh", "-c", step.run.as_str()]) };
    let finished = site.engine.run(&name, &exec, STEP_BOUND).await?;
    let said = [finished.output.out, finished.output.err].concat();
    let said = site.hide(String::from_utf8_lossy(&said).trim());
    if finished.status == 0 {
        return Ok(if said.is_empty() { format!("{step}: done") } else { said });
    }
    Err(FaultError::NoEffect(format!("{step}: exit status {}: {said}", finished.status)))
}

/// A command may have changed what journeys trust: a certificate that is only too old is signed by
/// somebody they know.
async fn trust_again(site: &Site) {
    if let (Some(authority), Ok(agent)) = (site.pack.authority(), site.agent())
        && let Ok(crate::droplet::Lookup::There(pem)) = agent.read(authority, READ_BOUND).await
        && let Err(error) = site.ways.trust(&pem)
    {
        tracing::warn!(%error, "what journeys trust could not be read again");
    }
}

pub(super) fn undo_step(stack: &Stack, step: &Step) -> Undo {
    Undo::Run { container: stack.name_or_own(&step.container), command: step.run.clone() }
}
