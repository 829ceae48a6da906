//! Which services fell, and what the claims say of it.

mod level;
mod others;

pub(super) use level::level;
pub(super) use others::unaffected;
use others::{none, unprobed};

use super::context::{Finding, Harm, JudgeContext, list, services_named};
use super::findings::{CascadeFound, Fallen};
use super::load;
use super::services::{Fall, Seen, ServiceOutcome};
use crate::timeline::{CascadeEntry, Falls, Header, ProbeSubject};
use crate::words::{ServiceName, Span, Verdict};
use std::cmp::Reverse;

/// The services that fell and count: all but the targets, and of these the ones that the document
/// names. What is no service is none of them, see [`super::effects`].
fn fallen<'a>(context: &'a JudgeContext<'_>) -> Vec<&'a ServiceOutcome> {
    let named = context.named().unwrap_or_default();
    let counts = |outcome: &&ServiceOutcome| {
        !context.is_target(&outcome.service) || named.contains(&outcome.service)
    };
    let mut fallen: Vec<&ServiceOutcome> = fell(context)
        .filter(|outcome| !context.is_effect(&outcome.service))
        .filter(counts)
        .collect();
    fallen.sort_by_key(|outcome| outcome.fell.as_ref().map(|fall| fall.change.first.answered));
    fallen
}

/// All that fell, targets and effects included.
fn fell<'a>(context: &'a JudgeContext<'_>) -> impl Iterator<Item = &'a ServiceOutcome> {
    context.services.iter().filter(|outcome| outcome.fell.is_some())
}

/// The services that fell and that no cascade claim names.
fn undocumented<'a>(context: &'a JudgeContext<'_>) -> Vec<&'a ServiceOutcome> {
    let named = context.named().unwrap_or_default();
    fallen(context).into_iter().filter(|outcome| !named.contains(&outcome.service)).collect()
}

/// The services that fell, targets aside: those that detectors may watch in place of a target.
pub(super) fn members(context: &JudgeContext<'_>) -> Vec<ServiceName> {
    let fell = fell(context).map(|outcome| outcome.service.clone());
    fell.chain(context.named().unwrap_or_default())
        .filter(|service| !context.is_target(service))
        .collect()
}

/// What stands in the report where nothing could be judged: the document's list, of which nothing
/// was seen to fall.
pub(super) fn unseen(header: &Header) -> CascadeFound {
    let expected = services_named(header);
    CascadeFound {
        missing: Vec::new(),
        expected,
        observed: Vec::new(),
        undocumented: Vec::new(),
        unobservable: Vec::new(),
        order_verdict: None,
    }
}

/// The report's entry.
pub(super) fn found(context: &JudgeContext<'_>) -> CascadeFound {
    let expected = services_named(context.header);
    let named = expected.clone().unwrap_or_default();
    let observed = fallen(context).into_iter().filter_map(|outcome| {
        let fall = outcome.fell.as_ref()?;
        Some(Fallen {
            service: outcome.service.clone(),
            symptom: fall.symptom.clone(),
            falls: outcome.falls(context.header.thresholds.outage_below),
            after: Some(fall.after),
        })
    });
    let observed: Vec<Fallen> = observed.collect();
    let other = |service: &ServiceName| !context.is_target(service) && !context.is_effect(service);
    let hidden = |outcome: &&ServiceOutcome| {
        outcome.hidden_behind.is_some() && outcome.fell.is_none() && other(&outcome.service)
    };
    let fell = |service: &&ServiceName| !observed.iter().any(|fallen| fallen.service == **service);
    CascadeFound {
        missing: named.iter().filter(fell).cloned().collect(),
        undocumented: undocumented(context)
            .into_iter()
            .map(|outcome| outcome.service.clone())
            .collect(),
        unobservable: context
            .services
            .iter()
            .filter(hidden)
            .map(|outcome| outcome.service.clone())
            .collect(),
        order_verdict: order(context, &context.named().unwrap_or_default())
            .map(|finding| finding.verdict),
        expected,
        observed,
    }
}

/// Whether those of the list that fell did so in its order; none where fewer than two did.
fn order(context: &JudgeContext<'_>, named: &[ServiceName]) -> Option<Finding> {
    let services: Vec<&ServiceOutcome> =
        named.iter().filter_map(|service| context.service(service)).collect();
    let falls: Vec<_> = services
        .iter()
        .filter_map(|outcome| Some((&outcome.service, outcome.fell.as_ref()?.change)))
        .collect();
    let mut tie = None;
    for (index, (earlier, first)) in falls.iter().enumerate() {
        for (later, second) in &falls[index + 1..] {
            let evidence = || first.evidence().into_iter().chain(second.evidence()).collect();
            if first.window().0 > second.window().1 {
                let reason = format!("{later} fell before {earlier}, against the documented order");
                return Some(Finding::contradicted(reason, evidence()));
            }
            if first.window().1 >= second.window().0 {
                let reason = format!(
                    "{earlier} and {later} fell too close together to tell which was first"
                );
                tie = tie.or(Some(Finding::undetermined(reason, evidence())));
            }
        }
    }
    (falls.len() > 1)
        .then(|| tie.unwrap_or_else(|| Finding::confirmed("in the documented order", Vec::new())))
}

/// What became of a service that a claim names.
enum Entry {
    /// It fell, as the claim says.
    Fell { told: String, evidence: Vec<u64>, harm: Option<Harm> },
    /// It fell otherwise than the claim says, or not at all.
    Otherwise { told: String, evidence: Vec<u64>, harm: Option<Harm> },
    /// It cannot be told.
    Open(String),
}

fn entry(context: &JudgeContext<'_>, named: &CascadeEntry) -> Entry {
    let CascadeEntry { service, falls } = named;
    let Some(outcome) = context.service(service) else {
        return Entry::Open(format!("{service} is not probed"));
    };
    match (
        &outcome.fell,
        slowed(context, outcome),
        now_and_then(context, outcome).or_else(|| unsure(context, outcome)),
    ) {
        (Some(fall), ..) => fell_as_said(context, outcome, fall, *falls),
        (None, Slowed::Surely { told, evidence }, _) if *falls != Falls::Fails => {
            Entry::Fell { told: format!("{service} got slower ({told})"), evidence, harm: None }
        }
        (None, Slowed::Perhaps(why), _) if *falls != Falls::Fails => Entry::Open(why),
        (None, _, Some(why)) => Entry::Open(why),
        (None, ..) => Entry::Otherwise {
            told: format!("{service} stayed well"),
            evidence: outcome.looks.clone(),
            harm: None,
        },
    }
}

fn fell_as_said(
    context: &JudgeContext<'_>,
    outcome: &ServiceOutcome,
    fall: &Fall,
    said: Falls,
) -> Entry {
    let service = &outcome.service;
    let evidence = fall.change.evidence();
    let harm = Some(harm_of(service, fall));
    let told = fall_told(outcome, fall);
    match (said, outcome.falls(context.header.thresholds.outage_below)) {
        (Falls::Either, _) => Entry::Fell { told, evidence, harm },
        (said, Some(seen)) if said == seen => Entry::Fell { told, evidence, harm },
        (Falls::Fails, Some(_)) => {
            let told =
                format!("{service} went on, degraded ({}); documented: it fails", fall.symptom);
            Entry::Otherwise { told, evidence, harm: None }
        }
        (_, Some(_)) => {
            let told = format!("{service} failed ({}); documented: it degrades", fall.symptom);
            Entry::Otherwise { told, evidence, harm }
        }
        (said, None) => Entry::Open(format!(
            "{}, too close to tell whether {service} {said}",
            outcome.failed_looks()
        )),
    }
}

/// `flask after 210±3 ms (HTTP 503)`
fn fall_told(outcome: &ServiceOutcome, fall: &Fall) -> String {
    let (service, symptom) = (&outcome.service, &fall.symptom);
    match fall.at_times {
        Some(rate) => {
            format!("{service}, amiss in {} of {} looks ({symptom})", rate.at_most, rate.of)
        }
        None => format!("{service} after {} ({symptom})", fall.after),
    }
}

fn harm_of(service: &ServiceName, fall: &Fall) -> Harm {
    let (who, from) = (ProbeSubject::Service(service.clone()), fall.change.first.sent);
    let to = from + fall.lasted;
    match fall.seen {
        Seen::Answer => Harm::Said { lasted: fall.lasted },
        Seen::Report => Harm::Reported { who, from, to },
        Seen::Silence => Harm::Silent { who, from, to },
    }
}

/// How well a machine without time to spare explains some harm: silence best, and what lasted for
/// long least.
fn weakness(harm: &Harm) -> (u8, Reverse<Span>) {
    match harm {
        Harm::Silent { from, to, .. } => (2, Reverse(to.since(*from))),
        Harm::Reported { from, to, .. } => (1, Reverse(to.since(*from))),
        Harm::Said { lasted } => (0, Reverse(*lasted)),
        Harm::Late { margin } => (0, Reverse(*margin)),
    }
}

/// "These services fail", or "none does".
pub(super) fn judge(
    context: &JudgeContext<'_>,
    services: &[CascadeEntry],
    ordered: bool,
) -> Finding {
    if services.is_empty() {
        return none(context);
    }
    let (mut fell, mut evidence, mut doubt) = (Vec::new(), Vec::new(), Vec::new());
    let (mut wrong, mut against, mut harms, mut harm) = (Vec::new(), Vec::new(), Vec::new(), None);
    for one in services {
        match entry(context, one) {
            Entry::Fell { told, evidence: more, harm } => {
                fell.push(told);
                evidence.extend(more);
                harms.extend(harm);
            }
            Entry::Otherwise { told, evidence: more, harm: of } => {
                wrong.push(told);
                against.extend(more);
                harm = harm.or(of);
            }
            Entry::Open(why) => doubt.push(why),
        }
    }
    let count = format!("{} of {} fell", fell.len(), services.len());
    if !wrong.is_empty() {
        let finding = Finding::contradicted(format!("{}; {count}", list(&wrong)), against);
        return Finding { harm, ..finding };
    }
    if !doubt.is_empty() {
        return Finding::undetermined(format!("{}; {count}", doubt.join("; ")), evidence);
    }
    let seen = Finding::confirmed(format!("{count}: {}", list(&fell)), evidence);
    let seen = Finding { harm: harms.into_iter().max_by_key(weakness), ..seen };
    let names: Vec<ServiceName> = services.iter().map(|one| one.service.clone()).collect();
    match order(context, &names) {
        Some(order) if ordered && order.verdict > Verdict::Confirmed => order,
        _ => seen,
    }
}

/// "Several services fail", whichever they are; what is no service does not count.
pub(super) fn several(context: &JudgeContext<'_>, least: u32) -> Finding {
    let is_service = |outcome: &&ServiceOutcome| !context.is_effect(&outcome.service);
    let fell: Vec<(&ServiceOutcome, &Fall)> = fell(context)
        .filter(is_service)
        .filter_map(|outcome| Some((outcome, outcome.fell.as_ref()?)))
        .collect();
    let told: Vec<String> = fell
        .iter()
        .map(|(outcome, fall)| format!("{} ({})", outcome.service, fall.symptom))
        .collect();
    let evidence = fell.iter().flat_map(|(_, fall)| fall.change.evidence()).collect();
    if fell.len() >= least as usize {
        let seen =
            Finding::confirmed(format!("{} services fell: {}", fell.len(), list(&told)), evidence);
        // So many of them as are claimed are enough.
        let mut harms: Vec<Harm> =
            fell.iter().map(|(outcome, fall)| harm_of(&outcome.service, fall)).collect();
        harms.sort_by_key(weakness);
        return Finding { harm: harms.into_iter().nth((least as usize).saturating_sub(1)), ..seen };
    }
    let mut unknown =
        context.services.iter().filter(is_service).filter(|outcome| outcome.fell.is_none());
    let unknown =
        unknown.find_map(|outcome| unsure(context, outcome)).or_else(|| unprobed(context, &[]));
    let count = match told.as_slice() {
        [] => "no service fell".to_owned(),
        _ => format!("only {} fell", list(&told)),
    };
    match unknown {
        Some(why) => Finding::undetermined(format!("{why}; {count}"), evidence),
        None => Finding::contradicted(count, [evidence, context.windows.held_by.clone()].concat()),
    }
}

/// Why it is not known that a service stayed well; none where it is.
fn unsure(context: &JudgeContext<'_>, outcome: &ServiceOutcome) -> Option<String> {
    let service = &outcome.service;
    if outcome.ill_before {
        Some(format!("{service} was not well before the fault already"))
    } else if let Some(way) = &outcome.hidden_behind {
        Some(format!("{service} could not be seen: the way to it leads through {way}"))
    } else if outcome.fell_in_recovery {
        Some(format!(
            "{service} fell while a command of the recovery ran, which may have restarted it"
        ))
    } else if let Some(short) = context.cut_short() {
        Some(short.reason)
    } else {
        (!outcome.is_seen_whole()).then(|| too_few_looks(service))
    }
}

/// What was amiss now and then, and so often that it cannot be told whether it is more than noise;
/// none where it was not.
fn now_and_then(context: &JudgeContext<'_>, outcome: &ServiceOutcome) -> Option<String> {
    let (rate, symptom) = outcome.at_times.as_ref()?;
    let close = rate.is_now_and_then(context.header.thresholds.degraded_above).is_none();
    let service = &outcome.service;
    close.then(|| {
        format!(
            "{service}, amiss in {} of {} looks ({symptom}): too close to tell",
            rate.at_most, rate.of
        )
    })
}

fn too_few_looks(service: &ServiceName) -> String {
    format!("too few looks at {service} while the outage lasted to say that it stayed well")
}

/// Whether a service that answers well became slower.
enum Slowed {
    No,
    Surely { told: String, evidence: Vec<u64> },
    Perhaps(String),
}

fn slowed(context: &JudgeContext<'_>, outcome: &ServiceOutcome) -> Slowed {
    let thresholds = &context.header.thresholds;
    let service = &outcome.service;
    let Some(slowing) = outcome.slowed(thresholds) else {
        return match &outcome.timed {
            _ if outcome.untimed => {
                Slowed::Perhaps(format!("too few looks at {service} to say whether it got slower"))
            }
            Some(slowing) if slowing.seems_slower(thresholds) => Slowed::Perhaps(format!(
                "{service} may have got slower ({slowing}), too close to tell"
            )),
            Some(_) | None => Slowed::No,
        };
    };
    match load::doubt_slower(context, &ProbeSubject::Service(outcome.service.clone()), slowing) {
        None => Slowed::Surely { told: slowing.to_string(), evidence: slowing.evidence.clone() },
        Some(why) => Slowed::Perhaps(format!("{service} got slower ({slowing}), but {why}")),
    }
}
