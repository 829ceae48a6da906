//! Journeys, from the name to the page.

use super::dns::{RIGHT, Resolver, Zone};
use super::tls::{Authority, HOST, TlsServer};
use super::*;
use crate::pack::Journey;
use crate::probe::travel;
use crate::words::JourneyName;
use hickory_proto::op::ResponseCode;

const FRONT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Cache: miss\r\n\r\nwelcome!";

fn journey() -> Journey {
    Journey {
        name: JourneyName::parse("website").unwrap(),
        called: Vec::new(),
        resolvers: vec![endpoint("resolver-1", 53), endpoint("resolver-2", 53)],
        host: HOST.to_owned(),
        path: "/".to_owned(),
        method: Method::Get,
        body: None,
        status: 200,
        contains: Some("welcome".to_owned()),
        degraded_when: vec![("X-Cache".to_owned(), "error".to_owned())],
        every: Span::millis(50),
        timeout: LONG,
        through: Vec::new(),
        operators: false,
    }
}

/// A whole stack in small: two resolvers and a website.
struct Stack {
    ways: Ways,
    _resolvers: [Resolver; 2],
}

async fn stack(zones: [Zone; 2], website: SocketAddr, authority: &Authority) -> Stack {
    let addresses = BTreeMap::from([(RIGHT, "server".into())]);
    let mut ways = Ways::new(Some("server".into()), Secret::new("x"), addresses);
    let [first, second] = zones;
    let resolvers = [Resolver::start(first).await, Resolver::start(second).await];
    ways.publish(Transport::Udp, endpoint("resolver-1", 53), resolvers[0].address);
    ways.publish(Transport::Udp, endpoint("resolver-2", 53), resolvers[1].address);
    ways.publish(Transport::Tcp, endpoint("server", 443), website);
    ways.trust(&authority.pem()).unwrap();
    Stack { ways, _resolvers: resolvers }
}

async fn over_dns(first: Zone, second: Zone, timeout: Span) -> Outcome {
    let authority = Authority::new("Ours");
    let website = TlsServer::start(authority.good(), FRONT).await;
    let stack = stack([first, second], website.address, &authority).await;
    travel(&stack.ways, &Journey { timeout, ..journey() }).await
}

async fn to_page(answer: &'static str, expired: bool) -> Outcome {
    let authority = Authority::new("Ours");
    let chain = if expired { authority.expired() } else { authority.good() };
    let website = TlsServer::start(chain, answer).await;
    let right = || Zone::Says(vec![RIGHT]);
    let stack = stack([right(), right()], website.address, &authority).await;
    travel(&stack.ways, &journey()).await
}

#[tokio::test]
async fn the_right_page_is_well_and_a_wrong_one_says_what_is_wrong() {
    assert_eq!(to_page(FRONT, false).await, Outcome::Ok);
    let bad_gateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(to_page(bad_gateway, false).await, failed("HTTP 502"));
    assert_eq!(to_page("", false).await, failed("closed without an answer"));
    let fallback = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Cache: error\r\n\r\nwelcome!";
    assert_eq!(to_page(fallback, false).await, degraded("X-Cache: error"));
}

#[tokio::test]
async fn a_page_behind_an_expired_certificate_is_fetched_with_a_warning() {
    assert_eq!(to_page(FRONT, true).await, degraded("certificate expired"));
    let fallback = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Cache: error\r\n\r\nwelcome!";
    assert_eq!(to_page(fallback, true).await, degraded("certificate expired, X-Cache: error"));
    assert_eq!(
        to_page("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", true).await,
        failed("HTTP 500")
    );
}

#[tokio::test]
async fn the_second_resolver_is_asked_where_the_first_is_silent_or_fails() {
    let right = || Zone::Says(vec![RIGHT]);
    assert_eq!(over_dns(Zone::Silent, right(), Span::secs(3)).await, Outcome::Ok);
    assert_eq!(over_dns(Zone::Errs(ResponseCode::ServFail), right(), LONG).await, Outcome::Ok);
    assert_eq!(over_dns(right(), Zone::Silent, LONG).await, Outcome::Ok);
}

#[tokio::test]
async fn that_a_name_does_not_exist_is_an_answer() {
    let outcome = over_dns(Zone::Errs(ResponseCode::NXDomain), Zone::Says(vec![RIGHT]), LONG).await;
    assert_eq!(outcome, failed("DNS: NXDOMAIN"));
}

#[tokio::test(start_paused = true)]
async fn where_no_resolver_answers_each_has_had_its_share() {
    let outcome = over_dns(Zone::Silent, Zone::Silent, Span::millis(900)).await;
    assert_eq!(outcome, failed("DNS: no answer within 112 ms"));
}

#[tokio::test]
async fn an_address_that_is_not_of_the_stack_is_refused_without_a_packet() {
    let website = Server::start(|_, _, _| Reply::Close).await;
    // The lie is even an address where something listens.
    let lie = Zone::Says(vec![Ipv4Addr::LOCALHOST]);
    let stack = stack([lie.clone(), lie], website.address, &Authority::new("Ours")).await;
    let outcome = travel(&stack.ways, &journey()).await;
    assert_eq!(outcome, failed("resolves to 127.0.0.1, which is not of this stack"));
    assert_eq!(website.connections(), 0);
}

#[tokio::test]
async fn a_certificate_of_a_stranger_ends_the_journey() {
    let website = TlsServer::start(Authority::new("Other").good(), FRONT).await;
    let right = || Zone::Says(vec![RIGHT]);
    let stack = stack([right(), right()], website.address, &Authority::new("Ours")).await;
    assert_eq!(
        travel(&stack.ways, &journey()).await,
        failed("certificate of an unknown authority")
    );
}
