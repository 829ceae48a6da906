//! How a drill can end.

/// How a drill ended. What it found is for the judge to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Every phase ran, and the stack is as it was.
    Complete,
    /// It cannot be drilled where it was to be, as was known before it began.
    NotHere {
        /// Why not.
        why: String,
    },
    /// Not all was well to begin with, so that nothing was injected.
    NoSteadyState {
        /// What was not.
        waiting_for: Vec<String>,
    },
    /// The fault could not be injected, or was never seen to take hold; it was taken back.
    NotInjected {
        /// Why.
        why: String,
    },
    /// The stack did not come back to what it was.
    NotSettled {
        /// What is still amiss.
        waiting_for: Vec<String>,
    },
    /// Somebody wanted an end; the fault was taken back.
    Interrupted,
    /// The engine went away.
    Lost {
        /// What was seen of it.
        why: String,
    },
}

impl Ending {
    /// Whether the next drill may use the same stack.
    pub const fn leaves_a_sound_stack(&self) -> bool {
        matches!(self, Self::Complete | Self::NotHere { .. })
    }

    /// The same in words, as the timeline ends.
    pub(super) fn because(&self) -> String {
        match self {
            Self::Complete => "all is as it was".to_owned(),
            Self::NotHere { why } => format!("not drilled: {why}"),
            Self::NoSteadyState { waiting_for } => {
                format!("no steady state: {}", waiting_for.join(", "))
            }
            Self::NotInjected { why } => format!("the fault could not be injected: {why}"),
            Self::NotSettled { waiting_for } => format!("not settled: {}", waiting_for.join(", ")),
            Self::Interrupted => "interrupted".to_owned(),
            Self::Lost { why } => format!("the engine is gone: {why}"),
        }
    }
}
