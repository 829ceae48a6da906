//! Runs that are read again from what they left.

use super::console::Console;
use super::error::Failure;
use crate::report::Run;
use crate::storage::{self, Gap};
use std::path::{Path, PathBuf};

/// A run that is named by its id or its folder, and that folder. What is not there of it is told.
pub fn again(named: &str, report_dir: &Path, console: &Console) -> Result<(Run, PathBuf), Failure> {
    let folder = storage::find_run(named, report_dir)?;
    let tell = |gap: Gap<'_>| match gap {
        Gap::CutOff { file } => {
            console
                .voice
                .say(&format!("{file} was cut off, as by a crash; it is judged as far as it goes"));
        }
        Gap::NoReport => console.voice.complain(
            "warning: there is no report.json, as after a crash; what the run had planned besides \
             these timelines, and what its pack waives, is not known",
        ),
        Gap::NoTimeline { scenario, profile } => console.voice.say(&format!(
            "{scenario}, {profile}: its timeline is gone; its findings are those of report.json"
        )),
    };
    Ok((storage::again(&folder, tell)?, folder))
}
