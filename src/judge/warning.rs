//! Whether a detector warns in time: silent while there is more time left than it needs, noticing
//! when there is less.

use super::context::{Finding, JudgeContext, list};
use crate::observe::{Act, DetectorSample, DetectorSeries, REPEATEDLY};
use crate::timeline::{ActionKind, Happening};
use crate::words::{DetectorKind, Measured, Moment};

/// What became of a warning, with the events that show it.
pub(super) enum Warning {
    /// It came when the fault was not near enough yet.
    Early(Vec<u64>),
    /// It came when the fault had come near enough, so long after.
    Late { after: Measured, evidence: Vec<u64> },
    /// It did not come.
    Never(Vec<u64>),
    /// The detector was not asked late enough, and why that is.
    Unknown(Finding),
}

/// The two steps by which the fault came near: not near enough, and near enough.
struct Steps<'a> {
    far: &'a Act,
    near: &'a Act,
    /// When the second was begun.
    coming: Moment,
}

fn steps<'a>(context: &'a JudgeContext<'_>) -> Option<Steps<'a>> {
    let acts = || context.observed.acts.iter().filter(|act| act.kind == ActionKind::Approach);
    let mut done = acts().filter(|act| matches!(act.happening, Happening::Done { .. }));
    let (far, near) = (done.next()?, done.next()?);
    let begun = acts().filter(|act| matches!(act.happening, Happening::Begun)).map(|act| act.at);
    let coming = begun.filter(|at| *at >= far.at && *at <= near.at).max().unwrap_or(near.at);
    done.next().is_none().then_some(Steps { far, near, coming })
}

/// What became of this detector's warning; none where the fault was not brought near.
pub(super) fn of(context: &JudgeContext<'_>, series: &DetectorSeries) -> Option<Warning> {
    let Steps { far, near, coming } = steps(context)?;
    let (name, resolution) = (&series.info.name, series.info.resolution);
    let between = |from: Moment, to: Moment| -> Vec<&DetectorSample> {
        series
            .samples
            .iter()
            .filter(|sample| sample.sent >= from && sample.answered <= to)
            .collect()
    };
    let ends = |samples: &[&DetectorSample]| -> Vec<u64> {
        samples.first().into_iter().chain(samples.last()).map(|sample| sample.n).collect()
    };
    // What was noticed before is noticed still, and says nothing of the first step.
    if series
        .samples
        .iter()
        .rev()
        .find(|sample| sample.answered <= context.windows.calm)
        .is_some_and(DetectorSample::noticed)
    {
        let reason = format!("{name} was not seen quiet before the fault came near");
        return Some(Warning::Unknown(Finding::undetermined(reason, vec![far.n])));
    }
    let before = between(context.windows.calm, coming);
    if let Some(early) = before.iter().find(|sample| sample.noticed()) {
        return Some(Warning::Early(vec![far.n, early.n]));
    }
    let silence = between(far.at + resolution, coming);
    if let Some(open) = unquiet(&silence) {
        let reason = format!("{name} was not quiet with the fault far: {}", open.detail);
        return Some(Warning::Unknown(Finding::undetermined(reason, vec![far.n, open.n])));
    }
    if silence.is_empty() {
        let reason =
            format!("{name} was not asked late enough to know whether it notices too early");
        return Some(Warning::Unknown(Finding::undetermined(reason, vec![far.n])));
    }
    let late = between(coming, context.windows.fault.0);
    if let Some(first) = late.iter().find(|sample| sample.noticed()) {
        let quiet = series.samples.iter().rev().find(|sample| sample.sent < first.sent);
        let after = Measured::between(
            (coming, near.at),
            (quiet.map_or(coming, |sample| sample.sent), first.answered),
        );
        return Some(Warning::Late {
            after,
            evidence: [ends(&silence), vec![near.n, first.n]].concat(),
        });
    }
    let asked: Vec<&DetectorSample> =
        late.iter().copied().filter(|sample| sample.sent >= near.at + resolution).collect();
    if let Some(open) = unquiet(&asked) {
        let reason =
            format!("{name} was neither quiet nor noticed with the fault near: {}", open.detail);
        return Some(Warning::Unknown(Finding::undetermined(reason, vec![near.n, open.n])));
    }
    if asked.len() >= REPEATEDLY {
        return Some(Warning::Never([vec![near.n], ends(&late)].concat()));
    }
    let reason = format!("{name} was not asked late enough after {}", near.what);
    Some(Warning::Unknown(Finding::undetermined(reason, vec![near.n])))
}

/// One that is neither quiet nor noticed: pending, or not answered.
fn unquiet<'a>(samples: &[&'a DetectorSample]) -> Option<&'a DetectorSample> {
    samples.iter().copied().find(|sample| !sample.says.is_quiet())
}

/// "It warns so many days ahead": of several detectors of the kind the best counts.
pub(super) fn judge(context: &JudgeContext<'_>, kind: DetectorKind, days: u32) -> Finding {
    let findings = context.observed.of_target(kind).map(|series| judged(context, series, days));
    findings.min_by_key(|finding| finding.verdict).unwrap_or_else(|| {
        let reason =
            format!("no detector of the kind {kind} watches {}", list(&context.header.targets));
        Finding::undetermined(reason, context.windows.held_by.clone())
    })
}

fn judged(context: &JudgeContext<'_>, series: &DetectorSeries, days: u32) -> Finding {
    let name = &series.info.name;
    let (far, near) = (days.saturating_add(1), days.saturating_sub(1));
    match of(context, series) {
        None => {
            let reason =
                "the fault was not brought near in two steps, so that there was nothing to warn of";
            Finding::undetermined(reason, context.windows.held_by.clone())
        }
        Some(Warning::Unknown(finding)) => finding,
        Some(Warning::Early(evidence)) => {
            Finding::contradicted(format!("{name} noticed already with {far} days left"), evidence)
        }
        Some(Warning::Never(evidence)) => Finding::contradicted(
            format!("{name} was still silent with {near} days left"),
            evidence,
        ),
        Some(Warning::Late { after, evidence }) => {
            let told = format!(
                "{name} was silent with {far} days left, and noticed {after} after there were \
                 {near}"
            );
            Finding::confirmed(format!("{told} ({})", series.info.settings), evidence)
        }
    }
}
