//! Reports from what lies in a folder: rendered again, joined, compared, annotated. No engine is
//! needed.

use crate::common::recorded::{by_run, of_a_false_document, recorded};
use crate::common::{DOCUMENT, Folder, NGINX, PackCopy, REDIS, Said};

const RUN: &str = "20261124-074512-a3f0";

/// A folder with what a killed run leaves: timelines, and no report.
fn left(folder: &Folder, run: &str, timelines: &[&str]) {
    std::fs::create_dir_all(folder.path().join("reports").join(run)).unwrap();
    for name in timelines {
        folder.write(&format!("reports/{run}/{name}.jsonl"), &by_run(&recorded(name), run));
    }
}

/// The same, of a document whose claim of a cascade is false.
fn left_by_a_false_document(folder: &Folder, run: &str) {
    left(folder, run, &[]);
    folder.write(
        &format!("reports/{run}/redis-stops.static.jsonl"),
        &by_run(&of_a_false_document(), run),
    );
}

/// Reports the runs as parts of one, as the jobs of a pipeline would have: each says what the whole
/// was to do.
fn as_parts(folder: &Folder, runs: &[&str]) {
    let mut reports: Vec<serde_json::Value> = Vec::new();
    for run in runs {
        folder.without_engine(["report", run]).ends(1);
        reports.push(report(folder, run));
    }
    let named = |drill: &serde_json::Value| serde_json::json!({"id": drill["id"], "profile": drill["profile"]});
    let drills: Vec<_> =
        reports.iter().flat_map(|one| one["drills"].as_array().unwrap()).map(named).collect();
    let (pack, plan) = ("a".repeat(64), "b".repeat(64));
    for (number, (run, mut report)) in (1..).zip(runs.iter().zip(reports)) {
        report["whole"] = serde_json::json!({"pack_sha256": pack, "plan_sha256": plan, "repeat": 1, "drills": drills});
        report["shard"] = serde_json::json!({"number": number, "of": runs.len()});
        folder.write(&format!("reports/{run}/report.json"), &report.to_string());
    }
}

fn report(folder: &Folder, run: &str) -> serde_json::Value {
    let text =
        std::fs::read_to_string(folder.path().join(format!("reports/{run}/report.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn a_run_that_left_only_timelines_is_reported_and_then_shown() {
    let folder = Folder::new();
    left(&folder, RUN, &["redis-stops.static", "nginx-crashes.static"]);
    let said = folder.without_engine(["report", RUN, "--junit", "out.xml"]).ends(1);
    assert!(said.out.contains("what it was to drill besides is not known"), "{}", said.out);
    said.complains(&["no report.json"]);
    let names = folder.names(&format!("reports/{RUN}"));
    for file in ["report.json", "junit.xml", "metrics.prom"] {
        assert!(names.contains(&file.to_owned()), "{names:?}");
    }
    assert!(folder.path().join("out.xml").is_file());
    let shown =
        folder.without_engine(["show", "redis-stops", "--run", RUN, "--claim", "recovery"]).ends(0);
    assert!(shown.out.contains("recovery.static"), "{}", shown.out);
    // Once more, from the report too: the same file.
    let before = report(&folder, RUN);
    let said =
        folder.without_engine(["report", &format!("reports/{RUN}"), "--format", "json"]).ends(1);
    assert!(said.err.is_empty(), "{}", said.err);
    assert_eq!(said.json(), before);
    assert_eq!(report(&folder, RUN), before);
}

#[test]
fn a_red_run_is_red_again_and_not_where_fail_on_leaves_it_out() {
    let folder = Folder::new();
    left_by_a_false_document(&folder, RUN);
    folder
        .without_engine(["report", RUN, "--fail-on", "drift"])
        .ends(1)
        .complains(&["no report.json"]);
    as_parts(&folder, &[RUN]);
    folder.without_engine(["report", RUN]).ends(1);
    folder.without_engine(["report", RUN, "--fail-on", "drift"]).ends(0);
}

#[test]
fn damage_is_told_with_file_line_and_reason_and_writes_nothing() {
    let folder = Folder::new();
    left(&folder, RUN, &["redis-stops.static"]);
    let text = recorded("nginx-crashes.static");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[6] = "{\"n\":6}";
    folder.write(&format!("reports/{RUN}/nginx-crashes.static.jsonl"), &(lines.join("\n") + "\n"));
    let said = folder.without_engine(["report", RUN]).ends(2);
    said.complains(&["nginx-crashes.static.jsonl is damaged: line 7: not an event"]);
    assert!(!folder.names(&format!("reports/{RUN}")).contains(&"report.json".to_owned()));
    folder.write(&format!("reports/{RUN}/nginx-crashes.static.jsonl"), &text);
    folder.write(
        &format!("reports/{RUN}/report.json"),
        "{\n  \"schema_version\": 1,\n  \"tool\": 7\n}\n",
    );
    folder
        .without_engine(["report", RUN])
        .ends(2)
        .complains(&["report.json cannot be read", "line 3"]);
}

#[test]
fn a_timeline_that_was_cut_off_is_reported_as_far_as_it_goes() {
    let folder = Folder::new();
    let text = recorded("redis-stops.static");
    left(&folder, RUN, &[]);
    folder.write(&format!("reports/{RUN}/redis-stops.static.jsonl"), &text[..text.len() / 3]);
    let said = folder.without_engine(["report", RUN]).ends(1);
    said.complains(&["redis-stops.static.jsonl was cut off", "as far as it goes"]);
    assert_eq!(report(&folder, RUN)["verdict"], "undetermined");
}

#[test]
fn what_is_no_run_is_named() {
    let folder = Folder::new();
    folder
        .without_engine(["report", "nowhere"])
        .ends(2)
        .complains(&["no run 'nowhere'", "--report-dir"]);
    folder.without_engine(["compare", RUN, RUN]).ends(2).complains(&["no run"]);
    left(&folder, RUN, &[]);
    folder
        .without_engine(["report", RUN])
        .ends(2)
        .complains(&["neither a report.json nor a timeline"]);
    let said = folder.without_engine(["report", RUN, RUN]).ends(2);
    said.complains(&["--merge"]);
}

#[test]
fn parts_are_joined_into_a_run_of_their_own_that_can_be_shown() {
    let folder = Folder::new();
    let other = "20261124-074513-b1c2";
    left(&folder, RUN, &["redis-stops.static"]);
    left(&folder, other, &["nginx-crashes.static"]);
    let killed = folder.without_engine(["report", RUN, other, "--merge"]).ends(2);
    killed.complains(&["does not say what it is a part of", "drill that part again"]);
    as_parts(&folder, &[RUN, other]);
    let said = folder.without_engine(["report", RUN, other, "--merge", "--format", "json"]).ends(0);
    let joined = said.json();
    let id = joined["run"].as_str().unwrap().to_owned();
    assert!(id != RUN && id != other, "{id}");
    assert_eq!(joined["drills"].as_array().unwrap().len(), 2);
    let shown = folder
        .without_engine(["show", "nginx-crashes", "--run", &id, "--claim", "recovery"])
        .ends(0);
    assert!(shown.out.contains("firedrill") || shown.out.contains(" s "), "{}", shown.out);
    folder
        .without_engine(["report", RUN, RUN, other, "--merge"])
        .ends(2)
        .complains(&["was drilled in run"]);
}

#[test]
fn a_joined_run_has_the_logs_of_its_parts() {
    let folder = Folder::new();
    let other = "20261124-074513-b1c2";
    left(&folder, RUN, &["redis-stops.static"]);
    left(&folder, other, &["nginx-crashes.static"]);
    as_parts(&folder, &[RUN, other]);
    let logs = format!("reports/{other}/logs/nginx-crashes.static");
    std::fs::create_dir_all(folder.path().join(&logs)).unwrap();
    folder.write(&format!("{logs}/droplet.log"), "nginx: worker gone\n");
    let joined =
        folder.without_engine(["report", RUN, other, "--merge", "--format", "json"]).ends(0).json();
    let there = format!("reports/{}/logs/nginx-crashes.static", joined["run"].as_str().unwrap());
    assert_eq!(folder.names(&there), ["droplet.log"]);
}

#[test]
fn a_run_that_lies_elsewhere_is_shown_by_the_command_that_its_report_names() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path().join("parts/one").join(RUN)).unwrap();
    let text = by_run(&of_a_false_document(), RUN);
    folder.write(&format!("parts/one/{RUN}/redis-stops.static.jsonl"), &text);
    let said = folder.without_engine(["report", &format!("parts/one/{RUN}")]).ends(1);
    let next = said
        .out
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix("next: firedrill "))
        .unwrap();
    let shown = folder.without_engine(next.split(' ')).ends(0);
    assert!(shown.out.contains("contradicted: "), "{}", shown.out);
}

#[test]
fn a_lost_part_fails_the_join() {
    let folder = Folder::new();
    let other = "20261124-074513-b1c2";
    left(&folder, RUN, &["redis-stops.static"]);
    left(&folder, other, &["nginx-crashes.static"]);
    as_parts(&folder, &[RUN, other]);
    folder.without_engine(["report", RUN, "--merge"]).ends(2).complains(&["part 2 is missing"]);
}

#[test]
fn what_got_worse_is_status_1_and_what_stayed_is_0() {
    let folder = Folder::new();
    let other = "20261124-074513-b1c2";
    left(&folder, RUN, &["redis-stops.static"]);
    left_by_a_false_document(&folder, other);
    let same = folder.without_engine(["compare", RUN, RUN]).ends(0);
    assert!(same.out.contains("0 worse, 0 better"), "{}", same.out);
    let worse = folder.without_engine(["compare", RUN, other]).ends(1);
    assert!(
        worse.out.contains("\nworse\n") && worse.out.contains("confirmed → contradicted"),
        "{}",
        worse.out
    );
    let json = folder.without_engine(["compare", RUN, other, "--format", "json"]).ends(1).json();
    assert!(json["worse"].as_u64().unwrap() > 0);
    folder
        .without_engine(["compare", RUN, "--profiles", "static,flask"])
        .ends(2)
        .complains(&["no drill in profile"]);
    folder.without_engine(["compare", RUN]).ends(2);
}

#[test]
fn on_github_red_claims_are_annotated_and_the_summary_is_appended() {
    let folder = Folder::new();
    left_by_a_false_document(&folder, RUN);
    let summary = folder.write("summary.md", "before\n");
    let mut command = folder.firedrill(["report", RUN, "--format", "json"]);
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    let said = Said::of(&mut command).ends(1);
    said.json();
    said.complains(&[
        "::error title=redis-stops%2C static%3A cascade.static",
        "%0Afiredrill show redis-stops",
    ]);
    let text = std::fs::read_to_string(&summary).unwrap();
    assert!(
        text.starts_with("before\n<!-- firedrill-") && text.contains("firedrill show redis-stops"),
        "{text}"
    );
    // With a pack of the repository's own, the annotations stand on its document's lines.
    let pack = PackCopy::new(&folder);
    let mut command = folder.firedrill(["report", RUN, "--pack", "./pack"]);
    let said = Said::of(command.env("GITHUB_ACTIONS", "true")).ends(1);
    assert!(pack.folder.is_dir());
    said.complains(&["::error file=pack/service-dependencies.md,line="]);
}

#[test]
fn a_timeline_is_judged_by_the_claims_of_another_pack() {
    let folder = Folder::new();
    let pack = PackCopy::quoted(&folder);
    let timeline = folder.write("redis-stops.static.jsonl", &of_a_false_document());
    let judged = |status: i32| {
        folder.without_engine(["judge", &timeline, "--pack", pack.path()]).ends(status)
    };
    // It was recorded of a document that lies; this one does not.
    folder.without_engine(["judge", &timeline]).ends(1);
    judged(0);
    let (was, is) =
        ("Redis Exporter fails as well", "Redis Exporter and Node Exporter fail as well");
    pack.edit(DOCUMENT, "Scenario 3: Redis", was, is);
    pack.edit(REDIS, "", was, is);
    pack.edit(REDIS, "", "[redis-exporter,", "[redis-exporter, node-exporter,");
    assert!(judged(1).out.contains("contradicted: "));
    let waiver =
        "waivers: [{claim: redis-stops.cascade, reason: known, owner: ops, until: 2999-12-31}]\n";
    let text = std::fs::read_to_string(pack.folder.join("pack.yaml")).unwrap();
    std::fs::write(pack.folder.join("pack.yaml"), format!("{text}\n{waiver}")).unwrap();
    assert!(judged(0).out.contains("waived until 2999-12-31"));
}

#[test]
fn a_recovery_that_was_not_drilled_is_not_judged_by_the_one_that_was() {
    let folder = Folder::new();
    let pack = PackCopy::quoted(&folder);
    let timeline = folder.write("redis-stops.static.jsonl", &recorded("redis-stops.static"));
    let (was, is) =
        ("docker restart enterprisescanner_redis", "docker start enterprisescanner_redis");
    pack.edit(DOCUMENT, "Scenario 3: Redis", was, is);
    pack.edit(REDIS, "quote: \"Recovery", was, is);
    pack.edit(REDIS, "recovery: {run", was, is);
    let said = folder
        .without_engine(["judge", &timeline, "--pack", pack.path(), "--format", "json"])
        .ends(1)
        .json();
    let claims = said["claims"].as_array().unwrap();
    let recovery = claims.iter().find(|claim| claim["id"] == "recovery.static").unwrap();
    assert_eq!(recovery["verdict"], "undetermined");
    let reason = recovery["reason"].as_str().unwrap();
    assert!(reason.contains(&format!("ran `{was}`, which is none of the commands")), "{reason}");
    let nginx = folder.write("nginx.jsonl", &recorded("nginx-crashes.static"));
    pack.edit(
        NGINX,
        "",
        "kill: nginx, quote: \"Failure: The Nginx process is gone\"",
        "kill: redis",
    );
    let not_tested =
        "not_tested:\n  - quote: \"Failure: The Nginx process is gone\"\n    reason: another goes";
    pack.edit(NGINX, "", "not_tested:", not_tested);
    let said = folder.without_engine(["judge", &nginx, "--pack", pack.path()]).ends(2);
    said.complains(&["nginx-crashes breaks redis in this pack", "a drill that broke nginx"]);
}

#[test]
fn the_plan_of_a_part_has_its_drills_only() {
    let folder = Folder::new();
    let drills = |part: &str| {
        let plan =
            folder.without_engine(["plan", "--shard", part, "--format", "json"]).ends(0).json();
        plan["stacks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|stack| stack["drills"].as_array().unwrap().len())
            .sum::<usize>()
    };
    assert_eq!((drills("1/1"), drills("1/2") + drills("2/2"), drills("18/18")), (18, 18, 1));
    folder
        .without_engine(["plan", "--shard", "1/400"])
        .ends(2)
        .complains(&["cannot be split into 400 parts"]);
}

#[test]
fn more_parts_than_drills_are_status_2() {
    let folder = Folder::new();
    folder
        .without_engine(["run", "--shard", "1/400"])
        .ends(2)
        .complains(&["cannot be split into 400 parts"]);
    folder
        .without_engine(["run", "--shard", "3/2"])
        .ends(2)
        .complains(&["'3/2' is no part of a run"]);
}
