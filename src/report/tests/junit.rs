//! What the JUnit file promises: to be read by every viewer, and to lead to the evidence.

use super::super::{FailOn, Material, Planned, Run, Timelines, junit};
use super::{all_well, much_amiss, run_of};
use crate::judge::fixture::scenarios::{nginx_crashes, redis_stops};
use crate::timeline::Timeline;
use crate::words::{ProfileName, ScenarioId};
use roxmltree::{Document, Node};
use std::collections::BTreeSet;

fn rendered(run: &Run, timelines: &Timelines, fail_on: &[FailOn]) -> String {
    let fail_on: BTreeSet<FailOn> = fail_on.iter().copied().collect();
    junit::render(&Material { run, timelines, fail_on: &fail_on, document: None })
}

/// What both common schemas ask for, as far as a file of ours can differ from it.
fn check(text: &str) {
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.attributes().count()), ("testsuites", 0));
    for (id, suite) in elements(root).enumerate() {
        let names: Vec<&str> = suite.attributes().map(|attribute| attribute.name()).collect();
        let wanted = [
            "id",
            "name",
            "package",
            "timestamp",
            "hostname",
            "tests",
            "failures",
            "errors",
            "skipped",
            "time",
        ];
        assert_eq!(names, wanted);
        assert_eq!(suite.attribute("id"), Some(id.to_string().as_str()));
        assert!(suite.attribute("timestamp").unwrap().parse::<jiff::civil::DateTime>().is_ok());
        let cases: Vec<Node<'_, '_>> =
            elements(suite).filter(|one| one.has_tag_name("testcase")).collect();
        let order: Vec<&str> = elements(suite).map(|one| one.tag_name().name()).collect();
        let cases_named = std::iter::repeat_n("testcase", cases.len());
        let expected: Vec<&str> = ["properties"]
            .into_iter()
            .chain(cases_named)
            .chain(["system-out", "system-err"])
            .collect();
        assert_eq!(order, expected);
        assert_eq!(suite.attribute("tests"), Some(cases.len().to_string().as_str()));
        for (counted, element) in
            [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]
        {
            let count = cases
                .iter()
                .filter(|case| elements(**case).any(|one| one.has_tag_name(element)))
                .count();
            assert_eq!(suite.attribute(counted), Some(count.to_string().as_str()), "{counted}");
        }
        cases.into_iter().for_each(check_case);
    }
}

fn check_case(case: Node<'_, '_>) {
    let names: Vec<&str> = case.attributes().map(|attribute| attribute.name()).collect();
    assert_eq!(names, ["name", "classname", "time"]);
    assert!(case.attribute("time").unwrap().parse::<f64>().unwrap() >= 0.0);
    assert!(elements(case).count() <= 1);
    for outcome in elements(case) {
        let names: Vec<&str> = outcome.attributes().map(|attribute| attribute.name()).collect();
        match outcome.tag_name().name() {
            "skipped" => assert_eq!(names, ["message"]),
            "failure" | "error" => assert_eq!(names, ["message", "type"]),
            other => panic!("{other}"),
        }
    }
}

fn elements<'a, 'input>(node: Node<'a, 'input>) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children().filter(Node::is_element)
}

fn case<'a, 'input>(document: &'a Document<'input>, class: &str, name: &str) -> Node<'a, 'input> {
    let here = |node: &Node<'_, '_>| {
        node.has_tag_name("testcase")
            && node.attribute("name") == Some(name)
            && node.attribute("classname") == Some(class)
    };
    document.descendants().find(here).unwrap_or_else(|| panic!("no case {class} {name}"))
}

fn outcome<'a>(document: &'a Document<'_>, class: &str, name: &str) -> (&'a str, String) {
    let outcome = elements(case(document, class, name)).next().unwrap();
    let message = outcome.attribute("message").unwrap().to_owned();
    (outcome.tag_name().name(), message + outcome.text().unwrap_or_default())
}

#[test]
fn every_run_is_of_the_common_shape() {
    for fail_on in [&FailOn::ALL[..], &[]] {
        for run in [all_well(), much_amiss(), run_of(&[])] {
            check(&rendered(&run, &Timelines::default(), fail_on));
        }
    }
}

#[test]
fn a_contradiction_has_its_sentence_its_line_its_events_and_the_next_command() {
    let timeline =
        redis_stops("flask").fails("postgres-exporter.alive", 70, "connection refused").build();
    let mut run = run_of(std::slice::from_ref(&timeline));
    run.drills[0].timeline = Some("redis-stops.flask.jsonl".to_owned());
    let timelines: Timelines =
        [("redis-stops.flask.jsonl".to_owned(), timeline)].into_iter().collect();
    let text = rendered(&run, &timelines, &FailOn::ALL);
    check(&text);
    let document = Document::parse(&text).unwrap();
    let (element, told) = outcome(&document, "redis-stops.flask", "unaffected.flask");
    assert_eq!(element, "failure");
    for words in [
        "service-dependencies.md line 295",
        "postgres-exporter.alive: failed",
        "connection refused",
        "firedrill show redis-stops --run 20261124-074512-a3f0 --claim unaffected.flask",
    ] {
        assert!(told.contains(words), "'{words}' is not in: {told}");
    }
}

#[test]
fn a_recovery_and_a_detection_take_as_long_as_they_were_measured_to() {
    let run = all_well();
    let text = rendered(&run, &Timelines::default(), &FailOn::ALL);
    let document = Document::parse(&text).unwrap();
    for drill in &run.drills {
        let class = format!("{}.{}", drill.id, drill.profile);
        let time = |name: &str| case(&document, &class, name).attribute("time").unwrap().to_owned();
        let recovery = drill.recovery.observed.unwrap().value;
        assert_eq!(
            time(&format!("recovery.{}", drill.profile)),
            format!("{:.3}", recovery.as_secs())
        );
        assert_ne!(time(&format!("detected.alert.{}", drill.profile)), "0.000");
        assert_eq!(time(&format!("cascade.{}", drill.profile)), "0.000");
    }
}

#[test]
fn what_fails_is_what_fails_the_run() {
    let mut run = much_amiss();
    run.not_drilled.push(Planned {
        id: ScenarioId::parse("dns-fails.silent").unwrap(),
        profile: ProfileName::parse("static").unwrap(),
    });
    let element = |fail_on: &[FailOn], class: &str, name: &str| {
        let text = rendered(&run, &Timelines::default(), fail_on);
        let document = Document::parse(&text).unwrap();
        let (element, told) = outcome(&document, class, name);
        (element.to_owned(), told)
    };
    let all = &FailOn::ALL[..];
    assert_eq!(element(all, "postgresql-stops.static", "impact.website.static").0, "failure");
    assert_eq!(element(all, "redis-stops.static", "cascade.static").0, "error");
    assert_eq!(element(all, "drift", "redis-stops recovery.flask line 303").0, "failure");
    assert_eq!(element(all, "not-drilled", "dns-fails.silent.static").0, "error");
    let (kind, told) = element(all, "redis-stops.flask", "unaffected.flask");
    assert_eq!(kind, "skipped");
    assert!(told.starts_with("waived until 2027-01-31: the exporter shares"), "{told}");
    for (class, name) in [
        ("postgresql-stops.static", "impact.website.static"),
        ("redis-stops.static", "cascade.static"),
        ("drift", "redis-stops recovery.flask line 303"),
    ] {
        assert_eq!(element(&[], class, name).0, "skipped", "{class} {name}");
    }
    // What was not drilled, and what was drilled without a fault, is an error whatever --fail-on
    // leaves out.
    assert_eq!(element(&[], "not-drilled", "dns-fails.silent.static").0, "error");
    let (kind, told) = element(&[], "redis-stops.static", "fault");
    assert_eq!(kind, "error");
    assert!(told.contains("did not take hold"), "{told}");
    let (_, told) = element(&[], "redis-stops.static", "cascade.static");
    assert!(told.contains("undetermined, which --fail-on does not name"), "{told}");
}

#[test]
fn no_text_from_outside_breaks_the_file() {
    let nasty = "\u{1b}[2J]]>\u{0}\u{fffe}<b a=\"&'\">&amp;\u{7}\nnext";
    let mut timeline: Timeline =
        nginx_crashes("static").fails("website", 30, nasty).recovery_fails(1, nasty).build();
    timeline.header.title = nasty.to_owned();
    timeline.header.claims.iter_mut().for_each(|claim| claim.text = nasty.to_owned());
    let mut run = run_of(std::slice::from_ref(&timeline));
    run.pack = nasty.to_owned();
    run.started_at = nasty.to_owned();
    run.drills[0].timeline = Some(nasty.to_owned());
    run.started_at = "2026-11-24T07:45:12Z".to_owned();
    let timelines: Timelines = [(nasty.to_owned(), timeline)].into_iter().collect();
    check(&rendered(&run, &timelines, &FailOn::ALL));
}
