//! One drill, as a state machine: steady state → inject → observe → recover → settle.
//!
//! The world waits and names what happened; [`Drill::apply`] is synchronous, takes it in and says
//! what to do next. It has no clock but the moments it is told, and cannot tell Docker's world from
//! the simulated one. A phase ends on what is observed, within the bound that its scenario states.

mod ending;
mod goals;
mod machine;
mod run;
#[cfg(test)]
mod tests;

pub use ending::Ending;
pub use machine::{Drill, Reply};
pub use run::drive;

use crate::words::Span;

/// Everything must be well for this long before a fault is injected: fifteen looks at the usual
/// cadence, so that there is a steady median to compare with.
const STEADY_HOLD: Span = Span::millis(750);
/// The same where the document says that something gets slower: what that is compared with must be
/// known as well as what is, and of fifteen answers the median is not.
const TIMED_HOLD: Span = Span::secs(2);

/// What came back must be well for this long before it is watched to stay, and all for this long to
/// count as settled; each probe also for as many looks as the judge asks for.
const SETTLED_HOLD: Span = Span::millis(300);

/// The same of what firedrill itself started, one after the other.
const STARTED_HOLD: Span = Span::secs(2);

/// A fault is observed for at least this long, whatever is claimed.
const LEAST_OBSERVED: Span = Span::secs(2);

/// How much longer than planned it may be watched until there are enough requests to say how often
/// one is amiss.
const FOR_REQUESTS: Span = Span::secs(30);

/// How much longer than its bound a recovery may take, so that what came back just in time can be
/// seen to stay.
const FOR_STAYING: Span = Span::secs(12);

/// No act takes longer: whatever does it has bounds of its own, of two minutes at most. One that is
/// not over by then never will be.
const ACT_BOUND: Span = Span::secs(150);

/// For how long a close look is taken; it costs the machine that is being measured.
const CLOSE_FOR: Span = Span::secs(4);
