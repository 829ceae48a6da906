//! From what a claim says to a verdict.
//!
//! One file a kind: what is to be seen if it is true, for the drill, which waits for it, and for
//! the judge. What a kind says of itself stands in a file of the same name in `crate::pack::claim`.

mod alone;
mod boots;
mod cascade;
mod detected;
mod discriminates;
mod fact;
mod graceful;
mod impact;
mod needs;
mod recovery;
mod several;
mod slower;
mod starts_after;
mod unaffected;
mod walk;
mod warned;

use super::context::{Finding, JudgeContext};
use super::load;
use super::recovery::Recovered;
use crate::observe::Observed;
use crate::pack::Assertion;
use crate::timeline::DetectorInfo;
use crate::words::{Moment, Span, Verdict};

/// How a kind of claim is checked.
trait Check {
    /// Whether there is nothing that it says should happen and that has not shown, `since` being
    /// when the fault took hold: then the drill need not wait for it. It never says whether the
    /// claim holds.
    fn has_shown(&self, observed: &Observed, since: Moment) -> bool;

    /// Whether it says that something does not happen, or not so badly: that is watched for by time
    /// and by number, whatever was seen so far.
    fn is_watched_for(&self) -> bool;

    /// How long after the fault what it says may take to show; none where the scenario's bound says
    /// it.
    fn may_take(&self, _detectors: &[DetectorInfo]) -> Option<Span> {
        None
    }

    /// The verdict on what was observed.
    fn judge(&self, context: &JudgeContext<'_>, back: &Recovered) -> Finding;

    /// Whether it can only be confirmed by who watched all the time: it says how often something
    /// succeeded, or that something did not happen. What was seen to happen once has happened.
    fn rests_on_all_of_it(&self) -> bool;

    /// The part of the drill that a verdict on it rests on.
    fn judged_on(
        &self,
        context: &JudgeContext<'_>,
        _back: &Recovered,
        _verdict: Verdict,
    ) -> (Moment, Moment) {
        (context.windows.fault.0, context.windows.watched)
    }
}

/// The list of kinds, each with its file.
fn check(assertion: &Assertion) -> &dyn Check {
    match assertion {
        Assertion::JourneyImpact(claim) => claim,
        Assertion::Several(claim) => claim,
        Assertion::Cascade(claim) => claim,
        Assertion::Unaffected(claim) => claim,
        Assertion::DetectedBy(claim) => claim,
        Assertion::Warned(claim) => claim,
        Assertion::Discriminates(claim) => claim,
        Assertion::Graceful(claim) => claim,
        Assertion::Slower(claim) => claim,
        Assertion::Recovery(claim) => claim,
        Assertion::Alone(claim) => claim,
        Assertion::Needs(claim) => claim,
        Assertion::Walk(claim) => claim,
        Assertion::Boots(claim) => claim,
        Assertion::StartsAfter(claim) => claim,
        Assertion::Fact(claim) => claim,
    }
}

/// Judges a claim that needs no fault: by what was asked. None where it needs one.
pub(super) fn without_fault(observed: &Observed, assertion: &Assertion) -> Option<Finding> {
    match assertion {
        Assertion::Fact(claim) => Some(fact::judged(observed, claim)),
        _ => None,
    }
}

/// Whether there is nothing that this claim says should happen and that has not shown, `since`
/// being when the fault took hold.
pub fn has_shown(assertion: &Assertion, observed: &Observed, since: Moment) -> bool {
    check(assertion).has_shown(observed, since)
}

/// Whether this claim says that something does not happen, or not so badly, so that it is watched
/// for.
pub fn is_watched_for(assertion: &Assertion) -> bool {
    check(assertion).is_watched_for()
}

/// How long after the fault what this claim says may take to show by these detectors, where that is
/// not too long to wait for; none where the scenario's bound says it.
pub fn may_take(assertion: &Assertion, detectors: &[DetectorInfo]) -> Option<Span> {
    check(assertion).may_take(detectors)
}

/// Judges one claim. What a busy machine may be to blame for cannot be told, whichever way it goes.
/// Nor can what happened while firedrill did not run, or what only did not happen then.
pub(super) fn judge(
    context: &JudgeContext<'_>,
    back: &Recovered,
    assertion: &Assertion,
) -> Finding {
    let claim = check(assertion);
    let finding = claim.judge(context, back);
    let (from, until) = claim.judged_on(context, back, finding.verdict);
    if let Some((why, stalls)) = context.unheard(from, until)
        && (finding.verdict == Verdict::Contradicted || claim.rests_on_all_of_it())
    {
        let finding = finding.in_doubt(&why);
        return Finding { evidence: [finding.evidence, stalls].concat(), ..finding };
    }
    match load::doubt(context, &finding) {
        Some(why) if finding.verdict != Verdict::Undetermined => finding.in_doubt(&why),
        Some(_) | None => finding,
    }
}
