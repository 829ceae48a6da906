//! Processes in the droplet, as its agent sees them.

use super::droplet::{self, Ask, symptom_of};
use super::ways::{NoWay, Ways};
use super::{Looking, Prepare};
use crate::droplet::Agent;
use crate::pack::look;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;

struct Process {
    name: String,
    timeout: Span,
}

impl Prepare for look::Process {
    fn prepare(&self, ways: &Arc<Ways>, timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        droplet::looking(ways, &self.container, Process { name: self.process.clone(), timeout })
    }
}

impl Ask for Process {
    fn ask<'a>(&'a mut self, agent: &'a Agent) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async {
            let living = agent
                .processes(&self.name, self.timeout)
                .await
                .map_err(|error| symptom_of(&error))?;
            if living.is_empty() { Err("no process".to_owned()) } else { Ok(()) }
        })
    }
}
