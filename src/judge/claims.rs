//! From an assertion to a verdict.

use super::ground::{Busy, Finding, Ground};
use super::observed::ENOUGH;
use super::recovery::Recovery;
use super::{cascade, detection, impact, recovery, warning};
use crate::timeline::Assertion;
use crate::words::{Impact, JourneyName, Verdict};

/// Judges one claim. What goes worse than documented on a machine that has no time to spare may do so for want of time:
/// that is no contradiction, it cannot be told. Nor can what happened while firedrill did not run, or what only did not
/// happen then.
pub(super) fn judge(ground: &Ground<'_>, back: &Recovery, assertion: &Assertion) -> Finding {
    let finding = observed(ground, back, assertion);
    let windows = &ground.windows;
    let (from, until) = match assertion {
        Assertion::Recovery { .. } => (windows.fault.0, windows.end),
        Assertion::Warned { .. } => (windows.calm, windows.fault.1),
        _ => (windows.fault.0, windows.recover),
    };
    if let Some((why, gaps)) = ground.unheard(from, until)
        && (finding.verdict == Verdict::Contradicted
            || finding.verdict == Verdict::Confirmed && rests_on_all_of_it(assertion))
    {
        let reason = format!("{why}; it looked like this: {}", finding.reason);
        return Finding::undetermined(reason, [finding.evidence, gaps].concat());
    }
    match ground.too_busy(from, until) {
        Some(Busy { why, badly })
            if finding.verdict == Verdict::Contradicted
                && (badly || !finding.said)
                && goes_worse(ground, assertion) =>
        {
            Finding::undetermined(format!("{why}; it looked like this: {}", finding.reason), finding.evidence)
        }
        _ => finding,
    }
}

/// Whether the claim can only be confirmed by who watched all the time: it says how often something succeeded, or that
/// something did not happen. What was seen to happen once has happened.
fn rests_on_all_of_it(assertion: &Assertion) -> bool {
    match assertion {
        Assertion::Impact { .. } | Assertion::Graceful { .. } | Assertion::Unaffected => true,
        Assertion::Cascade { services, .. } => services.is_empty(),
        Assertion::Several { .. }
        | Assertion::Slower { .. }
        | Assertion::DetectedBy { .. }
        | Assertion::Warned { .. }
        | Assertion::ToldApart { .. }
        | Assertion::Recovery { .. } => false,
    }
}

/// Whether what contradicts the claim is harm that it does not speak of, rather than harm that stayed away.
fn goes_worse(ground: &Ground<'_>, assertion: &Assertion) -> bool {
    match assertion {
        Assertion::Impact { journey, expected } => {
            ground.fare(journey).is_some_and(|fare| fare.impact > Some(*expected))
        }
        Assertion::Cascade { services, .. } => services.is_empty(),
        Assertion::Several { .. } | Assertion::Slower { .. } => false,
        Assertion::Unaffected
        | Assertion::DetectedBy { .. }
        | Assertion::Warned { .. }
        | Assertion::ToldApart { .. }
        | Assertion::Graceful { .. }
        | Assertion::Recovery { .. } => true,
    }
}

fn observed(ground: &Ground<'_>, back: &Recovery, assertion: &Assertion) -> Finding {
    match assertion {
        Assertion::Impact { journey, expected } => impact_of(ground, journey, *expected),
        Assertion::Cascade { services, ordered } => cascade::judge(ground, &named_in(services), *ordered),
        Assertion::Unaffected => cascade::unaffected(ground),
        Assertion::Several { least } => cascade::several(ground, *least),
        Assertion::DetectedBy { detector, .. } => detection::judge(ground, *detector),
        Assertion::Warned { detector, days } => warning::judge(ground, *detector, *days),
        Assertion::ToldApart { detector } => detection::told_apart(ground, detector),
        Assertion::Graceful { journey, fallback } => graceful(ground, journey, fallback),
        Assertion::Slower { journey } => slower(ground, journey),
        Assertion::Recovery { within, .. } => recovery::judge(ground, back, *within),
    }
}

fn named_in(entries: &[crate::timeline::CascadeEntry]) -> Vec<crate::words::ServiceName> {
    entries.iter().map(|entry| entry.service.clone()).collect()
}

/// The journey's fare, or why it cannot be judged.
fn fare<'a>(ground: &'a Ground<'_>, journey: &JourneyName) -> Result<&'a super::journeys::Fare, Finding> {
    let fare = ground
        .fare(journey)
        .ok_or_else(|| Finding::undetermined(format!("the journey {journey} is not made in this drill"), Vec::new()))?;
    if fare.ill_before {
        let reason = format!("{journey} was not well before the fault already");
        return Err(Finding::undetermined(reason, ground.windows.held_by.clone()));
    }
    if fare.looks.len() < ENOUGH {
        let reason = format!("only {} requests between the fault and the recovery, too few to say", fare.looks.len());
        return Err(Finding::undetermined(reason, fare.ends(|_| true)));
    }
    Ok(fare)
}

fn impact_of(ground: &Ground<'_>, journey: &JourneyName, expected: Impact) -> Finding {
    let fare = match fare(ground, journey) {
        Ok(fare) => fare,
        Err(finding) => return finding,
    };
    let observed = fare.impact.unwrap_or(Impact::None);
    let first = match &fare.first_symptom {
        Some(symptom) if observed > Impact::None => format!("; first: {symptom}"),
        _ => String::new(),
    };
    let told = format!("{observed}: {} of {} requests succeeded{first}", fare.succeeded(), fare.looks.len());
    let evidence = fare.deciding();
    match ground.cut_short() {
        // What was seen stands; what has not shown might have, had the drill gone on.
        Some(short) if observed == Impact::None || observed < expected => short,
        _ if observed == expected => Finding::confirmed(told, evidence),
        _ => Finding::contradicted(format!("{told}; documented: {expected}"), evidence),
    }
}

fn graceful(ground: &Ground<'_>, journey: &JourneyName, fallback: &str) -> Finding {
    let fare = match fare(ground, journey) {
        Ok(fare) => fare,
        Err(finding) => return finding,
    };
    let (all, succeeded) = (fare.looks.len(), fare.succeeded());
    if fare.success_ratio().is_some_and(|ratio| ratio < ground.header.thresholds.outage_below) {
        let symptom = fare.first_symptom.as_deref().unwrap_or_default();
        let reason = format!("only {succeeded} of {all} requests succeeded ({symptom})");
        return Finding::contradicted(reason, fare.ends(|look| look.is_failed()));
    }
    let track = ground.observed.of_journey(journey).next();
    let falls_back = |look: &super::track::Look| {
        !look.is_failed() && track.is_some_and(|track| impact::mentions(track.symptom(*look), fallback))
    };
    let (count, evidence) = (fare.looks.iter().filter(|look| falls_back(look)).count(), fare.ends(falls_back));
    let told = format!("{succeeded} of {all} requests succeeded, {count} of them by the fallback ({fallback})");
    match ground.cut_short() {
        _ if count >= ground.header.thresholds.degraded_failures as usize => Finding::confirmed(told, evidence),
        Some(short) => short,
        None if count > 0 => Finding::undetermined(format!("{told}: too few to say"), evidence),
        None => {
            Finding::contradicted(format!("no answer spoke of the fallback ({fallback}); {told}"), fare.ends(|_| true))
        }
    }
}

fn slower(ground: &Ground<'_>, journey: &JourneyName) -> Finding {
    let fare = match fare(ground, journey) {
        Ok(fare) => fare,
        Err(finding) => return finding,
    };
    let evidence = fare.ends(|look| !look.is_failed());
    let (Some(steady), Some(now)) = (fare.steady, fare.median) else {
        return Finding::undetermined("no request succeeded that could be timed", fare.deciding());
    };
    if fare.succeeded() < ENOUGH || fare.steady_count < ENOUGH {
        let (now, then) = (fare.succeeded(), fare.steady_count);
        let reason = format!("too few requests succeeded to compare: {now}, and {then} in the steady state");
        return Finding::undetermined(reason, evidence);
    }
    let thresholds = &ground.header.thresholds;
    let told = format!(
        "median {} ({}–{}), steady {} ({}–{})",
        now.value, now.least, now.most, steady.value, steady.least, steady.most
    );
    let line = format!("above {} times the steady one and by {}", thresholds.slower_factor, thresholds.slower_by);
    match now.slower_than(steady, thresholds) {
        Some(true) => Finding::confirmed(told, evidence),
        Some(false) => Finding::contradicted(format!("{told}: not {line}"), evidence),
        None => Finding::undetermined(format!("{told}: too close to the line ({line})"), evidence),
    }
}
