//! How it came back, and whether in the documented time.

use super::findings::{Back, RecoveryFound};
use super::ground::{Finding, Ground, documented_recovery, stated};
use super::journeys;
use super::observed::Act;
use super::track::{Look, Track};
use crate::timeline::{ActionKind, Happening, Header, ProbeSubject};
use crate::words::{DetectorKind, JourneyName, Measured, Moment, ServiceName, Span};
use std::collections::BTreeMap;

/// When something was back for good.
#[derive(Debug, Clone)]
pub(super) enum Return {
    /// It was well when the recovery began, and stayed so.
    NeverAway,
    /// Within this window; the evidence is the last bad look and the first good one.
    At((Moment, Moment), Vec<u64>),
    /// It was not, by the end: its last bad look, and what was amiss.
    Never(Look, String),
    /// It was not looked at long enough to say.
    Unknown,
}

fn came_back(track: &Track, begun: Moment, end: Moment) -> Return {
    if track.last_before(end).is_none_or(|last| last.answered < begun) {
        return Return::Unknown;
    }
    match track.spells(end).pop() {
        None => Return::NeverAway,
        Some(spell) => match (spell.end, track.last_before(end)) {
            (Some(back), _) if back.first.answered <= begun => Return::NeverAway,
            (Some(back), _) => Return::At(back.window(), back.evidence()),
            (None, Some(last)) if !last.is_ok() => Return::Never(last, track.symptom(last).to_owned()),
            (None, _) => Return::Unknown,
        },
    }
}

/// All of these together: back with the last of them.
fn together(returns: Vec<Return>) -> Return {
    let (mut at, mut unknown) = (None::<((Moment, Moment), Vec<u64>)>, returns.is_empty());
    for one in returns {
        match one {
            Return::Never(..) => return one,
            Return::Unknown => unknown = true,
            Return::NeverAway => {}
            Return::At(window, evidence) => {
                at = Some(match at {
                    None => (window, evidence),
                    // The last of several lies between the latest of the earliest and the latest of the latest.
                    Some((known, _)) if window.1 > known.1 => ((known.0.max(window.0), window.1), evidence),
                    Some((known, evidence)) => ((known.0.max(window.0), known.1), evidence),
                });
            }
        }
    }
    match at {
        _ if unknown => Return::Unknown,
        Some((window, evidence)) => Return::At(window, evidence),
        None => Return::NeverAway,
    }
}

/// Somebody whose return is of interest.
pub(super) struct Returned {
    pub who: ProbeSubject,
    /// Whether it is claimed to come back.
    counts: bool,
    pub back: Return,
}

/// The recovery, worked out.
pub(super) struct Recovery {
    /// The report's entry.
    pub found: RecoveryFound,
    /// The start of the first command; none where none was run.
    pub begun: Option<(u64, Moment)>,
    /// All whose return is of interest, services first.
    pub all: Vec<Returned>,
}

impl Recovery {
    /// Those that are claimed to come back.
    fn claimed(&self) -> impl Iterator<Item = &Returned> {
        self.all.iter().filter(|one| one.counts)
    }
}

/// Works it out.
pub(super) fn of(ground: &Ground<'_>) -> Recovery {
    let (commands, documented) = documented_recovery(ground.header);
    let outage = outage(ground);
    let mut found = RecoveryFound { commands, documented, outage, ..RecoveryFound::default() };
    let Some((n, at)) = ground.windows.recovery else {
        return Recovery { found, begun: None, all: Vec::new() };
    };
    let all = returned(ground, at);
    for one in &all {
        let back = back(at, &one.back);
        match &one.who {
            // What is no service is not reported as one.
            ProbeSubject::Service(name) if ground.is_effect(name) => {}
            ProbeSubject::Service(name) => {
                found.by_service.insert(name.clone(), back);
            }
            ProbeSubject::Journey(name) => {
                found.by_journey.insert(name.clone(), back);
            }
        }
    }
    found.observed = total(at, &all);
    found.alerts_cleared = alerts_cleared(ground, at);
    let late = |one: &Returned| Some(format!("{}: {}", one.who, never(&one.back)?));
    let late: Vec<String> = all.iter().filter(|one| one.counts).filter_map(late).collect();
    found.not_recovered_because = (!late.is_empty()).then(|| late.join("; "));
    let holds = documented.is_some_and(|within| found.observed.is_none_or(|it| it.at_least() <= within));
    found.proposed = found.observed.filter(|_| !holds).map(|it| propose(it.at_most()));
    Recovery { found, begun: Some((n, at)), all }
}

fn returned(ground: &Ground<'_>, begun: Moment) -> Vec<Returned> {
    let services = services(ground).into_iter().map(|(name, counts)| Returned {
        back: service_back(ground, &name, begun),
        who: ProbeSubject::Service(name),
        counts,
    });
    let journeys = journeys_of(ground).into_iter().map(|(name, counts)| Returned {
        back: journey_back(ground, &name, begun),
        who: ProbeSubject::Journey(name),
        counts,
    });
    services.chain(journeys).collect()
}

fn never(back: &Return) -> Option<&str> {
    match back {
        Return::Never(_, symptom) => Some(symptom),
        _ => None,
    }
}

/// What stands in the report where nothing could be judged: the document's own words.
pub(super) fn unseen(header: &Header) -> RecoveryFound {
    let (commands, documented) = documented_recovery(header);
    RecoveryFound { commands, documented, ..RecoveryFound::default() }
}

/// The services whose return is of interest, and whether it counts: targets and claimed ones do, others that fell do not.
fn services(ground: &Ground<'_>) -> BTreeMap<ServiceName, bool> {
    let probed = |service: &&ServiceName| ground.fate(service).is_some();
    let fell = ground.fates.iter().filter(|fate| fate.fell.is_some()).map(|fate| (fate.service.clone(), false));
    let named = ground.named().unwrap_or_default();
    let claimed = ground.header.targets.iter().chain(&named).filter(probed).map(|service| (service.clone(), true));
    fell.chain(claimed).collect()
}

/// The same of journeys: those with an impact claim count, others that were hurt do not.
fn journeys_of(ground: &Ground<'_>) -> BTreeMap<JourneyName, bool> {
    let counts = |journey: &JourneyName| ground.header.claims.iter().any(|claim| claim.assertion.is_impact_of(journey));
    let hurt = |journey: &JourneyName| {
        !journeys::away(ground.observed, journey, ground.windows.fault.0, ground.windows.end).is_empty()
    };
    let of_interest = ground.fares.iter().map(|fare| &fare.journey).filter(|journey| counts(journey) || hurt(journey));
    of_interest.map(|journey| (journey.clone(), counts(journey))).collect()
}

fn service_back(ground: &Ground<'_>, service: &ServiceName, begun: Moment) -> Return {
    let tracks = ground.observed.serving(service);
    together(tracks.map(|track| came_back(track, begun, ground.windows.end)).collect())
}

fn journey_back(ground: &Ground<'_>, journey: &JourneyName, begun: Moment) -> Return {
    let tracks = ground.observed.of_journey(journey);
    together(tracks.map(|track| came_back(track, begun, ground.windows.end)).collect())
}

fn back(begun: Moment, back: &Return) -> Back {
    let after = match back {
        Return::NeverAway => Some(Measured { value: Span::ZERO, uncertainty: Span::ZERO }),
        Return::At(window, _) => Some(Measured::between((begun, begun), *window)),
        Return::Never(..) | Return::Unknown => None,
    };
    Back { after }
}

/// From the start until the last was back; none while one is not.
fn total(begun: Moment, all: &[Returned]) -> Option<Measured> {
    let claimed = || all.iter().filter(|one| one.counts);
    let mut window = (begun, begun);
    for one in claimed() {
        match &one.back {
            Return::NeverAway => {}
            Return::At((from, to), _) => window = (window.0.max(*from), window.1.max(*to)),
            Return::Never(..) | Return::Unknown => return None,
        }
    }
    claimed().next().map(|_| Measured::between((begun, begun), window))
}

/// From the fault until the last journey was back.
fn outage(ground: &Ground<'_>) -> Option<Measured> {
    let mut last: Option<(Moment, Moment)> = None;
    for fare in &ground.fares {
        let away = journeys::away(ground.observed, &fare.journey, ground.windows.fault.0, ground.windows.end);
        if let Some(spell) = away.last() {
            let (from, to) = spell.end?.window();
            last = Some(last.map_or((from, to), |known| (known.0.max(from), known.1.max(to))));
        }
    }
    last.map(|window| Measured::between(ground.windows.fault, window))
}

/// From the start until the last alert that had noticed was quiet again; none while one is not.
fn alerts_cleared(ground: &Ground<'_>, begun: Moment) -> Option<Span> {
    let alerts = ground.observed.detectors.iter().filter(|track| track.info.kind == DetectorKind::Alert);
    let mut cleared = None;
    for track in alerts {
        let since = |at: Moment| at > ground.windows.fault.0 && at <= ground.windows.end;
        let glances = || track.glances.iter().filter(|glance| since(glance.answered));
        let Some(noticed) = glances().rposition_of(|glance| glance.noticed) else { continue };
        let quiet = glances().nth(noticed + 1)?;
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

/// A figure that a person would write: the next of a ladder, so that there is some room.
fn propose(measured: Span) -> Span {
    const LADDER: [u64; 19] = [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1_200, 1_800, 3_600];
    let secs = measured.as_micros().div_ceil(1_000_000);
    let written = LADDER.into_iter().find(|step| *step >= secs);
    Span::secs(written.unwrap_or_else(|| secs.div_ceil(3_600).saturating_mul(3_600).min(86_400)))
}

/// "These commands bring it back, in this time."
pub(super) fn judge(ground: &Ground<'_>, recovery: &Recovery, within: Option<Span>) -> Finding {
    let Some((begun_n, begun)) = recovery.begun else {
        return Finding::undetermined(
            "no recovery command was run: the drill ended before its recovery",
            vec![ground.observed.last.0],
        );
    };
    if let Some(other) = other_command(ground, recovery) {
        return other;
    }
    if let Some(failed) = failed_command(ground, recovery) {
        return failed;
    }
    let limit = within.map_or(String::new(), |within| format!(", documented {}", stated(within)));
    for one in recovery.claimed() {
        if let Return::Never(last, symptom) = &one.back {
            let waited = last.sent.since(begun);
            let reason = format!("{} was still not well {waited} after the recovery began ({symptom}){limit}", one.who);
            let too_late = within.is_some_and(|within| waited > within);
            return if ground.windows.settled || too_late {
                // What still answers, and says that it is not well, is not waiting for its turn.
                let finding = Finding::contradicted(reason, vec![begun_n, last.n]);
                Finding { said: last.is_failed() && last.is_definite(), ..finding }
            } else {
                Finding::undetermined(format!("the drill ended first: {reason}"), vec![begun_n, last.n])
            };
        }
    }
    let Some(took) = recovery.found.observed else {
        return Finding::undetermined(not_looked_at(recovery), vec![begun_n]);
    };
    let (last, evidence) = decided_by(recovery);
    let evidence = [vec![begun_n], evidence].concat();
    let back = format!("back {took} after the recovery began{last}{limit}");
    match within {
        Some(within) if took.at_least() > within => Finding::contradicted(back, evidence),
        Some(within) if took.at_most() > within => {
            Finding::undetermined(format!("{back}: too close to tell"), evidence)
        }
        _ => Finding::confirmed(back, evidence),
    }
}

fn not_looked_at(recovery: &Recovery) -> String {
    let unknown = recovery.claimed().filter(|one| matches!(one.back, Return::Unknown));
    let names: Vec<String> = unknown.map(|one| one.who.to_string()).collect();
    match names.as_slice() {
        [] => "nothing that is claimed to come back is probed".to_owned(),
        names => format!("not looked at long enough after the recovery to say: {}", names.join(", ")),
    }
}

/// Who was the last to be back, in words, and the events that show it.
fn decided_by(recovery: &Recovery) -> (String, Vec<u64>) {
    let at = |one: &Returned| match &one.back {
        Return::At(window, evidence) => Some((window.1, format!(", {} last", one.who), evidence.clone())),
        _ => None,
    };
    let last = recovery.claimed().filter_map(at).max_by_key(|(at, ..)| *at);
    last.map_or((String::new(), Vec::new()), |(_, name, evidence)| (name, evidence))
}

/// A command that was run and that the claim does not name: then another recovery was drilled than the one to be judged, as
/// where a timeline is judged by the claims of another pack.
fn other_command(ground: &Ground<'_>, recovery: &Recovery) -> Option<Finding> {
    let mut acts = ground.observed.acts.iter().filter(|act| act.kind == ActionKind::Recovery);
    let act = acts.find(|act| !recovery.found.commands.contains(&act.what))?;
    let reason = format!("the drill ran `{}`, which is none of the commands of this claim", act.what);
    Some(Finding::undetermined(reason, vec![act.n]))
}

/// A command of the recovery that went wrong.
fn failed_command(ground: &Ground<'_>, recovery: &Recovery) -> Option<Finding> {
    let (act, exit, output) = failed_commands(ground).next()?;
    let output = output.lines().find(|line| !line.trim().is_empty()).unwrap_or("it printed nothing");
    let still = match &recovery.found.not_recovered_because {
        Some(still) => format!("; still not well: {still}"),
        None => String::new(),
    };
    let said = matches!(act.happening, Happening::Failed { exit: Some(_), .. });
    let finding = Finding::contradicted(format!("`{}` failed{exit}: {output}{still}", act.what), vec![act.n]);
    Some(Finding { said, ..finding })
}

/// The commands that went wrong, each with its exit status in words and what it printed.
pub(super) fn failed_commands<'a>(ground: &'a Ground<'_>) -> impl Iterator<Item = (&'a Act, String, &'a str)> {
    let acts = ground.observed.acts.iter().filter(|act| act.kind == ActionKind::Recovery);
    acts.filter(|act| act.at <= ground.windows.end).filter_map(|act| match &act.happening {
        Happening::Failed { exit, output } => {
            let exit = exit.map_or(String::new(), |exit| format!(" with exit status {exit}"));
            Some((act, exit, output.as_str()))
        }
        Happening::Begun | Happening::Done { .. } | Happening::NotRun { .. } => None,
    })
}
