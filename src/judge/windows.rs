//! The drill's phases as windows of time, and whether there is anything to judge at all.

use crate::observe::{Observed, Transition};
use crate::timeline::{ActionKind, Happening, Phase};
use crate::words::{Moment, ServiceName};

/// Why nothing can be judged.
#[derive(Debug)]
pub(super) struct NothingToJudge {
    pub reason: String,
    pub evidence: Vec<u64>,
}

/// When what happened.
#[derive(Debug)]
pub(super) struct Windows {
    /// When the steady phase began.
    pub steady: Moment,
    /// Until when nothing had been done to the stack: the fault, or the first that brought it near.
    pub calm: Moment,
    /// When the fault happened, as narrowly as it is known.
    pub fault: (Moment, Moment),
    /// From when it had surely taken hold of every target.
    pub hold: Moment,
    /// The events that show that it had.
    pub held_by: Vec<u64>,
    /// When the observing ended: the recovery began, or the drill broke off.
    pub recover: Moment,
    /// Until when the outage lasted: every target served again, by whatever means, or all ended.
    /// Harm that shows before counts, be it after the recovery began.
    pub over: Moment,
    /// Until when nobody had done anything about the fault, or the outage lasted: what falls before
    /// falls by the fault, be it after a target served again by itself.
    pub watched: Moment,
    /// Until when a target surely did not serve. Between this and `over` lies a target's last bad
    /// look, which may have been silent for a second: what others did then says nothing of the
    /// outage.
    pub surely: Moment,
    /// Whether the observing ended as it should, and not by an interruption.
    pub observed_out: bool,
    /// The first recovery command's start: event and time.
    pub recovery: Option<(u64, Moment)>,
    /// Until when what came back came back by the recovery: our own undo, or the end.
    pub end: Moment,
    /// Whether the recovery had all its time: the drill went on to settle, be it after our own
    /// undo. One that was interrupted never does.
    pub settled: bool,
}

/// The first sign of the fault on one target.
struct Sign {
    at: Moment,
    /// From when who uses it saw it; where nobody did, the first sign itself.
    held: Moment,
    evidence: Vec<u64>,
    /// The window in which a direct probe saw it change, where one did.
    window: Option<(Moment, Moment)>,
}

impl Windows {
    /// Reads the phases; the error says why there is nothing to judge.
    pub fn of(observed: &Observed) -> Result<Self, NothingToJudge> {
        let reached = |phase: Phase| observed.phases.iter().find(|(_, _, other)| *other == phase);
        if reached(Phase::Inject).is_none() {
            let near = reached(Phase::Approach).is_some();
            return Err(if near { not_near(observed) } else { no_steady_state(observed) });
        }
        let begun = fault_begun(observed)?;
        let recovery = begun_act(observed, ActionKind::Recovery);
        let undo = begun_act(observed, ActionKind::Undo).map(|(_, at)| at);
        let after_observe = observed.phases.iter().find(|(_, _, phase)| *phase > Phase::Watch);
        let last = observed.last.1;
        let ends = [recovery.map(|(_, at)| at), undo, after_observe.map(|(_, at, _)| *at)];
        let recover = ends.into_iter().flatten().min().unwrap_or(last).max(begun);
        // What comes after belongs to the control, which is judged by itself.
        let done = reached(Phase::Control).or(reached(Phase::Done)).map(|(_, at, _)| *at);
        let end = [undo, done].into_iter().flatten().min().unwrap_or(last).max(recover);
        let signs = signs(observed, begun, recover)?;
        let went_on = reached(Phase::Recover).or(reached(Phase::Settle));
        let fault = fault_window(observed, begun, &signs);
        let near = begun_act(observed, ActionKind::Approach).map(|(_, at)| at);
        let hold = signs.iter().map(|sign| sign.held).max().unwrap_or(begun);
        let over = outage_over(observed, hold, end);
        Ok(Self {
            steady: reached(Phase::Steady).map_or(Moment::START, |(_, at, _)| *at),
            calm: near.map_or(fault.0, |near| near.min(fault.0)),
            fault,
            hold,
            over,
            watched: over.max(recover),
            surely: surely_until(observed, over, end).max(recover.min(over)),
            held_by: signs.iter().flat_map(|sign| sign.evidence.clone()).collect(),
            recover,
            observed_out: went_on.is_some_and(|(_, at, _)| *at <= end)
                || recovery.is_some_and(|(_, at)| at <= recover),
            recovery: recovery.filter(|(_, at)| *at <= end),
            end,
            settled: reached(Phase::Settle).is_some(),
        })
    }
}

fn no_steady_state(observed: &Observed) -> NothingToJudge {
    let unwell: Vec<String> =
        observed.unwell().into_iter().map(|one| format!("{} ({})", one.who, one.symptom)).collect();
    let reason = if unwell.is_empty() {
        "the drill ended before its steady state had held long enough".to_owned()
    } else {
        format!("no steady state was reached; not well: {}", some(&unwell))
    };
    NothingToJudge { reason, evidence: vec![observed.last.0] }
}

/// The first few, and how many more.
fn some(names: &[String]) -> String {
    match names {
        [first, second, third, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        few => few.join(", "),
    }
}

fn not_near(observed: &Observed) -> NothingToJudge {
    let failed = observed.acts.iter().find_map(|act| match &act.happening {
        Happening::Failed { output, .. } | Happening::NotRun { why: output }
            if act.kind == ActionKind::Approach =>
        {
            Some((act, output))
        }
        _ => None,
    });
    match failed {
        Some((act, output)) => NothingToJudge {
            reason: format!("the fault could not be brought near: {}: {output}", act.what),
            evidence: vec![act.n],
        },
        None => NothingToJudge {
            reason: "the drill ended while the fault was brought near, before it was there"
                .to_owned(),
            evidence: vec![observed.last.0],
        },
    }
}

fn fault_begun(observed: &Observed) -> Result<Moment, NothingToJudge> {
    let faults = || observed.acts.iter().filter(|act| act.kind == ActionKind::Fault);
    for act in faults() {
        if let Happening::Failed { output, .. } | Happening::NotRun { why: output } = &act.happening
        {
            let reason = format!("the fault could not be injected: {}: {output}", act.what);
            return Err(NothingToJudge { reason, evidence: vec![act.n] });
        }
    }
    faults().next().map(|act| act.at).ok_or_else(|| NothingToJudge {
        reason: "the drill ended before the fault was injected".to_owned(),
        evidence: vec![observed.last.0],
    })
}

fn begun_act(observed: &Observed, kind: ActionKind) -> Option<(u64, Moment)> {
    observed.acts.iter().find(|act| act.kind == kind).map(|act| (act.n, act.at))
}

/// The first sign on every target, or which target showed none.
fn signs(observed: &Observed, begun: Moment, until: Moment) -> Result<Vec<Sign>, NothingToJudge> {
    let on = |target: &ServiceName| {
        sign(observed, target, begun, until).ok_or_else(|| NothingToJudge {
            reason: format!(
                "the fault did not take hold of {target}: no probe of it failed, and the engine \
                 did not report that it died"
            ),
            evidence: observed
                .acts
                .iter()
                .filter(|act| act.kind == ActionKind::Fault)
                .map(|act| act.n)
                .collect(),
        })
    };
    observed.targets.iter().map(on).collect()
}

fn sign(observed: &Observed, target: &ServiceName, begun: Moment, until: Moment) -> Option<Sign> {
    let episodes = observed.of_service(target).flat_map(|series| series.episodes(until));
    let changes =
        episodes.map(|episode| episode.begin).filter(|change| change.first.answered >= begun);
    let first = changes.min_by_key(|change| change.first.answered);
    let death = observed.deaths_of(target).find(|life| life.at >= begun && life.at <= until);
    let window = first.filter(Transition::is_direct).map(Transition::window);
    let seen = first.map(|change| (change.first.answered, change.first.n));
    let (at, n) = seen.into_iter().chain(death.map(|life| (life.at, life.n))).min()?;
    let felt = observed.serving(target).flat_map(|series| series.episodes(until));
    let felt = felt.map(|episode| episode.begin.first).filter(|look| look.answered >= begun);
    let felt = felt.min_by_key(|look| look.answered);
    let held = felt.map_or(at, |look| look.answered.max(at));
    let evidence = std::iter::once(n).chain(felt.map(|look| look.n)).collect();
    Some(Sign { at, held, evidence, window })
}

/// From `hold` on, the first moment at which no target is seen not to serve.
fn outage_over(observed: &Observed, hold: Moment, end: Moment) -> Moment {
    let probes = observed.targets.iter().flat_map(|target| observed.serving(target));
    let episodes: Vec<(Moment, Moment)> = probes
        .flat_map(|series| series.episodes(end))
        .map(|episode| {
            (episode.begin.first.sent, episode.end.map_or(end, |end| end.first.answered))
        })
        .collect();
    let mut over = hold;
    // Each turn steps over a episode, so that it ends.
    while let Some((_, to)) =
        episodes.iter().filter(|(from, to)| *from <= over && *to > over).max_by_key(|(_, to)| *to)
    {
        over = *to;
    }
    over.min(end)
}

/// The last look sent while the outage lasted that saw a target not serve; its end where the target
/// never served again.
fn surely_until(observed: &Observed, over: Moment, end: Moment) -> Moment {
    let probes = observed.targets.iter().flat_map(|target| observed.serving(target));
    let ends = probes.flat_map(|series| series.episodes(end)).filter_map(|episode| episode.end);
    let last = ends
        .filter(|back| back.first.answered <= over)
        .filter_map(|back| back.before)
        .map(|look| look.sent);
    if over >= end { over } else { last.max().unwrap_or(over).min(over) }
}

/// The fault happened between the two ends of its injection, no later than its first sign, and
/// where direct probes saw the targets change, not before the last look that saw all of them well.
fn fault_window(observed: &Observed, begun: Moment, signs: &[Sign]) -> (Moment, Moment) {
    let ended = observed
        .acts
        .iter()
        .filter(|act| act.kind == ActionKind::Fault && !matches!(act.happening, Happening::Begun));
    let done = ended.map(|act| act.at).max().unwrap_or(observed.last.1).max(begun);
    let latest =
        signs.iter().map(|sign| sign.at).min().map_or(done, |sign| sign.min(done)).max(begun);
    let well: Option<Vec<Moment>> =
        signs.iter().map(|sign| sign.window.map(|(well, _)| well)).collect();
    let earliest = well.and_then(|all| all.into_iter().min()).map_or(begun, |well| well.max(begun));
    if earliest <= latest { (earliest, latest) } else { (begun, latest) }
}
