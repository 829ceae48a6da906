//! Docker's world: real containers, real time. Each probe and each detector has a task of its own, whatever they find is
//! heard over one channel, and acts are done beside them.

#![expect(clippy::disallowed_methods, reason = "this world has the clock, and a task for each probe")]

mod fit;
mod hands;
mod load;
mod looking;
#[cfg(test)]
mod lost_tests;
mod reach;
mod shims;
#[cfg(test)]
mod shims_tests;
mod site;

pub use looking::Clock;
pub use reach::no_look;
pub use site::{AGENT, Opening, READY_WITHIN, Site, SiteError, Visit};

use super::{ActResult, Heard, Request, World};
use crate::pack::{Detector, Journey, Look, Method, Pack, Probe};
use crate::plan::DrillPlan;
use crate::probe::{Prober, Ways, travel};
use crate::timeline::{Outcome, ProbeAspect, ProbeSubject, Sample, Watched};
use crate::words::{DetectorName, Moment, ProbeName, Span};
use futures_util::StreamExt as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

/// One drill's view of a running stack. Dropping it ends all looking.
#[derive(Debug)]
pub struct Docker {
    site: Arc<Site>,
    clock: Clock,
    probes: BTreeMap<ProbeName, Looked>,
    detectors: BTreeMap<DetectorName, Detector>,
    cadences: BTreeMap<ProbeName, watch::Sender<Span>>,
    tasks: JoinSet<()>,
    tell: mpsc::UnboundedSender<Heard>,
    heard: mpsc::UnboundedReceiver<Heard>,
}

/// What a probe of the drill looks at.
#[derive(Debug, Clone)]
enum Looked {
    Service(Probe),
    Journey(Journey),
}

/// What the probe of this name looks at; nothing where the pack has none of it.
fn looked_at(pack: &Pack, name: &ProbeName, subject: &ProbeSubject) -> Option<Looked> {
    match subject {
        ProbeSubject::Journey(name) => {
            pack.journeys.iter().find(|journey| journey.name == *name).cloned().map(Looked::Journey)
        }
        ProbeSubject::Service(service) => {
            let service = pack.service(service)?;
            let named = |aspect: ProbeAspect| *name == ProbeName::of_service(&service.name, aspect.as_str());
            let (_, probe) = service.probes().find(|(aspect, _)| named(*aspect))?;
            Some(Looked::Service(probe.clone()))
        }
    }
}

/// So many looks of this kind may be out at a time. One that writes, or that costs its service much, is not sent while
/// another is out; a login costs some.
const fn most_out(look: &Look) -> u32 {
    match look {
        Look::Http { method: Method::Get, .. }
        | Look::RedisPing { .. }
        | Look::RedisWrite { .. }
        | Look::Dns { .. }
        | Look::Tls { .. } => 16,
        Look::Postgres { .. } => 4,
        Look::Http { method: Method::Post, .. }
        | Look::Prometheus { .. }
        | Look::Process { .. }
        | Look::File { .. }
        | Look::Space { .. }
        | Look::Grows { .. } => 1,
    }
}

/// One way of looking, at a service or on a journey.
pub(crate) enum Sight {
    Service(Box<Prober>),
    Journey(Arc<Ways>, Box<Journey>),
    /// It can never be looked at in this run, for this reason.
    Nowhere(String),
}

impl Sight {
    fn of(site: &Site, looked: &Looked) -> Self {
        match looked {
            Looked::Journey(journey) => Self::Journey(Arc::clone(&site.ways), Box::new(journey.clone())),
            Looked::Service(probe) => match Prober::new(&site.ways, &probe.look, probe.timeout) {
                Ok(prober) => Self::Service(Box::new(prober)),
                Err(no_way) => Self::Nowhere(no_way.to_string()),
            },
        }
    }
}

impl looking::Eye for Sight {
    async fn look(&mut self) -> Outcome {
        match self {
            Self::Service(prober) => prober.look().await,
            Self::Journey(ways, journey) => travel(ways, journey).await,
            Self::Nowhere(why) => Outcome::Failed { symptom: why.clone() },
        }
    }
}

impl Docker {
    /// A world for a drill on this stack. `end` is told when somebody wants an end.
    pub fn new(site: &Arc<Site>, plan: &DrillPlan, mut end: crate::cli::Ladder) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let probes = (plan.probes.iter())
            .filter_map(|info| Some((info.name.clone(), looked_at(&site.pack, &info.name, &info.subject)?)))
            .collect();
        let detectors = site.pack.detectors.iter().map(|detector| (detector.name.clone(), detector.clone())).collect();
        let mut world = Self {
            site: Arc::clone(site),
            clock: Clock::start(),
            probes,
            detectors,
            cadences: BTreeMap::new(),
            tasks: JoinSet::new(),
            tell,
            heard,
        };
        world.listen_to_the_engine();
        world.tasks.spawn(load::tell(world.tell.clone()));
        let tell = world.tell.clone();
        world.tasks.spawn(async move {
            loop {
                end.next().await;
                let _ = tell.send(Heard::Interrupted);
            }
        });
        world
    }

    fn listen_to_the_engine(&mut self) {
        let (site, tell) = (Arc::clone(&self.site), self.tell.clone());
        self.tasks.spawn(async move {
            let events = match site.engine.events(&site.containers.label()).await {
                Ok(events) => events,
                Err(error) => return drop(tell.send(Heard::Lost { why: error.to_string() })),
            };
            let mut events = std::pin::pin!(events);
            let why = loop {
                match events.next().await {
                    Some(Ok(event)) => {
                        // What the documented commands do inside containers is theirs; only lives and deaths count.
                        if event.action.starts_with("exec_") {
                            continue;
                        }
                        let Some(compose) = site.containers.service_of(&event) else { continue };
                        let service = site.service_of(&compose);
                        let _ = tell.send(Heard::Engine { service, action: event.action });
                    }
                    Some(Err(error)) => break error.to_string(),
                    None => break "it ended its stream of events".to_owned(),
                }
            };
            let _ = tell.send(Heard::Lost { why });
        });
    }

    fn probe(&mut self, name: ProbeName, every: Span) {
        if let Some(cadence) = self.cadences.get(&name) {
            cadence.send_replace(every);
            return;
        }
        let Some(looked) = self.probes.get(&name).cloned() else { return };
        let (cadence, changes) = watch::channel(every);
        self.cadences.insert(name.clone(), cadence);
        let (site, clock, tell) = (Arc::clone(&self.site), self.clock, self.tell.clone());
        let (most_out, timeout) = match &looked {
            Looked::Service(probe) => (most_out(&probe.look), probe.timeout),
            Looked::Journey(journey) => (1, journey.timeout),
        };
        let make = move || Sight::of(&site, &looked);
        let gaze = looking::Gaze { probe: name, make, most_out, timeout };
        self.tasks.spawn(looking::keep_looking(gaze, changes, clock, tell));
    }

    fn watch(&mut self, name: &DetectorName) {
        let Some(detector) = self.detectors.get(name).cloned() else { return };
        let (site, clock, tell) = (Arc::clone(&self.site), self.clock, self.tell.clone());
        self.tasks.spawn(async move {
            let mut ticks = tokio::time::interval(detector.every.as_duration());
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let sent = clock.now();
                let (says, detail) = crate::probe::ask(&site.ways, &detector).await;
                let answered = clock.now();
                let detector = detector.name.clone();
                if tell.send(Heard::Watched(Watched { detector, sent, answered, says, detail })).is_err() {
                    return;
                }
            }
        });
    }
}

impl World for Docker {
    fn now(&self) -> Moment {
        self.clock.now()
    }

    fn ask(&mut self, request: Request) {
        let (site, clock, tell) = (Arc::clone(&self.site), self.clock, self.tell.clone());
        match request {
            Request::Probe { probe, every } => self.probe(probe, every),
            Request::Watch { detector } => self.watch(&detector),
            Request::Act { id, act } => {
                self.tasks.spawn(async move {
                    let result = hands::act(&site, &act).await;
                    let _ = tell.send(Heard::Acted { id, result });
                });
            }
            Request::Wake { at } => {
                self.tasks.spawn(async move {
                    tokio::time::sleep_until(clock.instant(at)).await;
                    let _ = tell.send(Heard::Woke);
                });
            }
        }
    }

    async fn hear(&mut self) -> Heard {
        match self.heard.recv().await {
            Some(heard) => without_secrets(heard, &self.site),
            // This world holds a sender itself: the channel outlives everything in it.
            None => std::future::pending().await,
        }
    }
}

/// All that is heard is written down, and much of it is somebody else's words: a documented command may print the password.
fn without_secrets(mut heard: Heard, site: &Site) -> Heard {
    let said = match &mut heard {
        Heard::Sample(Sample { outcome, .. }) => match outcome {
            Outcome::Ok => None,
            Outcome::Degraded { symptom } | Outcome::Failed { symptom } | Outcome::Silent { symptom } => Some(symptom),
        },
        Heard::Watched(Watched { detail, .. }) => Some(detail),
        Heard::Acted { result, .. } => Some(match result {
            ActResult::Done { output, .. } | ActResult::Failed { output, .. } => output,
            ActResult::NotRun { why } => why,
        }),
        _ => None,
    };
    if let Some(said) = said {
        *said = site.hide(said);
    }
    heard
}
