//! The engine and the stack against a real Docker engine.
//!
//! These tests need a static busybox (Debian's `busybox-static`) beside the engine. All that they
//! make carries a run's label and is removed.

mod bench;
mod calls;
mod images;
mod speed;
mod stacks;
