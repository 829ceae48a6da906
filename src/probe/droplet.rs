//! What the agent sees in the droplet: processes and files.

use super::ways::{NoWay, Ways};
use crate::droplet::{Agent, AgentError, Found};
use crate::timeline::Outcome;
use crate::words::Span;
use std::sync::Arc;

pub(super) struct Droplet {
    ways: Arc<Ways>,
    thing: Thing,
    timeout: Span,
}

enum Thing {
    Process(String),
    File(String),
}

impl Droplet {
    pub fn process(ways: &Arc<Ways>, container: &str, process: &str, timeout: Span) -> Result<Self, NoWay> {
        Self::new(ways, container, Thing::Process(process.to_owned()), timeout)
    }

    pub fn file(ways: &Arc<Ways>, container: &str, path: &str, timeout: Span) -> Result<Self, NoWay> {
        Self::new(ways, container, Thing::File(path.to_owned()), timeout)
    }

    fn new(ways: &Arc<Ways>, container: &str, thing: Thing, timeout: Span) -> Result<Self, NoWay> {
        ways.check_droplet(container)?;
        Ok(Self { ways: Arc::clone(ways), thing, timeout })
    }

    pub async fn look(&self) -> Outcome {
        // The agent is another one after the droplet was restarted.
        let seen = match self.ways.agent() {
            None => Err("no agent in the droplet".to_owned()),
            Some(agent) => self.see(&agent).await,
        };
        match seen {
            Ok(()) => Outcome::Ok,
            Err(symptom) => Outcome::Failed { symptom },
        }
    }

    async fn see(&self, agent: &Agent) -> Result<(), String> {
        match &self.thing {
            Thing::Process(process) => {
                let living = agent.processes(process, self.timeout).await.map_err(|error| symptom_of(&error))?;
                if living.is_empty() { Err("no process".to_owned()) } else { Ok(()) }
            }
            Thing::File(path) => match agent.file(path, self.timeout).await.map_err(|error| symptom_of(&error))? {
                Found::There(0) => Err("empty file".to_owned()),
                Found::There(_) => Ok(()),
                Found::Missing(why) => Err(why),
            },
        }
    }
}

fn symptom_of(error: &AgentError) -> String {
    match error {
        AgentError::Gone { .. } => "the droplet is gone".to_owned(),
        AgentError::Silent { within, .. } => super::symptom::silence(*within),
        AgentError::Refused { why, .. } => super::symptom::cut(why),
        AgentError::Garbled { .. } => "an answer that is not the agent's".to_owned(),
    }
}
