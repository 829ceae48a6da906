//! Faults around us: firedrill is stopped, starved of processor time or shown a wrong clock, its
//! disks are full or cannot be written to, its engine is restarted in the middle of a drill. What
//! it did is undone or named, and nothing it says is wrong.
//!
//! What needs the whole stack shares one run of it; the rest drills `tests/packs/small`.
//! `sigkill.rs` kills it.

mod disks;
mod restart;
mod small;
mod time;
