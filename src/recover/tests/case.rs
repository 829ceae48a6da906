//! Small stacks, and what is broken in them and beside them, made from a seed.

use crate::engine::fake::{Life, Things, Troubles};
use crate::engine::{RUN_LABEL, STACK_LABEL};
use crate::journal::Undo;
use crate::pack::compose::ComposeFile;
use crate::pack::{
    self, Fault, FaultKind, Kill, Pack, PackFiles, Pause, Run, Runs, Service, Step, Stop, Swap,
};
use crate::stack::images::{Image, Images};
use crate::words::{RunId, ServiceName};
use rand::rngs::ChaCha8Rng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

/// The run.
pub(crate) const RUN: &str = "20261124-074512-a3f0";
/// A stack of another run, which lives.
pub(super) const OTHER_RUN: &str = "20261124-074512-a3f1";
/// Containers that are not firedrill's; the name of the last begins as those of the run do.
pub(super) const THEIRS: [&str; 3] = ["shop-db", "shop-cache", "20261124-074512-a3f0x-db"];
/// Their address in their network.
const THEIR_ADDRESS: [u8; 4] = [10, 9, 9, 2];

/// What is done between the start and the end of a stack.
#[derive(Debug, Clone)]
pub(super) enum Deed {
    /// A fault in the stack: injected, perhaps recovered from as a document would, perhaps taken
    /// back.
    Inside { fault: Fault, restarted: bool, undone: bool },
    /// A fault in somebody else's container, as one in a project that a user names: perhaps taken
    /// back.
    Outside { what: Outside, container: &'static str, undone: bool },
}

/// How somebody else's container is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outside {
    Kill,
    Pause,
    Run,
    Disconnect,
}

impl Outside {
    /// What takes it back.
    pub(super) fn undo(self, container: &str) -> Undo {
        let container = container.to_owned();
        match self {
            Self::Kill => Undo::Start { container },
            Self::Pause => Undo::All {
                steps: vec![
                    Undo::Unpause { container: container.clone() },
                    Undo::Start { container },
                ],
            },
            Self::Run => Undo::Run { container, command: "mend it".to_owned() },
            Self::Disconnect => {
                let network = "shop".to_owned();
                Undo::Connect {
                    container,
                    network,
                    address: THEIR_ADDRESS.into(),
                    aliases: Vec::new(),
                }
            }
        }
    }
}

/// One seed's stack, and what becomes of it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) run: RunId,
    pub(crate) pack: Arc<Pack>,
    pub(crate) images: Arc<Images>,
    pub(super) deeds: Vec<Deed>,
    pub(super) troubles: Troubles,
}

/// A pack that reads; its Compose file and its services are replaced.
fn any_pack() -> Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    let files = || {
        PackFiles::from_iter([
            ("pack.yaml", include_str!("../../pack/fixture/pack.yaml")),
            ("compose.yaml", include_str!("../../pack/fixture/compose.yaml")),
            ("failures.md", include_str!("../../pack/fixture/failures.md")),
            ("cache-stops.yaml", include_str!("../../pack/fixture/cache-stops.yaml")),
        ])
    };
    PACK.get_or_init(|| pack::read(&files()).unwrap()).clone()
}

impl Case {
    /// The same for the same seed.
    pub(crate) fn of(seed: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let count: usize = chance.random_range(2..=4);
        let compose = compose(&mut chance, count);
        let services: Vec<String> = (0..count).map(|n| format!("s{n}")).collect();
        let mut images = Images::default();
        for service in services.iter().map(String::as_str).chain(["server"]) {
            let image = Image {
                reference: format!("t/{service}"),
                digest: "sha256:1".to_owned(),
                origin: "none".to_owned(),
                stand_in: None,
            };
            images.insert(service, image);
        }
        let runs =
            services.iter().map(|name| (name.as_str(), Runs::Container(name.as_str().into())));
        let runs = runs.chain([("nginx", Runs::Process("main".to_owned()))]);
        let mut pack = any_pack();
        pack.services = runs.map(|(name, runs)| service(name, runs)).collect();
        pack.compose_file = Some(ComposeFile { path: "compose.yaml".to_owned(), text: compose });
        pack.journeys.clear();
        let deeds = (0..chance.random_range(1..=3)).map(|_| deed(&mut chance, &services)).collect();
        // Every other engine has no faults of its own, so that a failure is not blamed on them.
        let troubles = match seed % 2 {
            0 => Troubles::NONE,
            _ => Troubles { percent: chance.random_range(3..30), most: chance.random_range(1..6) },
        };
        Self {
            run: RunId::parse(RUN).unwrap(),
            pack: Arc::new(pack),
            images: Arc::new(images),
            deeds,
            troubles,
        }
    }

    /// Whose containers beside the stack it breaks.
    pub(super) fn breaks_beside(&self, container: &str) -> bool {
        let outside = |deed: &Deed| matches!(deed, Deed::Outside { container: other, .. } if *other == container);
        self.deeds.iter().any(outside)
    }
}

fn service(name: &str, runs: Runs) -> Service {
    let name = ServiceName::parse(name).unwrap();
    Service {
        name,
        called: Vec::new(),
        runs,
        alive: None,
        works: None,
        writes: None,
        effect: false,
    }
}

fn compose(chance: &mut ChaCha8Rng, count: usize) -> String {
    let mut text = "services:\n  server:\n    image: t/server\n    networks: \
                    {site: {ipv4_address: \"${FIREDRILL_NET:-172.29.45}.10\"}}\n"
        .to_owned();
    text += "    ports: [\"127.0.0.1:8443:443\"]\n";
    for n in 0..count {
        let more = if chance.random_bool(0.4) { ", back: {}" } else { "" };
        let _ = write!(
            text,
            "  s{n}:\n    image: t/s{n}\n    networks: {{site: {{ipv4_address: \
             \"${{FIREDRILL_NET:-172.29.45}}.{}\"}}{more}}}\n",
            20 + n
        );
        if chance.random_bool(0.5) {
            let _ = writeln!(text, "    volumes: [\"disk:/data\"]");
        }
        if chance.random_bool(0.3) {
            let _ = writeln!(text, "    ports: [\"127.0.0.1:{}:80\"]", 9000 + n);
        }
        if n > 0 && chance.random_bool(0.5) {
            let _ = writeln!(text, "    depends_on: [s{}]", chance.random_range(0..n));
        }
    }
    text += "networks:\n  site: \
             {ipam: {config: [{subnet: \"${FIREDRILL_NET:-172.29.45}.0/24\"}]}}\n  back: {}\nvolumes:\n  disk: {}\n";
    text
}

fn deed(chance: &mut ChaCha8Rng, services: &[String]) -> Deed {
    if chance.random_bool(0.4) {
        let what = [Outside::Kill, Outside::Pause, Outside::Run, Outside::Disconnect]
            [chance.random_range(0..4)];
        // Only one is in a network that it can be taken out of.
        let container = if what == Outside::Disconnect {
            THEIRS[0]
        } else {
            THEIRS[chance.random_range(0..THEIRS.len())]
        };
        return Deed::Outside { what, container, undone: chance.random_bool(0.5) };
    }
    let one = services.choose(chance).unwrap().as_str();
    let name = |name: &str| ServiceName::parse(name).unwrap();
    let step = |run: &str| Step { container: one.into(), run: run.to_owned() };
    let mend = if chance.random_bool(0.3) { vec![step("mend it")] } else { Vec::new() };
    let fault = match chance.random_range(0..6) {
        0 => Fault { targets: vec![name(one)], kind: FaultKind::Kill(Kill), undo: mend },
        1 => Fault { targets: vec![name(one)], kind: FaultKind::Pause(Pause), undo: mend },
        2 => Fault { targets: vec![name("nginx")], kind: FaultKind::Kill(Kill), undo: Vec::new() },
        3 => Fault { targets: vec![name(one)], kind: FaultKind::Stop(Stop), undo: mend },
        4 => {
            let kind = FaultKind::Run(Run(vec![step("break it"), step("break more")]));
            Fault { targets: vec![name(one)], kind, undo: vec![step("mend more"), step("mend it")] }
        }
        _ => Fault {
            targets: vec![name("s0"), name("s1")],
            kind: FaultKind::Swap(Swap),
            undo: Vec::new(),
        },
    };
    Deed::Inside { fault, restarted: chance.random_bool(0.5), undone: chance.random_bool(0.5) }
}

/// What is on the engine before the run, and is none of its business.
pub(crate) fn theirs() -> Things {
    let mut things = Things::default();
    for name in THEIRS {
        things.have(name, Life::Running, &[("com.docker.compose.project", "shop")]);
    }
    things.have("shop-old", Life::Exited, &[]);
    things.have(&format!("{RUN}.1_not_ours"), Life::Running, &[]);
    let stack = format!("{OTHER_RUN}.1");
    things.have(
        &format!("{stack}_s0"),
        Life::Paused,
        &[(RUN_LABEL, OTHER_RUN), (STACK_LABEL, &stack)],
    );
    things.have_network("shop", "10.9.9.0/24", &[]);
    things.have_network(&format!("{stack}_site"), "172.31.255.0/24", &[(RUN_LABEL, OTHER_RUN)]);
    things.have_volume("shop-data", &[]);
    things.put(THEIRS[0], "shop", THEIR_ADDRESS.into());
    things
}
