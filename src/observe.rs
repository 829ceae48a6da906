//! What has been seen so far: an index over events that grows with each of them.
//!
//! Drill and judge read events by it alone: the drill asks it, after every event, whether it can go
//! on; the judge builds the same index from the whole timeline.

mod detector;
mod progress;
mod series;
mod stall;

pub(crate) use detector::{DetectorSample, DetectorSeries, REPEATEDLY};
#[cfg(test)]
pub(crate) use series::SILENT_FOR;
pub(crate) use series::{DELAYED, FailureEpisode, ProbeSample, ProbeSeries, Transition};
pub(crate) use stall::Stall;

use crate::timeline::{
    ActionKind, Event, Happening, Header, Load, Phase, ProbeAspect, ProbeSubject, Recorded, Says,
    Thresholds, Timeline, Watched,
};
use crate::words::{DetectorKind, DetectorName, JourneyName, Moment, ProbeName, ServiceName, Span};
use stall::unheard;
use std::collections::HashMap;

/// A journey's impact is not judged on fewer requests than this: where half of all succeed, eight
/// in a row fail once in 256 times.
pub const ENOUGH: usize = 8;

/// Of so many values the least and the most hold the median in 95 of 100 cases; of fewer nothing
/// does.
pub(crate) const FOR_A_MEDIAN: usize = 6;

/// Something that is not well, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwell {
    /// The probe's or the detector's name.
    pub who: String,
    /// What it last saw, or that it saw nothing yet.
    pub symptom: String,
}

/// One end of an act.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub n: u64,
    pub at: Moment,
    pub kind: ActionKind,
    pub what: String,
    pub happening: Happening,
}

/// A container's death or start that the engine reported.
#[derive(Debug, Clone)]
pub(crate) struct Life {
    pub n: u64,
    pub at: Moment,
    /// A service of the pack's, or the Compose service where it is none.
    pub who: String,
    pub died: bool,
}

/// What has been seen of a drill so far. Every query costs far less than a probe's look.
#[derive(Debug, Clone)]
pub struct Observed {
    pub(crate) thresholds: Thresholds,
    pub(crate) targets: Vec<ServiceName>,
    effects: Vec<ServiceName>,
    pub(crate) probes: Vec<ProbeSeries>,
    pub(crate) detectors: Vec<DetectorSeries>,
    pub(crate) phases: Vec<(u64, Moment, Phase)>,
    pub(crate) acts: Vec<Act>,
    /// Containers' deaths and starts.
    pub(crate) lives: Vec<Life>,
    /// How busy the machine was, each with when it was told.
    pub(crate) loads: Vec<(Moment, Load)>,
    /// When nothing was heard, in the order of time.
    pub(crate) stalls: Vec<Stall>,
    /// The number and time of the last event of all.
    pub(crate) last: (u64, Moment),
    /// Silence of so long is a stall.
    unheard: Span,
    by_probe: HashMap<ProbeName, usize>,
    by_detector: HashMap<DetectorName, usize>,
    /// What is seen once the fault is injected again to see whether it heals by itself: a drill of
    /// its own.
    control: Option<Box<Self>>,
}

impl Observed {
    /// Nothing seen yet of what the header names.
    pub fn new(header: &Header) -> Self {
        let need = header.thresholds.failed_in_a_row;
        let probes: Vec<ProbeSeries> =
            header.probes.iter().map(|info| ProbeSeries::new(info.clone(), need)).collect();
        let detectors: Vec<DetectorSeries> = header
            .detectors
            .iter()
            .map(|info| DetectorSeries { info: info.clone(), samples: Vec::new() })
            .collect();
        Self {
            thresholds: header.thresholds.clone(),
            targets: header.targets.clone(),
            effects: header.effects.clone(),
            by_probe: probes
                .iter()
                .enumerate()
                .map(|(index, series)| (series.info.name.clone(), index))
                .collect(),
            by_detector: detectors
                .iter()
                .enumerate()
                .map(|(index, one)| (one.info.name.clone(), index))
                .collect(),
            probes,
            detectors,
            phases: Vec::new(),
            acts: Vec::new(),
            lives: Vec::new(),
            loads: Vec::new(),
            stalls: Vec::new(),
            last: (0, Moment::START),
            unheard: unheard(header),
            control: None,
        }
    }

    /// The same probes and detectors, and nothing seen yet.
    fn anew(&self) -> Self {
        let again = |series: &ProbeSeries| {
            ProbeSeries::new(series.info.clone(), self.thresholds.failed_in_a_row)
        };
        let unasked = |series: &DetectorSeries| DetectorSeries {
            info: series.info.clone(),
            samples: Vec::new(),
        };
        Self {
            thresholds: self.thresholds.clone(),
            targets: self.targets.clone(),
            effects: self.effects.clone(),
            probes: self.probes.iter().map(again).collect(),
            detectors: self.detectors.iter().map(unasked).collect(),
            phases: Vec::new(),
            acts: Vec::new(),
            lives: Vec::new(),
            loads: Vec::new(),
            stalls: Vec::new(),
            last: self.last,
            unheard: self.unheard,
            by_probe: self.by_probe.clone(),
            by_detector: self.by_detector.clone(),
            control: None,
        }
    }

    /// What was seen since the control began; none where there was none.
    pub fn control(&self) -> Option<&Self> {
        self.control.as_deref()
    }

    /// All that a timeline has.
    pub fn of(timeline: &Timeline) -> Self {
        let mut observed = Self::new(&timeline.header);
        timeline.events.iter().for_each(|event| observed.apply(event));
        observed
    }

    /// Takes the next event in. What the header does not name (a sample of an unknown probe) is
    /// passed over.
    pub fn apply(&mut self, recorded: &Recorded) {
        let Recorded { n, at, event } = recorded;
        if let Some(control) = &mut self.control {
            control.apply(recorded);
            self.last = control.last;
            return;
        }
        if self.gap_until(*at).is_some() {
            self.stalls.push(Stall { from: self.last, to: (*n, *at) });
        }
        self.last = (*n, self.last.1.max(*at));
        match event {
            Event::Phase { phase, .. } => {
                self.phases.push((*n, *at, *phase));
                if *phase == Phase::Control {
                    let mut control = self.anew();
                    control.phases.push((*n, *at, *phase));
                    self.control = Some(Box::new(control));
                }
            }
            Event::Sample(sample) => {
                if let Some(index) = self.by_probe.get(&sample.probe) {
                    self.probes[*index].push(*n, sample);
                }
            }
            Event::Watched(watched) => self.watched(*n, watched),
            Event::Action { action, what, happening } => {
                let (what, happening) = (what.clone(), happening.clone());
                self.acts.push(Act { n: *n, at: *at, kind: *action, what, happening });
            }
            Event::Engine { service, action } if action == "die" || action == "start" => {
                self.lives.push(Life {
                    n: *n,
                    at: *at,
                    who: service.clone(),
                    died: action == "die",
                });
            }
            Event::Load(load) => self.loads.push((*at, *load)),
            Event::Engine { .. } | Event::Note { .. } => {}
        }
    }

    fn watched(&mut self, n: u64, watched: &Watched) {
        let Some(index) = self.by_detector.get(&watched.detector) else { return };
        let samples = &mut self.detectors[*index].samples;
        let Watched { sent, answered, says, ref detail, .. } = *watched;
        let place = samples.partition_point(|sample| sample.sent <= sent);
        samples.insert(place, DetectorSample { n, sent, answered, says, detail: detail.clone() });
    }

    /// For how long nothing has been heard by `now`, where that is so long that firedrill cannot
    /// have run.
    pub fn gap_until(&self, now: Moment) -> Option<Span> {
        let lasted = now.since(self.last.1);
        (self.last.0 > 0 && lasted >= self.unheard).then_some(lasted)
    }

    /// The phase that the drill is in; none before the first.
    #[cfg(test)]
    pub fn phase(&self) -> Option<Phase> {
        self.phases.last().map(|(_, _, phase)| *phase)
    }

    /// Since when all probes are well, whatever they look at; none while one is not.
    #[cfg(test)]
    pub fn all_well_since(&self) -> Option<Moment> {
        latest(self.probes.iter())
    }

    /// Whether what users get of the service has been well for `hold`, by so many looks as it takes
    /// to say so.
    pub fn serves_again(&self, service: &ServiceName, hold: Span, now: Moment) -> bool {
        self.serving(service).all(|series| series.stays_well(hold, now))
    }

    /// Whether the journey has been well for `hold`, in the same way.
    pub fn goes_again(&self, journey: &JourneyName, hold: Span, now: Moment) -> bool {
        self.of_journey(journey).all(|series| series.stays_well(hold, now))
    }

    /// Whether all probes have been well for `hold`, in the same way.
    pub fn all_stay_well(&self, hold: Span, now: Moment) -> bool {
        self.probes.iter().all(|series| series.stays_well(hold, now))
    }

    /// Whether the latest look at each detector found nothing wrong and nothing that may be; where
    /// it is to be found so `repeatedly`, so many looks as make it no chance. One that cannot be
    /// asked keeps nobody waiting: what it does not say is for the judge.
    pub fn all_quiet(&self, repeatedly: bool) -> bool {
        let at_rest =
            |sample: &DetectorSample| matches!(sample.says, Says::Quiet | Says::Unanswered);
        let last = |series: &DetectorSeries| series.samples.last().is_some_and(at_rest);
        let run = |series: &DetectorSeries| {
            series.last_run(&series.samples).is_some_and(|run| run.iter().all(at_rest))
        };
        self.detectors.iter().all(|series| if repeatedly { run(series) } else { last(series) })
    }

    /// Whether each journey, and each service that is looked at directly, has been well by so many
    /// looks in a row that a median of them says something.
    pub fn is_timed(&self) -> bool {
        self.probes.iter().all(|series| match series.info.subject {
            ProbeSubject::Journey(_) => series.well_in_a_row() >= ENOUGH,
            ProbeSubject::Service(_) if series.is_direct() => {
                series.well_in_a_row() >= FOR_A_MEDIAN
            }
            ProbeSubject::Service(_) => true,
        })
    }

    /// All that is not well now, probes and then detectors, each with what it last saw.
    pub fn unwell(&self) -> Vec<Unwell> {
        let probe = |series: &ProbeSeries| {
            let symptom = match series.last() {
                Some(look) if look.is_ok() => return None,
                Some(look) => series.symptom(look).to_owned(),
                None => "it never answered".to_owned(),
            };
            Some(Unwell { who: series.info.name.to_string(), symptom })
        };
        let detector = |series: &DetectorSeries| {
            let symptom = match series.samples.last() {
                Some(sample) if matches!(sample.says, Says::Quiet | Says::Unanswered) => {
                    return None;
                }
                Some(sample) => sample.detail.clone(),
                None => "it was never asked".to_owned(),
            };
            Some(Unwell { who: series.info.name.to_string(), symptom })
        };
        self.probes
            .iter()
            .filter_map(probe)
            .chain(self.detectors.iter().filter_map(detector))
            .collect()
    }

    /// Whether a probe of the service saw it failed or degraded often enough in a row, with looks
    /// sent at `since` or later. Whether it is to blame itself, or the way to it, is for the judge
    /// to say.
    pub fn service_failed(&self, service: &ServiceName, since: Moment) -> bool {
        self.of_service(service).any(|series| series.failed_since(since))
    }

    /// How many requests of the journey sent at `since` or later have been answered or failed.
    pub fn journey_requests(&self, journey: &JourneyName, since: Moment) -> usize {
        self.looks_at(journey, since).count()
    }

    /// See [`Thresholds::degraded_above`].
    pub fn degraded_above(&self) -> f64 {
        self.thresholds.degraded_above
    }

    /// Since when every probe of what `counts` is well, by its latest looks; none while one is not.
    pub fn well_since(&self, counts: impl Fn(&ProbeSubject) -> bool) -> Option<Moment> {
        let serving = |series: &&ProbeSeries| match &series.info.subject {
            ProbeSubject::Service(service) => {
                self.serving(service).any(|other| other.info.name == series.info.name)
            }
            ProbeSubject::Journey(_) => true,
        };
        latest(self.probes.iter().filter(|series| counts(&series.info.subject)).filter(serving))
    }

    pub(crate) fn of_target(&self, kind: DetectorKind) -> impl Iterator<Item = &DetectorSeries> {
        self.detectors.iter().filter(move |series| {
            series.info.kind == kind && self.targets.contains(&series.info.watches)
        })
    }

    fn looks_at<'a>(
        &'a self,
        journey: &'a JourneyName,
        since: Moment,
    ) -> impl Iterator<Item = ProbeSample> + 'a {
        self.of_journey(journey).flat_map(move |series| series.within(since, self.last.1))
    }

    /// The probes that look at a service.
    pub(crate) fn of_service<'a>(
        &'a self,
        service: &'a ServiceName,
    ) -> impl Iterator<Item = &'a ProbeSeries> + 'a {
        self.probes
            .iter()
            .filter(move |series| matches!(&series.info.subject, ProbeSubject::Service(name) if name == service))
    }

    /// The probes that see what a service's users get: those of its work and its writing where
    /// there are any, else those of its own state. What nobody is served by (the old provider of a
    /// name that another serves now) may stay away.
    pub(crate) fn serving<'a>(
        &'a self,
        service: &'a ServiceName,
    ) -> impl Iterator<Item = &'a ProbeSeries> + 'a {
        let serves = |series: &ProbeSeries| series.info.aspect != ProbeAspect::Alive;
        let any = self.of_service(service).any(serves);
        self.of_service(service).filter(move |series| !any || serves(series))
    }

    /// The probes that make a journey.
    pub(crate) fn of_journey<'a>(
        &'a self,
        journey: &'a JourneyName,
    ) -> impl Iterator<Item = &'a ProbeSeries> + 'a {
        self.probes
            .iter()
            .filter(move |series| matches!(&series.info.subject, ProbeSubject::Journey(name) if name == journey))
    }
}

/// The latest moment since which all of these are well; none while one is not, or where there is
/// none.
fn latest<'a>(probes: impl Iterator<Item = &'a ProbeSeries>) -> Option<Moment> {
    let since: Option<Vec<Moment>> = probes.map(ProbeSeries::well_since).collect();
    since.and_then(|all| all.into_iter().max())
}
