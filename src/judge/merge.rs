//! Several repeats of one drill become one finding.
//!
//! What counts is the worst of them: a claim that one repeat contradicts does not hold. Times are
//! those of the median repeat, and a time that a repeat does not have (it was not noticed, it did
//! not come back) is not there at all, since what holds of some repeats only cannot be relied on.

use super::findings::{
    Back, Budget, CascadeFound, DetectionFound, Drill, EffectFound, Fallen, ImpactFound, Judged,
    LostPrecision, PredictionFound, Probing, RecoveryFound, Spread,
};
use crate::timeline::ProbeSubject;
use crate::words::{DetectorName, JourneyName, Measured, ServiceName, Span, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// One finding of all these repeats of the same drill; none where there is none. Of one it is that
/// one.
///
/// A claim's reason and evidence are those of the first repeat that came to its verdict; where that
/// is not the first of all, the reason says which, since the evidence stands in that one's
/// timeline.
pub fn merge(drills: Vec<Drill>) -> Option<Drill> {
    let first = drills.first()?;
    if drills.len() == 1 {
        return drills.into_iter().next();
    }
    Some(Drill {
        id: first.id.clone(),
        title: first.title.clone(),
        profile: first.profile.clone(),
        verdict: drills.iter().map(|drill| drill.verdict).max()?,
        source: first.source.clone(),
        repeats: drills.iter().map(|drill| drill.repeats).sum(),
        injected: drills.iter().all(|drill| drill.injected),
        lost_precision: lost_precision(&drills),
        impact: impact(&drills),
        cascade: cascade(&drills),
        detection: detection(&drills),
        recovery: recovery(&drills),
        boot: first.boot.clone(),
        predictions: predictions(&drills),
        effects: effects(&drills),
        thresholds: first.thresholds,
        budget: budget(&drills),
        probing: probing(&drills),
        claims: first.claims.iter().map(|claim| judged(claim, &drills)).collect(),
        timeline: first.timeline.clone(),
        timelines: drills.iter().flat_map(|drill| &drill.timelines).cloned().collect(),
    })
}

/// The middle one of some values, the lower of two: one that was really measured.
fn middle<T: Ord>(values: impl IntoIterator<Item = T>) -> Option<T> {
    let mut values: Vec<T> = values.into_iter().collect();
    values.sort_unstable();
    let index = values.len().checked_sub(1)? / 2;
    values.into_iter().nth(index)
}

/// The median of measured times.
fn median(times: impl IntoIterator<Item = Measured>) -> Option<Measured> {
    let (value, uncertainty) =
        middle(times.into_iter().map(|time| (time.value, time.uncertainty)))?;
    Some(Measured { value, uncertainty })
}

/// The median of a time that every repeat has.
fn median_of_all(times: impl IntoIterator<Item = Option<Measured>>) -> Option<Measured> {
    times.into_iter().collect::<Option<Vec<Measured>>>().and_then(median)
}

/// Each value once, in the order in which they come.
fn each_once<T: Clone + PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut once = Vec::new();
    for value in values {
        if !once.contains(&value) {
            once.push(value);
        }
    }
    once
}

/// A waiver accepts what is known: where one of the repeats could not tell, it covers none of them.
fn waived(same: &[(usize, &Judged)], speaks: &Judged) -> Option<String> {
    let all_known = same.iter().all(|(_, one)| one.verdict != Verdict::Undetermined);
    speaks.waived_until.clone().filter(|_| all_known)
}

fn judged(claim: &Judged, drills: &[Drill]) -> Judged {
    let same: Vec<(usize, &Judged)> = (drills.iter().enumerate())
        .filter_map(|(index, drill)| {
            Some((index, drill.claims.iter().find(|other| other.id == claim.id)?))
        })
        .collect();
    let worst = same.iter().map(|(_, one)| one.verdict).max().unwrap_or(claim.verdict);
    let of_worst = || same.iter().filter(|(_, one)| one.verdict == worst);
    let Some((index, speaks)) = of_worst().next() else { return claim.clone() };
    let reason = match index {
        0 => speaks.reason.clone(),
        later => format!("in repeat {} of {}: {}", later + 1, drills.len(), speaks.reason),
    };
    let repeat = u32::try_from(index + 1).unwrap_or(u32::MAX);
    let waived_until = waived(&same, speaks);
    Judged {
        reason,
        agreed: of_worst().map(|(_, one)| one.agreed).sum(),
        repeat,
        waived_until,
        ..(*speaks).clone()
    }
}

fn lost_precision(drills: &[Drill]) -> Option<LostPrecision> {
    let lost = drills.iter().filter_map(|drill| drill.lost_precision);
    lost.reduce(|one, other| LostPrecision {
        samples: one.samples.saturating_add(other.samples),
        worst: one.worst.max(other.worst),
        unheard: one.unheard + other.unheard,
    })
}

fn probing(drills: &[Drill]) -> Option<Probing> {
    let cost = drills.iter().filter_map(|drill| drill.probing);
    cost.reduce(|one, other| Probing {
        own: one.own.max(other.own),
        machine: one.machine.max(other.machine),
    })
}

fn impact(drills: &[Drill]) -> BTreeMap<JourneyName, ImpactFound> {
    let journeys: BTreeSet<_> = drills.iter().flat_map(|drill| drill.impact.keys()).collect();
    let of = |journey: &JourneyName| {
        let found = || drills.iter().filter_map(|drill| drill.impact.get(journey));
        ImpactFound {
            expected: found().find_map(|one| one.expected),
            observed: found().filter_map(|one| one.observed).max(),
            success_ratio: found().filter_map(|one| one.success_ratio).min_by(f64::total_cmp),
            amiss: found()
                .filter_map(|one| one.amiss)
                .max_by(|one, other| one.0.total_cmp(&other.0).then(one.1.total_cmp(&other.1))),
            median: middle(found().filter_map(|one| one.median)),
            steady_median: middle(found().filter_map(|one| one.steady_median)),
        }
    };
    journeys.into_iter().map(|journey| (journey.clone(), of(journey))).collect()
}

fn cascade(drills: &[Drill]) -> CascadeFound {
    let found = || drills.iter().map(|drill| &drill.cascade);
    let services =
        |of: fn(&CascadeFound) -> &Vec<ServiceName>| each_once(found().flat_map(of).cloned());
    let mut observed: Vec<Fallen> = Vec::new();
    for fallen in found().flat_map(|one| &one.observed) {
        if observed.iter().all(|known| known.service != fallen.service) {
            let same = found()
                .flat_map(|one| &one.observed)
                .filter(|other| other.service == fallen.service);
            observed
                .push(Fallen { after: median(same.filter_map(|one| one.after)), ..fallen.clone() });
        }
    }
    observed.sort_by_key(|fallen| fallen.after.map(|after| after.value));
    let mut unobservable = services(|one| &one.unobservable);
    unobservable.retain(|service| observed.iter().all(|fallen| fallen.service != *service));
    CascadeFound {
        expected: found().find_map(|one| one.expected.clone()),
        missing: services(|one| &one.missing),
        undocumented: services(|one| &one.undocumented),
        unobservable,
        order_verdict: found().filter_map(|one| one.order_verdict).max(),
        observed,
    }
}

/// Of each the repeat in which the three differ most, and of those that differ as much the worst.
fn predictions(drills: &[Drill]) -> Vec<PredictionFound> {
    let mut all: Vec<&PredictionFound> =
        drills.iter().flat_map(|drill| &drill.predictions).collect();
    let harm = |one: &PredictionFound| one.observed.map(|levels| (levels.most, levels.least));
    all.sort_by(|one, other| {
        let who = (is_service(&one.subject), one.subject.to_string())
            .cmp(&(is_service(&other.subject), other.subject.to_string()));
        who.then_with(|| other.agreement.cmp(&one.agreement))
            .then_with(|| harm(other).cmp(&harm(one)))
            .then_with(|| one.explanation.cmp(&other.explanation))
    });
    all.dedup_by(|one, before| one.subject == before.subject);
    all.into_iter().cloned().collect()
}

const fn is_service(subject: &ProbeSubject) -> bool {
    matches!(subject, ProbeSubject::Service(_))
}

fn detection(drills: &[Drill]) -> Vec<DetectionFound> {
    let entries = || drills.iter().flat_map(|drill| &drill.detection);
    let names = each_once(entries().map(|one| &one.detector));
    names.into_iter().filter_map(|name| detector(name, drills)).collect()
}

/// A repeat that has no entry of the detector did not see it notice.
fn detector(name: &DetectorName, drills: &[Drill]) -> Option<DetectionFound> {
    let entries: Vec<Option<&DetectionFound>> =
        drills.iter().map(|drill| by(drill, name)).collect();
    let first = entries.iter().copied().flatten().next()?;
    let detected = entries.iter().all(|entry| entry.is_some_and(|one| one.detected));
    let after = median_of_all(entries.iter().map(|entry| entry.and_then(|one| one.after)));
    Some(DetectionFound {
        expected: entries.iter().flatten().any(|one| one.expected),
        detected,
        after: after.filter(|_| detected),
        ..first.clone()
    })
}

fn by<'a>(drill: &'a Drill, name: &DetectorName) -> Option<&'a DetectionFound> {
    drill.detection.iter().find(|one| one.detector == *name)
}

fn recovery(drills: &[Drill]) -> RecoveryFound {
    let found = || drills.iter().map(|drill| &drill.recovery);
    let all_found: Vec<&RecoveryFound> = found().collect();
    let took = || found().filter_map(|one| one.observed).map(|took| took.value);
    let cleared: Option<Vec<Span>> = found().map(|one| one.alerts_cleared).collect();
    RecoveryFound {
        commands: found().next().map(|one| one.commands.clone()).unwrap_or_default(),
        documented: found().find_map(|one| one.documented),
        observed: median_of_all(found().map(|one| one.observed)),
        spread: took().min().zip(took().max()).map(|(least, most)| Spread { least, most }),
        proposed: found().filter_map(|one| one.proposed).max(),
        by_service: backs(&all_found, |one| &one.by_service),
        by_journey: backs(&all_found, |one| &one.by_journey),
        outage: median_of_all(found().map(|one| one.outage)),
        alerts_cleared: cleared.and_then(middle),
        not_recovered_because: found().find_map(|one| one.not_recovered_because.clone()),
        stayed: found().filter_map(|one| one.stayed).min(),
        control: found()
            .filter_map(|one| one.control.clone())
            .min_by(|one, other| one.run.cmp(&other.run)),
    }
}

fn backs<K: Ord + Clone>(
    found: &[&RecoveryFound],
    of: impl Fn(&RecoveryFound) -> &BTreeMap<K, Back>,
) -> BTreeMap<K, Back> {
    let names: BTreeSet<&K> = found.iter().flat_map(|one| of(one).keys()).collect();
    // A repeat that does not name it never saw it away.
    let back = |name: &K| Back {
        after: median_of_all(found.iter().filter_map(|one| of(one).get(name)).map(|b| b.after)),
    };
    names.into_iter().map(|name| (name.clone(), back(name))).collect()
}

fn effects(drills: &[Drill]) -> Vec<EffectFound> {
    let all = || drills.iter().flat_map(|drill| &drill.effects);
    let mut effects: Vec<EffectFound> = Vec::new();
    for effect in all() {
        let is_same = |other: &EffectFound| {
            other.what == effect.what && gist(&other.text) == gist(&effect.text)
        };
        if !effects.iter().any(is_same) {
            let same = || all().filter(|other| is_same(other));
            let after = median(same().filter_map(|one| one.after));
            let documented = same().any(|one| one.documented);
            effects.push(EffectFound { documented, after, ..effect.clone() });
        }
    }
    effects
}

/// What an effect says, without its figures, which differ from repeat to repeat.
fn gist(text: &str) -> Vec<&str> {
    let is_figure = |word: &&str| {
        word.contains(|one: char| one.is_ascii_digit())
            || matches!(word.trim_matches([',', ';', ')']), "ms" | "s" | "min")
    };
    text.split_whitespace().filter(|word| !is_figure(word)).collect()
}

fn budget(drills: &[Drill]) -> Budget {
    let phase = |of: fn(&Budget) -> Span| {
        middle(drills.iter().map(|drill| of(&drill.budget))).unwrap_or_default()
    };
    Budget {
        steady: phase(|budget| budget.steady),
        approach: phase(|budget| budget.approach),
        fault: phase(|budget| budget.fault),
        observe: phase(|budget| budget.observe),
        watch: phase(|budget| budget.watch),
        recover: phase(|budget| budget.recover),
        hold: phase(|budget| budget.hold),
        settle: phase(|budget| budget.settle),
        control: phase(|budget| budget.control),
    }
}
