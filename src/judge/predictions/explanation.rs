//! Why what was seen is not what the dependencies imply, as far as the drill tells.

use super::{Predicted, observed};
use crate::judge::context::JudgeContext;
use crate::judge::effects;
use crate::judge::findings::{Levels, PredictionFound};
use crate::timeline::{Header, ProbeAspect, ProbeSubject};
use crate::topology::DependencyKind;
use crate::words::{Impact, ServiceName};

/// In words; none where nothing explains it.
pub(super) fn of(
    context: &JudgeContext<'_>,
    predicted: &Predicted,
    one: &PredictionFound,
) -> Option<String> {
    let (implied, seen) = one.predicted.zip(one.observed)?;
    if seen.most < implied.least {
        went_on(context, &one.subject)
            .or_else(|| milder(context, predicted, &one.subject))
            .or_else(|| not_struck(context))
    } else {
        died(context, &one.subject)
            .or_else(|| starved(context, predicted, &one.subject))
            .or_else(|| harsher(context, predicted, &one.subject))
            .or_else(|| idles(context, predicted, &one.subject))
    }
}

/// It answered, with a word that something is amiss.
fn went_on(context: &JudgeContext<'_>, subject: &ProbeSubject) -> Option<String> {
    let ProbeSubject::Journey(journey) = subject else { return None };
    let outcome = context.journey(journey)?;
    let series = context.observed.of_journey(journey).next()?;
    let said = outcome.looks.iter().find(|look| !look.is_ok() && !look.is_failed())?;
    Some(format!("it goes on with a fallback or a warning ({})", series.symptom(*said)))
}

/// What it suffers by was itself seen to suffer less.
fn milder(
    context: &JudgeContext<'_>,
    predicted: &Predicted,
    subject: &ProbeSubject,
) -> Option<String> {
    let by = match subject {
        ProbeSubject::Journey(journey) => predicted.journeys.get(journey)?.1.as_ref()?,
        ProbeSubject::Service(service) => &predicted.services.get(service)?.by,
    };
    let seen = observed(context, &ProbeSubject::Service(by.clone()))?;
    let is_target = context.is_target(by);
    let least = match predicted.services.get(by) {
        _ if is_target => Impact::Outage,
        Some(suffering) if suffering.is_sure => suffering.impact,
        Some(_) | None => return None,
    };
    (seen.most < least).then(|| match (is_target, seen) {
        (true, Levels { most: Impact::None, .. }) => {
            format!("the fault leaves {by} itself working, as far as it is looked at")
        }
        (true, _) => format!("the fault leaves {by} itself working, degraded"),
        (false, _) => format!("{by}, by which it would suffer, was seen: {seen}"),
    })
}

/// All targets were seen to go on.
fn not_struck(context: &JudgeContext<'_>) -> Option<String> {
    let targets = &context.header.targets;
    let goes_on = |target: &&ServiceName| {
        let seen = observed(context, &ProbeSubject::Service((*target).clone()));
        seen.is_some_and(|seen| seen.most < Impact::Outage)
    };
    let target =
        targets.iter().find(goes_on).filter(|_| targets.iter().all(|one| goes_on(&one)))?;
    Some(format!("the fault leaves {target} itself working"))
}

/// Its own container died, which no dependency implies.
fn died(context: &JudgeContext<'_>, subject: &ProbeSubject) -> Option<String> {
    let ProbeSubject::Service(service) = subject else { return None };
    let (_, text, _) =
        effects::untold_deaths(context).into_iter().find(|(who, _, _)| who == service.as_str())?;
    Some(text)
}

/// It has no room left to store in. To the dependencies that is a service that is worse off; to who
/// has something stored, it fails.
fn starved(
    context: &JudgeContext<'_>,
    predicted: &Predicted,
    subject: &ProbeSubject,
) -> Option<String> {
    let ProbeSubject::Service(service) = subject else { return None };
    let room = &predicted.services.get(service).filter(|one| context.is_effect(&one.by))?.by;
    let fall = context.service(service)?.fell.as_ref()?;
    Some(format!("without {room} all fails in it that stores something ({})", fall.symptom))
}

/// It lives all the while: what fails is what it does with what it only degrades without.
fn idles(
    context: &JudgeContext<'_>,
    predicted: &Predicted,
    subject: &ProbeSubject,
) -> Option<String> {
    let ProbeSubject::Service(service) = subject else { return None };
    let suffering = predicted.services.get(service)?;
    let (from, until) = (context.windows.fault.0, context.windows.watched);
    let of_it = context.observed.of_service(service);
    let mut own = of_it.filter(|series| series.info.aspect == ProbeAspect::Alive).peekable();
    own.peek()?;
    let lives = own.all(|series| {
        series.episodes(until).iter().all(|episode| episode.begin.first.answered < from)
    });
    let by = &suffering.by;
    lives.then(|| format!("it lives, and what it does for others it does with {by}"))
}

/// Something that it needs, or goes through, was seen to suffer more than is implied.
fn harsher(
    context: &JudgeContext<'_>,
    predicted: &Predicted,
    subject: &ProbeSubject,
) -> Option<String> {
    let worse = |service: &&ServiceName| {
        let implied = predicted.services.get(*service).map_or(Impact::None, |one| one.impact);
        let seen = observed(context, &ProbeSubject::Service((*service).clone()));
        !context.is_target(service) && seen.is_some_and(|seen| seen.least > implied)
    };
    let header = context.header;
    // What stands last on the way is nearest to what the journey is for.
    if let Some(service) = ways(header, subject).into_iter().rfind(worse) {
        return Some(format!(
            "its way leads through {service}, which suffered more than predicted"
        ));
    }
    let ProbeSubject::Service(service) = subject else { return None };
    let needs = || header.dependencies.iter().filter(|one| one.from == *service);
    if let Some(one) = needs().find(|one| worse(&&one.to)) {
        return Some(format!("it depends on {}, which suffered more than predicted", one.to));
    }
    let down = |to: &ServiceName| {
        context.is_target(to)
            || predicted.services.get(to).is_some_and(|one| one.impact == Impact::Outage)
    };
    needs().find(|one| one.kind == DependencyKind::Startup && down(&one.to)).map(|one| {
        format!("it needs {} to start or reload, and may have done so meanwhile", one.to)
    })
}

/// The services on the ways of all looks at it.
fn ways<'h>(header: &'h Header, subject: &ProbeSubject) -> Vec<&'h ServiceName> {
    let of_it = header.probes.iter().filter(|probe| probe.subject == *subject);
    of_it.flat_map(|probe| &probe.through).collect()
}
