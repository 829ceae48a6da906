//! A Compose file, read for what it says of its services. What a run needs of it is checked by the
//! pack's own reader; here nothing is refused.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Why a text is no Compose file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoCompose {
    /// It is no YAML.
    #[error("it is no YAML: {0}")]
    Yaml(String),
    /// It is YAML, and has no services.
    #[error("it has no 'services'")]
    NoServices,
}

/// A service of a Compose file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Service {
    /// Its name there.
    pub name: String,
    /// What its container is called.
    pub container_name: Option<String>,
    /// The software: of `registry/library/postgres:15`, `postgres`; of `x-firedrill.upstream` where
    /// it is given.
    pub image: Option<String>,
    /// Its image is built from files of the stack.
    pub is_built: bool,
    /// The container's ports that are published over TCP.
    pub tcp: Vec<u16>,
    /// The same over UDP.
    pub udp: Vec<u16>,
    /// Its environment, as far as it can be known.
    pub environment: BTreeMap<String, String>,
    /// The services that it waits for.
    pub depends_on: Vec<String>,
    /// The command of its health check, where it has one.
    pub health_check: Option<String>,
}

/// The services of a Compose file, by name.
pub fn services(text: &str) -> Result<Vec<Service>, NoCompose> {
    let error = |error: serde_saphyr::Error| {
        let message = error.to_string();
        let first = message.lines().next().unwrap_or_default();
        NoCompose::Yaml(first.trim_start_matches("error: ").to_owned())
    };
    let file: Value = serde_saphyr::from_str(text).map_err(error)?;
    let services = file.get("services").and_then(Value::as_object).ok_or(NoCompose::NoServices)?;
    Ok(services.iter().map(|(name, value)| service(name, value)).collect())
}

fn service(name: &str, value: &Value) -> Service {
    let none = Map::new();
    let fields = value.as_object().unwrap_or(&none);
    let text = |key: &str| fields.get(key).and_then(scalar);
    let upstream = fields.get("x-firedrill").and_then(|ours| ours.get("upstream")).and_then(scalar);
    let (mut tcp, mut udp) = (Vec::new(), Vec::new());
    for (port, is_udp) in items(fields.get("ports")).into_iter().filter_map(port) {
        if is_udp { udp.push(port) } else { tcp.push(port) }
    }
    Service {
        is_built: value.get("build").is_some_and(|build| !build.is_null()),
        name: name.to_owned(),
        container_name: text("container_name"),
        image: upstream.or_else(|| text("image")).as_deref().and_then(software),
        tcp,
        udp,
        environment: pairs(fields.get("environment")),
        depends_on: names(fields.get("depends_on")),
        health_check: fields.get("healthcheck").and_then(|check| command(check.get("test")?)),
    }
}

/// A text, a number or a flag as a text, with the defaults of its variables.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(with_defaults(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn items(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one],
    }
}

/// `[redis]`, or `{redis: {condition: …}}`.
fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Object(map)) => map.keys().cloned().collect(),
        other => items(other).into_iter().filter_map(scalar).collect(),
    }
}

/// `{A: b}`, or `[A=b]`.
fn pairs(value: Option<&Value>) -> BTreeMap<String, String> {
    match value {
        Some(Value::Object(map)) => {
            let pair = |(key, value): (&String, &Value)| Some((key.clone(), scalar(value)?));
            map.iter().filter_map(pair).collect()
        }
        other => {
            let pair = |text: String| {
                text.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()))
            };
            items(other).into_iter().filter_map(scalar).filter_map(pair).collect()
        }
    }
}

/// `["CMD", "redis-cli", "ping"]`, or a text; none where the image's own is switched off.
fn command(value: &Value) -> Option<String> {
    let words: Vec<String> = items(Some(value)).into_iter().filter_map(scalar).collect();
    let (first, rest) = words.split_first()?;
    let words = match first.as_str() {
        "NONE" => return None,
        "CMD" => rest.iter().map(|word| in_shell(word)).collect(),
        "CMD-SHELL" => rest.to_vec(),
        _ => words,
    };
    Some(words.join(" ")).filter(|command| !command.is_empty())
}

/// A word as a shell takes it.
fn in_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./+,@:=%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The container's port, and whether it is one of UDP: `127.0.0.1:5432:5432`, `53:53/udp`, or in
/// the long form.
fn port(value: &Value) -> Option<(u16, bool)> {
    if let Value::Object(long) = value {
        let udp = long.get("protocol").and_then(Value::as_str) == Some("udp");
        return Some((long.get("target").and_then(scalar)?.parse().ok()?, udp));
    }
    let text = scalar(value)?;
    let (ports, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
    let container = ports.rsplit(':').next()?;
    let first = container.split('-').next()?;
    Some((first.parse().ok()?, protocol == "udp"))
}

/// The software of an image: of `prom/prometheus:v2.53.1`, `prometheus`.
fn software(image: &str) -> Option<String> {
    let last = image.rsplit('/').next()?;
    let name = last.split([':', '@']).next()?;
    (!name.is_empty()).then(|| name.to_lowercase())
}

/// A text with the defaults of its variables; what has none is left out. `$$` is a dollar.
fn with_defaults(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        rest = if let Some(after) = behind.strip_prefix('$') {
            out.push('$');
            after
        } else if let Some((inside, after)) =
            behind.strip_prefix('{').and_then(|inside| inside.split_once('}'))
        {
            let default = inside.split_once(":-").or_else(|| inside.split_once('-'));
            out.push_str(default.map_or("", |(_, default)| default));
            after
        } else {
            behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_')
        };
    }
    out + rest
}
