//! Edges, and which way an arrow between two things goes.

use super::signs::Arrows;
use crate::reading::model::{Drawn, Edge, Named, Need};
use crate::reading::words::Place;
use std::collections::HashSet;

/// What gathers what it is told: who tells it does not need it.
const SINKS: [&str; 20] = [
    "prometheus",
    "grafana",
    "alertmanager",
    "loki",
    "kibana",
    "thanos",
    "mimir",
    "datadog",
    "victoriametrics",
    "jaeger",
    "zipkin",
    "tempo",
    "sentry",
    "cloudwatch",
    "logstash",
    "pagerduty",
    "graylog",
    "velero",
    "observability",
    "monitoring",
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

/// What gives others what they need to start or to run.
const GIVERS: [&str; 7] = [
    "vault",
    "cert manager",
    "kms",
    "sealed secrets",
    "network policies",
    "certbot",
    "letsencrypt",
];

/// What builds and ships, and runs nothing.
const BUILDERS: [&str; 16] = [
    "ci",
    "cd",
    "build",
    "repository",
    "repo",
    "git",
    "actions",
    "jenkins",
    "argocd",
    "argo",
    "terraform",
    "ansible",
    "kustomize",
    "helm",
    "kubectl",
    "kaniko",
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
    let measured = has(tail, &SOURCES) && has(head, &SINKS);
    let taken = has(tail, &QUEUES) && has(head, &TAKERS);
    // Grafana is told nothing: people reach it through others.
    let gathers = |named: &Named| has(named, &SINKS) && !has(named, &["grafana", "kibana"]);
    let reported = gathers(head) && !gathers(tail) && !has(tail, &["grafana", "kibana"]);
    let told = reported || (gathers(tail) && !gathers(head) && !has(head, &SOURCES));
    // What keeps data is drawn before who reads it, and needs it not.
    let back = sign(head, tail) > sign(tail, head);
    // One store after another is the way of data.
    if keeps(tail) && keeps(head) {
        return None;
    }
    if has(tail, &BUILDERS) || has(head, &BUILDERS) {
        return None;
    }
    match arrows {
        Arrows::Needs | Arrows::NeededBy if measured => Some((head, tail)),
        Arrows::Flow => None,
        Arrows::Needs if taken => Some((head, tail)),
        _ if told || has(head, &FOLLOWERS) => None,
        Arrows::NeededBy if sign(tail, head) > sign(head, tail) => None,
        Arrows::NeededBy => Some((head, tail)),
        Arrows::Needs if back => None,
        Arrows::Needs => Some((tail, head)),
    }
}

/// What keeps data, and needs none of those that use it.
const STORES: [&str; 24] = [
    "postgres",
    "mysql",
    "mariadb",
    "mongodb",
    "redis",
    "memcached",
    "elasticsearch",
    "opensearch",
    "s3",
    "minio",
    "kafka",
    "rabbitmq",
    "cassandra",
    "dynamodb",
    "clickhouse",
    "sqlite",
    "neo4j",
    "qdrant",
    "valkey",
    "etcd",
    "vault",
    "rds",
    "elasticache",
    "database",
];

/// Where requests come from.
const ENTRIES: [&str; 14] = [
    "user",
    "users",
    "client",
    "clients",
    "browser",
    "internet",
    "cdn",
    "cloudflare",
    "cloudfront",
    "dns",
    "load balancer",
    "visitors",
    "mobile",
    "web browser",
];

/// Which way arrows go where nothing is said of them: by what keeps data and where requests come
/// from, and by what tables say. Balanced or without a sign they go from who needs to what it
/// needs.
#[derive(Debug, Default)]
pub(super) struct Votes {
    needs: u32,
    needed_by: u32,
}

impl Votes {
    /// Counts an arrow.
    pub fn count(&mut self, tail: &Named, head: &Named, sure: &HashSet<(String, String)>) {
        let pair = |one: &Named, other: &Named| {
            (one.name.as_str().to_owned(), other.name.as_str().to_owned())
        };
        let forward = sign(tail, head) + i32::from(sure.contains(&pair(tail, head)));
        let backward = sign(head, tail) + i32::from(sure.contains(&pair(head, tail)));
        self.needs += u32::from(forward > backward);
        self.needed_by += u32::from(backward > forward);
    }

    /// What the arrows mean.
    pub fn arrows(&self) -> Arrows {
        if self.needed_by > self.needs { Arrows::NeededBy } else { Arrows::Needs }
    }
}

/// Whether one of two is such that it needs the other and not the other way: 1 where it is.
pub(super) fn sign(from: &Named, to: &Named) -> i32 {
    let is = |named: &Named, words: &[&str]| words.contains(&named.name.as_str());
    let gives = |named: &Named| {
        keeps(named) || GIVERS.iter().any(|giver| named.name.as_str().contains(giver))
    };
    i32::from((gives(to) && !gives(from)) || (is(from, &ENTRIES) && !is(to, &ENTRIES)))
}

/// Whether a thing keeps data: `PostgreSQL 15`, `orders database`, and not `Redis Exporter`.
fn keeps(named: &Named) -> bool {
    const USERS: [&str; 20] = [
        "exporter",
        "consumer",
        "consumers",
        "producer",
        "client",
        "worker",
        "workers",
        "proxy",
        "pooler",
        "ui",
        "admin",
        "connect",
        "operator",
        "gateway",
        "api",
        "bridge",
        "manager",
        "commander",
        "insight",
        "service",
    ];
    let mut words = named.name.as_str().split(' ');
    let uses = words.clone().any(|word| USERS.contains(&word));
    !uses
        && (words.any(|word| STORES.contains(&word))
            || named.words.text.to_lowercase().ends_with("database"))
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
