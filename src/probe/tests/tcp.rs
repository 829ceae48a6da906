//! A bare TCP connection.

use super::*;

fn connects() -> Look {
    Look::from(look::Tcp { at: at(), sends: String::new(), expects: None })
}

fn answers(sends: &str, expects: &str) -> Look {
    Look::from(look::Tcp { at: at(), sends: sends.to_owned(), expects: Some(expects.to_owned()) })
}

async fn outcome_of(look_at: &Look, answer: Reply) -> Outcome {
    let server = Server::start(move |_, _, _| answer.clone()).await;
    look(&ways_to(server.address), look_at, LONG).await
}

#[tokio::test]
async fn a_connection_that_stands_is_well_and_one_that_is_closed_at_once_is_not() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    assert_eq!(look(&ways_to(silent.local_addr().unwrap()), &connects(), LONG).await, Outcome::Ok);
    // What the engine's proxy does for a dead service.
    let closing = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = closing.local_addr().unwrap();
    let (ways, page) = (ways_to(address), connects());
    let closes = async { drop(closing.accept().await.unwrap()) };
    let (outcome, ()) = tokio::join!(look(&ways, &page, LONG), closes);
    assert_eq!(outcome, failed("closed without an answer"));
}

#[tokio::test]
async fn what_is_expected_must_come_back() {
    let version = answers("version\r\n", "VERSION 1.");
    assert_eq!(outcome_of(&version, say("VERSION 1.6.18\r\n")).await, Outcome::Ok);
    assert_eq!(
        outcome_of(&version, Reply::Last(b"ERROR\r\n".to_vec())).await,
        failed("another answer")
    );
    assert_eq!(outcome_of(&version, Reply::Close).await, failed("closed without an answer"));
    let server = Server::start(|_, _, _| Reply::Silence).await;
    let silence = look(&ways_to(server.address), &version, Span::millis(50)).await;
    assert_eq!(silence, Outcome::Silent { symptom: "no answer within 50 ms".to_owned() });
}
