//! What a test works with, and that nothing of it is left.

use crate::busybox;
use crate::machine::{alone, beside_others};
use firedrill::engine::{ContainerSpec, Engine, Exec, RUN_LABEL, SERVICE_LABEL, run_label};
use firedrill::stack::{self, Calls, REMOVE_BUDGET};
use firedrill::words::{RunId, StackId};
use futures_util::FutureExt;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What its image can do.
const PROGRAMS: [&str; 9] =
    ["sh", "sleep", "cat", "echo", "true", "nc", "hostname", "nslookup", "ip"];
/// Nothing that a test waits for takes longer.
pub const SOON: Duration = Duration::from_secs(20);

/// What a test works with: an engine, a run of its own, and an image with busybox in it.
#[derive(Clone)]
pub struct Bench {
    /// The engine.
    pub engine: Engine,
    /// The run that all it makes belongs to.
    pub run: RunId,
    /// The number of the stack that it starts.
    pub number: u32,
    /// The image's id.
    pub image: String,
    /// A folder for the journal and the like.
    pub folder: PathBuf,
}

/// Runs a test on a bench of its own, beside others.
pub fn on_a_bench<F: Future<Output = ()>>(test: impl FnOnce(Bench) -> F) {
    beside_others(|| on_one(test));
}

/// The same for a test that measures.
pub fn on_a_bench_alone<F: Future<Output = ()>>(test: impl FnOnce(Bench) -> F) {
    alone(|| on_one(test));
}

/// Removes all that the test made, whatever came of it.
fn on_one<F: Future<Output = ()>>(test: impl FnOnce(Bench) -> F) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let engine =
            Engine::connect().await.unwrap_or_else(|error| panic!("{error}; {:?}", error.hint()));
        let run = new_run();
        let image =
            engine.import(std::io::Cursor::new(busybox::root(&PROGRAMS, &[]))).await.unwrap();
        let folder = std::env::temp_dir().join(format!("firedrill-test-{run}"));
        let bench = Bench {
            engine: engine.clone(),
            run: run.clone(),
            number: 1,
            image: image.clone(),
            folder: folder.clone(),
        };
        let outcome = AssertUnwindSafe(test(bench)).catch_unwind().await;
        let removal = stack::remove(&engine, &run, Calls::Answered, REMOVE_BUDGET).await;
        engine.remove_image(&image).await.unwrap();
        let _ = std::fs::remove_dir_all(folder);
        if let Err(panic) = outcome {
            std::panic::resume_unwind(panic);
        }
        assert_eq!(removal.remains, [], "nothing is left behind");
    });
}

/// A run id that no other test, process or session has.
fn new_run() -> RunId {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let nanos =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let spread =
        u64::try_from(nanos & u128::from(u64::MAX)).unwrap().wrapping_mul(0x9e37_79b9_7f4a_7c15)
            >> 20;
    let process = std::process::id();
    let time = (spread ^ u64::from(process)) % 1_000_000;
    RunId::parse(&format!(
        "20000101-{time:06}-{:04x}",
        (process.wrapping_mul(37) + number) & 0xffff
    ))
    .unwrap()
}

impl Bench {
    /// The label of its run, as lists take it.
    pub fn label(&self) -> String {
        run_label(&self.run)
    }

    /// The stack that it starts.
    pub fn stack(&self) -> StackId {
        StackId::new(self.run.clone(), self.number)
    }

    /// The labels of one of its containers.
    pub fn labels(&self, service: &str) -> BTreeMap<String, String> {
        BTreeMap::from([
            (RUN_LABEL.to_owned(), self.run.to_string()),
            (SERVICE_LABEL.to_owned(), service.to_owned()),
        ])
    }

    /// A container that does nothing for long, quickly stopped.
    pub fn idle(&self, service: &str) -> ContainerSpec {
        ContainerSpec {
            name: format!("{}_{service}", self.run),
            image: self.image.clone(),
            labels: self.labels(service),
            command: Some(["sleep", "600"].map(str::to_owned).to_vec()),
            init: true,
            ..ContainerSpec::default()
        }
    }

    /// An idle container, started; its id.
    pub async fn running(&self, service: &str) -> String {
        let id = self.engine.create_container(&self.idle(service)).await.unwrap();
        self.engine.start(&id).await.unwrap();
        id
    }

    /// What a shell command in a container writes.
    pub async fn says(&self, container: &str, command: &str) -> String {
        let done =
            self.engine.run(container, &Exec::new(["sh", "-c", command]), SOON).await.unwrap();
        String::from_utf8_lossy(&done.output.out).trim().to_owned()
    }
}
