//! Docker's world: real containers, real time.

#![expect(clippy::disallowed_methods, reason = "this world has the clock, and a task for each probe")]

mod looking;
