//! Certificates: right, over, of another name, of another authority, not valid yet.

use super::*;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

pub(super) const HOST: &str = "enterprisescanner.com";

/// An authority that signs what it is asked to.
pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate, those between it and the authority, and its key.
type Chain = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

fn authority(name: &str, years: (i32, i32)) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    valid(params, years)
}

/// From the first of January of one year to that of another.
fn valid(mut params: CertificateParams, years: (i32, i32)) -> CertificateParams {
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    params
}

const NOW: (i32, i32) = (2020, 3000);
const OVER: (i32, i32) = (2020, 2021);
const TO_COME: (i32, i32) = (2999, 3000);

impl Authority {
    pub fn new(name: &str) -> Self {
        Self(
            CertifiedIssuer::self_signed(
                authority(name, (1990, 3000)),
                KeyPair::generate().unwrap(),
            )
            .unwrap(),
        )
    }

    pub fn pem(&self) -> String {
        self.0.pem()
    }

    fn signs(&self, host: &str, years: (i32, i32)) -> Chain {
        let key = KeyPair::generate().unwrap();
        let params = valid(CertificateParams::new([host.to_owned()]).unwrap(), years);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (vec![certificate.der().clone()], key.into())
    }

    pub fn good(&self) -> Chain {
        self.signs(HOST, NOW)
    }

    pub fn expired(&self) -> Chain {
        self.signs(HOST, OVER)
    }

    /// Valid from so long after now on.
    fn begins_in(&self, hours: u64) -> Chain {
        let now = u64::try_from(crate::wall::now().as_second()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = valid(CertificateParams::new([HOST.to_owned()]).unwrap(), NOW);
        params.not_before =
            date_time_ymd(1970, 1, 1) + std::time::Duration::from_secs(now + hours * 3_600);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        (vec![certificate.der().clone()], key.into())
    }

    /// Through an authority in between, valid for other years.
    fn signs_through(&self, between: (i32, i32), years: (i32, i32)) -> Chain {
        let params = authority("Between", between);
        let between = Self(
            CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &self.0).unwrap(),
        );
        let (mut chain, key) = between.signs(HOST, years);
        chain.push(between.0.der().clone());
        (chain, key)
    }
}

/// A server that speaks TLS with a chain and says one thing to whatever is asked; it ends when it
/// is dropped.
pub(super) struct TlsServer {
    pub address: SocketAddr,
    task: AbortHandle,
}

impl TlsServer {
    pub async fn start((chain, key): Chain, answer: &'static str) -> Self {
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                open.spawn(async move {
                    // A client that does not like the certificate ends the handshake.
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut buffer = [0; 4096];
                    if matches!(stream.read(&mut buffer).await, Ok(1..)) {
                        stream.write_all(answer.as_bytes()).await.unwrap();
                        stream.shutdown().await.unwrap();
                    }
                });
            }
        });
        Self { address, task: task.abort_handle() }
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn outcome_of(trusted: &Authority, chain: Chain) -> Outcome {
    let server = TlsServer::start(chain, "").await;
    let ways = ways_to(server.address);
    ways.trust(&trusted.pem()).unwrap();
    look(&ways, &Look::from(look::Tls { at: at(), server_name: HOST.to_owned() }), LONG).await
}

#[tokio::test]
async fn a_certificate_that_is_right_is_well() {
    let ours = Authority::new("Ours");
    assert_eq!(outcome_of(&ours, ours.good()).await, Outcome::Ok);
    assert_eq!(outcome_of(&ours, ours.signs_through(NOW, NOW)).await, Outcome::Ok);
}

#[tokio::test]
async fn a_certificate_whose_validity_is_over_is_a_warning_if_nothing_else_is_wrong() {
    let (ours, other) = (Authority::new("Ours"), Authority::new("Other"));
    let expired = degraded("certificate expired");
    assert_eq!(outcome_of(&ours, ours.expired()).await, expired);
    assert_eq!(outcome_of(&ours, ours.signs_through(NOW, OVER)).await, expired);
    let elsewhere = ours.signs("elsewhere.example", OVER);
    assert_eq!(outcome_of(&ours, elsewhere).await, failed("certificate of another name"));
    assert_eq!(
        outcome_of(&ours, other.expired()).await,
        failed("certificate of an unknown authority")
    );
}

#[tokio::test]
async fn every_other_fault_of_a_certificate_is_a_failure() {
    let (ours, other) = (Authority::new("Ours"), Authority::new("Other"));
    let elsewhere = ours.signs("elsewhere.example", NOW);
    assert_eq!(outcome_of(&ours, elsewhere).await, failed("certificate of another name"));
    assert_eq!(
        outcome_of(&ours, other.good()).await,
        failed("certificate of an unknown authority")
    );
    assert_eq!(
        outcome_of(&ours, ours.signs(HOST, TO_COME)).await,
        failed("certificate not valid yet")
    );
    let between = ours.signs_through(OVER, NOW);
    assert_eq!(
        outcome_of(&ours, between).await,
        failed("certificate of an authority that expired")
    );
}

/// As after a jump of the wall clock: the stack signs by the new time, and firedrill began by the
/// old one.
#[tokio::test]
async fn a_certificate_that_only_another_clock_can_have_signed_is_well() {
    let ours = Authority::new("Ours");
    assert_eq!(outcome_of(&ours, ours.begins_in(1)).await, Outcome::Ok);
    assert_eq!(outcome_of(&ours, ours.begins_in(3)).await, failed("certificate not valid yet"));
}

#[tokio::test]
async fn several_authorities_can_be_trusted_and_replaced() {
    let (first, second) = (Authority::new("First"), Authority::new("Second"));
    let server = TlsServer::start(second.expired(), "").await;
    let ways = ways_to(server.address);
    let handshake = Look::from(look::Tls { at: at(), server_name: HOST.to_owned() });
    let mut prober = Prober::new(&ways, &handshake, LONG).unwrap();
    assert_eq!(prober.look().await, failed("no authority is trusted yet"));
    ways.trust(&first.pem()).unwrap();
    assert_eq!(prober.look().await, failed("certificate of an unknown authority"));
    ways.trust(&format!("{}\n{}", first.pem(), second.pem())).unwrap();
    assert_eq!(prober.look().await, degraded("certificate expired"));
}

#[tokio::test]
async fn what_is_not_tls_is_told_from_what_is() {
    let server = Server::start(|_, _, _| say("HTTP/1.1 400 Bad Request\r\n\r\n")).await;
    let ways = ways_to(server.address);
    ways.trust(&Authority::new("Ours").pem()).unwrap();
    let handshake = Look::from(look::Tls { at: at(), server_name: HOST.to_owned() });
    assert_eq!(look(&ways, &handshake, LONG).await, failed("an answer that is not TLS"));
}

#[test]
fn authorities_that_cannot_be_read_are_refused_with_the_reason() {
    let ways = ways_to("127.0.0.1:1".parse().unwrap());
    let good = Authority::new("Ours").pem();
    for (pem, words) in [
        (String::new(), "should be PEM"),
        ("no certificate".to_owned(), "should be PEM"),
        (
            format!("{good}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
            "certificate 2",
        ),
    ] {
        let error = ways.trust(&pem).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
