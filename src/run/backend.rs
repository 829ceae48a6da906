//! The seam between a run and what its drills stand on: Docker's stacks, or simulated ones.

use super::RunContext;
use super::error::RunError;
use super::events::{StackName, WorkerEvent, WorkerEvents};
use crate::pack::Profile;
use crate::plan::DrillPlan;
use crate::shutdown::{Level, Shutdown};
use crate::timeline::{ImageInfo, StandIn};
use crate::words::StackId;
use crate::world::World;
use std::path::Path;

/// What drills stand on. A run knows nothing else of its engine.
pub(super) trait Backend {
    /// A stack that is up and well.
    type Stack;
    /// The world of one drill on it.
    type World: World;

    /// What every run has to hand.
    fn context(&self) -> &RunContext;

    /// What is told when a stack is taken down.
    fn leaving<'a>(&'a self, stack: &'a StackName) -> WorkerEvent<'a> {
        WorkerEvent::TakingDown(stack)
    }

    /// How reports call it: `docker 20.10.24`, or `simulated (seed 7)`.
    fn engine(&self) -> String;

    /// Whose the stacks are, for whoever would break them a second time.
    fn whose(&self) -> Whose {
        Whose::Own
    }

    /// What the stacks are made of, as far as that is known by now.
    fn made_of(&self) -> MadeOf;

    /// Gets ready what every stack needs, before the first one.
    async fn prepare(&self, profile: &Profile, events: &WorkerEvents) -> Result<(), RunError>;

    /// Starts a stack, and waits until all of it is well.
    async fn open_stack(&self, start: Start<'_>) -> Result<Self::Stack, RunError>;

    /// The drill as far as it goes on this stack, with what only a stack that is up can tell.
    fn fit(&self, _stack: &Self::Stack, plan: &DrillPlan) -> DrillPlan {
        plan.clone()
    }

    /// The world of a drill; `repeat` says which time it is drilled, from 1.
    fn world(
        &self,
        stack: &Self::Stack,
        plan: &DrillPlan,
        repeat: u32,
        shutdown: Shutdown,
    ) -> Self::World;

    /// Takes a stack down while the run goes on.
    async fn take_down(&self, stack: &StackId) -> Result<(), RunError>;

    /// What keeps the run from going on: something could not be written down, and so was not done.
    fn trouble(&self) -> Option<RunError> {
        None
    }

    /// Keeps what tells somebody who asks why: logs and inspections of a stack, in this folder.
    /// What could not be kept of it is told.
    async fn keep_logs(&self, stack: &StackId, folder: &Path) -> Result<Vec<String>, String>;

    /// The end of the run. Unless the last stack is kept on purpose, everything goes.
    async fn close(self, end: End) -> Result<(), RunError>;
}

/// Whose the stacks of a run are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The run's own, on an engine.
    Own,
    /// Nobody's: it is simulated.
    Simulated,
    /// Somebody else's project: its fault is injected once, unless a second time is asked for.
    Somebodys,
}

/// How a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// All went well, and the stack stays up on purpose.
    Kept,
    /// All that was begun was ended.
    InOrder,
    /// Something failed or was dropped in the middle: the engine may still be at what it was asked
    /// to do.
    CutShort,
}

impl End {
    /// How it came, from what became of the drills and how often an end was asked for.
    pub(super) fn of(
        outcome: &Result<(), Vec<RunError>>,
        keep: bool,
        level: Option<Level>,
    ) -> Self {
        match outcome {
            Ok(()) if keep => Self::Kept,
            Ok(()) => Self::InOrder,
            Err(errors)
                if level < Some(Level::Hurry) && errors.iter().all(RunError::is_interruption) =>
            {
                Self::InOrder
            }
            Err(_) => Self::CutShort,
        }
    }
}

/// What stacks are made of.
#[derive(Debug, Clone, Default)]
pub(super) struct MadeOf {
    /// The images of their services.
    pub(super) images: Vec<ImageInfo>,
    /// All that is not the upstream software.
    pub(super) stand_ins: Vec<StandIn>,
}

/// What a start needs.
pub(super) struct Start<'a> {
    /// The shape of the stack.
    pub(super) profile: &'a Profile,
    /// Which stack it is to be.
    pub(super) id: &'a StackId,
    /// What it is called.
    pub(super) name: &'a StackName,
    /// Who wants an end.
    pub(super) shutdown: Shutdown,
    /// Who is told.
    pub(super) events: &'a WorkerEvents,
}
