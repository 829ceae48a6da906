//! A pack while it is made of a document: what stands in its folder, and what is written there.

use super::StorageError;
use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// No file of a pack that a person reads is larger; one that is was written by nobody.
const LARGEST: u64 = 4 << 20;

/// The YAML files that stand in a folder, by name; none where there is no such folder.
pub fn yaml_files(folder: &Path) -> Result<BTreeMap<String, String>, StorageError> {
    let unreadable = |path: &Path, source| StorageError::Unreadable { path: path.into(), source };
    let mut found = BTreeMap::new();
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(unreadable(folder, error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let is_yaml = path.extension().is_some_and(|end| end == "yaml" || end == "yml");
        let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
        let Some(name) = name.filter(|_| is_yaml && path.is_file()) else { continue };
        let size = path.metadata().map_err(|error| unreadable(&path, error))?.len();
        if size <= LARGEST {
            let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, error))?;
            found.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        }
    }
    Ok(found)
}

/// What was kept in a file, where it is there.
pub fn kept(path: &Path) -> Result<Option<String>, StorageError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StorageError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Makes a folder, with those above it.
pub fn make_folder(folder: &Path) -> Result<(), StorageError> {
    std::fs::create_dir_all(folder)
        .map_err(|source| StorageError::Unwritable { path: folder.to_owned(), source })
}

/// Takes a file away.
pub fn remove(path: &Path) -> Result<(), StorageError> {
    std::fs::remove_file(path)
        .map_err(|source| StorageError::Unwritable { path: path.to_owned(), source })
}

/// The path of a file as it is seen from a folder, which need not be there yet: `../docs/a.md`.
pub fn seen_from(folder: &Path, file: &Path) -> Result<String, StorageError> {
    let (folder, file) = (whole(folder)?, whole(file)?);
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(file.components().skip(shared)).collect();
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    Ok(parts.join("/"))
}

/// A path from the root on without links, as far as it is there.
fn whole(path: &Path) -> Result<PathBuf, StorageError> {
    let unreadable = |source| StorageError::Unreadable { path: path.to_owned(), source };
    let path = std::path::absolute(path).map_err(unreadable)?;
    for there in path.ancestors() {
        if let Ok(real) = there.canonicalize() {
            let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
            return Ok(real.components().chain(rest.components()).collect());
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_seen_from_a_folder_beside_it_above_it_or_around_it() {
        let root = std::env::temp_dir().canonicalize().unwrap();
        let seen =
            |folder: &str, file: &str| seen_from(&root.join(folder), &root.join(file)).unwrap();
        assert_eq!(seen("fd-no/drills", "fd-no/docs/failures.md"), "../docs/failures.md");
        assert_eq!(seen("fd-no", "fd-no/docs/failures.md"), "docs/failures.md");
        assert_eq!(seen("fd-no/docs", "fd-no/docs/failures.md"), "failures.md");
        assert_eq!(seen("fd-no/docs/drills", "fd-no/failures.md"), "../../failures.md");
    }
}
