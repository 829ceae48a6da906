//! What else happened, that is neither a service's fall nor a journey's outcome: what became of
//! logs and disks, and what the document does not know of.

use super::context::{JudgeContext, list};
use super::findings::EffectFound;
use super::recovery::{Back, Recovered, Return, failed_commands};
use crate::observe::{FailureEpisode, ProbeSeries};
use crate::timeline::{ActionKind, ProbeSubject};
use crate::words::{Measured, Moment, Span};
use std::fmt::Display;

/// A service that is back so much later than what it waited for is held up by something else, as by
/// a pooler's wait between two logins (PgBouncer: 15 s). Services that only have to notice are back
/// within a second or two.
const MUCH_LATER: Span = Span::secs(5);

/// The engine tells of a container's death so much later than it is done with it, at most.
const ENGINE_LAG: Span = Span::secs(1);

/// The report's entries.
pub(super) fn found(context: &JudgeContext<'_>, recovery: &Recovered) -> Vec<EffectFound> {
    let died = deaths(context).into_iter();
    let died = died
        .map(|one| undocumented(context, &one.what, one.text, (one.at, one.at), one.evidence))
        .collect();
    let undone =
        [died, failed(context), still_unwell(context, recovery), much_later(context, recovery)];
    [no_services(context), undone.concat(), short_silences(context)].concat()
}

/// Something that happened within this window, and that the document does not name.
fn undocumented(
    context: &JudgeContext<'_>,
    what: &dyn Display,
    text: String,
    window: (Moment, Moment),
    evidence: Vec<u64>,
) -> EffectFound {
    let after = Some(Measured::between(context.windows.fault, window));
    EffectFound { what: what.to_string(), text, documented: false, after, evidence }
}

/// What became of what is no service.
fn no_services(context: &JudgeContext<'_>) -> Vec<EffectFound> {
    let named = context.named().unwrap_or_default();
    let effects = context.services.iter().filter(|outcome| context.is_effect(&outcome.service));
    let found = effects.filter_map(|outcome| {
        let fall = outcome.fell.as_ref()?;
        Some(EffectFound {
            what: outcome.service.to_string(),
            text: fall.symptom.clone(),
            documented: named.contains(&outcome.service) || context.is_target(&outcome.service),
            after: Some(fall.after),
            evidence: fall.change.evidence(),
        })
    });
    found.collect()
}

/// Containers that died while the outage lasted, though nobody had told them to: who, what became
/// of them, and the events.
pub(super) fn untold_deaths(context: &JudgeContext<'_>) -> Vec<(String, String, Vec<u64>)> {
    let is_effect = |who: &str| context.header.effects.iter().any(|effect| effect.as_str() == who);
    let here = deaths(context).into_iter().filter(|death| !is_effect(&death.what));
    here.filter(|death| death.at <= context.windows.watched)
        .map(|death| (death.what, death.text, death.evidence))
        .collect()
}

/// A container that died, though nobody had told it to.
struct Death {
    what: String,
    text: String,
    at: Moment,
    evidence: Vec<u64>,
}

/// Containers that died, though nobody had told them to: not the fault, nor a command of the
/// recovery.
fn deaths(context: &JudgeContext<'_>) -> Vec<Death> {
    let lives = &context.observed.lives;
    let is_target = |who: &str| context.header.targets.iter().any(|target| target.as_str() == who);
    let mut told: Vec<Death> = Vec::new();
    for death in lives.iter().filter(|life| life.died && !is_target(&life.who)) {
        let here = death.at >= context.windows.fault.0 && death.at <= context.windows.end;
        if !here
            || was_told_to(context, death.at)
            || told.iter().any(|other| other.what == death.who)
        {
            continue;
        }
        let again =
            lives.iter().find(|life| !life.died && life.who == death.who && life.n > death.n);
        let again =
            again.filter(|life| life.at <= context.windows.end && !was_told_to(context, life.at));
        let text = match again {
            Some(life) => format!(
                "its container died, and was started again {} later",
                life.at.since(death.at)
            ),
            None => "its container died".to_owned(),
        };
        let evidence = [death.n].into_iter().chain(again.map(|life| life.n)).collect();
        told.push(Death { what: death.who.clone(), text, at: death.at, evidence });
    }
    told
}

/// Whether a recovery or an undo was at work then, which may stop and start what it likes.
fn was_told_to(context: &JudgeContext<'_>, at: Moment) -> bool {
    let at_work = |kind| context.observed.acts_at_work(kind);
    let mut acts = at_work(ActionKind::Recovery).chain(at_work(ActionKind::Undo));
    acts.any(|(begun, over)| at >= begun && at <= over + ENGINE_LAG)
}

/// Commands of the recovery that failed.
fn failed(context: &JudgeContext<'_>) -> Vec<EffectFound> {
    let found = failed_commands(context).map(|(act, exit, output)| {
        let last = output
            .lines()
            .rev()
            .find(|line| !line.trim().is_empty())
            .unwrap_or("it printed nothing");
        let text = format!("`{}` failed{exit}: {last}", act.what);
        undocumented(context, &"recovery", text, (act.at, act.at), vec![act.n])
    });
    found.collect()
}

/// Who was not well when the documented recovery had had all its time.
fn still_unwell(context: &JudgeContext<'_>, recovery: &Recovered) -> Vec<EffectFound> {
    let Some((begun_n, begun)) = recovery.begun.filter(|_| context.windows.settled) else {
        return Vec::new();
    };
    let found = recovery.all.iter().filter_map(|one| match &one.back {
        Return::Never { last, symptom, .. } => {
            let waited = last.sent.since(begun);
            let text = format!(
                "{} was still not well {waited} after the recovery began: {symptom}",
                one.who
            );
            Some(undocumented(
                context,
                &one.who,
                text,
                (last.sent, last.answered),
                vec![begun_n, last.n],
            ))
        }
        _ => None,
    });
    found.collect()
}

/// Services that came back long after the targets.
fn much_later(context: &JudgeContext<'_>, recovery: &Recovered) -> Vec<EffectFound> {
    let is_target =
        |who: &ProbeSubject| matches!(who, ProbeSubject::Service(name) if context.is_target(name));
    let mut targets = None::<(Moment, Moment)>;
    for one in recovery.all.iter().filter(|one| is_target(&one.who)) {
        match &one.back {
            Return::At(Back { window: (from, to), .. }) => {
                targets = Some(
                    targets.map_or((*from, *to), |known| (known.0.max(*from), known.1.max(*to))),
                );
            }
            Return::NeverAway | Return::Before(..) => {}
            Return::Never { .. } | Return::Unknown => return Vec::new(),
        }
    }
    let Some(targets) = targets else { return Vec::new() };
    let others = recovery
        .all
        .iter()
        .filter(|one| matches!(&one.who, ProbeSubject::Service(name) if !context.is_effect(name)));
    let found = others.filter(|one| !is_target(&one.who)).filter_map(|one| match &one.back {
        Return::At(Back { window, evidence, .. }) => {
            let stall = Measured::between(targets, *window);
            let text = || {
                format!(
                    "{} was back {} after {}",
                    one.who,
                    stall.value,
                    list(&context.header.targets)
                )
            };
            (stall.at_least() > MUCH_LATER)
                .then(|| undocumented(context, &one.who, text(), *window, evidence.clone()))
        }
        _ => None,
    });
    found.collect()
}

/// Who gave no answer for a moment, while the fault was observed: too short to be a fall, and long
/// enough to be noticed by who waits for it. One that fell has been told of.
fn short_silences(context: &JudgeContext<'_>) -> Vec<EffectFound> {
    let windows = &context.windows;
    let here = |episode: &FailureEpisode| {
        let begun = episode.begin.first.answered;
        let noticed = episode.lasted >= context.header.thresholds.degraded_over;
        noticed && begun > windows.fault.0 && begun <= windows.watched && episode.end.is_some()
    };
    let fell = |series: &ProbeSeries| match &series.info.subject {
        ProbeSubject::Service(service) => {
            context.is_target(service)
                || context.service(service).is_some_and(|outcome| outcome.fell.is_some())
        }
        ProbeSubject::Journey(_) => false,
    };
    let of = |series: &ProbeSeries| -> Option<EffectFound> {
        let longest = series
            .silences(windows.end)
            .into_iter()
            .filter(here)
            .max_by_key(|episode| episode.lasted)?;
        let what = &series.info.subject;
        let text = format!("{what} gave no answer for {}, and then did again", longest.lasted);
        let ends = longest.end.map(|end| end.first.n);
        let evidence = longest.begin.evidence().into_iter().chain(ends).collect();
        Some(undocumented(context, what, text, longest.begin.window(), evidence))
    };
    let mut told: Vec<EffectFound> = Vec::new();
    for effect in context.observed.probes.iter().filter(|series| !fell(series)).filter_map(of) {
        if told.iter().all(|other| other.what != effect.what) {
            told.push(effect);
        }
    }
    told
}
