//! PostgreSQL and PgBouncer, as far as a script can play them.

use super::*;

fn query() -> Look {
    let (user, database) = ("admin".to_owned(), "pgbouncer".to_owned());
    Look::from(look::Postgres { at: at(), user, database, query: "SHOW VERSION".to_owned() })
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind], length.to_be_bytes().as_slice(), body].concat()
}

/// Lets anybody in.
fn welcome() -> Vec<u8> {
    [message(b'R', &[0, 0, 0, 0]), message(b'Z', b"I")].concat()
}

fn done() -> Vec<u8> {
    [message(b'C', b"SHOW\0"), message(b'Z', b"I")].concat()
}

fn complaint(severity: &str, code: &str, words: &str) -> Vec<u8> {
    message(b'E', format!("S{severity}\0V{severity}\0C{code}\0M{words}\0\0").as_bytes())
}

#[tokio::test]
async fn a_query_that_succeeds_is_well_over_a_kept_connection() {
    let server = Server::start(|_, request, words| {
        if request > 0 {
            assert_eq!(words, message(b'Q', b"SHOW VERSION\0"));
        }
        Reply::Say(if request == 0 { welcome() } else { done() })
    })
    .await;
    let mut prober = Prober::new(&ways_to(server.address), &query(), LONG).unwrap();
    for _ in 0..3 {
        assert_eq!(prober.look().await, Outcome::Ok);
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_server_that_is_starting_says_so() {
    let words = complaint("FATAL", "57P03", "the database system is starting up");
    let server = Server::start(move |_, _, _| Reply::Last(words.clone())).await;
    let outcome = look(&ways_to(server.address), &query(), LONG).await;
    assert_eq!(outcome, failed("the database system is starting up (57P03)"));
}

#[tokio::test]
async fn an_error_of_the_query_keeps_the_connection_and_a_fatal_one_does_not() {
    let server = Server::start(|connection, request, _| {
        let full = complaint(
            "ERROR",
            "53100",
            "could not extend file \"base/16384/16389\": No space left on device",
        );
        let stopped =
            complaint("FATAL", "57P01", "terminating connection due to administrator command");
        match (connection, request) {
            (_, 0) => Reply::Say(welcome()),
            (0, 1) => Reply::Say([full, message(b'Z', b"I")].concat()),
            (0, 3) => Reply::Last(stopped),
            _ => Reply::Say(done()),
        }
    })
    .await;
    let mut prober = Prober::new(&ways_to(server.address), &query(), LONG).unwrap();
    assert_eq!(
        prober.look().await,
        failed("could not extend file: No space left on device (53100)")
    );
    assert_eq!(prober.look().await, Outcome::Ok);
    assert_eq!(server.connections(), 1);
    assert_eq!(
        prober.look().await,
        Outcome::Ok,
        "a session that was ended by a restart is no failure of the new server"
    );
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_password_that_is_asked_for_is_given() {
    let server = Server::start(|_, request, words| match request {
        0 => Reply::Say(message(b'R', &[0, 0, 0, 3])),
        1 => {
            assert_eq!(words, message(b'p', b"secret word\0"));
            Reply::Say(welcome())
        }
        _ => Reply::Say(done()),
    })
    .await;
    assert_eq!(look(&ways_to(server.address), &query(), LONG).await, Outcome::Ok);
}
