//! A plain HTTP request, straight to the service.

use super::dial::{Answer, Kept, Protocol, tcp};
use super::exchange::{Asked, Channel, Expected, request};
use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare};
use crate::pack::look;
use crate::words::Span;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;

struct Http {
    address: SocketAddr,
    request: Asked,
    expected: Expected,
}

impl Prepare for look::Http {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let Self { at, method, path, body, status, contains, degraded_when } = self;
        let expected = Expected {
            status: *status,
            contains: contains.clone(),
            degraded_when: degraded_when.clone(),
        };
        let request = request(*method, &at.to_string(), path, body.as_deref())?;
        Ok(Box::new(Kept::new(Http { address: ways.to(Transport::Tcp, at)?, request, expected })))
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
