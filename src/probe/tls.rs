//! A TLS handshake, on a new connection each time: only that shows the certificate that is served now.

use super::dial::tcp;
use super::trust::EXPIRED;
use super::ways::{NoWay, Transport, Ways};
use crate::pack::Endpoint;
use crate::timeline::Outcome;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::ServerName;

pub(super) struct Tls {
    ways: Arc<Ways>,
    address: SocketAddr,
    name: ServerName<'static>,
}

impl Tls {
    pub fn new(ways: &Arc<Ways>, at: &Endpoint, name: &str) -> Result<Self, NoWay> {
        Ok(Self { ways: Arc::clone(ways), address: ways.to(Transport::Tcp, at)?, name: parse(name)? })
    }

    pub async fn look(&self) -> Outcome {
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
