//! A file in the droplet that is there and not empty, as its agent sees it.

use super::droplet::{self, Ask, size_of};
use super::ways::{NoWay, Ways};
use super::{Looking, Prepare};
use crate::droplet::Agent;
use crate::pack::look;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;

struct File {
    path: String,
    timeout: Span,
}

impl Prepare for look::File {
    fn prepare(&self, ways: &Arc<Ways>, timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        droplet::looking(ways, &self.container, File { path: self.path.clone(), timeout })
    }
}

impl Ask for File {
    fn ask<'a>(&'a mut self, agent: &'a Agent) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async {
            let size = size_of(agent, &self.path, self.timeout).await?;
            if size == 0 { Err("empty file".to_owned()) } else { Ok(()) }
        })
    }
}
