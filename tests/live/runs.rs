//! Runs on the real stack, one test at a time: started, watched while they run, cut short, and
//! looked for afterwards without firedrill's help.

use crate::common::{Folder, Said};
use crate::docker::on_the_engine;
use crate::machine::{self, alone};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// The drill that takes least.
pub const REDIS_STATIC: [&str; 6] =
    ["run", "redis-stops", "--profile", "static", "--control", "never"];

pub const RUN_LABEL: &str = "dev.firedrill.run";
/// No phase of a run takes longer, on however slow a machine.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A test that has the machine to itself, the images and a folder of its own. Whatever becomes of
/// it, its runs are taken down.
pub fn on_the_stack(test: impl FnOnce(&Folder)) {
    alone(|| {
        machine::images();
        let folder = Folder::new();
        let outcome = catch_unwind(AssertUnwindSafe(|| test(&folder)));
        if let Err(panic) = outcome {
            // Only what a failed test left: the rest is held to leave nothing.
            let _ = folder.firedrill(["recover"]).output();
            for run in runs(&folder) {
                let _ = folder.firedrill(["down", run.as_str()]).output();
            }
            resume_unwind(panic);
        }
    });
}

/// The ids of the runs that left a report in a folder, oldest first.
pub fn runs(folder: &Folder) -> Vec<String> {
    folder.names("reports")
}

/// Nothing of any run in this folder is on the engine, and no journal says that there is.
#[track_caller]
pub fn nothing_is_left(folder: &Folder) {
    let runs = runs(folder);
    assert!(!runs.is_empty(), "there was a run");
    nothing_is_left_of(folder, &runs);
}

#[track_caller]
pub fn nothing_is_left_of(folder: &Folder, runs: &[String]) {
    for run in runs {
        assert_eq!(
            on_the_engine(&format!("{RUN_LABEL}={run}")),
            Vec::<String>::new(),
            "of run {run}"
        );
    }
    // What heals by itself is known from one run to the next.
    let left: Vec<_> =
        folder.names("state/firedrill").into_iter().filter(|name| name != "controls").collect();
    assert_eq!(left, Vec::<String>::new());
}

pub fn report(folder: &Folder, run: &str) -> Value {
    let text = std::fs::read_to_string(folder.path().join("reports").join(run).join("report.json"))
        .unwrap();
    serde_json::from_str(&text).unwrap()
}

pub fn drill<'a>(report: &'a Value, id: &str) -> &'a Value {
    let drills = report["drills"].as_array().unwrap();
    drills
        .iter()
        .find(|drill| drill["id"] == id)
        .unwrap_or_else(|| panic!("the report has no drill {id}"))
}

/// Every claim that is not confirmed: its drill, its id, its verdict and the reason.
pub fn not_confirmed(report: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for drill in report["drills"].as_array().unwrap() {
        for claim in drill["claims"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|claim| claim["verdict"] != "confirmed")
        {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            found.push(format!(
                "{} {} {}",
                text(&drill["id"]),
                text(&claim["id"]),
                text(&claim["verdict"])
            ));
        }
    }
    found
}

/// What the bundled document says and the real stack does not do.
const UNTRUE: [&str; 1] = ["disk-full recovery."];

/// Verdicts that nobody should see: a contradiction of what is true, or doubt where no precision
/// was lost. A machine that has no time to spare may cost a claim its verdict, if the report says
/// so; it may never give a wrong one.
pub fn wrong(report: &Value) -> Vec<String> {
    let lost = |found: &str| {
        let id = found.split(' ').next().unwrap();
        found.ends_with(" undetermined") && !drill(report, id)["lost_precision"].is_null()
    };
    let untrue = |found: &str| {
        found.ends_with(" contradicted") && UNTRUE.iter().any(|known| found.starts_with(known))
    };
    not_confirmed(report).into_iter().filter(|found| !lost(found) && !untrue(found)).collect()
}

// ---- runs that are watched while they run
// ------------------------------------------------------------------------------

/// A run whose standard error is read line by line.
pub struct Watched {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Watched {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, lines) = channel();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        std::thread::spawn(move || {
            stderr.lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
        });
        Self { child, lines, said: Vec::new() }
    }

    /// Reads on until a line has these words.
    #[track_caller]
    pub fn until(&mut self, words: &str) {
        assert!(self.until_or_over(words), "'{words}' was not said: {:#?}", self.said);
    }

    /// The same, where the run may as well end without them: then it gives false.
    #[track_caller]
    pub fn until_or_over(&mut self, words: &str) -> bool {
        let until = Instant::now() + PATIENCE;
        loop {
            let line =
                match self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    Ok(line) => line,
                    Err(RecvTimeoutError::Disconnected) => return false,
                    Err(RecvTimeoutError::Timeout) => {
                        panic!("'{words}' was not said: {:#?}", self.said)
                    }
                };
            self.said.push(line);
            if self.said.last().is_some_and(|line| line.contains(words)) {
                return true;
            }
        }
    }

    /// What has been said so far, by now.
    pub fn heard(&mut self) -> &[String] {
        self.said.extend(self.lines.try_iter());
        &self.said
    }

    /// Reads on until a line has these words, when there is no report yet; gives the ids of the
    /// runs that are going on.
    #[track_caller]
    pub fn begun(&mut self, folder: &Folder, words: &str) -> Vec<String> {
        self.until(words);
        let journals = folder.names("state/firedrill");
        let runs: Vec<_> = journals
            .iter()
            .filter_map(|name| name.strip_suffix(".jsonl"))
            .map(str::to_owned)
            .collect();
        assert!(!runs.is_empty(), "a journal is there before anything is made");
        runs
    }

    /// Sends a signal, by its name.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }

    /// Whether it has ended. Until then nobody reads its standard output, which is far smaller than
    /// a pipe holds.
    pub fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for its end.
    pub fn end(mut self) -> Said {
        let mut out = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        let status = self.child.wait().unwrap().code();
        self.said.extend(self.lines.iter());
        Said { status, out, err: self.said.join("\n") }
    }
}

impl Drop for Watched {
    /// A test that failed leaves no run behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
