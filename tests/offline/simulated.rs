//! A run without any engine: the bundled pack in virtual time, by the command line, and the
//! promises of its world.

use crate::common::{DOCUMENT, Folder, PackCopy, Said};
use firedrill::pack::{self, Pack};
use firedrill::plan::{Choice, DrillPlan, plan};
use firedrill::shutdown::Shutdown;
use firedrill::storage::bundled_pack;
use firedrill::world::simulated::{Quirks, Simulated};
use proptest::prelude::*;
use serde_json::Value;
use std::time::Duration;

const SEED_7: [&str; 5] = ["run", "--engine", "simulated", "--seed", "7"];

/// What a gate is told that accepts a rehearsal.
const ACCEPTED: [&str; 2] = ["--fail-on", "contradicted,undetermined,drift"];

/// A simulated run with these arguments besides, where no engine is to be had; a rehearsal is
/// accepted.
fn simulated(folder: &Folder, more: &[&str]) -> Said {
    let gate = if more.contains(&"--fail-on") { &[][..] } else { &ACCEPTED };
    folder.without_engine(SEED_7.iter().chain(more).chain(gate).copied())
}

fn only_run(folder: &Folder) -> String {
    let runs = folder.names("reports");
    assert_eq!(runs.len(), 1, "{runs:?}");
    runs[0].clone()
}

fn read(folder: &Folder, run: &str, file: &str) -> String {
    std::fs::read_to_string(folder.path().join("reports").join(run).join(file)).unwrap()
}

fn report(folder: &Folder, run: &str) -> Value {
    serde_json::from_str(&read(folder, run, "report.json")).unwrap()
}

/// Every claim of a report: its drill with its profile, its id, its verdict and the reason.
fn claims(report: &Value) -> Vec<[String; 4]> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of = |drill: &Value| {
        let place = format!("{} {}", text(&drill["id"]), text(&drill["profile"]));
        let claims = drill["claims"].as_array().unwrap().clone();
        claims.into_iter().map(move |one| {
            [place.clone(), text(&one["id"]), text(&one["verdict"]), text(&one["reason"])]
        })
    };
    report["drills"].as_array().unwrap().iter().flat_map(of).collect()
}

// ---- the command line
// ------------------------------------------------------------------------------------------------

#[test]
fn the_bundled_pack_is_drilled_without_an_engine_and_every_report_says_so() {
    let folder = Folder::new();
    let said = simulated(&folder, &["--junit", "junit.xml"]).ends(0);
    let run = only_run(&folder);
    let report = report(&folder, &run);
    let found = claims(&report);
    assert_eq!((report["drills"].as_array().unwrap().len(), found.len()), (18, 125));
    let open: Vec<_> = found.iter().filter(|[_, _, verdict, _]| verdict != "confirmed").collect();
    assert!(open.is_empty(), "{open:#?}");

    let label = "simulated (seed 7)";
    assert_eq!(report["engine"], label);
    assert!(said.out.lines().next().unwrap().contains(label), "{}", said.out);
    assert!(said.err.contains("--seed 7"), "{}", said.err);
    for file in ["report.html", "comment.md", "impact-report.md", "metrics.prom", "junit.xml"] {
        assert!(read(&folder, &run, file).contains(label), "{file}");
    }
    assert!(std::fs::read_to_string(folder.path().join("junit.xml")).unwrap().contains(label));
    let timeline = read(&folder, &run, "redis-stops.flask.jsonl");
    let header: Value = serde_json::from_str(timeline.lines().next().unwrap()).unwrap();
    assert_eq!(header["engine"], label);

    let shown = folder.without_engine(["show", "redis-stops", "--run", &run]).ends(0);
    assert!(shown.out.contains(label), "{}", shown.out);
    let path = folder.at(&format!("reports/{run}/redis-stops.flask.jsonl"));
    folder.without_engine(["judge", &path]).ends(1).complains(&["nothing real was drilled"]);
    let judged = folder.without_engine(["judge", &path].into_iter().chain(ACCEPTED)).ends(0);
    assert!(judged.out.contains(label), "{}", judged.out);
    let compared = folder.without_engine(["compare", &run, &run]).ends(0);
    assert_eq!(compared.out.matches(label).count(), 2, "{}", compared.out);
    assert!(
        folder.names("state/firedrill").is_empty(),
        "nothing was made that would have to be undone"
    );
}

/// What differs from one run to the next: its id, the time of day, and how long it took by the
/// clock on the wall.
fn without_the_day(text: &str, run: &str) -> String {
    let mut value: Value = serde_json::from_str(text).unwrap();
    for key in ["run", "started_at", "duration_ms", "spent"] {
        value.as_object_mut().unwrap().remove(key);
    }
    serde_json::to_string(&value).unwrap().replace(run, "RUN")
}

#[test]
fn the_same_seed_gives_the_same_run_and_another_gives_another() {
    let folders = [Folder::new(), Folder::new(), Folder::new()];
    simulated(&folders[0], &[]).ends(0);
    simulated(&folders[1], &["--jobs", "3"]).ends(0);
    let args = ["run", "--engine", "simulated", "--seed", "8"];
    folders[2].without_engine(args.into_iter().chain(ACCEPTED)).ends(0);
    let runs = folders.each_ref().map(only_run);
    let reports: Vec<String> = folders
        .iter()
        .zip(&runs)
        .map(|(folder, run)| without_the_day(&read(folder, run, "report.json"), run))
        .collect();
    assert_eq!(reports[0], reports[1], "the same, however many workers there are");
    let timelines: Vec<String> = folders[0]
        .names(&format!("reports/{}", runs[0]))
        .into_iter()
        .filter(|name| name.strip_suffix(".jsonl").is_some())
        .collect();
    assert_eq!(timelines.len(), 18);
    for name in timelines {
        let [one, again, other] = [0, 1, 2].map(|which| read(&folders[which], &runs[which], &name));
        let (header, events) = one.split_once('\n').unwrap();
        let (header_again, events_again) = again.split_once('\n').unwrap();
        assert_eq!(
            without_the_day(header, &runs[0]),
            without_the_day(header_again, &runs[1]),
            "{name}"
        );
        assert!(events == events_again, "{name} differs");
        assert!(!other.ends_with(events), "{name} is the same by another seed");
    }
}

#[test]
fn a_seed_by_chance_is_told_and_gives_the_same_run_again() {
    let folder = Folder::new();
    let args = ["run", "redis-stops", "--engine", "simulated"];
    let said = folder.without_engine(args.into_iter().chain(ACCEPTED)).ends(0);
    let run = only_run(&folder);
    let engine = report(&folder, &run)["engine"].as_str().unwrap().to_owned();
    let seed =
        engine.strip_prefix("simulated (seed ").and_then(|rest| rest.strip_suffix(')')).unwrap();
    assert!(said.err.contains(&format!("`--seed {seed}`")), "{}", said.err);
    let again = Folder::new();
    again.without_engine(args.into_iter().chain(["--seed", seed]).chain(ACCEPTED)).ends(0);
    let events = |folder: &Folder, run: &str| {
        read(folder, run, "redis-stops.static.jsonl").split_once('\n').unwrap().1.to_owned()
    };
    assert!(events(&folder, &run) == events(&again, &only_run(&again)), "seed {seed}");
}

#[test]
fn what_only_docker_can_be_told_is_refused_with_a_hint() {
    let folder = Folder::new();
    for (args, words) in [
        (&["run", "--seed", "7"][..], ["--seed", "--engine simulated"]),
        (&["run", "--engine", "simulated", "--keep"], ["--keep", "next:"]),
        (&["run", "--engine", "simulated", "--images", "local"], ["--images", "next:"]),
        (&["run", "--engine", "simulated", "--seed", "chance"], ["--seed", "chance"]),
        (&["run", "--engine", "podman"], ["podman", "simulated"]),
    ] {
        let said = folder.without_engine(args.iter().copied()).ends(2).complains(&words);
        assert!(said.out.is_empty(), "{}", said.out);
    }
    assert!(folder.names("reports").is_empty(), "nothing was begun");
    let said = folder.without_engine(["run", "redis-stops"]).ends(3);
    assert!(said.err.contains("engine"), "without the option an engine is needed: {}", said.err);
}

#[test]
fn lies_are_contradicted_and_told_by_the_exit_status() {
    let folder = Folder::new();
    let pack = PackCopy::new(&folder);
    pack.lie();
    // A command that restarts another service than the one that is broken.
    pack.edit(
        DOCUMENT,
        "Scenario 3: Redis",
        "docker restart enterprisescanner_redis",
        "docker restart enterprisescanner_grafana",
    );
    pack.take_over();

    let args = [
        "--profile",
        "static",
        "--pack",
        pack.path(),
        "nginx-crashes",
        "postgresql-stops",
        "redis-stops",
    ];
    let said = simulated(&folder, &args).ends(1);
    let found = claims(&report(&folder, &only_run(&folder)));
    let red: Vec<_> = found
        .iter()
        .filter(|[_, _, verdict, _]| verdict == "contradicted")
        .map(|one| &one[..3])
        .collect();
    let lies = [
        ["nginx-crashes static", "recovery.static", "contradicted"],
        ["postgresql-stops static", "impact.website.static", "contradicted"],
        ["redis-stops static", "cascade.static", "contradicted"],
        ["redis-stops static", "recovery.static", "contradicted"],
    ];
    assert_eq!(red, lies, "{}", said.out);
    simulated(&folder, &[&args[..], &["--fail-on", "drift"]].concat()).ends(0);
}

#[test]
fn repeats_have_seeds_of_their_own_and_shards_are_parts_of_the_same_run() {
    let folder = Folder::new();
    simulated(&folder, &["redis-stops", "--profile", "static", "--repeat", "3"]).ends(0);
    let run = only_run(&folder);
    assert_eq!(report(&folder, &run)["drills"][0]["repeats"], 3);
    let names =
        ["redis-stops.static.jsonl", "redis-stops.static.2.jsonl", "redis-stops.static.3.jsonl"];
    let texts = names.map(|name| read(&folder, &run, name).split_once('\n').unwrap().1.to_owned());
    assert!(texts[0] != texts[1] && texts[1] != texts[2]);

    let (whole, part) = (Folder::new(), Folder::new());
    simulated(&whole, &[]).ends(0);
    simulated(&part, &["--shard", "2/4"]).ends(0);
    let (all, some) = (only_run(&whole), only_run(&part));
    let timelines = part
        .names(&format!("reports/{some}"))
        .into_iter()
        .filter(|name| name.strip_suffix(".jsonl").is_some());
    let mut drills = 0;
    for name in timelines {
        drills += 1;
        let [one, other] = [read(&whole, &all, &name), read(&part, &some, &name)];
        assert!(one.split_once('\n').unwrap().1 == other.split_once('\n').unwrap().1, "{name}");
    }
    assert!((1..18).contains(&drills), "{drills} drills in the shard");
}

#[test]
fn a_run_that_takes_too_long_or_is_interrupted_ends_with_status_4() {
    let folder = Folder::new();
    let many = ["redis-stops", "--repeat", "1000"];
    let said = simulated(&folder, &[&many[..], &["--timeout", "500ms"]].concat()).ends(4);
    assert!(said.err.contains("interrupted"), "{}", said.err);

    let folder = Folder::new();
    let mut command = folder.firedrill(SEED_7.iter().chain(&many).copied());
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    while folder
        .names("reports")
        .first()
        .is_none_or(|run| folder.names(&format!("reports/{run}")).is_empty())
    {
        std::thread::sleep(Duration::from_millis(10));
    }
    let kill = format!("kill -INT {}", child.id());
    assert!(std::process::Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", String::from_utf8_lossy(&output.stderr));
}

// ---- the world
// -------------------------------------------------------------------------------------------------------

/// The simulated stack of the drill that Docker's world is held to the promises by.
struct Rehearsed {
    pack: Pack,
    plan: DrillPlan,
    seed: u64,
    shutdown: Shutdown,
    interrupt: Box<dyn Fn()>,
}

impl Rehearsed {
    fn new(scenario: &str, seed: u64) -> Self {
        let pack = pack::read(&bundled_pack()).unwrap();
        let choice =
            Choice { scenarios: vec![scenario.to_owned()], profiles: vec!["static".to_owned()] };
        let plan = plan(&pack, &choice).unwrap().stacks.remove(0).drills.remove(0);
        let (shutdown, trigger) = Shutdown::listen();
        Self { pack, plan, seed, shutdown, interrupt: Box::new(move || trigger.request()) }
    }
}

impl crate::contract::Stack for Rehearsed {
    type World = Simulated;

    fn plan(&self) -> &DrillPlan {
        &self.plan
    }

    fn world(&self) -> Simulated {
        let profile =
            self.pack.profiles.iter().find(|profile| profile.name == self.plan.profile).unwrap();
        Simulated::of(&self.pack, profile, &self.plan, Quirks::default(), self.seed)
            .until(self.shutdown.clone())
    }

    fn interrupt(&self) {
        (self.interrupt)();
    }

    async fn is_at_rest(&self) -> bool {
        true
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_simulated_world_keeps_what_every_world_promises(
        seed: u64,
        scenario in prop::sample::select(vec!["redis-stops", "nginx-crashes", "pgbouncer-crashes", "postgresql-stops"]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { crate::contract::holds(&Rehearsed::new(scenario, seed)).await });
    }
}
