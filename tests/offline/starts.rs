//! The document's start order in the simulated world: as it stands, and told wrong.

use crate::common::{DOCUMENT, Folder, PackCopy};
use serde_json::Value;

/// All claims of the drills of these names, each with its drill, its verdict and the reason.
fn judged(folder: &Folder, pack: &PackCopy, drills: &[&str]) -> Vec<[String; 3]> {
    let args = ["run", "--all", "--engine", "simulated", "--seed", "7", "--format", "json"];
    let said =
        folder.without_engine(args.iter().chain(&["--pack", pack.path()]).chain(drills).copied());
    assert!(matches!(said.status, Some(0 | 1)), "{}\n{}", said.out, said.err);
    let report = said.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let drills = report["drills"].as_array().unwrap();
    let of = |drill: &Value| {
        let id = text(&drill["id"]);
        let claims = drill["claims"].as_array().unwrap().clone();
        claims.into_iter().map(move |one| [id.clone(), text(&one["verdict"]), text(&one["reason"])])
    };
    drills.iter().flat_map(of).collect()
}

#[test]
fn a_boot_in_the_documented_order_brings_all_back_and_is_timed() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    let args = ["run", "boot", "--all", "--engine", "simulated", "--seed", "7", "--format", "json"];
    let report = folder.without_engine(args).json();
    let drills = report["drills"].as_array().unwrap();
    assert_eq!(drills.len(), 2, "one for each profile");
    for drill in drills {
        let [claim] = drill["claims"].as_array().unwrap().as_slice() else { panic!("{drill}") };
        assert_eq!(claim["verdict"], "confirmed", "{claim}");
        assert_eq!(claim["line"], pack.line("SERVICE STARTUP ORDER"));
        let boot = &drill["boot"];
        let took = boot["took_ms"].as_f64().unwrap();
        let services = boot["services"].as_array().unwrap();
        let time = |one: &Value, key: &str| one[key].as_f64().unwrap();
        let begun: Vec<f64> = services.iter().map(|one| time(one, "begun_ms")).collect();
        assert!(begun.is_sorted() && begun.iter().all(|at| *at < took), "{boot}");
        for pair in services.windows(2) {
            assert!(time(&pair[0], "started_ms") <= time(&pair[1], "begun_ms"), "{boot}");
        }
        let path = boot["critical_path"].as_array().unwrap();
        let last = services.iter().find(|one| one["service"] == path[path.len() - 1]).unwrap();
        assert!((time(last, "works_ms") - took).abs() < 0.001, "{boot}");
    }
}

#[test]
fn an_order_with_two_steps_swapped_of_which_one_needs_the_other_is_contradicted() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    let grafana = "Grafana (depends on Prometheus)";
    let nginx = "Nginx comes up (depends on SSL certs, Grafana for the reverse proxy)";
    pack.edit(DOCUMENT, "STARTUP ORDER", nginx, "SWAPPED");
    pack.edit(DOCUMENT, "STARTUP ORDER", grafana, nginx);
    pack.edit(DOCUMENT, "STARTUP ORDER", "SWAPPED", grafana);
    pack.take_over();
    let found = judged(&folder, &pack, &["boot"]);
    assert_eq!(found.len(), 2);
    for [drill, verdict, reason] in found {
        assert_eq!(verdict, "contradicted", "{drill}: {reason}");
        assert!(reason.contains("nginx does not start without grafana"), "{reason}");
    }
}

#[test]
fn what_does_not_start_without_another_needs_it_and_an_invented_dependency_is_contradicted() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "STARTUP ORDER", "an independent cache", "depends on PostgreSQL");
    pack.take_over();
    let found = judged(&folder, &pack, &["nginx-before-grafana", "redis-before-postgres"]);
    let verdicts: Vec<[&str; 2]> =
        found.iter().map(|[drill, verdict, _]| [drill.as_str(), verdict.as_str()]).collect();
    assert_eq!(
        verdicts,
        [["redis-before-postgres", "contradicted"], ["nginx-before-grafana", "confirmed"]],
        "{found:?}"
    );
    assert!(found[0][2].starts_with("not needed: redis came up without postgres in "), "{found:?}");
    assert!(found[1][2].contains("nginx did not come up while grafana was away"), "{found:?}");
}
