//! What each rule finds, and what it lets pass, of readings built by hand and of short documents.

mod builder;
mod figures;
mod formats;
mod gaps;
mod needs;
mod recoveries;
mod rules;
mod severities;
mod texts;
mod times;
mod trees;
mod waivers;

use super::{Finding, lint};
use builder::Doc;

/// All findings of a document, on a day in 2026.
fn findings(doc: &Doc) -> Vec<Finding> {
    lint(&doc.reading, Some(jiff::civil::date(2026, 3, 4)))
}

/// The findings of one rule: their lines, and what they say.
fn of(rule: &str, doc: &Doc) -> Vec<(Vec<u32>, String)> {
    let found = findings(doc).into_iter().filter(|finding| finding.rule == rule);
    found.map(|finding| (finding.lines(), finding.message)).collect()
}

/// The lines of the findings of one rule.
fn lines(rule: &str, doc: &Doc) -> Vec<Vec<u32>> {
    of(rule, doc).into_iter().map(|(lines, _)| lines).collect()
}
