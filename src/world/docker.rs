//! Docker's world: real containers, real time. Each probe and each detector has a task of its own,
//! whatever they find is heard over one channel, and acts are done beside them.

#![expect(
    clippy::disallowed_methods,
    reason = "this world has the clock, and a task for each probe"
)]

pub(crate) mod actions;
mod load;
mod looking;
#[cfg(test)]
mod lost_tests;

pub use looking::Clock;

use super::{ActResult, Heard, Request, World};
use crate::pack::Detector;
use crate::plan::DrillPlan;
use crate::shutdown::Shutdown;
use crate::site::{ProbeTarget, Probed, Site};
use crate::timeline::{Outcome, Sample, Watched};
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
    probes: BTreeMap<ProbeName, Probed>,
    detectors: BTreeMap<DetectorName, Detector>,
    cadences: BTreeMap<ProbeName, watch::Sender<Span>>,
    tasks: JoinSet<()>,
    tell: mpsc::UnboundedSender<Heard>,
    heard: mpsc::UnboundedReceiver<Heard>,
}

impl looking::Poll for ProbeTarget {
    async fn look(&mut self) -> Outcome {
        Self::look(self).await
    }
}

impl Docker {
    /// A world for a drill on this stack. `end` is told when somebody wants an end.
    pub fn new(site: &Arc<Site>, plan: &DrillPlan, mut end: Shutdown) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let probes = (plan.probes.iter())
            .filter_map(|info| {
                Some((info.name.clone(), Probed::find(&site.pack, &info.name, &info.subject)?))
            })
            .collect();
        let detectors = site
            .pack
            .detectors
            .iter()
            .map(|detector| (detector.name.clone(), detector.clone()))
            .collect();
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
                        // What the documented commands do inside containers is theirs; only lives
                        // and deaths count.
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
        let Some(probed) = self.probes.get(&name).cloned() else { return };
        let (cadence, changes) = watch::channel(every);
        self.cadences.insert(name.clone(), cadence);
        let (site, clock, tell) = (Arc::clone(&self.site), self.clock, self.tell.clone());
        let (most_out, timeout) = (probed.at_once(), probed.timeout());
        let make = move || ProbeTarget::new(&site, &probed);
        let gaze = looking::ProbeLoop { probe: name, make, most_out, timeout };
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
                if tell
                    .send(Heard::Watched(Watched { detector, sent, answered, says, detail }))
                    .is_err()
                {
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
                    let result = actions::act(&site, &act).await;
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

/// All that is heard is written down, and much of it is somebody else's words: a documented command
/// may print the password.
fn without_secrets(mut heard: Heard, site: &Site) -> Heard {
    let said = match &mut heard {
        Heard::Sample(Sample { outcome, .. }) => match outcome {
            Outcome::Ok => None,
            Outcome::Degraded { symptom }
            | Outcome::Failed { symptom }
            | Outcome::Silent { symptom } => Some(symptom),
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
