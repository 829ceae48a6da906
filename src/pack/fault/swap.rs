//! Two containers that die together and come back with each other's address: what Docker may do to
//! any two that start together without fixed addresses.

use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::{Key, Shape};

/// The two targets' containers are killed, and have each other's address when they start again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swap;

impl Swap {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "swap",
            Shape::Two(&Shape::Name),
            "These two are killed, and have each other's address when they start again.",
        ),
        needs: &["swap"],
        example: "{swap: [prometheus, grafana]}",
    };

    pub(super) fn of(_: Vec<Step>) -> Self {
        Self
    }
}

impl Kind for Swap {
    fn told(&self, targets: &str) -> String {
        format!("SIGKILL to {targets}, each with the other's address afterwards")
    }

    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit> {
        match runs {
            Runs::Container(_) => Ok(Reach::Engine),
            Runs::Process(_) | Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => Err(Unfit {
                message: "has no container of its own, and so no address to swap",
                hint: "kill it, or break it by commands: {run: …, targets: …}",
            }),
        }
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Never("somebody else's containers are given no other addresses")
    }

    fn simulation(&self) -> Simulation {
        Simulation { breaks: Broken::Moved, happens: (15, 60), done: (600, 1_800), restarts: true }
    }
}
