//! How it came back, and whether in the documented time.

mod verdict;
mod whole;

pub(super) use verdict::{failed_commands, judge};

use super::context::{JudgeContext, documented_recovery, list};
use super::control;
use super::findings::{self, RecoveryFound};
use super::journeys;
use super::windows::Windows;
use crate::observe::{Act, FailureEpisode, ProbeSample, ProbeSeries, Transition};
use crate::pack::claim::recovers_by_a_tree;
use crate::timeline::{ActionKind, Control, Happening, Header, ProbeSubject};
use crate::words::{DetectorKind, JourneyName, Measured, Moment, ServiceName, Span};
use std::collections::BTreeMap;

/// When something was back for good.
#[derive(Debug, Clone)]
pub(super) enum Return {
    /// It was well when the recovery began, and stayed so: it had never been away.
    NeverAway,
    /// It had been away, and was back within this window, before the recovery began.
    Before((Moment, Moment)),
    /// Within this window; the evidence is the last bad look and the first good one.
    At(Back),
    /// It was not, by the end: its last bad look, what was amiss, and how often it had been back
    /// before.
    Never { last: ProbeSample, symptom: String, again: usize },
    /// It was not looked at long enough to say.
    Unknown,
}

/// How something came back after the recovery had begun.
#[derive(Debug, Clone)]
pub(super) struct Back {
    /// Within this window it was back for good.
    pub window: (Moment, Moment),
    /// The last bad look and the first good one.
    pub evidence: Vec<u64>,
    /// How often it fell again before.
    pub again: usize,
}

/// How what a probe sees came back: `since` is when it was broken, `begun` when it was mended.
pub(super) fn came_back(series: &ProbeSeries, since: Moment, begun: Moment, end: Moment) -> Return {
    let Some(last) = series.last_before(end).filter(|last| last.answered >= begun) else {
        return Return::Unknown;
    };
    let episodes: Vec<FailureEpisode> =
        series.episodes(end).into_iter().filter(|one| one.begin.first.answered > since).collect();
    let before =
        |episode: &&FailureEpisode| episode.end.is_some_and(|end| end.first.answered <= begun);
    let after = episodes.iter().filter(|episode| !before(episode));
    let again = after.clone().count().saturating_sub(1);
    match (after.clone().next_back(), episodes.iter().rfind(before)) {
        (None, None) => Return::NeverAway,
        (None, Some(episode)) => {
            let back = episode.end.unwrap_or(episode.begin);
            Return::Before(back.window())
        }
        (Some(FailureEpisode { end: Some(back), .. }), _) => {
            Return::At(Back { window: back.window(), evidence: back.evidence(), again })
        }
        (Some(_), _) if !last.is_ok() => {
            Return::Never { last, symptom: series.symptom(last).to_owned(), again }
        }
        (Some(_), _) => Return::Unknown,
    }
}

/// All of these together: back with the last of them.
pub(super) fn together(returns: Vec<Return>) -> Return {
    let (mut at, mut before, mut unknown) = (None::<Back>, None::<Return>, returns.is_empty());
    for one in returns {
        match one {
            Return::Never { .. } => return one,
            Return::Unknown => unknown = true,
            Return::NeverAway => {}
            Return::Before(window) => {
                let later = before.as_ref().is_none_or(
                    |known| matches!(known, Return::Before(other) if window.1 > other.1),
                );
                before = if later { Some(one) } else { before };
            }
            Return::At(back) => {
                at = Some(match at {
                    None => back,
                    // The last of several lies between the latest of the earliest and the latest of
                    // the latest.
                    Some(known) if back.window.1 > known.window.1 => Back {
                        window: (known.window.0.max(back.window.0), back.window.1),
                        again: known.again.max(back.again),
                        ..back
                    },
                    Some(known) => Back {
                        window: (known.window.0.max(back.window.0), known.window.1),
                        again: known.again.max(back.again),
                        ..known
                    },
                });
            }
        }
    }
    match (at, before) {
        _ if unknown => Return::Unknown,
        (Some(back), _) => Return::At(back),
        (None, Some(before)) => before,
        (None, None) => Return::NeverAway,
    }
}

/// Whether any of a target's probes saw it serve again before the recovery began, whatever became
/// of it then: a restart of what serves takes it away once more.
fn served_before(
    context: &JudgeContext<'_>,
    target: &ServiceName,
    begun: Moment,
) -> Option<(Measured, Vec<u64>)> {
    let fault = context.windows.fault;
    let mut last: Option<Transition> = None;
    for series in context.observed.serving(target) {
        let episodes = series.episodes(context.windows.end);
        let mut since =
            episodes.iter().filter(|episode| episode.begin.first.answered > fault.0).peekable();
        // What this probe looks at was never away.
        if since.peek().is_none() {
            continue;
        }
        // One that was away as the recovery began was not back before.
        let away = |episode: &FailureEpisode| {
            episode.begin.first.sent <= begun
                && episode.end.is_none_or(|end| end.first.answered > begun)
        };
        if since.clone().any(away) {
            return None;
        }
        let back =
            since.filter_map(|episode| episode.end).rfind(|end| end.first.answered <= begun)?;
        last = last.filter(|known| known.first.answered >= back.first.answered).or(Some(back));
    }
    last.map(|back| (Measured::between(fault, back.window()), back.evidence()))
}

/// Somebody whose return is of interest.
pub(super) struct Returned {
    pub who: ProbeSubject,
    /// Whether it is claimed to come back.
    counts: bool,
    pub back: Return,
}

/// The recovery, worked out.
pub(super) struct Recovered {
    /// The report's entry.
    pub found: RecoveryFound,
    /// The start of the first command; none where none was run.
    pub begun: Option<(u64, Moment)>,
    /// All whose return is of interest, services first.
    pub all: Vec<Returned>,
    /// What happened without the recovery, where that was tried.
    control: Option<Control>,
}

impl Recovered {
    /// Until when what is back had to stay.
    pub fn watched_until(&self, windows: &Windows) -> Moment {
        let back = self.begun.and_then(|(_, at)| total(at, &self.all));
        let stays = self.found.observed.map(|took| control::must_stay(took.value));
        back.zip(stays).map_or(windows.end, |((_, back), stays)| windows.end.min(back + stays))
    }

    /// Those that are claimed to come back.
    fn claimed(&self) -> impl Iterator<Item = &Returned> {
        self.all.iter().filter(|one| one.counts)
    }
}

/// Works it out.
pub(super) fn of(context: &JudgeContext<'_>) -> Recovered {
    let (commands, documented) = documented_recovery(context.header);
    let commands = if commands.is_empty() { done(context) } else { commands };
    let outage = outage(context);
    let mut found = RecoveryFound { commands, documented, outage, ..RecoveryFound::default() };
    let Some((n, at)) = context.windows.recovery else {
        return Recovered { found, begun: None, all: Vec::new(), control: None };
    };
    let all = returned(context, at);
    for one in &all {
        let back = back(at, &one.back);
        match &one.who {
            // What is no service is not reported as one.
            ProbeSubject::Service(name) if context.is_effect(name) => {}
            ProbeSubject::Service(name) => {
                found.by_service.insert(name.clone(), back);
            }
            ProbeSubject::Journey(name) => {
                found.by_journey.insert(name.clone(), back);
            }
        }
    }
    found.observed = total(at, &all).map(|window| Measured::between((at, at), window));
    found.stayed = total(at, &all).map(|(_, back)| context.windows.end.since(back));
    let control = control::of(context);
    found.control = control.clone().map(Into::into);
    found.alerts_cleared = alerts_cleared(context, at);
    let late = |one: &Returned| Some(format!("{}: {}", one.who, never(&one.back)?));
    let late: Vec<String> = all.iter().filter(|one| one.counts).filter_map(late).collect();
    found.not_recovered_because = (!late.is_empty()).then(|| late.join("; "));
    let holds =
        documented.is_some_and(|within| found.observed.is_none_or(|it| it.at_least() <= within));
    let by_it = healed_before(context, at).is_none();
    found.proposed = found.observed.filter(|_| !holds && by_it).map(|it| propose(it.at_most()));
    Recovered { found, begun: Some((n, at)), all, control }
}

/// What was done where the document gives no recovery: what a decision tree led to.
fn done(context: &JudgeContext<'_>) -> Vec<String> {
    let acts = context.observed.acts.iter();
    let begun =
        |act: &&Act| act.kind == ActionKind::Recovery && matches!(act.happening, Happening::Begun);
    acts.filter(begun).map(|act| act.what.clone()).collect()
}

/// The targets that served again before the recovery began, in words, with the events that show it;
/// none where none did.
fn healed_before(context: &JudgeContext<'_>, begun: Moment) -> Option<(String, Vec<u64>)> {
    let (mut told, mut evidence) = (Vec::new(), Vec::new());
    for target in &context.header.targets {
        if let Some((after, events)) = served_before(context, target, begun) {
            told.push(format!("{target} was back {after} after the fault"));
            evidence.extend(events);
        }
    }
    (!told.is_empty()).then(|| (list(&told), evidence))
}

fn returned(context: &JudgeContext<'_>, begun: Moment) -> Vec<Returned> {
    let (fault, end) = (context.windows.fault.0, context.windows.end);
    let returned = |(who, counts): (ProbeSubject, bool)| {
        let back = together(
            probes(context, &who).map(|series| came_back(series, fault, begun, end)).collect(),
        );
        Returned { who, counts, back }
    };
    let services =
        services(context).into_iter().map(|(name, counts)| (ProbeSubject::Service(name), counts));
    let journeys = journeys_of(context)
        .into_iter()
        .map(|(name, counts)| (ProbeSubject::Journey(name), counts));
    services.chain(journeys).map(returned).collect()
}

fn never(back: &Return) -> Option<&str> {
    match back {
        Return::Never { symptom, .. } => Some(symptom),
        _ => None,
    }
}

/// What stands in the report where nothing could be judged: the document's own words.
pub(super) fn unseen(header: &Header) -> RecoveryFound {
    let (commands, documented) = documented_recovery(header);
    RecoveryFound { commands, documented, ..RecoveryFound::default() }
}

/// The services whose return is of interest, and whether it counts: targets and claimed ones do,
/// others that fell do not, unless a decision tree is to bring all back.
fn services(context: &JudgeContext<'_>) -> BTreeMap<ServiceName, bool> {
    let probed = |service: &&ServiceName| context.service(service).is_some();
    let fell = context
        .services
        .iter()
        .filter(|outcome| outcome.fell.is_some())
        .map(|outcome| (outcome.service.clone(), false));
    if recovers_by_a_tree(&context.header.claims) {
        let all = context.services.iter();
        return all.map(|outcome| (outcome.service.clone(), true)).collect();
    }
    let named = context.named().unwrap_or_default();
    let claimed = context
        .header
        .targets
        .iter()
        .chain(&named)
        .filter(probed)
        .map(|service| (service.clone(), true));
    fell.chain(claimed).collect()
}

/// The same of journeys: those with an impact claim count, others that were hurt do not.
fn journeys_of(context: &JudgeContext<'_>) -> BTreeMap<JourneyName, bool> {
    let every = recovers_by_a_tree(&context.header.claims);
    let counts = |journey: &JourneyName| {
        every || context.header.claims.iter().any(|claim| claim.as_kind().is_impact_of(journey))
    };
    let hurt = |journey: &JourneyName| {
        !journeys::away(context.observed, journey, context.windows.fault.0, context.windows.end)
            .is_empty()
    };
    let of_interest = context
        .journeys
        .iter()
        .map(|outcome| &outcome.journey)
        .filter(|journey| counts(journey) || hurt(journey));
    of_interest.map(|journey| (journey.clone(), counts(journey))).collect()
}

/// The probes by which somebody's return is seen.
fn probes<'a>(
    context: &'a JudgeContext<'_>,
    who: &'a ProbeSubject,
) -> impl Iterator<Item = &'a ProbeSeries> {
    let (services, journeys) = match who {
        ProbeSubject::Service(name) => (Some(context.observed.serving(name)), None),
        ProbeSubject::Journey(name) => (None, Some(context.observed.of_journey(name))),
    };
    services.into_iter().flatten().chain(journeys.into_iter().flatten())
}

fn back(begun: Moment, back: &Return) -> findings::Back {
    let after = match back {
        Return::NeverAway | Return::Before(..) => {
            Some(Measured { value: Span::ZERO, uncertainty: Span::ZERO })
        }
        Return::At(back) => Some(Measured::between((begun, begun), back.window)),
        Return::Never { .. } | Return::Unknown => None,
    };
    findings::Back { after }
}

/// The window in which the last of those that are claimed was back; none while one is not.
fn total(begun: Moment, all: &[Returned]) -> Option<(Moment, Moment)> {
    let claimed = || all.iter().filter(|one| one.counts);
    let mut window = (begun, begun);
    for one in claimed() {
        match &one.back {
            Return::NeverAway | Return::Before(..) => {}
            Return::At(Back { window: (from, to), .. }) => {
                window = (window.0.max(*from), window.1.max(*to));
            }
            Return::Never { .. } | Return::Unknown => return None,
        }
    }
    claimed().next().map(|_| window)
}

/// From the fault until the last journey was back.
fn outage(context: &JudgeContext<'_>) -> Option<Measured> {
    let mut last: Option<(Moment, Moment)> = None;
    for outcome in &context.journeys {
        let away = journeys::away(
            context.observed,
            &outcome.journey,
            context.windows.fault.0,
            context.windows.end,
        );
        if let Some(episode) = away.last() {
            let (from, to) = episode.end?.window();
            last = Some(last.map_or((from, to), |known| (known.0.max(from), known.1.max(to))));
        }
    }
    last.map(|window| Measured::between(context.windows.fault, window))
}

/// From the start until the last alert that had noticed was quiet again; none while one is not.
fn alerts_cleared(context: &JudgeContext<'_>, begun: Moment) -> Option<Span> {
    let alerts =
        context.observed.detectors.iter().filter(|series| series.info.kind == DetectorKind::Alert);
    let mut cleared = None;
    for series in alerts {
        let since = |at: Moment| at > context.windows.fault.0 && at <= context.windows.end;
        let samples = || series.samples.iter().filter(|sample| since(sample.answered));
        let Some(noticed) = samples().rposition_of(|sample| sample.noticed()) else { continue };
        let quiet = samples().nth(noticed + 1)?;
        cleared = cleared.max(Some(quiet.answered.since(begun)));
    }
    cleared
}

/// The position of the last that passes, counted from the front.
trait LastPosition: Iterator + Sized {
    fn rposition_of(self, test: impl Fn(&Self::Item) -> bool) -> Option<usize> {
        self.enumerate().filter(|(_, item)| test(item)).last().map(|(index, _)| index)
    }
}

impl<I: Iterator> LastPosition for I {}

/// A figure that a person would write: the next of a shutdown, so that there is some room.
fn propose(measured: Span) -> Span {
    const LADDER: [u64; 19] =
        [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1_200, 1_800, 3_600];
    let secs = measured.as_micros().div_ceil(1_000_000);
    let written = LADDER.into_iter().find(|step| *step >= secs);
    Span::secs(written.unwrap_or_else(|| secs.div_ceil(3_600).saturating_mul(3_600).min(86_400)))
}
