//! Whether a busy machine may be to blame for the harm that a verdict rests on. The same rule for
//! every verdict, whichever way it goes: what the machine explains is undetermined, and what it
//! does not explain stands.

use super::context::{Finding, Harm, JudgeContext};
use super::journeys::Slowing;
use crate::observe::{DELAYED, DetectorSeries, ProbeSample, ProbeSeries};
use crate::timeline::ProbeSubject;
use crate::words::{Moment, Span};

/// Looks so near to one that decides tell how late it may have been.
const NEAR: Span = Span::millis(500);

/// Harm that answers speak of for so long is no matter of a moment without processor time.
const LONG_ENOUGH: Span = Span::secs(1);

/// By how many times the lateness of the deciding looks a time must differ from what is documented.
const TIMES: u64 = 3;

/// By how many times that lateness silence must last. What answers is not one timer, as a look is,
/// but a proxy and several processes one behind the other, each of which waits for its turn as long
/// as the look did.
const TIMES_OF_SILENCE: u64 = 20;

/// So many good answers show that a machine let others answer.
const ANSWERS: usize = 3;

/// Which part of their time processors are busy that have none to spare: Linux counts it in
/// hundredths of a second.
const SATURATED: f64 = 0.95;

/// Why the machine may be to blame for what a finding rests on; none where it is not, or where it
/// rests on no harm.
pub(super) fn doubt(context: &JudgeContext<'_>, finding: &Finding) -> Option<String> {
    let (late, resolution) = lateness(context, &finding.evidence);
    let blur = Span::micros(late.as_micros().saturating_mul(TIMES)) + resolution;
    let said = |lasted: Span| {
        (lasted < blur.max(need(late))).then(|| {
            format!(
                "the looks that decide came up to {late} late, and what they say lasted for \
                 {lasted} only"
            )
        })
    };
    match finding.harm.as_ref()? {
        Harm::Said { lasted } => said(*lasted),
        Harm::Reported { who, from, to } => {
            said(to.since(*from)).or_else(|| starved_of_answers(context, who, (*from, *to)))
        }
        Harm::Late { margin } => (*margin <= blur && late > Span::ZERO).then(|| {
            format!("the looks that decide came up to {late} late, and it is a matter of {margin}")
        }),
        Harm::Silent { who, from, to } => {
            let lasted = to.since(*from);
            let least = Span::micros(late.as_micros().saturating_mul(TIMES_OF_SILENCE));
            if lasted <= blur.max(least) {
                return Some(format!(
                    "the looks that decide came up to {late} late, and the silence lasted for \
                     {lasted} only"
                ));
            }
            nobody_answered(context, (*from, *to))
                .or_else(|| starved_of_answers(context, who, (*from, *to)))
        }
    }
}

/// Why the machine may be to blame for a silence: no direct probe of what has no part in the fault
/// had good answers then.
fn nobody_answered(context: &JudgeContext<'_>, (from, to): (Moment, Moment)) -> Option<String> {
    let answered = |series: &ProbeSeries| {
        let good = series.within(from, to).filter(|look| look.is_ok()).count();
        good >= ANSWERS && good * 2 > series.within(from, to).count()
    };
    (!outside(context).any(answered)).then(|| {
        "nothing that has no part in the fault answered then either, so that the machine may be to \
         blame"
            .to_owned()
    })
}

/// Why saturated CPUs may be to blame for what `who` did not answer in a stretch of time; none
/// where they had time to spare, or where everybody else was served as well as ever. A busy machine
/// does not treat all alike: for seconds it serves one and not the other.
fn starved_of_answers(
    context: &JudgeContext<'_>,
    who: &ProbeSubject,
    stretch: (Moment, Moment),
) -> Option<String> {
    if !is_saturated_for(context, who, stretch) {
        return None;
    }
    let silent =
        |series: &&ProbeSeries| series.within(stretch.0, stretch.1).any(ProbeSample::is_silent);
    let mut others = outside(context).filter(|series| !context.is_kin(series, who));
    if let Some(other) = others.find(silent) {
        let other = &other.info.subject;
        return Some(format!(
            "the CPUs were saturated, and {other}, which has no part in the fault, failed to \
             answer then as well"
        ));
    }
    starved(context, slowing_elsewhere(context, Some(who), stretch).as_ref())
}

/// Whether the CPUs were saturated at most of what a subject's probes saw amiss.
fn is_saturated_for(
    context: &JudgeContext<'_>,
    who: &ProbeSubject,
    (from, to): (Moment, Moment),
) -> bool {
    let mut of_it = (0, 0);
    for series in context.observed.probes.iter().filter(|series| series.info.subject == *who) {
        for look in series.within(from, to).filter(|look| !look.is_ok()) {
            let saw = (look.sent - series.info.resolution, look.answered);
            of_it.0 += usize::from(is_saturated(context, saw));
            of_it.1 += 1;
        }
    }
    of_it.0 * 2 > of_it.1
}

/// What is said by looks in time is said, however short.
const fn need(late: Span) -> Span {
    if late.as_micros() == 0 { Span::ZERO } else { LONG_ENOUGH }
}

/// How late the latest looks around those of the evidence were, beyond what a timer is on an idle
/// machine, and how old what they see can be.
fn lateness(context: &JudgeContext<'_>, evidence: &[u64]) -> (Span, Span) {
    let mut worst = (Span::ZERO, Span::ZERO);
    for n in evidence {
        for series in &context.observed.probes {
            if let Some(look) = series.look(*n) {
                worst.0 = worst.0.max(series.lateness(look.sent, NEAR));
                worst.1 = worst.1.max(series.info.resolution);
            }
        }
        for series in &context.observed.detectors {
            worst.0 = worst.0.max(detector_late(series, *n));
        }
    }
    let idle = Span::millis(5);
    (if worst.0 > idle { worst.0 } else { Span::ZERO }, worst.1)
}

/// How much later than its cadence asks for a detector was looked at.
fn detector_late(series: &DetectorSeries, n: u64) -> Span {
    let Some(place) = series.samples.iter().position(|sample| sample.n == n) else {
        return Span::ZERO;
    };
    let Some(before) = place.checked_sub(1).map(|index| &series.samples[index]) else {
        return Span::ZERO;
    };
    // A look that takes longer than its cadence delays the next one: that is the detector's own
    // time.
    let due = (before.sent + series.info.every).max(before.answered);
    series.samples[place].sent.since(due)
}

/// The direct probes of what has no part in the fault.
fn outside<'a>(context: &'a JudgeContext<'_>) -> impl Iterator<Item = &'a ProbeSeries> {
    let series = context.observed.probes.iter();
    series.filter(|series| series.info.resolution == Span::ZERO && context.is_outside(series))
}

/// How much slower who has no part in the fault became in the same stretch of time: the journey
/// that slowed most, or where there is none a service. None where everybody has a part in it.
fn slowing_elsewhere(
    context: &JudgeContext<'_>,
    of: Option<&ProbeSubject>,
    stretch: (Moment, Moment),
) -> Option<(ProbeSubject, Slowing)> {
    let outside = |subject: &ProbeSubject| {
        let mut probes =
            context.observed.probes.iter().filter(|series| series.info.subject == *subject);
        Some(subject) != of && probes.all(|series| context.is_outside(series))
    };
    let well = |subject: &ProbeSubject| match subject {
        ProbeSubject::Journey(name) => {
            context.journey(name).is_some_and(|outcome| outcome.counted.amiss.at_most == 0)
        }
        ProbeSubject::Service(name) => {
            context.service(name).is_some_and(|outcome| outcome.fell.is_none())
        }
    };
    let most = |of_kind: fn(&ProbeSeries) -> bool| {
        let probes = context.observed.probes.iter().filter(|series| of_kind(series));
        let probes =
            probes.filter(|series| well(&series.info.subject) && outside(&series.info.subject));
        let timed = probes.filter_map(|series| {
            let slowing = Slowing::of(series, &context.windows, stretch)?;
            Some((series.info.subject.clone(), slowing))
        });
        timed.max_by(|(_, one), (_, other)| one.factor().total_cmp(&other.factor()))
    };
    most(|series| matches!(series.info.subject, ProbeSubject::Journey(_)))
        .or_else(|| most(ProbeSeries::is_direct))
}

/// Whether the CPUs were saturated for more than half of a stretch of time.
fn is_saturated(context: &JudgeContext<'_>, (from, to): (Moment, Moment)) -> bool {
    let loads =
        context.observed.loads.iter().filter(|(at, load)| *at > from && *at - load.over < to);
    let (mut all, mut busy) = (Span::ZERO, Span::ZERO);
    for (_, load) in loads {
        let there = load.over.as_micros().saturating_mul(u64::from(load.cores)) as f64;
        all = all + load.over;
        if load.busy.as_micros() as f64 >= there * SATURATED {
            busy = busy + load.over;
        }
    }
    busy + busy > all
}

/// Why saturated CPUs may be to blame for what befell somebody, although others answered then:
/// these became slower as well, or there is nobody to compare with. A busy machine does not treat
/// all alike: who needs most of it suffers beyond any proportion.
fn starved(
    context: &JudgeContext<'_>,
    elsewhere: Option<&(ProbeSubject, Slowing)>,
) -> Option<String> {
    let others = match elsewhere {
        Some((_, other)) if other.factor() < context.header.thresholds.slower_factor => {
            return None;
        }
        Some((who, other)) => {
            format!("{who}, which has no part in the fault, became slower as well ({other})")
        }
        None => "nobody without a part in the fault was timed".to_owned(),
    };
    Some(format!("the CPUs were saturated, and {others}"))
}

/// How late the latest look in a stretch of time was, where that is more than a timer is on a
/// machine with time to spare.
fn held_up(context: &JudgeContext<'_>, (from, to): (Moment, Moment)) -> Option<Span> {
    let looks = context.observed.probes.iter().flat_map(|series| series.within(from, to));
    looks.map(|look| look.late).max().filter(|late| *late >= DELAYED)
}

/// Why a slowing may be the machine's; none where it is more than what befell who has no part in
/// the fault. Where everybody has a part in it, only looks that were held up tell of a busy
/// machine.
pub(super) fn doubt_slower(
    context: &JudgeContext<'_>,
    of: &ProbeSubject,
    slowing: &Slowing,
) -> Option<String> {
    let elsewhere = slowing_elsewhere(context, Some(of), slowing.stretch);
    if is_saturated(context, slowing.stretch)
        && let Some(why) = starved(context, elsewhere.as_ref())
    {
        return Some(why);
    }
    let Some((who, other)) = elsewhere else {
        let late = held_up(context, slowing.stretch)?;
        return Some(format!(
            "looks came up to {late} late, and nobody without a part in the fault was timed"
        ));
    };
    let thresholds = &context.header.thresholds;
    (!slowing.exceeds(&other, thresholds))
        .then(|| format!("{who}, which has no part in the fault, became slower as well ({other})"))
}
