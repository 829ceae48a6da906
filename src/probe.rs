//! Looks at services, journeys of users, and what the stack's own detectors say: one file a kind.
//!
//! An edge: it has sockets and timers, but no clock of its own and no tasks; when a look is due, when it was sent and
//! answered is the world's business. It knows this run's ways ([`Ways`]) and nothing of the engine, of claims or of drills.
//!
//! A look says [`Outcome::Ok`] only for an answer in the service's own protocol: the engine's proxy accepts connections
//! for a dead service too. Symptoms are short, and the same failure always has the same.

mod alerts;
mod dial;
mod dns;
mod droplet;
mod exchange;
mod http;
mod journey;
mod postgres;
mod prometheus;
mod redis;
mod symptom;
mod tls;
mod trust;
mod watch;
mod ways;

#[cfg(test)]
mod tests;

pub use alerts::{Pace, paces};
pub use journey::{no_way, travel};
pub use trust::TrustError;
pub use watch::ask;
pub use ways::{NoWay, Transport, Ways};

use crate::pack::Look;
use crate::timeline::Outcome;
use crate::words::Span;
use dial::Kept;
use std::sync::Arc;

/// Looks at one thing again and again. It keeps its connection where the protocol's clients do (HTTP, Redis, PostgreSQL);
/// when a kept one turns out to be dead, the same look tries a new one at once, so that neither a dead server nor a
/// restarted one goes unseen for a look.
pub struct Prober {
    kind: Kind,
    timeout: Span,
}

enum Kind {
    Http(Kept<http::Http>),
    Redis(Kept<redis::Redis>),
    Postgres(Kept<postgres::Postgres>),
    Dns(dns::Dns),
    Tls(tls::Tls),
    Prometheus(Kept<prometheus::Query>),
    Droplet(droplet::Droplet),
}

impl Prober {
    /// Prepares a look. An error says that this run has no way to where the look is at, or that the look itself can never
    /// be made; nothing is sent yet.
    pub fn new(ways: &Arc<Ways>, look: &Look, timeout: Span) -> Result<Self, NoWay> {
        let kind = match look {
            Look::Http { .. } => Kind::Http(Kept::new(http::Http::new(ways, look)?)),
            Look::RedisPing { at } => Kind::Redis(Kept::new(redis::Redis::ping(ways, at)?)),
            Look::RedisWrite { at } => Kind::Redis(Kept::new(redis::Redis::write(ways, at)?)),
            Look::Postgres { at, user, database, query } => {
                Kind::Postgres(Kept::new(postgres::Postgres::new(ways, at, user, database, query)?))
            }
            Look::Dns { at, name, address } => Kind::Dns(dns::Dns::new(ways, at, name, *address)?),
            Look::Tls { at, server_name } => Kind::Tls(tls::Tls::new(ways, at, server_name)?),
            Look::Prometheus { at, query, equals } => {
                Kind::Prometheus(Kept::new(prometheus::Query::new(ways, at, query, *equals)?))
            }
            Look::Process { container, process } => {
                Kind::Droplet(droplet::Droplet::process(ways, container, process, timeout)?)
            }
            Look::Space { container, path, least } => {
                Kind::Droplet(droplet::Droplet::space(ways, container, path, *least, timeout)?)
            }
            Look::Grows { container, path } => Kind::Droplet(droplet::Droplet::grows(ways, container, path, timeout)?),
            Look::File { container, path } => Kind::Droplet(droplet::Droplet::file(ways, container, path, timeout)?),
        };
        Ok(Self { kind, timeout })
    }

    /// Looks once, within the timeout. Dropping the future at any point is safe: the next look starts afresh.
    pub async fn look(&mut self) -> Outcome {
        let looked = async {
            match &mut self.kind {
                Kind::Http(kept) => kept.look().await,
                Kind::Redis(kept) => kept.look().await,
                Kind::Postgres(kept) => kept.look().await,
                Kind::Dns(dns) => dns.look().await,
                Kind::Tls(tls) => tls.look().await,
                Kind::Prometheus(kept) => kept.look().await,
                Kind::Droplet(droplet) => droplet.look().await,
            }
        };
        match tokio::time::timeout(self.timeout.as_duration(), looked).await {
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
