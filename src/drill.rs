//! One drill, as a state machine: steady state → inject → observe → recover → settle.
//!
//! The world waits and names what happened; [`Drill::apply`] is synchronous, takes it in and says what to do next. It has
//! no clock but the moments it is told, and cannot tell Docker's world from the simulated one. A phase ends on what is
//! observed, within the bound that its scenario states.

mod goals;
mod machine;
mod run;
#[cfg(test)]
mod tests;

pub use machine::{Drill, Ending, Reply};
pub use run::drive;

use crate::words::Span;

/// Everything must be well for this long before a fault is injected: fifteen looks at the usual cadence, so that there is
/// a steady median to compare with.
const STEADY_HOLD: Span = Span::millis(750);

/// What came back must stay well for this long to count as recovered, and all for this long to count as settled; each
/// probe also for as many looks as the judge asks for.
const SETTLED_HOLD: Span = Span::millis(300);

/// A fault is observed for at least this long, so that what comes through Prometheus can be seen to be well or not.
const LEAST_OBSERVED: Span = Span::secs(2);

/// For how long a close look is taken; it costs the machine that is being measured.
const CLOSE_FOR: Span = Span::secs(4);
