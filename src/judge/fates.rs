//! What became of each service between the fault and the recovery: it fell, stayed well, or could not be seen.

use super::observed::Observed;
use super::track::{Change, Spell, Track};
use super::windows::Windows;
use crate::timeline::{ProbeAspect, ProbeSubject};
use crate::words::{Measured, Moment, ServiceName, Span};

/// A service's fall.
#[derive(Debug, Clone)]
pub(super) struct Fall {
    /// What changed.
    pub change: Change,
    /// The first thing amiss.
    pub symptom: String,
    /// How long after the fault.
    pub after: Measured,
}

/// What became of a service.
#[derive(Debug, Clone)]
pub(super) struct Fate {
    /// Which service.
    pub service: ServiceName,
    /// Its first fall that only it can be blamed for.
    pub fell: Option<Fall>,
    /// Where a probe failed because the way to it had: the service on that way.
    pub hidden_behind: Option<ServiceName>,
    /// Whether at least one probe could see it, until the end of the observing.
    pub seen: bool,
    /// Whether every probe of it could: only then is it known that nothing was amiss.
    pub seen_whole: bool,
    /// It was not well before the fault already.
    pub ill_before: bool,
    /// The first and the last look at it in the window, for what did not happen.
    pub looks: Vec<u64>,
}

/// What became of every service that is probed, targets included, in the header's order.
pub(super) fn of(observed: &Observed, windows: &Windows) -> Vec<Fate> {
    let spelled: Vec<(&Track, Vec<Spell>)> =
        observed.tracks.iter().map(|track| (track, track.spells(windows.end))).collect();
    let mut services: Vec<&ServiceName> = Vec::new();
    for track in &observed.tracks {
        if let ProbeSubject::Service(service) = &track.info.subject
            && !services.contains(&service)
        {
            services.push(service);
        }
    }
    let downs = Downs { observed, windows, spelled: &spelled };
    services.into_iter().map(|service| fate(service, &downs)).collect()
}

/// Knows who was down when.
struct Downs<'a> {
    observed: &'a Observed,
    windows: &'a Windows,
    spelled: &'a [(&'a Track, Vec<Spell>)],
}

fn fate(service: &ServiceName, downs: &Downs<'_>) -> Fate {
    let windows = downs.windows;
    let mut fate = Fate {
        service: service.clone(),
        fell: None,
        hidden_behind: None,
        seen: false,
        seen_whole: true,
        ill_before: false,
        looks: Vec::new(),
    };
    for (track, spells) in downs.of_service(service) {
        let mut hidden = None;
        for spell in spells {
            let begun = spell.begin.first.answered;
            if begun <= windows.fault.0 {
                fate.ill_before |= spell.end.is_none_or(|end| end.first.answered > windows.fault.0);
            } else if begun <= windows.recover {
                match downs.blocked(track, spell) {
                    Some(way) => hidden = Some(way.clone()),
                    None => fate.take(track, spell.begin, windows),
                }
            }
        }
        let well_watched = hidden.is_none() && watched_well(track, windows);
        fate.seen |= well_watched;
        fate.seen_whole &= well_watched;
        fate.hidden_behind = fate.hidden_behind.or(hidden);
        if fate.looks.is_empty() {
            let looks = track.within(windows.hold, windows.recover);
            fate.looks = looks.clone().next().into_iter().chain(looks.last()).map(|look| look.n).collect();
        }
    }
    fate
}

impl Fate {
    /// Keeps the earlier fall.
    fn take(&mut self, track: &Track, change: Change, windows: &Windows) {
        if self.fell.as_ref().is_none_or(|known| change.first.answered < known.change.first.answered) {
            let after = Measured::between(windows.fault, change.window());
            self.fell = Some(Fall { change, symptom: track.symptom(change.first).to_owned(), after });
        }
    }
}

impl<'a> Downs<'a> {
    fn of_service(&self, service: &'a ServiceName) -> impl Iterator<Item = &'a (&'a Track, Vec<Spell>)> {
        let of = move |track: &Track| matches!(&track.info.subject, ProbeSubject::Service(name) if name == service);
        self.spelled.iter().filter(move |(track, _)| of(track))
    }

    /// The service on the probe's way that was down all the while that the probe failed.
    fn blocked(&self, track: &'a Track, spell: &Spell) -> Option<&'a ServiceName> {
        let until = spell.end.map_or(self.windows.recover, |end| end.window().0.min(self.windows.recover));
        // A way that is up again needs a moment until something comes through it.
        let slack = Span::micros(track.info.every.as_micros().saturating_mul(track.need as u64));
        let covers = |(from, to): (Moment, Moment)| from <= spell.begin.window().1 && until <= to + slack;
        let own = |way: &&ServiceName| !matches!(&track.info.subject, ProbeSubject::Service(name) if name == *way);
        track.info.through.iter().filter(own).find(|way| self.down(way).into_iter().any(covers))
    }

    /// When a service was down, so that nothing came through it, as widely as it can have been. One that only degrades, or
    /// that cannot store what it is given, is still a way.
    fn down(&self, service: &'a ServiceName) -> Vec<(Moment, Moment)> {
        let lasts = |spell: &Spell| spell.end.map_or(self.windows.recover, |end| end.window().1);
        let leads = |(track, _): &&(&Track, Vec<Spell>)| track.info.aspect != ProbeAspect::Writes;
        let spells = self.of_service(service).filter(leads).flat_map(|(_, spells)| spells).filter(|spell| spell.failed);
        let mut downs: Vec<(Moment, Moment)> = spells.map(|spell| (spell.begin.window().0, lasts(spell))).collect();
        if self.observed.targets.contains(service) {
            let back = downs.iter().map(|(_, to)| *to).max().unwrap_or(self.windows.recover);
            downs.push((self.windows.fault.0, back));
        }
        downs
    }
}

/// Whether a fall would have been seen: looks in sufficient number, and until the end of the observing.
pub(super) fn watched_well(track: &Track, windows: &Windows) -> bool {
    let every = track.info.every;
    let looks = track.within(windows.hold, windows.recover);
    let Some(last) = looks.clone().last() else { return false };
    let enough = looks.count() >= track.need + 2;
    let patience = Span::micros(every.as_micros().saturating_mul(5)) + track.info.resolution;
    let to_the_end = windows.recover.since(last.answered) <= patience;
    let resolved = windows.recover.since(windows.hold) >= track.info.resolution + track.info.resolution;
    enough && to_the_end && resolved
}
