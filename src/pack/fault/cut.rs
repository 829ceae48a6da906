//! The way by which users come is cut: what is sent to the server's public ports vanishes, and
//! nobody says so.

use super::kinds::TARGETS;
use super::{Broken, Foreign, Kind, Reach, Simulation, Step, Syntax, Unfit};
use crate::pack::Runs;
use crate::pack::shape::Key;

/// Packets to each target's ports of the droplet are dropped, those of connections that stand
/// included. Nothing is refused: who asks waits in vain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut;

impl Cut {
    pub(super) const SYNTAX: Syntax = Syntax {
        key: Key::may(
            "cut",
            TARGETS,
            "Packets to the ports of these are dropped in the droplet, which needs NET_ADMIN; they \
             run as {ports: …}.",
        ),
        needs: &["cut"],
        example: "{cut: internet}",
    };

    pub(super) fn of(_: Vec<Step>) -> Self {
        Self
    }
}

impl Kind for Cut {
    fn told(&self, targets: &str) -> String {
        format!("packets to the ports of {targets} dropped")
    }

    fn reach(&self, runs: &Runs) -> Result<Reach, Unfit> {
        match runs {
            Runs::Ports(_) => Ok(Reach::Engine),
            Runs::Container(_) | Runs::Process(_) | Runs::Files(_) | Runs::Elsewhere => {
                Err(Unfit {
                    message: "is no way in, and cannot be cut",
                    hint: "give it 'runs' in pack.yaml: {ports: [80, 443]}; or break it by \
                           commands: {run: …, targets: …}",
                })
            }
        }
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Never("the way to somebody else's server is not cut")
    }

    fn simulation(&self) -> Simulation {
        Simulation { breaks: Broken::Frozen, happens: (40, 90), done: (95, 180), restarts: false }
    }
}
