//! GitHub Actions: annotations and the job's summary, where the runner offers them.

use super::args::Common;
use super::console::Console;
use super::environment::variable;
use super::error::{Failure, Status};
use super::sanitize::Reader;
use crate::pack::from_the_pack;
use crate::report::{Material, github, markdown};
use crate::storage::append;
use std::path::Path;

/// Annotates what is red, and appends the run to the job's summary. Nothing outside GitHub Actions.
pub fn tell(material: &Material<'_>, common: &Common, console: &Console) -> Result<(), Failure> {
    if console.voice.reader == Reader::GithubRunner {
        // The runner reads commands from both streams; standard output may carry a JSON document.
        let document = annotated(material, common);
        github::annotations(material, document.as_deref())
            .lines()
            .for_each(|line| console.voice.command(line));
    }
    match variable("GITHUB_STEP_SUMMARY") {
        Some(path) if !path.is_empty() => append(Path::new(&path), &markdown::comment(material))
            .map_err(|error| {
                Failure::new(
                    Status::Aborted,
                    format!("cannot append to the job's summary {path}: {error}"),
                )
            }),
        _ => Ok(()),
    }
}

/// The document as the repository has it; none where it is not in there, as with the bundled pack.
fn annotated(material: &Material<'_>, common: &Common) -> Option<String> {
    let folder = common.pack.as_ref()?;
    let path = folder.join(&material.run.document.path);
    // Without the `..` of a document that lies beyond the pack; an absolute path stays one.
    let plain = from_the_pack(folder.to_str()?, &material.run.document.path)?;
    let plain = if folder.is_absolute() { format!("/{plain}") } else { plain };
    path.is_file().then_some(plain)
}
