//! The command line as people and scripts meet it, as far as it needs no stack: exit statuses, errors, and what stands on
//! which stream. `unusable.rs` has what happens where there is none to be had, `tests/stack.rs` the rest.

use crate::common::{DOCUMENT, Folder, NGINX, POSTGRESQL, PackCopy, REDIS, Said};
use std::process::Stdio;

fn timeline(name: &str) -> String {
    format!("{}/tests/timelines/{name}.jsonl", env!("CARGO_MANIFEST_DIR"))
}

// ---- the command line itself -------------------------------------------------------------------------------------

#[test]
fn help_and_version_are_results() {
    let folder = Folder::new();
    for args in [&["--help"][..], &["-h"], &["help", "run"], &["run", "--help"], &["judge", "--help"]] {
        let said = folder.without_engine(args.iter().copied()).ends(0);
        assert!(said.out.contains("Usage: firedrill") && said.err.is_empty(), "{args:?}: {said:?}");
    }
    let said = folder.without_engine(["--version"]).ends(0);
    assert_eq!(said.out, concat!("firedrill ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn a_wrong_command_line_is_status_2_and_nothing_on_standard_output() {
    let folder = Folder::new();
    for args in [
        &["frobnicate"][..],
        &[],
        &["run", "--images", "stolen"],
        &["run", "--timeout", "soon"],
        &["run", "--fail-on", "everything"],
        &["run", "--jobs", "0"],
        &["run", "--repeat", "0"],
        &["list", "-q", "-v"],
        &["show", "redis-stops", "--claim", "impact"],
        &["show", "redis-stops", "--run", "yesterday"],
        &["judge"],
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2);
        assert!(said.out.is_empty() && !said.err.is_empty(), "{args:?}: {said:?}");
    }
}

#[test]
fn an_unknown_scenario_is_told_with_the_known_ones() {
    let folder = Folder::new();
    for command in ["run", "plan"] {
        let known = "nginx-crashes, postgresql-stops, redis-stops";
        let said = folder.without_engine([command, "redis-stops", "redis-sleeps"]).ends(2);
        said.complains(&["no scenario 'redis-sleeps'", known, "firedrill list"]);
    }
    folder.without_engine(["show", "redis-sleeps"]).ends(2).complains(&["'redis-sleeps'", "firedrill list"]);
}

#[test]
fn an_unknown_profile_is_told_with_the_known_ones() {
    let folder = Folder::new();
    for command in ["run", "plan", "up"] {
        let said = folder.without_engine([command, "--profile", "django"]).ends(2);
        said.complains(&["no profile 'django'", "static, flask", "--profile"]);
    }
    for args in [&["list"][..], &["show", "redis-stops"]] {
        let said = folder.without_engine(args.iter().copied().chain(["--profile", "django"])).ends(2);
        said.complains(&["no profile 'django'", "static, flask"]);
    }
}

#[test]
fn a_profile_that_is_chosen_is_the_only_one_shown() {
    let folder = Folder::new();
    let shown = folder.without_engine(["show", "redis-stops", "--profile", "flask"]).ends(0).out;
    assert!(shown.contains("profile flask") && !shown.contains("profile static"), "{shown}");
    let listed = folder.without_engine(["list", "--profile", "flask"]).ends(0).out;
    assert!(listed.contains("(flask)") && !listed.contains("static,"), "{listed}");
}

// ---- packs ---------------------------------------------------------------------------------------------------------

#[test]
fn the_bundled_pack_is_right() {
    let said = Folder::new().without_engine(["validate"]).ends(0);
    assert!(said.out.starts_with("enterprise-scanner is valid") && said.err.is_empty(), "{said:?}");
}

#[test]
fn a_warning_is_told_as_such_and_the_pack_is_right_all_the_same() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit("pack.yaml", "", "    contains: Grafana\n", "");
    let said = folder.without_engine(["validate", pack.path()]).ends(0);
    for words in ["warning: the journey 'dashboards' checks no content", "contains: …", "is valid", "; 1 warning"] {
        assert!(said.out.contains(words), "'{words}' is not in: {}", said.out);
    }
    let problems = folder.without_engine(["validate", pack.path(), "--format", "json"]).ends(0).json();
    assert_eq!(
        (problems["problems"].as_array().unwrap().len(), &problems["problems"][0]["kind"]),
        (1, &"warning".into())
    );
    // What a command says that goes on is not mixed with it.
    assert!(folder.without_engine(["list", "--pack", pack.path()]).ends(0).err.is_empty());
}

#[test]
fn a_folder_that_is_no_pack_says_so() {
    let folder = Folder::new();
    let path = folder.path().to_str().unwrap().to_owned();
    folder.without_engine(["validate", &path]).ends(2).complains(&["is no pack", "pack.yaml", "--pack DIR"]);
    folder.without_engine(["run", "--pack", &folder.at("gone")]).ends(2).complains(&["gone is no pack"]);
}

#[test]
fn a_broken_pack_has_all_its_errors_told_with_their_places_and_starts_nothing() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(NGINX, "", "kill: nginx", "kill: caddy");
    pack.edit(REDIS, "", "[health-check, alert]", "[health-check, alarm]");
    let places = ["01-nginx-crashes.yaml:3:15", "03-redis-stops.yaml:15:33"];
    for command in ["run", "plan", "list", "up", "doctor"] {
        let said = folder.without_engine([command, "--pack", pack.path()]).ends(2);
        assert!(said.out.is_empty(), "{said:?}");
        said.complains(&places).complains(&["2 errors", "nothing was started", "caddy", "alarm"]);
    }
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(places.iter().all(|place| said.out.contains(place)), "{}", said.out);
    let said = folder.without_engine(["validate", pack.path(), "--format", "json"]).ends(2);
    let told: Vec<_> = said.json()["problems"].as_array().unwrap().iter().map(place).collect();
    assert_eq!(told, places);
}

fn place(problem: &serde_json::Value) -> String {
    format!("{}:{}:{}", problem["file"].as_str().unwrap(), problem["line"], problem["column"])
}

#[test]
fn a_figure_that_changed_in_the_document_alone_is_drift_and_status_1() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "Recovery: systemctl restart nginx", "15 seconds", "10 milliseconds");
    let said = folder.without_engine(["validate", pack.path()]).ends(1);
    let line = format!("{DOCUMENT}:{}:1", pack.line("Recovery: systemctl restart nginx"));
    for words in ["drift", "10 milliseconds", "15 seconds", "01-nginx-crashes.yaml:14:12", &line] {
        assert!(said.out.contains(words), "'{words}' is not in: {}", said.out);
    }
    let problems = folder.without_engine(["validate", pack.path(), "--format", "json"]).ends(1).json();
    // Two scenarios rest on that line.
    let problems = problems["problems"].as_array().unwrap();
    let files: Vec<_> = problems.iter().map(|problem| problem["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["01-nginx-crashes.yaml", "11-nginx-without-grafana.yaml"]);
    assert!(problems.iter().all(|problem| problem["kind"] == "drift"));
}

#[test]
fn a_figure_that_changed_in_the_scenario_alone_is_an_error_with_its_place() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(NGINX, "", "within: 15s", "within: 10ms");
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(said.out.contains("01-nginx-crashes.yaml:15:54"), "{}", said.out);
    assert!(said.out.contains("the quote says 15 seconds"), "{}", said.out);
    folder.without_engine(["run", "--pack", pack.path()]).ends(2).complains(&["01-nginx-crashes.yaml:15:54"]);
}

#[test]
fn a_figure_that_changed_in_both_is_a_right_pack() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "Recovery: systemctl restart nginx", "15 seconds", "10 milliseconds");
    // Two scenarios quote that line.
    for scenario in [NGINX, "11-nginx-without-grafana.yaml"] {
        pack.edit(scenario, "", "15 seconds", "10 milliseconds");
        pack.edit(scenario, "", "within: 15s", "within: 10ms");
    }
    folder.without_engine(["validate", "--pack", pack.path()]).ends(0);
}

#[test]
fn a_symbol_that_changed_in_the_document_alone_is_drift_too() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "Scenario 2", "🟢 No impact", "🔴 No impact");
    let said = folder.without_engine(["validate", pack.path()]).ends(1);
    assert!(said.out.contains("drift") && said.out.contains(POSTGRESQL), "{}", said.out);
}

// ---- what stands on which stream -------------------------------------------------------------------------------------

#[test]
fn json_is_one_document_on_standard_output_and_nothing_else() {
    let folder = Folder::new();
    let timeline = timeline("nginx-crashes.static");
    for args in [
        &["list"][..],
        &["show", "redis-stops"],
        &["plan"],
        &["plan", "redis-stops", "--profile", "flask"],
        &["validate"],
        &["judge", &timeline],
    ] {
        let said = folder.without_engine(args.iter().copied().chain(["--format", "json"])).ends(0);
        assert!(said.err.is_empty(), "{args:?}: {}", said.err);
        let document = said.json();
        assert!(document.is_array() || document.is_object(), "{args:?}");
    }
    let said = folder.without_engine(["plan", "redis-sleeps", "--format", "json"]).ends(2);
    assert!(said.out.is_empty(), "an error is no result");
}

#[test]
fn list_names_what_can_be_run() {
    let folder = Folder::new();
    let list = folder.without_engine(["list", "--format", "json"]).ends(0).json();
    let ids: Vec<_> = list.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect();
    assert!(["nginx-crashes", "postgresql-stops", "redis-stops"].iter().all(|id| ids.contains(id)), "{ids:?}");
    folder.without_engine(["plan"].into_iter().chain(ids)).ends(0);
}

#[test]
fn plan_touches_nothing() {
    let folder = Folder::new();
    let said = folder.without_engine(["plan"]).ends(0);
    assert!(said.out.contains("Nothing is touched now"), "{}", said.out);
    assert_eq!(folder.names(""), Vec::<String>::new());
}

#[test]
fn a_plan_shows_every_step() {
    let said = Folder::new().without_engine(["plan", "redis-stops", "--profile", "static"]).ends(0);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_scenario_is_shown_with_its_claims_and_their_lines() {
    let said = Folder::new().without_engine(["show", "redis-stops"]).ends(0);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_closed_standard_output_is_no_error() {
    let folder = Folder::new();
    let timeline = timeline("redis-stops.false.static");
    for (args, status) in [(&["list"][..], 0), (&["plan"], 0), (&["--help"], 0), (&["judge", &timeline], 1)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.firedrill(args.iter().copied());
        let child = command.stdin(Stdio::null()).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        drop(command);
        let said = Said::from(child.wait_with_output().unwrap()).ends(status);
        assert!(said.err.is_empty(), "{args:?}: {}", said.err);
    }
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let folder = Folder::new();
    let show = |args: &[&str], no_colour: bool| {
        let mut command = folder.firedrill(["show", "redis-stops"].into_iter().chain(args.iter().copied()));
        if no_colour {
            command.env("NO_COLOR", "1");
        }
        Said::of(&mut command).ends(0).out
    };
    let plain = show(&[], false);
    assert!(!plain.contains('\u{1b}'), "a pipe is no terminal");
    assert_eq!(show(&["--color", "never"], false), plain);
    assert_eq!(show(&[], true), plain);
    let coloured = show(&["--color", "always"], false);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(show(&["--color", "always"], true), coloured, "who types an option means it");
    assert_eq!(console::strip_ansi_codes(&coloured), plain, "colour is all that differs");
}

#[test]
fn what_is_printed_fits_the_columns_that_there_are() {
    let folder = Folder::new();
    let mut command = folder.firedrill(["show", "redis-stops"]);
    let said = Said::of(command.env("COLUMNS", "60")).ends(0);
    let longest = said.out.lines().map(console::measure_text_width).max().unwrap();
    assert!(longest <= 60, "{longest} columns:\n{}", said.out);
}

// ---- judging recorded timelines ---------------------------------------------------------------------------------------

/// The recorded drills, what the judge finds in them, and which claims are not confirmed. `redis-stops.static` was written
/// by the judge's own tests; the others are of real runs, thinned out: samples of which there were many were left out.
const RECORDED: [(&str, &str, &[&str]); 4] = [
    ("redis-stops.static", "contradicted", &["cascade.static contradicted", "detected.alert.static undetermined"]),
    ("nginx-crashes.static", "confirmed", &[]),
    ("redis-stops.false.static", "contradicted", &["cascade.static contradicted"]),
    ("redis-stops.thinned.flask", "confirmed", &[]),
];

#[test]
fn recorded_drills_are_judged_as_they_were() {
    let folder = Folder::new();
    for (name, verdict, red) in RECORDED {
        let status = i32::from(verdict != "confirmed");
        let drill = folder.without_engine(["judge", &timeline(name), "--format", "json"]).ends(status).json();
        assert_eq!(drill["verdict"], verdict, "{name}");
        let claims = drill["claims"].as_array().unwrap();
        let other = claims.iter().filter(|claim| claim["verdict"] != "confirmed");
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let other: Vec<_> = other.map(|claim| format!("{} {}", text(&claim["id"]), text(&claim["verdict"]))).collect();
        assert_eq!(other, red, "{name}");
    }
}

#[test]
fn a_judged_drill_is_shown_claim_by_claim_with_its_evidence() {
    let said = Folder::new().without_engine(["judge", &timeline("redis-stops.false.static")]).ends(1);
    insta::assert_snapshot!(said.out);
}

#[test]
fn a_damaged_timeline_is_status_2_with_its_line_and_the_reason() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(timeline("nginx-crashes.static")).unwrap();
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines[41] = "{\"n\":41,\"at\":\"noon\"}\n";
    let damaged = folder.write("damaged.jsonl", &lines.concat());
    folder.without_engine(["judge", &damaged]).ends(2).complains(&["damaged.jsonl", "line 42: not an event", "next: "]);
    lines.remove(41);
    let gap = folder.write("gap.jsonl", &lines.concat());
    folder.without_engine(["judge", &gap]).ends(2).complains(&["line 42: event 42 stands where 41 should"]);
    let empty = folder.write("empty.jsonl", "");
    folder.without_engine(["judge", &empty]).ends(2).complains(&["line 1: the file is empty"]);
    let other = folder.write("other.jsonl", "# Notes\n");
    folder.without_engine(["judge", &other]).ends(2).complains(&["line 1: not a timeline's header"]);
    folder.without_engine(["judge", &folder.at("gone.jsonl")]).ends(2).complains(&["gone.jsonl", "next: "]);
}

#[test]
fn a_timeline_that_was_cut_off_is_judged_as_far_as_it_goes() {
    let folder = Folder::new();
    let text = std::fs::read_to_string(timeline("nginx-crashes.static")).unwrap();
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
    let said = folder.without_engine(["show", "redis-stops", "--run", "20261124-074512-a3f0"]).ends(2);
    said.complains(&["reports/20261124-074512-a3f0/report.json", "--report-dir DIR"]);
}

/// A report of one drill that was recorded: judged, and with this done to it.
fn report(folder: &Folder, run: &str, name: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut drill = folder.without_engine(["judge", &timeline(name), "--format", "json"]).json();
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
    let said = folder.without_engine(["show", "nginx-crashes", "--run", "20261124-094512-a3f2"]).ends(2);
    said.complains(&["there are 20261124-084512-a3f1, 20261124-074512-a3f0;", "--report-dir DIR"]);
    let said = folder.without_engine(["show", "redis-stops", "--run", "20261124-074512-a3f0"]).ends(2);
    said.complains(&["no drill of 'redis-stops'", "it has nginx-crashes (static)"]);
}

#[test]
fn a_report_is_not_taken_for_a_damaged_timeline() {
    let folder = Folder::new();
    let path = report(&folder, "20261124-074512-a3f0", "nginx-crashes.static", |_| ());
    let said = folder.without_engine(["judge", &path]).ends(2);
    said.complains(&["report.json is a report, not a timeline", "next: ", "nginx-crashes.static.jsonl"]);
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
    std::fs::copy(timeline("nginx-crashes.static"), folder.path().join("reports").join(run).join("two.jsonl")).unwrap();
    let with = folder.without_engine(show).ends(0).out;
    assert!(with.contains("recovery: systemctl restart nginx: begins"), "{with}");
}
