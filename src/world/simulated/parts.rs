//! What a pack tells of its stack: who runs as what, what each look sees, and which names a command
//! may use.

use super::model::Shape;
use crate::pack::{
    Detector, DetectorHow, Journey, Method, Pack, Probe, Profile, Runs, Sees, Service, bound_trees,
};
use crate::timeline::{ProbeAspect, ProbeInfo, ProbeSubject};
use crate::words::{DetectorName, ProbeName, ServiceName, Span};
use std::collections::BTreeMap;

/// What the simulated world knows of a stack besides what needs what.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// The shape of every service of the profile.
    pub shapes: BTreeMap<ServiceName, Shape>,
    /// How each probe looks.
    pub sights: BTreeMap<ProbeName, Sight>,
    /// The service that runs the Prometheus which is asked for an alert.
    pub asked: BTreeMap<DetectorName, ServiceName>,
    /// The service behind a container's name as the document has it.
    pub containers: BTreeMap<String, Option<ServiceName>>,
    /// The service behind a Compose service.
    pub composed: BTreeMap<String, Option<ServiceName>>,
    /// The service that a command is a remedy for, by the decision trees: the one that the question
    /// before it asks of.
    pub cures: BTreeMap<String, ServiceName>,
}

/// How a probe looks, as far as it matters here.
#[derive(Debug, Clone)]
pub(super) struct Sight {
    /// Whether it stores something, so that it sees whether its subject can.
    pub stores: bool,
    /// The Compose service that is asked; none where nobody is asked over a network of its own.
    pub at: Option<String>,
    /// When a look that has no answer has failed.
    pub timeout: Span,
    /// Whether one may be sent while another is out.
    pub overlaps: bool,
    /// How long an answer takes, at least and at most.
    pub takes: (Span, Span),
    /// What an answer says that comes by a fallback; empty where the pack has no words for it.
    pub fallback: String,
}

/// A direct look: measured on the real stack.
const DIRECT: (Span, Span) = (Span::micros(300), Span::millis(3));
/// One that Prometheus or the droplet's agent is asked for.
const ASKED: (Span, Span) = (Span::millis(1), Span::millis(5));
/// A journey: DNS, TLS and a page.
const JOURNEY: (Span, Span) = (Span::millis(4), Span::millis(9));

impl Sight {
    /// Of a probe whose look is not known.
    pub(super) const fn plain(info: &ProbeInfo) -> Self {
        let takes = if matches!(info.subject, ProbeSubject::Journey(_)) { JOURNEY } else { DIRECT };
        let stores = matches!(info.aspect, ProbeAspect::Writes);
        Self {
            stores,
            at: None,
            timeout: Span::secs(1),
            overlaps: false,
            takes,
            fallback: String::new(),
        }
    }

    fn of_probe(aspect: ProbeAspect, probe: &Probe) -> Self {
        let kind = probe.look.as_kind();
        let at = kind.at().map(|at| at.container.to_string());
        let takes = if kind.is_secondhand() { ASKED } else { DIRECT };
        let (overlaps, stores) = (kind.cost().at_once() > 1, kind.stores());
        let signs = kind.signs_of_fallback();
        let stores = stores || aspect == ProbeAspect::Writes;
        Self { stores, at, timeout: probe.timeout, overlaps, takes, fallback: fallback(signs) }
    }

    fn of_journey(journey: &Journey) -> Self {
        Self {
            stores: matches!(journey.method, Method::Post),
            at: None,
            timeout: journey.timeout,
            overlaps: false,
            takes: JOURNEY,
            fallback: fallback(&journey.degraded_when),
        }
    }
}

/// Which sign belongs to which dependency is in no topology: an answer by a fallback shows all that
/// the pack knows.
fn fallback(signs: &[(String, String)]) -> String {
    signs.iter().map(|(header, value)| format!("{header}: {value}")).collect::<Vec<_>>().join(", ")
}

impl Parts {
    /// All that a pack tells of a stack of this profile.
    pub(super) fn of(pack: &Pack, profile: &Profile) -> Self {
        let mut parts = Self::default();
        for service in pack.services_in(profile) {
            parts.shapes.insert(service.name.clone(), shape(service));
            for (aspect, probe) in service.probes() {
                let name = ProbeName::of_service(&service.name, aspect.as_str());
                parts.sights.insert(name, Sight::of_probe(aspect, probe));
            }
        }
        for journey in pack.journeys_in(profile) {
            parts.sights.insert(ProbeName::of_journey(&journey.name), Sight::of_journey(journey));
        }
        let runs = |compose: &str| {
            let it = |service: &&Service| matches!(&service.runs, Runs::Container(name) if name == compose);
            pack.services_in(profile).find(it).map(|service| service.name.clone())
        };
        for Detector { name, how, .. } in &pack.detectors {
            if let DetectorHow::Alert { at, .. } = how {
                parts.asked.extend(runs(&at.container).map(|service| (name.clone(), service)));
            }
        }
        for tree in bound_trees(pack, profile) {
            for (question, _, leaf) in tree.leaves() {
                if let Some(service) = question.asked.service() {
                    let cures = leaf.commands.iter().map(|line| (line.clone(), service.clone()));
                    parts.cures.extend(cures);
                }
            }
        }
        // Reading the pack has read this file already; of one that cannot be read no name is known.
        let compose =
            pack.compose(&crate::pack::check_variables(Some(profile))).unwrap_or_default();
        for (name, service) in compose.services {
            let documented = service.container_name.unwrap_or_else(|| name.to_string());
            parts.containers.insert(documented, runs(&name));
            parts.composed.insert(name.to_string(), runs(&name));
        }
        parts
    }

    /// Whether nothing is known, since there is no pack: then no name is wrong.
    pub(super) fn is_unknown(&self) -> bool {
        self.shapes.is_empty()
    }

    /// The service that runs as a process of this name in the droplet.
    pub(super) fn process(&self, wanted: &str) -> Option<&ServiceName> {
        let is_it = |(_, shape): &(&ServiceName, &Shape)| matches!(&shape.runs, Runs::Process(name) if name == wanted);
        self.shapes.iter().find(is_it).map(|(name, _)| name)
    }
}

fn shape(service: &Service) -> Shape {
    let looks = || service.probes().map(|(aspect, probe)| (aspect, &probe.look));
    Shape {
        runs: service.runs.clone(),
        is_room: looks().any(|(_, look)| look.as_kind().sees() == Sees::Room),
        stores: service.probes().any(|(aspect, probe)| Sight::of_probe(aspect, probe).stores),
        is_shown: looks().any(|(aspect, look)| {
            aspect == ProbeAspect::Works && look.as_kind().sees() == Sees::Certificate
        }),
    }
}
