//! What headings and texts around a drawing say of it: dependencies, a flow of data, a procedure,
//! an order of starting.

use super::lines::{Line, Stands};
use crate::reading::sections::Section;
use crate::reading::seek::has_any;
use crate::words::Lower;

/// What a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Things and what they need.
    Dependencies,
    /// What flows, or what somebody does.
    Flow,
    /// In which order things start.
    Start,
}

/// What arrows mean, where the document says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Arrows {
    /// What stands left needs what stands right; also where nothing is said.
    #[default]
    Needs,
    /// What stands left is needed by what stands right.
    NeededBy,
    /// Something flows along them.
    Flow,
}

const STARTS: [&str; 17] = [
    "start order",
    "startup order",
    "start-up order",
    "starting order",
    "start sequence",
    "startup sequence",
    "start-up sequence",
    "boot order",
    "boot sequence",
    "order of start",
    "launch order",
    "service startup",
    "restart order",
    "bring-up order",
    "recovery order",
    "order of recovery",
    "initialization order",
];

/// What is a flow even where the heading names an architecture.
const FLOWS: [&str; 12] = [
    "data flow",
    "dataflow",
    "data-flow",
    "pipeline",
    "monitoring",
    "metrics",
    "logging",
    "observability",
    "backup",
    "replication",
    "sequence",
    "telemetry",
];

/// What stands in a heading below which every arrow is a dependency.
const STRICT: [&str; 6] =
    ["depend", "topology", "talks to", "talk to", "service map", "service graph"];

/// Whether a heading announces dependencies and nothing else.
pub(super) fn is_strict(title: &str) -> bool {
    has_any(&Lower::of(title), &STRICT)
}

const DEPENDENCIES: [&str; 19] = [
    "talks to",
    "talk to",
    "depend",
    "architecture",
    "topology",
    "component",
    "service map",
    "infrastructure",
    "layer",
    "overview",
    "stack",
    "system map",
    "critical path",
    "request path",
    "request flow",
    "services",
    "service graph",
    "system design",
    "traffic flow",
];

const PROCEDURES: [&str; 33] = [
    "workflow",
    "process",
    "procedure",
    "recover",
    "restore",
    "failover",
    "escalat",
    "incident",
    "response",
    "deploy",
    "ci/cd",
    "release",
    "rollback",
    "migrat",
    "timeline",
    "lifecycle",
    "alert",
    "notif",
    "troubleshoot",
    "decision",
    "diagnos",
    "roadmap",
    "phase",
    "plan",
    "steps",
    "how to",
    "cascad",
    "propagat",
    "scenario",
    "failure",
    "runbook",
    "checklist",
    "flow",
];

/// Whether a lead announces an order in which things start.
pub(super) fn is_start(lead: &str) -> bool {
    says_start(&Lower::of(lead))
}

fn says_start(lower: &str) -> bool {
    // All of them have one of these words, and most lines have none.
    let may = has_any(lower, &["order", "sequence", "startup"]);
    may && (has_any(lower, &STARTS) || lower.trim_end().ends_with("startup"))
}

/// What a heading announces; none where it says nothing of it.
pub(super) fn sign(title: &str) -> Option<Sign> {
    let lower = Lower::of(title);
    let has = |words: &[&str]| has_any(&lower, words);
    if says_start(&lower) {
        Some(Sign::Start)
    } else if has(&FLOWS) {
        Some(Sign::Flow)
    } else if has(&DEPENDENCIES) {
        Some(Sign::Dependencies)
    } else if has(&PROCEDURES) {
        Some(Sign::Flow)
    } else {
        None
    }
}

/// What the lines of a section say of arrows: `A → B means A depends on B`.
pub(super) fn legend(section: &Section, lines: &[Line<'_>]) -> Option<Arrows> {
    if section.blocks.is_empty() {
        return None;
    }
    lines.iter().filter(|line| line.stands != Stands::Code || line.text().len() < 120).find_map(
        |line| {
            let text = line.text();
            let drawn = text.bytes().any(|byte| matches!(byte, b'>' | 0xe2))
                && (text.contains(['→', '►', '➜']) || text.contains("->"));
            let means = text.contains("rrow")
                || (drawn && (text.contains(" means ") || text.contains(" = ")));
            if !means {
                return None;
            }
            let lower = Lower::of(text);
            let has = |words: &[&str]| has_any(&lower, words);
            if has(&["used by", "required by", "needed by", "depended on by", "feeds", "provides"])
            {
                Some(Arrows::NeededBy)
            } else if has(&["depends on", "needs", "requires", "uses", "calls", "dependency"]) {
                Some(Arrows::Needs)
            } else if has(&["data flow", "flow of data", "data moves", "traffic flow"]) {
                Some(Arrows::Flow)
            } else {
                None
            }
        },
    )
}

/// Whether arrows of a tree below a heading are arrows, as in an architecture, or only branches, as
/// in an order of dependencies; none where the heading does not say.
pub(super) fn leads(title: &str) -> Option<bool> {
    let lower = Lower::of(title);
    let has = |words: &[&str]| has_any(&lower, words);
    if has(&["depend", "order", "sequence", "phase", "hierarchy", "structure"]) {
        Some(false)
    } else if has(&["architecture", "topology", "infrastructure", "request", "traffic", "overview"])
    {
        Some(true)
    } else {
        None
    }
}

/// Whether a lead says that what follows is not so: `No direct traffic:`.
pub(super) fn denies(lead: &str) -> bool {
    let text = lead.trim_end_matches(['*', ' ']);
    if !text.ends_with(':') || text.len() > 80 {
        return false;
    }
    let lower = text.to_lowercase();
    let first = lower.split(' ').next().unwrap_or_default();
    matches!(first, "no" | "not" | "never" | "blocked" | "denied" | "forbidden")
        || ["not allowed", "no direct", "must not", "prohibited"]
            .iter()
            .any(|no| lower.contains(no))
}
