//! What happens in a drill.

use crate::words::{DetectorName, Moment, ProbeName, Span};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One line of a timeline after its header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recorded {
    /// The event's number, counted from 1 without gaps; evidence refers to it.
    pub n: u64,
    /// When it was recorded.
    pub at: Moment,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The drill went on to a phase.
    Phase {
        /// Which.
        phase: Phase,
        /// What ended the one before, in words.
        because: String,
    },
    /// A probe looked.
    Sample(Sample),
    /// A detector of the stack was looked at.
    Watched(Watched),
    /// firedrill did something: the two ends of it are two events.
    Action {
        /// What kind of act.
        action: ActionKind,
        /// What it was, in words: the command, or `SIGKILL to redis`.
        what: String,
        /// Begun, or how it ended.
        #[serde(flatten)]
        happening: Happening,
    },
    /// The engine reported something of a container.
    Engine {
        /// The service that the container runs, or the Compose service where it is none of the
        /// pack's.
        service: String,
        /// The engine's own word: `die`, `start`, `kill`.
        action: String,
    },
    /// How busy the machine was since the one before.
    Load(Load),
    /// Something worth knowing that is none of these.
    Note {
        /// What.
        text: String,
    },
}

/// The phases of a drill, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Everything must be well for a while first.
    Steady,
    /// The fault comes near, for a warning that must notice it before it is there.
    Approach,
    /// The fault is injected, until it has taken hold.
    Inject,
    /// What fails, and who notices.
    Observe,
    /// All that is claimed to happen has been seen; watched on for what must not happen.
    Watch,
    /// The claims' questions are asked, by commands: while the fault holds, or in the steady state
    /// where nothing is broken.
    Ask,
    /// The documented recovery, until what is claimed is back.
    Recover,
    /// What came back must stay.
    Hold,
    /// Until all is as it was.
    Settle,
    /// The fault once more, without the recovery: does it heal by itself?
    Control,
    /// Over.
    Done,
}

impl fmt::Display for Phase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Steady => "steady state",
            Self::Approach => "approach",
            Self::Inject => "inject",
            Self::Observe => "observe",
            Self::Watch => "watch",
            Self::Ask => "ask",
            Self::Recover => "recover",
            Self::Hold => "hold",
            Self::Settle => "settle",
            Self::Control => "control",
            Self::Done => "done",
        })
    }
}

/// One look of a probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Whose look.
    pub probe: ProbeName,
    /// When it was due.
    pub scheduled: Moment,
    /// When it was sent; later than `scheduled` where the machine was busy.
    pub sent: Moment,
    /// When the answer, or the failure, was there.
    pub answered: Moment,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Outcome {
    /// All well.
    Ok,
    /// It works, but says that something is amiss: a fallback, a certificate warning.
    Degraded {
        /// What it said: `X-Cache: error`.
        symptom: String,
    },
    /// It does not.
    Failed {
        /// How: `connection refused`, `HTTP 503`.
        symptom: String,
    },
    /// It gave no answer in its time: either it does not work, or somebody on the way was busy.
    Silent {
        /// For how long: `no answer within 1 s`.
        symptom: String,
    },
}

impl Outcome {
    /// Nothing amiss at all.
    pub const fn is_ok(&self) -> bool {
        matches!(self, Self::Ok)
    }

    /// It did not work.
    #[cfg(feature = "rooms")]
    pub const fn is_failed(&self) -> bool {
        matches!(self, Self::Failed { .. } | Self::Silent { .. })
    }

    /// What was amiss.
    pub fn symptom(&self) -> Option<&str> {
        match self {
            Self::Ok => None,
            Self::Degraded { symptom } | Self::Failed { symptom } | Self::Silent { symptom } => {
                Some(symptom)
            }
        }
    }
}

/// One look at a detector of the stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Which detector.
    pub detector: DetectorName,
    /// When it was asked.
    pub sent: Moment,
    /// When it had answered.
    pub answered: Moment,
    /// What that means.
    #[serde(rename = "noticed")]
    pub says: Says,
    /// What it said: exit status and first line, or the alert's state.
    pub detail: String,
}

/// What a detector's answer means. A timeline has `true` and `false` for the two that need no
/// explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenSays", into = "WrittenSays")]
pub enum Says {
    /// Something is wrong.
    Noticed,
    /// All is well.
    Quiet,
    /// Something may be wrong, and has to last a while first (an alert rule's `for`): neither
    /// noticed nor quiet.
    Pending,
    /// It could not be asked, or its command could not be run as it should: nothing is known.
    Unanswered,
}

impl Says {
    /// Whether it says that something is wrong.
    pub const fn is_noticed(self) -> bool {
        matches!(self, Self::Noticed)
    }

    /// Whether it says that all is well.
    pub const fn is_quiet(self) -> bool {
        matches!(self, Self::Quiet)
    }
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
enum WrittenSays {
    Plain(bool),
    Open(OpenSays),
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OpenSays {
    Pending,
    Unanswered,
}

impl From<WrittenSays> for Says {
    fn from(written: WrittenSays) -> Self {
        match written {
            WrittenSays::Plain(true) => Self::Noticed,
            WrittenSays::Plain(false) => Self::Quiet,
            WrittenSays::Open(OpenSays::Pending) => Self::Pending,
            WrittenSays::Open(OpenSays::Unanswered) => Self::Unanswered,
        }
    }
}

impl From<Says> for WrittenSays {
    fn from(says: Says) -> Self {
        match says {
            Says::Noticed => Self::Plain(true),
            Says::Quiet => Self::Plain(false),
            Says::Pending => Self::Open(OpenSays::Pending),
            Says::Unanswered => Self::Open(OpenSays::Unanswered),
        }
    }
}

/// What the machine did in a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// How long the while was.
    pub over: Span,
    /// For how long the processors were busy in it, all of them together.
    pub busy: Span,
    /// For how long with firedrill itself, which is part of it.
    pub own: Span,
    /// How many processors there are.
    pub cores: u32,
}

/// The kinds of act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    /// Bringing the fault near, as far as a warning must not notice it, and then as far as it must.
    Approach,
    /// Injecting the fault.
    Fault,
    /// Starting a service while something else that the fault broke is still down.
    Start,
    /// One step of the recovery: a documented command, or a service that firedrill starts.
    Recovery,
    /// Taking the fault back by our own means.
    Undo,
    /// A command that asks the stack something.
    Question,
}

/// The two ends of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "happening", rename_all = "kebab-case")]
pub enum Happening {
    /// It begins now.
    Begun,
    /// It is over, and did what it should.
    Done {
        /// Exit status where it was a command.
        exit: Option<i64>,
        /// What it printed, cut, secrets removed.
        output: String,
    },
    /// It is over and went wrong.
    Failed {
        /// Exit status where it was a command.
        exit: Option<i64>,
        /// Why, or what it printed.
        output: String,
    },
    /// firedrill itself could not do it: that says nothing of the document.
    NotRun {
        /// Why.
        why: String,
    },
}
