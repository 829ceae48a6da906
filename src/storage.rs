//! Packs and runs as they lie on the disk: a pack is a folder, and so is what a run leaves.
//!
//! It knows files and their names, and nothing of containers, drills or people.

#![expect(clippy::disallowed_methods, reason = "an edge: this room reads and writes files")]

mod again;
mod documents;
mod error;
mod imports;
mod lines;
mod packs;
mod runs;

pub use again::{Gap, again};
pub use documents::document;
pub use error::StorageError;
pub use imports::{kept, make_folder, remove, seen_from, yaml_files};
pub use lines::Lines;
pub use packs::{bundled_pack, pack_files};
pub use runs::{
    DOCUMENT, LOGS, REPORT, copy_run, document_of, find_run, report, runs_in, timeline, timelines,
};

use std::io::{self, Write as _};
use std::path::Path;

/// Writes a file whole or not at all: half a report reads like a report.
pub fn write(path: &Path, text: &str) -> Result<(), StorageError> {
    // What is no file (a terminal, a pipe, a link) is written to as it is.
    let is_special = std::fs::symlink_metadata(path).is_ok_and(|facts| !facts.is_file());
    let unfinished = match (is_special, path.file_name()) {
        (false, Some(name)) => path.with_file_name(format!(".{}.new", name.to_string_lossy())),
        _ => path.to_owned(),
    };
    let written = std::fs::write(&unfinished, text);
    let written = if unfinished == path {
        written
    } else {
        written.and_then(|()| std::fs::rename(&unfinished, path))
    };
    written.map_err(|source| {
        if unfinished != path {
            let _ = std::fs::remove_file(&unfinished);
        }
        StorageError::Unwritable { path: path.to_owned(), source }
    })
}

/// Writes at the end of a file, which is made where it is not there.
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    let open = std::fs::OpenOptions::new().append(true).create(true).open(path);
    open.and_then(|mut file| file.write_all(text.as_bytes()))
}

/// Whether a file can be made in a folder, or the folder itself; what is made for that is removed,
/// the folders above too.
pub fn try_folder(folder: &Path) -> io::Result<()> {
    let made: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    let trial = folder.join(format!(".firedrill-{}", std::process::id()));
    let tried = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&trial, "trial\n"));
    let _ = std::fs::remove_file(&trial);
    for folder in made {
        let _ = std::fs::remove_dir(folder);
    }
    tried
}
