//! What a document says against itself, or leaves open: rules that compare its parts.
//!
//! Each rule is a file in `rules`, and the list of them stands in [`RULES`]. A rule speaks only
//! where the words leave no doubt, since whoever gets one false finding reads no other: names are
//! the same thing only where they are clearly so when something is held against the document, and
//! are taken for the same thing at the slightest likeness when that clears it.
//!
//! Pure: this room is handed what was read, and today's date.

mod commands;
mod dates;
mod finding;
pub mod format;
mod needs;
mod rules;
mod scenario;
mod things;
mod view;
mod waivers;

#[cfg(test)]
mod tests;

pub use finding::{Finding, Severity};
pub use rules::{RULES, Rule, rule};

use crate::reading::Reading;
use jiff::civil::Date;
use view::View;

/// What a document says against itself, or leaves open, by line. Those that a comment of the
/// document waives are among them, with the reason. Without `today` nothing is overdue.
pub fn lint(reading: &Reading, today: Option<Date>) -> Vec<Finding> {
    let view = View::of(reading, today);
    let mut found: Vec<Finding> = RULES.iter().flat_map(|rule| rule.check(&view)).collect();
    found.sort_by(|one, other| one.order().cmp(&other.order()));
    found.dedup_by(|one, other| one.order() == other.order());
    waivers::apply(&reading.waived, &mut found);
    found
}
