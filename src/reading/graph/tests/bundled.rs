//! The document that firedrill brings along.

use super::*;
use crate::words::Impact;

const DOCUMENT: &str =
    include_str!("../../../../scenarios/enterprise-scanner/service-dependencies.md");

#[test]
fn every_row_of_the_matrix_is_read() {
    let graph = read(DOCUMENT);
    assert_eq!(graph.services.len(), 14);
    let row =
        |name: &str| graph.services.iter().find(|row| row.service.name.as_str() == name).unwrap();
    let flask = row("flask");
    assert_eq!(names(flask.needs.as_ref().unwrap()), ["nginx", "redis", "pgbouncer"]);
    assert_eq!(names(row("postgres").needed_by.as_ref().unwrap()), ["pgbouncer", "flask"]);
    assert_eq!(row("internet").needs, Some(Vec::new()));
    assert_eq!(flask.impact.as_ref().unwrap().1, [Impact::Outage]);
    assert_eq!(row("ssl certificate").impact.as_ref().unwrap().1, [Impact::Degraded]);
    assert_eq!(row("grafana").impact.as_ref().unwrap().1, [Impact::None]);
    let place = row("pgbouncer").service.words.place;
    assert_eq!((place.line, place.column, place.length), (257, 5, 9));
}

#[test]
fn both_critical_paths_are_read_and_the_second_repeats_the_first() {
    let graph = read(DOCUMENT);
    let lists: Vec<_> = graph
        .criticality
        .iter()
        .map(|list| (list.under.text.as_str(), list.level, names(&list.services)))
        .collect();
    let first = "Minimum Viable System (Current - Static Website)";
    let second = "Future Dynamic System (Flask App Deployed)";
    assert_eq!(lists.len(), 5);
    assert_eq!((lists[0].0, lists[0].1, lists[0].2.len()), (first, Impact::Outage, 5));
    assert_eq!((lists[1].0, lists[1].1, lists[1].2.len()), (first, Impact::None, 6));
    assert_eq!((lists[2].0, lists[2].1), (second, Impact::Outage));
    assert_eq!(lists[2].2[..5], lists[0].2[..]);
    assert_eq!(lists[2].2[5..], ["flask", "postgres", "pgbouncer"]);
    assert_eq!((lists[3].1, &lists[3].2[..]), (Impact::Degraded, &["redis"][..]));
    assert_eq!(lists[4].2, ["prometheus", "grafana", "exporters"]);
}

#[test]
fn three_trees_decide_with_all_their_questions() {
    let graph = read(DOCUMENT);
    let trees: Vec<_> =
        graph.trees.iter().map(|tree| (tree.title.text.as_str(), tree.questions.len())).collect();
    assert_eq!(
        trees,
        [("Website is Down", 5), ("Performance is Slow", 5), ("Database Connections Failing", 4)]
    );
    let first = &graph.trees[0].questions[0];
    assert_eq!((first.number.as_str(), first.words.place.line), ("1", 371));
    let answers: Vec<_> = first
        .answers
        .iter()
        .map(|answer| (answer.on.text.as_str(), answer.goto.as_deref()))
        .collect();
    assert_eq!(answers, [("NO", None), ("YES", Some("2"))]);
    assert!(graph.trees.iter().flat_map(|tree| &tree.questions).all(|one| one.answers.len() == 2));
}

#[test]
fn the_start_order_is_read_with_what_each_waits_for() {
    let graph = read(DOCUMENT);
    assert_eq!(graph.orders.len(), 1);
    let steps: Vec<_> = graph.orders[0]
        .steps
        .iter()
        .map(|step| (step.starts.name.as_str(), names(&step.after)))
        .collect();
    let expected: [(&str, &[&str]); 13] = [
        ("ubuntu os", &[]),
        ("docker", &[]),
        ("docker compose", &[]),
        ("postgres", &[]),
        ("redis", &[]),
        ("prometheus", &[]),
        ("redis exporter", &["redis"]),
        ("node exporter", &[]),
        ("postgres exporter", &["postgres"]),
        ("grafana", &["prometheus"]),
        ("pgbouncer", &["postgres"]),
        ("nginx", &["ssl certs", "grafana"]),
        ("flask", &[]),
    ];
    let expected: Vec<_> =
        expected.into_iter().map(|(name, after)| (name, after.to_vec())).collect();
    assert_eq!(steps, expected);
}

#[test]
fn six_layers_are_read_with_their_facts() {
    let graph = read(DOCUMENT);
    let layers: Vec<_> = graph
        .layers
        .iter()
        .map(|layer| (layer.number.as_deref().unwrap(), layer.title.text.as_str()))
        .collect();
    assert_eq!(layers[1], ("2", "SSL/TLS Termination"));
    assert_eq!(layers.len(), 6);
    let impact = |layer: usize, under: Option<&str>| {
        let facts = graph.layers[layer].facts.iter();
        let fact = facts
            .filter(|(one, _)| one.as_ref().map(|words| words.text.as_str()) == under)
            .find(|(_, fact)| fact.key.text == "Failure Impact");
        fact.unwrap().1.value[0].text.clone()
    };
    assert_eq!(impact(1, None), "Security warnings in the browser, HTTPS unavailable");
    assert_eq!(impact(4, Some("PostgreSQL Database")), "There is no persistent data, app unusable");
}

#[test]
fn the_drawing_is_read_as_it_is_drawn() {
    let graph = read(DOCUMENT);
    assert_eq!(
        edges(&graph, Drawn::Drawing),
        [
            "internet > enterprisescanner.com",
            "enterprisescanner.com > digitalocean droplet",
            "digitalocean droplet > let's encrypt ssl tls certificate",
            "let's encrypt ssl tls certificate > nginx",
            "nginx > static files",
            "nginx > flask",
            "nginx > grafana",
            "flask > redis",
            "flask > pgbouncer",
            "pgbouncer > postgres",
            "grafana > prometheus",
            "redis exporter > postgres",
            "node exporter > postgres",
            // An exporter's arrow to Prometheus is the way of its metrics.
            "prometheus > node exporter",
            "redis exporter > postgres exporter",
            "node exporter > postgres exporter",
        ]
    );
}

#[test]
fn chains_and_trees_are_read_between_things_only() {
    let graph = read(DOCUMENT);
    assert_eq!(
        edges(&graph, Drawn::Chain),
        [
            "internet > dns",
            "nginx > static files",
            "nginx > flask",
            "nginx > grafana",
            "flask > redis",
            "flask > pgbouncer",
            "pgbouncer > postgres",
            "pgbouncer > postgres",
        ]
    );
    assert_eq!(
        edges(&graph, Drawn::Tree),
        [
            "flask > redis",
            "redis exporter > redis",
            "prometheus > redis exporter",
            "pgbouncer > postgres",
            "flask > pgbouncer",
            "postgres exporter > postgres",
            "prometheus > postgres exporter",
            "prometheus > redis exporter",
            "prometheus > node exporter",
            "prometheus > postgres exporter",
            "grafana > nginx",
            "grafana > prometheus",
        ]
    );
}
