//! A TCP connection, a new one each time: what it proves is that one can be had now.

use super::dial::tcp;
use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare, symptom};
use crate::pack::look;
use crate::timeline::Outcome;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The engine's proxy takes connections for a dead service too, and closes them when nobody is
/// behind it: measured, within a few milliseconds. A connection that stands for so long has
/// somebody behind it.
const STANDS: Duration = Duration::from_millis(100);

/// So much of an answer is looked through.
const MOST: usize = 64 << 10;

struct Tcp {
    address: SocketAddr,
    sends: Vec<u8>,
    expects: Option<Vec<u8>>,
}

impl Prepare for look::Tcp {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let (sends, expects) =
            (self.sends.clone().into_bytes(), self.expects.clone().map(String::into_bytes));
        Ok(Box::new(Tcp { address: ways.to(Transport::Tcp, &self.at)?, sends, expects }))
    }
}

impl Looking for Tcp {
    fn look(&mut self) -> BoxFuture<'_, Outcome> {
        Box::pin(async {
            match self.talk().await {
                Ok(()) => Outcome::Ok,
                Err(symptom) => Outcome::Failed { symptom },
            }
        })
    }
}

impl Tcp {
    /// The error is a symptom.
    async fn talk(&self) -> Result<(), String> {
        let mut stream = tcp(self.address).await?;
        stream.write_all(&self.sends).await.map_err(|error| symptom::of_io(&error))?;
        let mut heard = Vec::new();
        let mut piece = [0; 4096];
        loop {
            let reading = stream.read(&mut piece);
            let read = match &self.expects {
                Some(_) => reading.await,
                None => match tokio::time::timeout(STANDS, reading).await {
                    Ok(read) => read,
                    Err(_) => return Ok(()),
                },
            };
            let count = read.map_err(|error| symptom::of_io(&error))?;
            heard.extend_from_slice(&piece[..count]);
            match &self.expects {
                None if count > 0 => return Ok(()),
                Some(words) if heard.windows(words.len()).any(|part| part == words) => {
                    return Ok(());
                }
                _ if count == 0 && heard.is_empty() => return Err(symptom::CLOSED.to_owned()),
                _ if count == 0 || heard.len() > MOST => return Err("another answer".to_owned()),
                _ => {}
            }
        }
    }
}
