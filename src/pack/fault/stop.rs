//! A graceful stop, as `docker stop` does it: the container's stop signal, then, where it does not
//! end in time, SIGKILL.

use super::kinds::TARGETS;
use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::Key;

/// Each target is told to end: its container as by `docker stop`, its process in the droplet as by
/// `systemctl stop`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

impl Stop {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "stop",
            TARGETS,
            "These are told to end: their containers as by 'docker stop', processes as by \
             'systemctl stop'.",
        ),
        needs: &["stop"],
        example: "{stop: redis}",
    };

    pub(super) fn of(_: Vec<Step>) -> Self {
        Self
    }
}

impl Kind for Stop {
    fn told(&self, targets: &str) -> String {
        format!("graceful stop of {targets}")
    }

    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit> {
        match runs {
            Runs::Container(_) => Ok(Reach::Engine),
            Runs::Process(_) => Ok(Reach::Agent),
            Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => Err(Unfit {
                message: "has no container or process to stop",
                hint: "give it 'runs' in pack.yaml: {container: …} or {process: …}; or break it \
                       by commands: {run: …, targets: …}",
            }),
        }
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Breaks { does: "stops", back: "docker start", freezes: false }
    }

    fn simulation(&self) -> Simulation {
        Simulation {
            breaks: Broken::Killed,
            happens: (30, 400),
            done: (450, 1_200),
            restarts: true,
        }
    }

    fn is_gone_once_started(&self) -> bool {
        true
    }
}
