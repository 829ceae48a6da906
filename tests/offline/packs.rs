//! What is said of packs: those that are right, those that are wrong, each error with its place,
//! and drift.

use crate::common::{DOCUMENT, Folder, NGINX, POSTGRESQL, PackCopy, REDIS, bent};

#[test]
fn the_bundled_pack_is_right() {
    let said = Folder::new().without_engine(["validate"]).ends(0);
    assert!(said.out.starts_with("enterprise-scanner is valid") && said.err.is_empty(), "{said:?}");
}

#[test]
fn the_bent_pack_is_as_right_as_any() {
    let folder = Folder::new();
    folder.without_engine(["validate", bent::bent(&folder).path()]).ends(0);
}

#[test]
fn a_warning_is_told_as_such_and_the_pack_is_right_all_the_same() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit("pack.yaml", "", "    contains: Grafana\n", "");
    let said = folder.without_engine(["validate", pack.path()]).ends(0);
    for words in [
        "warning: the journey 'dashboards' checks no content",
        "contains: …",
        "is valid",
        "; 1 warning",
    ] {
        assert!(said.out.contains(words), "'{words}' is not in: {}", said.out);
    }
    let problems =
        folder.without_engine(["validate", pack.path(), "--format", "json"]).ends(0).json();
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
    folder.without_engine(["validate", &path]).ends(2).complains(&[
        "is no pack",
        "pack.yaml",
        "--pack DIR",
    ]);
    folder
        .without_engine(["run", "--pack", &folder.at("gone")])
        .ends(2)
        .complains(&["gone is no pack"]);
}

#[test]
fn a_broken_pack_has_all_its_errors_told_with_their_places_and_starts_nothing() {
    let folder = Folder::new();
    let pack = PackCopy::quoted(&folder);
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
    for words in ["drift", "10 milliseconds", "15 seconds", "01-nginx-crashes.yaml:2:10", &line] {
        assert!(said.out.contains(words), "'{words}' is not in: {}", said.out);
    }
    let problems =
        folder.without_engine(["validate", pack.path(), "--format", "json"]).ends(1).json();
    // Two scenarios rest on that line.
    let problems = problems["problems"].as_array().unwrap();
    let files: Vec<_> = problems.iter().map(|problem| problem["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["01-nginx-crashes.yaml", "11-nginx-without-grafana.yaml"]);
    assert!(problems.iter().all(|problem| problem["kind"] == "drift"));
}

#[test]
fn a_figure_that_changed_in_the_scenario_alone_is_an_error_with_its_place() {
    let folder = Folder::new();
    let pack = PackCopy::quoted(&folder);
    pack.edit(NGINX, "", "within: 15s", "within: 10ms");
    let said = folder.without_engine(["validate", pack.path()]).ends(2);
    assert!(said.out.contains("01-nginx-crashes.yaml:15:54"), "{}", said.out);
    assert!(said.out.contains("the quote says 15 seconds"), "{}", said.out);
    folder
        .without_engine(["run", "--pack", pack.path()])
        .ends(2)
        .complains(&["01-nginx-crashes.yaml:15:54"]);
}

#[test]
fn a_figure_that_changed_in_both_is_a_right_pack() {
    let folder = Folder::new();
    let pack = PackCopy::quoted(&folder);
    pack.edit(DOCUMENT, "Recovery: systemctl restart nginx", "15 seconds", "10 milliseconds");
    // Two scenarios quote that line.
    for scenario in [NGINX, "11-nginx-without-grafana.yaml"] {
        pack.edit(scenario, "", "15 seconds", "10 milliseconds");
        pack.edit(scenario, "", "within: 15s", "within: 10ms");
    }
    folder.without_engine(["validate", "--pack", pack.path()]).ends(0);
}

#[test]
fn claims_taken_from_the_document_are_those_that_a_person_writes() {
    let folders = [Folder::new(), Folder::new()];
    let packs = [PackCopy::new(&folders[0]), PackCopy::quoted(&folders[1])];
    for scenario in ["nginx-crashes", "postgresql-stops", "redis-stops"] {
        let claims = |pack: &PackCopy| {
            let args = ["show", scenario, "--pack", pack.path(), "--format", "json"];
            let said = folders[0].without_engine(args).ends(0).json();
            said["claims"].clone()
        };
        assert_eq!(claims(&packs[0]), claims(&packs[1]), "{scenario}");
        assert!(claims(&packs[0]).as_array().unwrap().len() > 10, "{scenario}");
    }
}

#[test]
fn a_document_that_changed_is_told_line_by_line_until_it_is_taken_over() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "Scenario 3: Redis", "(10 seconds)", "(20 seconds)");
    pack.edit(DOCUMENT, "Scenario 3: Redis", "Graceful: ", "Cost: 3 of us\nGraceful: ");
    pack.edit(DOCUMENT, "", "## 🚨 FAILURE", "Moved.\n\n## 🚨 FAILURE");
    let said = folder.without_engine(["validate", pack.path()]).ends(1);
    for words in [
        "line 305 now says 20 seconds, and said 10 seconds",
        "line 306 is new, and nothing is claimed by it",
        "firedrill import DOCUMENT --out PACK --update",
    ] {
        assert!(said.out.contains(words), "'{words}' is not in: {}", said.out);
    }
    let document = pack.folder.join(DOCUMENT);
    let import = ["import", document.to_str().unwrap(), "--out", pack.path(), "--update"];
    let said = folder.without_engine(import).ends(0);
    assert!(said.out.contains("03-redis-stops.yaml, which is yours"), "{}", said.out);
    let said = folder.without_engine(["validate", pack.path()]).ends(0);
    assert!(!said.out.contains("drift"), "{}", said.out);
    let said = folder.without_engine(["show", "redis-stops", "--pack", pack.path()]).ends(0);
    assert!(said.out.contains("within 20 s"), "{}", said.out);
}

#[test]
fn lines_that_moved_with_the_document_are_told_in_one_line() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "", "## 🚨 FAILURE", "Moved.\n\n## 🚨 FAILURE");
    let said = folder.without_engine(["validate", pack.path()]).ends(0);
    let told = "lines moved with the document, from lines 275 to 362 to lines 277 to 364";
    assert!(said.out.contains(told), "{}", said.out);
}

#[test]
fn a_symbol_that_changed_in_the_document_alone_is_drift_too() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.edit(DOCUMENT, "Scenario 2", "🟢 No impact", "🔴 No impact");
    let said = folder.without_engine(["validate", pack.path()]).ends(1);
    assert!(said.out.contains("drift") && said.out.contains(POSTGRESQL), "{}", said.out);
}
