//! The pack's own commands, in containers of the stack.

use super::kinds::STEPS;
use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::Key;

/// Commands that break something, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run(pub Vec<Step>);

impl Run {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "run",
            STEPS,
            "Commands in containers, in this order; 'targets' says whom they take hold of.",
        ),
        needs: &["run", "targets"],
        example: "{run: {in: redis, run: …}, targets: [redis]}",
    };

    pub(super) fn of(steps: Vec<Step>) -> Self {
        Self(steps)
    }
}

impl Kind for Run {
    fn told(&self, _targets: &str) -> String {
        self.0.iter().map(Step::to_string).collect::<Vec<_>>().join("; ")
    }

    fn reach(&self, _runs: &Runs) -> Result<Reach, Unfit> {
        Ok(Reach::Commands)
    }

    fn foreign(&self) -> Foreign<'_> {
        self.0.first().map_or(Foreign::Never("it does nothing"), Foreign::Command)
    }

    fn simulation(&self) -> Simulation {
        Simulation {
            breaks: Broken::Changed,
            happens: (100, 200),
            done: (210, 350),
            restarts: false,
        }
    }
}
