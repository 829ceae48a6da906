//! Whether what came back is whole again: as seldom amiss as before, and as quick.

use super::{Recovered, Return, probes, total};
use crate::judge::context::{Finding, Harm, JudgeContext};
use crate::judge::journeys::Slowing;
use crate::judge::load;
use crate::judge::rate::Rate;
use crate::observe::{ProbeSample, ProbeSeries};
use crate::words::{Moment, Span, Verdict};

/// What is back, and is not what it was; none where all is.
pub(super) fn not_whole(
    context: &JudgeContext<'_>,
    recovery: &Recovered,
    back: &str,
    evidence: &[u64],
) -> Option<Finding> {
    let (_, begun) = recovery.begun?;
    let (_, since) = total(begun, &recovery.all)?;
    let mut doubt = None;
    for one in recovery.claimed().filter(|one| matches!(one.back, Return::At(_))) {
        for series in
            probes(context, &one.who).filter(|series| series.info.resolution == Span::ZERO)
        {
            let found = amiss(context, series, since, back, evidence)
                .or_else(|| slower(context, series, since, back));
            match found {
                Some(finding) if finding.verdict == Verdict::Contradicted => return Some(finding),
                found => doubt = doubt.or(found),
            }
        }
    }
    doubt
}

/// A part of its answers is still wrong: no run of wrong ones, and yet not well.
fn amiss(
    context: &JudgeContext<'_>,
    series: &ProbeSeries,
    since: Moment,
    back: &str,
    evidence: &[u64],
) -> Option<Finding> {
    let looks = || series.within(since, context.windows.end);
    let amiss: Vec<ProbeSample> = looks().filter(|look| !look.is_ok()).collect();
    let (first, last) = amiss.first().zip(amiss.last())?;
    let rate = Rate::of_looks(&amiss, looks().count());
    let (who, symptom) = (&series.info.subject, series.symptom(*first));
    let told = format!(
        "{back}; then {who} was amiss in {} of {} looks ({symptom})",
        rate.at_most, rate.of
    );
    let evidence = [evidence, &[first.n, last.n]].concat();
    match rate.is_now_and_then(context.header.thresholds.degraded_above) {
        Some(true) => {
            let lasted = last.answered.since(first.sent);
            Some(Finding::contradicted(told, evidence).by(Harm::Said { lasted }))
        }
        None => Some(Finding::undetermined(format!("{told}: too close to tell"), evidence)),
        Some(false) => None,
    }
}

/// It answers, and takes longer than before the fault. In the second half of the time it is
/// watched: what comes back may need a moment to warm up.
fn slower(
    context: &JudgeContext<'_>,
    series: &ProbeSeries,
    since: Moment,
    back: &str,
) -> Option<Finding> {
    if !series.info.through.is_empty() {
        return None;
    }
    let end = context.windows.end;
    let from = since + Span::micros(end.since(since).as_micros() / 2);
    let slowing = Slowing::of(series, &context.windows, (from, end))?;
    let who = &series.info.subject;
    let told = format!("{back}; but {who} is still slower than before the fault: {slowing}");
    let evidence = slowing.evidence.clone();
    let is_slower = slowing.is_slower(&context.header.thresholds) == Some(true);
    is_slower.then(|| match load::doubt_slower(context, who, &slowing) {
        None => Finding::contradicted(told, evidence),
        Some(why) => Finding::undetermined(format!("{told}; but {why}"), evidence),
    })
}
