//! Which services fell, and what the claims say of it.

use super::claims::{fared, harm};
use super::effects;
use super::fates::{Fall, Fate};
use super::findings::{CascadeFound, Fallen};
use super::ground::{Finding, Ground, Harm, list, services_named};
use super::impact::Fared;
use super::journeys::Fare;
use super::load;
use crate::timeline::{CascadeEntry, Falls, Header, ProbeSubject};
use crate::words::{Impact, ServiceName, Span, Verdict};

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
        Some(Fallen {
            service: fate.service.clone(),
            symptom: fall.symptom.clone(),
            falls: fate.falls(ground.header.thresholds.outage_below),
            after: Some(fall.after),
        })
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

/// What became of a service that a claim names.
enum Entry {
    /// It fell, as the claim says.
    Fell { told: String, evidence: Vec<u64>, harm: Option<Harm> },
    /// It fell otherwise than the claim says, or not at all.
    Otherwise { told: String, evidence: Vec<u64>, harm: Option<Harm> },
    /// It cannot be told.
    Open(String),
}

fn entry(ground: &Ground<'_>, named: &CascadeEntry) -> Entry {
    let CascadeEntry { service, falls } = named;
    let Some(fate) = ground.fate(service) else { return Entry::Open(format!("{service} is not probed")) };
    match (&fate.fell, slowed(ground, fate), unsure(ground, fate)) {
        (Some(fall), ..) => fell_as_said(ground, fate, fall, *falls),
        (None, Slowed::Surely { told, evidence }, _) if *falls != Falls::Fails => {
            Entry::Fell { told: format!("{service} got slower ({told})"), evidence, harm: None }
        }
        (None, Slowed::Perhaps(why), _) if *falls != Falls::Fails => Entry::Open(why),
        (None, _, Some(why)) => Entry::Open(why),
        (None, ..) => {
            Entry::Otherwise { told: format!("{service} stayed well"), evidence: fate.looks.clone(), harm: None }
        }
    }
}

fn fell_as_said(ground: &Ground<'_>, fate: &Fate, fall: &Fall, said: Falls) -> Entry {
    let service = &fate.service;
    let evidence = fall.change.evidence();
    let harm = Some(harm_of(fall));
    let told = format!("{service} after {} ({})", fall.after, fall.symptom);
    match (said, fate.falls(ground.header.thresholds.outage_below)) {
        (Falls::Either, _) => Entry::Fell { told, evidence, harm },
        (said, Some(fell)) if said == fell => Entry::Fell { told, evidence, harm },
        (Falls::Fails, Some(_)) => {
            let told = format!("{service} went on, degraded ({}); documented: it fails", fall.symptom);
            Entry::Otherwise { told, evidence, harm: None }
        }
        (_, Some(_)) => {
            let told = format!("{service} failed ({}); documented: it degrades", fall.symptom);
            Entry::Otherwise { told, evidence, harm }
        }
        (said, None) => Entry::Open(format!("{}, too close to tell whether {service} {said}", fate.failed_looks())),
    }
}

fn harm_of(fall: &Fall) -> Harm {
    match fall.definite {
        true => Harm::Said { lasted: fall.lasted },
        false => Harm::Silent { from: fall.change.first.sent, to: fall.change.first.sent + fall.lasted },
    }
}

/// "These services fail", or "none does".
pub(super) fn judge(ground: &Ground<'_>, services: &[CascadeEntry], ordered: bool) -> Finding {
    if services.is_empty() {
        return none(ground);
    }
    let (mut fell, mut evidence, mut doubt) = (Vec::new(), Vec::new(), Vec::new());
    let (mut wrong, mut against, mut harms, mut harm) = (Vec::new(), Vec::new(), Vec::new(), None);
    for one in services {
        match entry(ground, one) {
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
    // Silence is what a machine explains best.
    let weakest = harms.into_iter().max_by_key(|harm| matches!(harm, Harm::Silent { .. }));
    let seen = Finding { harm: weakest, ..seen };
    let names: Vec<ServiceName> = services.iter().map(|one| one.service.clone()).collect();
    match order(ground, &names) {
        Some(order) if ordered && order.verdict > Verdict::Confirmed => order,
        _ => seen,
    }
}

/// "Several services fail", whichever they are; what is no service does not count.
pub(super) fn several(ground: &Ground<'_>, least: u32) -> Finding {
    let is_service = |fate: &&Fate| !ground.is_effect(&fate.service);
    let fell: Vec<(&Fate, &Fall)> =
        fell(ground).filter(is_service).filter_map(|fate| Some((fate, fate.fell.as_ref()?))).collect();
    let told: Vec<String> = fell.iter().map(|(fate, fall)| format!("{} ({})", fate.service, fall.symptom)).collect();
    let evidence = fell.iter().flat_map(|(_, fall)| fall.change.evidence()).collect();
    if fell.len() >= least as usize {
        let seen = Finding::confirmed(format!("{} services fell: {}", fell.len(), list(&told)), evidence);
        // So many of them as are claimed are enough.
        let mut harms: Vec<Harm> = fell.iter().map(|(_, fall)| harm_of(fall)).collect();
        harms.sort_by_key(|harm| matches!(harm, Harm::Silent { .. }));
        return Finding { harm: harms.into_iter().nth((least as usize).saturating_sub(1)), ..seen };
    }
    let unknown = ground.fates.iter().filter(is_service).filter(|fate| fate.fell.is_none());
    let unknown = unknown.filter_map(|fate| unsure(ground, fate)).next().or_else(|| unprobed(ground, &[]));
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
        (!fate.seen_whole).then(|| too_few_looks(service))
    }
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

fn slowed(ground: &Ground<'_>, fate: &Fate) -> Slowed {
    let Some(slowing) = fate.slowed(&ground.header.thresholds) else { return Slowed::No };
    match load::doubt_slower(ground, &ProbeSubject::Service(fate.service.clone()), slowing) {
        None => Slowed::Surely { told: slowing.to_string(), evidence: slowing.evidence.clone() },
        Some(why) => Slowed::Perhaps(format!("{} got slower ({slowing}), but {why}", fate.service)),
    }
}

/// The services that run and that nothing looks at, in words; none where there is none besides these.
fn unprobed(ground: &Ground<'_>, besides: &[ServiceName]) -> Option<String> {
    let mut blind: Vec<&ServiceName> = ground.header.unprobed.iter().collect();
    // What the topology says to suffer, and nothing looks at, is not known to be well whatever it runs as.
    let predicted = ground.header.dependencies.iter().map(|one| &one.from);
    blind.extend(predicted.filter(|service| ground.is_predicted(service) && ground.fate(service).is_none()));
    blind.sort();
    blind.dedup();
    blind.retain(|service| !besides.contains(service) && !ground.is_target(service));
    (!blind.is_empty()).then(|| format!("nothing looks at {}", list(&blind)))
}

/// What is said to happen to nobody else, and did.
#[derive(Default)]
struct Others {
    told: Vec<String>,
    evidence: Vec<u64>,
    harms: Vec<Harm>,
    /// What cannot be told of the rest.
    doubt: Vec<String>,
}

impl Others {
    /// Services outside these that fell, got slower or died, and those of which it cannot be told.
    fn services(ground: &Ground<'_>, named: &[ServiceName]) -> Self {
        let mut others = Self::default();
        for fate in ground.fates.iter().filter(|fate| is_other(ground, fate, named)) {
            others.take(ground, fate);
        }
        for (who, text, evidence) in effects::untold_deaths(ground) {
            if !named.iter().any(|service| service.as_str() == who) {
                others.told.push(format!("{who} ({text})"));
                others.evidence.extend(evidence);
            }
        }
        others.doubt.extend(unprobed(ground, named));
        others
    }

    fn take(&mut self, ground: &Ground<'_>, fate: &Fate) {
        let service = &fate.service;
        if let Some(fall) = &fate.fell {
            self.told.push(format!("{service} after {} ({})", fall.after, fall.symptom));
            self.evidence.extend(fall.change.evidence());
            self.harms.push(harm_of(fall));
            return;
        }
        match slowed(ground, fate) {
            Slowed::Surely { told, evidence } => {
                self.told.push(format!("{service}, which got slower ({told})"));
                self.evidence.extend(evidence);
                return;
            }
            Slowed::Perhaps(why) => self.doubt.push(why),
            Slowed::No => {}
        }
        // Where the way to what it does for its users has failed too, its own state is all that can be seen; unless the
        // topology says that it suffers.
        let own_state = fate.hidden_behind.is_some() && fate.seen && !ground.is_predicted(service) && !fate.ill_before;
        self.doubt.extend(if own_state { None } else { unsure(ground, fate) });
    }

    /// Journeys without a claim of their own.
    fn journeys(&mut self, ground: &Ground<'_>, fares: &[&Fare]) {
        for fare in fares {
            let journey = &fare.journey;
            let (fared, slower) = fared(ground, fare);
            let symptom = fare.first_symptom.as_deref().unwrap_or_default();
            match fared {
                _ if fare.ill_before => self.doubt.push(format!("{journey} was not well before the fault already")),
                Fared::Surely(Impact::None) => {}
                Fared::Surely(impact) | Fared::Between(impact @ (Impact::Degraded | Impact::Outage), _) => {
                    self.told.push(format!("{journey}: {impact} ({symptom}{slower})"));
                    self.evidence.extend(fare.deciding());
                    self.harms.push(harm(fare));
                }
                Fared::Between(Impact::None, _) => self.doubt.push(format!(
                    "{journey} was not seen well often enough: {} of {} requests{slower}",
                    fare.well(),
                    fare.looks.len()
                )),
            }
        }
    }

    /// The finding, where there is something against it or in doubt.
    fn finding(self, ground: &Ground<'_>) -> Option<Finding> {
        if !self.told.is_empty() {
            let verb = if self.told.len() == 1 { "fell" } else { "fell too" };
            let reason = format!("not documented, yet {verb}: {}", list(&self.told));
            // One that surely fell is enough.
            let strongest = self.harms.into_iter().max_by_key(|harm| match harm {
                Harm::Said { lasted } => *lasted,
                Harm::Silent { .. } | Harm::Late { .. } => Span::ZERO,
            });
            return Some(Finding { harm: strongest, ..Finding::contradicted(reason, self.evidence) });
        }
        let short = ground.cut_short();
        if short.is_some() || self.doubt.is_empty() {
            return short;
        }
        Some(Finding::undetermined(self.doubt.join("; "), ground.windows.held_by.clone()))
    }
}

/// Whether what becomes of a service is told neither as the fault, nor as an effect, nor by these.
fn is_other(ground: &Ground<'_>, fate: &Fate, named: &[ServiceName]) -> bool {
    !ground.is_target(&fate.service) && !ground.is_effect(&fate.service) && !named.contains(&fate.service)
}

/// "No other service fails."
fn none(ground: &Ground<'_>) -> Finding {
    let named = ground.named().unwrap_or_default();
    Others::services(ground, &named).finding(ground).unwrap_or_else(|| stayed(ground, &named, &[]))
}

/// Nothing was seen to fall, and all was seen: how much, and for how long.
fn stayed(ground: &Ground<'_>, named: &[ServiceName], fares: &[&Fare]) -> Finding {
    let others = || ground.fates.iter().filter(|fate| is_other(ground, fate, named));
    let hidden: Vec<&ServiceName> =
        others().filter(|fate| fate.hidden_behind.is_some()).map(|fate| &fate.service).collect();
    let lasted = ground.windows.over.since(ground.windows.hold);
    let reason = match (others().count(), fares.len()) {
        (services, 0) => format!("all {services} other services stayed well"),
        (0, journeys) => format!("all {journeys} other journeys stayed well"),
        (services, journeys) => format!("all {services} other services and {journeys} other journeys stayed well"),
    };
    let mut reason = format!("{reason} for {lasted}");
    for fare in fares {
        reason = format!("{reason}; {}: {} of {} requests", fare.journey, fare.well(), fare.looks.len());
    }
    if !hidden.is_empty() {
        reason = format!("{reason}; of {} only the own state could be seen", list(&hidden));
    }
    let looks = fares.iter().flat_map(|fare| fare.ends(|_| true));
    Finding::confirmed(reason, ground.windows.held_by.iter().copied().chain(looks).collect())
}

/// "What the document does not name stays well": services outside all cascade claims (unless one of these says "none",
/// and so judges them), and journeys that no claim of their own judges.
pub(super) fn unaffected(ground: &Ground<'_>) -> Finding {
    let services = !ground.says_none();
    let named = ground.named().unwrap_or_default();
    let fares: Vec<&Fare> = ground.fares.iter().filter(|fare| !ground.is_claimed(&fare.journey)).collect();
    let mut others = if services { Others::services(ground, &named) } else { Others::default() };
    others.journeys(ground, &fares);
    if let Some(finding) = others.finding(ground) {
        return finding;
    }
    match (services, fares.is_empty()) {
        (true, _) => stayed(ground, &named, &fares),
        (false, false) => {
            let all: Vec<ServiceName> = ground.fates.iter().map(|fate| fate.service.clone()).collect();
            stayed(ground, &all, &fares)
        }
        (false, true) => {
            Finding::confirmed("every service and journey has a claim of its own", ground.windows.held_by.clone())
        }
    }
}
