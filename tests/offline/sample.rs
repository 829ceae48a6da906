//! The sample in `reports/sample/` is what this firedrill makes of its timelines, and its claims
//! are those of the bundled pack. `make sample` drills it anew; `make sample-again` only renders it
//! anew.

use crate::common::Folder;
use crate::common::recorded::{SAMPLE, sample, unpacked};
use firedrill::plan::{Choice, plan};
use serde_json::Value;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let mut names: Vec<String> =
        files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_sample_is_what_its_timelines_give() {
    let (sample, folder) = (sample(), Folder::new());
    let run = sample.file_name().unwrap().to_str().unwrap();
    let again = folder.path().join(SAMPLE).join(run);
    std::fs::create_dir_all(&again).unwrap();
    std::fs::copy(sample.join("report.json"), again.join("report.json")).unwrap();
    let (timelines, reports): (Vec<String>, Vec<String>) =
        names(&sample).into_iter().partition(|name| name.strip_suffix(".gz").is_some());
    for name in &timelines {
        let plain = unpacked(&sample.join(name));
        std::fs::write(again.join(name.trim_end_matches(".gz")), plain).unwrap();
    }
    let said = folder.without_engine(["report", run, "--report-dir", SAMPLE]);
    assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
    let made: Vec<String> =
        names(&again).into_iter().filter(|name| name.strip_suffix(".jsonl").is_none()).collect();
    assert_eq!(made, reports, "the files of a report are others than those of the sample");
    for name in reports {
        let (is, was) =
            (std::fs::read(again.join(&name)).unwrap(), std::fs::read(sample.join(&name)).unwrap());
        let at = is
            .iter()
            .zip(&was)
            .position(|(one, other)| one != other)
            .unwrap_or(is.len().min(was.len()));
        let around = |bytes: &[u8]| {
            String::from_utf8_lossy(&bytes[at.saturating_sub(60)..bytes.len().min(at + 60)])
                .into_owned()
        };
        assert!(
            is == was,
            "{name} has drifted; `make sample-again` renders it anew\n  was: …{}…\n  is:  …{}…",
            around(&was),
            around(&is)
        );
    }
}

#[test]
fn the_drills_and_claims_of_the_sample_are_those_of_the_pack() {
    let text = std::fs::read_to_string(sample().join("report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    let claim = |drill: &str, id: &str, line: u64| format!("{drill}: {id}, line {line}");
    let mut sampled: Vec<String> = Vec::new();
    for drill in report["drills"].as_array().unwrap() {
        let name =
            format!("{} {}", drill["id"].as_str().unwrap(), drill["profile"].as_str().unwrap());
        let claims = drill["claims"].as_array().unwrap();
        sampled.extend(
            claims.iter().map(|one| {
                claim(&name, one["id"].as_str().unwrap(), one["line"].as_u64().unwrap())
            }),
        );
    }
    let pack = firedrill::pack::read(&firedrill::storage::bundled_pack()).unwrap();
    let planned = plan(&pack, &Choice::default()).unwrap();
    let mut claimed: Vec<String> = Vec::new();
    for drill in planned.stacks.iter().flat_map(|stack| &stack.drills) {
        let name = format!("{} {}", drill.scenario, drill.profile);
        claimed
            .extend(drill.claims.iter().map(|one| claim(&name, one.id.as_str(), one.line.into())));
    }
    sampled.sort();
    claimed.sort();
    let lost: Vec<&String> = claimed.iter().filter(|one| !sampled.contains(one)).collect();
    let gone: Vec<&String> = sampled.iter().filter(|one| !claimed.contains(one)).collect();
    assert!(
        lost.is_empty() && gone.is_empty(),
        "the pack has changed since the sample was drilled; `make sample` drills it anew\n  new: \
         {lost:#?}\n  gone: {gone:#?}"
    );
}
