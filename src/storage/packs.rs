//! Packs: a folder of somebody's, or the one that is compiled in.

use super::StorageError;
use crate::pack::{PACK_FILE, PackFiles, beyond, built_beyond, within};
use include_dir::{Dir, include_dir};
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/enterprise-scanner");

/// No pack's files are larger than this together; a folder that is larger is no pack.
const LARGEST: u64 = 64 << 20;

/// The files of the pack in a folder: what stands in it, and beyond it the document and the Compose
/// file that its `pack.yaml` names, and the folders that images are built from. Links are not
/// followed, and hidden files are none of it.
pub fn pack_files(folder: &Path) -> Result<PackFiles, StorageError> {
    if !folder.join(PACK_FILE).is_file() {
        return Err(StorageError::NoPack { folder: folder.to_owned() });
    }
    let mut reading = Reading { files: PackFiles::new(), left: LARGEST };
    reading.folder(folder, "")?;
    for path in beyond(&reading.files) {
        reading.file_beyond(folder, &path)?;
    }
    let mut read: Vec<String> = Vec::new();
    for path in built_beyond(&reading.files) {
        if read.iter().all(|whole| within(whole, &path).is_none()) {
            reading.folder_beyond(folder, &path)?;
            read.push(path);
        }
    }
    Ok(reading.files)
}

/// The files of the pack that is compiled in.
pub fn bundled_pack() -> PackFiles {
    let mut files = PackFiles::new();
    bundled(&BUNDLED, &mut files);
    files
}

fn bundled(dir: &Dir<'_>, files: &mut PackFiles) {
    for file in dir.files() {
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents());
    }
    dir.dirs().for_each(|dir| bundled(dir, files));
}

struct Reading {
    files: PackFiles,
    /// So many bytes there may be yet.
    left: u64,
}

impl Reading {
    /// One file, where there is one.
    fn file_beyond(&mut self, pack: &Path, path: &str) -> Result<(), StorageError> {
        match plain(pack, path) {
            Some((at, facts)) if facts.is_file() => self.file(&at, path.to_owned(), facts.len()),
            _ => Ok(()),
        }
    }

    /// All in a folder, where there is one.
    fn folder_beyond(&mut self, pack: &Path, path: &str) -> Result<(), StorageError> {
        match plain(pack, path) {
            Some((at, facts)) if facts.is_dir() => self.folder(&at, &format!("{path}/")),
            _ => Ok(()),
        }
    }

    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), StorageError> {
        for entry in std::fs::read_dir(folder).map_err(failed(folder))? {
            let entry = entry.map_err(failed(folder))?;
            let at = entry.path();
            let kind = entry.file_type().map_err(failed(&at))?;
            let Some(name) =
                entry.file_name().to_str().map(str::to_owned).filter(|name| !name.starts_with('.'))
            else {
                continue;
            };
            let path = format!("{prefix}{name}");
            if kind.is_dir() {
                self.folder(&at, &format!("{path}/"))?;
            } else if kind.is_file() {
                let size = entry.metadata().map_err(failed(&at))?.len();
                self.file(&at, path, size)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, at: &Path, path: String, size: u64) -> Result<(), StorageError> {
        let folder = || at.parent().unwrap_or(at).to_owned();
        let large = || StorageError::LargePack { folder: folder(), limit: LARGEST };
        self.left = self.left.checked_sub(size).ok_or_else(large)?;
        self.files.insert(path, std::fs::read(at).map_err(failed(at))?);
        Ok(())
    }
}

/// What lies at a path beyond the pack's folder, and where; nothing where it leads over a link, or
/// to something hidden.
fn plain(pack: &Path, path: &str) -> Option<(PathBuf, Metadata)> {
    let mut at = pack.to_owned();
    let mut facts = None;
    for part in path.split('/') {
        at.push(part);
        facts = match part {
            ".." => std::fs::metadata(&at).ok(),
            part if part.starts_with('.') => None,
            _ => std::fs::symlink_metadata(&at).ok().filter(|facts| !facts.is_symlink()),
        };
        facts.as_ref()?;
    }
    Some((at, facts?))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> StorageError {
    |source| StorageError::Unreadable { path: path.to_owned(), source }
}
