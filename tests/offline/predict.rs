//! `firedrill predict` as people and scripts meet it, on the bundled pack.

use crate::common::Folder;
use serde_json::json;

fn told(args: &[&str]) -> String {
    let said = Folder::new().without_engine([&["predict"], args].concat()).ends(0);
    assert!(said.err.is_empty(), "{said:?}");
    said.out
}

#[test]
fn a_cascade_is_told_for_each_profile_with_what_becomes_of_the_journeys() {
    insta::assert_snapshot!(told(&["postgres"]));
}

#[test]
fn what_runs_on_but_would_not_start_again_is_told() {
    insta::assert_snapshot!(told(&["grafana", "certificate", "--profile", "static"]));
}

#[test]
fn cut_sets_are_told_of_each_journey_and_of_all_at_once() {
    insta::assert_snapshot!(told(&["--cut-sets", "--profile", "flask"]));
}

#[test]
fn the_graph_is_drawn_with_what_failed_marked() {
    insta::assert_snapshot!(told(&["redis", "--profile", "flask", "--format", "mermaid"]));
    let dot = told(&["redis", "--profile", "flask", "--format", "dot"]);
    assert!(dot.starts_with("digraph firedrill {") && dot.contains("fillcolor=\"#c5221f\""));
    let svg = told(&["redis", "--profile", "flask", "--format", "svg"]);
    assert!(svg.starts_with("<svg ") && svg.contains("✗ redis"));
}

#[test]
fn a_service_that_only_one_profile_has_is_predicted_there_alone() {
    let said = Folder::new().without_engine(["predict", "flask"]).ends(0);
    assert!(said.err.contains("static has no flask") && !said.out.contains("static:"), "{said:?}");
    let said = Folder::new().without_engine(["predict", "flask", "--profile", "static"]).ends(2);
    assert!(said.out.is_empty(), "{said:?}");
}

#[test]
fn programs_get_one_document() {
    let folder = Folder::new();
    let args = ["predict", "redis", "--profile", "flask", "--journey", "api", "--format", "json"];
    let found = folder.without_engine(args).ends(0).json();
    let one = &found["predictions"][0];
    assert_eq!(one["profile"], "flask");
    assert_eq!(one["cut_sets"], json!(null));
    assert_eq!(
        one["cascade"]["journeys"],
        json!([{ "journey": "api", "impact": "degraded", "by": "flask" }])
    );
    let hit = json!({
        "service": "redis-exporter", "impact": "outage", "step": 1, "by": "redis", "kind": "hard",
    });
    assert!(one["cascade"]["services"].as_array().unwrap().contains(&hit), "{one}");
}

#[test]
fn how_likely_a_journey_is_down_follows_from_its_services() {
    let folder = Folder::new();
    let found =
        folder.without_engine(["predict", "--cut-sets", "1", "--journey", "website"]).ends(0);
    assert!(!found.out.contains("probability"), "{found:?}");
    let args = ["predict", "--cut-sets", "1", "--journey", "website", "--format", "json"];
    let rates = ["--probability", "nginx=0.1", "--probability", "dns=0.1"];
    let found = folder.without_engine([&args[..], &rates].concat()).ends(0).json();
    let likely = found["predictions"][0]["cut_sets"][0]["probability"].as_f64().unwrap();
    assert!((likely - 0.19).abs() < 1e-12, "{likely}");
}

#[test]
fn what_the_pack_does_not_know_is_status_2_with_what_may_be_meant() {
    let folder = Folder::new();
    for (args, words) in [
        (&["predict", "rediss"][..], "did you mean 'redis'?"),
        (&["predict", "redis", "--journey", "websit"], "did you mean 'website'?"),
        (&["predict", "redis", "--profile", "golang"], "golang"),
        (&["predict"], "SERVICE"),
        (&["predict", "--cut-sets", "0"], "0"),
        (&["predict", "--cut-sets", "--probability", "redis=2"], "from 0 to 1"),
        (&["list", "--format", "dot"], "only `firedrill predict` draws"),
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2);
        assert!(said.out.is_empty(), "{said:?}");
        said.complains(&[words]);
    }
}
