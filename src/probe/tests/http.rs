//! HTTP straight to a service.

use super::*;

pub(super) const PAGE: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Cache: hit\r\n\r\nall well";

pub(super) fn page() -> Look {
    Look::from(look::Http {
        at: at(),
        method: Method::Get,
        path: "/health?deep=1".to_owned(),
        body: None,
        status: 200,
        contains: Some("all w".to_owned()),
        degraded_when: vec![
            ("X-Cache".to_owned(), "error".to_owned()),
            ("X-Db".to_owned(), "direct".to_owned()),
        ],
    })
}

async fn outcome_of(answer: &'static str) -> Outcome {
    let server = Server::start(move |_, _, _| Reply::Last(answer.as_bytes().to_vec())).await;
    look(&ways_to(server.address), &page(), LONG).await
}

#[tokio::test]
async fn the_right_status_with_the_right_words_is_well() {
    assert_eq!(outcome_of(PAGE).await, Outcome::Ok);
    assert_eq!(outcome_of("HTTP/1.0 200 OK\r\n\r\nall well until the end").await, Outcome::Ok);
}

#[tokio::test]
async fn a_wrong_answer_is_failed_with_what_is_wrong() {
    for (answer, symptom) in [
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 8\r\n\r\nall well", "HTTP 503"),
        (
            "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: https://elsewhere/\r\n\r\n",
            "HTTP 301",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nill", "the answer lacks 'all w'"),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\nall well and cut off",
            "closed without an answer",
        ),
        ("HTTP/1.1 200 OK\r\nContent-Le", "closed without an answer"),
        ("220 mail.example.com ESMTP\r\n", "an answer that is not HTTP"),
    ] {
        assert_eq!(outcome_of(answer).await, failed(symptom), "{answer}");
    }
}

#[tokio::test]
async fn a_fallback_that_the_answer_admits_is_degraded() {
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nx-cache: Error\r\nX-Db: pooled\r\n\r\nall well";
    assert_eq!(outcome_of(answer).await, degraded("X-Cache: error"));
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nX-Cache: error\r\nX-Db: direct\r\n\r\nall well";
    assert_eq!(outcome_of(answer).await, degraded("X-Cache: error, X-Db: direct"));
    let answer = "HTTP/1.1 500 No\r\nContent-Length: 0\r\nX-Cache: error\r\n\r\n";
    assert_eq!(outcome_of(answer).await, failed("HTTP 500"), "what fails is not merely degraded");
}

#[tokio::test]
async fn a_post_sends_its_body_as_json() {
    let server = Server::start(|_, _, request| {
        let request = String::from_utf8_lossy(request);
        let right = request.starts_with("POST /scans HTTP/1.1\r\n")
            && request.to_lowercase().contains("content-type: application/json\r\n")
            && request.to_lowercase().contains("host: service:1\r\n")
            && request.ends_with("\r\n\r\n{\"target\":\"a\"}");
        say(if right {
            "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
        } else {
            "HTTP/1.1 400 No\r\n\r\n"
        })
    })
    .await;
    let post = Look::from(look::Http {
        at: at(),
        method: Method::Post,
        path: "/scans".to_owned(),
        body: Some(r#"{"target":"a"}"#.to_owned()),
        status: 201,
        contains: None,
        degraded_when: Vec::new(),
    });
    assert_eq!(look(&ways_to(server.address), &post, LONG).await, Outcome::Ok);
}

#[tokio::test]
async fn the_connection_is_kept_and_a_dead_one_is_replaced_within_the_look() {
    let server = Server::start(|connection, request, _| match (connection, request) {
        (0, 2) => Reply::Close,
        (1, 1) => Reply::Last(PAGE.replace("X-Cache: hit", "Connection: close").into_bytes()),
        _ => say(PAGE),
    })
    .await;
    let mut prober = Prober::new(&ways_to(server.address), &page(), LONG).unwrap();
    for (number, connections) in [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3)] {
        assert_eq!(prober.look().await, Outcome::Ok, "look {number}");
        assert_eq!(server.connections(), connections, "look {number}");
    }
}

#[tokio::test]
async fn a_dead_server_shows_within_one_look_and_a_new_one_too() {
    let server = Server::start(|_, _, _| say(PAGE)).await;
    let address = server.address;
    let mut prober = Prober::new(&ways_to(address), &page(), LONG).unwrap();
    assert_eq!(prober.look().await, Outcome::Ok);
    drop(server);
    let outcome = prober.look().await;
    assert!(
        [failed("connection refused"), failed("closed without an answer")].contains(&outcome),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_path_that_cannot_be_asked_for_is_refused_before_anything_is_sent() {
    for bad in ["no-slash", "/with space", "http://elsewhere/", ""] {
        let mut look = page();
        if let Look::Http(look::Http { path, .. }) = &mut look {
            bad.clone_into(path);
        }
        let error = Prober::new(&ways_to(nowhere()), &look, LONG).err().unwrap();
        assert!(matches!(error, NoWay::Unusable { .. }), "{bad}: {error}");
    }
}
