//! DNS: a query for an A record over UDP.

use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare, symptom};
use crate::pack::look;
use crate::timeline::Outcome;
use crate::words::Span;
use futures_util::future::BoxFuture;
use hickory_proto::op::{Message, MessageType, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::UdpSocket;

/// The most that an answer without extensions takes, and room for servers that send more all the
/// same.
const DATAGRAM: usize = 4096;

/// Why there is no address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unresolved {
    /// The server is to blame: another one may know.
    Server(String),
    /// That is the answer: there is no such name, or it has no address.
    Name(String),
}

impl Unresolved {
    pub fn symptom(self) -> String {
        match self {
            Self::Server(symptom) | Self::Name(symptom) => symptom,
        }
    }
}

struct Dns {
    server: SocketAddr,
    name: Name,
    address: Ipv4Addr,
}

impl Prepare for look::Dns {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let (server, name) = (ways.to(Transport::Udp, &self.at)?, parse(&self.name)?);
        Ok(Box::new(Dns { server, name, address: self.address }))
    }
}

impl Looking for Dns {
    fn look(&mut self) -> BoxFuture<'_, Outcome> {
        Box::pin(self.ask())
    }
}

impl Dns {
    async fn ask(&self) -> Outcome {
        match resolve(self.server, &self.name).await {
            Err(unresolved) => Outcome::Failed { symptom: unresolved.symptom() },
            Ok(addresses) => match addresses.iter().find(|address| **address != self.address) {
                Some(wrong) => Outcome::Failed { symptom: format!("resolves to {wrong}") },
                None => Outcome::Ok,
            },
        }
    }
}

/// A host name, as a DNS server is asked for it.
pub(super) fn parse(name: &str) -> Result<Name, NoWay> {
    let mut parsed = Name::from_ascii(name)
        .map_err(|_| NoWay::Unusable { what: "the name of a host", text: name.to_owned() })?;
    parsed.set_fqdn(true);
    Ok(parsed)
}

/// Asks a server for the addresses of a name; at least one where it has an answer. Waits for as
/// long as it is let: the timeout is the caller's. What does not answer this very question (a late
/// answer to another, a forged one) is ignored.
pub(super) async fn resolve(server: SocketAddr, name: &Name) -> Result<Vec<Ipv4Addr>, Unresolved> {
    // With a random id, from a port of its own that the system picks at random: as resolvers do.
    let mut query = Message::query();
    query.metadata.recursion_desired = true;
    query.add_query(Query::query(name.clone(), RecordType::A));
    let lost = |error: &std::io::Error| Unresolved::Server(symptom::of_io(error));
    let packet = query
        .to_vec()
        .map_err(|_| Unresolved::Name("a name that DNS cannot ask for".to_owned()))?;
    let any: SocketAddr = match server {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await.map_err(|error| lost(&error))?;
    // Connected, it hears nobody else, and hears that nobody listens.
    socket.connect(server).await.map_err(|error| lost(&error))?;
    socket.send(&packet).await.map_err(|error| lost(&error))?;
    let mut buffer = [0; DATAGRAM];
    loop {
        let length = socket.recv(&mut buffer).await.map_err(|error| lost(&error))?;
        match Message::from_vec(&buffer[..length]) {
            Ok(answer) if answers(&answer, &query) => return read(&answer),
            Ok(_) | Err(_) => {}
        }
    }
}

fn answers(answer: &Message, query: &Message) -> bool {
    answer.metadata.message_type == MessageType::Response
        && answer.metadata.id == query.metadata.id
        && answer.queries == query.queries
}

fn read(answer: &Message) -> Result<Vec<Ipv4Addr>, Unresolved> {
    match answer.metadata.response_code {
        ResponseCode::NoError => {}
        ResponseCode::NXDomain => return Err(Unresolved::Name("NXDOMAIN".to_owned())),
        ResponseCode::ServFail => return Err(Unresolved::Server("SERVFAIL".to_owned())),
        ResponseCode::Refused => return Err(Unresolved::Server("REFUSED".to_owned())),
        code => return Err(Unresolved::Server(code.to_str().to_owned())),
    }
    let address = |data: &RData| if let RData::A(address) = data { Some(address.0) } else { None };
    let addresses: Vec<Ipv4Addr> =
        answer.answers.iter().filter_map(|record| address(&record.data)).collect();
    if !addresses.is_empty() {
        Ok(addresses)
    } else if answer.metadata.truncation {
        Err(Unresolved::Server("an answer cut short".to_owned()))
    } else {
        Err(Unresolved::Name("no address".to_owned()))
    }
}
