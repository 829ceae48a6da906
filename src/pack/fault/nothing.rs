//! Nothing is broken: the stack is looked at as it is, in its steady state.

use super::{Broken, Foreign, Kind, Reach, Simulation, Unfit};
use crate::pack::Runs;

/// Nothing is broken. It stands in no scenario file, and has no targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nothing;

impl Kind for Nothing {
    fn told(&self, _: &str) -> String {
        "nothing: the steady state".to_owned()
    }

    fn reach(&self, _: &Runs) -> Result<Reach, Unfit> {
        Ok(Reach::Commands)
    }

    fn foreign(&self) -> Foreign<'_> {
        Foreign::Never(
            "it asks by commands of the pack's own, and none is run in somebody else's project",
        )
    }

    fn simulation(&self) -> Simulation {
        Simulation { breaks: Broken::Changed, happens: (0, 1), done: (0, 1), restarts: false }
    }
}
