//! Redis: `PING`, or a write and a read of a key of firedrill's own.

use super::dial::{Answer, Kept, Protocol, drive, tcp};
use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare, symptom};
use crate::pack::look::{self, Does};
use crate::timeline::Outcome;
use crate::words::Span;
use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, RedisConnectionInfo, RedisError};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers keys and values, so that no probe reads back what another one, or an earlier look, has
/// written.
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// How long a key outlives its last look, in seconds.
const KEY_LIVES: u64 = 60;

struct Redis {
    address: SocketAddr,
    /// The key to write; none for a PING.
    key: Option<String>,
}

/// A client and what drives its connection.
struct Connection {
    client: MultiplexedConnection,
    driver: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl Prepare for look::Redis {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let key = match self.does {
            Does::Ping => None,
            Does::Write => {
                Some(format!("firedrill:probe:{}", NUMBER.fetch_add(1, Ordering::Relaxed)))
            }
        };
        Ok(Box::new(Kept::new(Redis { address: ways.to(Transport::Tcp, &self.at)?, key })))
    }
}

impl Protocol for Redis {
    type Connection = Connection;

    async fn connect(&self) -> Result<Connection, String> {
        // Silent about who asks: the announcement would be two more commands. The client's own
        // timeouts are off, as the look's goes for the whole of it.
        let settings = RedisConnectionInfo::default().set_skip_set_lib_name();
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(None).set_response_timeout(None);
        let stream = tcp(self.address).await?;
        let (client, driver) =
            MultiplexedConnection::new_with_config(&settings, stream, config).await.map_err(
                |error| symptom::beneath(&error).unwrap_or_else(|| symptom::CLOSED.to_owned()),
            )?;
        Ok(Connection { client, driver: Some(Box::pin(driver)) })
    }

    async fn ask(&self, connection: &mut Connection) -> Result<Answer, String> {
        let Connection { client, driver } = connection;
        let answered = match &self.key {
            None => {
                let command = ::redis::cmd("PING");
                let said = drive(driver, command.query_async::<String>(client)).await;
                said.map(|word| if word == "PONG" { Outcome::Ok } else { failed("no PONG") })
            }
            Some(key) => {
                let value = NUMBER.fetch_add(1, Ordering::Relaxed);
                let mut both = ::redis::pipe();
                both.set_ex(key, value, KEY_LIVES).ignore().get(key);
                let read = drive(driver, both.query_async::<(Option<u64>,)>(client)).await;
                read.map(|(read,)| {
                    if read == Some(value) {
                        Outcome::Ok
                    } else {
                        failed("a write is not read back")
                    }
                })
            }
        };
        match answered {
            Ok(outcome) => Ok(Answer { outcome, keep: true }),
            Err(error) => Ok(Answer { outcome: failed(&complaint(error)?), keep: true }),
        }
    }
}

fn failed(symptom: &str) -> Outcome {
    Outcome::Failed { symptom: symptom.to_owned() }
}

/// What the server itself complains of (`MISCONF`, `LOADING`); an error where it did not answer at
/// all.
fn complaint(error: RedisError) -> Result<String, String> {
    let says = |code: &str| format!("Redis says {code}");
    if let Some(code) = error.code() {
        return Ok(says(code));
    }
    if error.kind() == ::redis::ErrorKind::Parse {
        return Err("an answer that is not Redis'".to_owned());
    }
    let broken = symptom::beneath(&error).unwrap_or_else(|| symptom::CLOSED.to_owned());
    // What a server says to one command of several stands apart.
    let complaints = error.into_server_errors().unwrap_or_default();
    complaints.first().map(|(_, complaint)| says(complaint.code())).ok_or(broken)
}
