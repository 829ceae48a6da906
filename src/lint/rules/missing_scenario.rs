//! A service that no scenario is about.

use super::super::finding::{Finding, Severity, Spot};
use super::super::view::View;
use super::Rule;
use crate::reading::{Name, ServiceRow};
use std::collections::HashSet;

/// See [`Rule::summary`].
pub struct MissingScenario;

/// What titles call a service by its kind: `Database failure` is one of Postgres.
const KINDS: [(&str, &[&str]); 18] = [
    ("postgres", &["database", "db", "sql"]),
    ("mysql", &["database", "db", "sql"]),
    ("mariadb", &["database", "db", "sql"]),
    ("mongodb", &["database", "db"]),
    ("aurora", &["database", "db"]),
    ("rds", &["database", "db"]),
    ("redis", &["cache"]),
    ("memcached", &["cache"]),
    ("valkey", &["cache"]),
    ("rabbitmq", &["queue", "broker", "messaging", "message"]),
    ("kafka", &["queue", "broker", "messaging", "message", "event"]),
    ("nats", &["queue", "broker", "messaging", "message"]),
    ("nginx", &["web", "proxy", "balancer", "ingress"]),
    ("haproxy", &["proxy", "balancer", "ingress"]),
    ("traefik", &["proxy", "balancer", "ingress"]),
    ("elasticsearch", &["search"]),
    ("opensearch", &["search"]),
    ("ssl certificate", &["tls", "https", "certificates", "certs", "cert"]),
];

impl Rule for MissingScenario {
    fn id(&self) -> &'static str {
        "missing-scenario"
    }

    fn severity(&self) -> Severity {
        Severity::Note
    }

    fn summary(&self) -> &'static str {
        "A table lists a service, and no scenario is about its failure."
    }

    fn why(&self) -> &'static str {
        "It may be that it cannot fail alone, or that nobody thought of it. Said only where other \
         services of the same tables have scenarios."
    }

    fn example(&self) -> (&'static str, &'static str) {
        (
            "| Queue | Workers wait |\n| Redis | Pages are slower |\n…\nScenario: Redis stops",
            "| Queue | Workers wait |\n| Redis | Pages are slower |\n…\nScenario: Redis stops\n…\n\
             Scenario: Queue stops",
        )
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let mut told: HashSet<Name> = HashSet::new();
        let mut words: HashSet<String> = HashSet::new();
        for scenario in &view.scenarios {
            let title = &scenario.failure.title.text;
            let lower = title.to_lowercase();
            told.extend(view.things.called(title));
            told.extend(scenario.of.iter().cloned());
            let split = lower.split(|c: char| !c.is_alphanumeric());
            words.extend(split.filter(|word| word.len() > 1).map(str::to_owned));
        }
        let is_told = |name: &Name| told.contains(name) || by_its_kind(name, &words);
        let mut seen = HashSet::new();
        let mut rows: Vec<(Name, &ServiceRow)> = Vec::new();
        // Rows of objectives may be tiers and kinds of data.
        let of_services = |row: &&ServiceRow| {
            row.needs.is_some() || row.needed_by.is_some() || row.impact.is_some()
        };
        for row in view.reading.services.iter().filter(of_services) {
            let name = view.things.one(&row.service.name);
            if seen.insert(name.clone()) {
                rows.push((name, row));
            }
        }
        let (with, without): (Vec<_>, Vec<_>) = rows.iter().partition(|(name, _)| is_told(name));
        // Where most have none, the document tells of the worst only, or of different things.
        if with.is_empty() || with.len() * 3 < rows.len() {
            return Vec::new();
        }
        let finding = |(name, row): &(Name, &ServiceRow)| {
            let message = format!("no scenario is about the failure of {}", row.service.words.text);
            Finding::new(self, message, vec![Spot::at(&row.service.words, "listed here")])
                .about([name])
        };
        without.into_iter().map(finding).collect()
    }
}

/// Whether titles speak of it by its kind, or by a word of its own name.
fn by_its_kind(name: &Name, words: &HashSet<String>) -> bool {
    let kinds = KINDS.iter().filter(|(own, _)| {
        name.as_str().split(' ').any(|word| word == *own) || name.as_str() == *own
    });
    let mut kinds = kinds.flat_map(|(_, kinds)| kinds.iter());
    // `API Service Failure` is one of the core API; `Redis` is none of its exporter.
    let last = name.as_str().rsplit(' ').next().filter(|word| word.len() > 2);
    kinds.any(|kind| words.contains(*kind)) || last.is_some_and(|word| words.contains(word))
}
