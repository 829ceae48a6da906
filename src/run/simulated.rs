//! A run without any engine: its stacks are simulated, in virtual time, and all that happens
//! follows from its seed.

use super::RunContext;
use super::backend::{Backend, End, MadeOf, Start, Whose};
use super::error::RunError;
use super::events::WorkerEvents;
use crate::pack::Profile;
use crate::plan::DrillPlan;
use crate::shutdown::Shutdown;
use crate::timeline::{StandIn, simulated};
use crate::words::StackId;
use crate::world::simulated::{Quirks, Simulated};
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// What a simulated run has to hand.
pub(super) struct SimulatedBackend {
    /// What every run has.
    pub(super) context: RunContext,
    /// What all of it follows from.
    pub(super) seed: u64,
}

/// A simulated stack: it has a shape, and nothing was made for it.
pub(super) struct SimulatedStack(Profile);

impl SimulatedBackend {
    /// Each drill has a seed of its own, the same one whichever others are drilled before it or
    /// beside it.
    fn seed_of(&self, plan: &DrillPlan, repeat: u32) -> u64 {
        let text = format!("{} {} {} {repeat}", self.seed, plan.scenario, plan.profile);
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        hash.iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }
}

impl Backend for SimulatedBackend {
    type Stack = SimulatedStack;
    type World = Simulated;

    fn context(&self) -> &RunContext {
        &self.context
    }

    fn whose(&self) -> Whose {
        Whose::Simulated
    }

    fn engine(&self) -> String {
        simulated(self.seed)
    }

    fn made_of(&self) -> MadeOf {
        let stand_in = StandIn {
            what: "the whole stack".to_owned(),
            why: "simulated in virtual time from the pack's topology, with its detectors and \
                  commands taken at their word; only real drills show what the software does"
                .to_owned(),
        };
        MadeOf { images: Vec::new(), stand_ins: vec![stand_in] }
    }

    async fn prepare(&self, _profile: &Profile, _events: &WorkerEvents) -> Result<(), RunError> {
        Ok(())
    }

    async fn open_stack(&self, start: Start<'_>) -> Result<SimulatedStack, RunError> {
        Ok(SimulatedStack(start.profile.clone()))
    }

    fn world(
        &self,
        stack: &SimulatedStack,
        plan: &DrillPlan,
        repeat: u32,
        shutdown: Shutdown,
    ) -> Simulated {
        let seed = self.seed_of(plan, repeat);
        Simulated::of(&self.context.pack, &stack.0, plan, Quirks::default(), seed).until(shutdown)
    }

    async fn take_down(&self, _stack: &StackId) -> Result<(), RunError> {
        Ok(())
    }

    async fn keep_logs(&self, _stack: &StackId, _folder: &Path) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }

    async fn close(self, _end: End) -> Result<(), RunError> {
        self.context.close();
        Ok(())
    }
}
