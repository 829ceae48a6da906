//! A timeline on the disk, read line by line.

use super::StorageError;
use super::runs::{damaged, unreadable};
use crate::timeline::{Reader, Recorded};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// A timeline's lines, which can be read as often as they are needed.
pub struct Lines {
    path: PathBuf,
    /// All of it, where it comes from a pipe and can be read only once.
    piped: Option<Vec<u8>>,
}

/// One reading of them.
pub struct Reading<'a> {
    /// What was read so far.
    pub reader: Reader,
    lines: Box<dyn BufRead + 'a>,
    line: Vec<u8>,
    path: &'a Path,
}

impl Lines {
    /// Those of this file.
    pub fn of(path: &Path) -> Result<Self, StorageError> {
        let is_file = std::fs::metadata(path).map_err(unreadable(path))?.is_file();
        let piped =
            if is_file { None } else { Some(std::fs::read(path).map_err(unreadable(path))?) };
        Ok(Self { path: path.to_owned(), piped })
    }

    /// From the beginning, with the header read.
    pub fn reader(&self) -> Result<Reading<'_>, StorageError> {
        let path = self.path.as_path();
        let (mut lines, mut line) = (self.open()?, Vec::new());
        lines.read_until(b'\n', &mut line).map_err(unreadable(path))?;
        let reader = Reader::begin(&line).map_err(|damage| damaged(path, damage))?;
        Ok(Reading { reader, lines, line, path })
    }

    /// The events of these numbers, of a timeline that was read before; the others are not looked
    /// at.
    pub fn events(&self, wanted: &BTreeSet<u64>) -> Result<Vec<Recorded>, StorageError> {
        let (mut lines, mut line, mut found) = (self.open()?, Vec::new(), Vec::new());
        let last = wanted.last().copied().unwrap_or(0);
        // The header is line 0, as it were.
        for n in 0..=last {
            line.clear();
            lines.read_until(b'\n', &mut line).map_err(unreadable(&self.path))?;
            if wanted.contains(&n) {
                found.extend(serde_json::from_slice::<Recorded>(&line).ok());
            }
        }
        Ok(found)
    }

    fn open(&self) -> Result<Box<dyn BufRead + '_>, StorageError> {
        if let Some(bytes) = &self.piped {
            Ok(Box::new(bytes.as_slice()))
        } else {
            let file = std::fs::File::open(&self.path).map_err(unreadable(&self.path))?;
            Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
        }
    }
}

impl Reading<'_> {
    /// The next event; none at the end, or where the rest was cut off.
    pub fn event(&mut self) -> Result<Option<Recorded>, StorageError> {
        self.line.clear();
        let read = self.lines.read_until(b'\n', &mut self.line).map_err(unreadable(self.path))?;
        if read == 0 {
            return Ok(None);
        }
        self.reader.event(&self.line).map_err(|damage| damaged(self.path, damage))
    }
}
