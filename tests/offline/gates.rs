//! Gates: what ends with 0 was drilled, whole and in earnest. By the command line, on simulated
//! runs; no engine is needed.

use crate::common::recorded::recorded;
use crate::common::{DOCUMENT, Folder, PackCopy, REDIS, Said};
use serde_json::Value;

/// What a gate is told that accepts a rehearsal.
const ACCEPTED: [&str; 2] = ["--fail-on", "contradicted,undetermined,drift"];

const REHEARSAL: &str = "simulated: nothing real was drilled; --fail-on \
                         contradicted,undetermined,drift accepts a rehearsal";

/// A simulated run into a report folder of its own; gives its id and what was said.
fn drilled(folder: &Folder, reports: &str, args: &[&str], status: i32) -> (String, Said) {
    let before = folder.names(reports);
    let all = ["run", "--engine", "simulated", "--report-dir", reports]
        .into_iter()
        .chain(args.iter().copied());
    let seed = if args.contains(&"--seed") { &[][..] } else { &["--seed", "7"] };
    let said = folder.without_engine(all.chain(seed.iter().copied())).ends(status);
    let run = folder.names(reports).into_iter().find(|run| !before.contains(run)).unwrap();
    (run, said)
}

fn report(folder: &Folder, path: &str) -> Value {
    serde_json::from_str(
        &std::fs::read_to_string(folder.path().join(path).join("report.json")).unwrap(),
    )
    .unwrap()
}

fn change(folder: &Folder, path: &str, change: impl Fn(&mut Value)) {
    let mut value = report(folder, path);
    change(&mut value);
    folder.write(&format!("{path}/report.json"), &value.to_string());
}

const TWO: [&str; 4] = ["redis-stops", "nginx-crashes", "--profile", "static"];

/// One of two parts of a run; gives its folder.
fn part(folder: &Folder, number: u32, args: &[&str]) -> String {
    let (reports, shard) = (format!("part-{number}"), format!("{number}/2"));
    let args: Vec<&str> = args.iter().copied().chain(["--shard", &shard]).chain(ACCEPTED).collect();
    let run = drilled(folder, &reports, &args, 0).0;
    format!("{reports}/{run}")
}

fn merged(folder: &Folder, parts: &[&str], status: i32) -> Said {
    folder
        .without_engine(["report", "--merge"].iter().chain(parts).chain(&ACCEPTED).copied())
        .ends(status)
}

#[test]
fn the_parts_of_a_run_join_and_are_no_more_real_than_it_was() {
    let folder = Folder::new();
    let parts = [1, 2].map(|number| part(&folder, number, &TWO));
    let [one, other] = parts.each_ref().map(String::as_str);
    let said = merged(&folder, &[one, other], 0);
    assert!(said.out.contains("2 drills") && !said.out.contains("nothing real"), "{}", said.out);
    let said = folder.without_engine(["report", "--merge", other, one]).ends(1);
    assert!(said.out.contains("simulated: nothing real was drilled"), "{}", said.out);
    let of = |path: &str| report(&folder, path)["whole"].clone();
    assert_eq!(of(one), of(other));
    assert_eq!(of(one)["drills"].as_array().unwrap().len(), 2);
}

#[test]
fn what_does_not_belong_together_is_refused_with_what_differs_and_in_which_runs() {
    let folder = Folder::new();
    let one = part(&folder, 1, &TWO);
    let name = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let refused = |other: &str, words: &[&str]| {
        let said = merged(&folder, &[&one, other], 2).complains(words);
        said.complains(&[&name(&one), &name(other)]);
    };
    let other = part(&folder, 2, &["redis-stops", "--profile", "static", "--profile", "flask"]);
    refused(&other, &["the drills of the whole run"]);
    let other = part(&folder, 2, &[]);
    refused(&other, &["the number of drills of the whole run (2 and 18)"]);
    let other = part(&folder, 2, &[&TWO[..], &["--repeat", "2"]].concat());
    refused(&other, &["how often each is drilled (once and 2 times)"]);
    let other = part(&folder, 2, &[&TWO[..], &["--seed", "8"]].concat());
    refused(&other, &["their engines (simulated (seed 7) and simulated (seed 8))"]);
    let other = part(&folder, 2, &TWO);
    change(&folder, &other, |report| report["engine"] = "docker 20.10.24".into());
    refused(&other, &["their engines (simulated (seed 7) and docker 20.10.24)"]);
    // A pack whose claims are the same, and whose image is another.
    let pack = PackCopy::new(&folder);
    pack.edit("images/Dockerfile", "", "FROM", "# another\nFROM");
    let other = part(&folder, 2, &[&TWO[..], &["--pack", pack.path()]].concat());
    refused(&other, &["the files of their packs ("]);
    // A run that was not split, beside a part and beside another.
    let whole = drilled(&folder, "whole", &[&TWO[..], &ACCEPTED].concat(), 0).0;
    let whole = format!("whole/{whole}");
    merged(&folder, &[&one, &whole], 2).complains(&[&name(&whole), "was not split with --shard"]);
    merged(&folder, &[&whole, &whole], 2).complains(&["was not split with --shard"]);
    merged(&folder, &[&whole], 0);
    // A part twice, a part alone, and one of before there were hashes.
    merged(&folder, &[&one, &one], 2).complains(&["part 2 is missing"]);
    merged(&folder, &[&one], 2).complains(&["part 2 is missing"]);
    let other = part(&folder, 2, &TWO);
    merged(&folder, &[&one, &other], 0);
    change(&folder, &other, |report| {
        report["drills"].as_array_mut().unwrap().clear();
    });
    std::fs::remove_file(folder.path().join(&other).join("redis-stops.static.jsonl")).unwrap();
    merged(&folder, &[&one, &other], 2).complains(&[
        "redis-stops (static)",
        "not at all",
        &name(&other),
    ]);
    change(&folder, &other, |report| drop(report.as_object_mut().unwrap().remove("whole")));
    merged(&folder, &[&one, &other], 2)
        .complains(&[&name(&other), "does not say what it is a part of"]);
}

#[test]
fn what_lies_beside_a_pack_does_not_change_it_and_what_decides_does() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    let hash = || {
        let args = ["redis-stops", "--profile", "static", "--pack", pack.path()];
        let (run, _) = drilled(&folder, "pack/reports", &[&args[..], &ACCEPTED].concat(), 0);
        report(&folder, &format!("pack/reports/{run}"))["whole"]["pack_sha256"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let before = hash();
    folder.write("pack/junit.xml", "<testsuites/>");
    assert_eq!(hash(), before, "the reports of the run before lie in the pack's folder too");
    for (file, from, to) in [
        ("03-redis-stops.yaml", "fault:", "title: Redis\nfault:"),
        ("pack.yaml", "\n", "\n# changed\n"),
        ("compose.yaml", "\n", "\n# changed\n"),
        (DOCUMENT, "Scenario 3", "Scenario 3"),
    ] {
        let seen = hash();
        pack.edit(file, "", from, to);
        assert_eq!(hash() == seen, from == to, "{file}");
    }
}

#[test]
fn a_rehearsal_is_red_unless_it_is_asked_for() {
    let folder = Folder::new();
    let args = ["redis-stops", "--profile", "static"];
    let (run, said) =
        drilled(&folder, "reports", &[&args[..], &["--junit", "junit.xml"]].concat(), 1);
    assert_eq!(said.out.lines().last(), Some(format!("✗ {REHEARSAL}").as_str()), "{}", said.out);
    let junit = std::fs::read_to_string(folder.path().join("junit.xml")).unwrap();
    assert!(junit.contains("<failure message=\"simulated: nothing real was drilled"), "{junit}");
    folder.without_engine(["report", &run]).ends(1);
    let said = folder.without_engine(["report", &run].into_iter().chain(ACCEPTED)).ends(0);
    assert!(!said.out.contains("nothing real"), "{}", said.out);
    // Nor does it pass for one beside a run of real software.
    let real = "20261124-074512-a3f0";
    std::fs::create_dir_all(folder.path().join("reports").join(real)).unwrap();
    let timeline = recorded("redis-stops.static");
    let header: Value = serde_json::from_str(timeline.lines().next().unwrap()).unwrap();
    let engine = format!("is on {}", header["engine"].as_str().unwrap());
    folder.write(&format!("reports/{real}/redis-stops.static.jsonl"), &timeline);
    for pair in [[real, run.as_str()], [run.as_str(), real]] {
        let said = folder.without_engine(["compare", pair[0], pair[1]]).ends(2);
        said.complains(&["is simulated (seed 7)", &engine, "next:"]);
    }
    folder.without_engine(["compare", &run, &run]).ends(0);
}

#[test]
fn words_that_moved_fail_the_run_whatever_rests_on_them() {
    let fault = "Failure: The Redis container has crashed";
    let untested = "Prevention: Watch memory usage, persistence, eviction policy";
    let edits: [(&str, &str, &str); 2] =
        [(fault, "has crashed", "has been killed"), (untested, "eviction policy", "and keys")];
    for (was, from, to) in edits {
        let folder = Folder::new();
        let pack = PackCopy::new(&folder);
        pack.edit(DOCUMENT, "Scenario 3: Redis", from, to);
        let args = ["redis-stops", "--profile", "static", "--pack", pack.path()];
        let (run, said) =
            drilled(&folder, "reports", &[&args[..], &["--fail-on", "drift"]].concat(), 1);
        assert!(said.out.contains("the document no longer says"), "{}", said.out);
        let drift = report(&folder, &format!("reports/{run}"))["drift"].clone();
        let [one] = drift.as_array().unwrap().as_slice() else { panic!("{drift}") };
        assert_eq!(
            (&one["scenario"], &one["was"], one.get("claim")),
            (&"redis-stops".into(), &was.into(), None)
        );
        folder.without_engine(["report", &run, "--fail-on", "drift"]).ends(1);
        folder.without_engine(["report", &run, "--fail-on", "contradicted,undetermined"]).ends(0);
    }
    // A title that the document no longer has.
    let folder = Folder::new();
    let pack = PackCopy::quoted(&folder);
    pack.edit(REDIS, "", "title:", "chapter: \"Scenario 3: Redis is gone\"\ntitle:");
    let args = ["redis-stops", "--profile", "static", "--pack", pack.path(), "--fail-on", "drift"];
    drilled(&folder, "reports", &args, 1);
}

#[test]
fn a_waiver_covers_the_contradiction_it_names_until_its_date() {
    let contradicted = |until: &str, claim: &str, status: i32| {
        let folder = Folder::new();
        let pack = PackCopy::new(&folder);
        pack.lie();
        let waiver =
            format!("waivers: [{{claim: {claim}, reason: known, owner: ops, until: {until}}}]\n");
        let text = std::fs::read_to_string(pack.folder.join("pack.yaml")).unwrap();
        std::fs::write(pack.folder.join("pack.yaml"), format!("{text}\n{waiver}")).unwrap();
        let args = ["nginx-crashes", "--profile", "static", "--pack", pack.path()];
        let (run, _) = drilled(&folder, "reports", &[&args[..], &ACCEPTED].concat(), status);
        let report = report(&folder, &format!("reports/{run}"));
        let claims = report["drills"][0]["claims"].as_array().unwrap().clone();
        claims.iter().filter(|claim| !claim["waived_until"].is_null()).count()
    };
    assert_eq!(contradicted("2999-12-31", "nginx-crashes.recovery", 0), 1);
    assert_eq!(contradicted("2020-12-31", "nginx-crashes.recovery", 1), 0);
    assert_eq!(
        contradicted("2999-12-31", "nginx-crashes.impact", 1),
        0,
        "what is confirmed needs none"
    );
}
