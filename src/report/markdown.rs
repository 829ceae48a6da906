//! Markdown for people: a comment for a pull request, and the tested document with what was
//! observed beneath what it says.

mod comment;
mod escape;
mod impact;
mod predictions;

pub use comment::comment;
pub use impact::impact_report;
