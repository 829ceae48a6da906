//! What each request to end does to a run, on an engine in memory.

use super::backend::{Backend as _, End, Start};
use super::context::RunContext;
use super::docker::DockerBackend;
use super::error::RunError;
use super::events::{EventSink, RunEvent, StackName};
use crate::engine::RUN_LABEL;
use crate::engine::fake::{Course, Fake, Slow, Troubles};
use crate::journal::{Journal, unfinished};
use crate::recover::recover;
use crate::recover::tests::case::{Case, RUN, theirs};
use crate::shutdown::{Shutdown, Trigger};
use crate::words::Span;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Listens to nothing.
struct Deaf;

impl EventSink for Deaf {
    fn event(&self, _at: Span, _event: &RunEvent<'_>) {}
}

/// A run that has begun, on an engine of its own.
struct Begun {
    backend: DockerBackend,
    case: Case,
    fake: Fake,
    course: Arc<Course>,
    trigger: Trigger,
    folder: PathBuf,
}

async fn begun() -> Begun {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder =
        std::env::temp_dir().join(format!("firedrill-shutdown-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let case = Case::of(0);
    let course = Arc::new(Course::new(0, Troubles::NONE));
    let fake = Fake::new(theirs(), Arc::clone(&course));
    let (shutdown, trigger) = Shutdown::new();
    let context =
        RunContext::of(case.run.clone(), Arc::clone(&case.pack), Arc::new(Deaf), shutdown);
    let journal = Journal::create(&folder, &case.run).unwrap();
    let backend =
        DockerBackend::with(context, fake.connect().await.unwrap(), journal, case.images.clone());
    Begun { backend, case, fake, course, trigger, folder }
}

impl Begun {
    /// Starts the stack; an end is asked for at each of these seconds. How it ended, and after how
    /// many.
    async fn start(&self, asked_at: &[u64]) -> (Result<(), RunError>, u64) {
        let began = Instant::now();
        let context = &self.backend.context;
        let (profile, id, shutdown) =
            (&self.case.pack.profiles[0], &context.next_stack(), context.shutdown.clone());
        let name = &StackName { profile: profile.name.clone(), number: None };
        let events = &context.events.of_worker(0);
        let opening = self.backend.open_stack(Start { profile, id, name, shutdown, events });
        let asking = async {
            for second in asked_at {
                tokio::time::sleep_until(began + Duration::from_secs(*second)).await;
                self.trigger.request();
            }
            std::future::pending::<()>().await;
        };
        let opened = tokio::select! {
            opened = opening => opened.map(drop),
            () = asking => Ok(()),
        };
        (opened, began.elapsed().as_secs())
    }

    fn slow(&self, begins: &'static str, takes: Duration, answered: bool) {
        self.course.slow_down(Some(Slow { begins, takes, answered }));
    }

    /// The end of the run; what is left of it to look at.
    async fn close(self, end: End) -> (Result<(), RunError>, Over) {
        let Self { backend, fake, course, folder, .. } = self;
        let closed = backend.close(end).await;
        (closed, Over { fake, course, folder })
    }
}

#[track_caller]
fn is_interrupted(opened: &Result<(), RunError>) {
    assert!(matches!(opened, Err(RunError::Interrupted)), "{opened:?}");
}

/// What there is after a run.
struct Over {
    fake: Fake,
    course: Arc<Course>,
    folder: PathBuf,
}

impl Over {
    fn nothing_is_left(&self) {
        self.fake.settle();
        assert_eq!(self.fake.things().labelled(RUN_LABEL, RUN), Vec::<String>::new());
        assert_eq!(self.fake.things().differs(&theirs()), None);
        assert_eq!(std::fs::read_dir(&self.folder).unwrap().count(), 0);
    }
}

impl Drop for Over {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_request_waits_for_calls_under_way_and_takes_everything_down() {
    let begun = begun().await;
    begun.slow("POST containers create", Duration::from_secs(4), true);
    let (opened, seconds) = begun.start(&[1]).await;
    is_interrupted(&opened);
    assert_eq!(seconds, 4);
    let (closed, over) = begun.close(End::InOrder).await;
    closed.unwrap();
    over.nothing_is_left();
}

#[tokio::test(start_paused = true)]
async fn the_second_request_waits_for_nothing_and_what_the_engine_makes_all_the_same_is_taken_down()
{
    let begun = begun().await;
    begun.slow("POST containers create", Duration::from_millis(2_900), false);
    let (opened, seconds) = begun.start(&[1, 2]).await;
    is_interrupted(&opened);
    assert_eq!(seconds, 2);
    let (closed, over) = begun.close(End::CutShort).await;
    closed.unwrap();
    over.nothing_is_left();
}

#[tokio::test(start_paused = true)]
async fn the_third_request_leaves_says_what_recover_will_do_and_recover_does_it() {
    let begun = begun().await;
    let (opened, _) = begun.start(&[20]).await;
    is_interrupted(&opened); // it waits until all is well, which it never is
    let is_container = |thing: &&String| thing.starts_with("container ");
    let containers =
        begun.fake.things().labelled(RUN_LABEL, RUN).iter().filter(is_container).count();
    begun.slow("DELETE containers", Duration::from_secs(3_600), false);
    let (trigger, closing) = (begun.trigger.clone(), Instant::now());
    let asking = async {
        for _ in 0..2 {
            sleep(Duration::from_secs(1)).await;
            trigger.request();
        }
    };
    let ((closed, over), ()) = tokio::join!(begun.close(End::InOrder), asking);
    assert_eq!(closing.elapsed().as_secs(), 2);
    match closed {
        Err(RunError::LeftWhereItIs { run, containers: told, .. }) => {
            assert_eq!((run.as_str(), told), (RUN, containers));
        }
        other => panic!("{other:?}"),
    }
    over.course.slow_down(None);
    let left = unfinished(&over.folder).unwrap().left.remove(0);
    let recovery = recover(&over.fake.connect().await.unwrap(), left).await;
    assert!(recovery.is_whole(), "{recovery:?}");
    over.nothing_is_left();
}

#[tokio::test(start_paused = true)]
async fn an_engine_that_answers_no_more_makes_a_list_of_what_is_left_and_the_journal_stays() {
    let begun = begun().await;
    let (opened, _) = begun.start(&[20]).await;
    is_interrupted(&opened);
    begun.slow("DELETE", Duration::from_secs(3_600), false);
    let (closed, over) = begun.close(End::InOrder).await;
    match closed {
        Err(RunError::NotTakenDown { run, remains }) => {
            assert_eq!(run.as_str(), RUN);
            assert!(!remains.is_empty());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(unfinished(&over.folder).unwrap().left.len(), 1);
}
