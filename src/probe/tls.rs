//! A TLS handshake, on a new connection each time: only that shows the certificate that is served
//! now.

use super::dial::tcp;
use super::trust::EXPIRED;
use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare};
use crate::pack::look;
use crate::timeline::Outcome;
use crate::words::Span;
use futures_util::future::BoxFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::ServerName;

struct Tls {
    ways: Arc<Ways>,
    address: SocketAddr,
    name: ServerName<'static>,
}

impl Prepare for look::Tls {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let (address, name) = (ways.to(Transport::Tcp, &self.at)?, parse(&self.server_name)?);
        Ok(Box::new(Tls { ways: Arc::clone(ways), address, name }))
    }
}

impl Looking for Tls {
    fn look(&mut self) -> BoxFuture<'_, Outcome> {
        Box::pin(self.ask())
    }
}

impl Tls {
    async fn ask(&self) -> Outcome {
        match self.handshake().await {
            Ok(false) => Outcome::Ok,
            Ok(true) => Outcome::Degraded { symptom: EXPIRED.to_owned() },
            Err(symptom) => Outcome::Failed { symptom },
        }
    }

    /// Whether the certificate's validity is over.
    async fn handshake(&self) -> Result<bool, String> {
        // What is trusted may change during a run.
        let trust = self.ways.trusted().ok_or("no authority is trusted yet")?;
        Ok(trust.secure(tcp(self.address).await?, self.name.clone()).await?.expired)
    }
}

/// A host's name, as a certificate has it.
pub(super) fn parse(name: &str) -> Result<ServerName<'static>, NoWay> {
    let unusable = |_| NoWay::Unusable { what: "the name of a host", text: name.to_owned() };
    ServerName::try_from(name.to_owned()).map_err(unusable)
}
