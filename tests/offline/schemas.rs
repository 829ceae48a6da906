//! The published schemas: they are schemas, and what is written and read is as they say.

use crate::common::Folder;
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
fn is_valid(schema: &jsonschema::Validator, path: &Path) {
    let value = yaml(path);
    let errors: Vec<String> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
}

fn packs() -> [PathBuf; 2] {
    ["scenarios/enterprise-scanner", "src/pack/fixture"].map(|path| Path::new(env!("CARGO_MANIFEST_DIR")).join(path))
}

#[test]
fn what_is_published_is_made_of_the_code() {
    for (subject, path) in
        [("pack", "schemas/pack.json"), ("scenario", "schemas/scenario.json"), ("reference", "scenarios/README.md")]
    {
        let made = Folder::new().without_engine(["schema", subject]).ends(0).out;
        let published = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
        assert!(made == published, "{path} is not as the code has it; `make schemas` writes it anew");
    }
}

#[test]
fn the_packs_that_are_right_are_as_the_schemas_say() {
    let (pack, scenario) = (schema("pack"), schema("scenario"));
    for folder in packs() {
        is_valid(&pack, &folder.join("pack.yaml"));
        let mut scenarios = 0;
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_yaml = path.extension().is_some_and(|end| end == "yaml");
            if is_yaml && !path.ends_with("pack.yaml") && !path.ends_with("compose.yaml") {
                is_valid(&scenario, &path);
                scenarios += 1;
            }
        }
        assert!(scenarios > 0);
    }
}

#[test]
fn what_firedrill_refuses_for_its_shape_the_schemas_refuse_too() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/enterprise-scanner");
    let good = yaml(&folder.join("03-redis-stops.yaml"));
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
    let timeline = format!("{}/tests/timelines/redis-stops.thinned.flask.jsonl", env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(timeline, folder.path().join(format!("reports/{run}/redis-stops.flask.jsonl"))).unwrap();
    // A run that does not say what it was to drill is unfinished.
    let report = folder.without_engine(["report", run, "--format", "json"]).ends(1).json();
    let errors: Vec<String> = schema("report").iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
