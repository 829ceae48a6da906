//! A plain HTTP request, straight to the service.

use super::dial::{Answer, Protocol, tcp};
use super::exchange::{Asked, Channel, Expected, request};
use super::ways::{NoWay, Transport, Ways};
use crate::pack::Look;
use std::net::SocketAddr;
use tokio::net::TcpStream;

pub(super) struct Http {
    address: SocketAddr,
    request: Asked,
    expected: Expected,
}

impl Http {
    /// `look` is a [`Look::Http`]; its parts are many, so it comes whole.
    pub fn new(ways: &Ways, look: &Look) -> Result<Self, NoWay> {
        let Look::Http { at, method, path, body, status, contains, degraded_when } = look else {
            return Err(NoWay::Unusable { what: "a look over HTTP", text: look.to_string() });
        };
        let expected = Expected { status: *status, contains: contains.clone(), degraded_when: degraded_when.clone() };
        let request = request(*method, &at.to_string(), path, body.as_deref())?;
        Ok(Self { address: ways.to(Transport::Tcp, at)?, request, expected })
    }
}

impl Protocol for Http {
    type Connection = Channel<TcpStream>;

    async fn connect(&self) -> Result<Self::Connection, String> {
        Channel::over(tcp(self.address).await?).await
    }

    async fn ask(&self, channel: &mut Self::Connection) -> Result<Answer, String> {
        let answer = channel.ask(self.request.clone()).await?;
        Ok(Answer { outcome: self.expected.judge(&answer), keep: channel.is_open() })
    }
}
