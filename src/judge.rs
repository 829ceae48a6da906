//! A timeline and its claims become verdicts.
//!
//! Pure: this room knows no clock, no Docker, no files and no pack. All it knows of a drill stands in its timeline, so
//! that a recorded drill is judged as a live one is.

mod impact;
mod observed;
mod track;

pub use observed::{Observed, Unwell};
