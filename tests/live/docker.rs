//! An engine as others see it: what is on it, looked at without firedrill, and a wire to it that
//! can be cut.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use testcontainers::bollard::errors::Error;
use testcontainers::bollard::query_parameters::{
    ListContainersOptions, ListNetworksOptions, ListVolumesOptions,
};
use testcontainers::bollard::{API_DEFAULT_VERSION, Docker};
use testcontainers::core::client::docker_client_instance;

/// Asks the machine's engine.
pub fn ask<T>(work: impl AsyncFnOnce(Docker) -> T) -> T {
    block_on(async { work(docker_client_instance().await.unwrap()).await })
}

/// All containers, networks and volumes with this label.
pub fn on_the_engine(label: &str) -> Vec<String> {
    ask(async |docker| labelled(&docker, label).await)
}

/// The same on another engine, at this address.
pub fn on_the_engine_at(address: &str, label: &str) -> Vec<String> {
    block_on(async { labelled(&at(address).unwrap(), label).await })
}

async fn labelled(docker: &Docker, label: &str) -> Vec<String> {
    let filters = Some(HashMap::from([("label".to_owned(), vec![label.to_owned()])]));
    let options =
        ListContainersOptions { all: true, filters: filters.clone(), ..Default::default() };
    let containers = docker.list_containers(Some(options)).await.unwrap();
    let networks =
        docker.list_networks(Some(ListNetworksOptions { filters: filters.clone() })).await.unwrap();
    let volumes = docker.list_volumes(Some(ListVolumesOptions { filters })).await.unwrap().volumes;
    let containers = containers.into_iter().map(|found| format!("container {:?}", found.names));
    let networks = networks.into_iter().map(|found| format!("network {:?}", found.name));
    let volumes = volumes.into_iter().flatten().map(|found| format!("volume {}", found.name));
    containers.chain(networks).chain(volumes).collect()
}

fn at(address: &str) -> Result<Docker, Error> {
    Docker::connect_with_unix(address, 10, API_DEFAULT_VERSION)
}

/// The containers, running or not, whose command has these words.
pub fn containers_that_run(words: &str) -> Vec<String> {
    let options = ListContainersOptions { all: true, ..Default::default() };
    let containers = ask(async |docker| docker.list_containers(Some(options)).await.unwrap());
    let commands = containers.into_iter().filter_map(|found| found.command);
    commands.filter(|command| command.contains(words)).collect()
}

/// Whether the machine's engine answers, and why not.
pub fn answers() -> Result<(), String> {
    block_on(async {
        let docker = docker_client_instance().await.map_err(|error| error.to_string())?;
        docker.version().await.map(|_| ()).map_err(|error| error.to_string())
    })
}

/// Whether an engine answers at this address.
pub fn answers_at(address: &str) -> bool {
    block_on(async {
        match at(address) {
            Ok(docker) => docker.version().await.is_ok(),
            Err(_) => false,
        }
    })
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A socket that leads to the engine until it is cut.
pub struct Wire {
    path: PathBuf,
    cut: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<UnixStream>>>,
}

impl Wire {
    /// The engine's own socket is that of `DOCKER_HOST`, or the usual one.
    pub fn new(path: PathBuf) -> Self {
        let engine = std::env::var("DOCKER_HOST").unwrap_or_default();
        let engine = engine.strip_prefix("unix://").unwrap_or("/var/run/docker.sock").to_owned();
        let wire = Self { path, cut: Arc::default(), streams: Arc::default() };
        let listener = UnixListener::bind(&wire.path).unwrap();
        let (cut, streams) = (Arc::clone(&wire.cut), Arc::clone(&wire.streams));
        // It ends when the wire is cut, or with the test's process.
        std::thread::spawn(move || {
            for inner in listener.incoming() {
                let Ok(inner) = inner else { return };
                let mut streams = streams.lock().unwrap();
                if cut.load(Ordering::SeqCst) {
                    return;
                }
                let outer = UnixStream::connect(&engine).unwrap();
                pump(&inner, &outer);
                pump(&outer, &inner);
                streams.extend([inner, outer]);
            }
        });
        wire
    }

    /// As `DOCKER_HOST` has it.
    pub fn address(&self) -> String {
        format!("unix://{}", self.path.display())
    }

    /// What an engine does that is killed: every connection ends, and nothing listens any more.
    pub fn cut(&self) {
        let streams = self.streams.lock().unwrap();
        self.cut.store(true, Ordering::SeqCst);
        std::fs::remove_file(&self.path).unwrap();
        end(&streams);
    }

    /// What an engine does that is restarted and is back at once: every connection ends, and new
    /// ones are taken.
    pub fn shake(&self) {
        end(&self.streams.lock().unwrap());
    }
}

fn end(streams: &[UnixStream]) {
    for stream in streams {
        let _ = stream.shutdown(Shutdown::Both);
    }
}

/// Carries one direction of a connection until its end.
fn pump(from: &UnixStream, to: &UnixStream) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || {
        let mut bytes = [0; 16 << 10];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            if to.write_all(&bytes[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    });
}
