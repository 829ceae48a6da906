//! Which services fell, and what the claims say of it.

use super::fates::Fate;
use super::findings::{CascadeFound, Fallen};
use super::ground::{Finding, Ground, list, services_named};
use super::journeys::Fare;
use crate::timeline::Header;
use crate::words::{Impact, ServiceName, Verdict};

/// The services that fell and count: all but the targets, and of these the ones that the document names. What is no
/// service is none of them, see [`super::effects`].
fn fallen<'a>(ground: &'a Ground<'_>) -> Vec<&'a Fate> {
    let named = ground.named().unwrap_or_default();
    let counts = |fate: &&Fate| !ground.is_target(&fate.service) || named.contains(&fate.service);
    let mut fallen: Vec<&Fate> = fell(ground).filter(|fate| !ground.is_effect(&fate.service)).filter(counts).collect();
    fallen.sort_by_key(|fate| fate.fell.as_ref().map(|fall| fall.change.first.answered));
    fallen
}

/// All that fell, targets and effects included.
fn fell<'a>(ground: &'a Ground<'_>) -> impl Iterator<Item = &'a Fate> {
    ground.fates.iter().filter(|fate| fate.fell.is_some())
}

/// The services that fell and that no cascade claim names.
fn undocumented<'a>(ground: &'a Ground<'_>) -> Vec<&'a Fate> {
    let named = ground.named().unwrap_or_default();
    fallen(ground).into_iter().filter(|fate| !named.contains(&fate.service)).collect()
}

/// The services that fell, targets aside: those that detectors may watch in place of a target.
pub(super) fn members(ground: &Ground<'_>) -> Vec<ServiceName> {
    let fell = fell(ground).map(|fate| fate.service.clone());
    fell.chain(ground.named().unwrap_or_default()).filter(|service| !ground.is_target(service)).collect()
}

/// What stands in the report where nothing could be judged: the document's list, of which nothing was seen to fall.
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
pub(super) fn found(ground: &Ground<'_>) -> CascadeFound {
    let expected = services_named(ground.header);
    let named = expected.clone().unwrap_or_default();
    let observed = fallen(ground).into_iter().filter_map(|fate| {
        let fall = fate.fell.as_ref()?;
        Some(Fallen { service: fate.service.clone(), symptom: fall.symptom.clone(), after: Some(fall.after) })
    });
    let observed: Vec<Fallen> = observed.collect();
    let other = |service: &ServiceName| !ground.is_target(service) && !ground.is_effect(service);
    let hidden = |fate: &&Fate| fate.hidden_behind.is_some() && fate.fell.is_none() && other(&fate.service);
    let fell = |service: &&ServiceName| !observed.iter().any(|fallen| fallen.service == **service);
    CascadeFound {
        missing: named.iter().filter(fell).cloned().collect(),
        undocumented: undocumented(ground).into_iter().map(|fate| fate.service.clone()).collect(),
        unobservable: ground.fates.iter().filter(hidden).map(|fate| fate.service.clone()).collect(),
        order_verdict: order(ground, &ground.named().unwrap_or_default()).map(|finding| finding.verdict),
        expected,
        observed,
    }
}

/// Whether those of the list that fell did so in its order; none where fewer than two did.
fn order(ground: &Ground<'_>, named: &[ServiceName]) -> Option<Finding> {
    let fates: Vec<&Fate> = named.iter().filter_map(|service| ground.fate(service)).collect();
    let falls: Vec<_> = fates.iter().filter_map(|fate| Some((&fate.service, fate.fell.as_ref()?.change))).collect();
    let mut tie = None;
    for (index, (earlier, first)) in falls.iter().enumerate() {
        for (later, second) in &falls[index + 1..] {
            let evidence = || first.evidence().into_iter().chain(second.evidence()).collect();
            if first.window().0 > second.window().1 {
                let reason = format!("{later} fell before {earlier}, against the documented order");
                return Some(Finding::contradicted(reason, evidence()));
            }
            if first.window().1 >= second.window().0 {
                let reason = format!("{earlier} and {later} fell too close together to tell which was first");
                tie = tie.or(Some(Finding::undetermined(reason, evidence())));
            }
        }
    }
    (falls.len() > 1).then(|| tie.unwrap_or_else(|| Finding::confirmed("in the documented order", Vec::new())))
}

/// "These services fail", or "none does".
pub(super) fn judge(ground: &Ground<'_>, services: &[ServiceName], ordered: bool) -> Finding {
    if services.is_empty() {
        return none(ground);
    }
    let (mut told, mut evidence, mut doubt, mut absent) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut absence = Vec::new();
    for service in services {
        match ground.fate(service) {
            None => doubt.push(format!("{service} is not probed")),
            Some(fate) => match (&fate.fell, unsure(ground, fate)) {
                (Some(fall), _) => {
                    told.push(format!("{service} after {} ({})", fall.after, fall.symptom));
                    evidence.extend(fall.change.evidence());
                }
                (None, Some(why)) => doubt.push(why),
                (None, None) => {
                    absent.push(service.clone());
                    absence.extend(&fate.looks);
                }
            },
        }
    }
    let count = format!("{} of {} fell", told.len(), services.len());
    if !absent.is_empty() {
        return Finding::contradicted(format!("{} stayed well; {count}", list(&absent)), absence);
    }
    if !doubt.is_empty() {
        return Finding::undetermined(format!("{}; {count}", doubt.join("; ")), evidence);
    }
    let seen = Finding::confirmed(format!("{count}: {}", list(&told)), evidence);
    match order(ground, services) {
        Some(order) if ordered && order.verdict > Verdict::Confirmed => order,
        _ => seen,
    }
}

/// "Several services fail", whichever they are; what is no service does not count.
pub(super) fn several(ground: &Ground<'_>, least: u32) -> Finding {
    let is_service = |fate: &&Fate| !ground.is_effect(&fate.service);
    let fell: Vec<&Fate> = fell(ground).filter(is_service).collect();
    let told: Vec<String> =
        fell.iter().filter_map(|fate| Some(format!("{} ({})", fate.service, fate.fell.as_ref()?.symptom))).collect();
    let evidence = fell.iter().filter_map(|fate| fate.fell.as_ref()).flat_map(|fall| fall.change.evidence()).collect();
    if fell.len() >= least as usize {
        return Finding::confirmed(format!("{} services fell: {}", fell.len(), list(&told)), evidence);
    }
    let unknown = ground
        .fates
        .iter()
        .filter(is_service)
        .find_map(|fate| if fate.fell.is_some() { None } else { unsure(ground, fate) });
    let count = match told.as_slice() {
        [] => "no service fell".to_owned(),
        _ => format!("only {} fell", list(&told)),
    };
    match unknown {
        Some(why) => Finding::undetermined(format!("{why}; {count}"), evidence),
        None => Finding::contradicted(count, [evidence, ground.windows.held_by.clone()].concat()),
    }
}

/// Why it is not known that a service stayed well; none where it is.
fn unsure(ground: &Ground<'_>, fate: &Fate) -> Option<String> {
    let service = &fate.service;
    if fate.ill_before {
        Some(format!("{service} was not well before the fault already"))
    } else if let Some(way) = &fate.hidden_behind {
        Some(format!("{service} could not be seen: the way to it leads through {way}"))
    } else if let Some(short) = ground.cut_short() {
        Some(short.reason)
    } else {
        (!fate.seen_whole).then(|| format!("too few looks at {service} to say that it stayed well"))
    }
}

/// "No other service fails."
fn none(ground: &Ground<'_>) -> Finding {
    let fell = undocumented(ground);
    if !fell.is_empty() {
        return others_fell(&fell);
    }
    stayed(ground, &[], &[])
}

fn others_fell(fell: &[&Fate]) -> Finding {
    let told: Vec<String> = fell
        .iter()
        .filter_map(|fate| Some((&fate.service, fate.fell.as_ref()?)))
        .map(|(service, fall)| format!("{service} after {} ({})", fall.after, fall.symptom))
        .collect();
    let evidence = fell.iter().filter_map(|fate| fate.fell.as_ref()).flat_map(|fall| fall.change.evidence()).collect();
    let verb = if told.len() == 1 { "fell" } else { "fell too" };
    Finding::contradicted(format!("not documented, yet {verb}: {}", list(&told)), evidence)
}

/// Nothing was seen to fall: is it known that nothing did? `named` services and `fares` are judged elsewhere, or here.
fn stayed(ground: &Ground<'_>, named: &[ServiceName], fares: &[&Fare]) -> Finding {
    let other = |fate: &&Fate| {
        !ground.is_target(&fate.service) && !ground.is_effect(&fate.service) && !named.contains(&fate.service)
    };
    let others = || ground.fates.iter().filter(other);
    let blind = |fate: &Fate| match (fate.ill_before, fate.seen, &fate.hidden_behind) {
        (true, ..) => Some(format!("{} was not well before the fault already", fate.service)),
        (_, true, _) => None,
        (_, _, Some(way)) => Some(format!("{} could not be seen: the way to it leads through {way}", fate.service)),
        _ => Some(format!("too few looks at {} to say that it stayed well", fate.service)),
    };
    if let Some(short) = ground.cut_short() {
        return short;
    }
    let doubt: Vec<String> = others().filter_map(blind).collect();
    let evidence = ground.windows.held_by.clone();
    if !doubt.is_empty() {
        return Finding::undetermined(doubt.join("; "), evidence);
    }
    let watched = others().count();
    let hidden: Vec<&ServiceName> =
        others().filter(|fate| fate.hidden_behind.is_some()).map(|fate| &fate.service).collect();
    let mut reason = match (watched, fares.len()) {
        (services, 0) => format!("all {services} other services stayed well"),
        (0, journeys) => format!("all {journeys} other journeys stayed well"),
        (services, journeys) => format!("all {services} other services and {journeys} other journeys stayed well"),
    };
    if !hidden.is_empty() {
        reason = format!("{reason}; of {} only the own state could be seen", list(&hidden));
    }
    Finding::confirmed(reason, evidence)
}

/// "What the document does not name stays well": services outside all cascade claims (unless one of these says "none",
/// and so judges them), and journeys that no claim of their own judges.
pub(super) fn unaffected(ground: &Ground<'_>) -> Finding {
    let services = !ground.says_none();
    let fell = if services { undocumented(ground) } else { Vec::new() };
    let fares: Vec<&Fare> = ground.fares.iter().filter(|fare| !ground.is_claimed(&fare.journey)).collect();
    let worse = |fare: &&&Fare| fare.impact.is_some_and(|impact| impact > Impact::None);
    let hurt: Vec<&&Fare> = fares.iter().filter(worse).collect();
    if !hurt.is_empty() || !fell.is_empty() {
        return affected(&fell, &hurt);
    }
    let unknown: Vec<String> = fares
        .iter()
        .filter(|fare| fare.impact.is_none() || fare.ill_before)
        .map(|fare| format!("{} was not seen often enough to say that it stayed well", fare.journey))
        .collect();
    if !unknown.is_empty() {
        return Finding::undetermined(unknown.join("; "), ground.windows.held_by.clone());
    }
    if services {
        return stayed(ground, &ground.named().unwrap_or_default(), &fares);
    }
    match ground.cut_short() {
        Some(short) => short,
        None if fares.is_empty() => {
            Finding::confirmed("every service and journey has a claim of its own", ground.windows.held_by.clone())
        }
        None => Finding::confirmed(
            format!("{} stayed well", list(&fares.iter().map(|fare| &fare.journey).collect::<Vec<_>>())),
            fares.iter().flat_map(|fare| fare.ends(|_| true)).collect(),
        ),
    }
}

fn affected(fell: &[&Fate], hurt: &[&&Fare]) -> Finding {
    let mut finding = if fell.is_empty() { Finding::contradicted("", Vec::new()) } else { others_fell(fell) };
    for fare in hurt {
        let impact = fare.impact.map_or(String::new(), |impact| impact.to_string());
        let symptom = fare.first_symptom.as_deref().unwrap_or_default();
        let told = format!("not documented, yet {}: {impact} ({symptom})", fare.journey);
        finding.reason = if finding.reason.is_empty() { told } else { format!("{}; {told}", finding.reason) };
        finding.evidence.extend(fare.deciding());
    }
    finding
}
