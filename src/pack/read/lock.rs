//! The document as it was when its claims were last taken from it, kept with the pack: by it a change
//! of the document is seen.

use super::whole::unreadable;
use crate::pack::files::{NoText, PackFiles};
use crate::pack::problem::Problem;
use crate::reading::{Reading, read};

/// Where it is kept.
pub const LOCK_FILE: &str = "document.lock";

/// What stands before the document in it.
const HEAD: &str = "<!-- The document as it was when its claims were last taken from it. \
                    Written by 'firedrill import --update'; nobody edits it. -->\n";

/// What is kept of a document.
pub fn lock(document: &str) -> String {
    format!("{HEAD}{document}")
}

/// The document that was kept; nothing where none was.
pub fn kept(files: &PackFiles) -> Result<Option<&str>, NoText> {
    match files.text(LOCK_FILE) {
        Ok(text) => Ok(Some(text.strip_prefix(HEAD).unwrap_or(text))),
        Err(NoText::Missing) => Ok(None),
        Err(NoText::NotUtf8) => Err(NoText::NotUtf8),
    }
}

/// What was read of the document that was kept, where it is not the one that there is.
pub fn accepted(files: &PackFiles, now: &str, problems: &mut Vec<Problem>) -> Option<Reading> {
    match kept(files) {
        Ok(kept) => kept.filter(|kept| *kept != now).map(read),
        Err(why) => {
            problems.push(unreadable(LOCK_FILE, why));
            None
        }
    }
}
