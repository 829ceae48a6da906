//! Documents: one Markdown file of somebody's.

use super::StorageError;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// No document is larger than this; what is larger is something else.
const LARGEST: u64 = 64 << 20;

/// The text of a document. What is no UTF-8, or larger than any document, is none.
pub fn document(path: &Path) -> Result<String, StorageError> {
    let unreadable = |source| StorageError::Unreadable { path: path.to_owned(), source };
    let none = |why: String| StorageError::NoDocument { path: path.to_owned(), why };
    if path.is_dir() {
        return Err(none("it is a folder".to_owned()));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(none(format!("it is over {} MiB", LARGEST >> 20)));
    }
    let line = |at: usize| bytes.iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    match std::str::from_utf8(&bytes) {
        Ok(_) => {}
        Err(error) => {
            let line = line(error.valid_up_to());
            return Err(none(format!("it is not UTF-8, first in line {line}")));
        }
    }
    String::from_utf8(bytes).map_err(|_| none("it is not UTF-8".to_owned()))
}
