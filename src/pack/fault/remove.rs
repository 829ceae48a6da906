//! Files that are moved away: what they were read from is there no longer.

use super::kinds::TARGETS;
use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::Key;

/// Each target's files are moved to a place beside them, and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Remove {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "remove",
            TARGETS,
            "The files of these are moved away; they run as {files: …}.",
        ),
        needs: &["remove"],
        example: "{remove: static-files}",
    };

    pub(super) fn of(_: Vec<Step>) -> Self {
        Self
    }
}

impl Kind for Remove {
    fn told(&self, targets: &str) -> String {
        format!("the files of {targets} moved away")
    }

    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit> {
        match runs {
            Runs::Files(_) => Ok(Reach::Engine),
            Runs::Container(_) | Runs::Process(_) | Runs::Ports(_) | Runs::Elsewhere => {
                Err(Unfit {
                    message: "has no files to move away",
                    hint: "give it 'runs' in pack.yaml: {files: /path/in/the/droplet}; or break \
                           it by commands: {run: …, targets: …}",
                })
            }
        }
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Never("files of somebody else's project are not moved")
    }

    // What is away is as good as dead, for whoever looks at it.
    fn simulation(&self) -> Simulation {
        Simulation { breaks: Broken::Killed, happens: (40, 90), done: (95, 180), restarts: false }
    }
}
