//! The files of a pack, in memory.

use crate::words::hex;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// A pack's files by their paths within it, with `/` between folders: whoever reads the disk, or
/// holds the compiled-in pack, fills it.
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
