//! What is true of a case in a drill of it, told by the model and not by what the probes saw, and
//! what by the rules of the judge may be left open though it is true.

mod holds;
mod open;

use super::case::{Case, SCRAPED, detector, journey, service};
use super::document::Document;
use firedrill::drill::Ending;
use firedrill::judge::must_stay;
use firedrill::observe::Observed;
use firedrill::timeline::{
    ActionKind, Event, Falls, Happening, Phase, Sample, Says, Timeline, Watched,
};
use firedrill::words::{DetectorKind, Impact, Moment, ProbeName, ServiceName, Span};
use firedrill::world::simulated::{Health, Simulated};

/// What is true of a claim.
#[derive(Debug, Clone, Copy)]
pub struct Truth {
    /// Whether it is true; none where it is neither, or so near to a line that a sample cannot be
    /// held to either side.
    pub holds: Option<bool>,
    /// Why it may be undetermined though it is true.
    pub open: Option<&'static str>,
}

/// Whether a service fell while the outage lasted, and how; none where it did both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fell {
    No,
    Surely(Option<Falls>),
    /// For a moment only, or when the outage was about to be over.
    Perhaps,
}

/// A drill, as the model knows it.
pub struct Seen<'a> {
    case: &'a Case,
    pub observed: Observed,
    timeline: &'a Timeline,
    world: &'a Simulated,
    /// When the target broke; none where it did not, or the drill broke off.
    broke: Option<Moment>,
    /// When the recovery began.
    begun: Option<Moment>,
    /// Until when the outage lasted: the target served again, or all was over.
    over: Moment,
    /// When the recovery's time was over: firedrill's own undo, the control or the end.
    end: Moment,
}

fn act(timeline: &Timeline, kind: ActionKind) -> Option<Moment> {
    timeline.events.iter().find_map(|recorded| match &recorded.event {
        Event::Action { action, happening: Happening::Begun, .. } if *action == kind => {
            Some(recorded.at)
        }
        _ => None,
    })
}

fn phase(timeline: &Timeline, wanted: Phase) -> Option<Moment> {
    let is_it = |event: &Event| matches!(event, Event::Phase { phase, .. } if *phase == wanted);
    timeline.events.iter().find(|one| is_it(&one.event)).map(|one| one.at)
}

impl<'a> Seen<'a> {
    pub fn new(
        case: &'a Case,
        timeline: &'a Timeline,
        world: &'a Simulated,
        ending: &Ending,
    ) -> Self {
        let broken_off =
            matches!(ending, Ending::NotInjected { .. } | Ending::NoSteadyState { .. });
        let last = timeline.events.last().map_or(Moment::START, |last| last.at);
        let ends = [
            act(timeline, ActionKind::Undo),
            phase(timeline, Phase::Control),
            phase(timeline, Phase::Done),
        ];
        let end = ends.into_iter().flatten().min().unwrap_or(last);
        let injected = act(timeline, ActionKind::Fault).filter(|_| !broken_off);
        let observed = Observed::of(timeline);
        let mut seen = Self {
            case,
            observed,
            timeline,
            world,
            broke: None,
            begun: act(timeline, ActionKind::Recovery),
            over: end,
            end,
        };
        let course = world.course(&service(case.target));
        seen.broke = injected
            .and_then(|at| {
                course.iter().find(|(when, one)| *when >= at && one.serves > Health::Well)
            })
            .map(|one| one.0);
        if let Some(broke) = seen.broke {
            let well =
                course.iter().find(|(when, one)| *when > broke && one.serves == Health::Well);
            seen.over = well.map_or(end, |one| one.0.min(end));
        }
        seen
    }

    /// How it was with a service at a moment, by what its users get.
    fn health(&self, name: &ServiceName, at: Moment) -> Health {
        self.world.truth(name, at).serves
    }

    fn bend(&self, n: usize) -> firedrill::world::simulated::ServiceBend {
        self.case.bends.services.get(&service(n)).cloned().unwrap_or_default()
    }

    fn journey_bend(&self, n: usize) -> firedrill::world::simulated::JourneyBend {
        self.case.bends.journeys.get(&journey(n)).cloned().unwrap_or_default()
    }

    fn lateness(&self) -> Span {
        self.case.bends.busy.map_or(Span::ZERO, |busy| busy.by)
    }

    /// What became of a service while the outage lasted.
    pub fn fell(&self, n: usize) -> Fell {
        let Some(broke) = self.broke else { return Fell::Perhaps };
        let lasted_long = self.over.since(broke) >= Span::millis(500);
        if self.bend(n).answers.amiss == 100 && n != self.case.target {
            return if lasted_long { Fell::Surely(Some(Falls::Fails)) } else { Fell::Perhaps };
        }
        let course = self.world.course(&service(n));
        // Looks are as late as the machine makes them, and three in a row must agree.
        let late = self.lateness() + self.lateness() + self.lateness();
        let scraped =
            if self.case.scraped == Some(n) { SCRAPED + Span::millis(300) } else { Span::ZERO };
        let blur = Span::millis(300) + late + scraped;
        let mut fell = Fell::No;
        let (mut out, mut all, mut began) = (Span::ZERO, Span::ZERO, None);
        for (index, (from, one)) in course.iter().enumerate() {
            let to = course.get(index + 1).map_or(self.end, |next| next.0);
            let (from, to) = ((*from).max(broke), to.min(self.end).max(broke));
            if one.serves == Health::Well || from >= self.over + blur {
                began = None;
                continue;
            }
            let began = *began.get_or_insert(from);
            let lasted = to.min(self.over).since(from);
            all = all + lasted;
            out = out + if one.serves >= Health::Out { lasted } else { Span::ZERO };
            let surely = to.since(began) >= blur && began + blur <= self.over;
            fell = if surely || matches!(fell, Fell::Surely(_)) {
                Fell::Surely(None)
            } else {
                Fell::Perhaps
            };
        }
        let part = out.as_secs() / all.as_secs().max(1e-6);
        match fell {
            Fell::Surely(_) if part < 0.001 => Fell::Surely(Some(Falls::Degrades)),
            Fell::Surely(_) if part > 0.999 => Fell::Surely(Some(Falls::Fails)),
            other => other,
        }
    }

    /// Whether a service that is well answers so slowly that it is slower, or so that it cannot be
    /// told.
    fn slowed(&self, n: usize) -> Option<bool> {
        match self.bend(n).answers.takes {
            // Who asks it now and then does not tell how long it takes.
            Some(percent) if percent >= 1_000 => (self.case.scraped != Some(n)).then_some(true),
            _ if self.case.is_busy() => None,
            _ => Some(false),
        }
    }

    /// Whether a container died though nobody told it to: while the outage lasted, and before the
    /// recovery was at work.
    fn died(&self, n: usize) -> Option<bool> {
        let (Some(dies), Some(broke)) = (self.bend(n).dies, self.broke) else { return Some(false) };
        let at = broke + dies.after;
        let until = self.begun.unwrap_or(self.end).min(self.over);
        let near = Span::millis(100);
        if at + near < until {
            Some(true)
        } else if at > self.end.max(until) + near {
            Some(false)
        } else {
            None
        }
    }

    /// The requests of a journey while the outage lasted, each with how likely it was to fail, and
    /// to be amiss at all.
    fn requests(&self, n: usize) -> Vec<(f64, f64, Health)> {
        let Some(broke) = self.broke else { return Vec::new() };
        let name = ProbeName::of_journey(&journey(n));
        let bend = self.journey_bend(n);
        let share = f64::from(bend.answers.amiss) / 100.0;
        let sample = |recorded: &'a firedrill::timeline::Recorded| match &recorded.event {
            Event::Sample(sample) if sample.probe == name => Some(sample),
            _ => None,
        };
        let of = |sample: &Sample| {
            let health = self.way(n, sample.answered);
            match health {
                Health::Well => (share, share, health),
                Health::Warning | Health::Fallback => (share, 1.0, health),
                Health::Out | Health::Frozen => (1.0, 1.0, health),
            }
        };
        let all = self.timeline.events.iter().filter_map(sample);
        let within = all.filter(|sample| {
            sample.sent >= broke + Span::millis(80) && sample.answered <= self.over
        });
        within.map(of).collect()
    }

    /// How it is with the way of a journey, as far as a copy does not hide it.
    fn way(&self, n: usize, at: Moment) -> Health {
        let late = self.journey_bend(n).late;
        let of = |place: &usize| {
            let name = service(*place);
            self.health(&name, at).min(self.health(&name, at - late))
        };
        self.case.ways[n].iter().map(of).max().unwrap_or(Health::Well)
    }

    /// Whether a journey's answers are slower by the thresholds, all the while or at the end; none
    /// where some are and some are not.
    fn slower(&self, n: usize) -> Option<bool> {
        let answered: Vec<Health> = self
            .requests(n)
            .into_iter()
            .filter(|one| one.0 < 1.0)
            .map(|(_, _, health)| health)
            .collect();
        let part = |of: &[Health]| {
            let fallbacks = of.iter().filter(|health| **health == Health::Fallback).count();
            fallbacks as f64 / of.len().max(1) as f64
        };
        let most = part(&answered).max(part(&answered[answered.len() * 2 / 3..]));
        match self.journey_bend(n).answers.takes {
            _ if answered.len() < 8 => None,
            Some(percent) if percent >= 600 => Some(true),
            _ if most > 0.75 => Some(true),
            _ if most < 0.25 => Some(false),
            _ => None,
        }
    }

    /// The impacts that a journey can be said to have.
    fn levels(&self, n: usize) -> Vec<Impact> {
        let requests = self.requests(n);
        let mean = |all: &[(f64, f64, Health)], of: fn(&(f64, f64, Health)) -> f64| {
            all.iter().map(of).sum::<f64>() / all.len().max(1) as f64
        };
        let first = requests.iter().position(|one| one.0 > 0.0).unwrap_or(requests.len());
        let late = &requests[first..];
        let (failed, failed_late) = (mean(&requests, |one| one.0), mean(late, |one| one.0));
        let amiss = mean(&requests, |one| one.1);
        // A hundred requests of a rate so near to a line are on the other side of it now and then.
        let outage = match failed.max(failed_late) {
            rate if late.len() < 20 && rate > 0.35 => None,
            rate if rate > 0.65 => Some(true),
            rate if rate < 0.35 => Some(false),
            _ => None,
        };
        let degraded = match amiss {
            rate if rate > 0.08 => Some(true),
            rate if rate < 0.015 => Some(false),
            _ => None,
        };
        let degraded = match (degraded, self.slower(n)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        let mut levels = Vec::new();
        if outage != Some(true) {
            levels.extend((degraded != Some(true)).then_some(Impact::None));
            levels.extend((degraded != Some(false)).then_some(Impact::Degraded));
        }
        levels.extend((outage != Some(false)).then_some(Impact::Outage));
        levels
    }

    fn glances(&self, kind: DetectorKind) -> Vec<&Watched> {
        let name = detector(kind);
        let glance = |recorded: &'a firedrill::timeline::Recorded| match &recorded.event {
            Event::Watched(watched) if watched.detector == name => Some(watched),
            _ => None,
        };
        let until = self.begun.unwrap_or(self.end);
        let all = self.timeline.events.iter().filter_map(glance);
        all.filter(|one| {
            one.answered <= until
                && self.broke.is_some_and(|broke| one.sent >= broke - Span::secs(1))
        })
        .collect()
    }

    /// How long after the fault a detector noticed for good, at least and at most.
    pub fn noticed(&self, kind: DetectorKind) -> Option<(Span, Span)> {
        let (broke, glances) = (self.broke?, self.glances(kind));
        let runs = |pair: &[&Watched]| pair.iter().all(|one| one.says == Says::Noticed);
        let first = glances.windows(2).position(runs)?;
        // A check notices when it is polled; an alert fires before it is asked for.
        let before = match kind {
            DetectorKind::HealthCheck => glances[first].sent,
            _ => first.checked_sub(1).map_or(broke, |index| glances[index].sent),
        };
        Some((before.since(broke), glances[first].answered.since(broke)))
    }

    /// Since when all that a document says to come back is well for as long as it must stay so,
    /// counted from the recovery's beginning; none where it never is.
    pub fn took(&self, document: &Document) -> Option<Span> {
        let (broke, begun) = (self.broke?, self.begun?);
        let named = document.named().into_iter().map(|entry| entry.service.clone());
        let services: Vec<ServiceName> = named.chain([service(self.case.target)]).collect();
        let journeys: Vec<usize> = (0..self.case.ways.len())
            .filter(|n| {
                document.claims.iter().any(|claim| claim.as_kind().is_impact_of(&journey(*n)))
            })
            .collect();
        let ways = journeys.iter().flat_map(|n| &self.case.ways[*n]).map(|place| service(*place));
        let all: Vec<ServiceName> = services.iter().cloned().chain(ways).collect();
        let well = |at: Moment| {
            services.iter().all(|name| self.health(name, at) == Health::Well)
                && journeys.iter().all(|n| self.way(*n, at) == Health::Well)
        };
        // All is as it was between two changes of what it depends on.
        let mut changes: Vec<Moment> = all
            .iter()
            .flat_map(|name| self.world.course(name))
            .map(|one| one.0)
            .filter(|at| *at > begun && *at <= self.end)
            .collect();
        changes.push(begun);
        changes.sort_unstable();
        let stays = |from: Moment| {
            let until = from + must_stay(from.since(begun));
            until <= self.end + Span::millis(500)
                && changes.iter().filter(|at| **at >= from && **at < until).all(|at| well(*at))
        };
        let back = changes.iter().copied().find(|at| well(*at) && stays(*at))?;
        (back > broke).then(|| back.since(begun))
    }

    /// How long the target itself took to be back.
    pub fn back(&self) -> Option<Span> {
        self.took(&Document { claims: Vec::new() })
    }
}
