//! Which of the stack's own detectors noticed, and how late.

use super::cascade;
use super::context::{Finding, Harm, JudgeContext, list};
use super::findings::DetectionFound;
use super::warning::{self, Warning};
use super::windows::Windows;
use crate::observe::{DetectorSample, DetectorSeries, REPEATEDLY};
use crate::pack::claim::Noticing;
use crate::timeline::{DetectorInfo, Says};
use crate::words::{DetectorKind, DetectorName, Measured, Moment, Span, stated};

/// A rule that needs longer than this to fire is waited for no longer than the scenario says.
const PATIENCE: Span = Span::secs(300);

/// What is needed, where that is not too long to wait for.
pub(super) fn borne(needed: Option<Span>) -> Option<Span> {
    needed.filter(|needed| *needed <= PATIENCE)
}

/// How long a detector needs until it has noticed something twice.
pub(super) fn two_turns(detector: &DetectorInfo) -> Span {
    let turn = detector.resolution + detector.every;
    turn + turn + detector.every
}

/// What became of one detector.
enum Notice {
    /// It was not asked repeatedly while nothing had been done yet, or was not quiet then.
    NotQuietBefore,
    /// It went from quiet to noticing within this window, and noticed again after; the events are
    /// the last quiet look and the first other.
    At((Moment, Moment), Vec<u64>),
    /// It stayed quiet until the end of the observing, and was asked for two full turns of it.
    Quiet(Vec<u64>),
    /// It noticed, and not often enough to say that this was no chance.
    Once(String, Vec<u64>),
    /// It cannot be told, for this reason.
    Open(String, Vec<u64>),
}

fn notice(context: &JudgeContext<'_>, series: &DetectorSeries) -> Notice {
    let (windows, name) = (&context.windows, &series.info.name);
    let calm = series.samples.partition_point(|sample| sample.answered <= windows.calm);
    let Some(before) = series.last_run(&series.samples[..calm]) else {
        return Notice::NotQuietBefore;
    };
    if let Some(one) = before.iter().find(|sample| sample.says == Says::Unanswered) {
        return Notice::Open(format!("{name} cannot be asked: {}", one.detail), vec![one.n]);
    }
    if before.iter().any(|sample| !sample.says.is_quiet()) {
        return Notice::NotQuietBefore;
    }
    let samples = &series.samples[calm..];
    let observed = samples.iter().take_while(|sample| sample.answered <= windows.recover).count();
    if let Some(first) = series.noticed_repeatedly(&samples[..observed]) {
        // What it looks at is older than its answer; when it noticed is not. A check that is polled
        // notices when it is.
        let quiet = &series.samples[calm + first - 1];
        let change = &samples[first];
        let from = if series.is_polled() { change.sent } else { quiet.sent };
        return Notice::At((from, change.answered), vec![quiet.n, change.n]);
    }
    if let Some(once) = samples[..observed].iter().find(|sample| sample.noticed()) {
        let goes_on = samples[..observed].last().is_some_and(DetectorSample::noticed);
        let when = if goes_on { "just before the recovery began" } else { "and was quiet again" };
        return Notice::Once(format!("{name} noticed once only, {when}"), vec![once.n]);
    }
    // One that was out when the recovery began.
    if let Some(out) =
        samples.get(observed).filter(|sample| sample.sent <= windows.recover && sample.noticed())
    {
        return Notice::Open(format!("{name} noticed just as the recovery began"), vec![out.n]);
    }
    stayed_quiet(windows, series, &samples[..observed])
}

/// Of a detector that did not notice: whether it is known to have stayed quiet, for two full turns
/// of it.
fn stayed_quiet(windows: &Windows, series: &DetectorSeries, samples: &[DetectorSample]) -> Notice {
    let (name, resolution) = (&series.info.name, series.info.resolution);
    let Some(last) = samples.last() else {
        return Notice::Open(
            format!("{name} was not asked while the fault lasted"),
            windows.held_by.clone(),
        );
    };
    match last.says {
        Says::Pending => {
            let reason = format!(
                "{name} was still pending when the recovery began ({})",
                series.info.settings
            );
            Notice::Open(reason, vec![last.n])
        }
        Says::Unanswered => {
            Notice::Open(format!("{name} cannot be asked: {}", last.detail), vec![last.n])
        }
        Says::Noticed | Says::Quiet => {
            let fresh: Vec<&DetectorSample> =
                samples.iter().filter(|one| one.sent >= windows.hold + resolution).collect();
            let two_turns = last.sent >= windows.hold + resolution + resolution;
            if fresh.len() < REPEATEDLY || !two_turns {
                let needs = resolution + resolution + series.info.every;
                let reason = format!(
                    "{name} was not asked late enough after the fault to know: it needs {needs} \
                     ({})",
                    series.info.settings
                );
                return Notice::Open(reason, vec![last.n]);
            }
            match fresh.iter().find(|one| !one.says.is_quiet()) {
                Some(one) => Notice::Open(
                    format!("{name} did not say the same all the time: {}", one.detail),
                    vec![one.n],
                ),
                None => Notice::Quiet(vec![fresh[0].n, last.n]),
            }
        }
    }
}

/// The detectors of a kind that can be expected to notice: those that watch a target, else those
/// that watch a service that fell or is said to.
fn eligible<'a>(context: &'a JudgeContext<'_>, kind: DetectorKind) -> Vec<&'a DetectorSeries> {
    let of_kind = || context.observed.detectors.iter().filter(|series| series.info.kind == kind);
    let of_target: Vec<&DetectorSeries> =
        of_kind().filter(|series| context.is_target(&series.info.watches)).collect();
    if !of_target.is_empty() {
        return of_target;
    }
    let members = cascade::members(context);
    of_kind().filter(|series| members.contains(&series.info.watches)).collect()
}

/// The report's entries: every detector that was expected to notice, or did.
pub(super) fn found(context: &JudgeContext<'_>) -> Vec<DetectionFound> {
    context.observed.detectors.iter().filter_map(|series| entry(context, series)).collect()
}

fn entry(context: &JudgeContext<'_>, series: &DetectorSeries) -> Option<DetectionFound> {
    let kind = series.info.kind;
    let claimed = |test: &dyn Fn(Noticing<'_>) -> bool| {
        context.header.claims.iter().any(|claim| claim.as_kind().noticing().is_some_and(test))
    };
    let warns = claimed(&|noticing| matches!(noticing, Noticing::Approach { by } if by == kind));
    let (expected, detected, after) = if warns && context.is_target(&series.info.watches) {
        // It is quiet no more when the fault comes: what counts is how soon it noticed what it has
        // to warn of.
        match warning::of(context, series) {
            Some(Warning::Late { after, .. }) => (true, true, Some(after)),
            Some(Warning::Early(_)) => (true, true, None),
            Some(Warning::Never(_) | Warning::Unknown(_)) | None => (true, false, None),
        }
    } else {
        let eligible =
            || eligible(context, kind).iter().any(|other| other.info.name == series.info.name);
        let after = match notice(context, series) {
            Notice::At(window, _) => Some(Measured::between(context.windows.fault, window)),
            _ => None,
        };
        let checks = claimed(&|noticing| noticing == Noticing::Check(&series.info.name));
        let notices =
            claimed(&|noticing| matches!(noticing, Noticing::Fault { by, .. } if by == kind));
        (checks || (notices && eligible()), after.is_some(), after)
    };
    (expected || detected).then(|| DetectionFound {
        detector: series.info.name.clone(),
        kind,
        expected,
        detected,
        after,
        settings: series.info.settings.clone(),
    })
}

/// How long after the fault, in words; a detector may notice already while the fault comes near.
fn when(context: &JudgeContext<'_>, window: (Moment, Moment)) -> String {
    if window.1 <= context.windows.fault.0 {
        "while the fault came near".to_owned()
    } else {
        format!("after {}", Measured::between(context.windows.fault, window))
    }
}

/// "This health check shows it": quiet while all was well, noticing under the fault.
pub(super) fn discriminates(context: &JudgeContext<'_>, detector: &DetectorName) -> Finding {
    let Some(series) =
        context.observed.detectors.iter().find(|series| series.info.name == *detector)
    else {
        return Finding::undetermined(
            format!("{detector} was not asked in this drill"),
            context.windows.held_by.clone(),
        );
    };
    let how = &series.info.how;
    let said = |n: Option<&u64>| {
        series.samples.iter().find(|sample| n == Some(&sample.n)).map_or("", |one| &one.detail)
    };
    match notice(context, series) {
        Notice::At(window, evidence) => {
            let told = format!(
                "quiet while all was well, noticed {}: {}",
                when(context, window),
                said(evidence.last())
            );
            Finding::confirmed(told, evidence)
        }
        Notice::Quiet(evidence) => context.cut_short().unwrap_or_else(|| {
            let told = said(evidence.last());
            let margin = quiet_beyond(context, series, context.windows.hold);
            Finding::contradicted(
                format!("'{how}' said the same in health and under the fault: {told}"),
                evidence,
            )
            .by(Harm::Late { margin })
        }),
        Notice::NotQuietBefore => {
            let before = series
                .samples
                .iter()
                .rev()
                .filter(|sample| sample.answered <= context.windows.calm);
            let last: Vec<&DetectorSample> = before.take(REPEATEDLY).collect();
            match last.as_slice() {
                [one, other] if one.noticed() && other.noticed() => {
                    let reason = format!(
                        "'{how}' said that something was wrong while all was well: {}",
                        one.detail
                    );
                    Finding::contradicted(reason, vec![other.n, one.n])
                }
                _ => Finding::undetermined(
                    format!("'{how}' was not seen quiet repeatedly before the fault"),
                    context.windows.held_by.clone(),
                ),
            }
        }
        Notice::Once(why, evidence) | Notice::Open(why, evidence) => {
            context.cut_short().unwrap_or_else(|| Finding::undetermined(why, evidence))
        }
    }
}

/// By how much longer than it needs to know of something that happened at `since` a detector was
/// seen quiet.
fn quiet_beyond(context: &JudgeContext<'_>, series: &DetectorSeries, since: Moment) -> Span {
    let observed =
        series.samples.iter().rev().find(|sample| sample.answered <= context.windows.recover);
    observed.map_or(Span::ZERO, |last| last.sent.since(since + series.info.resolution))
}

/// The first detector that noticed: when, in words, and the events that show it.
struct First<'a> {
    series: &'a DetectorSeries,
    window: (Moment, Moment),
    said: String,
    evidence: Vec<u64>,
}

/// "A detector of this kind notices", and in this time where the document gives one.
pub(super) fn judge(
    context: &JudgeContext<'_>,
    kind: DetectorKind,
    within: Option<Span>,
) -> Finding {
    let detectors = eligible(context, kind);
    if detectors.is_empty() {
        let targets = list(&context.header.targets);
        let reason = format!(
            "no detector of the kind {kind} watches {targets} or anything that fell with it"
        );
        return Finding::undetermined(reason, context.windows.held_by.clone());
    }
    let limit = within.map_or(String::new(), |within| format!(", documented {}", stated(within)));
    let (mut doubt, mut quiet, mut looks, mut margin) =
        (Vec::new(), Vec::new(), Vec::new(), Span::ZERO);
    let mut first: Option<First<'_>> = None;
    for series in detectors {
        let name = &series.info.name;
        match notice(context, series) {
            Notice::At(window, evidence) => {
                let said = format!(
                    "{name} noticed {} ({}){limit}",
                    when(context, window),
                    series.info.settings
                );
                if first.as_ref().is_none_or(|known| window.1 < known.window.1) {
                    first = Some(First { series, window, said, evidence });
                }
            }
            Notice::NotQuietBefore => {
                doubt.push(format!("{name} was not seen quiet repeatedly before the fault"));
            }
            Notice::Open(_, evidence)
                if within.is_some_and(|within| too_late(context, series, within)) =>
            {
                quiet.push(name.clone());
                looks.extend(evidence);
            }
            Notice::Once(why, evidence) | Notice::Open(why, evidence) => {
                doubt.push(why);
                looks.extend(evidence);
            }
            Notice::Quiet(evidence) => {
                margin = margin.max(quiet_beyond(context, series, context.windows.hold));
                // Within a time that is not over yet it may still have noticed.
                match within.filter(|within| !too_late(context, series, *within)) {
                    Some(within) => doubt
                        .push(format!("{name} was quiet, and {} were not over", stated(within))),
                    None => quiet.push(name.clone()),
                }
                looks.extend(evidence);
            }
        }
    }
    if let Some(first) = first {
        return in_time(context, first, within);
    }
    if !doubt.is_empty() {
        return Finding::undetermined(doubt.join("; "), looks);
    }
    let lasted = context.windows.recover.since(context.windows.fault.1);
    context.cut_short().unwrap_or_else(|| {
        let reason = format!("{} had not noticed {lasted} after the fault{limit}", list(&quiet));
        Finding::contradicted(reason, looks).by(Harm::Late { margin })
    })
}

/// Whether a detector was asked after the time in which it is said to notice, and had an answer,
/// and did not notice by then.
fn too_late(context: &JudgeContext<'_>, series: &DetectorSeries, within: Span) -> bool {
    let over = context.windows.fault.1 + within;
    let observed = |sample: &&DetectorSample| {
        sample.answered <= context.windows.recover && sample.says != Says::Unanswered
    };
    series.samples.iter().filter(observed).any(|sample| sample.sent > over && !sample.noticed())
}

/// What noticed, held against the documented time.
fn in_time(context: &JudgeContext<'_>, first: First<'_>, within: Option<Span>) -> Finding {
    let First { series, window, said: reason, evidence } = first;
    let took = Measured::between(context.windows.fault, window);
    match within {
        Some(within) if took.at_least() > within => {
            let margin = took.at_least().saturating_sub(within);
            Finding::contradicted(reason, evidence).by(Harm::Late { margin })
        }
        Some(within) if took.at_most() > within => {
            Finding::undetermined(format!("{reason}: too close to tell"), evidence)
        }
        // Another time the fault comes just after a look.
        Some(within) if series.is_polled() && within < series.info.every => {
            let every = stated(series.info.every);
            Finding::undetermined(
                format!("{reason}: it is polled every {every} only, so that this was luck"),
                evidence,
            )
        }
        _ => Finding::confirmed(reason, evidence),
    }
}
