//! Freezing: the processes of each target's container stand still, so that connections stay and
//! nothing answers.

use super::kinds::TARGETS;
use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::Key;

/// Each target's container is frozen: connections stay, and nothing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause;

impl Pause {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "pause",
            TARGETS,
            "These are frozen: their connections stay, and nothing answers.",
        ),
        needs: &["pause"],
        example: "{pause: redis}",
    };

    pub(super) fn of(_: Vec<Step>) -> Self {
        Self
    }
}

impl Kind for Pause {
    fn told(&self, targets: &str) -> String {
        format!("{targets} frozen")
    }

    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit> {
        match runs {
            Runs::Container(_) => Ok(Reach::Engine),
            Runs::Process(_) | Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => Err(Unfit {
                message: "has no container of its own to freeze",
                hint: "kill it, or break it by commands: {run: …, targets: …}",
            }),
        }
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Breaks { does: "freezes", back: "docker unpause", freezes: true }
    }

    fn simulation(&self) -> Simulation {
        Simulation { breaks: Broken::Frozen, happens: (15, 50), done: (55, 120), restarts: false }
    }
}
