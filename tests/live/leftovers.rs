//! What is there besides: on the whole engine, among the processes, at ports and in files; and
//! things that are not firedrill's, present on purpose.

use crate::docker::ask;
use firedrill::engine::{ContainerSpec, Engine, NetworkSpec, VolumeSpec};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::TcpListener;
use std::path::Path;
use testcontainers::bollard::Docker;
use testcontainers::bollard::query_parameters::{
    InspectContainerOptions, ListContainersOptions, ListNetworksOptions, ListVolumesOptions,
};
use testcontainers::core::client::docker_client_instance;
use testcontainers::{GenericImage, Image};

/// Every container, network and volume, firedrill's or not: its kind and what tells it from others
/// of its name.
pub fn on_the_whole_engine() -> BTreeSet<String> {
    ask(async |docker| {
        let options = ListContainersOptions { all: true, ..Default::default() };
        let containers = docker.list_containers(Some(options)).await.unwrap();
        let networks = docker.list_networks(None::<ListNetworksOptions>).await.unwrap();
        let volumes = docker.list_volumes(None::<ListVolumesOptions>).await.unwrap().volumes;
        let containers = containers
            .into_iter()
            .map(|one| format!("container {:?} {:?} {:?}", one.names, one.id, one.state));
        let networks =
            networks.into_iter().map(|one| format!("network {:?} {:?}", one.name, one.id));
        let volumes = volumes
            .into_iter()
            .flatten()
            .map(|one| format!("volume {} {:?}", one.name, one.created_at));
        containers.chain(networks).chain(volumes).collect()
    })
}

/// The host ports that containers with this label have, running or not.
pub fn ports_of(label: &str) -> BTreeSet<u16> {
    ask(async |docker| {
        let filters = Some(HashMap::from([("label".to_owned(), vec![label.to_owned()])]));
        let containers = docker.list_containers(Some(ListContainersOptions {
            all: true,
            filters,
            ..Default::default()
        }));
        let ports = containers.await.unwrap().into_iter().filter_map(|one| one.ports).flatten();
        ports.filter_map(|port| port.public_port).collect()
    })
}

/// Those of the ports that somebody still listens at.
pub fn open_ports(ports: &BTreeSet<u16>) -> BTreeSet<u16> {
    ports.iter().copied().filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_err()).collect()
}

/// The command lines of all processes whose environment names this folder: firedrill's own, and
/// whatever it started.
pub fn processes_of(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let read = |file: &str| {
            std::fs::read(entry.path().join(file))
                .map(|bytes| String::from_utf8_lossy(&bytes).replace('\0', " "))
        };
        // One that ends meanwhile is none, and one of another user was not started here.
        if let (Ok(environment), Ok(command)) = (read("environ"), read("cmdline"))
            && environment.contains(folder)
        {
            found.push(command);
        }
    }
    found
}

/// All files in a folder, but for those in these folders of it.
pub fn files_outside(folder: &Path, except: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let inside = path.strip_prefix(folder).unwrap();
            match path.is_dir() {
                true if except.iter().any(|name| inside == Path::new(name)) => {}
                true => folders.push(path),
                false => found.push(inside.display().to_string()),
            }
        }
    }
    found
}

/// A container, a network and a volume that look like firedrill's and are not.
pub struct Strangers {
    engine: Engine,
    container: String,
    network: String,
    volume: String,
    started: Option<String>,
}

impl Strangers {
    /// Makes them. They have names as firedrill gives them, and labels that are almost its own.
    pub async fn settle(image: &GenericImage) -> Self {
        let engine = Engine::connect().await.unwrap();
        let name = |what: &str| {
            format!("20000101-000000-{:04x}_enterprisescanner_{what}", std::process::id() & 0xffff)
        };
        let labels = BTreeMap::from([("dev.firedrill.runner".to_owned(), "somebody".to_owned())]);
        let (network, volume) = (name("net"), name("disk"));
        let network =
            NetworkSpec { name: network, labels: labels.clone(), ..NetworkSpec::default() };
        let network = engine.create_network(&network).await.unwrap();
        engine
            .create_volume(&VolumeSpec {
                name: volume.clone(),
                labels: labels.clone(),
                ..VolumeSpec::default()
            })
            .await
            .unwrap();
        let container = ContainerSpec {
            name: name("redis"),
            image: format!("{}:{}", image.name(), image.tag()),
            labels,
            entrypoint: Some(vec!["sleep".to_owned()]),
            command: Some(vec!["36000".to_owned()]),
            init: true,
            ..ContainerSpec::default()
        };
        let container = engine.create_container(&container).await.unwrap();
        engine.start(&container).await.unwrap();
        let started = started(&container).await;
        Self { engine, container, network, volume, started }
    }

    /// The container still runs, since the same moment; then all go. That all are there is seen on
    /// the whole engine.
    pub async fn are_untouched_and_go(self) {
        assert_eq!(
            started(&self.container).await,
            self.started,
            "the strangers' container was not started again"
        );
        assert!(self.started.is_some(), "it runs");
        self.engine.remove_container(&self.container).await.unwrap();
        self.engine.remove_network(&self.network).await.unwrap();
        self.engine.remove_volume(&self.volume).await.unwrap();
    }
}

/// Since when a container runs; nothing where it does not.
async fn started(container: &str) -> Option<String> {
    let docker: Docker = docker_client_instance().await.unwrap();
    let found = docker.inspect_container(container, None::<InspectContainerOptions>).await.unwrap();
    let state = found.state?;
    state.running.unwrap_or(false).then_some(state.started_at)?
}
