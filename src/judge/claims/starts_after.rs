//! Whether a service can be started while what it is said to need is away.

use super::Check;
use crate::judge::boot::{act, refusal};
use crate::judge::context::{Finding, JudgeContext};
use crate::judge::recovery::{Back, Recovered, Return, came_back, together};
use crate::observe::{Observed, ProbeSample, ProbeSeries};
use crate::pack::claim::StartsAfter;
use crate::timeline::{ActionKind, ProbeAspect};
use crate::words::{Measured, Moment, ServiceName, Span, Verdict};

impl Check for StartsAfter {
    // What does not come up is watched for as long as the watch lasts.
    fn has_shown(&self, _: &Observed, _: Moment) -> bool {
        true
    }

    fn is_watched_for(&self) -> bool {
        true
    }

    fn judge(&self, context: &JudgeContext<'_>, _: &Recovered) -> Finding {
        judged(context, self)
    }

    fn rests_on_all_of_it(&self) -> bool {
        true
    }

    fn judged_on(&self, context: &JudgeContext<'_>, _: &Recovered, _: Verdict) -> (Moment, Moment) {
        (context.windows.fault.0, context.windows.end)
    }
}

/// What was seen of a service while the other was away.
struct Alone {
    /// When it lived, where it did until the other came: the window.
    alive: Option<(Moment, Moment)>,
    /// Whether it surely did not, by the last looks.
    dead: bool,
    /// What it said last, where something was amiss with it or with what it does.
    amiss: Option<String>,
    evidence: Vec<u64>,
}

fn judged(context: &JudgeContext<'_>, claim: &StartsAfter) -> Finding {
    let StartsAfter { service, on } = claim;
    let Some((begun, end)) = act(context, ActionKind::Start, service) else {
        let reason = format!("{service} was not started while {on} was away");
        return Finding::undetermined(reason, vec![context.observed.last.0]);
    };
    if !context.windows.observed_out {
        return Finding::undetermined(
            format!("the drill was interrupted before {on} was started again"),
            vec![context.observed.last.0],
        );
    }
    let alone = alone(context, service, begun.at);
    let mut evidence = [vec![begun.n], alone.evidence].concat();
    let said = end.and_then(refusal).map(|said| format!(": {said}")).unwrap_or_default();
    let amiss = alone.amiss.clone();
    let Some(window) = alone.alive else {
        let amiss = amiss.map(|amiss| format!(" ({amiss})")).unwrap_or_default();
        let told = format!("{service} did not come up while {on} was away{said}{amiss}");
        return if alone.dead {
            Finding::confirmed(told, evidence)
        } else {
            Finding::undetermined(format!("too few looks tell whether {told}"), evidence)
        };
    };
    let up = Measured::between((begun.at, begun.at), window);
    let meanwhile = match amiss {
        Some(amiss) => format!("; meanwhile: {amiss}"),
        None => "; it served without it".to_owned(),
    };
    let came_up = format!("{service} came up without {on} in {up}");
    let Some((back_n, other)) = there_again(context, on) else {
        let reason = format!("{came_up}{meanwhile}; {on} never came back");
        return Finding::undetermined(reason, evidence);
    };
    evidence.push(back_n);
    came_early(context, claim, (&came_up, &meanwhile), other, evidence)
}

/// Of what came up while the other was away: whether it served once that was there, `other` being
/// when.
fn came_early(
    context: &JudgeContext<'_>,
    StartsAfter { service, on }: &StartsAfter,
    (came_up, meanwhile): (&str, &str),
    other: (Moment, Moment),
    evidence: Vec<u64>,
) -> Finding {
    match serves(context, service) {
        Return::NeverAway | Return::Before(_) => {
            Finding::contradicted(format!("not needed: {came_up}{meanwhile}"), evidence)
        }
        Return::At(Back { window, evidence: seen, .. }) => {
            let after = Measured::between(other, window);
            let when = if after.at_most() == Span::ZERO {
                format!("as soon as {on} did")
            } else {
                format!("{after} after {on} was there")
            };
            let reason = format!("not needed: {came_up} and served {when}{meanwhile}");
            Finding::contradicted(reason, [evidence, seen].concat())
        }
        Return::Never { last, symptom, .. } if context.windows.settled => {
            let waited = last.answered.since(other.1);
            let reason = format!(
                "{came_up}, and did not serve within {waited} once {on} was there, without being \
                 started again ({symptom})"
            );
            Finding::confirmed(reason, [evidence, vec![last.n]].concat())
        }
        Return::Never { .. } | Return::Unknown => {
            let reason = format!("{service} was not looked at long enough after {on} was there");
            Finding::undetermined(reason, evidence)
        }
    }
}

/// What was seen of it from its start until the other was started.
fn alone(context: &JudgeContext<'_>, service: &ServiceName, begun: Moment) -> Alone {
    let until = context.windows.recover;
    let own = |series: &&ProbeSeries| series.info.aspect == ProbeAspect::Alive;
    let any = context.observed.of_service(service).any(|series| own(&series));
    let probes = context.observed.of_service(service).filter(|series| !any || own(series));
    let mut alone = Alone { alive: None, dead: false, amiss: None, evidence: Vec::new() };
    for series in probes {
        let looks: Vec<ProbeSample> = series.within(begun, until).collect();
        let tail = &looks[looks.len().saturating_sub(series.need)..];
        alone.evidence.extend(tail.last().map(|look| look.n));
        alone.dead |= tail.len() >= series.need && tail.iter().all(|look| !look.is_ok());
        if tail.len() < series.need || !tail.iter().all(|look| look.is_ok()) {
            alone.alive = None;
            break;
        }
        let bad = looks.iter().rposition(|look| !look.is_ok());
        let first = looks.get(bad.map_or(0, |bad| bad + 1));
        let before = bad.and_then(|bad| looks.get(bad)).map_or(begun, |look| look.sent);
        let window = first.map(|first| (before, first.answered));
        alone.alive = alone.alive.max(window);
        alone.evidence.extend(first.map(|first| first.n));
    }
    let last = |series: &ProbeSeries| {
        let look = series.within(begun, until).next_back()?;
        (!look.is_ok()).then(|| format!("{}: {}", series.info.name, series.symptom(look)))
    };
    alone.amiss = context.observed.of_service(service).find_map(last);
    alone
}

/// When the other served again, and the event.
fn there_again(context: &JudgeContext<'_>, on: &ServiceName) -> Option<(u64, (Moment, Moment))> {
    match serves(context, on) {
        Return::At(back) => Some((*back.evidence.last()?, back.window)),
        Return::NeverAway | Return::Before(_) | Return::Never { .. } | Return::Unknown => None,
    }
}

fn serves(context: &JudgeContext<'_>, service: &ServiceName) -> Return {
    let (fault, end) = (context.windows.fault.0, context.windows.end);
    let begun = context.windows.recover;
    let back = |series| came_back(series, fault, begun, end);
    together(context.observed.serving(service).map(back).collect())
}
