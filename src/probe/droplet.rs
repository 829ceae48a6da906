//! What all looks have in common that the agent in the droplet makes.

use super::Looking;
use super::ways::{NoWay, Ways};
use crate::droplet::{Agent, AgentError, Lookup};
use crate::timeline::Outcome;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// One question to the agent. The error is a symptom.
pub(super) trait Ask: Send {
    fn ask<'a>(&'a mut self, agent: &'a Agent) -> BoxFuture<'a, Result<(), String>>;
}

struct Droplet<A> {
    ways: Arc<Ways>,
    question: A,
}

/// Asks the agent again and again; `container` must be the droplet.
pub(super) fn looking(
    ways: &Arc<Ways>,
    container: &str,
    question: impl Ask + 'static,
) -> Result<Box<dyn Looking>, NoWay> {
    ways.check_droplet(container)?;
    Ok(Box::new(Droplet { ways: Arc::clone(ways), question }))
}

impl<A: Ask> Looking for Droplet<A> {
    fn look(&mut self) -> BoxFuture<'_, Outcome> {
        Box::pin(async {
            // The agent is another one after the droplet was restarted.
            let seen = match self.ways.agent() {
                None => Err("no agent in the droplet".to_owned()),
                Some(agent) => self.question.ask(&agent).await,
            };
            match seen {
                Ok(()) => Outcome::Ok,
                Err(symptom) => Outcome::Failed { symptom },
            }
        })
    }
}

/// How large a file is. The error is a symptom.
pub(super) async fn size_of(agent: &Agent, path: &str, timeout: Span) -> Result<u64, String> {
    match agent.file(path, timeout).await.map_err(|error| symptom_of(&error))? {
        Lookup::There(size) => Ok(size),
        Lookup::Missing(why) => Err(why),
    }
}

pub(super) fn symptom_of(error: &AgentError) -> String {
    match error {
        AgentError::Gone { .. } => "the droplet is gone".to_owned(),
        AgentError::Silent { within, .. } => super::symptom::silence(*within),
        AgentError::Refused { why, .. } => super::symptom::cut(why),
        AgentError::Garbled { .. } => "an answer that is not the agent's".to_owned(),
    }
}
