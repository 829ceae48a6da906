//! What a claim says to happen to nobody else: who fell, got slower or died besides, and of whom it
//! cannot be told.

use super::{Slowed, fall_told, harm_of, now_and_then, slowed, unsure, weakness};
use crate::judge::context::{Finding, Harm, JudgeContext, list};
use crate::judge::effects;
use crate::judge::impact::Fared;
use crate::judge::impact::{fared, harm};
use crate::judge::journeys::JourneyOutcome;
use crate::judge::services::ServiceOutcome;
use crate::observe::ENOUGH;
use crate::words::{Impact, ServiceName};

/// The services that run and that nothing looks at, in words; none where there is none besides
/// these.
pub(super) fn unprobed(context: &JudgeContext<'_>, besides: &[ServiceName]) -> Option<String> {
    let mut blind: Vec<&ServiceName> = context.header.unprobed.iter().collect();
    // What the topology says to suffer, and nothing looks at, is not known to be well whatever it
    // runs as.
    let predicted = context.header.dependencies.iter().map(|one| &one.from);
    blind.extend(
        predicted
            .filter(|service| context.is_predicted(service) && context.service(service).is_none()),
    );
    blind.sort();
    blind.dedup();
    blind.retain(|service| !besides.contains(service) && !context.is_target(service));
    (!blind.is_empty()).then(|| format!("nothing looks at {}", list(&blind)))
}

/// What is said to happen to nobody else, and did.
#[derive(Default)]
struct Others {
    told: Vec<String>,
    evidence: Vec<u64>,
    harms: Vec<Harm>,
    /// Whether some of it is no harm that a busy machine explains: a death, or slowness that was
    /// compared with others'.
    certain: bool,
    /// What cannot be told of the rest.
    doubt: Vec<String>,
}

impl Others {
    /// Services outside these that fell, got slower or died, and those of which it cannot be told.
    fn services(context: &JudgeContext<'_>, named: &[ServiceName]) -> Self {
        let mut others = Self::default();
        for outcome in context.services.iter().filter(|outcome| is_other(context, outcome, named)) {
            others.take(context, outcome);
        }
        for (who, text, evidence) in effects::untold_deaths(context) {
            if !named.iter().any(|service| service.as_str() == who) {
                others.told.push(format!("{who} ({text})"));
                others.evidence.extend(evidence);
                others.certain = true;
            }
        }
        others.doubt.extend(unprobed(context, named));
        others
    }

    fn take(&mut self, context: &JudgeContext<'_>, outcome: &ServiceOutcome) {
        let service = &outcome.service;
        if let Some(fall) = &outcome.fell {
            self.told.push(fall_told(outcome, fall));
            self.evidence.extend(fall.change.evidence());
            self.harms.push(harm_of(service, fall));
            return;
        }
        self.doubt.extend(now_and_then(context, outcome));
        match slowed(context, outcome) {
            Slowed::Surely { told, evidence } => {
                self.told.push(format!("{service}, which got slower ({told})"));
                self.evidence.extend(evidence);
                self.certain = true;
                return;
            }
            Slowed::Perhaps(why) => self.doubt.push(why),
            Slowed::No => {}
        }
        // Where the way to what it does for its users has failed too, its own state is all that can
        // be seen; unless the topology says that it suffers.
        let own_state = outcome.hidden_behind.is_some()
            && outcome.is_seen()
            && !context.is_predicted(service)
            && !outcome.ill_before;
        self.doubt.extend(if own_state { None } else { unsure(context, outcome) });
    }

    /// Journeys without a claim of their own.
    fn journeys(&mut self, context: &JudgeContext<'_>, journeys: &[&JourneyOutcome]) {
        for outcome in journeys {
            let journey = &outcome.journey;
            let (how, slower) = fared(context, outcome);
            let symptom = outcome.first_symptom.as_deref().unwrap_or_default();
            match how {
                _ if outcome.ill_before => {
                    self.doubt.push(format!("{journey} was not well before the fault already"));
                }
                _ if outcome.looks.len() < ENOUGH => self.doubt.push(format!(
                    "only {} requests of {journey} between the fault and the recovery, too few to \
                     say",
                    outcome.looks.len()
                )),
                Fared::Surely(Impact::None) => {}
                Fared::Surely(impact)
                | Fared::Between(impact @ (Impact::Degraded | Impact::Outage), _) => {
                    let how = format!("{symptom}{slower}");
                    self.told
                        .push(format!("{journey}: {impact} ({})", how.trim_start_matches("; ")));
                    self.evidence.extend(outcome.deciding());
                    self.harms.push(harm(outcome));
                }
                Fared::Between(Impact::None, _) => self.doubt.push(format!(
                    "{journey} was not seen well often enough: {} of {} requests{slower}",
                    outcome.well(),
                    outcome.looks.len()
                )),
            }
        }
    }

    /// The finding, where there is something against it or in doubt.
    fn finding(self, context: &JudgeContext<'_>) -> Option<Finding> {
        if !self.told.is_empty() {
            let verb = if self.told.len() == 1 { "fell" } else { "fell too" };
            let reason = format!("not documented, yet {verb}: {}", list(&self.told));
            // One that surely fell is enough.
            let strongest = self.harms.into_iter().min_by_key(weakness).filter(|_| !self.certain);
            return Some(Finding {
                harm: strongest,
                ..Finding::contradicted(reason, self.evidence)
            });
        }
        let short = context.cut_short();
        if short.is_some() || self.doubt.is_empty() {
            return short;
        }
        Some(Finding::undetermined(self.doubt.join("; "), context.windows.held_by.clone()))
    }
}

/// Whether what becomes of a service is told neither as the fault, nor as an effect, nor by these.
fn is_other(context: &JudgeContext<'_>, outcome: &ServiceOutcome, named: &[ServiceName]) -> bool {
    !context.is_target(&outcome.service)
        && !context.is_effect(&outcome.service)
        && !named.contains(&outcome.service)
}

/// "No other service fails."
pub(super) fn none(context: &JudgeContext<'_>) -> Finding {
    let named = context.named().unwrap_or_default();
    Others::services(context, &named)
        .finding(context)
        .unwrap_or_else(|| stayed(context, &named, &[]))
}

/// Nothing was seen to fall, and all was seen: how much, and for how long.
fn stayed(
    context: &JudgeContext<'_>,
    named: &[ServiceName],
    journeys: &[&JourneyOutcome],
) -> Finding {
    let others = || context.services.iter().filter(|outcome| is_other(context, outcome, named));
    let hidden: Vec<&ServiceName> = others()
        .filter(|outcome| outcome.hidden_behind.is_some())
        .map(|outcome| &outcome.service)
        .collect();
    let lasted = context.windows.watched.since(context.windows.hold);
    let reason = match (others().count(), journeys.len()) {
        (services, 0) => format!("all {services} other services stayed well"),
        (0, journeys) => format!("all {journeys} other journeys stayed well"),
        (services, journeys) => {
            format!("all {services} other services and {journeys} other journeys stayed well")
        }
    };
    let mut reason = format!("{reason} for {lasted}");
    for outcome in journeys {
        reason = format!(
            "{reason}; {}: {} of {} requests",
            outcome.journey,
            outcome.well(),
            outcome.looks.len()
        );
    }
    if !hidden.is_empty() {
        reason = format!("{reason}; of {} only the own state could be seen", list(&hidden));
    }
    let looks = journeys.iter().flat_map(|outcome| outcome.ends(|_| true));
    Finding::confirmed(reason, context.windows.held_by.iter().copied().chain(looks).collect())
}

/// "What the document does not name stays well": services outside all cascade claims (unless one of
/// these says "none", and so judges them), and journeys that no claim of their own judges.
pub(in crate::judge) fn unaffected(context: &JudgeContext<'_>) -> Finding {
    let services = !context.says_none();
    let named = context.named().unwrap_or_default();
    let journeys: Vec<&JourneyOutcome> =
        context.journeys.iter().filter(|outcome| !context.is_claimed(&outcome.journey)).collect();
    let mut others = if services { Others::services(context, &named) } else { Others::default() };
    others.journeys(context, &journeys);
    if let Some(finding) = others.finding(context) {
        return finding;
    }
    match (services, journeys.is_empty()) {
        (true, _) => stayed(context, &named, &journeys),
        (false, false) => {
            let all: Vec<ServiceName> =
                context.services.iter().map(|outcome| outcome.service.clone()).collect();
            stayed(context, &all, &journeys)
        }
        (false, true) => Finding::confirmed(
            "every service and journey has a claim of its own",
            context.windows.held_by.clone(),
        ),
    }
}
