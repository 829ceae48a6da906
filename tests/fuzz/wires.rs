//! What containers say: to the agent's client, to the reader of typed commands, and to the probes
//! over real sockets.

use super::driver::{kind, mix};
use firedrill::droplet::{Agent, ShimAnswer, ShimCall, ShimHandler, Terminal};
use firedrill::engine::Secret;
use firedrill::pack::look::{self, Does};
use firedrill::pack::{Endpoint, Look, Method};
use firedrill::probe::{Prober, Transport, Ways, look};
use firedrill::timeline::Outcome;
use firedrill::words::{RunId, ScenarioId, Span, StackId};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};
use tokio::runtime::{Builder, Runtime};

/// The parser's own end of it; nothing that a peer says may make it wait longer.
const TIMEOUT: Span = Span::secs(2);

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Says what it was asked.
struct Shims;

impl ShimHandler for Shims {
    async fn handle(&self, call: ShimCall) -> ShimAnswer {
        ShimAnswer { stdout: format!("{call:?}"), ..ShimAnswer::default() }
    }
}

/// An agent that says the input while one of each request waits for its answer, and then hangs up.
pub fn agent() -> impl FnMut(&[u8]) -> u64 {
    let runtime = runtime();
    move |input| {
        let input = input.to_vec();
        runtime.block_on(async move {
            let (ours, theirs) = tokio::io::duplex(64 << 10);
            let (read, write) = tokio::io::split(ours);
            let agent = Agent::start(read, write, Shims);
            let (mut hears, mut says) = tokio::io::split(theirs);
            let speaks = async {
                let mut heard = [0; 4096];
                // The requests are written before anything is said; afterwards whatever is written
                // is thrown away.
                let _ = hears.read(&mut heard).await;
                let listens =
                    async { while hears.read(&mut heard).await.is_ok_and(|read| read > 0) {} };
                tokio::select! {
                    () = listens => {}
                    _ = says.write_all(&input) => {}
                }
                says.shutdown().await.unwrap();
            };
            let asks = async {
                let (a, b, c, d, e, f, g) = tokio::join!(
                    agent.hello(TIMEOUT),
                    agent.run("true", Terminal::No, TIMEOUT),
                    agent.kill("nginx", TIMEOUT),
                    agent.processes("nginx", TIMEOUT),
                    agent.file("/a", TIMEOUT),
                    agent.space("/a", TIMEOUT),
                    agent.read("/a", TIMEOUT),
                );
                let words = [
                    format!("{a:?}"),
                    format!("{b:?}"),
                    format!("{c:?}"),
                    format!("{d:?}"),
                    format!("{e:?}"),
                    format!("{f:?}"),
                    format!("{g:?}"),
                ];
                words.iter().fold(0, |hash, word| mix(hash, kind(word)))
            };
            let (hash, ()) = tokio::join!(asks, speaks);
            hash
        })
    }
}

/// The words typed after `docker`, split at blanks and zeros; names and lengths of time as well.
pub fn typed(input: &[u8]) -> u64 {
    let text = String::from_utf8_lossy(input);
    let argv: Vec<String> = text.split([' ', '\0', '\n']).map(str::to_owned).collect();
    for word in &argv {
        let _ =
            (Span::parse(word), RunId::parse(word), StackId::parse(word), ScenarioId::parse(word));
    }
    match ShimCall::parse(&argv) {
        Ok(call) => {
            // A name is never an option or a path: whoever handles the call relies on it.
            let named = |name: &str| {
                assert!(!name.starts_with(['-', '.']) && !name.contains('/'), "{name}");
            };
            match &call {
                ShimCall::Restart { names, .. }
                | ShimCall::Start { names }
                | ShimCall::Stop { names, .. } => {
                    for name in names {
                        named(name.as_str());
                    }
                }
                ShimCall::Exec { name, .. } | ShimCall::ComposeExec { service: name, .. } => {
                    named(name.as_str());
                }
                _ => {}
            }
            kind(&format!("{call:?}"))
        }
        Err(refusal) => mix(1, kind(&refusal.text)),
    }
}

fn at() -> Endpoint {
    Endpoint { container: "service".into(), port: 1 }
}

fn ways(transport: Transport, address: SocketAddr) -> Arc<Ways> {
    let mut ways = Ways::new(Some("server".into()), Secret::new("secret word"), BTreeMap::new());
    ways.publish(transport, at(), address);
    Arc::new(ways)
}

fn outcome(outcome: &Outcome) -> u64 {
    match outcome {
        Outcome::Ok => 1,
        Outcome::Degraded { symptom } => mix(2, kind(symptom)),
        Outcome::Failed { symptom } => mix(3, kind(symptom)),
        Outcome::Silent { symptom } => mix(4, kind(symptom)),
    }
}

/// A look at a server that waits for the first word, says the input and hangs up.
fn over_tcp(look: impl Into<Look>) -> impl FnMut(&[u8]) -> u64 {
    let (look, runtime) = (look.into(), runtime());
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let ways = ways(Transport::Tcp, listener.local_addr().unwrap());
    move |input| {
        runtime.block_on(async {
            let mut prober = Prober::new(&ways, &look, TIMEOUT).unwrap();
            let serves = async {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut heard = [0; 1024];
                let _ = stream.read(&mut heard).await;
                let _ = stream.write_all(input).await;
                let _ = stream.shutdown().await;
                // What is still said is heard, so that the answer is not lost to a reset.
                while stream.read(&mut heard).await.is_ok_and(|read| read > 0) {}
            };
            let looked = async {
                let found = prober.look().await;
                // Its connection is closed with it.
                drop(prober);
                found
            };
            let (found, ()) = tokio::join!(looked, serves);
            outcome(&found)
        })
    }
}

pub fn http() -> impl FnMut(&[u8]) -> u64 {
    over_tcp(look::Http {
        at: at(),
        method: Method::Get,
        path: "/".to_owned(),
        body: None,
        status: 200,
        contains: Some("drill".to_owned()),
        degraded_when: vec![("X-Cache".to_owned(), "error".to_owned())],
    })
}

pub fn prometheus() -> impl FnMut(&[u8]) -> u64 {
    over_tcp(look::Prometheus { at: at(), query: "up".to_owned(), equals: 1 })
}

pub fn redis() -> impl FnMut(&[u8]) -> u64 {
    let redis = |does: Does| over_tcp(look::Redis { at: at(), does });
    let (mut ping, mut write) = (redis(Does::Ping), redis(Does::Write));
    move |input| if input.len() % 2 == 0 { ping(input) } else { write(input) }
}

pub fn postgres() -> impl FnMut(&[u8]) -> u64 {
    let (user, database, query) = ("admin".to_owned(), "scans".to_owned(), "SELECT 1".to_owned());
    over_tcp(look::Postgres { at: at(), user, database, query })
}

/// A server that answers a query with the input, under the query's own number, and then properly:
/// what is no answer is passed over, and must not be waited for.
pub fn dns() -> impl FnMut(&[u8]) -> u64 {
    let runtime = runtime();
    let server = runtime.block_on(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
    let ways = ways(Transport::Udp, server.local_addr().unwrap());
    let address = Ipv4Addr::new(134, 199, 147, 45);
    let wanted = look::Dns { at: at(), name: "example.com".to_owned(), address }.into();
    move |input| {
        runtime.block_on(async {
            let serves = async {
                let mut query = [0; 512];
                let (length, peer) = server.recv_from(&mut query).await.unwrap();
                let mut answer = input[..input.len().min(4096)].to_vec();
                answer.iter_mut().zip(&query[..2]).for_each(|(byte, id)| *byte = *id);
                let _ = server.send_to(&answer, peer).await;
                // A refusal: a response (QR) of code 5.
                (query[2], query[3]) = (query[2] | 0x80, 5);
                let _ = server.send_to(&query[..length], peer).await;
            };
            let (found, ()) = tokio::join!(look(&ways, &wanted, TIMEOUT), serves);
            outcome(&found)
        })
    }
}
