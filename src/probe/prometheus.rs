//! Prometheus: an instant query whose first value is compared, and whatever else it is asked for.

use super::dial::{Answer, Kept, Protocol, tcp};
use super::exchange::{Asked, Channel, request};
use super::ways::{NoWay, Transport, Ways};
use super::{Looking, Prepare};
use crate::pack::{Endpoint, Method, look};
use crate::timeline::Outcome;
use crate::words::Span;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;

struct Query {
    address: SocketAddr,
    request: Asked,
    equals: f64,
}

impl Prepare for look::Prometheus {
    fn prepare(&self, ways: &Arc<Ways>, _timeout: Span) -> Result<Box<dyn Looking>, NoWay> {
        let path = format!("/api/v1/query?query={}", encode(&self.query));
        let request = request(Method::Get, &self.at.to_string(), &path, None)?;
        let address = ways.to(Transport::Tcp, &self.at)?;
        Ok(Box::new(Kept::new(Query { address, request, equals: self.equals as f64 })))
    }
}

impl Query {
    fn judge(&self, body: &[u8]) -> Outcome {
        let symptom = match first_value(body) {
            Err(symptom) => symptom,
            // A tolerance for what 64 bits of a float cannot hold, not for values that differ.
            Ok(value) if (value - self.equals).abs() <= self.equals.abs() * f64::EPSILON => {
                return Outcome::Ok;
            }
            Ok(value) => format!("value {value}, not {}", self.equals),
        };
        Outcome::Failed { symptom }
    }
}

impl Protocol for Query {
    type Connection = Channel<TcpStream>;

    async fn connect(&self) -> Result<Self::Connection, String> {
        Channel::over(tcp(self.address).await?).await
    }

    async fn ask(&self, channel: &mut Self::Connection) -> Result<Answer, String> {
        let answer = channel.ask(self.request.clone()).await?;
        let outcome = match answer.status.as_u16() {
            200 => self.judge(&answer.body),
            status => Outcome::Failed { symptom: format!("HTTP {status}") },
        };
        Ok(Answer { outcome, keep: channel.is_open() })
    }
}

const GARBLED: &str = "an answer that is not Prometheus'";

/// The part of an answer that all have.
#[derive(Deserialize)]
struct Reply<T> {
    data: T,
}

#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
enum QueryResult {
    Vector(Vec<Series>),
    Scalar((f64, String)),
}

#[derive(Deserialize)]
struct Series {
    value: (f64, String),
}

fn first_value(body: &[u8]) -> Result<f64, String> {
    let reply: Reply<QueryResult> = serde_json::from_slice(body).map_err(|_| GARBLED)?;
    let (_, value) = match reply.data {
        QueryResult::Vector(series) => series.into_iter().next().ok_or("no value")?.value,
        QueryResult::Scalar(value) => value,
    };
    // Prometheus writes NaN, +Inf and -Inf as Rust reads them.
    value.parse().map_err(|_| GARBLED.to_owned())
}

/// Asks Prometheus for something, once. The error is a symptom.
pub(super) async fn get<T: DeserializeOwned>(
    address: SocketAddr,
    at: &Endpoint,
    path: &str,
) -> Result<T, String> {
    let request =
        request(Method::Get, &at.to_string(), path, None).map_err(|error| error.to_string())?;
    let answer = Channel::over(tcp(address).await?).await?.ask(request).await?;
    if answer.status.as_u16() != 200 {
        return Err(format!("HTTP {}", answer.status.as_u16()));
    }
    let reply: Reply<T> = serde_json::from_slice(&answer.body).map_err(|_| GARBLED)?;
    Ok(reply.data)
}

/// Percent-encodes what has a meaning of its own in a query string.
fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}
