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
    Space {
        path: String,
        least: u64,
    },
    /// `seen` is how large it was at the look before.
    Grows {
        path: String,
        seen: Option<u64>,
    },
}

impl Droplet {
    pub fn process(ways: &Arc<Ways>, container: &str, process: &str, timeout: Span) -> Result<Self, NoWay> {
        Self::new(ways, container, Thing::Process(process.to_owned()), timeout)
    }

    pub fn file(ways: &Arc<Ways>, container: &str, path: &str, timeout: Span) -> Result<Self, NoWay> {
        Self::new(ways, container, Thing::File(path.to_owned()), timeout)
    }

    pub fn space(ways: &Arc<Ways>, container: &str, path: &str, least: u64, timeout: Span) -> Result<Self, NoWay> {
        Self::new(ways, container, Thing::Space { path: path.to_owned(), least }, timeout)
    }

    pub fn grows(ways: &Arc<Ways>, container: &str, path: &str, timeout: Span) -> Result<Self, NoWay> {
        Self::new(ways, container, Thing::Grows { path: path.to_owned(), seen: None }, timeout)
    }

    fn new(ways: &Arc<Ways>, container: &str, thing: Thing, timeout: Span) -> Result<Self, NoWay> {
        ways.check_droplet(container)?;
        Ok(Self { ways: Arc::clone(ways), thing, timeout })
    }

    pub async fn look(&mut self) -> Outcome {
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

    async fn see(&mut self, agent: &Agent) -> Result<(), String> {
        match &mut self.thing {
            Thing::Process(process) => {
                let living = agent.processes(process, self.timeout).await.map_err(|error| symptom_of(&error))?;
                if living.is_empty() { Err("no process".to_owned()) } else { Ok(()) }
            }
            Thing::File(path) => match agent.file(path, self.timeout).await.map_err(|error| symptom_of(&error))? {
                Found::There(0) => Err("empty file".to_owned()),
                Found::There(_) => Ok(()),
                Found::Missing(why) => Err(why),
            },
            Thing::Space { path, least } => {
                match agent.space(path, self.timeout).await.map_err(|error| symptom_of(&error))? {
                    Found::There(0) => Err("no space left".to_owned()),
                    Found::There(free) if free < *least => Err("almost no space left".to_owned()),
                    Found::There(_) => Ok(()),
                    Found::Missing(why) => Err(why),
                }
            }
            Thing::Grows { path, seen } => {
                let size = match agent.file(path, self.timeout).await.map_err(|error| symptom_of(&error))? {
                    Found::There(size) => size,
                    Found::Missing(why) => return Err(why),
                };
                let before = seen.replace(size);
                // Shorter than before: it was begun anew, which is a kind of writing too.
                if before.is_none_or(|before| before != size) { Ok(()) } else { Err("nothing was written".to_owned()) }
            }
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
