//! Looks at services, journeys of users, and what the stack's own detectors say: one file a kind.
//!
//! An edge: it has sockets and timers, but no clock of its own and no tasks; when a look is due,
//! when it was sent and answered is the world's business. It knows this run's ways ([`Ways`]) and
//! nothing of the engine, of claims or of drills.
//!
//! A look says [`Outcome::Ok`] only for an answer in the service's own protocol: the engine's proxy
//! accepts connections for a dead service too. Symptoms are short, and the same failure always has
//! the same.

mod alerts;
mod dial;
mod dns;
mod droplet;
mod exchange;
mod exec;
mod file;
mod grows;
mod http;
mod journey;
mod postgres;
mod process;
mod prometheus;
mod redis;
mod space;
mod symptom;
mod tcp;
mod tls;
mod trust;
mod watch;
mod ways;

#[cfg(test)]
mod tests;

pub use alerts::{Pace, paces};
pub use journey::{no_way, travel};
pub use watch::ask;
pub use ways::{NoWay, Transport, Ways};

use crate::pack::Look;
use crate::timeline::Outcome;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// How a kind of look is made ready for this run.
trait Prepare {
    /// An error says that this run has no way to where the look is at, or that it can never be
    /// made; nothing is sent yet.
    fn prepare(&self, ways: &Arc<Ways>, timeout: Span) -> Result<Box<dyn Looking>, NoWay>;
}

/// Looks at one thing again and again. Dropping what it gives at any point is safe: the next look
/// starts afresh.
trait Looking: Send {
    /// Looks once; how long that may take is the caller's business.
    fn look(&mut self) -> BoxFuture<'_, Outcome>;
}

/// The list of kinds, each with its file.
fn kind(look: &Look) -> &dyn Prepare {
    match look {
        Look::Http(http) => http,
        Look::Tcp(tcp) => tcp,
        Look::Redis(redis) => redis,
        Look::Postgres(postgres) => postgres,
        Look::Dns(dns) => dns,
        Look::Tls(tls) => tls,
        Look::Prometheus(query) => query,
        Look::Process(process) => process,
        Look::File(file) => file,
        Look::Space(space) => space,
        Look::Grows(grows) => grows,
        Look::Exec(exec) => exec,
    }
}

/// Looks at one thing again and again. It keeps its connection where the protocol's clients do
/// (HTTP, Redis, PostgreSQL); when a kept one turns out to be dead, the same look tries a new one
/// at once, so that neither a dead server nor a restarted one goes unseen for a look.
pub struct Prober {
    looking: Box<dyn Looking>,
    timeout: Span,
}

impl Prober {
    /// Prepares a look. An error says that this run has no way to where the look is at, or that the
    /// look itself can never be made; nothing is sent yet.
    pub fn new(ways: &Arc<Ways>, look: &Look, timeout: Span) -> Result<Self, NoWay> {
        Ok(Self { looking: kind(look).prepare(ways, timeout)?, timeout })
    }

    /// Looks once, within the timeout. Dropping the future at any point is safe: the next look
    /// starts afresh.
    pub async fn look(&mut self) -> Outcome {
        match tokio::time::timeout(self.timeout.as_duration(), self.looking.look()).await {
            Ok(outcome) => outcome,
            Err(_) => Outcome::Silent { symptom: symptom::silence(self.timeout) },
        }
    }
}

/// Looks once, over a connection of its own.
pub async fn look(ways: &Arc<Ways>, look: &Look, timeout: Span) -> Outcome {
    match Prober::new(ways, look, timeout) {
        Ok(mut prober) => prober.look().await,
        Err(no_way) => Outcome::Failed { symptom: no_way.to_string() },
    }
}
