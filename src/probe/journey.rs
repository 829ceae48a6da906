//! A journey, as a user makes it: the name is resolved, the host dialled, TLS spoken, a page
//! fetched; each time anew.

use super::dial::tcp;
use super::dns::{self, Unresolved, resolve};
use super::exchange::{Channel, Expected, request};
use super::symptom;
use super::tls;
use super::trust::EXPIRED;
use super::ways::{NoWay, Transport, Ways};
use crate::pack::{Endpoint, Journey};
use crate::timeline::Outcome;
use crate::words::Span;
use hickory_proto::rr::Name;
use hyper::header::{CONNECTION, HeaderValue};
use std::net::{Ipv4Addr, SocketAddr};

/// Where the website is.
const HTTPS: u16 = 443;

/// Makes a journey, within its timeout. Only what the run has published is dialled: an address that
/// the stack's DNS answers and that no container of the stack plays is refused without a packet.
pub async fn travel(ways: &Ways, journey: &Journey) -> Outcome {
    match tokio::time::timeout(journey.timeout.as_duration(), go(ways, journey)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(symptom)) => Outcome::Failed { symptom },
        Err(_) => Outcome::Silent { symptom: symptom::silence(journey.timeout) },
    }
}

async fn go(ways: &Ways, journey: &Journey) -> Result<Outcome, String> {
    let lost = |no_way: NoWay| no_way.to_string();
    let name = dns::parse(&journey.host).map_err(lost)?;
    let server_name = tls::parse(&journey.host).map_err(lost)?;
    let mut request =
        request(journey.method, &journey.host, &journey.path, journey.body.as_deref())
            .map_err(lost)?;
    request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));

    let public = find(ways, journey, &name).await?;
    let address = dialable(ways, public)?;
    let trust = ways.trusted().ok_or("no authority is trusted yet")?;
    let secured = trust.secure(tcp(address).await?, server_name).await?;
    let answer = Channel::over(secured.stream).await?.ask(request).await?;
    let expected = Expected {
        status: journey.status,
        contains: journey.contains.clone(),
        degraded_when: journey.degraded_when.clone(),
    };
    Ok(with_warning(expected.judge(&answer), secured.expired))
}

/// Why a journey can never be made in this run, where it cannot; nothing is sent.
pub fn no_way(ways: &Ways, journey: &Journey) -> Option<NoWay> {
    let resolver =
        journey.resolvers.iter().find_map(|resolver| ways.to(Transport::Udp, resolver).err());
    let player = |container: &str| Endpoint { container: container.into(), port: HTTPS };
    resolver
        .or_else(|| ways.players().find_map(|name| ways.to(Transport::Tcp, &player(name)).err()))
}

/// A resolver has this part of the journey's timeout: an answer takes milliseconds, and who waits
/// for one that does not come makes few journeys.
const RESOLVER_SHARE: u64 = 8;

/// Asks one resolver after the other.
async fn find(ways: &Ways, journey: &Journey, name: &Name) -> Result<Ipv4Addr, String> {
    let shares = RESOLVER_SHARE.max(journey.resolvers.len() as u64 + 1);
    let share = Span::micros(journey.timeout.as_micros() / shares);
    let mut last = "the journey has no resolver".to_owned();
    for resolver in &journey.resolvers {
        let server = ways.to(Transport::Udp, resolver).map_err(|no_way| no_way.to_string())?;
        let problem = match tokio::time::timeout(share.as_duration(), resolve(server, name)).await {
            Ok(Ok(addresses)) => {
                return addresses.first().copied().ok_or_else(|| "DNS: no address".to_owned());
            }
            Ok(Err(Unresolved::Name(symptom))) => return Err(format!("DNS: {symptom}")),
            Ok(Err(Unresolved::Server(symptom))) => symptom,
            Err(_) => symptom::silence(share),
        };
        last = format!("DNS: {problem}");
    }
    Err(last)
}

/// Where a public address is played in this run.
fn dialable(ways: &Ways, address: Ipv4Addr) -> Result<SocketAddr, String> {
    let player = ways
        .player(address)
        .ok_or_else(|| format!("resolves to {address}, which is not of this stack"))?;
    let at = Endpoint { container: player.into(), port: HTTPS };
    ways.to(Transport::Tcp, &at).map_err(|no_way| no_way.to_string())
}

/// A user sees the certificate's warning before what comes of the page.
fn with_warning(outcome: Outcome, expired: bool) -> Outcome {
    match outcome {
        Outcome::Ok if expired => Outcome::Degraded { symptom: EXPIRED.to_owned() },
        Outcome::Degraded { symptom } if expired => {
            Outcome::Degraded { symptom: format!("{EXPIRED}, {symptom}") }
        }
        outcome => outcome,
    }
}
