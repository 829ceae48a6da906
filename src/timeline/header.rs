//! The first line of a timeline: what was drilled, on what, with which claims and thresholds.

use crate::pack::{Claim, DocumentInfo, ProbeAspect, StandIn, Thresholds};
use crate::topology::Dependency;
use crate::words::{
    ClaimId, DetectorKind, DetectorName, JourneyName, ProbeName, ProfileName, RunId, ScenarioId,
    ServiceName, Span,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// All that the judge needs besides the events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Version of this format; see [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Name and version of the program that wrote it.
    pub tool: String,
    /// The run the drill belongs to.
    pub run: RunId,
    /// The pack's name.
    pub pack: String,
    /// The scenario drilled.
    pub scenario: ScenarioId,
    /// Its title.
    pub title: String,
    /// The profile it was drilled in.
    pub profile: ProfileName,
    /// The services that the fault is injected into.
    pub targets: Vec<ServiceName>,
    /// Of all that is probed, what is no service (logs, a disk): it is reported as an effect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<ServiceName>,
    /// What the services need of one another, as the pack says: reports hold what it implies
    /// against what was seen, no claim is judged by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Dependency>,
    /// Wall-clock time of [`crate::words::Moment::START`], RFC 3339 in UTC; nothing is computed
    /// from it.
    pub started_at: String,
    /// Which world it was: `docker 20.10.24`, or `simulated (seed 7)`.
    pub engine: String,
    /// The document judged.
    pub document: DocumentInfo,
    /// Line of the document where the scenario's chapter begins.
    pub line: u32,
    /// The images the stack ran on.
    pub images: Vec<ImageInfo>,
    /// All that was not the upstream software.
    pub stand_ins: Vec<StandIn>,
    /// Where the judge draws its lines.
    pub thresholds: Thresholds,
    /// The probes at work, services' and journeys'.
    pub probes: Vec<ProbeInfo>,
    /// The stack's own detectors that were watched.
    pub detectors: Vec<DetectorInfo>,
    /// The claims to judge.
    pub claims: Vec<Claim>,
    /// Claims that could not be observed where it was drilled, as was known before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub out_of_reach: Vec<OutOfReach>,
    /// Services that run in the stack and that no probe looks at: nobody can say that they stayed
    /// well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unprobed: Vec<ServiceName>,
    /// What an earlier drill of the same scenario, pack and images found when it withheld the
    /// recovery, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_control: Option<Control>,
}

/// What happened when the fault was injected and the recovery was withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Control {
    /// The run that did it.
    pub run: RunId,
    /// For how long after the fault nothing was done; where all healed before, until then.
    pub withheld: Span,
    /// The targets that served again though nobody had done anything, each with how long after the
    /// fault.
    pub healed: Vec<(ServiceName, Span)>,
}

/// A claim that cannot be observed where it is drilled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutOfReach {
    /// The claim.
    pub claim: ClaimId,
    /// Why not.
    pub why: String,
}

/// How the engine of a simulated drill is called, in timelines and reports.
pub fn simulated(seed: u64) -> String {
    format!("{SIMULATED} (seed {seed})")
}

/// Whether an engine of this name was none: the drill was simulated.
pub fn is_simulated(engine: &str) -> bool {
    engine.starts_with(SIMULATED)
}

const SIMULATED: &str = "simulated";

/// One image of the stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImageInfo {
    /// The Compose service that runs on it.
    pub service: String,
    /// The engine's id of it (`sha256:…`).
    pub digest: String,
    /// Where it came from: `built from Debian packages`, `redis:7`, …
    pub origin: String,
}

/// What a probe looks at.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ProbeSubject {
    /// A service.
    Service(ServiceName),
    /// A journey.
    Journey(JourneyName),
}

impl fmt::Display for ProbeSubject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(service) => service.fmt(out),
            Self::Journey(journey) => journey.fmt(out),
        }
    }
}

/// A probe, as far as the judge must know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeInfo {
    /// Its name; samples refer to it.
    pub name: ProbeName,
    /// What it looks at.
    pub subject: ProbeSubject,
    /// What it looks for (a journey's is always `works`).
    pub aspect: ProbeAspect,
    /// How it looks, in words: `PING on redis:6379`.
    pub how: String,
    /// How often it looks when nothing special happens.
    pub every: Span,
    /// How old what it sees can be, beyond its own round trip: zero for a direct look, a scrape
    /// (and evaluation) interval for what comes through Prometheus.
    pub resolution: Span,
    /// The services that its way leads through: while one of them is down, its subject cannot be
    /// seen by it.
    pub through: Vec<ServiceName>,
}

/// A detector, as far as the judge must know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetectorInfo {
    /// Its name; looks at it refer to it.
    pub name: DetectorName,
    /// What kind of detector it is.
    pub kind: DetectorKind,
    /// The service it watches.
    pub watches: ServiceName,
    /// How it works, in words: `docker exec enterprisescanner_redis redis-cli PING`,
    /// `alert RedisDown`.
    pub how: String,
    /// How often it is looked at.
    pub every: Span,
    /// How old what it says can be: scrape, evaluation and `for:`.
    pub resolution: Span,
    /// How long what it says stands before it is worked out anew: the interval at which its rule is
    /// evaluated. Zero where each look asks itself.
    #[serde(default)]
    pub renewed: Span,
    /// The settings behind its delay, in words: `polled every 1 s`,
    /// `scrape 1 s, evaluation 1 s, for 0 s`.
    pub settings: String,
}
