//! The files of a pack, in memory.

use crate::words::hex;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A pack's files by their paths from its folder, with `/` between folders: whoever reads the disk,
/// or holds the compiled-in pack, fills it. The paths are such as [`from_the_pack`] makes; those of
/// files that the pack names beyond its folder begin with `../`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFiles {
    files: BTreeMap<String, Vec<u8>>,
}

/// Why a file's text cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoText {
    Missing,
    NotUtf8,
}

/// What is `written` in `folder`, as a path from the pack's folder: without a `.` in it, and with
/// `..` at its beginning only; `.` is that folder itself. Nothing where an absolute path is written.
pub fn from_the_pack(folder: &str, written: &str) -> Option<String> {
    if written.starts_with('/') {
        return None;
    }
    let mut way: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(written.split('/')) {
        match part {
            "" | "." => {}
            ".." if way.last().is_some_and(|last| *last != "..") => drop(way.pop()),
            part => way.push(part),
        }
    }
    Some(if way.is_empty() { ".".to_owned() } else { way.join("/") })
}

/// The rest of a path behind a folder that it is in, or that it is; both as [`from_the_pack`] makes
/// them.
pub fn within<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    let rest = match folder {
        "." => path,
        folder if folder == path => ".",
        folder => path.strip_prefix(folder)?.strip_prefix('/')?,
    };
    (!is_beyond(rest)).then_some(rest)
}

/// Whether a path leads out of the folder that it begins in.
pub(super) fn is_beyond(path: &str) -> bool {
    path == ".." || path.starts_with("../")
}

/// The folder that a file lies in.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

impl PackFiles {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a file in, instead of one of the same path if there is one.
    pub fn insert(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), bytes.into());
    }

    /// A file's bytes.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// All paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// SHA-256 of these of the files, in hexadecimal: of their paths and their bytes. What is not
    /// there does not count.
    pub fn sha256_of(&self, paths: &BTreeSet<&str>) -> String {
        let mut hash = Sha256::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| paths.contains(path.as_str())) {
            for part in [path.as_bytes(), bytes] {
                // With its length, so that nothing can slip from one part into the next.
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        }
        hex(&hash.finalize())
    }

    pub(super) fn text(&self, path: &str) -> Result<&str, NoText> {
        std::str::from_utf8(self.bytes(path).ok_or(NoText::Missing)?).map_err(|_| NoText::NotUtf8)
    }
}

impl<P: Into<String>, B: Into<Vec<u8>>> FromIterator<(P, B)> for PackFiles {
    fn from_iter<I: IntoIterator<Item = (P, B)>>(files: I) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }
}
