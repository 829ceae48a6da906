//! Recorded timelines for tests, written down as one would tell them: who fails when, who notices,
//! who is back.
//!
//! Times are milliseconds: of failures and notices after the fault, of returns after the start of
//! the recovery. The fault is injected two seconds into the timeline; its engine call takes 100 ms
//! and bites after 20. Delays and the phases of the probes are spread by a fixed sequence, so that
//! the same record is always the same timeline.

mod claims;
mod falls;
mod render;
pub(crate) mod scenarios;

use crate::timeline::{
    CascadeEntry, Control, DetectorInfo, DocumentInfo, Happening, Header, ImageInfo, Outcome,
    ProbeAspect, ProbeInfo, ProbeSubject, SCHEMA_VERSION, Says, StandIn, Thresholds,
};
use crate::topology::{Dependency, DependencyKind};
use crate::words::{
    DetectorKind, DetectorName, JourneyName, ProbeName, ProfileName, RunId, ScenarioId,
    ServiceName, Span,
};

/// When the fault is injected, where it is not brought near first.
const FAULT: u64 = 2_000;
/// When the two steps that bring it near are begun, and when it is injected then.
const NEAR: [u64; 2] = [1_500, 4_700];
const FAULT_AFTER_NEAR: u64 = 8_000;
/// How long such a step takes.
const STEP: u64 = 150;
/// How long the engine takes to answer the kill, and after how much of it the target is dead.
const KILL: (u64, u64) = (100, 20);

/// Something that is amiss with a probe's subject for a while (`to` is after the recovery's start;
/// none: for good).
struct Trouble {
    probe: String,
    from: u64,
    to: Option<u64>,
    outcome: Outcome,
}

/// A timeline in the making.
pub(crate) struct Record {
    header: Header,
    troubles: Vec<Trouble>,
    notices: Vec<(String, u64, u64)>,
    /// The same, from a time of the timeline's on.
    warnings: Vec<(String, u64, u64)>,
    slows: Vec<(String, u64)>,
    always: Vec<String>,
    ill: Vec<(String, Outcome)>,
    undo: Option<u64>,
    spared: Option<String>,
    blips: Vec<(String, u64, u64, Outcome)>,
    killed: bool,
    /// Containers that die besides, each so long after the fault, and start again so long after
    /// that.
    deaths: Vec<(String, u64, Option<u64>)>,
    /// Which parts of a thousand of the machine are taken.
    load: Option<u64>,
    fault: u64,
    observe: u64,
    /// How long after all was back it ends; for as long as that must stay where nothing is said.
    settle: Option<u64>,
    recovery: Option<Happening>,
    says: Vec<(String, Says)>,
    sporadic: Vec<(String, usize, Outcome)>,
    until: u64,
}

pub(crate) fn service(name: &str) -> ServiceName {
    ServiceName::parse(name).unwrap()
}

pub(crate) fn journey(name: &str) -> JourneyName {
    JourneyName::parse(name).unwrap()
}

fn services(names: &[&str]) -> Vec<ServiceName> {
    names.iter().map(|name| service(name)).collect()
}

/// The services of a cascade of which the document does not say how they fall.
pub(crate) fn entries(names: &[&str]) -> Vec<CascadeEntry> {
    services(names).into_iter().map(CascadeEntry::from).collect()
}

impl Record {
    /// A drill of this scenario, in this profile.
    pub fn new(scenario: &str, title: &str, profile: &str, line: u32) -> Self {
        let header = Header {
            schema_version: SCHEMA_VERSION,
            tool: "firedrill 0.1.0".to_owned(),
            run: RunId::parse("20261124-074512-a3f0").unwrap(),
            pack: "enterprise-scanner".to_owned(),
            scenario: ScenarioId::parse(scenario).unwrap(),
            title: title.to_owned(),
            profile: ProfileName::parse(profile).unwrap(),
            targets: Vec::new(),
            effects: Vec::new(),
            dependencies: Vec::new(),
            started_at: "2026-11-24T07:45:12Z".to_owned(),
            engine: "docker 20.10.24".to_owned(),
            document: DocumentInfo {
                path: "service-dependencies.md".to_owned(),
                sha256: "0".repeat(64),
            },
            line,
            images: vec![ImageInfo {
                service: "redis".to_owned(),
                digest: "sha256:0a1b".to_owned(),
                origin: "built from Debian packages".to_owned(),
            }],
            stand_ins: vec![StandIn {
                what: "grafana".to_owned(),
                why: "it is in no Debian repository".to_owned(),
            }],
            thresholds: Thresholds::default(),
            probes: Vec::new(),
            detectors: Vec::new(),
            claims: Vec::new(),
            out_of_reach: Vec::new(),
            unprobed: Vec::new(),
            known_control: None,
        };
        Self {
            header,
            troubles: Vec::new(),
            notices: Vec::new(),
            warnings: Vec::new(),
            slows: Vec::new(),
            always: Vec::new(),
            ill: Vec::new(),
            undo: None,
            spared: None,
            blips: Vec::new(),
            killed: false,
            deaths: Vec::new(),
            load: None,
            fault: FAULT,
            observe: 8_000,
            settle: None,
            recovery: Some(Happening::Done { exit: Some(0), output: String::new() }),
            says: Vec::new(),
            sporadic: Vec::new(),
            until: u64::MAX,
        }
    }

    fn probe(
        mut self,
        subject: ProbeSubject,
        aspect: ProbeAspect,
        every: u64,
        resolution: u64,
        through: &[&str],
    ) -> Self {
        let name = match (&subject, aspect) {
            (ProbeSubject::Journey(journey), _) => ProbeName::of_journey(journey),
            (ProbeSubject::Service(service), aspect) => {
                ProbeName::of_service(service, aspect.as_str())
            }
        };
        self.header.probes.push(ProbeInfo {
            how: format!("a look at {name}"),
            name,
            subject,
            aspect,
            every: Span::millis(every),
            resolution: Span::millis(resolution),
            through: services(through),
        });
        self
    }

    /// Services whose own state is looked at every 50 ms, by `<service>.alive`.
    pub fn alive(self, names: &[&str]) -> Self {
        names.iter().fold(self, |record, name| {
            record.probe(ProbeSubject::Service(service(name)), ProbeAspect::Alive, 50, 0, &[])
        })
    }

    /// A look at what a service's users get, over the way `through` others: `<service>.works`.
    pub fn works(self, name: &str, through: &[&str]) -> Self {
        self.probe(ProbeSubject::Service(service(name)), ProbeAspect::Works, 50, 0, through)
    }

    /// A look at a service through Prometheus, which scrapes every second: `<service>.works`.
    pub fn scraped(self, name: &str) -> Self {
        self.probe(
            ProbeSubject::Service(service(name)),
            ProbeAspect::Works,
            500,
            1_000,
            &["prometheus"],
        )
    }

    /// Journeys, every 50 ms.
    pub fn journeys(self, names: &[&str]) -> Self {
        names.iter().fold(self, |record, name| {
            record.probe(ProbeSubject::Journey(journey(name)), ProbeAspect::Works, 50, 0, &[])
        })
    }

    /// A detector that is asked every second; an alert's answer is a second old at most.
    pub fn detector(mut self, name: &str, kind: DetectorKind, watches: &str) -> Self {
        let alert = kind == DetectorKind::Alert;
        self.header.detectors.push(DetectorInfo {
            name: DetectorName::parse(name).unwrap(),
            kind,
            watches: service(watches),
            how: format!("ask {name}"),
            every: Span::millis(if alert { 250 } else { 1_000 }),
            resolution: Span::millis(if alert { 2_000 } else { 0 }),
            renewed: Span::millis(if alert { 1_000 } else { 0 }),
            settings: if alert {
                "scrape 1 s, evaluation 1 s, for 0 s"
            } else {
                "polled every 1 s"
            }
            .to_owned(),
        });
        self
    }

    /// What of all that is looked at is no service.
    pub fn effects(mut self, names: &[&str]) -> Self {
        self.header.effects = services(names);
        self
    }

    /// Whether a service stores what it is given: `<service>.writes`.
    pub fn writes(self, name: &str, through: &[&str]) -> Self {
        self.probe(ProbeSubject::Service(service(name)), ProbeAspect::Writes, 50, 0, through)
    }

    /// The fault is one that nothing dies of; what becomes of these is told for each of their
    /// probes.
    pub fn hits(mut self, names: &[&str]) -> Self {
        self.header.targets = services(names);
        self
    }

    /// The fault is brought near in two steps first.
    pub fn comes_near(mut self) -> Self {
        self.fault = FAULT_AFTER_NEAR;
        self
    }

    /// A detector notices so long after the second of these steps was begun (before it, where that
    /// is less than nothing), and is quiet again so long after the start of the recovery.
    pub fn warns(mut self, detector: &str, after: i64, quiet: u64) -> Self {
        self.warnings.push((detector.to_owned(), NEAR[1].saturating_add_signed(after), quiet));
        self
    }

    /// A container dies though nobody told it to, and starts again so long after that.
    pub fn dies(mut self, name: &str, after: u64, again: Option<u64>) -> Self {
        self.deaths.push((name.to_owned(), after, again));
        self
    }

    /// So many parts of a thousand of the machine's two processors are taken, all the time.
    pub fn loaded(mut self, thousandths: u64) -> Self {
        self.load = Some(thousandths);
        self
    }

    /// What services need of one another.
    pub fn dependencies(mut self, all: &[(&str, &str, DependencyKind)]) -> Self {
        let dependency = |(from, to, kind): &(&str, &str, DependencyKind)| {
            Dependency::new(service(from), *kind, service(to))
        };
        self.header.dependencies = all.iter().map(dependency).collect();
        self
    }

    /// Its answers take so long while the fault lasts, instead of about 4 ms.
    pub fn slows_to(mut self, probe: &str, to: u64) -> Self {
        self.slows.retain(|(name, _)| name != probe);
        self.slows.push((probe.to_owned(), to));
        self
    }

    /// A detector notices so long after the fault, and is quiet again so long after the start of
    /// the recovery.
    pub fn notices(mut self, detector: &str, after: u64, quiet: u64) -> Self {
        self.notices.push((detector.to_owned(), after, quiet));
        self
    }

    /// A detector notices nothing at all.
    pub fn forgets(mut self, detector: &str) -> Self {
        self.notices.retain(|(name, ..)| name != detector);
        self.warnings.retain(|(name, ..)| name != detector);
        self
    }

    /// A detector says from the beginning that something is wrong.
    pub fn notices_always(mut self, detector: &str) -> Self {
        self.always.push(detector.to_owned());
        self
    }

    /// A probe fails from the beginning.
    pub fn fails_from_the_start(mut self, probe: &str, symptom: &str) -> Self {
        let outcome = Outcome::Failed { symptom: symptom.to_owned() };
        self.ill.push((probe.to_owned(), outcome));
        self
    }

    /// The fault does nothing.
    pub fn in_vain(mut self) -> Self {
        self.killed = false;
        self.troubles.clear();
        self
    }

    /// It does kill, for as long as is told for each probe: then the target heals by itself.
    pub fn killed_again(mut self) -> Self {
        self.killed = true;
        self
    }

    /// Our own undo is begun so long after the start of the recovery, whose time is over.
    pub fn undone_after(mut self, ms: u64) -> Self {
        self.undo = Some(ms);
        self
    }

    /// Services that run, and that nothing looks at.
    pub fn unprobed(mut self, names: &[&str]) -> Self {
        self.header.unprobed = services(names);
        self
    }

    /// An earlier drill withheld the recovery for so long, and these healed by themselves so long
    /// after the fault.
    pub fn without_the_recovery(mut self, withheld: u64, healed: &[(&str, u64)]) -> Self {
        self.header.known_control = Some(Control {
            run: RunId::parse("20261123-074512-a3f0").unwrap(),
            withheld: Span::millis(withheld),
            healed: healed
                .iter()
                .map(|(name, after)| (service(name), Span::millis(*after)))
                .collect(),
        });
        self
    }

    /// firedrill itself could not run the recovery command.
    pub fn recovery_is_not_run(mut self, why: &str) -> Self {
        self.recovery = Some(Happening::NotRun { why: why.to_owned() });
        self
    }

    /// What a detector says while it would notice, instead.
    pub fn detector_says(mut self, detector: &str, says: Says) -> Self {
        self.says.push((detector.to_owned(), says));
        self
    }

    /// A part of a probe's looks fails while the outage lasts: each so-manieth.
    pub fn fails_each(mut self, probe: &str, nth: usize, symptom: &str) -> Self {
        let outcome = Outcome::Failed { symptom: symptom.to_owned() };
        self.sporadic.push((probe.to_owned(), nth, outcome));
        self
    }

    /// How long is observed.
    pub fn observes(mut self, ms: u64) -> Self {
        self.observe = ms;
        self
    }

    /// How long the recovery is given, and then the settling.
    pub fn settles(mut self, ms: u64) -> Self {
        self.settle = Some(ms);
        self
    }

    /// The recovery command fails.
    pub fn recovery_fails(mut self, exit: i64, output: &str) -> Self {
        self.recovery = Some(Happening::Failed { exit: Some(exit), output: output.to_owned() });
        self
    }

    /// The timeline ends so long after its beginning, as by a crash.
    pub fn cut_at(mut self, ms: u64) -> Self {
        self.until = ms;
        self
    }
}
