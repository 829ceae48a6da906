//! One run of the whole stack whose wall clock is an hour behind, and then an hour ahead; that is
//! stopped for seconds in its first drill; whose second drill has to share its processors with
//! others.

use crate::common::Folder;
use crate::runs::{Watched, drill, not_confirmed, nothing_is_left, on_the_stack, report, runs};
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const STOPPED: Duration = Duration::from_secs(4);

/// Long enough that looks are late, too short for firedrill to say that it did not run.
const HICCUP: Duration = Duration::from_millis(200);

/// Somebody else on the machine, who takes a whole processor.
struct Busy(Child);

impl Busy {
    /// As many as there are processors.
    fn everywhere() -> Vec<Self> {
        let count = std::thread::available_parallelism().unwrap().get();
        let busy = || {
            Command::new("sh")
                .args(["-c", "while :; do :; done"])
                .stdin(Stdio::null())
                .spawn()
                .unwrap()
        };
        std::iter::repeat_with(|| Self(busy())).take(count).collect()
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The clock of `skew.c`, built.
fn skew(folder: &Folder) -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live/around/skew.c");
    let library = folder.at("skew.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-o", &library])
        .arg(source)
        .arg("-ldl")
        .status();
    assert!(built.unwrap().success(), "there is a C compiler where Rust can link");
    library
}

#[test]
#[ignore = "takes a minute, and timelines with gaps are judged without it"]
fn a_run_that_is_stopped_starved_and_shown_a_wrong_clock_says_nothing_wrong() {
    on_the_stack(|folder| {
        let drills = ["nginx-crashes", "redis-stops", "certificate-expires"];
        let drills = ["run", "--profile", "static", "--control", "never"].into_iter().chain(drills);
        let mut command = folder.firedrill(drills);
        command.env("LD_PRELOAD", skew(folder)).env("SKEW_JUMPS_WITH", folder.at("jumped"));
        let (began, today) = (Instant::now(), SystemTime::now());
        let mut run = Watched::start(&mut command);

        run.until("nginx-crashes (static)  observe: ");
        run.signal("STOP");
        std::thread::sleep(STOPPED); // the fault itself
        run.signal("CONT");

        run.until("redis-stops (static)  steady state: ");
        folder.write("jumped", "");
        let busy = Busy::everywhere();
        // How late a busy machine makes a look is the machine's own affair; this is late on every
        // one.
        for _ in 0..5 {
            run.signal("STOP");
            std::thread::sleep(HICCUP);
            run.signal("CONT");
            std::thread::sleep(HICCUP);
        }
        run.until("certificate-expires (static)  steady state: ");
        drop(busy);

        let said = run.end();
        let took = began.elapsed();
        assert!(matches!(said.status, Some(0 | 1)), "{said:?}");
        let id = runs(folder).remove(0);
        let report = report(folder, &id);
        let contradicted: Vec<_> = not_confirmed(&report)
            .into_iter()
            .filter(|found| !found.ends_with(" undetermined"))
            .collect();
        assert_eq!(contradicted, Vec::<String>::new(), "{}", said.out);
        was_stopped(drill(&report, "nginx-crashes"), &said.out);
        was_starved(drill(&report, "redis-stops"));
        was_shown_a_wrong_clock(&report, &id, took, today);
        nothing_is_left(folder);
    });
}

/// The gap is told, and what rests on it is left open, with that reason.
fn was_stopped(nginx: &Value, screen: &str) {
    let unheard =
        Duration::from_secs_f64(nginx["lost_precision"]["unheard_ms"].as_f64().unwrap() / 1_000.0);
    assert!(
        unheard >= STOPPED.checked_sub(Duration::from_millis(200)).unwrap()
            && unheard < STOPPED * 2,
        "{unheard:?}"
    );
    assert!(screen.contains("firedrill was suspended or starved of CPU for"), "{screen}");
    let claims = nginx["claims"].as_array().unwrap();
    let open = claims.iter().filter(|claim| claim["verdict"] == "undetermined");
    let reasons: Vec<&str> = open.map(|claim| claim["reason"].as_str().unwrap()).collect();
    assert!(!reasons.is_empty(), "what was to be seen in the gap was not seen");
    assert!(
        reasons
            .iter()
            .all(|reason| reason.starts_with("firedrill was suspended or starved of CPU for")),
        "{reasons:#?}"
    );
}

/// It is told, and nothing but what it explains is left open.
fn was_starved(redis: &Value) {
    let lost = &redis["lost_precision"];
    assert!(lost["samples"].as_u64().is_some_and(|late| late > 0), "{lost}");
    assert!(
        lost["worst_ms"].as_f64().is_some_and(|late| late > HICCUP.as_secs_f64() * 500.0),
        "{lost}"
    );
    assert!(
        redis["probing"]["machine"].as_f64().is_some_and(|busy| busy > 0.9),
        "{}",
        redis["probing"]
    );
}

/// The run is called by the clock that it was shown; nothing else comes of it.
fn was_shown_a_wrong_clock(report: &Value, id: &str, took: Duration, today: SystemTime) {
    let hour_ago =
        today.duration_since(UNIX_EPOCH).unwrap().checked_sub(Duration::from_secs(3_600)).unwrap();
    let hour_ago =
        jiff::Timestamp::from_second(i64::try_from(hour_ago.as_secs()).unwrap()).unwrap();
    let started: jiff::Timestamp = report["started_at"].as_str().unwrap().parse().unwrap();
    assert!(
        started.duration_since(hour_ago).abs() < jiff::SignedDuration::from_secs(30),
        "{started}, {hour_ago}"
    );
    assert!(id.starts_with(&started.strftime("%Y%m%d-%H%M%S").to_string()), "{id}, {started}");
    let whole = Duration::from_secs_f64(report["duration_ms"].as_f64().unwrap() / 1_000.0);
    assert!(
        whole <= took && took.checked_sub(whole).unwrap() < Duration::from_secs(5),
        "{whole:?} of {took:?}"
    );

    let certificate = drill(report, "certificate-expires");
    assert_eq!(
        certificate["verdict"], "confirmed",
        "it was disturbed by nothing but the clock: {certificate:#}"
    );
    for drill in report["drills"].as_array().unwrap() {
        let phases: f64 =
            drill["budget"].as_object().unwrap().values().map(|ms| ms.as_f64().unwrap()).sum();
        assert!(phases < took.as_secs_f64() * 1_000.0, "{phases} ms of {took:?}");
    }
}
