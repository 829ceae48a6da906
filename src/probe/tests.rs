//! Probes against small servers of this process, which answer by script.
#![expect(clippy::disallowed_methods, reason = "the servers are tasks")]

mod detectors;
mod dns;
mod http;
mod journey;
mod postgres;
mod redis;
mod tcp;
mod tls;

use super::{NoWay, Prober, Transport, Ways, look};
use crate::engine::Secret;
use crate::pack::{Endpoint, Look, Method, look};
use crate::timeline::Outcome;
use crate::words::Span;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// Long enough for any answer on loopback, even on a busy machine.
const LONG: Span = Span::secs(20);

/// What a server does about what it has read.
#[derive(Clone)]
enum Reply {
    Say(Vec<u8>),
    /// Says it and closes.
    Last(Vec<u8>),
    Close,
    Silence,
}

fn say(words: &str) -> Reply {
    Reply::Say(words.as_bytes().to_vec())
}

/// A TCP server; it ends when it is dropped.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl Server {
    /// `script` is asked for the reply to each request: the number of the connection and of the
    /// request on it, from 0, and the request.
    async fn start(script: impl Fn(usize, usize, &[u8]) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (script, connections) = (Arc::new(script), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&connections);
        let task = tokio::spawn(async move {
            let mut open = tokio::task::JoinSet::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let (script, connection) =
                    (Arc::clone(&script), count.fetch_add(1, Ordering::SeqCst));
                open.spawn(async move {
                    let mut buffer = vec![0; 65536];
                    for request in 0.. {
                        let Ok(length @ 1..) = stream.read(&mut buffer).await else { return };
                        match script(connection, request, &buffer[..length]) {
                            Reply::Say(words) => stream.write_all(&words).await.unwrap(),
                            Reply::Last(words) => return stream.write_all(&words).await.unwrap(),
                            Reply::Close => return,
                            Reply::Silence => std::future::pending().await,
                        }
                    }
                });
            }
        });
        Self { address, connections, task: task.abort_handle() }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// An address where nothing listens.
fn nowhere() -> SocketAddr {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

fn endpoint(container: &str, port: u16) -> Endpoint {
    Endpoint { container: container.into(), port }
}

/// Ways that lead to one TCP server, by the name of `service:1`.
fn ways_to(address: SocketAddr) -> Arc<Ways> {
    let mut ways = Ways::new(Some("server".into()), Secret::new("secret word"), BTreeMap::new());
    ways.publish(Transport::Tcp, at(), address);
    Arc::new(ways)
}

fn at() -> Endpoint {
    endpoint("service", 1)
}

fn failed(symptom: &str) -> Outcome {
    Outcome::Failed { symptom: symptom.to_owned() }
}

fn degraded(symptom: &str) -> Outcome {
    Outcome::Degraded { symptom: symptom.to_owned() }
}

/// One of each kind that speaks over TCP.
fn looks_over_tcp() -> Vec<Look> {
    let text = str::to_owned;
    vec![
        http::page(),
        Look::from(look::Redis { at: at(), does: look::Does::Ping }),
        Look::from(look::Redis { at: at(), does: look::Does::Write }),
        Look::from(look::Postgres {
            at: at(),
            user: text("admin"),
            database: text("scans"),
            query: text("SELECT 1"),
        }),
        Look::from(look::Tls { at: at(), server_name: text("example.com") }),
        Look::from(look::Prometheus { at: at(), query: text("up"), equals: 1 }),
    ]
}

#[tokio::test]
async fn a_connection_that_is_accepted_and_closed_proves_nothing() {
    let server = Server::start(|_, _, _| Reply::Close).await;
    let ways = ways_to(server.address);
    ways.trust(&tls::Authority::new("Test").pem()).unwrap();
    for one in looks_over_tcp() {
        assert_eq!(look(&ways, &one, LONG).await, failed("closed without an answer"), "{one}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_accepted_and_silent_has_no_answer() {
    let server = Server::start(|_, _, _| Reply::Silence).await;
    let ways = ways_to(server.address);
    ways.trust(&tls::Authority::new("Test").pem()).unwrap();
    let silent = Outcome::Silent { symptom: "no answer within 1 s".to_owned() };
    for one in looks_over_tcp() {
        assert_eq!(look(&ways, &one, Span::secs(1)).await, silent, "{one}");
    }
}

#[tokio::test]
async fn nothing_listening_is_a_refused_connection() {
    let ways = ways_to(nowhere());
    ways.trust(&tls::Authority::new("Test").pem()).unwrap();
    for one in looks_over_tcp() {
        assert_eq!(look(&ways, &one, LONG).await, failed("connection refused"), "{one}");
    }
}

#[tokio::test]
async fn what_is_not_published_has_no_way_to_it() {
    let ways = Arc::new(Ways::new(Some("server".into()), Secret::new("x"), BTreeMap::new()));
    for one in looks_over_tcp() {
        let error = Prober::new(&ways, &one, LONG).err();
        assert_eq!(
            error,
            Some(NoWay::Unpublished { at: at(), transport: Transport::Tcp }),
            "{one}"
        );
    }
}

#[tokio::test]
async fn only_the_droplet_can_be_looked_into() {
    let ways = ways_to(nowhere());
    for container in ["server", "redis"] {
        let (process, path) = ("nginx".to_owned(), "/etc/passwd".to_owned());
        let process = Look::from(look::Process { container: container.into(), process });
        let file = Look::from(look::File { container: container.into(), path });
        for one in [process, file] {
            let symptom = look(&ways, &one, LONG).await.symptom().unwrap().to_owned();
            let expected = if container == "server" {
                "no agent in the droplet"
            } else {
                "redis is not the droplet (server), so nothing can be looked up in it"
            };
            assert_eq!(symptom, expected);
        }
    }
}

#[test]
fn looks_and_journeys_can_be_made_from_any_thread() {
    fn sendable<T: Send>(_: &T) {}
    let ways = ways_to(nowhere());
    sendable(&look(&ways, &http::page(), LONG));
    let mut prober = Prober::new(&ways, &http::page(), LONG).unwrap();
    sendable(&prober.look());
}

/// A look cut short in the middle of an answer must not leave a connection that is out of step.
#[tokio::test]
async fn a_look_that_is_dropped_halfway_leaves_nothing_behind() {
    let (begun, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(move |connection, request, _| {
        begun.send(()).unwrap();
        match (connection, request) {
            (0, 1) => say("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\nhalf of"),
            _ => say(http::PAGE),
        }
    })
    .await;
    let mut prober = Prober::new(&ways_to(server.address), &http::page(), LONG).unwrap();
    assert_eq!(prober.look().await, Outcome::Ok);
    seen.recv().await.unwrap();
    tokio::select! {
        biased;
        outcome = prober.look() => panic!("{outcome:?}"),
        _ = seen.recv() => {}
    }
    assert_eq!(prober.look().await, Outcome::Ok);
    assert_eq!(server.connections(), 2);
}
