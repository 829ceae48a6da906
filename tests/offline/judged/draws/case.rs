//! A stack and how it behaves, drawn by chance.

use super::RunId;
use super::document::Document;
use firedrill::pack::{Bounds, Fault, FaultKind, Kill, Pause, Run, Step};
use firedrill::plan::{Close, DrillPlan, Withhold};
use firedrill::timeline::{
    Assertion, Claim, DetectorInfo, DocumentInfo, Header, Phase, ProbeAspect, ProbeInfo,
    ProbeSubject, SCHEMA_VERSION, Thresholds,
};
use firedrill::topology::{Dependency, DependencyKind, Topology};
use firedrill::words::{
    ClaimId, DetectorKind, DetectorName, JourneyName, ProbeName, ProfileName, ScenarioId,
    ServiceName, Span,
};
use firedrill::world::simulated::{
    Amiss, Answers, Bends, Busy, CommandBend, DetectorBend, Dies, FallsAgain, Quirks, ServiceBend,
};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt as _, SeedableRng as _};

/// The documented recovery of every stack drawn.
pub const COMMAND: &str = "bring it back";

/// The kinds of detector, each with the time between two looks and how old what it says can be.
const DETECTORS: [(DetectorKind, &str, u64, u64); 2] =
    [(DetectorKind::Alert, "alert", 100, 1_000), (DetectorKind::HealthCheck, "check", 400, 0)];

/// How old what is seen of a scraped service can be.
pub const SCRAPED: Span = Span::secs(1);

pub fn service(n: usize) -> ServiceName {
    ServiceName::parse(&format!("s{n}")).unwrap()
}

pub fn journey(n: usize) -> JourneyName {
    JourneyName::parse(&format!("j{n}")).unwrap()
}

pub fn detector(kind: DetectorKind) -> DetectorName {
    let name = DETECTORS.iter().find(|one| one.0 == kind).map_or("nobody", |one| one.1);
    DetectorName::parse(name).unwrap()
}

#[derive(Debug)]
pub struct Case {
    pub number: u64,
    pub services: usize,
    pub topology: Topology,
    /// The way of each journey.
    pub ways: Vec<Vec<usize>>,
    pub target: usize,
    pub kind: FaultKind,
    /// Services that nothing looks at.
    pub blind: Vec<usize>,
    /// One that is only seen through something that asks it now and then.
    pub scraped: Option<usize>,
    pub bends: Bends,
    pub control: Withhold,
}

fn one_of<T: Copy>(chance: &mut ChaCha8Rng, these: &[T]) -> T {
    these[chance.random_range(0..these.len())]
}

fn millis(chance: &mut ChaCha8Rng, from: u64, to: u64) -> Span {
    Span::millis(chance.random_range(from..=to))
}

impl Case {
    pub fn draw(number: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(number);
        let chance = &mut chance;
        let services = chance.random_range(2..6_usize);
        let step = Step { container: "s0".into(), run: "break".to_owned() };
        let kill = FaultKind::Kill(Kill);
        let kinds = [kill.clone(), kill, FaultKind::Pause(Pause), FaultKind::Run(Run(vec![step]))];
        let kind = kinds[chance.random_range(0..kinds.len())].clone();
        // Mostly somebody stands apart, so that there is who can tell the fault from a busy
        // machine.
        let apart = chance.random_ratio(4, 5);
        let among = if apart { services - 1 } else { services };
        let mut edges = Vec::new();
        for from in 1..among {
            for _ in 0..chance.random_range(0..3_u8) {
                let kinds = [
                    DependencyKind::Hard,
                    DependencyKind::Hard,
                    DependencyKind::Soft,
                    DependencyKind::Startup,
                ];
                let (to, kind) = (chance.random_range(0..from), one_of(chance, &kinds));
                edges.push(Dependency::new(service(from), kind, service(to)));
            }
        }
        let mut ways = vec![
            (0..chance.random_range(0..2_usize)).map(|_| chance.random_range(0..among)).collect(),
        ];
        if apart {
            ways.push(vec![services - 1]);
        }
        let mut case = Self {
            number,
            services,
            topology: Topology::new(edges),
            ways,
            target: chance.random_range(0..among),
            kind,
            blind: Vec::new(),
            scraped: None,
            bends: Bends::default(),
            control: if chance.random() { Withhold::Once } else { Withhold::Never },
        };
        if chance.random_ratio(1, 4) {
            case.scraped = Some(case.other_place(chance));
        }
        for _ in 0..chance.random_range(0..4_u8) {
            case.bend(chance);
        }
        // Without a control it is not known whether a recovery did anything.
        let by_itself = case
            .bends
            .services
            .get(&service(case.target))
            .is_some_and(|bend| bend.heals_after.is_some());
        if by_itself {
            case.control = Withhold::Once;
        }
        case
    }

    fn bend(&mut self, chance: &mut ChaCha8Rng) {
        match chance.random_range(0..14_u8) {
            0 | 1 => {
                let late = millis(chance, 300, 9_000);
                self.other(chance).late = one_of(chance, &[late, late, Span::secs(40)]);
            }
            2 => self.some_journey(chance).late = millis(chance, 300, 12_000),
            3 => self.of_target().heals_after = Some(millis(chance, 500, 30_000)),
            4 => {
                let down = chance.random_ratio(2, 3).then(|| millis(chance, 300, 2_000));
                let times = one_of(chance, &[1, 1, 50]);
                self.of_target().falls_again =
                    Some(FallsAgain { after: millis(chance, 200, 6_000), down, times });
            }
            5 | 6 => {
                let amiss = one_of(chance, &[1, 5, 10, 20, 30, 50, 70, 85, 100]);
                let how = one_of(
                    chance,
                    &[Amiss::Error, Amiss::Error, Amiss::WrongContent, Amiss::Silence],
                );
                self.some_journey(chance).answers = Answers { amiss, how, takes: None };
            }
            7 => {
                let answers = Answers {
                    takes: Some(one_of(chance, &[110, 150, 600, 3_000])),
                    ..Answers::default()
                };
                self.some_journey(chance).answers = answers;
            }
            8 => {
                let slow =
                    Answers { takes: Some(one_of(chance, &[150, 3_000])), ..Answers::default() };
                let wrong = Answers { amiss: 100, how: Amiss::WrongContent, takes: None };
                self.other(chance).answers = if chance.random() { slow } else { wrong };
            }
            9 => self.bend_detector(chance),
            10 => {
                let blind = self.other_place(chance);
                if blind != self.target && !self.blind.contains(&blind) {
                    self.blind.push(blind);
                    let dies = Dies {
                        after: millis(chance, 200, 5_000),
                        back: Some(millis(chance, 300, 2_000)),
                    };
                    self.other_at(blind).dies = chance.random_ratio(1, 2).then_some(dies);
                }
            }
            11 => {
                let dies = Dies {
                    after: millis(chance, 200, 5_000),
                    back: Some(millis(chance, 500, 2_000)),
                };
                self.other(chance).dies = Some(dies);
            }
            12 => {
                let bends =
                    [CommandBend::ExitsWith(1), CommandBend::DoesNothing, CommandBend::NotRun];
                self.bends.command = Some(one_of(chance, &bends));
            }
            _ => self.bends.busy = Some(busy(chance)),
        }
    }

    fn bend_detector(&mut self, chance: &mut ChaCha8Rng) {
        let kind = one_of(chance, &[DetectorKind::Alert, DetectorKind::HealthCheck]);
        let bend = match chance.random_range(0..6_u8) {
            0 => DetectorBend::Pends(Some(millis(chance, 1_000, 15_000))),
            1 => DetectorBend::Pends(None),
            2 => DetectorBend::Late(millis(chance, 500, 9_000)),
            3 => DetectorBend::Once,
            4 => DetectorBend::Blind,
            _ => DetectorBend::Unanswered,
        };
        self.bends.detectors.insert(detector(kind), bend);
    }

    fn of_target(&mut self) -> &mut ServiceBend {
        self.other_at(self.target)
    }

    fn other_place(&self, chance: &mut ChaCha8Rng) -> usize {
        (self.target + chance.random_range(1..self.services)) % self.services
    }

    fn other(&mut self, chance: &mut ChaCha8Rng) -> &mut ServiceBend {
        let place = self.other_place(chance);
        self.other_at(place)
    }

    fn other_at(&mut self, place: usize) -> &mut ServiceBend {
        self.bends.services.entry(service(place)).or_default()
    }

    fn some_journey(
        &mut self,
        chance: &mut ChaCha8Rng,
    ) -> &mut firedrill::world::simulated::JourneyBend {
        let place = chance.random_range(0..self.ways.len());
        self.bends.journeys.entry(journey(place)).or_default()
    }

    pub fn is_busy(&self) -> bool {
        self.bends.busy.is_some()
    }

    pub fn quirks(&self) -> Quirks {
        Quirks { bends: self.bends.clone(), ..Quirks::default() }
    }

    /// What is drawn, in a line.
    pub fn told(&self) -> String {
        let needs: Vec<String> = (self.topology.dependencies().iter())
            .map(|one| format!("{} {:?} {}", one.from, one.kind, one.to))
            .collect();
        let Self { services, target, kind, blind, scraped, bends, control, ways, .. } = self;
        format!(
            "{services} services, {}; ways {ways:?}; {kind:?} of s{target}; blind {blind:?}; \
             scraped {scraped:?}; {control:?}; {bends:?}",
            needs.join(", ")
        )
    }

    fn probes(&self) -> Vec<ProbeInfo> {
        let probe = |subject: ProbeSubject, name: ProbeName, through: Vec<ServiceName>| ProbeInfo {
            name,
            subject,
            aspect: ProbeAspect::Works,
            how: String::new(),
            every: Span::millis(50),
            resolution: Span::ZERO,
            through,
        };
        let seen = (0..self.services).filter(|n| !self.blind.contains(n)).map(service);
        let scraped = self.scraped.map(service);
        let services = seen.map(|name| {
            let works = ProbeName::of_service(&name, "works");
            let is_scraped = scraped.as_ref() == Some(&name);
            let info = probe(ProbeSubject::Service(name), works, Vec::new());
            if is_scraped {
                ProbeInfo { every: Span::millis(250), resolution: SCRAPED, ..info }
            } else {
                info
            }
        });
        let journeys = self.ways.iter().enumerate().map(|(n, way)| {
            let name = ProbeName::of_journey(&journey(n));
            probe(
                ProbeSubject::Journey(journey(n)),
                name,
                way.iter().map(|place| service(*place)).collect(),
            )
        });
        services.chain(journeys).collect()
    }

    pub fn plan(&self, document: &Document) -> DrillPlan {
        let info = |(kind, name, every, resolution): (DetectorKind, &str, u64, u64)| DetectorInfo {
            name: DetectorName::parse(name).unwrap(),
            kind,
            watches: service(self.target),
            how: String::new(),
            every: Span::millis(every),
            resolution: Span::millis(resolution),
            renewed: Span::millis(resolution / 2),
            settings: String::new(),
        };
        DrillPlan {
            scenario: ScenarioId::parse("drawn").unwrap(),
            title: String::new(),
            line: 1,
            profile: ProfileName::parse("any").unwrap(),
            fault: Fault {
                targets: vec![service(self.target)],
                kind: self.kind.clone(),
                undo: Vec::new(),
            },
            approach: Vec::new(),
            early: None,
            starts: Vec::new(),
            commands: vec![COMMAND.to_owned()],
            bounds: Bounds { recover: Span::secs(20), ..Bounds::default() },
            claims: document.claims.iter().cloned().map(claim).collect(),
            probes: self.probes(),
            close: vec![Close {
                probe: ProbeName::of_service(&service(self.target), "works"),
                every: Span::millis(5),
                from: Phase::Inject,
            }],
            detectors: DETECTORS.into_iter().map(info).collect(),
            dependencies: self.topology.dependencies().to_vec(),
            unprobed: self.blind.iter().map(|n| service(*n)).collect(),
            control: self.control,
            out_of_reach: Vec::new(),
            not_here: None,
        }
    }

    pub fn header(&self, plan: &DrillPlan) -> Header {
        Header {
            schema_version: SCHEMA_VERSION,
            tool: String::new(),
            run: RunId::parse("20261124-074512-a3f0").unwrap(),
            pack: String::new(),
            scenario: plan.scenario.clone(),
            title: String::new(),
            profile: plan.profile.clone(),
            targets: plan.fault.targets().to_vec(),
            effects: Vec::new(),
            dependencies: plan.dependencies.clone(),
            started_at: String::new(),
            engine: format!("simulated (draw {})", self.number),
            document: DocumentInfo { path: String::new(), sha256: String::new() },
            line: 1,
            images: Vec::new(),
            stand_ins: Vec::new(),
            thresholds: Thresholds::default(),
            probes: plan.probes.clone(),
            detectors: plan.detectors.clone(),
            claims: plan.claims.clone(),
            out_of_reach: Vec::new(),
            unprobed: plan.unprobed.clone(),
            known_control: None,
        }
    }
}

fn claim(assertion: Assertion) -> Claim {
    let profile = ProfileName::parse("any").unwrap();
    let id = ClaimId::new(
        assertion.as_kind().family(),
        assertion.as_kind().subject().as_deref(),
        &profile,
    );
    Claim { id, text: String::new(), line: 1, assertion }
}

/// Answers that wait for a processor do not wait alone: whoever asks for them waits as well.
fn busy(chance: &mut ChaCha8Rng) -> Busy {
    let (late, by) = (chance.random_range(5..60), millis(chance, 20, 400));
    let long = late > 20 && by > Span::millis(100);
    Busy { late, by, takes: if long { one_of(chance, &[100, 300, 1_000]) } else { 100 } }
}
