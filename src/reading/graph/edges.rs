//! Edges, and which way an arrow between two things goes.

use super::signs::Arrows;
use crate::reading::model::{Drawn, Edge, Named, Need};
use crate::reading::words::Place;

/// What gathers what it is told, so that others fail by it and not it by them.
const SINKS: [&str; 9] = [
    "prometheus",
    "grafana",
    "alertmanager",
    "loki",
    "kibana",
    "thanos",
    "mimir",
    "datadog",
    "victoriametrics",
];

/// What gathers from others and is looked at through something else.
const SOURCES: [&str; 9] = [
    "exporter",
    "prometheus",
    "loki",
    "promtail",
    "fluentd",
    "fluentbit",
    "filebeat",
    "cadvisor",
    "telegraf",
];

const QUEUES: [&str; 9] =
    ["queue", "topic", "kafka", "rabbitmq", "sqs", "bus", "broker", "nats", "kinesis"];
const TAKERS: [&str; 7] =
    ["worker", "workers", "consumer", "consumers", "processor", "subscriber", "celery"];

/// What follows another of its kind.
const FOLLOWERS: [&str; 6] = ["replica", "replicas", "standby", "secondary", "slave", "failover"];

/// An edge; none from a thing to itself.
pub(super) fn edge(
    (from, to): (&Named, &Named),
    kind: Option<Need>,
    drawn: Drawn,
    place: Place,
) -> Option<Edge> {
    (from.name != to.name).then(|| Edge { from: from.clone(), to: to.clone(), kind, drawn, place })
}

/// Who needs whom where an arrow goes from `tail` to `head`; none where that cannot be told. What is
/// measured or queued is drawn the way it flows, and needed the other way.
pub(super) fn along<'a>(
    tail: &'a Named,
    head: &'a Named,
    arrows: Arrows,
) -> Option<(&'a Named, &'a Named)> {
    let has = |named: &Named, words: &[&str]| {
        named.name.as_str().split(' ').any(|word| words.contains(&word))
    };
    let is = |named: &Named, words: &[&str]| words.contains(&named.name.as_str());
    let measured = has(tail, &SOURCES) && is(head, &SINKS);
    let taken = has(tail, &QUEUES) && has(head, &TAKERS);
    match arrows {
        Arrows::Flow => None,
        Arrows::NeededBy => Some((head, tail)),
        Arrows::Needs if has(head, &FOLLOWERS) => None,
        Arrows::Needs if measured || taken => Some((head, tail)),
        Arrows::Needs => Some((tail, head)),
    }
}

/// How much something is needed, by a word or a remark: `optional`, `hard`, `at startup`.
pub(super) fn need(words: &str) -> Option<Need> {
    let lower = words.to_lowercase();
    let has = |words: &[&str]| {
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
    };
    if lower.contains("not required")
        || lower.contains("non-critical")
        || lower.contains("not critical")
    {
        return Some(Need::Soft);
    }
    if has(&["soft", "optional", "weak", "degraded", "degrades", "fallback"]) {
        Some(Need::Soft)
    } else if has(&["startup", "boot", "bootstrap"]) {
        Some(Need::Startup)
    } else if has(&["hard", "required", "critical", "mandatory", "strong", "essential"]) {
        Some(Need::Hard)
    } else {
        None
    }
}
