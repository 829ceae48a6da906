//! A plain HTTP request, straight to the service.

use super::kinds::{EVERY, with_common};
use super::{Asked, Cost, Endpoint, Kind, Reading};
use crate::pack::shape::{Key, Object, Shape};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{self, Node};
use std::fmt;

/// A body is held in memory for as long as its probe looks.
const LARGEST_BODY: u64 = 16 * 1024 * 1024;

/// The HTTP methods that journeys and probes use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Method {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A plain HTTP request, straight to the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    /// Where.
    pub at: Endpoint,
    /// How.
    pub method: Method,
    /// Path and query.
    pub path: String,
    /// Body of a POST, sent as JSON.
    pub body: Option<String>,
    /// The status that is right.
    pub status: u16,
    /// What the body must contain.
    pub contains: Option<String>,
    /// `(header, value)` pairs that say the service is on a fallback.
    pub degraded_when: Vec<(String, String)>,
}

const KEYS: [Key; 11] = with_common(
    [
        Key::need("http", Shape::Text, "GET /healthz, or POST /path."),
        Key::need("at", Shape::Endpoint, "The port that is asked."),
        Key::may("body", Shape::Text, "What is sent, as JSON."),
        Key::may("body_bytes", Shape::Count, "A body that is only long: so many bytes."),
        Key::may("status", Shape::Integer(100, Some(599)), "The status of a good answer.")
            .or("200"),
        Key::may("contains", Shape::Text, "What a good answer contains."),
        Key::may(
            "degraded_when",
            Shape::Free(&Shape::Text),
            "Headers, and the values of them that say that the answer is a fallback's.",
        ),
    ],
    EVERY,
);

impl Http {
    pub(super) const OBJECT: Object =
        Object::new("a look by http", "An HTTP request, straight to the service.", &KEYS);

    pub(super) fn read(reading: &Reading<'_, '_>) -> Option<Self> {
        let (source, fields) = (reading.source, reading.fields);
        let (method, path) = method_and_path(reading.text("http")?);
        if !path.starts_with('/') {
            source.error(
                fields.mark,
                format!("'{path}' is no path; write it like http: GET /healthz"),
            );
        }
        let (status, body, contains, degraded_when) = answer(source, fields);
        let body = long_body(source, fields).or(body);
        Some(Self { at: reading.at()?, method, path, body, status, contains, degraded_when })
    }
}

impl Kind for Http {
    fn asks(&self) -> Asked<'_> {
        Asked::Port(&self.at)
    }

    fn cost(&self) -> Cost {
        match self.method {
            Method::Get => Cost::Little,
            Method::Post => Cost::OneByOne,
        }
    }

    fn stores(&self) -> bool {
        self.method == Method::Post
    }

    fn signs_of_fallback(&self) -> &[(String, String)] {
        &self.degraded_when
    }
}

impl fmt::Display for Http {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} on {}", self.method.as_str(), self.path, self.at)
    }
}

/// A body that is only long: too long to stand in a file.
fn long_body(source: &Source<'_>, fields: &Fields<'_>) -> Option<String> {
    let node = fields.get("body_bytes")?;
    let length: u64 = source.parsed(node, "a number of bytes", "65536")?;
    if fields.get("body").is_some() {
        source.error_with(
            node.mark,
            "this look has two bodies",
            "keep one of 'body' and 'body_bytes'",
        );
    } else if length > LARGEST_BODY {
        source.error(
            node.mark,
            format!("a body of {length} bytes is too long; {LARGEST_BODY} is the most"),
        );
        return None;
    }
    Some("x".repeat(usize::try_from(length).ok()?))
}

/// `POST /api/scans`, or `/` alone for a GET.
pub fn method_and_path(text: String) -> (Method, String) {
    match text.split_once(' ') {
        Some(("GET", path)) => (Method::Get, path.trim().to_owned()),
        Some(("POST", path)) => (Method::Post, path.trim().to_owned()),
        _ => (Method::Get, text),
    }
}

/// What an HTTP answer must be: status, the request's body, what it contains, and the headers that
/// say it is a fallback's.
pub type Answer = (u16, Option<String>, Option<String>, Vec<(String, String)>);

/// Reads `status`, `body`, `contains` and `degraded_when`.
pub fn answer(source: &Source<'_>, fields: &Fields<'_>) -> Answer {
    let status = fields
        .get("status")
        .and_then(|node| source.parsed(node, "an HTTP status", "200"))
        .unwrap_or(200);
    let headers = fields
        .get("degraded_when")
        .map(|node| source.entries(node, "degraded_when"))
        .unwrap_or_default();
    let pair = |(key, node): &(yaml::Key, Node)| {
        Some((key.text.clone(), source.text(node, "a header")?.to_owned()))
    };
    (
        status,
        fields.text("body"),
        fields.text("contains"),
        headers.iter().filter_map(pair).collect(),
    )
}
