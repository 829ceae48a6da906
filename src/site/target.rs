//! What a probe of the pack looks at in this run.

use super::Site;
use crate::pack::{Journey, Pack, Probe};
use crate::probe::{Prober, Ways, travel};
use crate::timeline::{Outcome, ProbeAspect, ProbeSubject};
use crate::words::{ProbeName, Span};
use std::sync::Arc;

/// What a probe looks at, as the pack says it.
#[derive(Debug, Clone)]
pub enum Probed {
    /// A service.
    Service(Probe),
    /// A journey.
    Journey(Journey),
}

impl Probed {
    /// What the probe of this name looks at; none where the pack has no such probe.
    pub fn find(pack: &Pack, name: &ProbeName, subject: &ProbeSubject) -> Option<Self> {
        match subject {
            ProbeSubject::Journey(name) => pack
                .journeys
                .iter()
                .find(|journey| journey.name == *name)
                .cloned()
                .map(Self::Journey),
            ProbeSubject::Service(service) => {
                let service = pack.service(service)?;
                let named = |aspect: ProbeAspect| {
                    *name == ProbeName::of_service(&service.name, aspect.as_str())
                };
                let (_, probe) = service.probes().find(|(aspect, _)| named(*aspect))?;
                Some(Self::Service(probe.clone()))
            }
        }
    }

    /// So many looks of it may be under way at once.
    pub fn at_once(&self) -> u32 {
        match self {
            Self::Service(probe) => probe.look.as_kind().cost().at_once(),
            Self::Journey(_) => 1,
        }
    }

    /// When a look that has no answer has failed.
    pub const fn timeout(&self) -> Span {
        match self {
            Self::Service(probe) => probe.timeout,
            Self::Journey(journey) => journey.timeout,
        }
    }
}

/// Looks at it again and again, by the ways of this run.
pub enum ProbeTarget {
    /// A service.
    Service(Box<Prober>),
    /// A journey.
    Journey(Arc<Ways>, Box<Journey>),
    /// It can never be looked at in this run, for this reason.
    Nowhere(String),
}

impl ProbeTarget {
    /// Nothing is sent yet.
    pub fn new(site: &Site, probed: &Probed) -> Self {
        match probed {
            Probed::Journey(journey) => {
                Self::Journey(Arc::clone(&site.ways), Box::new(journey.clone()))
            }
            Probed::Service(probe) => match Prober::new(&site.ways, &probe.look, probe.timeout) {
                Ok(looks) => Self::Service(Box::new(looks)),
                Err(no_way) => Self::Nowhere(no_way.to_string()),
            },
        }
    }

    /// Looks once.
    pub async fn look(&mut self) -> Outcome {
        match self {
            Self::Service(prober) => prober.look().await,
            Self::Journey(ways, journey) => travel(ways, journey).await,
            Self::Nowhere(why) => Outcome::Failed { symptom: why.clone() },
        }
    }
}
