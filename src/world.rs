//! Everything that a drill can ask for or hear, in one trait. There are two worlds: Docker's, and a
//! simulated one in virtual time. The drill machine knows neither.

pub mod docker;
pub mod simulated;

use crate::pack::{Fault, Question, Step};
use crate::timeline::{ActionKind, Happening, Load, Sample, Watched};
use crate::words::{DetectorName, Moment, ProbeName, ServiceName, Span};

/// What a drill asks of its world. Asking never waits; what comes of it is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// Look with this probe, again and again, this often from now on.
    Probe {
        /// Which probe.
        probe: ProbeName,
        /// How often.
        every: Span,
    },
    /// Look at this detector of the stack, as often as the pack says.
    Watch {
        /// Which detector.
        detector: DetectorName,
    },
    /// Do something to the stack. [`Heard::Acted`] follows, once.
    Act {
        /// Distinguishes this act from every other of the drill.
        id: ActId,
        /// What.
        act: Act,
    },
    /// Call back when this moment is there.
    Wake {
        /// When.
        at: Moment,
    },
}

/// Numbers the acts of a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActId(pub u32);

/// Something done to the stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Bring the fault near. Its undo is in the journal, synced, before anything is touched.
    Approach {
        /// What brings it near.
        step: Step,
        /// The fault that it comes near to.
        fault: Fault,
    },
    /// Inject the fault. Its undo is in the journal, synced, before anything is touched.
    Inject(Fault),
    /// Take the fault back by firedrill's own means, whatever state things are in.
    Undo(Fault),
    /// Run this line, word for word, in the droplet's shell.
    Run(String),
    /// Start this service while something else that the fault broke is still down.
    StartEarly(ServiceName),
    /// Start this service by firedrill's own means, as a step of the recovery.
    Start(ServiceName),
    /// Ask this, by a command that changes nothing.
    Ask(Question),
}

impl Act {
    /// How the timeline calls it.
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Approach { .. } => ActionKind::Approach,
            Self::Inject(_) => ActionKind::Fault,
            Self::Undo(_) => ActionKind::Undo,
            Self::Run(_) | Self::Start(_) => ActionKind::Recovery,
            Self::StartEarly(_) => ActionKind::Start,
            Self::Ask(_) => ActionKind::Question,
        }
    }

    /// What it is, in words.
    pub fn words(&self) -> String {
        match self {
            Self::Approach { step, .. } => step.to_string(),
            Self::Inject(fault) => fault.to_string(),
            Self::Undo(fault) => format!("undo {fault}"),
            Self::Start(service) | Self::StartEarly(service) => format!("start {service}"),
            Self::Run(line) | Self::Ask(Question { line, .. }) => line.clone(),
        }
    }
}

/// What a drill hears of its world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A probe looked.
    Sample(Sample),
    /// A detector was looked at.
    Watched(Watched),
    /// The engine reported something of a container of this stack.
    Engine {
        /// The service it runs, or the Compose service where it is none of the pack's.
        service: String,
        /// The engine's word for it.
        action: String,
    },
    /// What the machine did since the last time.
    Load(Load),
    /// An act is over.
    Acted {
        /// Which.
        id: ActId,
        /// How it ended.
        result: ActResult,
    },
    /// A moment asked for is there.
    Woke,
    /// A person, or the time limit of the run, wants an end.
    Interrupted,
    /// The engine is gone; nothing more will come.
    Lost {
        /// What was seen of it.
        why: String,
    },
}

/// How an act ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActResult {
    /// It did what it should.
    Done {
        /// Exit status, where it was a command.
        exit: Option<i64>,
        /// What it printed.
        output: String,
    },
    /// It went wrong.
    Failed {
        /// Exit status, where it was a command.
        exit: Option<i64>,
        /// What it printed, or why it went wrong.
        output: String,
    },
    /// firedrill itself could not do it, which says nothing of what was to be done.
    NotRun {
        /// Why.
        why: String,
    },
}

impl ActResult {
    /// How a command ended that exited with this status.
    pub fn of_command(exit: i64, output: String) -> Self {
        let exit_status = Some(exit);
        match exit {
            0 => Self::Done { exit: exit_status, output },
            _ => Self::Failed { exit: exit_status, output },
        }
    }

    /// Whether it did what it should.
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }
}

impl From<ActResult> for Happening {
    fn from(result: ActResult) -> Self {
        match result {
            ActResult::Done { exit, output } => Self::Done { exit, output },
            ActResult::Failed { exit, output } => Self::Failed { exit, output },
            ActResult::NotRun { why } => Self::NotRun { why },
        }
    }
}

/// The seam between the drill machine and everything with an effect.
pub trait World {
    /// The drill's own clock.
    fn now(&self) -> Moment;

    /// Takes a request; never waits.
    fn ask(&mut self, request: Request);

    /// Waits for the next thing to happen. Safe to drop while waiting: nothing is lost.
    fn hear(&mut self) -> impl Future<Output = Heard> + Send;
}
