//! Somebody's project: three services of the pack, one that the pack does not know, and a stranger
//! beside them, each a busybox, on a network and with a volume of their own.

use crate::busybox;
use crate::common::Folder;
use crate::machine::alone;
use firedrill::engine::{ContainerSpec, Engine, NetworkSpec, Publish, VolumeMount, VolumeSpec};
use futures_util::future::join_all;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// What its image can do.
const PROGRAMS: [&str; 14] = [
    "sh", "sleep", "cp", "chmod", "mkdir", "date", "touch", "test", "true", "nc", "grep", "httpd",
    "printf", "mv",
];

/// A container as the engine has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub name: String,
    pub id: String,
    pub status: String,
    pub started_at: Option<String>,
}

/// A project of somebody's, with a stranger beside it.
pub struct Shop {
    runtime: Runtime,
    engine: Engine,
    pub name: String,
    image: String,
    net: String,
    made: Mutex<Vec<String>>,
}

/// A test that has the machine to itself, with a folder and a shop of its own, which is gone with
/// it.
pub fn with_a_shop(test: impl FnOnce(&Folder, &Shop)) {
    alone(|| {
        let (folder, shop) = (Folder::new(), Shop::open());
        let outcome = catch_unwind(AssertUnwindSafe(|| test(&folder, &shop)));
        shop.close();
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    });
}

impl Shop {
    fn open() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let engine = runtime.block_on(Engine::connect()).unwrap();
        let name = format!("shop{}x{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let image = runtime
            .block_on(engine.import(std::io::Cursor::new(busybox::root(&PROGRAMS, &[]))))
            .unwrap();
        let shop =
            Self { runtime, engine, image, net: String::new(), made: Mutex::default(), name };
        let volume = VolumeSpec {
            name: format!("{}_stock", shop.name),
            labels: shop.labels(""),
            ..VolumeSpec::default()
        };
        shop.runtime.block_on(shop.engine.create_volume(&volume)).unwrap();
        let shop = Self { net: shop.network(), ..shop };
        shop.container("store", 1, &[]);
        shop.container("front", 1, &[]);
        shop.container("clock", 1, &[]);
        shop.container("sweeper", 1, &[]);
        shop.stranger();
        shop.until_open();
        shop
    }

    /// A network with addresses of its own, so that no name has to be asked for.
    fn network(&self) -> String {
        for third in 0..250 {
            let net = format!("10.217.{third}");
            let spec = NetworkSpec {
                name: format!("{}_default", self.name),
                labels: self.labels(""),
                subnet: Some(format!("{net}.0/24")),
                ..NetworkSpec::default()
            };
            if self.runtime.block_on(self.engine.create_network(&spec)).is_ok() {
                return net;
            }
        }
        panic!("no free network");
    }

    fn labels(&self, service: &str) -> BTreeMap<String, String> {
        let label =
            |name: &str, value: &str| (format!("com.docker.compose.{name}"), value.to_owned());
        BTreeMap::from([
            label("project", &self.name),
            label("service", service),
            label("oneoff", "False"),
        ])
    }

    /// Makes and starts a container as Compose would; its id. The shell lines come before its
    /// server.
    pub fn container(&self, service: &str, number: u32, first: &[&str]) -> String {
        let (serve, last, ports) = match service {
            "store" => ("echo open > /www/index.html", 10, true),
            "front" => ("cp /sell /www/cgi-bin/sell; echo front > /www/index.html", 11, true),
            "clock" => ("date > /www/index.html", 12, true),
            _ => ("true", 13, false),
        };
        // Without wget: a busybox that is linked statically cannot look up names.
        let front = format!(
            "printf '#!/bin/sh\nif printf \"GET / HTTP/1.0\\\\r\\\\n\\\\r\\\\n\" | nc -w 1 {}.10 \
             8080 | grep -q open; \
             then s=200; else s=503; fi\nprintf \"Status: $s\\\\r\\\\n\\\\r\\\\n$s\"\n' > /sell; \
             chmod +x /sell",
            self.net
        );
        let lines = first.iter().copied().chain([
            "mkdir -p /www/cgi-bin",
            &front,
            serve,
            "exec httpd -f -p 8080 -h /www",
        ]);
        let script = lines.collect::<Vec<_>>().join("\n");
        let port =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let spec = ContainerSpec {
            name: format!("{}_{service}_{number}", self.name),
            image: self.image.clone(),
            labels: self.labels(service),
            network: Some(format!("{}_default", self.name)),
            address: (number == 1).then(|| format!("{}.{last}", self.net).parse().unwrap()),
            ports: if ports {
                vec![Publish { container: 8080, udp: false, host: port }]
            } else {
                Vec::new()
            },
            command: Some(["sh", "-c", &script].map(str::to_owned).to_vec()),
            volumes: vec![VolumeMount {
                volume: format!("{}_stock", self.name),
                path: "/stock".to_owned(),
                read_only: false,
                labels: BTreeMap::new(),
            }],
            init: true,
            ..ContainerSpec::default()
        };
        self.make(&spec)
    }

    /// Somebody else's container, whose name is one that a careless tool would take for the
    /// project's.
    fn stranger(&self) {
        self.make(&ContainerSpec {
            name: format!("{}_store", self.name),
            image: self.image.clone(),
            command: Some(["sleep", "600"].map(str::to_owned).to_vec()),
            init: true,
            ..ContainerSpec::default()
        });
    }

    fn make(&self, spec: &ContainerSpec) -> String {
        let id = self.runtime.block_on(async {
            let id = self.engine.create_container(spec).await.unwrap();
            self.engine.start(&id).await.unwrap();
            id
        });
        self.made.lock().unwrap().push(id.clone());
        id
    }

    fn until_open(&self) {
        let until = Instant::now() + Duration::from_secs(20);
        let ports: Vec<u16> = self.runtime.block_on(async {
            let mut ports = Vec::new();
            let made = self.made.lock().unwrap().clone();
            for id in made {
                ports.extend(
                    self.engine.details(&id).await.unwrap().ports.iter().map(|port| port.host),
                );
            }
            ports
        });
        assert_eq!(ports.len(), 3);
        for port in ports {
            while !self.runtime.block_on(answers(port)) {
                assert!(Instant::now() < until, "port {port} does not answer");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// All containers that the test made and that are there, in the order of their names.
    pub fn all(&self) -> Vec<Seen> {
        let mut all: Vec<Seen> =
            self.made.lock().unwrap().iter().filter_map(|id| self.look(id)).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    }

    /// A service's container.
    pub fn seen(&self, service: &str) -> Seen {
        let name = format!("{}_{service}_1", self.name);
        self.all()
            .into_iter()
            .find(|one| one.name == name)
            .unwrap_or_else(|| panic!("{name} is gone"))
    }

    fn look(&self, id: &str) -> Option<Seen> {
        self.runtime.block_on(async {
            let (details, state) =
                (self.engine.details(id).await.ok()?, self.engine.state(id).await.ok()?);
            Some(Seen {
                name: details.name,
                id: details.id,
                status: state.status.to_string(),
                started_at: state.started_at,
            })
        })
    }

    pub fn stop(&self, id: &str) {
        self.runtime.block_on(self.engine.kill(id, "KILL")).unwrap();
        let until = Instant::now() + Duration::from_secs(10);
        while self.look(id).is_some_and(|seen| seen.status == "running") {
            assert!(Instant::now() < until);
        }
    }

    pub fn remove(&self, id: &str) {
        self.runtime.block_on(self.engine.remove_container(id)).unwrap();
        self.made.lock().unwrap().retain(|other| other != id);
    }

    /// Removes all that the test made. The network and the volume must still be there: firedrill
    /// had no business with them.
    fn close(&self) {
        let made = self.made.lock().unwrap().clone();
        self.runtime.block_on(async {
            for gone in join_all(made.iter().map(|id| self.engine.remove_container(id))).await {
                gone.unwrap();
            }
            let label = format!("com.docker.compose.project={}", self.name);
            let networks = self.engine.networks(Some(&label)).await.unwrap();
            let volumes = self.engine.volumes(&label).await.unwrap();
            for network in &networks {
                self.engine.remove_network(&network.id).await.unwrap();
            }
            for volume in &volumes {
                self.engine.remove_volume(volume).await.unwrap();
            }
            self.engine.remove_image(&self.image).await.unwrap();
            assert_eq!(
                (networks.len(), volumes.len()),
                (1, 1),
                "firedrill removed what is not its own"
            );
        });
    }
}

async fn answers(port: u16) -> bool {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let asked = async {
        let mut stream = tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.ok()?;
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        answer.contains(" 200 ").then_some(())
    };
    tokio::time::timeout(Duration::from_secs(1), asked).await.ok().flatten().is_some()
}
