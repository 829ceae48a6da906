//! Finds a pack: a folder, or the one that is compiled in.

use super::console::Console;
use super::error::{Failure, Status};
use crate::pack::{self, Pack, PackFiles, Problem, ProblemKind};
use include_dir::{Dir, include_dir};
use std::path::Path;

static BUNDLED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios/enterprise-scanner");

/// No pack's files are larger than this together; a folder that is larger is no pack.
const LARGEST: u64 = 64 << 20;

/// The files of the pack in `folder`, or of the bundled one.
pub fn files(folder: Option<&Path>) -> Result<PackFiles, Failure> {
    let Some(folder) = folder else { return Ok(bundled_pack()) };
    if !folder.join("pack.yaml").is_file() {
        let message = format!("{} is no pack: it has no pack.yaml", folder.display());
        return Err(Failure::new(Status::Wrong, message).hint("name the folder that has one with --pack DIR"));
    }
    let (mut files, mut left) = (PackFiles::new(), LARGEST);
    folder_into(folder, "", &mut files, &mut left)?;
    Ok(files)
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

/// Links are not followed: a pack is what stands in its folder. Hidden files are none of it.
fn folder_into(folder: &Path, prefix: &str, files: &mut PackFiles, left: &mut u64) -> Result<(), Failure> {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::new(Status::Wrong, format!("cannot read {}: {error}", path.display()))
    };
    for entry in std::fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let entry = entry.map_err(|error| failed(folder, error))?;
        let kind = entry.file_type().map_err(|error| failed(&entry.path(), error))?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned).filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let path = format!("{prefix}{name}");
        if kind.is_dir() {
            folder_into(&entry.path(), &format!("{path}/"), files, left)?;
        } else if kind.is_file() {
            let size = entry.metadata().map_err(|error| failed(&entry.path(), error))?.len();
            *left = left.checked_sub(size).ok_or_else(|| {
                let message = format!("{} is no pack: its files are over {} MiB", folder.display(), LARGEST >> 20);
                Failure::new(Status::Wrong, message)
            })?;
            files.insert(path, std::fs::read(entry.path()).map_err(|error| failed(&entry.path(), error))?);
        }
    }
    Ok(())
}

/// Reads a pack for use. Errors are shown, all of them, and end the command; drift is in the pack.
pub fn load(folder: Option<&Path>, console: &Console) -> Result<Pack, Failure> {
    load_with_files(folder, console).map(|(_, pack)| pack)
}

/// The same, with the files that images are built from.
pub fn load_with_files(folder: Option<&Path>, console: &Console) -> Result<(PackFiles, Pack), Failure> {
    let files = files(folder)?;
    let pack = pack::read(&files).map_err(|problems| broken(&problems, console))?;
    Ok((files, pack))
}

/// Shows what is wrong with a pack.
pub fn broken(problems: &[Problem], console: &Console) -> Failure {
    console.voice.complain(pack::render(problems, console.colour && console.voice.live).trim_end());
    let errors = problems.iter().filter(|problem| problem.kind == ProblemKind::Error).count();
    let what = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
    Failure::new(Status::Wrong, format!("the pack has {what}; nothing was started"))
}
