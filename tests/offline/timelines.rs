//! Timelines that are judged and shown from the command line: those of the sample, damaged ones,
//! and runs that are made of them.

use crate::common::recorded::{of_a_false_document, recorded, sample};
use crate::common::{Folder, PackCopy};
use serde_json::Value;

/// The file of a recorded timeline, in a folder.
fn timeline(folder: &Folder, name: &str) -> String {
    folder.write(&format!("{name}.jsonl"), &recorded(name))
}

#[test]
fn recorded_drills_are_judged_as_they_were() {
    let folder = Folder::new();
    let report = std::fs::read_to_string(sample().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&report).unwrap();
    for name in ["nginx-crashes.static", "redis-stops.flask", "disk-full.static"] {
        let is_it = |drill: &&Value| {
            Some(name) == drill["timeline"].as_str().and_then(|file| file.strip_suffix(".jsonl"))
        };
        let mut was = report["drills"].as_array().unwrap().iter().find(is_it).unwrap().clone();
        // Waivers stand in the pack, which the judge does not see.
        for claim in was["claims"].as_array_mut().unwrap() {
            claim["waived_until"] = Value::Null;
        }
        let status = i32::from(was["verdict"] != "confirmed");
        let said = folder
            .without_engine(["judge", &timeline(&folder, name), "--format", "json"])
            .ends(status);
        assert_eq!(said.json(), was, "{name}");
    }
}

#[test]
fn a_claim_of_a_recorded_drill_that_is_false_is_contradicted_and_no_other() {
    let folder = Folder::new();
    let timeline = folder.write("false.jsonl", &of_a_false_document());
    let drill = folder.without_engine(["judge", &timeline, "--format", "json"]).ends(1).json();
    let claims = drill["claims"].as_array().unwrap().iter();
    let red: Vec<_> = claims.filter(|claim| claim["verdict"] != "confirmed").collect();
    let [cascade] = red.as_slice() else { panic!("{red:?}") };
    assert_eq!(
        (&cascade["id"], &cascade["verdict"]),
        (&"cascade.static".into(), &"contradicted".into())
    );
}

/// Of a rehearsal, whose figures are the same each time.
#[test]
fn a_judged_drill_is_shown_claim_by_claim_with_its_evidence() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.lie();
    let run = ["run", "redis-stops", "--profile", "static", "--engine", "simulated", "--seed", "7"];
    folder.without_engine(run.into_iter().chain(["--pack", pack.path()])).ends(1);
    let run = folder.names("reports").remove(0);
    let timeline = format!("reports/{run}/redis-stops.static.jsonl");
    let said = folder.without_engine(["judge", &timeline]).ends(1);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_damaged_timeline_is_status_2_with_its_line_and_the_reason() {
    let folder = Folder::new();
    let text = recorded("nginx-crashes.static");
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines[41] = "{\"n\":41,\"at\":\"noon\"}\n";
    let damaged = folder.write("damaged.jsonl", &lines.concat());
    folder.without_engine(["judge", &damaged]).ends(2).complains(&[
        "damaged.jsonl",
        "line 42: not an event",
        "next: ",
    ]);
    lines.remove(41);
    let gap = folder.write("gap.jsonl", &lines.concat());
    folder
        .without_engine(["judge", &gap])
        .ends(2)
        .complains(&["line 42: event 42 stands where 41 should"]);
    let empty = folder.write("empty.jsonl", "");
    folder.without_engine(["judge", &empty]).ends(2).complains(&["line 1: the file is empty"]);
    let other = folder.write("other.jsonl", "# Notes\n");
    folder
        .without_engine(["judge", &other])
        .ends(2)
        .complains(&["line 1: not a timeline's header"]);
    folder
        .without_engine(["judge", &folder.at("gone.jsonl")])
        .ends(2)
        .complains(&["gone.jsonl", "next: "]);
}

#[test]
fn a_timeline_that_was_cut_off_is_judged_as_far_as_it_goes() {
    let folder = Folder::new();
    let text = recorded("nginx-crashes.static");
    let recovery = text.find("\"action\":\"recovery\"").unwrap();
    let cut = folder.write("cut.jsonl", &text[..recovery]);
    let said = folder.without_engine(["judge", &cut, "--format", "json"]).ends(1);
    let drill = said.json();
    assert_eq!(drill["verdict"], "undetermined");
    let verdict = |id: &str| {
        let claims = drill["claims"].as_array().unwrap();
        claims.iter().find(|claim| claim["id"] == id).unwrap()["verdict"].clone()
    };
    assert_eq!(verdict("detected.alert.static"), "confirmed", "it was noticed before the end");
    assert_eq!(verdict("recovery.static"), "undetermined", "the recovery never began");
    said.complains(&["cut off", "as far as it goes"]);
    // A crash can cut a character in two.
    let at = 2 + text.find('✓').or_else(|| text.find('●')).unwrap();
    let path = folder.at("halved.jsonl");
    std::fs::write(&path, &text.as_bytes()[..at]).unwrap();
    folder.without_engine(["judge", &path]).ends(1).complains(&["cut off"]);
}

#[test]
fn a_run_that_is_not_there_is_told_with_where_it_was_looked_for() {
    let folder = Folder::new();
    let said =
        folder.without_engine(["show", "redis-stops", "--run", "20261124-074512-a3f0"]).ends(2);
    said.complains(&["reports/20261124-074512-a3f0/report.json", "--report-dir DIR"]);
}

/// A report of one drill that was recorded: judged, and with this done to it.
fn report(folder: &Folder, run: &str, name: &str, change: impl FnOnce(&mut Value)) -> String {
    let mut drill =
        folder.without_engine(["judge", &timeline(folder, name), "--format", "json"]).json();
    change(&mut drill);
    let report = serde_json::json!({
        "schema_version": 1, "tool": "firedrill test", "run": run, "started_at": "2026-11-24T07:45:12Z",
        "duration_ms": 9_000.0, "pack": "enterprise-scanner", "document": {"path": "d.md", "sha256": "0"},
        "engine": "docker", "images": [], "stand_ins": [], "verdict": drill["verdict"], "drift": [], "drills": [drill],
    });
    std::fs::create_dir_all(folder.path().join("reports").join(run)).unwrap();
    folder.write(&format!("reports/{run}/report.json"), &report.to_string())
}

#[test]
fn a_run_that_is_not_there_is_told_with_those_that_are() {
    let folder = Folder::new();
    for run in ["20261124-074512-a3f0", "20261124-084512-a3f1"] {
        report(&folder, run, "nginx-crashes.static", |_| ());
    }
    std::fs::create_dir_all(folder.path().join("reports/20261124-094512-a3f2")).unwrap();
    let said =
        folder.without_engine(["show", "nginx-crashes", "--run", "20261124-094512-a3f2"]).ends(2);
    said.complains(&["there are 20261124-084512-a3f1, 20261124-074512-a3f0;", "--report-dir DIR"]);
    let said =
        folder.without_engine(["show", "redis-stops", "--run", "20261124-074512-a3f0"]).ends(2);
    said.complains(&["no drill of 'redis-stops'", "it has nginx-crashes (static)"]);
}

#[test]
fn a_report_is_not_taken_for_a_damaged_timeline() {
    let folder = Folder::new();
    let path = report(&folder, "20261124-074512-a3f0", "nginx-crashes.static", |_| ());
    let said = folder.without_engine(["judge", &path]).ends(2);
    said.complains(&[
        "report.json is a report, not a timeline",
        "next: ",
        "nginx-crashes.static.jsonl",
    ]);
}

#[test]
fn a_claim_is_shown_with_the_events_of_the_repeat_that_it_rests_on() {
    let folder = Folder::new();
    let run = "20261124-074512-a3f0";
    report(&folder, run, "nginx-crashes.static", |drill| {
        drill["repeats"] = 2.into();
        drill["timeline"] = "one.jsonl".into();
        drill["timelines"] = serde_json::json!(["one.jsonl", "two.jsonl"]);
        for claim in drill["claims"].as_array_mut().unwrap() {
            claim["repeat"] = 2.into();
        }
    });
    let show = ["show", "nginx-crashes", "--run", run, "--claim", "recovery"];
    let without = folder.without_engine(show).ends(0).out;
    assert!(without.contains("(1 of 2 agreed)") && without.contains("events "), "{without}");
    folder.write(&format!("reports/{run}/two.jsonl"), &recorded("nginx-crashes.static"));
    let with = folder.without_engine(show).ends(0).out;
    assert!(with.contains("recovery: systemctl restart nginx: begins"), "{with}");
}
