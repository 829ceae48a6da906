//! What probes and detectors see of the simulated stack, and when.

use super::bends::{Amiss, Answers, Bends, DetectorBend};
use super::model::{Condition, Health, Model};
use super::parts::{Parts, Sight};
use super::{Simulated, What};
use crate::pack::Runs;
use crate::timeline::{
    DetectorInfo, Outcome, ProbeAspect, ProbeInfo, ProbeSubject, Sample, Says, Watched,
};
use crate::words::{Moment, ServiceName, Span};
use crate::world::Heard;
use rand::{RngExt, rngs::ChaCha8Rng};

/// So many looks of a probe may be out at a time, as in Docker's world.
const MOST_OUT: u64 = 16;

/// What waits for something frozen gives up after so long at least and at most, in microseconds;
/// each always after the same.
const GIVES_UP: (u64, u64) = (100_000, 400_000);

/// A probe at work.
#[derive(Debug)]
pub(super) struct Looking {
    info: ProbeInfo,
    sight: Sight,
    /// The place of its subject; none of a journey's.
    subject: Option<usize>,
    through: Vec<usize>,
    /// Whether its subject is asked itself, so that it is silent when that stands still.
    straight: bool,
    /// When somebody on the way to it, or behind it, gives up waiting for what stands still.
    gives_up: Span,
    ticks: Ticks,
    every: Span,
    /// Counts the changes of cadence; a look planned before the last one is void.
    generation: u64,
    /// When the last look was due; none before the first.
    last: Option<Moment>,
    /// Until when a look is out that no other may overtake.
    busy_until: Moment,
    /// For how long a journey goes on from a copy, and how it is answered while the fault lasts.
    late: Span,
    pub(super) answers: Answers,
}

/// A detector at work.
#[derive(Debug)]
pub(super) struct Watching {
    info: DetectorInfo,
    subject: Option<usize>,
    /// The Prometheus that is asked.
    asked: Option<usize>,
    ticks: Ticks,
    /// It has noticed, and will not again where it notices once only.
    noticed: bool,
}

/// When something new is known of what is only seen now and then, and how old it is then.
#[derive(Debug, Clone, Copy)]
struct Ticks {
    every: u64,
    phase: u64,
    age: u64,
}

impl Ticks {
    /// What is seen is so old at most: half of it for want of a tick, the other half at the tick.
    fn new(resolution: Span, random: &mut ChaCha8Rng) -> Self {
        let every = resolution.as_micros() / 2;
        let chance =
            |random: &mut ChaCha8Rng| if every == 0 { 0 } else { random.random_range(0..every) };
        Self { every, phase: chance(random), age: chance(random) }
    }

    /// The moment that is seen at `moment`.
    fn seen_at(self, moment: Moment) -> Moment {
        if self.every == 0 {
            return moment;
        }
        let since = moment.as_micros().saturating_sub(self.phase);
        Moment::micros(
            (self.phase + since / self.every * self.every)
                .saturating_sub(self.age)
                .min(moment.as_micros()),
        )
    }
}

/// The service that a probe looks at.
pub(super) const fn service_of(info: &ProbeInfo) -> Option<&ServiceName> {
    match &info.subject {
        ProbeSubject::Service(service) => Some(service),
        ProbeSubject::Journey(_) => None,
    }
}

impl Looking {
    pub(super) fn new(
        info: &ProbeInfo,
        model: &Model,
        parts: &Parts,
        random: &mut ChaCha8Rng,
    ) -> Self {
        let sight = parts.sights.get(&info.name).cloned().unwrap_or_else(|| Sight::plain(info));
        let subject = service_of(info).and_then(|service| model.place(service));
        let straight = |place: usize| match (&sight.at, &model.shape(place).runs) {
            (Some(at), Runs::Container(container)) => at == container.as_str(),
            // Whose way in is cut waits for an answer in vain.
            (None, _) | (Some(_), Runs::Ports(_)) => true,
            (Some(_), _) => false,
        };
        Self {
            straight: subject.is_some_and(straight),
            through: info.through.iter().filter_map(|way| model.place(way)).collect(),
            gives_up: Span::micros(random.random_range(GIVES_UP.0..=GIVES_UP.1)).min(sight.timeout),
            ticks: Ticks::new(info.resolution, random),
            every: info.every,
            generation: 0,
            last: None,
            busy_until: Moment::START,
            late: Span::ZERO,
            answers: Answers::default(),
            info: info.clone(),
            subject,
            sight,
        }
    }

    /// The same, departing from what is known of its subject.
    pub(super) fn bent(mut self, bends: &Bends) -> Self {
        match &self.info.subject {
            ProbeSubject::Service(service) => {
                self.answers =
                    bends.of(service).map(|bend| bend.answers.clone()).unwrap_or_default();
            }
            ProbeSubject::Journey(journey) => {
                let bend = bends.journeys.get(journey).cloned().unwrap_or_default();
                (self.late, self.answers) = (bend.late, bend.answers);
            }
        }
        self
    }

    /// What is seen of the way to it, `now`, and of itself, at what is known by then: the worst,
    /// with whose it is.
    fn sees(&self, model: &Model, now: Moment) -> (Health, Option<(usize, Condition)>) {
        let mut worst = (Health::Well, None);
        let mut take = |health: Health, place: usize, condition: Condition| {
            if health > worst.0 {
                worst = (health, Some((place, condition)));
            }
        };
        let last = self.through.len().saturating_sub(1);
        for (index, way) in self.through.iter().enumerate() {
            let condition = self.known_of(*way, model, now);
            let health = match self.subject {
                // A way is open or not; what else becomes of it is its own matter.
                Some(_) if condition.serves < Health::Out => Health::Well,
                Some(_) => condition.serves,
                // A journey ends at the last on its way, and stores something there or not.
                None if index == last && self.sight.stores => {
                    condition.stores.max(condition.reached())
                }
                None => condition.reached(),
            };
            take(health, *way, condition);
        }
        if let Some(subject) = self.subject {
            let condition = model.at(subject, self.ticks.seen_at(now));
            let health = match self.info.aspect {
                ProbeAspect::Alive => condition.alive,
                _ if self.sight.stores => condition.stores.max(condition.serves),
                _ => condition.serves,
            };
            take(health, subject, condition);
        }
        worst
    }

    /// How it is with a service on the way, as far as it matters to who has a copy for a while.
    fn known_of(&self, way: usize, model: &Model, now: Moment) -> Condition {
        let (now, then) = (model.at(way, now), model.at(way, now - self.late));
        if then.reached() < now.reached() { then } else { now }
    }

    fn outcome(&self, model: &Model, now: Moment) -> Outcome {
        let (health, whose) = self.sees(model, now);
        let Some((place, condition)) = whose else { return Outcome::Ok };
        let itself = self.subject == Some(place);
        let said = model.symptom(place, condition, health);
        let symptom = if itself { said } else { format!("{} is {said}", model.name(place)) };
        match health {
            Health::Well => Outcome::Ok,
            Health::Warning => Outcome::Degraded { symptom },
            Health::Fallback if self.sight.fallback.is_empty() => Outcome::Degraded { symptom },
            Health::Fallback => Outcome::Degraded { symptom: self.sight.fallback.clone() },
            Health::Out | Health::Frozen => Outcome::Failed { symptom },
        }
    }

    fn is_silent(&self, model: &Model, moment: Moment) -> bool {
        let frozen = |place: usize| {
            let condition = model.at(place, moment);
            let of = if self.info.aspect == ProbeAspect::Alive {
                condition.alive
            } else {
                condition.serves
            };
            of == Health::Frozen
        };
        self.straight && self.subject.is_some_and(frozen)
    }
}

impl Watching {
    pub(super) fn new(
        info: &DetectorInfo,
        model: &Model,
        parts: &Parts,
        random: &mut ChaCha8Rng,
    ) -> Self {
        Self {
            subject: model.place(&info.watches),
            asked: parts.asked.get(&info.name).and_then(|service| model.place(service)),
            ticks: Ticks::new(info.resolution, random),
            info: info.clone(),
            noticed: false,
        }
    }
}

impl Simulated {
    pub(super) fn look_every(&mut self, probe: usize, every: Span) {
        let jitter = Span::micros(self.random.random_range(0..=every.as_micros()));
        let looking = &mut self.probes[probe];
        looking.every = every;
        looking.generation += 1;
        let generation = looking.generation;
        let due = match looking.last {
            Some(last) => (last + every).max(looking.busy_until),
            // Not all at once.
            None => self.now + jitter,
        };
        self.plan(due, What::Look { probe, generation });
    }

    pub(super) fn look(&mut self, probe: usize, generation: u64) {
        if self.probes[probe].generation != generation {
            return;
        }
        let scheduled = self.now;
        let sent = scheduled + Span::micros(self.random.random_range(10..=400)) + self.held_up();
        let amiss = self.amiss(probe);
        let silent =
            amiss == Some(Amiss::Silence) || self.probes[probe].is_silent(&self.model, scheduled);
        let takes =
            if silent { self.probes[probe].sight.timeout } else { self.takes(probe, scheduled) };
        let answered = sent + takes;
        let looking = &mut self.probes[probe];
        looking.last = Some(scheduled);
        let next = if looking.sight.overlaps {
            // While looks are out that nobody answers, others follow so far apart that there are
            // never too many.
            let apart = if silent {
                Span::micros(looking.sight.timeout.as_micros() / MOST_OUT)
            } else {
                Span::ZERO
            };
            scheduled + looking.every.max(apart)
        } else {
            looking.busy_until = answered;
            (scheduled + looking.every).max(answered)
        };
        self.plan(answered, What::Answer { probe, scheduled, sent, silent, amiss });
        self.plan(next, What::Look { probe, generation });
    }

    /// How long an answer will take, by how it is with what is asked.
    fn takes(&mut self, probe: usize, moment: Moment) -> Span {
        let looking = &self.probes[probe];
        let ((least, most), timeout, gives_up) =
            (looking.sight.takes, looking.sight.timeout, looking.gives_up);
        let (health, _) = looking.sees(&self.model, moment);
        let usual = Span::micros(self.random.random_range(least.as_micros()..=most.as_micros()));
        let usual = self.takes_longer(probe, usual).min(timeout);
        match health {
            // By a fallback the same takes several times as long.
            Health::Fallback => {
                let times = self.random.random_range(30..=60_u64);
                Span::micros(usual.as_micros() * times / 10).min(timeout)
            }
            Health::Frozen => gives_up,
            _ => usual,
        }
    }

    pub(super) fn answer(
        &mut self,
        probe: usize,
        scheduled: Moment,
        sent: Moment,
        silent: bool,
        amiss: Option<Amiss>,
    ) -> Option<Heard> {
        let looking = &self.probes[probe];
        let timeout = looking.sight.timeout;
        if !silent && looking.is_silent(&self.model, self.now) {
            // It stood still before it had answered.
            self.plan(sent + timeout, What::Answer { probe, scheduled, sent, silent: true, amiss });
            return None;
        }
        let outcome = if silent {
            Outcome::Silent { symptom: format!("no answer within {timeout}") }
        } else {
            match (looking.outcome(&self.model, self.now), amiss) {
                (Outcome::Ok | Outcome::Degraded { .. }, Some(amiss)) => {
                    Outcome::Failed { symptom: amiss.symptom().to_owned() }
                }
                (outcome, _) => outcome,
            }
        };
        Some(Heard::Sample(Sample {
            probe: looking.info.name.clone(),
            scheduled,
            sent,
            answered: self.now,
            outcome,
        }))
    }

    pub(super) fn watch(&mut self, detector: usize) {
        let (least, most) =
            if self.detectors[detector].asked.is_some() { (1, 5) } else { (50, 120) };
        let sent = self.now + self.held_up();
        let answered = sent + self.between(least, most);
        let next = (sent + self.detectors[detector].info.every).max(answered);
        self.plan(answered, What::Said { detector, sent });
        self.plan(next, What::Watch(detector));
    }

    pub(super) fn said(&mut self, detector: usize, sent: Moment) -> Heard {
        let says = self.says(detector);
        let watching = &mut self.detectors[detector];
        watching.noticed |= says.is_noticed();
        let detail = match says {
            Says::Noticed => "firing",
            Says::Quiet => "quiet",
            Says::Pending => "pending",
            Says::Unanswered => "nobody answers",
        };
        let (detector, detail) = (watching.info.name.clone(), detail.to_owned());
        Heard::Watched(Watched { detector, sent, answered: self.now, says, detail })
    }

    fn says(&self, detector: usize) -> Says {
        let Watching { info, subject, asked, ticks, noticed } = &self.detectors[detector];
        let bend = self.quirks.bends.detectors.get(&info.name);
        let seen = ticks.seen_at(self.now);
        let answers = asked.is_none_or(|place| self.model.at(place, self.now).serves < Health::Out);
        if !answers || bend == Some(&DetectorBend::Unanswered) {
            return Says::Unanswered;
        }
        let ill = |place: &usize| {
            let condition = self.model.at(*place, seen);
            let room = self.model.shape(*place).is_room && condition.stores > Health::Well;
            room || condition.serves > Health::Well || self.model.is_near(*place, seen)
        };
        let Some(place) = subject.filter(ill) else { return Says::Quiet };
        let lasted =
            self.model.unwell_since(place, seen).map_or(Span::ZERO, |since| seen.since(since));
        match bend {
            Some(DetectorBend::Pends(needs)) if needs.is_none_or(|needs| lasted < needs) => {
                Says::Pending
            }
            Some(DetectorBend::Late(late)) if lasted < *late => Says::Quiet,
            Some(DetectorBend::Once) if *noticed => Says::Quiet,
            Some(DetectorBend::Blind) => Says::Quiet,
            _ => Says::Noticed,
        }
    }
}
