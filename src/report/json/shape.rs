//! A drill as `report.json` has it: the judge's findings, with times as milliseconds and measured
//! ones as two fields. What stands here for a reader of the report becomes the schema's words;
//! `report/tests/schema.rs` holds it against what is written.
#![expect(dead_code, reason = "nothing is made of these types but their schema")]
#![expect(clippy::struct_field_names, reason = "fields are called here as they are written")]

use crate::words::{
    ClaimId, DetectorKind, DetectorName, Impact, JourneyName, ProfileName, RunId, ScenarioId,
    ServiceName, Verdict,
};
use schemars::JsonSchema;
use std::collections::BTreeMap;

/// A length of time in milliseconds; three decimals, which are microseconds, count.
#[derive(JsonSchema)]
pub(in crate::report) struct Milliseconds(#[schemars(range(min = 0))] f64);

/// A part of a whole, from 0 to 1.
#[derive(JsonSchema)]
struct Part(#[schemars(range(min = 0, max = 1))] f64);

/// The number of an event in the drill's timeline, from 1.
#[derive(JsonSchema)]
struct EventNumber(#[schemars(range(min = 1))] u64);

/// One scenario in one profile.
#[derive(JsonSchema)]
pub(in crate::report) struct Drill {
    /// The scenario.
    id: ScenarioId,
    /// Its title.
    title: String,
    /// The profile.
    profile: ProfileName,
    /// The worst of its claims' verdicts; undetermined where there is no claim.
    verdict: Verdict,
    /// Where the document speaks of it.
    source: Source,
    /// How often it was drilled.
    #[schemars(range(min = 1))]
    repeats: u32,
    /// Whether something was broken, in every repeat. Where it was not, the run fails whatever is
    /// waived. Not there in reports of before this was told.
    #[schemars(with = "bool", skip_serializing_if = "Option::is_none")]
    injected: Option<bool>,
    /// Looks that came later than their cadence allows, and time without any; null where all came
    /// in time.
    lost_precision: Option<LostPrecision>,
    /// How each journey fared between the fault's taking hold and the start of the recovery, by the
    /// journey's name.
    impact: BTreeMap<JourneyName, JourneyImpact>,
    /// Which services fell.
    cascade: Cascade,
    /// What became of each detector.
    detection: Vec<Detection>,
    /// How it came back.
    recovery: Recovery,
    /// What else happened.
    effects: Vec<Effect>,
    /// Where the judge drew its lines.
    thresholds: Thresholds,
    /// Where the drill's time went, phase by phase.
    budget: Budget,
    /// What probing cost; null where it was not told.
    probing: Option<Probing>,
    /// The claims, in the document's order.
    claims: Vec<Claim>,
    /// The drill's JSON Lines file, beside the report; of several repeats the first's.
    timeline: Option<String>,
    /// The files of all repeats, in their order.
    timelines: Vec<String>,
}

/// A place in the document.
#[derive(JsonSchema)]
struct Source {
    /// The document's path.
    document: String,
    /// The line, counted from 1.
    #[schemars(range(min = 1))]
    line: u32,
}

/// Looks that came late, and silence. What they widen is in the figures already.
#[derive(JsonSchema)]
struct LostPrecision {
    /// How many looks came late.
    samples: u64,
    /// By how much the latest of them was late.
    worst_ms: Milliseconds,
    /// For how long in all nothing was heard, because firedrill was stopped or got no processor
    /// time. Not there in reports of before this was told.
    #[schemars(with = "Milliseconds", skip_serializing_if = "Option::is_none")]
    unheard_ms: Option<Milliseconds>,
}

/// How a journey fared.
#[derive(JsonSchema)]
struct JourneyImpact {
    /// What the document says; null where it says nothing of this journey.
    expected: Option<Impact>,
    /// What was seen; null where the requests do not tell between two impacts, or nothing could be
    /// judged.
    observed: Option<Impact>,
    /// The part of all requests that is amiss, at least and at most: the interval (exact, 95 %)
    /// that was held against the thresholds; null where nothing could be judged.
    amiss_interval: Option<[Part; 2]>,
    /// Which part of the requests succeeded; null where none was made.
    success_ratio: Option<Part>,
    /// Median answer time of those that did; null where none did.
    median_ms: Option<Milliseconds>,
    /// The same in the steady state.
    steady_median_ms: Option<Milliseconds>,
}

/// Which services fell.
#[derive(JsonSchema)]
struct Cascade {
    /// What the document names; empty for "none", null where it is silent.
    expected: Option<Vec<ServiceName>>,
    /// What was seen to fail or degrade, in its order.
    observed: Vec<FallenService>,
    /// Named and not seen to fall.
    missing: Vec<ServiceName>,
    /// Seen to fall and not named.
    undocumented: Vec<ServiceName>,
    /// Not to be seen, because the way to it had failed.
    unobservable: Vec<ServiceName>,
    /// Whether they fell in the document's order; null where fewer than two of its list fell.
    order_verdict: Option<Verdict>,
}

/// A service that fell.
#[derive(JsonSchema)]
struct FallenService {
    /// Which.
    service: ServiceName,
    /// The first thing amiss with it.
    symptom: String,
    /// How; null where the looks do not tell.
    falls: Option<Falls>,
    /// How long after the fault; null where there is no time.
    after_ms: Option<Milliseconds>,
    /// How far off that can be, either way; null where there is no time.
    uncertainty_ms: Option<Milliseconds>,
}

/// How a service fell.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
enum Falls {
    /// It no longer did what its users need.
    Fails,
    /// It went on, slower or by a fallback.
    Degrades,
}

/// What became of a detector.
#[derive(JsonSchema)]
struct Detection {
    /// Which.
    detector: DetectorName,
    /// What kind it is of.
    kind: DetectorKind,
    /// Whether the document says that it, or one of its kind, notices.
    expected: bool,
    /// Whether it noticed before the recovery began.
    detected: bool,
    /// How long after the fault; null where it did not notice.
    after_ms: Option<Milliseconds>,
    /// How far off that can be, either way; null where there is no time.
    uncertainty_ms: Option<Milliseconds>,
    /// The settings behind its delay.
    settings: String,
}

/// How it came back.
#[derive(JsonSchema)]
struct Recovery {
    /// The documented commands; empty where the document gives none.
    commands: Vec<String>,
    /// The documented time; null where the document gives none.
    documented_ms: Option<Milliseconds>,
    /// From the start of the first command until all that is claimed was back; null where it never
    /// was.
    observed_ms: Option<Milliseconds>,
    /// How far off that can be, either way; null where there is no time.
    uncertainty_ms: Option<Milliseconds>,
    /// The least and the most of several repeats; null where there was one.
    spread: Option<Spread>,
    /// A figure for the document, where it has none or one that does not hold; written as a
    /// document would.
    #[schemars(regex(pattern = "^[0-9]+(s|ms)$"))]
    proposed: Option<String>,
    /// When each service was back.
    by_service: BTreeMap<ServiceName, Back>,
    /// When each journey was back.
    by_journey: BTreeMap<JourneyName, Back>,
    /// From the fault until the journeys were back; null where none was away, or one never came
    /// back.
    outage_ms: Option<Milliseconds>,
    /// How far off that can be, either way; null where there is no time.
    outage_uncertainty_ms: Option<Milliseconds>,
    /// From the start of the first command until the last alert was quiet again; null where none
    /// was heard or one went on.
    alerts_cleared_ms: Option<Milliseconds>,
    /// Who was still not well at the end, and how; null where all was.
    not_recovered_because: Option<String>,
    /// For how long what was back was watched to stay so; null where it was not back.
    stayed_ms: Option<Milliseconds>,
    /// What happened when the fault was injected once more and nothing was done about it; null
    /// where that was not tried.
    control: Option<Control>,
}

/// The least and the most.
#[derive(JsonSchema)]
struct Spread {
    /// The least.
    least_ms: Milliseconds,
    /// The most.
    most_ms: Milliseconds,
}

/// When something was back.
#[derive(JsonSchema)]
struct Back {
    /// How long after the start of the first command; null where it never was.
    after_ms: Option<Milliseconds>,
    /// How far off that can be, either way; null where there is no time.
    uncertainty_ms: Option<Milliseconds>,
}

/// What happened without the recovery.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Control {
    /// The run that tried it: this one, or an earlier one of the same pack and images.
    run: RunId,
    /// For how long after the fault nothing was done.
    withheld_ms: Milliseconds,
    /// The targets that served again all the same.
    healed: Vec<Healed>,
}

/// A target that served again though nothing had been done.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Healed {
    /// Which.
    service: ServiceName,
    /// How long after the fault.
    after_ms: Milliseconds,
}

/// Something that happened and is neither a service's fall nor a journey's fare.
#[derive(JsonSchema)]
struct Effect {
    /// What it happened to.
    what: String,
    /// What happened, in words.
    text: String,
    /// Whether the document names it.
    documented: bool,
    /// How long after the fault; null where there is no time.
    after_ms: Option<Milliseconds>,
    /// How far off that can be, either way; null where there is no time.
    uncertainty_ms: Option<Milliseconds>,
    /// The events that show it, ascending.
    evidence: Vec<EventNumber>,
}

/// Where the judge draws its lines, as the pack has them.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Thresholds {
    /// Outage: a smaller part of a journey's requests succeeds.
    outage_below: f64,
    /// Degraded: a larger part fails, or is answered by a fallback.
    degraded_above: f64,
    /// Slower: the median is above this multiple of the steady one …
    slower_factor: f64,
    /// … and by at least this much.
    slower_by_ms: Milliseconds,
}

/// Where a drill's time went.
#[derive(JsonSchema)]
struct Budget {
    /// Until all had been well for long enough.
    steady_ms: Milliseconds,
    /// While the fault came near, for a warning.
    approach_ms: Milliseconds,
    /// Until the fault had taken hold.
    fault_ms: Milliseconds,
    /// Until all that is claimed to happen had been seen.
    observe_ms: Milliseconds,
    /// While it was watched on for what must not happen.
    watch_ms: Milliseconds,
    /// Until what is claimed was back.
    recover_ms: Milliseconds,
    /// While what was back had to stay.
    hold_ms: Milliseconds,
    /// Until all was as before.
    settle_ms: Milliseconds,
    /// While the recovery was withheld, to see what heals by itself.
    control_ms: Milliseconds,
}

/// What probing cost, as parts of all processors' time.
#[derive(JsonSchema)]
struct Probing {
    /// firedrill's own.
    own: Part,
    /// All together, the stack's included.
    machine: Part,
}

/// A claim and what became of it.
#[derive(JsonSchema)]
struct Claim {
    /// Kind, subject and profile: impact.api.flask.
    id: ClaimId,
    /// The document's words.
    text: String,
    /// The line they stand on, counted from 1.
    #[schemars(range(min = 1))]
    line: u32,
    /// The verdict.
    verdict: Verdict,
    /// Why, in words.
    reason: String,
    /// How many of the repeats came to this verdict.
    #[schemars(range(min = 1))]
    agreed: u32,
    /// The repeat that the reason and the evidence are of, from 1: its place among the timelines.
    #[schemars(range(min = 1))]
    repeat: u32,
    /// The last day of the waiver that covers it; null where none does.
    #[schemars(extend("format" = "date"))]
    waived_until: Option<String>,
    /// The events that decided it, ascending; a few, not all.
    evidence: Vec<EventNumber>,
}
