//! `firedrill simulate` as people and scripts meet it, on the bundled pack.

use crate::common::Folder;
use serde_json::{Value, json};

fn told(args: &[&str]) -> String {
    let said = Folder::new().without_engine([&["simulate"], args].concat()).ends(0);
    assert!(said.err.is_empty(), "{said:?}");
    said.out
}

fn found(folder: &Folder, args: &[&str]) -> Value {
    let program = ["simulate", "--years", "100", "--format", "json"];
    folder.without_engine([&program[..], args].concat()).ends(0).json()["simulations"][0].clone()
}

/// A mean of today's, of a profile's first journey.
fn today(found: &Value, what: &str) -> f64 {
    found["today"]["journeys"][0][what]["mean"].as_f64().unwrap()
}

#[test]
fn each_journey_is_told_today_and_with_each_improvement() {
    insta::assert_snapshot!(told(&["--years", "200"]));
}

#[test]
fn the_same_seed_gives_the_same_figures() {
    let (one, other) = (["--years", "50", "--seed", "7"], ["--years", "50", "--seed", "8"]);
    assert_eq!(told(&one), told(&one));
    assert_ne!(told(&one), told(&other));
}

#[test]
fn rates_are_laid_over_the_packs_and_told_to_be() {
    let folder = Folder::new();
    let file = folder.write(
        "better.yaml",
        "rates: {server: {mtbf: 36500d}, nginx: {repair: 30s}}\ncopies: {dns: {of: 2}}\n",
    );
    let found = found(&folder, &["--profile", "static", "--what-if", &file]);
    let changed = &found["what_if"]["outcome"];
    assert_eq!(found["what_if"]["file"], "better.yaml");
    let rates = found["rates"].as_array().unwrap();
    let nginx = rates.iter().find(|rated| rated["part"] == "nginx, what if").unwrap();
    assert_eq!(
        (&nginx["repair_from"], &nginx["repair_seconds"]),
        (&json!("what-if"), &json!(30.0))
    );
    let saved = &changed["journeys"][0]["saved"];
    let (mean, within) = (saved["mean"].as_f64().unwrap(), saved["within"].as_f64().unwrap());
    assert!(mean > within && mean < today(&found, "outage"), "{saved}");
}

#[test]
fn what_is_wrong_with_a_what_if_is_told_at_its_place() {
    let folder = Folder::new();
    for (text, words) in [
        ("rates:\n  redsi: {mtbf: 90d}\n", ["bad.yaml:2:3", "did you mean 'redis'?"]),
        ("rates: {redis: {mtbf: soon}}\n", ["bad.yaml:1:23", "write it like 90d"]),
        ("rates: {redis: {mtbf: 5m}}\n", ["bad.yaml:1:23", "more often than every hour"]),
        ("rates: {redis: {holds: nginx}}\n", ["bad.yaml:1:24", "only the server holds"]),
        ("copies: {redis: {of: 2, need: 3}}\n", ["bad.yaml:1:31", "3 can never be there"]),
        ("copies: {redis: {need: 1}}\n", ["bad.yaml:1:17", "needs the key 'of'"]),
        ("services: {}\n", ["bad.yaml:1:1", "has no key 'services'"]),
        (
            "dependencies: {postgres: {hard: [flask]}}\n",
            ["bad.yaml:1:15", "need one another to start"],
        ),
    ] {
        let file = folder.write("bad.yaml", text);
        let said = folder.without_engine(["simulate", "--what-if", &file]).ends(2);
        assert!(said.out.is_empty(), "{said:?}");
        said.complains(&words);
    }
}

#[test]
fn times_that_a_run_measured_take_the_place_of_what_is_assumed() {
    let folder = Folder::new();
    let run = ["run", "redis-stops", "--profile", "flask", "--engine", "simulated", "--seed", "7"];
    folder.without_engine([&run[..], &["--fail-on", "contradicted"]].concat()).ends(0);
    let name = folder.names("reports").remove(0);
    let said = folder
        .without_engine(["simulate", "--from", &name, "--years", "10", "--format", "json"])
        .ends(0);
    let said = said.complains(&["was a rehearsal"]);
    let found = said.json();
    let rates = found["simulations"][0]["rates"].as_array().unwrap().clone();
    let redis = rates.iter().find(|rated| rated["part"] == "redis").unwrap();
    assert_eq!(redis["repair_from"], format!("measured in {name}, a rehearsal"));
    assert!(redis["repair_seconds"].as_f64().unwrap() < 60.0, "{redis}");
    assert_eq!(redis["mtbf_from"], "assumed: a container");
    folder.without_engine(["simulate", "--from", "20200101-0000"]).ends(2);
}

#[test]
fn a_picture_is_written_that_is_right_in_light_and_dark() {
    let folder = Folder::new();
    let path = folder.at("outages.svg");
    folder.without_engine(["simulate", "--years", "10", "--plot", &path]).ends(0);
    let picture = std::fs::read_to_string(&path).unwrap();
    let tree = roxmltree::Document::parse(&picture).unwrap();
    let bars = tree.descendants().filter(|node| node.attribute("class") == Some("bar")).count();
    // In each profile six improvements, and all of them; today has a colour of its own.
    assert_eq!(bars, 2 * 7, "{picture}");
    assert!(picture.contains("prefers-color-scheme:dark"), "{picture}");
}

#[test]
fn what_cannot_be_simulated_is_status_2() {
    let folder = Folder::new();
    for (args, words) in [
        (&["--years", "9"][..], "9"),
        (&["--profile", "golang"], "golang"),
        (&["--what-if", "nowhere.yaml"], "nowhere.yaml"),
        (&["--format", "dot"], "only `firedrill predict` draws"),
    ] {
        let said = folder.without_engine([&["simulate"], args].concat()).ends(2);
        assert!(said.out.is_empty(), "{said:?}");
        said.complains(&[words]);
    }
}
