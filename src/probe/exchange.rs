//! One HTTP request and what its answer says, over any connection.

use super::dial::drive;
use super::symptom;
use super::ways::NoWay;
use crate::pack::Method;
use crate::timeline::Outcome;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, USER_AGENT};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

/// Above any page of a stack that is drilled; what is longer is not a page.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// A request, ready to be sent.
pub(super) type Asked = Request<Full<Bytes>>;

/// Builds a request; `host` is what the `Host` header says.
pub(super) fn request(
    method: Method,
    host: &str,
    path: &str,
    body: Option<&str>,
) -> Result<Asked, NoWay> {
    let mut builder = Request::builder()
        .method(method.as_str())
        .uri(path)
        .header(HOST, host)
        .header(USER_AGENT, concat!("firedrill/", env!("CARGO_PKG_VERSION")));
    if body.is_some() {
        builder = builder.header(CONTENT_TYPE, "application/json");
    }
    let body = Full::new(Bytes::from(body.unwrap_or_default().to_owned()));
    let unusable = || NoWay::Unusable {
        what: "a path and host that HTTP can ask for",
        text: format!("{path} of {host}"),
    };
    if path.starts_with('/') { builder.body(body).map_err(|_| unusable()) } else { Err(unusable()) }
}

/// An answer, whole.
pub(super) struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// A connection that speaks HTTP/1.1.
pub(super) struct Channel<S: AsyncRead + AsyncWrite + Unpin> {
    sender: http1::SendRequest<Full<Bytes>>,
    driver: Option<http1::Connection<TokioIo<S>, Full<Bytes>>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Channel<S> {
    /// Speaks HTTP over a stream; nothing is sent yet.
    pub async fn over(stream: S) -> Result<Self, String> {
        let (sender, driver) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| failure(&error))?;
        Ok(Self { sender, driver: Some(driver) })
    }

    /// Asks, and reads the answer to its end.
    pub async fn ask(&mut self, request: Asked) -> Result<Answered, String> {
        let Self { sender, driver } = self;
        drive(driver, async {
            sender.ready().await.map_err(|error| failure(&error))?;
            let (head, body) =
                sender.send_request(request).await.map_err(|error| failure(&error))?.into_parts();
            let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() {
                    "an answer without end".to_owned()
                } else {
                    error.downcast_ref().map_or_else(|| symptom::CLOSED.to_owned(), failure)
                }
            })?;
            Ok(Answered { status: head.status, headers: head.headers, body: body.to_bytes() })
        })
        .await
    }

    /// Whether another request can be made.
    pub fn is_open(&self) -> bool {
        self.driver.is_some() && !self.sender.is_closed()
    }
}

fn failure(error: &hyper::Error) -> String {
    if error.is_parse() {
        return "an answer that is not HTTP".to_owned();
    }
    symptom::beneath(error).unwrap_or_else(|| symptom::CLOSED.to_owned())
}

/// What an answer must be.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub status: u16,
    pub contains: Option<String>,
    pub degraded_when: Vec<(String, String)>,
}

impl Expected {
    /// What an answer means. One that is wrong is failed, whatever its headers admit.
    pub fn judge(&self, answer: &Answered) -> Outcome {
        if answer.status.as_u16() != self.status {
            return Outcome::Failed { symptom: format!("HTTP {}", answer.status.as_u16()) };
        }
        if let Some(words) =
            self.contains.as_deref().filter(|words| !contains(&answer.body, words.as_bytes()))
        {
            return Outcome::Failed {
                symptom: format!("the answer lacks '{}'", symptom::cut(words)),
            };
        }
        let says = |header: &str, value: &str| {
            answer
                .headers
                .get_all(header)
                .iter()
                .any(|given| given.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
        };
        let admitted: Vec<String> = self
            .degraded_when
            .iter()
            .filter(|(header, value)| says(header, value))
            .map(|(header, value)| format!("{header}: {value}"))
            .collect();
        if admitted.is_empty() {
            Outcome::Ok
        } else {
            Outcome::Degraded { symptom: admitted.join(", ") }
        }
    }
}

fn contains(body: &[u8], words: &[u8]) -> bool {
    let Some(first) = words.first() else { return true };
    // Most of a page is skipped at the first byte.
    body.iter().enumerate().any(|(at, byte)| byte == first && body[at..].starts_with(words))
}
