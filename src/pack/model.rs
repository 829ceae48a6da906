//! What a pack says, once it is known to be right.

mod rates;
mod scenario;
mod steady;
mod tree;

pub use rates::{Copies, PARTS, RatesSaid, Said};
pub use scenario::{Bounds, NotTested, Scenario, ScenarioClaim};
pub use steady::{SteadyFact, Testing};
pub use tree::{AnsweredBy, Tree, TreeAnswer, TreeRemedy};

use super::compose::ComposeFile;
use super::facts::{DocumentInfo, ProbeAspect, StandIn, Thresholds};
use super::look::{Endpoint, Look, Method};
use super::problem::Problem;
use crate::topology::Topology;
use crate::words::{
    ClaimId, ComposeName, DetectorKind, DetectorName, JourneyName, ProfileName, ScenarioId,
    ServiceName, Span,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::net::Ipv4Addr;

/// A pack that was read without an error.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its name, as in the report.
    pub name: String,
    /// The document's path from the pack's folder, and its hash.
    pub document: DocumentInfo,
    /// The document's text.
    pub document_text: String,
    /// The Compose file; without one there is a document, and no stack to drill.
    pub compose_file: Option<ComposeFile>,
    /// The shapes of the stack, in the file's order.
    pub profiles: Vec<Profile>,
    /// The services, in the file's order.
    pub services: Vec<Service>,
    /// What users do.
    pub journeys: Vec<Journey>,
    /// What needs what.
    pub topology: Topology,
    /// How often parts fail, for simulations: by service, or `server` and what improvements add.
    pub rates: BTreeMap<String, RatesSaid>,
    /// Of which services there are copies, likewise.
    pub copies: BTreeMap<ServiceName, Copies>,
    /// What the stack has to notice a failure.
    pub detectors: Vec<Detector>,
    /// Where the judge draws its lines.
    pub thresholds: Thresholds,
    /// Public addresses, and the Compose service that plays each: journeys go to no other.
    pub addresses: BTreeMap<Ipv4Addr, ComposeName>,
    /// The container that plays the document's server, where the stack has one.
    pub droplet: Option<Droplet>,
    /// What is not the upstream software whatever the images are.
    pub stand_ins: Vec<StandIn>,
    /// The drills' scenarios, in the order of their files.
    pub scenarios: Vec<Scenario>,
    /// Failures of the document that no scenario drills, and why not.
    pub not_drilled: Vec<NotDrilled>,
    /// Lines outside its failures that nothing tests, where all of the document is tested; see
    /// [`super::with_tables`].
    pub not_tested: Vec<NotTested>,
    /// What the document says of the stack as it is, in its steady state.
    pub facts: Vec<SteadyFact>,
    /// What is said of the document's decision trees.
    pub trees: Vec<Tree>,
    /// Contradictions that the team accepts for a while.
    pub waivers: Vec<Waiver>,
    /// Quotes whose words no longer stand in the document.
    pub drift: Vec<Drift>,
    /// Where lines were and where they are that claims rest on and that only moved.
    pub moved: BTreeSet<(u32, u32)>,
    /// What it can be used in spite of, by file and line.
    pub warnings: Vec<Problem>,
}

/// The container that plays the document's server, with the agent and the shims in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Droplet {
    /// Its Compose service.
    pub container: ComposeName,
    /// Where it keeps the authority that journeys and TLS looks trust (PEM), where they do.
    pub authority: Option<String>,
}

/// A quote whose words no longer stand in the document. Its claims stay, with the line that took
/// its place.
#[derive(Debug, Clone)]
pub struct Drift {
    /// The scenario that quotes it.
    pub scenario: ScenarioId,
    /// The claims that rest on it; none where the fault or `not_tested` quotes it.
    pub claims: Vec<ClaimId>,
    /// The line of the document that says something else now, or its chapter's where nothing is
    /// left of it.
    pub line: u32,
    /// The words quoted.
    pub was: String,
    /// What stands there now, where something does.
    pub is: Option<String>,
    /// The same for people, with the place of the quote.
    pub problem: Problem,
}

/// A failure of the document that no scenario drills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDrilled {
    /// Its title.
    pub title: String,
    /// Where it begins in the document.
    pub line: u32,
    /// Why not.
    pub reason: String,
}

/// A contradiction that the team knows and accepts until a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The scenario.
    pub scenario: ScenarioId,
    /// The claim in it: its whole id, or its beginning up to a dot (see [`ClaimId::matches`]).
    pub claim: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day it holds.
    pub until: jiff::civil::Date,
}

/// One shape of the stack.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its name.
    pub name: ProfileName,
    /// What it is, for people.
    pub title: String,
    /// Words by which the document's labels call it, lower-case: `Future (Flask App)`.
    pub called: Vec<String>,
    /// Variables that the Compose file is read with.
    pub set: BTreeMap<String, String>,
    /// Services that are not there in it.
    pub without_services: Vec<ServiceName>,
    /// Journeys that cannot be made in it.
    pub without_journeys: Vec<JourneyName>,
}

/// A part of the stack.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name.
    pub name: ServiceName,
    /// Words by which the document calls it, lower-case; a quote that names it contains one of
    /// them.
    pub called: Vec<String>,
    /// What it runs as.
    pub runs: Runs,
    /// Its own state, through nothing else.
    pub alive: Option<Probe>,
    /// What its users get.
    pub works: Option<Probe>,
    /// Whether it can store what they give it.
    pub writes: Option<Probe>,
    /// It is no service (logs, a disk): what becomes of it is reported as an effect.
    pub effect: bool,
}

/// What a service runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Runs {
    /// A container of its own: this Compose service.
    Container(ComposeName),
    /// A process of this name in the droplet.
    Process(String),
    /// Files in the droplet, at this absolute path: they can be moved away.
    Files(String),
    /// The way to these ports of the droplet, by which users come: it can be cut.
    Ports(Vec<u16>),
    /// None of these (a certificate, a name): it can be looked at, not broken.
    Elsewhere,
}

/// How a service is looked at.
#[derive(Debug, Clone)]
pub struct Probe {
    /// The look itself.
    pub look: Look,
    /// How often.
    pub every: Span,
    /// When a look that has no answer has failed.
    pub timeout: Span,
    /// How old what it sees can be, beyond its own round trip.
    pub resolution: Span,
    /// The services that its way leads through: while one of them is down, its subject cannot be
    /// seen by it.
    pub through: Vec<ServiceName>,
}

/// What a user does, over DNS, TLS and nginx as a user would.
#[derive(Debug, Clone)]
pub struct Journey {
    /// Its name.
    pub name: JourneyName,
    /// Words by which the document calls it, lower-case.
    pub called: Vec<String>,
    /// The resolvers that are asked, one after the other.
    pub resolvers: Vec<Endpoint>,
    /// Host name of the URL.
    pub host: String,
    /// Path and query of the URL.
    pub path: String,
    /// How.
    pub method: Method,
    /// Body of a POST, sent as JSON.
    pub body: Option<String>,
    /// The status that is right.
    pub status: u16,
    /// What the body must contain.
    pub contains: Option<String>,
    /// `(header, value)` pairs that say that the answer comes by a fallback: impact degraded.
    pub degraded_when: Vec<(String, String)>,
    /// How often.
    pub every: Span,
    /// When a journey that has no answer has failed.
    pub timeout: Span,
    /// The services that the way leads through, for reports.
    pub through: Vec<ServiceName>,
    /// Only operators make it, and no user.
    pub operators: bool,
}

/// Something of the stack's own that notices failures.
#[derive(Debug, Clone)]
pub struct Detector {
    /// Its name.
    pub name: DetectorName,
    /// What kind a document would call it.
    pub kind: DetectorKind,
    /// The service it watches.
    pub watches: ServiceName,
    /// How it is asked.
    pub how: DetectorHow,
    /// How often.
    pub every: Span,
    /// How old its answer can be.
    pub resolution: Span,
    /// How long what it says stands before it is worked out anew; zero where each look asks itself.
    pub renewed: Span,
    /// How long it may take until it has noticed twice: what its rule waits, and two turns of what
    /// it rests on.
    pub needs: Span,
    /// The settings behind its delay, in words.
    pub settings: String,
    /// The document's line that gives this health check, where it does: then each drill of what it
    /// watches also judges whether it tells health and failure apart.
    pub quote: Option<Quoted>,
}

/// Words of the document and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// The words.
    pub text: String,
    /// Their line, counted from 1.
    pub line: u32,
}

/// How a detector is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DetectorHow {
    /// A command, word for word, in the droplet's login shell.
    Command {
        /// The command.
        line: String,
        /// What its output says when something is wrong; where nothing is given, any exit status
        /// but 0 says so.
        wrong_when: Option<String>,
    },
    /// An alert rule of this name, asked of the stack's Prometheus; firing says that something is
    /// wrong.
    Alert {
        /// Where Prometheus is.
        at: Endpoint,
        /// The rule's name.
        rule: String,
    },
}

/// As the report names it.
impl fmt::Display for DetectorHow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { line, .. } => out.write_str(line),
            Self::Alert { rule, .. } => write!(out, "alert {rule}"),
        }
    }
}

impl Service {
    /// Its probes, each with what it looks for.
    pub fn probes(&self) -> impl Iterator<Item = (ProbeAspect, &Probe)> {
        let all = [
            (ProbeAspect::Alive, &self.alive),
            (ProbeAspect::Works, &self.works),
            (ProbeAspect::Writes, &self.writes),
        ];
        all.into_iter().filter_map(|(aspect, probe)| Some((aspect, probe.as_ref()?)))
    }
}

impl Pack {
    /// The service of this name; scenarios and detectors only name services that exist.
    pub fn service(&self, name: &ServiceName) -> Option<&Service> {
        self.services.iter().find(|service| service.name == *name)
    }

    /// The services, and not what is only an effect, each with every word that it is called by.
    pub(in crate::pack) fn called_services(&self) -> impl Iterator<Item = (&ServiceName, &str)> {
        self.services.iter().filter(|service| !service.effect).flat_map(|service| {
            service.called.iter().map(move |words| (&service.name, words.as_str()))
        })
    }

    /// The services of a kind, effects apart: of `exporter` all whose name ends so.
    pub(in crate::pack) fn of_kind(&self, kind: &str) -> Vec<ServiceName> {
        let ends = |service: &&Service| {
            service.called.iter().any(|words| words.split(' ').next_back() == Some(kind))
        };
        let services = self.services.iter().filter(|service| !service.effect);
        services.filter(ends).map(|service| service.name.clone()).collect()
    }

    /// The services that are there in a profile.
    pub fn services_in<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = &'a Service> {
        self.services.iter().filter(|service| !profile.without_services.contains(&service.name))
    }

    /// The journeys that can be made in a profile.
    pub fn journeys_in<'a>(&'a self, profile: &'a Profile) -> impl Iterator<Item = &'a Journey> {
        self.journeys.iter().filter(|journey| !profile.without_journeys.contains(&journey.name))
    }
}
