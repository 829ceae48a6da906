//! What is trusted in a TLS handshake. As in a browser, a certificate whose validity is over, and
//! with which nothing else is wrong, is a warning that a user can click away; everything else is
//! the end.

use crate::wall;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::danger::{
    HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier,
};
use tokio_rustls::rustls::client::{Resumption, WebPkiServerVerifier};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::time_provider::TimeProvider;
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, RootCertStore,
    SignatureScheme,
};
use x509_parser::prelude::{ASN1Time, FromDer, X509Certificate};

/// The warning of a certificate whose validity is over.
pub(super) const EXPIRED: &str = "certificate expired";

/// Why authorities cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustError {
    /// There is none.
    #[error(
        "there is no certificate of an authority in the text; it should be PEM (-----BEGIN \
         CERTIFICATE-----)"
    )]
    Empty,
    /// One does not read.
    #[error("certificate {number} of the authorities does not read: {why}")]
    Unreadable {
        /// Counted from 1.
        number: usize,
        /// What is wrong with it.
        why: String,
    },
    /// No handshake can be made with them.
    #[error("the authorities cannot be used: {0}")]
    Unusable(String),
}

/// Trust in some authorities, ready for handshakes.
#[derive(Debug)]
pub(super) struct Trust {
    connector: ConnectorOf,
}

/// Has no `Debug` of its own worth printing.
struct ConnectorOf(TlsConnector);

impl std::fmt::Debug for ConnectorOf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("TlsConnector")
    }
}

/// A connection whose handshake was accepted.
#[derive(Debug)]
pub(super) struct Secured<S> {
    pub stream: TlsStream<S>,
    /// Accepted with a warning: the certificate's validity is over.
    pub expired: bool,
}

impl Trust {
    /// Trusts the authorities in a PEM text, and nobody else.
    pub fn in_authorities(pem: &str) -> Result<Self, TrustError> {
        let mut roots = RootCertStore::empty();
        for (index, certificate) in CertificateDer::pem_slice_iter(pem.as_bytes()).enumerate() {
            let unreadable = |why: String| TrustError::Unreadable { number: index + 1, why };
            let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
            roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
        }
        if roots.is_empty() {
            return Err(TrustError::Empty);
        }
        let provider = Arc::new(ring::default_provider());
        let strict =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
                .build()
                .map_err(|error| TrustError::Unusable(error.to_string()))?;
        let mut config = ClientConfig::builder_with_details(provider, Arc::new(TimeOfDay))
            .with_safe_default_protocol_versions()
            .map_err(|error| TrustError::Unusable(error.to_string()))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Lenient(strict)))
            .with_no_client_auth();
        // A resumed session shows no certificate: a look must see the one that is served now.
        config.resumption = Resumption::disabled();
        Ok(Self { connector: ConnectorOf(TlsConnector::from(Arc::new(config))) })
    }

    /// Makes the handshake over a fresh connection; the error is a symptom.
    pub async fn secure<S>(
        &self,
        stream: S,
        name: ServerName<'static>,
    ) -> Result<Secured<S>, String>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let stream =
            self.connector.0.connect(name, stream).await.map_err(|error| symptom_of(&error))?;
        let leaf = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let expired = leaf.is_some_and(|leaf| expiry(leaf).is_some_and(|over| over < today()));
        Ok(Secured { stream, expired })
    }
}

/// The time of day that certificates are held against.
#[derive(Debug)]
struct TimeOfDay;

impl TimeProvider for TimeOfDay {
    fn current_time(&self) -> Option<UnixTime> {
        Some(today())
    }
}

fn today() -> UnixTime {
    // Before 1970 there were no certificates.
    UnixTime::since_unix_epoch(Duration::from_secs(
        u64::try_from(wall::now().as_second()).unwrap_or_default(),
    ))
}

/// Verifies as strictly as can be, but accepts a certificate that was all right until its last
/// second, and one that is younger than the time of day by no more than clocks differ.
#[derive(Debug)]
struct Lenient(Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for Lenient {
    /// rustls complains of the expiry first, and of a wrong name or authority not at all then. So
    /// an expired one is verified again as of its last second: what is wrong besides comes out.
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let now = begin(leaf)
            .filter(|begin| *begin > now && begin.as_secs() - now.as_secs() <= wall::SKEW.as_secs())
            .unwrap_or(now);
        match (self.0.verify_server_cert(leaf, others, name, ocsp, now), expiry(leaf)) {
            (Err(Error::InvalidCertificate(error)), Some(over))
                if is_expiry(&error) && over < now =>
            {
                let before = UnixTime::since_unix_epoch(Duration::from_secs(
                    over.as_secs().saturating_sub(1),
                ));
                self.0.verify_server_cert(leaf, others, name, ocsp, before)
            }
            (verdict, _) => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, leaf, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, leaf, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.0.root_hint_subjects()
    }
}

fn is_expiry(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Expired | CertificateError::ExpiredContext { .. })
}

/// When a certificate's validity begins.
fn begin(certificate: &CertificateDer<'_>) -> Option<UnixTime> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    time(parsed.validity().not_before)
}

/// When a certificate's validity ends.
fn expiry(certificate: &CertificateDer<'_>) -> Option<UnixTime> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    time(parsed.validity().not_after)
}

fn time(written: ASN1Time) -> Option<UnixTime> {
    Some(UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(written.timestamp()).ok()?)))
}

fn symptom_of(error: &std::io::Error) -> String {
    use CertificateError as Of;
    let rustls = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    let symptom = match rustls {
        None => return super::symptom::of_io(error),
        Some(Error::InvalidCertificate(certificate)) => match certificate {
            // Not the server's own, or that would have been a warning.
            certificate if is_expiry(certificate) => "certificate of an authority that expired",
            Of::NotValidYet | Of::NotValidYetContext { .. } => "certificate not valid yet",
            Of::NotValidForName | Of::NotValidForNameContext { .. } => {
                "certificate of another name"
            }
            Of::UnknownIssuer => "certificate of an unknown authority",
            _ => "certificate not acceptable",
        },
        Some(Error::InvalidMessage(_)) => "an answer that is not TLS",
        Some(Error::AlertReceived(_)) => "TLS refused by the server",
        Some(_) => "TLS failed",
    };
    symptom.to_owned()
}
