//! Redis.

use super::*;

fn ping() -> Look {
    Look::from(look::Redis { at: at(), does: look::Does::Ping })
}

async fn outcome_of(look_at: &Look, answer: &'static str) -> Outcome {
    let server = Server::start(move |_, _, _| say(answer)).await;
    look(&ways_to(server.address), look_at, LONG).await
}

#[tokio::test]
async fn pong_is_well_and_anything_else_is_not() {
    for (answer, outcome) in [
        ("+PONG\r\n", Outcome::Ok),
        ("+PING\r\n", failed("no PONG")),
        ("-MISCONF Redis is configured to save RDB snapshots\r\n", failed("Redis says MISCONF")),
        ("-LOADING Redis is loading the dataset in memory\r\n", failed("Redis says LOADING")),
        ("HTTP/1.1 400 Bad Request\r\n\r\n", failed("an answer that is not Redis'")),
    ] {
        assert_eq!(outcome_of(&ping(), answer).await, outcome, "{answer}");
    }
}

#[tokio::test]
async fn a_write_is_well_only_if_it_is_read_back() {
    let write = Look::from(look::Redis { at: at(), does: look::Does::Write });
    let server = Server::start(|_, _, request| {
        let request = String::from_utf8_lossy(request);
        let words: Vec<&str> = request.split("\r\n").collect();
        assert!(words.contains(&"SETEX") && words.contains(&"GET"), "{request}");
        let value = words[8];
        say(&format!("+OK\r\n${}\r\n{value}\r\n", value.len()))
    })
    .await;
    let mut prober = Prober::new(&ways_to(server.address), &write, LONG).unwrap();
    for _ in 0..3 {
        assert_eq!(prober.look().await, Outcome::Ok);
    }
    assert_eq!(server.connections(), 1);
    for answer in ["+OK\r\n$2\r\n-7\r\n", "+OK\r\n$-1\r\n"] {
        assert!(outcome_of(&write, answer).await.is_failed(), "{answer}");
    }
    let refused = "-MISCONF cannot persist\r\n$-1\r\n";
    assert_eq!(outcome_of(&write, refused).await, failed("Redis says MISCONF"));
}

#[tokio::test]
async fn a_dead_connection_is_replaced_within_the_look() {
    let server = Server::start(|connection, request, _| match (connection, request) {
        (0, 1) => Reply::Close,
        _ => say("+PONG\r\n"),
    })
    .await;
    let mut prober = Prober::new(&ways_to(server.address), &ping(), LONG).unwrap();
    assert_eq!(prober.look().await, Outcome::Ok);
    assert_eq!(prober.look().await, Outcome::Ok);
    assert_eq!(server.connections(), 2);
}
