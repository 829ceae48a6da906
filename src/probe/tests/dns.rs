//! DNS over UDP.

use super::*;
use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::{RData, Record, rdata};
use tokio::net::UdpSocket;

pub(super) const RIGHT: Ipv4Addr = Ipv4Addr::new(134, 199, 147, 45);

/// What a DNS server does about a query.
#[derive(Clone)]
pub(super) enum Zone {
    Says(Vec<Ipv4Addr>),
    Errs(ResponseCode),
    Silent,
    /// Sends what answers other questions first.
    Confused,
}

/// A DNS server; it ends when it is dropped.
pub(super) struct Resolver {
    pub address: SocketAddr,
    task: AbortHandle,
}

impl Resolver {
    pub async fn start(zone: Zone) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = socket.local_addr().unwrap();
        let task = tokio::spawn(async move {
            let mut buffer = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let query = Message::from_vec(&buffer[..length]).unwrap();
                for packet in answers(&zone, &query) {
                    socket.send_to(&packet, from).await.unwrap();
                }
            }
        });
        Self { address, task: task.abort_handle() }
    }
}

impl Drop for Resolver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn answer(query: &Message, id: u16, addresses: &[Ipv4Addr]) -> Message {
    let mut answer = Message::response(id, OpCode::Query);
    answer.add_queries(query.queries.clone());
    let name = query.queries[0].name();
    answer.add_answers(
        addresses.iter().map(|it| Record::from_rdata(name.clone(), 1, RData::A(rdata::A(*it)))),
    );
    answer
}

fn answers(zone: &Zone, query: &Message) -> Vec<Vec<u8>> {
    let id = query.metadata.id;
    match zone {
        Zone::Silent => Vec::new(),
        Zone::Says(addresses) => vec![answer(query, id, addresses).to_vec().unwrap()],
        Zone::Errs(code) => {
            let mut answer = answer(query, id, &[]);
            answer.metadata.response_code = *code;
            vec![answer.to_vec().unwrap()]
        }
        Zone::Confused => {
            let wrong = [Ipv4Addr::new(6, 6, 6, 6)];
            let mut other_question = answer(query, id, &wrong);
            other_question.queries.clear();
            vec![
                b"not DNS at all".to_vec(),
                answer(query, id.wrapping_add(1), &wrong).to_vec().unwrap(),
                query.to_vec().unwrap(),
                other_question.to_vec().unwrap(),
                answer(query, id, &[RIGHT]).to_vec().unwrap(),
            ]
        }
    }
}

async fn outcome_of(zone: Zone, timeout: Span) -> Outcome {
    let server = Resolver::start(zone).await;
    look_at(server.address, timeout).await
}

async fn look_at(address: SocketAddr, timeout: Span) -> Outcome {
    let mut ways = Ways::new(Some("server".into()), Secret::new("x"), BTreeMap::new());
    ways.publish(Transport::Udp, at(), address);
    let query = Look::from(look::Dns {
        at: at(),
        name: "enterprisescanner.com".to_owned(),
        address: RIGHT,
    });
    look(&Arc::new(ways), &query, timeout).await
}

#[tokio::test]
async fn the_right_address_is_well_and_a_wrong_one_is_named() {
    assert_eq!(outcome_of(Zone::Says(vec![RIGHT]), LONG).await, Outcome::Ok);
    let lie = Ipv4Addr::new(192, 0, 2, 66);
    assert_eq!(outcome_of(Zone::Says(vec![lie]), LONG).await, failed("resolves to 192.0.2.66"));
    assert_eq!(
        outcome_of(Zone::Says(vec![RIGHT, lie]), LONG).await,
        failed("resolves to 192.0.2.66")
    );
    assert_eq!(outcome_of(Zone::Says(vec![]), LONG).await, failed("no address"));
}

#[tokio::test]
async fn errors_of_the_server_have_their_names() {
    for (code, symptom) in [
        (ResponseCode::NXDomain, "NXDOMAIN"),
        (ResponseCode::ServFail, "SERVFAIL"),
        (ResponseCode::Refused, "REFUSED"),
        (ResponseCode::NotImp, "Not Implemented"),
    ] {
        assert_eq!(outcome_of(Zone::Errs(code), LONG).await, failed(symptom));
    }
}

#[tokio::test]
async fn answers_to_other_questions_are_ignored() {
    assert_eq!(outcome_of(Zone::Confused, LONG).await, Outcome::Ok);
}

#[tokio::test(start_paused = true)]
async fn silence_is_no_answer() {
    let silent = Outcome::Silent { symptom: "no answer within 100 ms".to_owned() };
    assert_eq!(outcome_of(Zone::Silent, Span::millis(100)).await, silent);
}

#[tokio::test]
async fn nobody_listening_is_refused_at_once() {
    let gone = Resolver::start(Zone::Silent).await.address;
    tokio::task::yield_now().await;
    assert_eq!(look_at(gone, LONG).await, failed("connection refused"));
}
