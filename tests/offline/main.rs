//! What needs no engine: the program from outside, its pages and files, the pure rooms through
//! their public face.
//!
//! `cargo test --test offline cli` runs one module of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]
#![allow(
    clippy::disallowed_methods,
    reason = "the program is run, in folders that are made for it"
)]

mod cli;
#[path = "../common/mod.rs"]
mod common;
#[path = "../common/contract.rs"]
mod contract;
mod fault_trees;
mod gates;
mod half;
mod import;
mod judged;
mod lint;
mod make;
mod packs;
mod page;
mod predict;
mod reading;
mod reports;
mod sample;
mod schemas;
mod shutdown;
mod simulate;
mod simulated;
mod starts;
mod threats;
mod timelines;
mod unusable;
mod walls;
