//! Faults around us: firedrill is stopped, starved of processor time or shown a wrong clock, its disks are full or cannot be
//! written to, its engine is restarted in the middle of a drill. What it did is undone or named, and nothing it says is
//! wrong.
//!
//! What needs the whole stack shares one run of it; the rest drills the small pack beside this file. `tests/sigkill.rs`
//! kills it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a test that is left out says so")]
#![expect(clippy::disallowed_methods, reason = "the program is run, watched and disturbed")]

#[path = "../common/busybox.rs"]
mod busybox;
#[path = "../common/mod.rs"]
mod common;
mod disks;
#[path = "../common/engine.rs"]
mod engine;
#[path = "../common/live.rs"]
mod live;
mod restart;
mod small;
mod time;
