//! A timeline and its claims become verdicts.
//!
//! Pure: this room knows no clock, no Docker, no files and no pack. All it knows of a drill stands
//! in its timeline, so that a recorded drill is judged as a live one is.
//!
//! `windows` finds the phases and the fault's moment; `services` and `journeys` say what became of
//! whom; `cascade`, `detection`, `warning` and `recovery` hold that against the document,
//! `predictions` against the document and the dependencies; `claims` gives verdicts, one file a
//! kind; `effects` tells what else happened; `merge` takes repeats together.

mod boot;
mod cascade;
mod claims;
mod context;
mod control;
mod cost;
mod detection;
mod effects;
mod findings;
#[cfg(test)]
pub(crate) mod fixture;
mod impact;
mod journeys;
mod load;
mod merge;
mod predictions;
mod rate;
mod recovery;
pub mod serde_ms;
mod services;
#[cfg(test)]
mod tests;
mod walk;
mod warning;
mod windows;

pub use claims::{has_shown, is_watched_for, may_take};
pub use control::{must_stay, withheld_for};
#[cfg(test)]
pub use findings::Probing;
pub use findings::{
    Agreement, BootFound, BootedFound, Budget, CascadeFound, ControlFound, DetectionFound, Drill,
    EffectFound, Fallen, ImpactFound, Judged, Levels, LostPrecision, PredictionFound,
    RecoveryFound, Source, Spread,
};
pub use merge::merge;
pub use rate::enough_for;
pub use walk::{told, walked};

use crate::observe::Observed;
use crate::pack::{Assertion, Claim};
use crate::timeline::{Header, Phase, Timeline};
use crate::words::{Impact, JourneyName, Verdict};
use context::{Finding, JudgeContext};
use windows::Windows;

/// Judges a drill by its timeline: every claim of the header gets a verdict, with its reason and
/// evidence. A timeline that ends early is judged as far as it goes.
pub fn judge(timeline: &Timeline) -> Drill {
    judge_observed(&timeline.header, &Observed::of(timeline))
}

/// The same for whoever has observed the drill already.
pub fn judge_observed(header: &Header, observed: &Observed) -> Drill {
    let context = match Windows::of(observed) {
        Ok(windows) => JudgeContext::new(header, observed, windows),
        Err(no) => {
            let finding = Finding::undetermined(no.reason, no.evidence);
            let asked = observed.phases.iter().any(|(_, _, phase)| *phase == Phase::Ask);
            let judged = |assertion: &Assertion| {
                claims::without_fault(observed, assertion).filter(|_| asked)
            };
            // Where nothing was to be broken, a drill that got to its questions did all it should.
            return Drill {
                injected: asked && header.targets.is_empty(),
                ..drill(header, observed, |one| judged(one).unwrap_or_else(|| finding.clone()))
            };
        }
    };
    let back = recovery::of(&context);
    let mut drill = drill(header, observed, |assertion| claims::judge(&context, &back, assertion));
    for outcome in &context.journeys {
        drill.impact.insert(
            outcome.journey.clone(),
            ImpactFound {
                expected: expected(header, &outcome.journey),
                observed: impact::fared(&context, outcome).0.sure(),
                amiss: Some(outcome.counted.amiss.interval()),
                success_ratio: outcome.success_ratio(),
                median: outcome.median.map(|median| median.value),
                steady_median: outcome.steady.map(|median| median.value),
            },
        );
    }
    drill.cascade = cascade::found(&context);
    drill.predictions = predictions::found(header, Some(&context));
    drill.detection = detection::found(&context);
    drill.effects = effects::found(&context, &back);
    drill.recovery = back.found;
    drill.boot = boot::found(&context);
    drill
}

/// A drill of which only the claims are known; the rest is what can be said without any context.
fn drill(header: &Header, observed: &Observed, judge: impl Fn(&Assertion) -> Finding) -> Drill {
    let finding = |claim: &Claim| within_reach(header, observed, claim, judge(&claim.assertion));
    let claims: Vec<Judged> =
        header.claims.iter().map(|claim| judged(claim, finding(claim))).collect();
    let nothing = |expected| ImpactFound { expected, ..ImpactFound::default() };
    let impacts = header.claims.iter().filter_map(|claim| claim.as_kind().impact());
    let impacts = impacts.map(|(journey, expected)| (journey.clone(), nothing(Some(expected))));
    Drill {
        id: header.scenario.clone(),
        title: header.title.clone(),
        profile: header.profile.clone(),
        verdict: claims.iter().map(|claim| claim.verdict).max().unwrap_or(Verdict::Undetermined),
        source: Source { document: header.document.path.clone(), line: header.line },
        repeats: 1,
        injected: true,
        lost_precision: cost::lost_precision(observed),
        impact: impacts.collect(),
        cascade: cascade::unseen(header),
        detection: Vec::new(),
        recovery: recovery::unseen(header),
        boot: None,
        predictions: predictions::found(header, None),
        effects: Vec::new(),
        thresholds: (&header.thresholds).into(),
        budget: cost::budget(observed),
        probing: cost::probing(observed),
        claims,
        timeline: None,
        timelines: Vec::new(),
    }
}

/// What is known to be out of reach is not judged by the rest; but what was seen to fall that
/// should not have, fell.
fn within_reach(header: &Header, observed: &Observed, claim: &Claim, finding: Finding) -> Finding {
    let stands =
        claim.as_kind().says_nothing_else_falls() && finding.verdict == Verdict::Contradicted;
    match header.out_of_reach.iter().find(|one| one.claim == claim.id) {
        Some(out) if !stands => Finding::undetermined(out.why.clone(), vec![observed.last.0]),
        _ => finding,
    }
}

fn judged(claim: &Claim, finding: Finding) -> Judged {
    let Finding { verdict, reason, mut evidence, .. } = finding;
    evidence.sort_unstable();
    evidence.dedup();
    Judged {
        id: claim.id.clone(),
        text: claim.text.clone(),
        line: claim.line,
        verdict,
        reason,
        agreed: 1,
        repeat: 1,
        waived_until: None,
        evidence,
    }
}

fn expected(header: &Header, journey: &JourneyName) -> Option<Impact> {
    let mut impacts = header.claims.iter().filter_map(|claim| claim.as_kind().impact());
    impacts.find(|(of, _)| *of == journey).map(|(_, expected)| expected)
}
