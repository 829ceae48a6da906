//! Importing again: what a person changed is kept.
//!
//! The first line of each file says what the rest of it was when it was written, so that nobody has
//! to remember what an import wrote the time before.

use super::model::File;
use crate::words::hex;
use serde::Serialize;
use sha2::{Digest, Sha256};
use similar::TextDiff;
use std::collections::BTreeMap;

const MARK: &str = "# Written by 'firedrill import'; sha256 of the rest: ";

/// A text below the line that says what it was when it was written.
pub fn signed(body: &str) -> String {
    format!("{MARK}{}\n{body}", sum(body))
}

/// Whose a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// As an import wrote it.
    Written,
    /// Written by an import, and changed since.
    Changed,
    /// Somebody's own.
    Own,
}

/// Whether a file is as an import wrote it. A version control system may have changed how its lines
/// end.
fn whose(text: &str) -> Whose {
    let text = text.replace("\r\n", "\n");
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    match first.strip_prefix(MARK) {
        Some(known) if known == sum(rest) => Whose::Written,
        Some(_) => Whose::Changed,
        None => Whose::Own,
    }
}

fn sum(text: &str) -> String {
    hex(&Sha256::digest(text))
}

/// The failures that people drill by files of their own, each with the file.
pub fn own_scenarios(there: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let own = there.iter().filter(|(_, text)| whose(text) != Whose::Written);
    let named = own.filter_map(|(path, text)| {
        let file: serde_json::Value = serde_saphyr::from_str(text).ok()?;
        Some((file.get("failure")?.as_str()?.to_owned(), path.clone()))
    });
    named.collect()
}

/// What becomes of a file of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its path in the pack's folder.
    pub path: String,
    /// What becomes of it.
    pub kind: ChangeKind,
    /// How what stands there differs from what an import writes now; empty where it does not, or
    /// where one of the two is not there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub diff: String,
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It is not there yet.
    New,
    /// It is there as it would be written.
    Same,
    /// It is as an earlier import wrote it, and the document says something else now.
    Changed,
    /// A person changed it: it is kept.
    Kept,
    /// It is as an earlier import wrote it, and nothing of the document makes it any more.
    Gone,
    /// The same, yet a person changed it: it is kept.
    GoneKept,
}

impl ChangeKind {
    /// Whether an update writes the file, or takes it away.
    pub const fn is_update(self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Gone)
    }
}

/// What becomes of each file: `files` is what an import writes now, `there` what stands in the
/// folder, by path.
pub fn changes(files: &[File], there: &BTreeMap<String, String>) -> Vec<Change> {
    let written = files.iter().map(|file| {
        let before = there.get(&file.path);
        let kind = match before {
            None => ChangeKind::New,
            Some(text) if text.replace("\r\n", "\n") == file.text => ChangeKind::Same,
            Some(text) if whose(text) == Whose::Written => ChangeKind::Changed,
            Some(_) => ChangeKind::Kept,
        };
        let differs = matches!(kind, ChangeKind::Changed | ChangeKind::Kept);
        let before = before.filter(|_| differs);
        let diff = before.map(|text| diff(text, &file.text)).unwrap_or_default();
        Change { path: file.path.clone(), kind, diff }
    });
    let gone = there.iter().filter_map(|(path, text)| {
        let kind = match whose(text) {
            Whose::Written => ChangeKind::Gone,
            Whose::Changed => ChangeKind::GoneKept,
            Whose::Own => return None,
        };
        let is_written = files.iter().any(|file| file.path == *path);
        (!is_written).then(|| Change { path: path.clone(), kind, diff: String::new() })
    });
    written.chain(gone).collect()
}

/// How one text differs from another, line by line. The line that says what the rest was is no
/// part of it: it always differs.
fn diff(there: &str, now: &str) -> String {
    let there = there.replace("\r\n", "\n");
    // As many lines stay, so that the numbers are those of the files.
    let body = |text: &str| match text.split_once('\n') {
        Some((first, rest)) if first.starts_with(MARK) => format!("{}\n{rest}", MARK.trim_end()),
        _ => text.to_owned(),
    };
    let (there, now) = (body(&there), body(now));
    TextDiff::from_lines(&there, &now)
        .unified_diff()
        .context_radius(2)
        .header("as it is", "as the import writes it")
        .to_string()
}
