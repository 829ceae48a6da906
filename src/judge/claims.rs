//! From an assertion to a verdict.

use super::context::{Finding, Harm, JudgeContext};
use super::impact::{self, Fared};
use super::journeys::{JourneyOutcome, Slowing};
use super::observed::ENOUGH;
use super::recovery::Recovery;
use super::{cascade, detection, load, recovery, warning};
use crate::timeline::{Assertion, ProbeSubject};
use crate::words::{Impact, JourneyName, Verdict};

/// Judges one claim. What a busy machine may be to blame for cannot be told, whichever way it goes. Nor can what happened
/// while firedrill did not run, or what only did not happen then.
pub(super) fn judge(context: &JudgeContext<'_>, back: &Recovery, assertion: &Assertion) -> Finding {
    let finding = observed(context, back, assertion);
    let windows = &context.windows;
    let (from, until) = match assertion {
        Assertion::Recovery { .. } if finding.verdict == Verdict::Confirmed => {
            (windows.recover, back.watched_until(windows))
        }
        Assertion::Recovery { .. } => (windows.fault.0, windows.end),
        Assertion::Warned { .. } => (windows.calm, windows.fault.1),
        _ => (windows.fault.0, windows.watched),
    };
    if let Some((why, gaps)) = context.unheard(from, until)
        && (finding.verdict == Verdict::Contradicted || rests_on_all_of_it(assertion))
    {
        let finding = finding.in_doubt(&why);
        return Finding { evidence: [finding.evidence, gaps].concat(), ..finding };
    }
    match load::doubt(context, &finding) {
        Some(why) if finding.verdict != Verdict::Undetermined => finding.in_doubt(&why),
        Some(_) | None => finding,
    }
}

/// Whether the claim can only be confirmed by who watched all the time: it says how often something succeeded, or that
/// something did not happen. What was seen to happen once has happened.
fn rests_on_all_of_it(assertion: &Assertion) -> bool {
    match assertion {
        // What is back has stayed only for who watched it.
        Assertion::Impact { .. } | Assertion::Graceful { .. } | Assertion::Unaffected | Assertion::Recovery { .. } => {
            true
        }
        Assertion::Cascade { services, .. } => services.is_empty(),
        Assertion::Several { .. }
        | Assertion::Slower { .. }
        | Assertion::DetectedBy { .. }
        | Assertion::Warned { .. }
        | Assertion::ToldApart { .. } => false,
    }
}

fn observed(context: &JudgeContext<'_>, back: &Recovery, assertion: &Assertion) -> Finding {
    match assertion {
        Assertion::Impact { journey, expected } => impact_of(context, journey, *expected),
        Assertion::Cascade { services, ordered } => cascade::judge(context, services, *ordered),
        Assertion::Unaffected => cascade::unaffected(context),
        Assertion::Several { least } => cascade::several(context, *least),
        Assertion::DetectedBy { detector, within } => detection::judge(context, *detector, *within),
        Assertion::Warned { detector, days } => warning::judge(context, *detector, *days),
        Assertion::ToldApart { detector } => detection::told_apart(context, detector),
        Assertion::Graceful { journey, fallback } => graceful(context, journey, fallback),
        Assertion::Slower { journey } => slower(context, journey),
        Assertion::Recovery { within, .. } => recovery::judge(context, back, *within),
    }
}

/// The journey's fare, or why it cannot be judged.
fn fare<'a>(context: &'a JudgeContext<'_>, journey: &JourneyName) -> Result<&'a JourneyOutcome, Finding> {
    let fare = context
        .journey(journey)
        .ok_or_else(|| Finding::undetermined(format!("the journey {journey} is not made in this drill"), Vec::new()))?;
    if fare.ill_before {
        let reason = format!("{journey} was not well before the fault already");
        return Err(Finding::undetermined(reason, context.windows.held_by.clone()));
    }
    if fare.looks.len() < ENOUGH {
        let reason = format!("only {} requests between the fault and the recovery, too few to say", fare.looks.len());
        return Err(Finding::undetermined(reason, fare.ends(|_| true)));
    }
    Ok(fare)
}

/// `42 of 42 requests over 8.3 s`, with the part that was amiss as surely as it is known.
fn counted(fare: &JourneyOutcome) -> String {
    let (least, most) = fare.counted.amiss.interval();
    let (well, all, over) = (fare.well(), fare.looks.len(), fare.watched_for());
    let amiss = format!("{:.1} to {:.1} % of all amiss", least * 100.0, most * 100.0);
    format!("{well} of {all} requests well over {over} ({amiss})")
}

fn impact_of(context: &JudgeContext<'_>, journey: &JourneyName, expected: Impact) -> Finding {
    let fare = match fare(context, journey) {
        Ok(fare) => fare,
        Err(finding) => return finding,
    };
    let (fared, slower) = fared(context, fare);
    let thresholds = &context.header.thresholds;
    let first = match &fare.first_symptom {
        Some(symptom) => format!("; first: {symptom}"),
        None => String::new(),
    };
    let told = format!("{}{first}{slower}", counted(fare));
    let evidence = fare.deciding();
    let observed = match fared {
        Fared::Surely(observed) => observed,
        Fared::Between(less, more) => {
            let line = match more {
                Impact::Outage => format!("{:.0} % must succeed", thresholds.outage_below * 100.0),
                _ => format!(
                    "at most {:.0} % may be amiss, and answers must not be slower",
                    thresholds.degraded_above * 100.0
                ),
            };
            // What is in doubt may still be more, or less, than what is documented.
            if less > expected || more < expected {
                let known = if less > expected { format!("{less} at least") } else { format!("{more} at most") };
                return Finding::contradicted(format!("{known} (documented: {expected}): {told}"), evidence)
                    .by(harm(fare));
            }
            return context.cut_short().unwrap_or_else(|| {
                Finding::undetermined(format!("{less} or {more}, too close to tell: {told}; {line}"), evidence)
            });
        }
    };
    let otherwise = format!("{observed} (documented: {expected}): {told}");
    let told = format!("{observed}: {told}");
    match context.cut_short() {
        // What was seen stands; what has not shown might have, had the drill gone on.
        Some(short) if observed == Impact::None || observed < expected => short,
        _ if observed == expected && observed == Impact::None => Finding::confirmed(told, evidence),
        _ if observed == expected => Finding::confirmed(told, evidence).by(harm(fare)),
        _ if observed < expected => Finding::contradicted(otherwise, evidence),
        _ => Finding::contradicted(otherwise, evidence).by(harm(fare)),
    }
}

/// How a journey fared by what its answers said and by how long they took, and in words what is to be said of the latter.
pub(super) fn fared(context: &JudgeContext<'_>, fare: &JourneyOutcome) -> (Fared, String) {
    let subject = ProbeSubject::Journey(fare.journey.clone());
    let at_least = |impact: Impact| match fare.fared {
        Fared::Surely(known) if known < impact => Fared::Surely(impact),
        Fared::Between(_, most) if most <= impact => Fared::Surely(impact),
        known => known,
    };
    match (fare.slower, fare.slowing()) {
        (Some(true), Some(slowing)) => match load::doubt_slower(context, &subject, &slowing) {
            None => (at_least(Impact::Degraded), format!("; slower: {slowing}")),
            Some(why) => (or_degraded(fare.fared), format!("; slower ({slowing}), but {why}")),
        },
        // Too few to be timed, or slower by medians that are not sure.
        (None, Some(slowing)) if fare.well() * 2 > fare.looks.len() && may_be_slower(context, fare, &slowing) => {
            (or_degraded(fare.fared), format!("; it cannot be told whether it was slower ({slowing})"))
        }
        (Some(_) | None, _) => (fare.fared, String::new()),
    }
}

fn may_be_slower(context: &JudgeContext<'_>, fare: &JourneyOutcome, slowing: &Slowing) -> bool {
    fare.steady_count < ENOUGH || fare.succeeded() < ENOUGH || slowing.seems_slower(&context.header.thresholds)
}

/// What was none may be degraded.
const fn or_degraded(fared: Fared) -> Fared {
    match fared {
        Fared::Surely(Impact::None) => Fared::Between(Impact::None, Impact::Degraded),
        known => known,
    }
}

/// What a journey's harm rests on: what its answers said, or that it had none.
pub(super) fn harm(fare: &JourneyOutcome) -> Harm {
    let amiss = || fare.looks.iter().filter(|look| !look.is_ok());
    match (fare.harm(), amiss().next().zip(amiss().next_back())) {
        ((_, false), Some((first, last))) => Harm::Silent { from: first.sent, to: last.answered },
        ((lasted, _), _) => Harm::Said { lasted: if amiss().count() == 0 { fare.watched_for() } else { lasted } },
    }
}

fn graceful(context: &JudgeContext<'_>, journey: &JourneyName, fallback: &str) -> Finding {
    let fare = match fare(context, journey) {
        Ok(fare) => fare,
        Err(finding) => return finding,
    };
    let (all, succeeded) = (fare.looks.len(), fare.succeeded());
    let line = 1.0 - context.header.thresholds.outage_below;
    let fails = fare.counted.failed.is_above(line);
    if fails != Some(false) || fare.fared.sure() == Some(Impact::Outage) {
        let symptom = fare.first_symptom.as_deref().unwrap_or_default();
        let reason = format!("only {succeeded} of {all} requests succeeded ({symptom})");
        let evidence = fare.ends(|look| look.is_failed());
        return match fails {
            None => Finding::undetermined(format!("{reason}: too close to tell"), evidence),
            _ => Finding::contradicted(reason, evidence).by(harm(fare)),
        };
    }
    let track = context.observed.of_journey(journey).next();
    let falls_back = |look: &super::series::ProbeSample| {
        !look.is_failed() && track.is_some_and(|track| impact::mentions(track.symptom(*look), fallback))
    };
    let (count, evidence) = (fare.looks.iter().filter(|look| falls_back(look)).count(), fare.ends(falls_back));
    let told = format!("{succeeded} of {all} requests succeeded, {count} of them by the fallback ({fallback})");
    match context.cut_short() {
        _ if count >= context.header.thresholds.degraded_failures as usize => Finding::confirmed(told, evidence),
        Some(short) => short,
        None if count > 0 => Finding::undetermined(format!("{told}: too few to say"), evidence),
        None => {
            Finding::contradicted(format!("no answer spoke of the fallback ({fallback}); {told}"), fare.ends(|_| true))
        }
    }
}

fn slower(context: &JudgeContext<'_>, journey: &JourneyName) -> Finding {
    let fare = match fare(context, journey) {
        Ok(fare) => fare,
        Err(finding) => return finding,
    };
    let Some(slowing) = fare.slowing() else {
        return Finding::undetermined("no request succeeded that could be timed", fare.deciding());
    };
    let evidence = slowing.evidence.clone();
    if fare.succeeded() < ENOUGH || fare.steady_count < ENOUGH {
        let (now, then) = (fare.succeeded(), fare.steady_count);
        let reason = format!("too few requests succeeded to compare: {now}, and {then} in the steady state");
        return Finding::undetermined(reason, evidence);
    }
    let thresholds = &context.header.thresholds;
    let line = format!("above {} times the steady one and by {}", thresholds.slower_factor, thresholds.slower_by);
    match fare.slower {
        Some(true) => match load::doubt_slower(context, &ProbeSubject::Journey(journey.clone()), &slowing) {
            None => Finding::confirmed(slowing.to_string(), evidence),
            Some(why) => Finding::undetermined(format!("{slowing}; but {why}"), evidence),
        },
        Some(false) => Finding::contradicted(format!("{slowing}: not {line}"), evidence),
        None => Finding::undetermined(format!("{slowing}: too close to the line ({line})"), evidence),
    }
}
