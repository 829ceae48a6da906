//! A run's life on an engine in memory, its death at a step, and the recoveries that follow.

use super::case::{Case, Deed, Outside, RUN, theirs};
use crate::engine::fake::{Course, Fake, Things};
use crate::engine::{Engine, Exec, RUN_LABEL, Secret};
use crate::fault;
use crate::journal::{Intent, Journal, tears, unfinished};
use crate::recover::{Recovery, recover};
use crate::site::{Opening, Site};
use crate::stack::{self, Calls, REMOVE_BUDGET};
use crate::words::StackId;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// The steps at which one recovery after the other dies; the last ones live.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain(pub Vec<u64>);

/// How a life ended, recoveries included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// Nobody crashed it; it made so many steps.
    Over { steps: u64 },
    /// It crashed, and the recovery that followed did not.
    Crashed,
    /// It crashed, and so did a recovery.
    CrashedAgain,
}

/// So many recoveries are tried before it is said that they lead nowhere.
const RECOVERIES: usize = 20;

/// One life.
pub(super) struct Life<'c> {
    case: &'c Case,
    seed: u64,
    course: Arc<Course>,
    fake: Fake,
    before: Things,
    folder: PathBuf,
}

impl<'c> Life<'c> {
    pub(super) fn new(case: &'c Case, seed: u64) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // In memory where there is such a place: a write is synced, and so many of them would wait
        // for a disk.
        let place = Path::new("/dev/shm");
        let place = if place.is_dir() { place.to_owned() } else { std::env::temp_dir() };
        let folder = place.join(format!("firedrill-crash-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let course = Arc::new(Course::new(seed, case.troubles));
        let before = theirs();
        let fake = Fake::new(before.clone(), Arc::clone(&course));
        Self { case, seed, course, fake, before, folder }
    }

    /// Runs, dies at this step (at none: ends as it does), and is recovered; panics with the seed
    /// where something is left.
    pub(super) fn drill(self, dies_at: Option<u64>, chain: &Chain) -> Ended {
        let at = format!(
            "seed {} (FIREDRILL_SEED={}), died at step {dies_at:?}, recoveries at {:?}, {:?}",
            self.seed, self.seed, chain.0, self.case.deeds
        );
        let told = |what: String| panic!("{what}\n  {at}");
        let clean = self.process(dies_at, async |engine| self.run(engine).await);
        let steps = self.course.steps();
        if clean == Some(true) {
            self.fake.settle();
            self.nothing_is_left().unwrap_or_else(told);
            return if dies_at.is_none() { Ended::Over { steps } } else { Ended::Crashed };
        }
        let mut died = 0;
        for n in 0..RECOVERIES {
            let recoveries =
                self.process(chain.0.get(n).copied(), async |engine| self.recover(engine).await);
            let Some(recoveries) = recoveries else {
                died += 1;
                continue;
            };
            let whole = recoveries.iter().all(Recovery::is_whole);
            let journal = self.files();
            if whole {
                self.fake.settle();
                self.nothing_is_left()
                    .unwrap_or_else(|what| told(format!("{what}\n  {recoveries:?}")));
                return match (clean, died) {
                    (Some(_), 0) if dies_at.is_none() => Ended::Over { steps },
                    (_, 0) => Ended::Crashed,
                    _ => Ended::CrashedAgain,
                };
            }
            if journal.is_empty() {
                told(format!("something is left, and no journal says so: {recoveries:?}"));
            }
        }
        told(format!(
            "{RECOVERIES} recoveries did not take all back: {:?}",
            self.fake.things().labelled(RUN_LABEL, RUN)
        ));
        Ended::Crashed
    }

    /// One process: it has a runtime and a clock of its own, and all of it is gone when it dies.
    /// What it says where it lived.
    fn process<T>(&self, dies_at: Option<u64>, live: impl AsyncFnOnce(Engine) -> T) -> Option<T> {
        self.course.begin(dies_at);
        let course = Arc::clone(&self.course);
        let died = catch_unwind(AssertUnwindSafe(|| {
            let judging = Arc::clone(&course);
            let _tears = tears::judged_by(move |length| match judging.step() {
                crate::engine::fake::Fate::GoesOn => tears::Tear::None,
                crate::engine::fake::Fate::Gone => tears::Tear::Gone(judging.chance(length + 1)),
            });
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap();
            runtime.block_on(async {
                let engine = self.fake.connect().await.unwrap();
                tokio::select! {
                    biased;
                    () = course.gone() => None,
                    done = live(engine) => Some(done),
                }
            })
        }));
        died.unwrap_or_else(|why| if why.is::<tears::Gone>() { None } else { resume_unwind(why) })
    }

    /// A run as `run` does it: everything is written down, made, broken, taken back, removed.
    /// Whether it says that nothing is left.
    async fn run(&self, engine: Engine) -> bool {
        // Nothing is made where it cannot be written down.
        let Ok(journal) = Journal::create(&self.folder, &self.case.run) else { return true };
        let journal = Arc::new(journal);
        let (_stop, stop) = watch::channel(false);
        let opening = Opening {
            engine: engine.clone(),
            id: StackId::new(self.case.run.clone(), 1),
            pack: Arc::clone(&self.case.pack),
            profile: self.case.pack.profiles[0].clone(),
            images: Arc::clone(&self.case.images),
            journal: Arc::clone(&journal),
            password: Secret::new("hunter22"),
            progress: Arc::new(|_| {}),
            stop,
        };
        let (mut calls, mut outside) = (Calls::MayBeUnderWay, true);
        if let Ok(site) = Site::open(opening).await {
            calls = Calls::Answered;
            for deed in &self.case.deeds {
                let done = self.deed(&site, deed).await;
                if done.is_err() {
                    calls = Calls::MayBeUnderWay;
                }
                outside &= done.unwrap_or(false);
            }
        }
        let removal = stack::remove(&engine, &self.case.run, calls, REMOVE_BUDGET).await;
        let clean = outside && removal.remains.is_empty();
        match Arc::into_inner(journal) {
            Some(journal) if clean => journal.close().is_ok(),
            _ => false,
        }
    }

    /// Whether what is not the stack's own is as it was afterwards; an error where a call failed.
    async fn deed(&self, site: &Arc<Site>, deed: &Deed) -> Result<bool, String> {
        match deed {
            Deed::Inside { fault, restarted, undone } => {
                fault::inject(site, fault).await.map_err(|error| error.to_string())?;
                if *restarted {
                    let _ = site.containers.restart("s0", None).await;
                }
                if *undone {
                    fault::undo(site, fault).await.map_err(|error| error.to_string())?;
                }
                Ok(true)
            }
            Deed::Outside { what, container, undone } => {
                let undo = what.undo(container);
                let fault = Intent::Fault { service: (*container).to_owned(), undo };
                let entry = site.journal.intend(fault).map_err(|error| error.to_string())?;
                let engine = &site.engine;
                let run = |line: &'static str| Exec::new(["sh", "-c", line]);
                let bound = Duration::from_secs(5);
                let broken = match what {
                    Outside::Kill => engine.kill(container, "KILL").await,
                    Outside::Pause => engine.pause(container).await,
                    Outside::Run => engine.run(container, &run("break it"), bound).await.map(drop),
                    Outside::Disconnect => engine.disconnect_network("shop", container).await,
                };
                if !undone || broken.is_err() {
                    return broken.map(|()| false).map_err(|error| error.to_string());
                }
                let mended = match what {
                    Outside::Kill => engine.start(container).await,
                    Outside::Pause => engine.unpause(container).await,
                    Outside::Run => engine.run(container, &run("mend it"), bound).await.map(drop),
                    Outside::Disconnect => {
                        let address = Some([10, 9, 9, 2].into());
                        engine.connect_network("shop", container, address, &[]).await
                    }
                };
                mended.map_err(|error| error.to_string())?;
                Ok(site.journal.undone(entry).is_ok())
            }
        }
    }

    /// What `recover` does.
    async fn recover(&self, engine: Engine) -> Vec<Recovery> {
        let mut recoveries = Vec::new();
        for left in unfinished(&self.folder).unwrap().left {
            recoveries.push(recover(&engine, left).await);
        }
        recoveries
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(&self.folder).into_iter().flatten();
        files.map(|file| file.unwrap().path()).collect()
    }

    fn nothing_is_left(&self) -> Result<(), String> {
        let things = self.fake.things();
        let left = things.labelled(RUN_LABEL, RUN);
        if !left.is_empty() {
            return Err(format!("left on the engine: {left:?}"));
        }
        if !self.files().is_empty() {
            return Err(format!("left in the state folder: {:?}", self.files()));
        }
        if let Some(what) = things.differs(&self.before) {
            return Err(format!("somebody else's is not as it was: {what}"));
        }
        let theirs = |name: &str| self.before.has(name);
        let touched =
            |(_, name): &&(String, String)| theirs(name) && !self.case.breaks_beside(name);
        match things.calls.iter().find(touched) {
            Some(call) => Err(format!("somebody else's was touched: {call:?}")),
            None => Ok(()),
        }
    }
}

impl Drop for Life<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
