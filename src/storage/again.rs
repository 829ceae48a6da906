//! A run from what lies in its folder.

use super::StorageError;
use super::runs::{REPORT, report, timeline, timeline_files};
use crate::report::{self, Run};
use crate::timeline::Timeline;
use crate::words::{ProfileName, ScenarioId};
use std::path::Path;

/// What is not there of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap<'a> {
    /// The end of a timeline.
    CutOff {
        /// Its file.
        file: &'a str,
    },
    /// The report: what was planned besides the timelines, and what is waived, is not known.
    NoReport,
    /// A drill's timeline: its findings are those of the report.
    NoTimeline {
        /// The drill.
        scenario: &'a ScenarioId,
        /// Its profile.
        profile: &'a ProfileName,
    },
}

/// A run from what lies in its folder. Its timelines are judged again; damaged ones are told with
/// line and reason.
pub fn again(folder: &Path, tell: impl Fn(Gap<'_>)) -> Result<Run, StorageError> {
    let has_report = folder.join(REPORT).is_file();
    let recorded = has_report.then(|| report(folder)).transpose()?;
    let mut timelines = Vec::new();
    for file in timeline_files(folder)? {
        let timeline = timeline(&folder.join(&file))?;
        if timeline.cut_off {
            tell(Gap::CutOff { file: &file });
        }
        timelines.push((file, timeline));
    }
    tell_of_gaps(recorded.as_ref(), &timelines, tell);
    report::again(recorded, &timelines)
        .ok_or_else(|| StorageError::NotARun { folder: folder.to_owned() })
}

fn tell_of_gaps(recorded: Option<&Run>, timelines: &[(String, Timeline)], tell: impl Fn(Gap<'_>)) {
    let Some(run) = recorded else {
        if !timelines.is_empty() {
            tell(Gap::NoReport);
        }
        return;
    };
    for drill in &run.drills {
        let has = timelines.iter().any(|(_, one)| {
            (&one.header.scenario, &one.header.profile) == (&drill.id, &drill.profile)
        });
        if !has {
            tell(Gap::NoTimeline { scenario: &drill.id, profile: &drill.profile });
        }
    }
}
