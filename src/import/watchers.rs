//! What users do, and by what failures are noticed: a person must say it, and is shown how.

use super::model::Input;
use super::services::{Service, Services, slug};
use super::yaml::{Writer, scalar};
use crate::reading::{DetectedBy, Fact, Meaning, Name, Reading, Topic, Words};
use std::collections::BTreeSet;

/// Writes what users do, as an example with an address of the document.
pub fn write_journeys(file: &mut Writer, document: Input<'_>) {
    let (address, line) = address(document.text).map_or_else(
        || ("https://example.com/".to_owned(), None),
        |(address, line)| (address, Some(line)),
    );
    let said = line.map(|line| format!("; the address stands in line {line}")).unwrap_or_default();
    file.todo(
        0,
        "say what users do, and which services their way leads through",
        &format!("impacts are measured by it, and no file tells it{said}"),
    );
    file.example(0, "journeys:");
    file.example(0, "  website:");
    file.example(0, &format!("    http: {}", scalar(&format!("GET {address}"))));
    file.example(0, "    contains: WORDS OF A GOOD ANSWER");
    file.example(0, "    through: [SERVICE]");
    file.example(0, "resolvers: [RESOLVER:53]");
}

/// The first address of the document that users could have.
fn address(text: &str) -> Option<(String, u32)> {
    const INSIDE: [&str; 6] = ["localhost", "127.", "0.0.0.0", "10.", "192.168.", "<"];
    let found = |(line, number): (&str, u32)| {
        line.match_indices("https://").find_map(|(at, _)| {
            let rest = line.get(at..)?;
            let is_end =
                |c: char| c.is_whitespace() || c.is_control() || "\"'`<>()[]{}|,;*\\".contains(c);
            let address = rest.split(is_end).next()?.trim_end_matches(['.', ':']);
            let host = address.strip_prefix("https://")?.split('/').next()?;
            let outside = host.contains('.') && !INSIDE.iter().any(|one| host.starts_with(one));
            let plain = !host.contains(['@', '?', ':', '#']) && address.is_ascii();
            (outside && plain).then(|| (address.to_owned(), number))
        })
    };
    // What stands behind a fence's language or in a badge is an address all the same.
    text.lines().zip(1..).find_map(found)
}

/// A health check that the document gives.
#[derive(Debug)]
struct Check {
    service: usize,
    line: u32,
    command: String,
}

/// Writes the document's health checks and alerts as examples.
pub fn write_detectors(
    file: &mut Writer,
    document: Input<'_>,
    reading: &Reading,
    services: &Services,
) {
    let checks = checks(reading, services);
    let alerts = alerts(reading);
    if !checks.is_empty() {
        file.todo(
            0,
            "say by what the stack notices failures: take the marks away from these health checks",
            "they run in the shell of the document's server, which the pack must name as 'droplet'",
        );
    }
    if !alerts.is_empty() {
        file.todo(
            0,
            "name the rules of Prometheus by which the stack alerts, each with what it watches",
            &format!(
                "the document speaks of alerts and names no rule ({})",
                super::yaml::lines_told(&alerts.iter().copied().collect::<Vec<_>>())
            ),
        );
    }
    if checks.is_empty() && alerts.is_empty() {
        file.todo(
            0,
            "say by what the stack notices failures",
            "the document gives no health check and no alert",
        );
    }
    write_examples(file, document, services, &checks, !alerts.is_empty());
}

fn write_examples(
    file: &mut Writer,
    document: Input<'_>,
    services: &Services,
    checks: &[Check],
    alerts: bool,
) {
    file.example(0, "detectors:");
    let mut names = BTreeSet::new();
    for check in checks {
        let Some(service) = services.id(check.service) else { continue };
        let wanted = slug(&format!("{service}-check"), "check");
        let mut free = super::services::numbered(&wanted);
        let Some(name) = free.find(|name| names.insert(name.clone())) else { continue };
        file.example(0, &format!("  {name}: # line {}", check.line));
        file.example(0, &format!("    watches: {service}"));
        let at = (check.line as usize).checked_sub(1);
        if let Some(line) = at.and_then(|at| document.text.lines().nth(at)) {
            file.example(0, &format!("    quote: {}", scalar(&unmarked(line))));
        }
        file.example(0, &format!("    run: {}", scalar(&check.command)));
    }
    if alerts || checks.is_empty() {
        let first = services.all.first().map_or("SERVICE", |service| service.id.as_str());
        file.example(0, &format!("  {first}-down: {{watches: {first}, alert: RULE}}"));
    }
}

/// A line as a pack quotes it: without emphasis and what makes it an item.
fn unmarked(line: &str) -> String {
    let line = line.replace("**", "").replace("__", "");
    line.trim().trim_start_matches(['-', '*', '+', '>']).trim().to_owned()
}

/// The health checks of layers, of services with a sub-heading, and of failures.
fn checks(reading: &Reading, services: &Services) -> Vec<Check> {
    let mut found: Vec<Check> = Vec::new();
    let of_layers = reading.layers.iter().flat_map(|layer| {
        layer.facts.iter().map(|(of, fact)| (of.as_ref().unwrap_or(&layer.title), fact))
    });
    let of_failures = reading
        .failures
        .iter()
        .flat_map(|failure| failure.facts.iter().map(|fact| (&failure.title, fact)));
    for (of, fact) in of_layers.chain(of_failures).filter(|(_, fact)| is_check(fact)) {
        for words in &fact.value {
            let Some(command) = words.code().next().map(|code| code.text) else { continue };
            let Some(service) = watched(services, of, &command) else { continue };
            if found.iter().all(|check| check.command != command) {
                found.push(Check { service, line: words.place.line, command });
            }
        }
    }
    found
}

fn is_check(fact: &Fact) -> bool {
    let key = fact.key.text.to_lowercase();
    fact.topic == Topic::Detection || key.contains("check")
}

/// What a check is of: what its section is of, or the first service that the command names.
fn watched(services: &Services, of: &Words, command: &str) -> Option<usize> {
    let of = Name::of(&of.text).and_then(|name| services.find(&name));
    let is_word = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
    let mut words = command.split(is_word).filter(|word| word.len() > 2);
    of.or_else(|| words.find_map(|word| services.find(&Name::of(word)?)))
}

/// The lines that speak of alerts.
fn alerts(reading: &Reading) -> BTreeSet<u32> {
    let facts = reading.failures.iter().flat_map(|failure| &failure.facts);
    let ways = facts.filter_map(|fact| match &fact.means {
        Meaning::Detection(ways) => Some(ways),
        _ => None,
    });
    let alerts = ways.flatten().filter(|way| way.by == DetectedBy::Alert);
    alerts.map(|way| way.words.place.line).collect()
}

/// The first Compose service that is a Prometheus with a published port.
pub fn prometheus(services: &Services) -> Option<String> {
    services.all.iter().find_map(|service: &Service| {
        let compose = service.compose.as_ref()?;
        let is_it = compose.image.as_deref() == Some("prometheus");
        let port = compose.tcp.iter().find(|port| **port == 9090)?;
        is_it.then(|| scalar(&format!("{}:{port}", compose.name)))
    })
}
