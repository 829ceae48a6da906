//! The document: Markdown as chapters, lines of fact with their places, and what a quoted line says.
//!
//! Pure: this room is handed text. It knows no pack, no scenario and no Docker, and never judges whether a line is true.

mod chapters;
mod facts;

pub use chapters::{Chapter, Document, Line};
pub use facts::{Figure, call_matches, command, figures, symbols, without_figures};
