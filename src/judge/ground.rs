//! What claims are judged on: everything that was worked out of a timeline, once.

use super::fates::{self, Fate};
use super::journeys::{self, Fare};
use super::observed::Observed;
use super::windows::Windows;
use crate::timeline::{Assertion, Claim, Header, Load};
use crate::words::{JourneyName, Moment, ServiceName, Span, Verdict};

/// The machine counts as busy where one look in so many was held up.
const BUSY: usize = 50;

/// … or where it had no time to spare in more than half of the looks at its load, two at least: a drill's own stack may
/// well take 60 to 90 in a hundred for a second or two, and a machine that starts containers all of it for a moment.
/// Linux counts in hundredths of a second: of half a second on two processors this leaves three, which is as much as it
/// can be wrong by.
const NO_TIME_TO_SPARE: u64 = 97;
const AT_LEAST: usize = 2;

/// A verdict with its reason and its evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub verdict: Verdict,
    pub reason: String,
    pub evidence: Vec<u64>,
    /// It rests on what was said, not on how long something took or stayed silent: a machine without time to spare does
    /// not explain it.
    pub said: bool,
}

impl Finding {
    /// It was seen to be so.
    pub fn confirmed(reason: impl Into<String>, evidence: Vec<u64>) -> Self {
        Self { verdict: Verdict::Confirmed, reason: reason.into(), evidence, said: false }
    }

    /// It was seen to be otherwise.
    pub fn contradicted(reason: impl Into<String>, evidence: Vec<u64>) -> Self {
        Self { verdict: Verdict::Contradicted, reason: reason.into(), evidence, said: false }
    }

    /// It could not be observed well enough.
    pub fn undetermined(reason: impl Into<String>, evidence: Vec<u64>) -> Self {
        Self { verdict: Verdict::Undetermined, reason: reason.into(), evidence, said: false }
    }
}

/// A machine without time to spare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Busy {
    /// What was seen of it.
    pub why: String,
    /// So much so that looks came late: then nothing harmful can be told from want of time.
    pub badly: bool,
}

/// What was worked out of a timeline.
pub(super) struct Ground<'a> {
    pub header: &'a Header,
    pub observed: &'a Observed,
    pub windows: Windows,
    pub fates: Vec<Fate>,
    pub fares: Vec<Fare>,
}

impl<'a> Ground<'a> {
    /// Works it out.
    pub fn new(header: &'a Header, observed: &'a Observed, windows: Windows) -> Self {
        Self {
            header,
            observed,
            fates: fates::of(observed, &windows),
            fares: journeys::of(observed, &windows),
            windows,
        }
    }

    /// What became of a service; none where nothing looks at it.
    pub fn fate(&self, service: &ServiceName) -> Option<&Fate> {
        self.fates.iter().find(|fate| fate.service == *service)
    }

    /// How a journey fared; none where nothing makes it.
    pub fn fare(&self, journey: &JourneyName) -> Option<&Fare> {
        self.fares.iter().find(|fare| fare.journey == *journey)
    }

    /// Whether the fault was injected into the service itself.
    pub fn is_target(&self, service: &ServiceName) -> bool {
        self.header.targets.contains(service)
    }

    /// Whether it is no service, so that what becomes of it is an effect.
    pub fn is_effect(&self, service: &ServiceName) -> bool {
        self.header.effects.contains(service)
    }

    /// The services that cascade claims name; see [`named`].
    pub fn named(&self) -> Option<Vec<ServiceName>> {
        named(self.header)
    }

    /// Whether a cascade claim says "none".
    pub fn says_none(&self) -> bool {
        let none =
            |claim: &Claim| matches!(&claim.assertion, Assertion::Cascade { services, .. } if services.is_empty());
        self.header.claims.iter().any(none)
    }

    /// Whether a claim that is about this journey as a whole has it under its eyes, so that silence does not.
    pub fn is_claimed(&self, journey: &JourneyName) -> bool {
        self.header.claims.iter().any(|claim| {
            matches!(&claim.assertion, Assertion::Impact { journey: of, .. } | Assertion::Graceful { journey: of, .. }
                if of == journey)
        })
    }

    /// Whether the machine was too busy between `from` and `to` for harm to be told from want of time; in words.
    pub fn too_busy(&self, from: Moment, to: Moment) -> Option<Busy> {
        let counts = self.observed.tracks.iter().map(|track| track.held_up(from, to));
        let (looks, held_up) = counts.fold((0, 0), |(looks, held_up), (more, late)| (looks + more, held_up + late));
        if held_up == 0 {
            return None;
        }
        if held_up * BUSY >= looks {
            let why = format!("the machine was too busy to tell: {held_up} of {looks} looks were held up");
            return Some(Busy { why, badly: true });
        }
        let (full, all) = self.without_time_to_spare(from, to);
        (full * 2 > all && full >= AT_LEAST).then(|| {
            let load = format!("it had no time to spare in {full} of {all} looks at its load");
            let late = format!("{held_up} of {looks} looks of probes were held up");
            Busy { why: format!("the machine was too busy to tell: {load}, and {late}"), badly: false }
        })
    }

    /// Whether firedrill did not run for a while between `from` and `to`; in words, and the events on both sides.
    pub fn unheard(&self, from: Moment, to: Moment) -> Option<(String, Vec<u64>)> {
        let gaps = || self.observed.gaps.iter().filter(|gap| gap.to.1 > from && gap.from.1 < to);
        let lasted = gaps().map(|gap| gap.lasted()).fold(Span::ZERO, |all, one| all + one);
        let evidence: Vec<u64> = gaps().flat_map(|gap| [gap.from.0, gap.to.0]).collect();
        let why = format!("firedrill did not run for {lasted} (stopped, or without processor time)");
        (!evidence.is_empty()).then_some((why, evidence))
    }

    /// How many looks at the machine's load between `from` and `to` found no time to spare, and how many there are.
    fn without_time_to_spare(&self, from: Moment, to: Moment) -> (usize, usize) {
        let within = |(at, load): &&(Moment, Load)| *at > from && *at - load.over < to;
        let full = |load: &Load| {
            let there = u128::from(load.over.as_micros()) * u128::from(load.cores);
            u128::from(load.busy.as_micros()) * 100 >= there * u128::from(NO_TIME_TO_SPARE)
        };
        let loads = || self.observed.loads.iter().filter(within);
        (loads().filter(|(_, load)| full(load)).count(), loads().count())
    }

    /// What to say where something did not show, and the drill was over before it had to.
    pub fn cut_short(&self) -> Option<Finding> {
        let short = !self.windows.observed_out;
        short.then(|| {
            Finding::undetermined(
                "the drill was interrupted before it had observed long enough",
                vec![self.observed.last.0],
            )
        })
    }
}

/// The services that cascade claims name, in the document's order; none where there is no such claim.
pub(super) fn named(header: &Header) -> Option<Vec<ServiceName>> {
    let mut named: Option<Vec<ServiceName>> = None;
    for claim in &header.claims {
        if let Assertion::Cascade { services, .. } = &claim.assertion {
            let named = named.get_or_insert_default();
            for service in services.iter().map(|entry| &entry.service) {
                if !named.contains(service) {
                    named.push(service.clone());
                }
            }
        }
    }
    named
}

/// The same without what is no service, for the report; none where nothing is left of such claims but effects.
pub(super) fn services_named(header: &Header) -> Option<Vec<ServiceName>> {
    let named = named(header)?;
    let services: Vec<ServiceName> =
        named.iter().filter(|service| !header.effects.contains(service)).cloned().collect();
    (named.is_empty() || !services.is_empty()).then_some(services)
}

/// The commands and the time of the first recovery claim.
pub(super) fn documented_recovery(header: &Header) -> (Vec<String>, Option<Span>) {
    let claim = header.claims.iter().find_map(|claim| match &claim.assertion {
        Assertion::Recovery { commands, within, .. } => Some((commands.clone(), *within)),
        _ => None,
    });
    claim.unwrap_or_default()
}

/// A documented time as a document writes it: `15 s`, not `15.0 s`.
pub(crate) fn stated(span: Span) -> String {
    match span.as_micros() {
        whole if whole % 1_000_000 == 0 && whole < 120_000_000 => format!("{} s", whole / 1_000_000),
        _ => span.to_string(),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<T: ToString>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(ToString::to_string).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
