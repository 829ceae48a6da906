//! The pack that a command is about: of the folder that is named, or the one that is compiled in.

use super::console::Console;
use super::error::{Failure, Status};
use crate::pack::{self, Pack, PackFiles, Problem, ProblemKind};
use crate::storage::{StorageError, bundled_pack, pack_files};
use std::path::Path;

/// The files of the pack in `folder`, or of the bundled one.
pub fn files(folder: Option<&Path>) -> Result<PackFiles, StorageError> {
    folder.map_or_else(|| Ok(bundled_pack()), pack_files)
}

/// Reads a pack for use. Errors are shown, all of them, and end the command; drift is in the pack.
pub fn load(folder: Option<&Path>, console: &Console) -> Result<Pack, Failure> {
    load_with_files(folder, console).map(|(_, pack)| pack)
}

/// The same, with the files that images are built from.
pub fn load_with_files(
    folder: Option<&Path>,
    console: &Console,
) -> Result<(PackFiles, Pack), Failure> {
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
