//! A whole run, as `report.json` has it. Whoever ran it fills it in.

use super::json;
use super::layout::shell_word;
use crate::judge::{Drill, Judged, serde_ms};
pub use crate::plan::Planned;
use crate::plan::{Shard, Whole};
use crate::timeline::{DocumentInfo, ImageInfo, StandIn, is_simulated};
use crate::words::{ClaimId, RunId, ScenarioId, Span, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `report.json` of one run, version 1. Fields may be added within a version; none changes its
/// meaning or goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "A firedrill report")]
#[allow(clippy::struct_field_names, reason = "the file says `run`")]
pub struct Run {
    /// The version of this format.
    #[schemars(extend("const" = json::SCHEMA_VERSION))]
    pub schema_version: u32,
    /// Name and version of the program that wrote it.
    pub tool: String,
    /// The run's id.
    pub run: RunId,
    /// When it began, RFC 3339 in UTC.
    #[schemars(extend("format" = "date-time"))]
    pub started_at: String,
    /// How long it took, the stacks' start and end included.
    #[serde(rename = "duration_ms", with = "serde_ms::Milliseconds")]
    pub duration: Span,
    /// The pack's name.
    pub pack: String,
    /// The document that was tested.
    pub document: DocumentInfo,
    /// Which engine: `docker 20.10.24`, or `simulated (seed 7)`.
    pub engine: String,
    /// The images the stacks ran on.
    pub images: Vec<ImageInfo>,
    /// All that was not the upstream software.
    pub stand_ins: Vec<StandIn>,
    /// Where its time went, all stacks together.
    #[serde(default)]
    #[schemars(!default)]
    pub spent: Spent,
    /// The worst verdict of all claims that no waiver covers; confirmed where every one is waived,
    /// undetermined where there is no claim at all.
    pub verdict: Verdict,
    /// Quoted words that no longer stand in the document: an entry for each claim that rests on
    /// them, and one where no claim does.
    pub drift: Vec<Drift>,
    /// The drills, in the order of the pack.
    pub drills: Vec<Drill>,
    /// Which part of a run this is; not there where it was not split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Shard")]
    pub shard: Option<Shard>,
    /// What the whole run was to do of which this is all or a part; only runs that agree in it
    /// join. Not there where the run was killed before its report, or in reports of before this
    /// was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Whole")]
    pub whole: Option<Whole>,
    /// Drills that were planned and not done, because the run ended early; not there where there
    /// are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_drilled: Vec<Planned>,
    /// The pack's waivers for these drills, those that are over too; not there where there are
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
    /// What the document says of these drills' failures and no claim tests; not there where there
    /// is nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_tested: Vec<NotTested>,
    /// The folder of reports that it is in, where that is not the usual one; set by whoever knows
    /// it.
    #[serde(skip)]
    pub report_dir: Option<String>,
}

/// A contradiction that the team knows and accepts until a date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiver {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The claim in it: its whole id, or its beginning up to a dot.
    pub claim: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day it holds.
    #[schemars(extend("format" = "date"))]
    pub until: String,
}

/// A line of the document that no claim tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotTested {
    /// The scenario whose failure it is of; not there for what is of none, as a row of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ScenarioId")]
    pub scenario: Option<ScenarioId>,
    /// The line, counted from 1.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// Its words.
    pub quote: String,
    /// Why it is not tested.
    pub reason: String,
}

/// Where a run's time went, all stacks together. Where they are side by side it is more than
/// passed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spent {
    /// Until the images were there.
    #[serde(rename = "images_ms", with = "serde_ms::Milliseconds")]
    pub images: Span,
    /// From the start of each stack until all of it was well.
    #[serde(rename = "start_ms", with = "serde_ms::Milliseconds")]
    pub start: Span,
    /// While drills went on, all repeats.
    #[serde(rename = "drills_ms", with = "serde_ms::Milliseconds")]
    pub drills: Span,
    /// While stacks were taken down.
    #[serde(rename = "take_down_ms", with = "serde_ms::Milliseconds")]
    pub take_down: Span,
}

impl std::ops::Add for Spent {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            images: self.images + other.images,
            start: self.start + other.start,
            drills: self.drills + other.drills,
            take_down: self.take_down + other.take_down,
        }
    }
}

/// Quoted words that no longer stand in the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// The scenario that quotes them; not there in reports of before this was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ScenarioId")]
    pub scenario: Option<ScenarioId>,
    /// The claim that rests on them; not there where none does: a fault, a line that is not tested
    /// or a chapter's title is quoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ClaimId")]
    pub claim: Option<ClaimId>,
    /// The line the quote stood on, or its chapter's where nothing is left of it.
    #[schemars(range(min = 1))]
    pub line: u32,
    /// The quote; empty where something new stands there.
    pub was: String,
    /// What stands there now; empty where nothing took its place.
    pub is: String,
}

impl Drift {
    /// What became of the document's words, each put into quotation marks by `quote`.
    pub fn told(&self, quote: impl Fn(&str) -> String) -> String {
        match (self.was.as_str(), self.is.as_str()) {
            ("", is) => format!("the document newly says {}", quote(is)),
            (was, "") => format!("the document no longer says {}", quote(was)),
            (was, is) => format!("the document no longer says {} but {}", quote(was), quote(is)),
        }
    }

    /// Who quotes the words: the scenario, and the claim in it where one rests on them.
    pub fn quoted_by(&self) -> String {
        let names = [
            self.scenario.as_ref().map(ToString::to_string),
            self.claim.as_ref().map(ToString::to_string),
        ];
        let names: Vec<String> = names.into_iter().flatten().collect();
        if names.is_empty() { "the pack".to_owned() } else { names.join(" ") }
    }
}

impl Run {
    /// The worst verdict of all claims that no waiver covers; confirmed where every one is waived,
    /// undetermined where there is no claim at all.
    pub fn worst(drills: &[Drill]) -> Verdict {
        let mut claims = drills.iter().flat_map(|drill| &drill.claims).peekable();
        if claims.peek().is_none() {
            return Verdict::Undetermined;
        }
        claims
            .filter(|claim| claim.waived_until.is_none())
            .map(|claim| claim.verdict)
            .max()
            .unwrap_or(Verdict::Confirmed)
    }

    /// The waiver that covers a claim which is waived.
    pub fn waiver_of(&self, drill: &Drill, claim: &Judged) -> Option<&Waiver> {
        let until = claim.waived_until.as_ref()?;
        let covers = |waiver: &&Waiver| {
            waiver.scenario == drill.id && claim.id.matches(&waiver.claim) && waiver.until == *until
        };
        self.waivers.iter().find(covers)
    }

    /// All claims, with their drills.
    pub fn claims(&self) -> impl Iterator<Item = (&Drill, &Judged)> {
        self.drills.iter().flat_map(|drill| drill.claims.iter().map(move |claim| (drill, claim)))
    }

    /// Whether no software ran at all.
    pub fn is_simulated(&self) -> bool {
        is_simulated(&self.engine)
    }

    /// Whether all was drilled that was to be. Where that cannot be known it was not: a run that
    /// was killed may have left out anything.
    pub fn is_finished(&self) -> bool {
        self.not_drilled.is_empty() && self.whole.is_some()
    }

    /// Why it cannot be known what it was to drill; nothing where it can.
    pub fn unsaid(&self) -> Option<&'static str> {
        const WHY: &str = "what it was to drill besides is not known: the run was killed before \
                           it wrote its report, or an earlier firedrill drilled it";
        self.whole.is_none().then_some(WHY)
    }

    /// The drills in which nothing was broken, in one repeat of them at least: they tell nothing of
    /// the document.
    pub fn idle(&self) -> impl Iterator<Item = &Drill> {
        self.drills.iter().filter(|drill| !drill.injected)
    }

    /// Where the page stands that has all of it.
    pub fn page(&self) -> String {
        format!("{}/{}/report.html", self.report_dir.as_deref().unwrap_or("reports"), self.run)
    }

    /// The command that tells of the run again.
    pub fn report_again(&self) -> String {
        format!("firedrill report {}{}", self.run, self.in_folder())
    }

    /// The command that shows a claim with its evidence.
    pub fn show_claim(&self, drill: &Drill, claim: &Judged) -> String {
        let Self { run, .. } = self;
        format!("firedrill show {} --run {run} --claim {}{}", drill.id, claim.id, self.in_folder())
    }

    /// The command that shows all of a drill's claims.
    pub fn show_drill(&self, drill: &Drill) -> String {
        let Self { run, .. } = self;
        format!(
            "firedrill show {} --run {run} --profile {}{}",
            drill.id,
            drill.profile,
            self.in_folder()
        )
    }

    fn in_folder(&self) -> String {
        let folder = self.report_dir.as_ref();
        folder.map_or(String::new(), |folder| format!(" --report-dir {}", shell_word(folder)))
    }

    /// The same run with the figures that follow from the rest filled in: version, verdict, and
    /// which waivers cover something. A waiver is of a contradiction: what was not observed, or is
    /// as documented, it does not cover.
    pub fn summed_up(mut self) -> Self {
        self.schema_version = json::SCHEMA_VERSION;
        for claim in self.drills.iter_mut().flat_map(|drill| &mut drill.claims) {
            if claim.verdict != Verdict::Contradicted {
                claim.waived_until = None;
            }
        }
        self.verdict = Self::worst(&self.drills);
        if !self.is_finished() {
            self.verdict = self.verdict.max(Verdict::Undetermined);
        }
        self
    }
}
