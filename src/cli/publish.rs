//! What a run found, to where it is wanted: the files of the report folder, a JUnit file, GitHub's
//! job page, standard output.

use super::args::{Common, Format, REPORTS};
use super::console::Console;
use super::error::Failure;
use super::{github, packs};
use crate::report::{self, FORMATS, FailOn, Material, Run};
use crate::storage::{DOCUMENT, document_of, timelines, write};
use std::collections::BTreeSet;
use std::path::Path;

/// Where to, and by which measure it is red.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The report folder.
    pub folder: &'a Path,
    /// A JUnit file besides.
    pub junit: Option<&'a Path>,
    /// What fails the run.
    pub fail_on: &'a BTreeSet<FailOn>,
}

/// Writes and prints all of it. What cannot be written is told at the end, and keeps nothing else
/// from being written.
pub fn publish(
    run: &Run,
    wanted: Wanted<'_>,
    common: &Common,
    console: &Console,
) -> Result<(), Failure> {
    let run = &Run { report_dir: other_place(wanted.folder), ..run.clone() };
    let timelines = timelines(run, wanted.folder);
    let document = document(run, wanted.folder, common);
    let material = Material {
        run,
        timelines: &timelines,
        fail_on: wanted.fail_on,
        document: document.as_deref(),
    };
    let mut failed = None;
    if let Some(text) = &document {
        let written = write(&wanted.folder.join(DOCUMENT), text);
        failed = written.err().map(Failure::from);
    }
    for format in FORMATS {
        let written = write(&wanted.folder.join(format.file), &(format.render)(&material));
        failed = failed.or(written.err().map(Failure::from));
    }
    if let Some(path) = wanted.junit {
        failed = failed.or(write(path, &report::junit::render(&material)).err().map(Failure::from));
    }
    failed = failed.or(github::tell(&material, common, console).err());
    if console.format == Format::Human {
        let screen = report::terminal::render(&material, console.layout(), console.detail());
        console.result(&screen);
    } else {
        console.result(&report::json::write(run));
    }
    failed.map_or(Ok(()), Err)
}

/// Where `show` is to look for the run, if that is not the usual place.
fn other_place(folder: &Path) -> Option<String> {
    folder.parent().filter(|parent| *parent != Path::new(REPORTS)).map(|parent| {
        match parent.to_str() {
            Some("") => ".".to_owned(),
            _ => parent.display().to_string(),
        }
    })
}

/// The text of the document that was tested: of the pack at hand if that still has it, else the
/// copy in the run's folder.
fn document(run: &Run, folder: &Path, common: &Common) -> Option<String> {
    let of_pack = || {
        let pack = crate::pack::read(&packs::files(common.pack.as_deref()).ok()?).ok()?;
        (pack.document.sha256 == run.document.sha256).then_some(pack.document_text)
    };
    of_pack().or_else(|| document_of(run, folder))
}
