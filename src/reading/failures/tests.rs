//! What is found in documents of many forms.

mod forms;
mod hostile;
mod neighbours;

use crate::reading::blocks::{Block, blocks};
use crate::reading::model::{Fact, Failure, Form, Topic};
use crate::reading::read;
use crate::reading::sections::Section;

/// What is found, before anybody says what it means.
fn found(text: &str) -> Vec<Failure> {
    let lines = u32::try_from(text.lines().count()).unwrap();
    super::failures(&Section::of(blocks(text), lines))
}

/// A document's failures: `number|title`, then each fact as `Topic key ^under = value [blocks]`.
fn told(text: &str) -> Vec<String> {
    found(text).iter().flat_map(lines).collect()
}

fn lines(failure: &Failure) -> Vec<String> {
    let number = failure.number.as_deref().unwrap_or_default();
    let title = format!("{number}|{}", failure.title.text);
    std::iter::once(title).chain(failure.facts.iter().map(line)).collect()
}

fn line(fact: &Fact) -> String {
    let value = fact.value.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" / ");
    let under = fact.under.as_ref().map(|under| format!(" ^{}", under.text)).unwrap_or_default();
    let kinds = fact.blocks.iter().map(|block| match block {
        Block::Heading(..) => "heading".to_owned(),
        Block::Paragraph(_) => "text".to_owned(),
        Block::List(list) => format!("list {}", list.items.len()),
        Block::Table(table) => format!("table {}", table.rows.len()),
        Block::Code(code) => format!("code {}", code.lines.len()),
        Block::Comment(_) => "comment".to_owned(),
    });
    let kinds = kinds.fold(String::new(), |all, kind| all + " [" + &kind + "]");
    let guess = if fact.guess.is_some() { " ?" } else { "" };
    format!("{:?} {}{under} = {value}{kinds}{guess}", fact.topic, fact.key.text)
}

/// The titles of a document's failures.
fn titles(text: &str) -> Vec<String> {
    read(text).failures.into_iter().map(|failure| failure.title.text).collect()
}

const BUNDLED: &str = include_str!("../../../scenarios/enterprise-scanner/service-dependencies.md");

#[test]
fn the_bundled_document_has_eight_failures() {
    assert_eq!(
        titles(BUNDLED),
        [
            "Nginx Crashes",
            "PostgreSQL Container Stops",
            "Redis Container Stops",
            "SSL Certificate Expires",
            "Disk Space Full",
            "PgBouncer Crashes",
            "Prometheus/Grafana Down",
            "DNS Resolution Fails",
        ]
    );
    let failures = read(BUNDLED).failures;
    let numbers: Vec<_> = failures.iter().filter_map(|one| one.number.as_deref()).collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7", "8"]);
    assert!(failures.iter().all(|one| one.form == Form::Chapter));
}

#[test]
fn every_field_of_the_bundled_document_is_a_fact_where_it_stands() {
    let failures = read(BUNDLED).failures;
    // Each line of the eight blocks that has words is the value of one fact, or its key.
    for failure in &failures {
        let (from, to) = failure.lines;
        let source = BUNDLED.lines().enumerate().skip(from as usize);
        let source = source.take((to - from) as usize);
        for (at, text) in source.filter(|(_, text)| text.contains(|c: char| c.is_alphanumeric())) {
            let at = u32::try_from(at).unwrap() + 1;
            let says = |fact: &&Fact| {
                let value = fact.value.iter().any(|line| line.place.line == at);
                value || fact.key.place.line == at
            };
            assert!(failure.facts.iter().any(|fact| says(&fact)), "{at}: {text}");
        }
    }
    let lines: Vec<&str> = BUNDLED.lines().collect();
    for fact in failures.iter().flat_map(|failure| &failure.facts) {
        for words in fact.value.iter().chain([&fact.key]) {
            let line = lines[words.place.line as usize - 1];
            let column = words.place.column as usize - 1;
            let there: String =
                line.chars().skip(column).take(words.text.chars().count()).collect();
            assert_eq!(there, words.text, "{:?}", words.place);
        }
    }
    assert!(failures.iter().flat_map(|one| &one.facts).all(|fact| fact.topic != Topic::Other));
}

#[test]
fn a_label_below_a_key_says_for_whom() {
    let redis = &found(BUNDLED)[2];
    assert_eq!(
        lines(redis),
        [
            "3|Redis Container Stops",
            "Failure Failure = The Redis container has crashed",
            "Impact Impact ^Current (Static Site) = 🟢 No impact",
            "Impact Impact ^Future (Flask App) = 🟡 Performance degraded - nothing is cached",
            "Cascade Cascade = Redis Exporter fails as well, Flask app gets slower",
            "Detection Detection = Health checks, Prometheus alerts",
            "Recovery Recovery = docker restart enterprisescanner_redis (10 seconds)",
            "Graceful Graceful = Flask app keeps working without the Redis cache",
            "Prevention Prevention = Watch memory usage, persistence, eviction policy",
        ]
    );
    let disk = &read(BUNDLED).failures[4];
    let cascade = disk.facts.iter().find(|fact| fact.topic == Topic::Cascade).unwrap();
    assert_eq!(cascade.value.len(), 4, "a line each");
}
