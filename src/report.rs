//! What was found, for people and for programs: one file a format.
//!
//! Pure: this room makes text of findings. It never prints, opens a file or asks what time it is,
//! and it judges nothing: every verdict it shows stands in what it is handed.

mod again;
mod chapters;
mod clean;
pub mod compare;
mod controls;
pub mod evidence;
mod exit;
mod files;
pub mod github;
pub mod html;
mod join;
pub mod json;
pub mod junit;
mod layout;
pub mod markdown;
mod metrics;
mod run;
pub mod show;
pub mod terminal;
#[cfg(test)]
mod tests;
mod xml;

pub use again::again;
pub use clean::{lines as clean_lines, text as clean_text};
pub use exit::{FailOn, Hollow, fails};
pub use files::{FORMATS, Material, Timelines, file_behind};
pub use join::join;
pub use run::{Drift, NotTested, Planned, Run, Spent, Waiver};
pub use xml::escaped as xml_text;

/// How text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Columns; what is outside 60 to 200 is taken as the nearer of the two.
    pub width: usize,
    /// Whether colours are used. Everything reads without them.
    pub colour: Colour,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// As ANSI sequences.
    On,
    /// Plain text.
    Off,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 100, colour: Colour::Off }
    }
}
