//! The document: Markdown as chapters, lines of fact with their places, and what a quoted line
//! says.
//!
//! Pure: this room is handed text. It knows no pack, no scenario and no Docker, and never judges
//! whether a line is true.

mod chapters;
mod clauses;
mod command;
mod facts;
mod figures;
mod severity;

pub use chapters::{Chapter, Document, Line, bare, key, label, plain, value, without_mark};
pub use clauses::{Clause, Mention, clauses};
pub use command::{Given, command, given};
pub use facts::{call_matches, calls, lower_case, symbols, without_figures};
pub use figures::{Figure, figures, may_begin_figure, shares, unread};
pub use severity::{Saying, Sayings, sayings};
