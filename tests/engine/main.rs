//! The engine and the stack against a real Docker engine.
//!
//! These tests need an engine and a static busybox (Debian's `busybox-static`); they fail where there is none, unless
//! `FIREDRILL_NO_ENGINE=1` says that there is to be none. All that they make carries a run's label and is removed.
#![expect(clippy::disallowed_methods, reason = "the tests read their environment, make folders and measure")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a test that is left out says so, and measurements are printed")]

mod bench;
#[path = "../common/busybox.rs"]
mod busybox;
mod calls;
mod images;
mod speed;
mod stacks;
