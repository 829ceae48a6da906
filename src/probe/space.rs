//! Room on the droplet's disk, as its agent sees it.

use super::droplet::{self, Ask, symptom_of};
use super::ways::{NoWay, Ways};
use super::{Looking, Prepare};
use crate::droplet::{Agent, Lookup};
use crate::pack::look;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;

struct Space {
    path: String,
    least: u64,
    timeout: Span,
}

impl Prepare for look::Space {
    fn prepare(&self, ways: &Arc<Ways>, timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        droplet::looking(
            ways,
            &self.container,
            Space { path: self.path.clone(), least: self.least, timeout },
        )
    }
}

impl Ask for Space {
    fn ask<'a>(&'a mut self, agent: &'a Agent) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async {
            match agent.space(&self.path, self.timeout).await.map_err(|error| symptom_of(&error))? {
                Lookup::There(0) => Err("no space left".to_owned()),
                Lookup::There(free) if free < self.least => Err("almost no space left".to_owned()),
                Lookup::There(_) => Ok(()),
                Lookup::Missing(why) => Err(why),
            }
        })
    }
}
