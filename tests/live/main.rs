//! What needs the real engine: the whole product on the real stack, and its edges each by itself.
//!
//! These tests fail where there is no engine, unless `FIREDRILL_NO_ENGINE=1` says that there is to
//! be none. They share one process, so that the images are looked for once and one lock
//! ([`machine`]) decides who runs beside whom. What they make is looked for afterwards without
//! firedrill's help ([`docker`], [`leftovers`]).
//!
//! `cargo test --test live around::` runs one module of it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![expect(
    clippy::print_stdout,
    reason = "a test that is left out says so, and measurements are printed"
)]
#![expect(clippy::disallowed_methods, reason = "the program is run, watched, disturbed and killed")]
#![expect(clippy::disallowed_types, reason = "the engine is looked at without firedrill")]

mod around;
mod bent;
mod busybox;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/contract.rs"]
mod contract;
mod docker;
mod droplet;
mod engine;
mod leftovers;
mod machine;
mod probes;
mod project;
mod runs;
mod secrets;
mod sigkill;
mod stack;
mod throwaway;
mod world;
