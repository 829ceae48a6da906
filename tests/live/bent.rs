//! False documents on the real stack: what goes wrong there goes wrong late, rarely, for a while,
//! by itself or politely, so that a quick look agrees with the document. [`lies`] is the list of
//! what is false.

mod lies;

use crate::common::Said;
use crate::common::bent::bent;
use crate::runs::{Watched, nothing_is_left, on_the_stack, report, runs};
use lies::{LIES, LIES_OF_PATIENCE, LIES_UNDER_LOAD, Lie, amiss, reason};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Without the control, which takes as long as the rest.
const USUALLY: [&str; 5] =
    ["redis-stops", "nginx-crashes", "flask-crashes", "grafana-stops", "postgresql-stops"];

/// Those of the detectors besides, a minute more: with `FIREDRILL_LIES=all`.
const SELDOM: [&str; 3] = ["redis-exporter-stops", "node-exporter-stops", "prometheus-stops"];

/// The scenarios that are drilled without a control.
fn drilled() -> Vec<&'static str> {
    let all = std::env::var("FIREDRILL_LIES").is_ok_and(|value| value == "all");
    let seldom: &[&str] = if all { &SELDOM } else { &[] };
    USUALLY.iter().chain(seldom).copied().collect()
}

#[test]
fn nothing_that_a_quick_look_agrees_with_is_confirmed() {
    on_the_stack(|folder| {
        let pack = bent(folder);
        let args = ["run", "--pack", pack.path(), "--jobs", "2", "--control", "never"]
            .into_iter()
            .chain(drilled());
        let said = Said::of(&mut folder.firedrill(args));
        let report = report(folder, &runs(folder)[0]);
        let lies: Vec<Lie> =
            LIES.into_iter().filter(|lie| drilled().contains(&lie.drill)).collect();
        nothing_is(&amiss(&report, &lies), &said);
        // A command that fails although all comes back: both are said.
        let told = reason(&report, "grafana-stops", "recovery.bent");
        assert!(told.contains("exit status 5") && told.contains("back "), "{told}");
        said.ends(1);
        nothing_is_left(folder);
    });
}

/// PgBouncer's supervisor starts it once the command that does nothing was run.
#[test]
#[ignore = "takes a minute, and is told on the simulated world too"]
fn what_heals_by_itself_later_is_found_out_by_the_control() {
    on_the_stack(|folder| {
        let pack = bent(folder);
        let said =
            Said::of(&mut folder.firedrill(["run", "pgbouncer-crashes", "--pack", pack.path()]));
        let report = report(folder, &runs(folder)[0]);
        nothing_is(&amiss(&report, &LIES_OF_PATIENCE), &said);
        said.ends(1);
        nothing_is_left(folder);
    });
}

#[test]
fn a_busy_machine_makes_no_harm_true_and_hides_none() {
    on_the_stack(|folder| {
        let pack = bent(folder);
        let args = ["run", "postgres-exporter-stops", "--pack", pack.path()];
        let mut run = Watched::start(&mut folder.firedrill(args));
        run.until("observe: ");
        let load = Load::start();
        run.until("settle: ");
        drop(load);
        let said = run.end();
        let report = report(folder, &runs(folder)[0]);
        nothing_is(&amiss(&report, &LIES_UNDER_LOAD), &said);
        said.ends(1);
        nothing_is_left(folder);
    });
}

#[track_caller]
fn nothing_is(amiss: &[String], said: &Said) {
    assert!(amiss.is_empty(), "{}\n\n{}\n{}", amiss.join("\n"), said.out, said.err);
}

/// Two dozen loops that do nothing, as fast as they can, until this is dropped.
struct Load(Arc<AtomicBool>);

impl Load {
    fn start() -> Self {
        let over = Arc::new(AtomicBool::new(false));
        for _ in 0..24 {
            let over = Arc::clone(&over);
            std::thread::spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        Self(over)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
