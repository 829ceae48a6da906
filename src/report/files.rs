//! Which files a run's report is made of: a line in a list for each.

use super::{FailOn, Run, html, json, junit, markdown, metrics};
use crate::judge::{Drill, Judged};
use crate::timeline::Timeline;
use crate::words::Verdict;
use std::collections::{BTreeMap, BTreeSet};

/// What a format can draw on.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The run.
    pub run: &'a Run,
    /// The timelines of its drills, as far as they are at hand.
    pub timelines: &'a Timelines,
    /// What fails the run.
    pub fail_on: &'a BTreeSet<FailOn>,
    /// The text of the document, where it is at hand.
    pub document: Option<&'a str>,
}

/// Timelines, by the names of their files.
#[derive(Debug, Clone, Default)]
pub struct Timelines(BTreeMap<String, Timeline>);

impl Timelines {
    /// The timeline of a drill that pictures show, and which repeat it is of: of several the one
    /// that its worst claim rests on, and the first where all is well.
    pub fn shown(&self, drill: &Drill) -> (u32, Option<&Timeline>) {
        let amiss = |verdict| drill.claims.iter().find(|claim| claim.verdict == verdict);
        let worst = amiss(Verdict::Contradicted).or_else(|| amiss(Verdict::Undetermined));
        match worst.and_then(|claim| Some((claim.repeat, self.behind(drill, claim)?))) {
            Some((repeat, timeline)) => (repeat, Some(timeline)),
            None => (1, drill.timeline.as_ref().and_then(|file| self.0.get(file))),
        }
    }

    /// The timeline that a claim's evidence stands in: of its repeat, where the drill has several.
    pub fn behind(&self, drill: &Drill, claim: &Judged) -> Option<&Timeline> {
        self.0.get(file_behind(drill, claim)?)
    }
}

/// The file that a claim's evidence stands in.
pub fn file_behind<'a>(drill: &'a Drill, claim: &Judged) -> Option<&'a String> {
    let repeat = usize::try_from(claim.repeat.checked_sub(1)?).ok()?;
    drill.timelines.get(repeat).or(drill.timeline.as_ref())
}

impl FromIterator<(String, Timeline)> for Timelines {
    fn from_iter<T: IntoIterator<Item = (String, Timeline)>>(named: T) -> Self {
        Self(named.into_iter().collect())
    }
}

/// A format that stands in a file of the report folder.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The file.
    pub file: &'static str,
    /// What stands in it.
    pub render: fn(&Material<'_>) -> String,
}

/// All formats, the one that the others can be made from again first.
pub const FORMATS: &[Format] = &[
    Format { file: "report.json", render: |material| json::write(material.run) },
    Format { file: "junit.xml", render: junit::render },
    Format { file: "report.html", render: html::render },
    Format { file: "comment.md", render: markdown::comment },
    Format { file: "impact-report.md", render: markdown::impact_report },
    Format { file: "metrics.prom", render: metrics::render },
];
