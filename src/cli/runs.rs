//! Runs as they lie on the disk: a folder with `report.json` and a timeline for each drill.

mod lines;

pub use lines::Lines;

use super::console::Console;
use super::error::{Failure, Status};
use crate::report::{Run, Timelines, again as again_from, file_behind, json};
use crate::timeline::{Damage, Timeline};
use crate::words::{RunId, Verdict};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The report's file in a run's folder.
pub const REPORT: &str = "report.json";

/// Copies a folder's files and folders; links are not followed.
pub fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (kind, to) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &to)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// The folder of a run that is named by its id, or by its folder.
pub fn folder(named: &str, report_dir: &Path) -> Result<PathBuf, Failure> {
    let by_id = RunId::parse(named).ok().map(|id| report_dir.join(id.as_str()));
    let wrong = |message: String| {
        Failure::new(Status::Wrong, message)
            .hint("name a run by its id or by its folder; runs are looked for in the folder that --report-dir names")
    };
    match by_id.into_iter().chain([PathBuf::from(named)]).find(|folder| folder.is_dir()) {
        Some(folder) => Ok(folder),
        None if Path::new(named).is_file() => Err(wrong(format!("{named} is a file, not the folder of a run"))),
        None => Err(wrong(format!("there is no run '{named}'"))),
    }
}

/// The run's report, as it was written.
pub fn report(folder: &Path) -> Result<Run, Failure> {
    let path = folder.join(REPORT);
    json::read(&text(&path)?)
        .map_err(|error| Failure::new(Status::Wrong, format!("{} cannot be read: {error}", path.display())))
}

/// The timelines that reports draw on, as far as they are there and whole enough to be read: each drill's first one, and
/// those behind what is not confirmed. Of many repeats, the others would only take room.
pub fn timelines(run: &Run, folder: &Path) -> Timelines {
    let firsts = run.drills.iter().filter_map(|drill| drill.timeline.as_ref());
    let amiss = run.claims().filter(|(_, claim)| claim.verdict > Verdict::Confirmed);
    let files: BTreeSet<&String> = firsts.chain(amiss.filter_map(|(drill, claim)| file_behind(drill, claim))).collect();
    let read = |file: &String| Some((file.clone(), Timeline::read(std::fs::read(folder.join(file)).ok()?).ok()?));
    files.into_iter().filter_map(read).collect()
}

/// The names of all timelines in a run's folder, sorted.
pub fn timeline_files(folder: &Path) -> Result<Vec<String>, Failure> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| Failure::new(Status::Wrong, format!("cannot read {}: {error}", folder.display())))?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter(|name| Path::new(name).extension().is_some_and(|end| end == "jsonl")).collect();
    names.sort();
    Ok(names)
}

/// A timeline, or why it cannot be read.
pub fn timeline(path: &Path) -> Result<Timeline, Failure> {
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    Timeline::read(&bytes).map_err(|damage| damaged(path, &damage))
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Status::Wrong, format!("cannot read {}: {error}", path.display()))
        .hint("runs leave their files in the report folder; name another one with --report-dir DIR")
}

fn damaged(path: &Path, damage: &Damage) -> Failure {
    if let Some(run) = text(path).ok().and_then(|text| json::read(&text).ok()) {
        let names: Vec<&str> = run.drills.iter().flat_map(|drill| &drill.timelines).map(String::as_str).collect();
        return Failure::new(Status::Wrong, format!("{} is a report, not a timeline", path.display()))
            .hint(format!("its timelines stand beside it: {}", names.join(", ")));
    }
    Failure::new(Status::Wrong, format!("{} is damaged: {damage}", path.display()))
        .hint("a timeline is the .jsonl file of a drill in the report folder")
}

/// A run from what lies in its folder. Its timelines are judged again; damaged ones are told with line and reason.
pub fn again(folder: &Path, console: &Console) -> Result<Run, Failure> {
    let has_report = folder.join(REPORT).is_file();
    let recorded = has_report.then(|| report(folder)).transpose()?;
    let mut timelines = Vec::new();
    for file in timeline_files(folder)? {
        let timeline = timeline(&folder.join(&file))?;
        if timeline.cut_off {
            console.voice.say(&format!("{file} was cut off, as by a crash; it is judged as far as it goes"));
        }
        timelines.push((file, timeline));
    }
    tell_of_gaps(recorded.as_ref(), &timelines, console);
    again_from(recorded, &timelines).ok_or_else(|| {
        Failure::new(Status::Wrong, format!("{} has neither a report.json nor a timeline", folder.display()))
            .hint("name the folder of a run")
    })
}

fn tell_of_gaps(recorded: Option<&Run>, timelines: &[(String, Timeline)], console: &Console) {
    let Some(run) = recorded else {
        if !timelines.is_empty() {
            console.voice.complain(
                "warning: there is no report.json, as after a crash; what the run had planned besides these timelines, and what its pack waives, is not known",
            );
        }
        return;
    };
    for drill in &run.drills {
        let has =
            timelines.iter().any(|(_, one)| (&one.header.scenario, &one.header.profile) == (&drill.id, &drill.profile));
        if !has {
            console.voice.say(&format!(
                "{}, {}: its timeline is gone; its findings are those of report.json",
                drill.id, drill.profile
            ));
        }
    }
}
