//! A run as whoever attends it sees it: what it tells, what it asks, and what comes of it. All of
//! it simulated.

use super::*;
use crate::journal::Unfinished;
use crate::plan::{Choice, plan};
use crate::shutdown::{Shutdown, Trigger};
use crate::timeline::{Event, Phase};
use crate::words::{Span, Verdict};

/// Keeps what it is told, as words; and ends the run once it has heard what it waits for.
#[derive(Default)]
struct Told {
    lines: Mutex<Vec<String>>,
    ends_at: Option<(&'static str, Trigger)>,
}

impl Told {
    fn keep(&self, line: String) {
        if let Some((what, trigger)) = &self.ends_at
            && line == *what
        {
            trigger.request();
        }
        self.lines.lock().unwrap().push(line);
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

impl EventSink for Told {
    fn event(&self, _at: Span, event: &RunEvent<'_>) {
        match event {
            RunEvent::Simulated { seed } => self.keep(format!("seed {seed}")),
            RunEvent::Began { drills } => self.keep(format!("{drills} drills")),
            RunEvent::Shutdown(level) => self.keep(format!("{level:?}")),
            RunEvent::DrillsOver => self.keep("drills over".to_owned()),
            RunEvent::Worker { number, event } => match event {
                WorkerEvent::OneOfSeveral(stack) => self.keep(format!("{number}: stack {stack}")),
                WorkerEvent::DrillBegan { plan, repeat } => {
                    self.keep(format!("{number}: {} {} {repeat:?}", plan.scenario, plan.profile));
                }
                WorkerEvent::Drill { recorded, .. } => {
                    if let Event::Phase { phase, .. } = &recorded.event {
                        self.keep(format!("{number}: {phase}"));
                    }
                }
                WorkerEvent::TakingDown(stack) => {
                    self.keep(format!("{number}: taking down {stack}"));
                }
                WorkerEvent::Over => self.keep(format!("{number}: over")),
                _ => {}
            },
            RunEvent::Recovered { .. } | RunEvent::ProjectPlanned(_) => {
                panic!("there was nothing to ask about")
            }
        }
    }
}

/// A simulated run has nothing to be decided.
struct Nobody;

impl Decisions for Nobody {
    async fn recovers_first(&self, _left: &Unfinished) -> bool {
        panic!("a simulated run leaves other runs alone")
    }

    async fn may_break(&self, _project: &ProjectName) -> Consent {
        panic!("a simulated run breaks nothing")
    }
}

/// A simulated run of one scenario in one profile, in folders of its own, which are gone
/// afterwards.
async fn redis_stops(
    name: &str,
    change: impl FnOnce(&mut Options),
    told: Arc<Told>,
    shutdown: Shutdown,
) -> Outcome {
    let folder = std::env::temp_dir().join(format!("firedrill-run-{name}-{}", std::process::id()));
    let files = crate::storage::bundled_pack();
    let pack = Arc::new(crate::pack::read(&files).unwrap());
    let choice =
        Choice { scenarios: vec!["redis-stops".to_owned()], profiles: vec!["static".to_owned()] };
    let plan = plan(&pack, &choice).unwrap();
    let folders = Folders {
        reports: folder.join("reports"),
        state: folder.join("state"),
        cache: folder.join("cache"),
    };
    let mut options =
        Options { folders, jobs: 1, repeat: 1, control: ControlWhen::Never, keep: false };
    change(&mut options);
    let whole = Whole::of(&plan, options.repeat, sha256(&pack, &files));
    let assignment = Assignment { pack, files, plan, whole, shard: None };
    let operator = Operator { sink: told, decisions: &Nobody, shutdown };
    let outcome = run(BackendSpec::Simulated { seed: Some(7) }, assignment, &options, operator)
        .await
        .unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    outcome
}

#[tokio::test]
async fn a_run_tells_each_phase_of_each_drill_and_gives_what_they_found() {
    let told = Arc::new(Told::default());
    let outcome = redis_stops("whole", |_| {}, told.clone(), Shutdown::new().0).await;
    let found = outcome.found.unwrap();
    assert_eq!((found.drills.len(), found.is_simulated(), outcome.kept), (1, true, false));
    assert!(outcome.errors.is_empty() && outcome.closed.is_ok());
    let wanted = [
        "seed 7",
        "1 drills",
        "0: redis-stops static None",
        "0: steady state",
        "0: inject",
        "0: observe",
        "0: watch",
        "0: recover",
        "0: hold",
        "0: settle",
        "0: done",
        "0: taking down static",
        "0: over",
        "drills over",
    ];
    assert_eq!(told.lines(), wanted);
}

#[tokio::test]
async fn workers_have_stacks_of_their_own_and_are_told_apart() {
    let told = Arc::new(Told::default());
    let twice = |options: &mut Options| (options.jobs, options.repeat) = (2, 2);
    let outcome = redis_stops("twice", twice, told.clone(), Shutdown::new().0).await;
    assert_eq!(outcome.found.unwrap().drills[0].timelines.len(), 2);
    for (number, stack) in [(0, 1), (1, 2)] {
        let lines = told.lines();
        let own: Vec<_> =
            lines.iter().filter_map(|line| line.strip_prefix(&format!("{number}: "))).collect();
        assert_eq!(
            own[..2],
            [format!("stack {stack} (static)"), format!("redis-stops static Some({stack})")]
        );
        assert_eq!(own.last(), Some(&"over"));
    }
}

#[tokio::test]
async fn a_run_that_is_to_end_undoes_its_fault_and_gives_what_it_found_by_then() {
    let (shutdown, trigger) = Shutdown::new();
    let told = Arc::new(Told { ends_at: Some(("0: observe", trigger)), ..Told::default() });
    let outcome = redis_stops("ended", |_| {}, told.clone(), shutdown).await;
    assert!(matches!(outcome.errors[..], [RunError::Interrupted]), "{:?}", outcome.errors);
    assert!(outcome.closed.is_ok());
    assert_eq!(outcome.found.unwrap().verdict, Verdict::Undetermined);
    assert!(told.lines().contains(&"Stop".to_owned()));
    assert!(!told.lines().contains(&format!("0: {}", Phase::Recover)));
}
