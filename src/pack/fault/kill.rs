//! SIGKILL: to each target's container, or to every process of it in the droplet.

use super::kinds::TARGETS;
use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::Key;

/// SIGKILL: to each target's container, or to every process of it in the droplet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kill;

impl Kill {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "kill",
            TARGETS,
            "SIGKILL to these: their containers, or all their processes in the droplet.",
        ),
        needs: &["kill"],
        example: "{kill: redis}",
    };

    pub(super) fn of(_: Vec<Step>) -> Self {
        Self
    }
}

impl Kind for Kill {
    fn told(&self, targets: &str) -> String {
        format!("SIGKILL to {targets}")
    }

    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit> {
        match runs {
            Runs::Container(_) => Ok(Reach::Engine),
            Runs::Process(_) => Ok(Reach::Agent),
            Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => Err(Unfit {
                message: "has no container or process to kill",
                hint: "give it 'runs' in pack.yaml: {container: …} or {process: …}; or break it \
                       by commands: {run: …, targets: …}",
            }),
        }
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Breaks { does: "kills (SIGKILL)", back: "docker start", freezes: false }
    }

    fn simulation(&self) -> Simulation {
        Simulation { breaks: Broken::Killed, happens: (15, 60), done: (80, 140), restarts: true }
    }

    fn is_gone_once_started(&self) -> bool {
        true
    }
}
