//! "These commands bring it back, in this time": what the claim rests on.

use super::{Recovered, Return, Returned, healed_before, total, whole};
use crate::judge::context::{Finding, Harm, JudgeContext, list};
use crate::judge::control;
use crate::observe::Act;
use crate::timeline::{ActionKind, Happening, ProbeSubject};
use crate::words::{Measured, Span, stated};

/// Judges it.
pub(in crate::judge) fn judge(
    context: &JudgeContext<'_>,
    recovery: &Recovered,
    within: Option<Span>,
) -> Finding {
    let Some((begun_n, begun)) = recovery.begun else {
        return Finding::undetermined(
            "no recovery command was run: the drill ended before its recovery",
            vec![context.observed.last.0],
        );
    };
    if let Some(open) = other_command(context, recovery).or_else(|| not_run(context)) {
        return open;
    }
    if let Some((healed, evidence)) = healed_before(context, begun) {
        let reason = format!("{healed}, before the recovery began: it was not recovered by it");
        return Finding::undetermined(reason, [vec![begun_n], evidence].concat());
    }
    let limit = within.map_or(String::new(), |within| format!(", documented {}", stated(within)));
    if let Some(never) =
        recovery.claimed().find_map(|one| not_back(context, recovery, one, (within, &limit)))
    {
        return never;
    }
    let Some(took) = recovery.found.observed else {
        return Finding::undetermined(not_looked_at(recovery), vec![begun_n]);
    };
    if let Some(never) = never_away(context, recovery) {
        return Finding::undetermined(never, vec![begun_n]);
    }
    let (last, evidence) = decided_by(recovery);
    let evidence = [vec![begun_n], evidence].concat();
    let back = format!("back {took} after the recovery began{last}{}{limit}", fell_again(recovery));
    in_time(took, within, &back, &evidence)
        .or_else(|| did_not_stay(context, recovery, took, &back, &evidence))
        .or_else(|| whole::not_whole(context, recovery, &back, &evidence))
        .unwrap_or_else(|| by_the_recovery(context, recovery, &back, evidence))
}

/// That no look saw any of the targets away as the recovery began: what is not seen away is not
/// seen to come back.
fn never_away(context: &JudgeContext<'_>, recovery: &Recovered) -> Option<String> {
    let is_target =
        |who: &ProbeSubject| matches!(who, ProbeSubject::Service(name) if context.is_target(name));
    let targets: Vec<&Returned> = recovery.claimed().filter(|one| is_target(&one.who)).collect();
    let away = |one: &&Returned| matches!(one.back, Return::At(_));
    let names: Vec<String> = targets.iter().map(|one| one.who.to_string()).collect();
    (!targets.is_empty() && !targets.iter().any(away)).then(|| {
        format!(
            "no look saw {} away after the recovery had begun, so that nothing came back",
            list(&names)
        )
    })
}

/// One that was not back by the end; none where it was.
fn not_back(
    context: &JudgeContext<'_>,
    recovery: &Recovered,
    one: &Returned,
    (within, limit): (Option<Span>, &str),
) -> Option<Finding> {
    let (Return::Never { last, symptom, again }, Some((begun_n, begun))) =
        (&one.back, recovery.begun)
    else {
        return None;
    };
    let failed = failed_command(context);
    let told = failed.as_ref().map_or(String::new(), |(_, told)| format!("{told}; "));
    let waited = last.sent.since(begun);
    let fell = if *again > 0 { "fell again, and " } else { "" };
    let who = &one.who;
    let reason = format!(
        "{told}{who} {fell}was still not well {waited} after the recovery began ({symptom}){limit}"
    );
    let evidence: Vec<u64> = failed.map(|(n, _)| n).into_iter().chain([begun_n, last.n]).collect();
    let too_late = within.is_some_and(|within| waited > within);
    if !context.windows.settled && !too_late {
        return Some(Finding::undetermined(format!("the drill ended first: {reason}"), evidence));
    }
    // What still answers, and says that it is not well, is not waiting for its turn.
    let (who, from, to) = (who.clone(), begun, last.answered);
    let harm = match last.is_definite() {
        true if context.is_said_by_itself(&who, to) => Harm::Said { lasted: waited },
        true => Harm::Reported { who, from, to },
        false => Harm::Silent { who, from, to },
    };
    Some(Finding::contradicted(reason, evidence).by(harm))
}

/// How often what is back had fallen again before, in words.
fn fell_again(recovery: &Recovered) -> String {
    let again = |one: &Returned| if let Return::At(back) = &one.back { back.again } else { 0 };
    match recovery.claimed().map(again).max() {
        None | Some(0) => String::new(),
        Some(1) => ", after it had come back once and fallen again".to_owned(),
        Some(more) => format!(", after it had come back {more} times and fallen again"),
    }
}

/// What is back too late, or too close to its time to tell; none where it was in time.
fn in_time(took: Measured, within: Option<Span>, back: &str, evidence: &[u64]) -> Option<Finding> {
    let within = within?;
    if took.at_least() > within {
        let margin = took.at_least().saturating_sub(within);
        return Some(Finding::contradicted(back, evidence.to_vec()).by(Harm::Late { margin }));
    }
    let close = took.at_most() > within;
    close.then(|| Finding::undetermined(format!("{back}: too close to tell"), evidence.to_vec()))
}

/// What is back, and was not seen to stay; none where it was.
fn did_not_stay(
    context: &JudgeContext<'_>,
    recovery: &Recovered,
    took: Measured,
    back: &str,
    evidence: &[u64],
) -> Option<Finding> {
    let stayed = recovery.found.stayed.unwrap_or_default();
    let must = control::must_stay(took.value);
    if stayed >= must {
        return None;
    }
    let reason =
        format!("{back}, and was watched for {stayed} then: what is back must stay for {must}");
    // Time was given, and it fell again in it.
    let fell = !fell_again(recovery).is_empty() && context.windows.settled;
    let finding = if fell { Finding::contradicted } else { Finding::undetermined };
    Some(finding(reason, evidence.to_vec()))
}

/// All came back in time, and stayed: was it by the recovery?
fn by_the_recovery(
    context: &JudgeContext<'_>,
    recovery: &Recovered,
    back: &str,
    evidence: Vec<u64>,
) -> Finding {
    let Some((_, begun)) = recovery.begun else { return Finding::undetermined(back, evidence) };
    let back = format!("{back}, and stayed for {}", recovery.found.stayed.unwrap_or_default());
    let (_, last) = total(begun, &recovery.all).unwrap_or((begun, begun));
    let (outage, took) = (last.since(context.windows.fault.0), last.since(begun));
    if let Some(anyway) =
        recovery.control.as_ref().and_then(|one| control::heals_anyway(one, outage, took))
    {
        return Finding::undetermined(format!("{back}; but {anyway}"), evidence);
    }
    let control = recovery.control.as_ref().filter(|control| control::is_enough(control, outage));
    let without = control.map_or(String::new(), |one| {
        format!("; without it, not within {} (control)", one.withheld)
    });
    match (failed_command(context), control) {
        (None, _) => Finding::confirmed(format!("{back}{without}"), evidence),
        (Some((n, told)), Some(_)) => Finding::confirmed(
            format!("{told}, and yet: {back}{without}"),
            [evidence, vec![n]].concat(),
        ),
        (Some((n, told)), None) => {
            let reason =
                format!("{told}, and yet: {back}; without a control it is not known whether by it");
            Finding::undetermined(reason, [evidence, vec![n]].concat())
        }
    }
}

fn not_looked_at(recovery: &Recovered) -> String {
    let unknown = recovery.claimed().filter(|one| matches!(one.back, Return::Unknown));
    let names: Vec<String> = unknown.map(|one| one.who.to_string()).collect();
    match names.as_slice() {
        [] => "nothing that is claimed to come back is probed".to_owned(),
        names => {
            format!("not looked at long enough after the recovery to say: {}", names.join(", "))
        }
    }
}

/// Who was the last to be back, in words, and the events that show it.
fn decided_by(recovery: &Recovered) -> (String, Vec<u64>) {
    let at = |one: &Returned| match &one.back {
        Return::At(back) => {
            Some((back.window.1, format!(", {} last", one.who), back.evidence.clone()))
        }
        _ => None,
    };
    let last = recovery.claimed().filter_map(at).max_by_key(|(at, ..)| *at);
    last.map_or((String::new(), Vec::new()), |(_, name, evidence)| (name, evidence))
}

/// A command that was run and that the claim does not name: then another recovery was drilled than
/// the one to be judged, as where a timeline is judged by the claims of another pack.
fn other_command(context: &JudgeContext<'_>, recovery: &Recovered) -> Option<Finding> {
    let mut acts = context.observed.acts.iter().filter(|act| act.kind == ActionKind::Recovery);
    let act = acts.find(|act| !recovery.found.commands.contains(&act.what))?;
    let reason =
        format!("the drill ran `{}`, which is none of the commands of this claim", act.what);
    Some(Finding::undetermined(reason, vec![act.n]))
}

/// A command that firedrill itself could not run: then the documented recovery was not drilled.
fn not_run(context: &JudgeContext<'_>) -> Option<Finding> {
    let acts = context.observed.acts.iter().filter(|act| act.kind == ActionKind::Recovery);
    acts.filter(|act| act.at <= context.windows.end).find_map(|act| match &act.happening {
        Happening::NotRun { why } => Some(Finding::undetermined(
            format!("firedrill could not run `{}`: {why}", act.what),
            vec![act.n],
        )),
        _ => None,
    })
}

/// The first command of the recovery that went wrong: its event, and what is to be said of it.
fn failed_command(context: &JudgeContext<'_>) -> Option<(u64, String)> {
    let (act, exit, output) = failed_commands(context).next()?;
    let output =
        output.lines().find(|line| !line.trim().is_empty()).unwrap_or("it printed nothing");
    Some((act.n, format!("`{}` failed{exit}: {output}", act.what)))
}

/// The commands that went wrong, each with its exit status in words and what it printed.
pub(in crate::judge) fn failed_commands<'a>(
    context: &'a JudgeContext<'_>,
) -> impl Iterator<Item = (&'a Act, String, &'a str)> {
    let acts = context.observed.acts.iter().filter(|act| act.kind == ActionKind::Recovery);
    acts.filter(|act| act.at <= context.windows.end).filter_map(|act| match &act.happening {
        Happening::Failed { exit, output } => {
            let exit = exit.map_or(String::new(), |exit| format!(" with exit status {exit}"));
            Some((act, exit, output.as_str()))
        }
        Happening::Begun | Happening::Done { .. } | Happening::NotRun { .. } => None,
    })
}
