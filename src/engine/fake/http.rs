//! The engine's side of a connection: one request, one answer, or for a command the conversation
//! with it.

use super::course::{Fate, Trouble};
use super::{Fake, agent};
use serde_json::Value;
use std::collections::BTreeMap;
use std::future::pending;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    /// GET, POST, DELETE.
    pub method: String,
    /// The path's parts.
    pub path: Vec<String>,
    /// What stands behind the question mark.
    pub query: BTreeMap<String, String>,
    /// The body; nothing where there is none.
    pub body: Value,
}

/// An answer: a status and a body.
pub(super) type Answer = (u16, Value);

/// An error as Docker gives it.
pub(super) fn refusal(status: u16, message: impl Into<String>) -> Answer {
    (status, serde_json::json!({ "message": message.into() }))
}

impl Request {
    /// The path's parts as they are matched.
    pub(super) fn parts(&self) -> Vec<&str> {
        std::iter::once(self.method.as_str()).chain(self.path.iter().map(String::as_str)).collect()
    }

    /// The label that a list is asked for by.
    pub(super) fn label(&self) -> Option<String> {
        let filters: Value = serde_json::from_str(self.query.get("filters")?).ok()?;
        Some(filters.get("label")?.get(0)?.as_str()?.to_owned())
    }

    fn is_look(&self) -> bool {
        self.method == "GET"
    }

    fn parse(head: &str, body: &[u8]) -> Option<Self> {
        let (method, rest) = head.split_once(' ')?;
        let target = rest.split(' ').next()?;
        let target = target.strip_prefix("http://fake").unwrap_or(target);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let pair = |pair: &str| {
            pair.split_once('=').map(|(name, value)| (name.to_owned(), decoded(value)))
        };
        Some(Self {
            method: method.to_owned(),
            path: path.split('/').filter(|part| !part.is_empty()).map(decoded).collect(),
            query: query.split('&').filter_map(pair).collect(),
            body: serde_json::from_slice(body).unwrap_or_default(),
        })
    }
}

/// Text of a URL without its escapes.
fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, more)) = rest.split_first() {
        rest = more;
        let escaped = more
            .get(..2)
            .and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (*first, escaped) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn read(stream: &mut DuplexStream) -> Option<Request> {
    let (mut got, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = got.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&got[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                line.to_lowercase().strip_prefix("content-length: ")?.parse().ok()
            });
            let (from, length) = (end + 4, length.unwrap_or(0));
            if got.len() >= from + length {
                return Request::parse(&head, &got[from..from + length]);
            }
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => got.extend_from_slice(&piece[..read]),
        }
    }
}

/// Answers one request; as the course has it, late, wrongly or never.
pub(super) async fn serve(mut stream: DuplexStream, fake: Fake) {
    let Some(request) = read(&mut stream).await else { return };
    if request.path == ["version"] {
        let about = serde_json::json!({"Version": "20.10.24", "ApiVersion": "1.41", "Os": "linux", "Arch": "amd64"});
        return write(&mut stream, (200, about)).await;
    }
    if request.path == ["info"] {
        return write(
            &mut stream,
            (200, serde_json::json!({"SystemTime": "2026-11-24T07:45:12Z"})),
        )
        .await;
    }
    if request.path == ["events"] {
        return events(&mut stream, &fake).await;
    }
    let trouble = fake.course.trouble(&request.parts().join(" "));
    if fake.course.step() == Fate::Gone {
        // It was sent, or was not: who is gone does not know.
        if !request.is_look() && fake.course.chance(2) == 0 {
            fake.ask(super::STILL_DONE, &request);
        }
        return pending().await;
    }
    let answer = match trouble {
        Trouble::None(takes) | Trouble::DoneInSilence(takes) => {
            let id = fake.ask(takes, &request);
            tokio::time::sleep(takes).await;
            fake.do_it(id)
        }
        Trouble::DoneYetRefused | Trouble::DoneYetLost => {
            fake.things().answer(&request);
            None
        }
        Trouble::Refused | Trouble::Lost | Trouble::Silent => None,
    };
    if !request.is_look() && fake.course.step() == Fate::Gone {
        return pending().await;
    }
    match (trouble, answer) {
        (Trouble::None(_), Some((101, exec))) => agent::converse(stream, &fake, &exec).await,
        (Trouble::None(_), Some(answer)) => write(&mut stream, answer).await,
        (Trouble::Refused | Trouble::DoneYetRefused, _) => {
            write(&mut stream, refusal(500, "the engine is unwell")).await;
        }
        (Trouble::Lost | Trouble::DoneYetLost, _) => {}
        _ => pending().await,
    }
}

/// A stream on which nothing happens until it breaks.
async fn events(stream: &mut DuplexStream, fake: &Fake) {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    if stream.write_all(head.as_bytes()).await.is_ok() {
        fake.course.events_broken().await;
    }
}

async fn write(stream: &mut DuplexStream, (status, body): Answer) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = if status == 204 || status == 304 {
        String::new()
    } else {
        format!("Content-Length: {}\r\n", body.len())
    };
    let head = format!(
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n{length}Connection: \
         close\r\n\r\n{body}"
    );
    // Who stopped waiting needs no answer.
    let _ = stream.write_all(head.as_bytes()).await;
}
