//! What a run tells while it goes on, and what it asks to have decided. Both are typed; words are
//! made of them elsewhere.

use super::backend::Whose;
use super::project::ProjectPlan;
use crate::drill;
use crate::journal::Unfinished;
use crate::plan::DrillPlan;
use crate::recover::Recovery;
use crate::shutdown::{Level, Shutdown};
use crate::stack::Progress;
use crate::timeline::Recorded;
use crate::words::{ProfileName, ProjectName, RunId, Span};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Who is told what happens in a run, while it happens.
pub trait EventSink: Send + Sync {
    /// This happened so long after the run's beginning; zero before it.
    fn event(&self, at: Span, event: &RunEvent<'_>);
}

/// Who decides what a run does not decide by itself. Whoever takes their time is not waited for
/// once an end is requested: the future is dropped then.
pub trait Decisions {
    /// Whether what other runs left is taken back before this one begins. It is asked only where
    /// there is something.
    fn recovers_first(&self, left: &Unfinished) -> impl Future<Output = bool>;

    /// Whether somebody's project may be broken, as [`RunEvent::ProjectPlanned`] has told just
    /// before.
    fn may_break(&self, project: &ProjectName) -> impl Future<Output = Consent>;
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// A yes.
    Given,
    /// Anything else.
    Refused,
    /// Nobody was there to say it.
    NobodyToAsk,
}

/// Who attends a run: is told, decides, and may end it.
pub struct Operator<'a, D> {
    /// Who is told.
    pub sink: Arc<dyn EventSink>,
    /// Who decides.
    pub decisions: &'a D,
    /// Who wants an end.
    pub shutdown: Shutdown,
}

impl<D> Operator<'_, D> {
    /// Tells what happens before the run has begun.
    pub(super) fn tell(&self, event: &RunEvent<'_>) {
        self.sink.event(Span::ZERO, event);
    }
}

/// What happens in a run.
pub enum RunEvent<'a> {
    /// What an earlier run left was taken back, as far as that went.
    Recovered {
        /// That run.
        run: &'a RunId,
        /// What came of it.
        recovery: &'a Recovery,
    },
    /// What the run would do to somebody's project. Nothing was touched yet.
    ProjectPlanned(&'a ProjectPlan<'a>),
    /// The drills are simulated.
    Simulated {
        /// What all of them follows from.
        seed: u64,
    },
    /// The run begins, with so many drills, each repeat counted.
    Began {
        /// How many.
        drills: usize,
    },
    /// An end was requested, or requested more urgently.
    Shutdown(Level),
    /// One of the workers has something to tell.
    Worker {
        /// Which, from 0.
        number: usize,
        /// What.
        event: WorkerEvent<'a>,
    },
    /// There are no more drills, or the one stack that was wanted is up. What is not to be kept is
    /// taken down now.
    DrillsOver,
}

/// What a worker does.
pub enum WorkerEvent<'a> {
    /// It looks for the images of all services.
    LookingForImages,
    /// Images are made, or a stack starts.
    Stack(&'a Progress),
    /// What follows is of this stack, one of several side by side.
    OneOfSeveral(&'a StackName),
    /// A stack is about to be started.
    StackStarting(&'a StackName),
    /// All containers of the stack were started; now all is waited for to be well.
    StackStarted(&'a StackName),
    /// All of the stack is well.
    StackUp {
        /// Which.
        stack: &'a StackName,
        /// When its containers were started, from the beginning of its start.
        started: Duration,
        /// When its journeys were well.
        travelled: Duration,
        /// When all was well.
        well: Duration,
    },
    /// Somebody's project is waited for to be well.
    ProjectAwaited(&'a ProjectName),
    /// All of the project that can be looked at is well.
    ProjectWell {
        /// Which.
        project: &'a ProjectName,
        /// How long it was waited for.
        after: Duration,
    },
    /// What is up is not what the pack says of it. It is told once in a run.
    Differs(&'a str),
    /// A drill begins.
    DrillBegan {
        /// Which.
        plan: &'a DrillPlan,
        /// Which time it is drilled, from 1, where it is drilled more than once.
        repeat: Option<u32>,
    },
    /// Something happened in the drill: among all else, that a phase was entered.
    Drill {
        /// What.
        recorded: &'a Recorded,
        /// The drill, which can be further already: events come in bundles.
        drill: &'a drill::Drill,
    },
    /// The logs of a container could not be kept: it is told which, and why.
    LogMissing(&'a str),
    /// No logs of the stack could be kept.
    LogsNotKept {
        /// Why not.
        why: &'a str,
    },
    /// A stack of the run's own is taken down.
    TakingDown(&'a StackName),
    /// Somebody's project is put back.
    PuttingBack(&'a ProjectName),
    /// A drill left what it stood on in another state; the next one stands on a stack that is new,
    /// or was looked at again.
    Again {
        /// Whose stack it is.
        whose: Whose,
        /// The next drill.
        before: &'a DrillPlan,
    },
    /// The worker has nothing more to do.
    Over,
}

/// What a stack is called: by its profile, and where that can be of several, by its number too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackName {
    /// Its shape.
    pub profile: ProfileName,
    /// Which of the run's stacks it is, from 1, where that has to be said.
    pub number: Option<u32>,
}

/// `static`, or `2 (static)`
impl fmt::Display for StackName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(out, "{number} ({})", self.profile),
            None => write!(out, "{}", self.profile),
        }
    }
}

/// Tells what happens in a run that has begun.
#[derive(Clone)]
pub struct Events {
    sink: Arc<dyn EventSink>,
    began: Instant,
}

impl Events {
    /// Of a run that begins now.
    pub(super) fn new(sink: Arc<dyn EventSink>) -> Self {
        Self { sink, began: Instant::now() }
    }

    pub(super) fn emit(&self, event: &RunEvent<'_>) {
        self.sink.event(self.began.elapsed().into(), event);
    }

    /// What this worker tells.
    pub(super) fn of_worker(&self, number: usize) -> WorkerEvents {
        WorkerEvents { events: self.clone(), number }
    }
}

/// Tells what a worker does.
#[derive(Clone)]
pub struct WorkerEvents {
    events: Events,
    number: usize,
}

impl WorkerEvents {
    pub(super) fn emit(&self, event: WorkerEvent<'_>) {
        self.events.emit(&RunEvent::Worker { number: self.number, event });
    }
}
