//! Rules about what needs what.

use super::builder::Doc;
use super::{findings, lines, of};
use crate::lint::Severity;
use crate::reading::{Drawn, Meaning, Need, Topic};

fn none() -> Vec<Vec<u32>> {
    Vec::new()
}

#[test]
fn a_dependency_that_is_not_named_back_is_found_from_both_sides() {
    let doc = Doc::new()
        .row("API", "Broker, Cache", "Users", "-")
        .row("Broker", "Disk", "Worker", "-")
        .row("Cache", "Disk", "API", "-")
        .row("Worker", "None", "Operators", "-");
    let found = of("named-on-one-side", &doc);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert_eq!(found[0].0, [1, 2]);
    assert!(found[0].1.starts_with("API depends on Broker"), "{found:#?}");
    assert_eq!(found[1].0, [2, 4]);
    assert!(found[1].1.starts_with("Broker is depended on by Worker"), "{found:#?}");
}

#[test]
fn whoever_may_be_meant_is_named_back() {
    let doc = Doc::new()
        .row("Network", "None", "All services", "-")
        .row("TLS certificate", "Network", "Gateway", "-")
        .row("Gateway", "SSL, Network", "Users", "-")
        .row("Web exporter", "Gateway server", "Metrics", "-")
        .row("Metrics", "Exporters", "None", "-")
        .row("Mail exporter", "None", "Metrics", "-");
    // Only the gateway's row leaves somebody out.
    assert_eq!(lines("named-on-one-side", &doc), [[3, 4]]);
}

#[test]
fn a_table_with_one_column_says_nothing_of_the_other_side() {
    let doc = Doc::new().row("API", "Broker", "-", "-").row("Broker", "None", "-", "-");
    assert_eq!(findings(&doc), []);
    let doc = Doc::new().row("API", "-", "Broker", "-").row("Broker", "-", "None", "-");
    assert_eq!(findings(&doc), []);
}

#[test]
fn rows_of_several_tables_are_taken_together() {
    let doc = Doc::new()
        .row("API", "Broker", "-", "-")
        .row("Broker", "-", "Worker", "-")
        .row("Broker", "-", "API", "-");
    assert_eq!(lines("named-on-one-side", &doc), none());
}

#[test]
fn a_dependency_that_the_drawing_leaves_out_is_a_note() {
    let drawn = |doc: Doc| {
        doc.edge("Web", "API", None, Drawn::Mermaid).edge("Worker", "Broker", None, Drawn::Mermaid)
    };
    let doc = drawn(Doc::new().row("API", "Broker", "-", "-"));
    let found = findings(&doc);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].severity), ("missing-in-drawing", Severity::Note));
    // A way through others counts, in either direction, and whoever is not drawn at all does not.
    let through = drawn(Doc::new().row("Web", "Cache", "-", "-").row("Web", "Vault", "-", "-"))
        .edge("API", "Cache", None, Drawn::Mermaid);
    assert_eq!(findings(&through), []);
    let back = drawn(Doc::new().row("API", "Web", "-", "-"));
    assert_eq!(lines("missing-in-drawing", &back), none());
}

#[test]
fn arrows_in_opposite_directions_are_found_once() {
    let doc = Doc::new().edge("API", "Broker", None, Drawn::Chain).edge(
        "Broker",
        "API",
        None,
        Drawn::Drawing,
    );
    assert_eq!(lines("both-directions", &doc), [[1, 2]]);
    let again = Doc::new()
        .edge("API", "Broker", None, Drawn::Chain)
        .edge("API", "Broker", None, Drawn::Tree)
        .edge("Broker", "API", None, Drawn::Drawing)
        .edge("Broker", "API", None, Drawn::Drawing);
    assert_eq!(lines("both-directions", &again), [[1, 3]]);
    let with_table =
        Doc::new().row("API", "Broker", "-", "-").edge("Broker", "API", None, Drawn::Drawing);
    assert_eq!(lines("both-directions", &with_table), none(), "an arrow may mean who sends");
}

#[test]
fn an_arrow_with_two_heads_is_a_note() {
    let mut doc = Doc::new().edge("API", "Broker", None, Drawn::Chain).edge(
        "Broker",
        "API",
        None,
        Drawn::Chain,
    );
    doc.reading.edges[1].place.line = 1;
    let found = findings(&doc);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].rule, found[0].severity), ("both-directions", Severity::Note));
}

#[test]
fn a_chain_against_a_table_is_a_note() {
    let table = || Doc::new().row("API", "Broker", "-", "-");
    let found = findings(&table().edge("Broker", "API", None, Drawn::Chain));
    let one = found.iter().find(|finding| finding.rule == "both-directions").unwrap();
    assert_eq!((one.severity, one.lines()), (Severity::Note, vec![1, 2]));
    let agrees = table().edge("API", "Broker", None, Drawn::Chain);
    assert_eq!(lines("both-directions", &agrees), none());
}

#[test]
fn what_depends_on_nothing_and_on_something_is_found() {
    let order = |doc: Doc| doc.order(&[("Vault", "None"), ("Broker", "Vault")]);
    let rule = "depends-on-nothing";
    let row = order(Doc::new().row("Broker", "None", "-", "-"));
    assert_eq!(lines(rule, &row), [[1, 4]]);
    let layer = |words: &str| {
        let mut doc = Doc::new().layer("Data", Some("Broker"), "Dependencies", words);
        let fact = &mut doc.reading.layers[0].facts[0].1;
        (fact.topic, fact.means) = (Topic::Dependencies, Meaning::Names(Vec::new()));
        order(doc)
    };
    assert_eq!(lines(rule, &layer("None")), [[3, 6]]);
    let agrees = order(Doc::new().row("Broker", "Vault", "-", "-").row("Vault", "None", "-", "-"));
    assert_eq!(findings(&agrees), []);
}

#[test]
fn drawings_count_for_cascades_where_their_arrows_cannot_be_misread() {
    let drawn = |cascade: &'static [&'static str]| {
        Doc::new()
            .edge("Shop", "Postgres", None, Drawn::Drawing)
            .edge("Gate", "SQLite", None, Drawn::Drawing)
            .edge("Relay", "Mailer", None, Drawn::Drawing)
            .scenario("Postgres down", |facts| facts.whole().cascade("so", cascade))
    };
    assert_eq!(lines("cascade-names-stranger", &drawn(&["Shop", "Gate"])), [[2, 8]]);
    let sends = Doc::new()
        .edge("Postgres", "Shop", None, Drawn::Drawing)
        .edge("Shop", "Cache", None, Drawn::Drawing)
        .scenario("Postgres down", |facts| facts.whole().cascade("Shop", &["Shop"]));
    assert_eq!(lines("cascade-names-stranger", &sends), none(), "who sends is drawn first");
    let tree = |from: &str| {
        Doc::new()
            .edge(from, "Cache", None, Drawn::Tree)
            .scenario("Cache crashes", |facts| facts.whole().cascade("None", &[]))
    };
    assert_eq!(lines("cascade-misses-dependent", &tree("Shop")), [[1, 6]]);
    assert_eq!(lines("cascade-misses-dependent", &tree("Website visitors")), none());
}

#[test]
fn a_cascade_that_names_a_stranger_is_found() {
    let table = || {
        Doc::new()
            .row("API", "Broker", "-", "-")
            .row("Broker", "Disk", "-", "-")
            .row("Mailer", "Relay", "-", "-")
            .row("Banner", "-", "-", "-")
    };
    let doc = table().scenario("Broker stops", |facts| {
        facts.whole().cascade("API fails, Mailer fails", &["API", "Mailer"])
    });
    let found = of("cascade-names-stranger", &doc);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].1.contains("Mailer fails with Broker"), "{found:#?}");
    // Of whom nothing is said, nothing can be held against the scenario; nor of the failed one.
    let doc = table().scenario("Broker stops", |facts| {
        facts.whole().cascade("Banner, Broker, Moon", &["Banner", "Broker", "Moon"])
    });
    assert_eq!(lines("cascade-names-stranger", &doc), none());
    // Nor where the failure is nobody's in particular, or the title leaves open whose.
    for title in ["Region lost", "Broker cannot reach API"] {
        let doc = table().scenario(title, |facts| facts.whole().cascade("Mailer", &["Mailer"]));
        assert_eq!(lines("cascade-names-stranger", &doc), none(), "{title}");
    }
}

#[test]
fn a_cascade_that_leaves_out_a_hard_dependent_is_found() {
    let doc = |kind| {
        Doc::new()
            .row("API", "-", "-", "🔴 out")
            .row("Broker", "-", "-", "🔴 out")
            .edge("API", "Broker", kind, Drawn::Table)
            .scenario("Broker stops", |facts| facts.whole().cascade("None", &[]))
    };
    let severity = |kind| {
        let found = findings(&doc(kind));
        let of_rule = found.iter().find(|finding| finding.rule == "cascade-misses-dependent");
        of_rule.map(|finding| (finding.severity, finding.lines()))
    };
    assert_eq!(severity(Some(Need::Hard)), Some((Severity::Warning, vec![3, 8])));
    assert_eq!(severity(None), Some((Severity::Note, vec![3, 8])));
    assert_eq!(severity(Some(Need::Soft)), None);
    assert_eq!(severity(Some(Need::Startup)), None);
    let named = Doc::new()
        .row("API", "-", "-", "-")
        .edge("API", "Broker", Some(Need::Hard), Drawn::Table)
        .scenario("Broker stops", |facts| facts.whole().cascade("APIs fail", &["APIs"]));
    assert_eq!(lines("cascade-misses-dependent", &named), none());
    let untold = Doc::new()
        .row("API", "-", "-", "-")
        .edge("API", "Broker", Some(Need::Hard), Drawn::Table)
        .scenario("Broker stops", |facts| {
            facts.whole().time(Topic::RecoveryTime, "Up", "1 minute")
        });
    assert_eq!(lines("cascade-misses-dependent", &untold), none(), "no cascade says nothing");
}

#[test]
fn a_start_order_against_the_dependencies_is_found() {
    let doc = Doc::new()
        .row("API", "Broker", "-", "-")
        .row("Broker", "None", "-", "-")
        .order(&[("API", "None"), ("Broker", "None")]);
    assert_eq!(lines("starts-too-early", &doc), [[1, 4, 5]]);
    let right =
        Doc::new().row("API", "Broker", "-", "-").order(&[("Broker", "None"), ("API", "Broker")]);
    assert_eq!(findings(&right), []);
    let own = Doc::new().order(&[("API", "Broker"), ("Broker", "None")]);
    assert_eq!(lines("starts-too-early", &own), [[2, 3]]);
    let soft = Doc::new()
        .edge("API", "Broker", Some(Need::Soft), Drawn::Table)
        .edge("API", "Broker", None, Drawn::Chain)
        .order(&[("API", "None"), ("Broker", "None")]);
    assert_eq!(lines("starts-too-early", &soft), none());
}

#[test]
fn a_circle_is_found_once_with_its_links() {
    let doc = Doc::new().row("API", "Broker", "-", "-").row("Broker", "Vault", "-", "-").row(
        "Vault",
        "API, Disk",
        "-",
        "-",
    );
    let found = of("circle", &doc);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].0, [1, 2, 3]);
    assert!(found[0].1.starts_with("API → Broker → Vault → API"), "{found:#?}");
    let order =
        Doc::new().row("Vault", "API", "-", "-").order(&[("Vault", "None"), ("API", "Vault")]);
    assert_eq!(lines("circle", &order), [[1, 4]]);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long it takes is what is tested")]
fn a_large_graph_is_looked_at_in_no_time() {
    let mut doc = Doc::new();
    for at in 0..5_000 {
        let (one, next) = (format!("Part {at}x"), format!("Part {}x", at + 1));
        doc = doc.row(&one, &next, "-", "🔴 out").scenario(&format!("{one} stops"), |facts| {
            facts.whole().cascade("Part 1x", &["Part 1x"])
        });
    }
    let begun = std::time::Instant::now();
    assert!(!findings(&doc).is_empty());
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
