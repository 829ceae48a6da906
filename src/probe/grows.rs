//! A file in the droplet that grows from look to look, as its agent sees it.

use super::droplet::{self, Ask, size_of};
use super::ways::{NoWay, Ways};
use super::{Looking, Prepare};
use crate::droplet::Agent;
use crate::pack::look;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;

struct Grows {
    path: String,
    timeout: Span,
    /// How large it was at the look before.
    seen: Option<u64>,
}

impl Prepare for look::Grows {
    fn prepare(&self, ways: &Arc<Ways>, timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        droplet::looking(
            ways,
            &self.container,
            Grows { path: self.path.clone(), timeout, seen: None },
        )
    }
}

impl Ask for Grows {
    fn ask<'a>(&'a mut self, agent: &'a Agent) -> BoxFuture<'a, Result<(), String>> {
        Box::pin(async {
            let size = size_of(agent, &self.path, self.timeout).await?;
            let before = self.seen.replace(size);
            // Shorter than before: it was begun anew, which is a kind of writing too.
            if before.is_none_or(|before| before != size) {
                Ok(())
            } else {
                Err("nothing was written".to_owned())
            }
        })
    }
}
