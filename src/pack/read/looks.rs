//! `alive:`, `works:` and `writes:`: how a service is looked at.

use super::known::Known;
use crate::pack::look::{Endpoint, Look, Method};
use crate::pack::model::Probe;
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Node, Value};
use crate::words::{ServiceName, Span};

/// Twenty looks a second, where nothing else is said.
pub const EVERY: Span = Span::millis(50);
/// An answer that takes longer is none, where nothing else is said.
pub const TIMEOUT: Span = Span::secs(1);

/// What is asked of the droplet's disk changes more slowly, and five looks a second are told quickly enough.
const EVERY_ON_DISK: Span = Span::millis(200);
/// So much room is enough, where nothing else is said.
const ROOM: u64 = 64 * 1024;
/// A body is held in memory for as long as its probe looks.
const LARGEST_BODY: u64 = 16 * 1024 * 1024;

/// The kinds of look, each with its keys.
const KINDS: [(&str, &[&str]); 10] = [
    (
        "http",
        &[
            "http",
            "at",
            "body",
            "body_bytes",
            "status",
            "contains",
            "degraded_when",
            "every",
            "timeout",
            "resolution",
            "through",
        ],
    ),
    ("redis", &["redis", "at", "every", "timeout", "resolution", "through"]),
    ("postgres", &["postgres", "at", "user", "database", "every", "timeout", "resolution", "through"]),
    ("dns", &["dns", "at", "address", "every", "timeout", "resolution", "through"]),
    ("tls", &["tls", "at", "every", "timeout", "resolution", "through"]),
    ("prometheus", &["prometheus", "at", "equals", "every", "timeout", "resolution", "through"]),
    ("process", &["process", "every", "timeout", "resolution", "through"]),
    ("file", &["file", "every", "timeout", "resolution", "through"]),
    ("space", &["space", "least", "every", "timeout", "resolution", "through"]),
    ("grows", &["grows", "every", "timeout", "resolution", "through"]),
];

/// Reads a probe of `subject`.
pub fn probe(source: &Source<'_>, known: &Known, subject: &ServiceName, node: &Node) -> Option<Probe> {
    let Value::Map(entries) = &node.value else {
        source.error_with(node.mark, "a look must be keys and values", "write it like {redis: ping, at: redis:6379}");
        return None;
    };
    let kind = KINDS.iter().find(|(kind, _)| entries.iter().any(|(key, _)| key.text == *kind));
    let Some((kind, keys)) = kind else {
        let hint = match entries.first() {
            Some((key, _)) => suggest(&key.text, KINDS.iter().map(|(kind, _)| *kind)),
            None => "write it like {redis: ping, at: redis:6379}".to_owned(),
        };
        source.error_with(node.mark, "this look does not say what it looks at", hint);
        return None;
    };
    let fields = source.fields(node, "this look", keys)?;
    let look = look(source, known, kind, &fields)?;
    let through_prometheus = matches!(look, Look::Prometheus { .. });
    let scrape = known.prometheus.as_ref().map_or(Span::secs(1), |prometheus| prometheus.scrape);
    let resolution = fields.span("resolution").unwrap_or(if through_prometheus { scrape } else { Span::ZERO });
    // Prometheus knows nothing new before its next scrape.
    let usual = if matches!(look, Look::Space { .. } | Look::Grows { .. }) { EVERY_ON_DISK } else { EVERY };
    let every = fields.span("every").unwrap_or_else(|| usual.max(resolution));
    let through = match (fields.get("through"), &look) {
        (Some(node), _) => node.items().iter().filter_map(|item| known.service(source, item)).collect(),
        (None, Look::Prometheus { at, .. }) => known
            .in_container
            .get(&at.container)
            .filter(|prometheus| *prometheus != subject)
            .cloned()
            .into_iter()
            .collect(),
        (None, _) => Vec::new(),
    };
    if every == Span::ZERO {
        source.error(fields.mark, "a look every 0 s is no look");
    }
    Some(Probe { look, every, timeout: fields.span("timeout").unwrap_or(TIMEOUT), resolution, through })
}

fn look(source: &Source<'_>, known: &Known, kind: &str, fields: &Fields<'_>) -> Option<Look> {
    let at = || fields.need("at").and_then(|node| known.endpoint(source, node, kind == "dns"));
    match kind {
        "http" => {
            let (method, path) = method_and_path(fields.need_text("http")?);
            if !path.starts_with('/') {
                source.error(fields.mark, format!("'{path}' is no path; write it like http: GET /healthz"));
            }
            let (status, body, contains, degraded_when) = answer(source, fields);
            let body = long_body(source, fields).or(body);
            Some(Look::Http { at: at()?, method, path, body, status, contains, degraded_when })
        }
        "redis" => match fields.need_text("redis")?.as_str() {
            "ping" => Some(Look::RedisPing { at: at()? }),
            "write" => Some(Look::RedisWrite { at: at()? }),
            other => {
                let hint = suggest(other, ["ping", "write"]);
                source.error_with(fields.need("redis")?.mark, format!("Redis is not looked at by '{other}'"), hint);
                None
            }
        },
        "postgres" => {
            let (query, user, database) =
                (fields.need_text("postgres"), fields.need_text("user"), fields.need_text("database"));
            Some(Look::Postgres { at: at()?, user: user?, database: database?, query: query? })
        }
        "dns" => {
            let address = fields.need("address").and_then(|node| source.parsed(node, "an IPv4 address", "192.0.2.1"));
            Some(Look::Dns { name: fields.need_text("dns")?, at: at()?, address: address? })
        }
        "tls" => Some(Look::Tls { server_name: fields.need_text("tls")?, at: at()? }),
        "prometheus" => {
            let equals = fields.get("equals").map_or(Some(1), |node| source.parsed(node, "a whole number", "1"))?;
            Some(Look::Prometheus {
                query: fields.need_text("prometheus")?,
                at: prometheus_at(source, known, fields)?,
                equals,
            })
        }
        "process" => Some(Look::Process { container: known.droplet.clone(), process: fields.need_text("process")? }),
        "space" => {
            let least = fields.get("least").map_or(Some(ROOM), |node| bytes(source, node))?;
            Some(Look::Space { container: known.droplet.clone(), path: absolute(source, fields, "space")?, least })
        }
        "grows" => Some(Look::Grows { container: known.droplet.clone(), path: absolute(source, fields, "grows")? }),
        _ => Some(Look::File { container: known.droplet.clone(), path: absolute(source, fields, "file")? }),
    }
}

/// A path in the droplet.
fn absolute(source: &Source<'_>, fields: &Fields<'_>, key: &'static str) -> Option<String> {
    let path = fields.need_text(key)?;
    if !path.starts_with('/') {
        source.error(fields.mark, format!("'{path}' is no absolute path"));
    }
    Some(path)
}

/// `512 B`, `64KiB`, `1MiB`.
fn bytes(source: &Source<'_>, node: &Node) -> Option<u64> {
    let text = source.text(node, "an amount")?;
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[digits..].trim() {
        "B" => Some(1),
        "KiB" => Some(1024),
        "MiB" => Some(1024 * 1024),
        _ => None,
    };
    let read = unit.and_then(|unit: u64| text[..digits].parse::<u64>().ok()?.checked_mul(unit));
    if read.is_none() {
        let hint = "write it with its unit, B, KiB or MiB: 64KiB";
        source.error_with(node.mark, format!("'{text}' is no number of bytes"), hint);
    }
    read
}

/// A body that is only long: too long to stand in a file.
fn long_body(source: &Source<'_>, fields: &Fields<'_>) -> Option<String> {
    let node = fields.get("body_bytes")?;
    let length: u64 = source.parsed(node, "a number of bytes", "65536")?;
    if fields.get("body").is_some() {
        source.error_with(node.mark, "this look has two bodies", "keep one of 'body' and 'body_bytes'");
    } else if length > LARGEST_BODY {
        source.error(node.mark, format!("a body of {length} bytes is too long; {LARGEST_BODY} is the most"));
        return None;
    }
    Some("x".repeat(usize::try_from(length).ok()?))
}

/// `at`, or the pack's Prometheus.
pub fn prometheus_at(source: &Source<'_>, known: &Known, fields: &Fields<'_>) -> Option<Endpoint> {
    if let Some(node) = fields.get("at") {
        return known.endpoint(source, node, false);
    }
    let at = known.prometheus.as_ref().map(|prometheus| prometheus.at.clone());
    if at.is_none() {
        let hint = "say where it is, once for all: prometheus: {at: prometheus:9090}";
        source.error_with(fields.mark, "this is asked of Prometheus, and the pack does not say where that is", hint);
    }
    at
}

/// `POST /api/scans`, or `/` alone for a GET.
pub fn method_and_path(text: String) -> (Method, String) {
    match text.split_once(' ') {
        Some(("GET", path)) => (Method::Get, path.trim().to_owned()),
        Some(("POST", path)) => (Method::Post, path.trim().to_owned()),
        _ => (Method::Get, text),
    }
}

/// What an HTTP answer must be: status, the request's body, what it contains, and the headers that say it is a fallback's.
pub type Answer = (u16, Option<String>, Option<String>, Vec<(String, String)>);

/// Reads `status`, `body`, `contains` and `degraded_when`.
pub fn answer(source: &Source<'_>, fields: &Fields<'_>) -> Answer {
    let status = fields.get("status").and_then(|node| source.parsed(node, "an HTTP status", "200")).unwrap_or(200);
    let headers = fields.get("degraded_when").map(|node| source.entries(node, "degraded_when")).unwrap_or_default();
    let pair = |(key, node): &(crate::pack::yaml::Key, Node)| {
        Some((key.text.clone(), source.text(node, "a header")?.to_owned()))
    };
    (status, fields.text("body"), fields.text("contains"), headers.iter().filter_map(pair).collect())
}
