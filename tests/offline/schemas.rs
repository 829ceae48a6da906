//! The published schemas: they are schemas, and what is written and read is as they say.

use crate::common::Folder;
use crate::common::recorded::recorded;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn schema(subject: &str) -> jsonschema::Validator {
    let schema = Folder::new().without_engine(["schema", subject]).ends(0).json();
    jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{subject}: {error}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn yaml(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[track_caller]
fn is_valid(schema: &jsonschema::Validator, value: &Value, path: &Path) {
    let told =
        |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    let errors: Vec<String> = schema.iter_errors(value).map(told).collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
}

fn reports_in(folder: &Path) -> Vec<PathBuf> {
    let runs = std::fs::read_dir(folder).unwrap();
    let found: Vec<PathBuf> = runs.map(|run| run.unwrap().path().join("report.json")).collect();
    assert!(!found.is_empty(), "{} has no run", folder.display());
    found
}

fn sample() -> PathBuf {
    reports_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample")).remove(0)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn packs() -> [PathBuf; 2] {
    ["scenarios/enterprise-scanner", "src/pack/fixture"]
        .map(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
}

#[test]
fn what_is_published_is_made_of_the_code() {
    for (subject, path) in [
        ("pack", "schemas/pack.json"),
        ("report", "schemas/report.json"),
        ("scenario", "schemas/scenario.json"),
        ("reference", "scenarios/README.md"),
    ] {
        let made = Folder::new().without_engine(["schema", subject]).ends(0).out;
        let published =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        assert!(
            made == published,
            "{path} is not as the code has it; `make schemas` writes it anew"
        );
    }
}

#[test]
fn the_packs_that_are_right_are_as_the_schemas_say() {
    let (pack, scenario) = (schema("pack"), schema("scenario"));
    for folder in packs() {
        let path = folder.join("pack.yaml");
        is_valid(&pack, &yaml(&path), &path);
        let mut scenarios = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_yaml = path.extension().is_some_and(|end| end == "yaml");
            if is_yaml && !path.ends_with("pack.yaml") && !path.ends_with("compose.yaml") {
                is_valid(&scenario, &yaml(&path), &path);
                scenarios += 1;
            }
        }
        assert!(scenarios > 0);
    }
}

#[test]
fn what_firedrill_refuses_for_its_shape_the_schemas_refuse_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/enterprise-scanner");
    let quoted = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/quoted");
    let good = yaml(&quoted.join("03-redis-stops.yaml"));
    let scenario = schema("scenario");
    assert!(scenario.is_valid(&good));
    let spoiled = |spoil: fn(&mut Value)| {
        let mut value = good.clone();
        spoil(&mut value);
        !scenario.is_valid(&value)
    };
    assert!(spoiled(|value| value["tilte"] = "Redis".into()));
    assert!(spoiled(|value| value["fault"]["pause"] = "redis".into()));
    assert!(spoiled(|value| value["claims"][0]["impact"] = serde_json::json!({"api": "bad"})));
    assert!(spoiled(|value| value["claims"][0]["impact"] = serde_json::json!({"api": "several"})));
    assert!(spoiled(
        |value| value["claims"][0]["impact"] = serde_json::json!({"services": "outage"})
    ));
    assert!(spoiled(|value| value["claims"][0] = serde_json::json!({"quote": "claims nothing"})));
    assert!(spoiled(|value| {
        value.as_object_mut().unwrap().remove("id");
    }));
    let pack = schema("pack");
    let mut value = yaml(&folder.join("pack.yaml"));
    value["services"]["redis"]["alive"] = serde_json::json!({"at": "redis:6379"});
    assert!(!pack.is_valid(&value));
}

#[test]
fn a_report_on_the_disk_is_as_its_schema_says() {
    let folder = Folder::new();
    let run = "20261124-074512-a3f0";
    std::fs::create_dir_all(folder.path().join("reports").join(run)).unwrap();
    folder.write(&format!("reports/{run}/redis-stops.flask.jsonl"), &recorded("redis-stops.flask"));
    // A run that does not say what it was to drill is unfinished.
    let report = folder.without_engine(["report", run, "--format", "json"]).ends(1).json();
    let schema = schema("report");
    is_valid(&schema, &report, Path::new(run));
    is_valid(&schema, &json(&sample()), &sample());
}

#[test]
fn what_a_run_writes_is_as_its_schema_says() {
    let (folder, schema) = (Folder::new(), schema("report"));
    let run = ["run", "--engine", "simulated", "--fail-on", "contradicted"];
    let all: [&[&str]; 3] =
        [&["--seed", "7"], &["--seed", "8", "--repeat", "3", "redis-stops"], &["--shard", "2/4"]];
    for more in all {
        folder.without_engine(run.iter().chain(more).copied()).ends(0);
    }
    let reports = reports_in(&folder.path().join("reports"));
    assert_eq!(reports.len(), all.len());
    for path in reports {
        is_valid(&schema, &json(&path), &path);
    }
}

#[test]
fn what_no_report_says_its_schema_refuses() {
    let (mut good, schema) = (json(&sample()), schema("report"));
    // One in which services fell, so that there is something of everything.
    good["drills"].as_array_mut().unwrap().retain(|drill| drill["id"] == "redis-stops");
    let valid = |change: &dyn Fn(&mut Value)| {
        let mut value = good.clone();
        change(&mut value);
        schema.is_valid(&value)
    };
    for (at, wrong) in [
        ("/schema_version", 2.into()),
        ("/run", "latest".into()),
        ("/duration_ms", (-1).into()),
        ("/document/sha256", "0".into()),
        ("/verdict", "confirmd".into()),
        ("/drills/0/id", "Nginx crashes".into()),
        ("/drills/0/verdict", Value::Null),
        ("/drills/0/impact/website/observed", "outrage".into()),
        ("/drills/0/impact/website/success_ratio", 1.5.into()),
        ("/drills/0/cascade/observed/0/falls", "either".into()),
        ("/drills/0/recovery/observed_ms", (-0.5).into()),
        ("/drills/0/recovery/proposed", "soon".into()),
        ("/drills/0/claims/0/line", 0.into()),
        ("/drills/0/claims/0/evidence/0", (-1).into()),
    ] {
        assert!(!valid(&|value| *value.pointer_mut(at).unwrap() = wrong.clone()), "{at}: {wrong}");
    }
    for (at, key) in [
        ("", "verdict"),
        ("/spent", "drills_ms"),
        ("/drills/0", "budget"),
        ("/drills/0/recovery", "observed_ms"),
        ("/drills/0/claims/0", "reason"),
    ] {
        let taken =
            |value: &mut Value| value.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(key);
        assert!(!valid(&|value| drop(taken(value).unwrap())), "{at} without {key}");
    }
    assert!(!valid(&|value| value["drills"][0]["thresholds"]["mood"] = "fine".into()));
    // Fields may be added within a version: what reads reports must bear with them.
    assert!(valid(&|value| value["drills"][0]["mood"] = "fine".into()));
}
