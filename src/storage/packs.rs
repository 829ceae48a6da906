//! Packs: a folder of somebody's, or the one that is compiled in.

use super::StorageError;
use crate::pack::{PACK_FILE, PackFiles};
use include_dir::{Dir, include_dir};
use std::io;
use std::path::Path;

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/enterprise-scanner");

/// No pack's files are larger than this together; a folder that is larger is no pack.
const LARGEST: u64 = 64 << 20;

/// The files of the pack in a folder. Links are not followed: a pack is what stands in its folder.
/// Hidden files are none of it.
pub fn pack_files(folder: &Path) -> Result<PackFiles, StorageError> {
    if !folder.join(PACK_FILE).is_file() {
        return Err(StorageError::NoPack { folder: folder.to_owned() });
    }
    let mut reading = Reading { files: PackFiles::new(), left: LARGEST };
    reading.folder(folder, "")?;
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
                self.left = self.left.checked_sub(size).ok_or_else(|| StorageError::LargePack {
                    folder: folder.to_owned(),
                    limit: LARGEST,
                })?;
                self.files.insert(path, std::fs::read(&at).map_err(failed(&at))?);
            }
        }
        Ok(())
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> StorageError {
    |source| StorageError::Unreadable { path: path.to_owned(), source }
}
