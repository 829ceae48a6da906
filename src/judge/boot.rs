//! A boot, service by service: when each was started, when it lived, and when it served.

use super::context::JudgeContext;
use super::findings::{BootFound, BootedFound};
use super::recovery::{Return, came_back, together};
use crate::observe::Act;
use crate::pack::claim::{BootStep, Boots};
use crate::timeline::{ActionKind, Happening, ProbeAspect};
use crate::words::{Measured, Moment, ServiceName, Span};

/// What became of one service.
pub(super) struct Booted {
    pub service: ServiceName,
    /// When it was started, and the event.
    pub begun: (u64, Moment),
    /// What was said where it could not be started.
    pub refused: Option<String>,
    /// When whoever starts it said that it runs.
    pub started: Option<Moment>,
    /// When it lived, by a look at itself.
    pub alive: Option<(Moment, Moment)>,
    /// When it served.
    pub works: Return,
}

/// All that the boot started, in its order; what it did not come to is not there.
pub(super) fn of(context: &JudgeContext<'_>, boots: &Boots) -> Vec<Booted> {
    boots.order.iter().filter_map(|step| booted(context, &step.service)).collect()
}

fn booted(context: &JudgeContext<'_>, service: &ServiceName) -> Option<Booted> {
    let (begun, end) = act(context, ActionKind::Recovery, service)?;
    let since = context.windows.fault.0;
    let (from, until) = (begun.at, context.windows.end);
    let back = |series| came_back(series, since, from, until);
    let own = context.observed.of_service(service);
    let own = own.filter(|series| series.info.aspect == ProbeAspect::Alive);
    let alive = match together(own.map(back).collect()) {
        Return::At(back) => Some(back.window),
        Return::NeverAway | Return::Before(_) | Return::Never { .. } | Return::Unknown => None,
    };
    Some(Booted {
        service: service.clone(),
        begun: (begun.n, begun.at),
        refused: end.and_then(refusal),
        started: end.filter(|end| refusal(end).is_none()).map(|end| end.at),
        alive,
        works: together(context.observed.serving(service).map(back).collect()),
    })
}

/// The two ends of the start of a service; the second is missing where nobody heard of it.
pub(super) fn act<'c>(
    context: &'c JudgeContext<'_>,
    kind: ActionKind,
    service: &ServiceName,
) -> Option<(&'c Act, Option<&'c Act>)> {
    let what = format!("start {service}");
    let acts = &context.observed.acts;
    let mut of_it = acts.iter().filter(|act| act.kind == kind && act.what == what);
    Some((of_it.next()?, of_it.next()))
}

/// What was said first of an act that went wrong.
pub(super) fn refusal(act: &Act) -> Option<String> {
    match &act.happening {
        Happening::Failed { output, .. } | Happening::NotRun { why: output } => {
            Some(output.trim().lines().next().unwrap_or_default().to_owned())
        }
        Happening::Begun | Happening::Done { .. } => None,
    }
}

impl Booted {
    /// When it served, where it did.
    pub fn ready(&self) -> Option<(Moment, Moment)> {
        match &self.works {
            Return::At(back) => Some(back.window),
            Return::NeverAway | Return::Before(_) | Return::Never { .. } | Return::Unknown => None,
        }
    }

    /// `redis 12±3 ms after its start`, each time from its own start on.
    pub fn told(&self) -> String {
        let after = |window| Measured::between((self.begun.1, self.begun.1), window);
        let mut times = Vec::new();
        times.extend(self.started.map(|at| format!("runs {}", at.since(self.begun.1))));
        times.extend(self.alive.map(|window| format!("alive {}", after(window))));
        times.extend(self.ready().map(|window| format!("works {}", after(window))));
        if times.is_empty() {
            times.push("no time is known".to_owned());
        }
        format!("{}: {}", self.service, times.join(", "))
    }

    /// Why it does not serve, in words.
    pub fn why_not(&self) -> Option<String> {
        let Return::Never { symptom, .. } = &self.works else { return None };
        let service = &self.service;
        Some(match &self.refused {
            Some(said) => format!("{service} did not start ({said})"),
            None => format!("{service} was started and did not serve ({symptom})"),
        })
    }

    /// The events that show it.
    pub fn evidence(&self) -> Vec<u64> {
        let seen = match &self.works {
            Return::At(back) => back.evidence.clone(),
            Return::Never { last, .. } => vec![last.n],
            Return::NeverAway | Return::Before(_) | Return::Unknown => Vec::new(),
        };
        [vec![self.begun.0], seen].concat()
    }
}

/// The chain that the boot waited for: whoever was ready last, and before it whoever was ready last
/// of those that it needs, by the order's own words or by the pack.
pub(super) fn critical_path(
    context: &JudgeContext<'_>,
    boots: &Boots,
    all: &[Booted],
) -> Vec<ServiceName> {
    let ready = |one: &&Booted| one.ready().map(|(_, latest)| latest);
    let mut path: Vec<ServiceName> = Vec::new();
    let mut next = all.iter().filter(|one| one.ready().is_some()).max_by_key(ready);
    while let Some(one) = next {
        path.insert(0, one.service.clone());
        let needed = needs(context, boots, &one.service);
        let before = |other: &&Booted| {
            needed.contains(&other.service)
                && !path.contains(&other.service)
                && other.ready().is_some()
        };
        next = all.iter().filter(before).max_by_key(ready);
    }
    path
}

fn needs(context: &JudgeContext<'_>, boots: &Boots, service: &ServiceName) -> Vec<ServiceName> {
    let said = boots.order.iter().filter(|step| step.service == *service);
    let said = said.flat_map(|step: &BootStep| step.after.iter().cloned());
    let known = context.header.dependencies.iter().filter(|one| one.from == *service);
    said.chain(known.map(|one| one.to.clone())).collect()
}

/// The same for the report; none where nothing boots.
pub(super) fn found(context: &JudgeContext<'_>) -> Option<BootFound> {
    let boots = context.header.claims.iter().find_map(|claim| match &claim.assertion {
        crate::pack::Assertion::Boots(boots) => Some(boots),
        _ => None,
    })?;
    let all = of(context, boots);
    let first = all.first()?.begun.1;
    let since = |at: Moment| at.since(first);
    let one = |one: &Booted| BootedFound {
        service: one.service.clone(),
        begun: since(one.begun.1),
        started: one.started.map(since),
        alive: one.alive.map(|(_, latest)| since(latest)),
        works: one.ready().map(|(_, latest)| since(latest)),
        refused: one.refused.clone(),
    };
    let everybody: Option<Vec<Moment>> =
        all.iter().map(|one| one.ready().map(|(_, latest)| latest)).collect();
    let took: Option<Span> = everybody
        .filter(|ready| ready.len() == boots.order.len())
        .and_then(|ready| ready.into_iter().max())
        .map(since);
    let critical_path = critical_path(context, boots, &all);
    Some(BootFound { took, services: all.iter().map(one).collect(), critical_path })
}
