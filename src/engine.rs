//! Docker's engine: the only room that speaks to it.
//!
//! It gives own types, so that nobody else knows the client's library; every call has a bound, and
//! every failure is classified once ([`EngineErrorKind`]) with a next step. It knows nothing of
//! packs, stacks, drills or what a container is for: it makes, breaks and looks at what it is told.
#![expect(clippy::disallowed_types, reason = "this is the room that speaks to the engine")]

mod container;
mod details;
mod error;
mod exec;
#[cfg(test)]
pub(crate) mod fake;
mod gate;
mod image;
mod lists;
#[cfg(test)]
pub(crate) mod mock;
#[cfg(test)]
mod mock_tests;
mod network;
mod secret;
mod watch;

pub use container::{ContainerSpec, Publish, VolumeMount};
pub use details::{ContainerDetails, PublishedPort};
pub use error::{EngineError, EngineErrorKind};
pub use exec::{Exec, Finished};
pub use image::{BuildSpec, ImageFacts};
pub use lists::{ContainerFacts, State, Status};
pub use network::{NetworkSpec, VolumeSpec};
pub use secret::Secret;
pub use watch::EngineEvent;

use crate::words::{RunId, StackId};
use bollard::Docker;
use bollard::errors::Error as Raw;
use std::fmt;
use std::time::Duration;

/// The label that every container, network and volume of a run carries; its value is the run id.
pub const RUN_LABEL: &str = "dev.firedrill.run";
/// The label that names a container's Compose service.
pub const SERVICE_LABEL: &str = "dev.firedrill.service";

/// The label that every container, network and volume of a stack carries besides; its value is the
/// stack's id.
pub const STACK_LABEL: &str = "dev.firedrill.stack";

/// What finds all that a run made: the label with the run's id.
pub fn run_label(run: &RunId) -> String {
    format!("{RUN_LABEL}={run}")
}

/// What finds all that one stack of a run is made of: the label with the stack's id.
pub fn stack_label(stack: &StackId) -> String {
    format!("{STACK_LABEL}={stack}")
}

/// Where Docker's engine listens unless `DOCKER_HOST` says otherwise.
pub const DEFAULT_ADDRESS: &str = "unix:///var/run/docker.sock";

/// Bound of a call that only looks.
const LOOK: Duration = Duration::from_secs(10);
/// Bound of a call that makes or changes something.
const ACT: Duration = Duration::from_secs(60);
/// The library's own bound is for the head of an answer only, and a pull's comes late: ours are the
/// ones that count.
const LIBRARY_SECONDS: u64 = 3_600;

/// The oldest protocol that has all that is used here (Docker 20.10).
const OLDEST: (u32, u32) = (1, 41);

/// A connection to the engine. Cheap to clone; every call opens its own connection.
#[derive(Clone)]
pub struct Engine {
    docker: Docker,
    about: About,
    gates: gate::Gates,
}

/// What engine it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its address, as `DOCKER_HOST` would have it.
    pub address: String,
    /// Its name: `docker`, or `podman` where Podman plays it.
    pub name: String,
    /// Its version without a distribution's suffix: `20.10.24`.
    pub version: String,
    /// The protocol version it speaks, major and minor.
    pub api: (u32, u32),
    /// Operating system and processor of the machine it runs containers on: `linux/amd64`.
    pub platform: String,
}

/// `docker 20.10.24`, as timelines and reports have it.
impl fmt::Display for About {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.name, self.version)
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Engine").field("about", &self.about).finish_non_exhaustive()
    }
}

impl Engine {
    /// Connects to the engine that `DOCKER_HOST` names, or to the default socket, and asks for its
    /// version.
    ///
    /// The error says whether it is not there, may not be used, answers strangely or is too old.
    pub async fn connect() -> Result<Self, EngineError> {
        #[expect(
            clippy::disallowed_methods,
            reason = "DOCKER_HOST is how every client of the engine is told its address"
        )]
        let address = std::env::var("DOCKER_HOST").ok().filter(|address| !address.is_empty());
        Self::connect_to(address.as_deref().unwrap_or(DEFAULT_ADDRESS)).await
    }

    /// Connects to the engine at an address (`unix:///…`, or `tcp://` on this machine) and asks for
    /// its version.
    pub async fn connect_to(address: &str) -> Result<Self, EngineError> {
        let doing = format!("connect to the engine at {address}");
        let docker = client(address, &doing)?;
        Self::ask_who(docker, address, doing).await
    }

    async fn ask_who(docker: Docker, address: &str, doing: String) -> Result<Self, EngineError> {
        let answer =
            bounded(&doing, LOOK, docker.version()).await.map_err(|error| match error.kind {
                EngineErrorKind::NotFound
                | EngineErrorKind::Conflict
                | EngineErrorKind::Refused => {
                    EngineError { kind: EngineErrorKind::Strange, ..error }
                }
                _ => error,
            })?;
        let strange = |what: &str| EngineError::new(EngineErrorKind::Strange, &doing, what);
        let version = answer.version.ok_or_else(|| strange("its answer has no version"))?;
        let api_text =
            answer.api_version.ok_or_else(|| strange("its answer has no protocol version"))?;
        let api = read_api(&api_text).ok_or_else(|| {
            strange(&format!("its protocol version '{api_text}' is not a valid version"))
        })?;
        if api < OLDEST {
            let (major, minor) = OLDEST;
            let what = format!(
                "it is version {version} with protocol {api_text}; {major}.{minor} is needed"
            );
            return Err(EngineError::new(EngineErrorKind::TooOld, doing, what));
        }
        let podman = answer.components.iter().flatten().any(|part| part.name.contains("Podman"));
        let about = About {
            address: address.to_owned(),
            name: if podman { "podman" } else { "docker" }.to_owned(),
            version: version.split(['+', '~']).next().unwrap_or(&version).to_owned(),
            api,
            platform: format!(
                "{}/{}",
                answer.os.unwrap_or_default(),
                answer.arch.unwrap_or_default()
            ),
        };
        Ok(Self { docker, about, gates: gate::Gates::default() })
    }

    /// What engine it is.
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// The folder where the engine keeps images and containers, as it names it; it may be on
    /// another machine.
    pub async fn root_folder(&self) -> Result<Option<String>, EngineError> {
        let info = bounded("ask the engine about itself", LOOK, self.docker.info()).await?;
        Ok(info.docker_root_dir)
    }
}

/// A client for an address that containers' loopback ports can be reached at.
fn client(address: &str, doing: &str) -> Result<Docker, EngineError> {
    let unusable = |what: &str| EngineError::new(EngineErrorKind::Unusable, doing, what);
    let made = if address.starts_with("unix://") {
        Docker::connect_with_unix(address, LIBRARY_SECONDS, bollard::API_DEFAULT_VERSION)
    } else if let Some(host) =
        address.strip_prefix("tcp://").or_else(|| address.strip_prefix("http://"))
    {
        if !["localhost:", "127.", "[::1]:"].iter().any(|here| host.starts_with(here)) {
            return Err(unusable(
                "it is on another machine, where the stack's ports, published on 127.0.0.1 only, \
                 cannot be reached",
            ));
        }
        Docker::connect_with_http(address, LIBRARY_SECONDS, bollard::API_DEFAULT_VERSION)
    } else {
        return Err(unusable("only unix:// and, on this machine, tcp:// addresses can be used"));
    };
    made.map_err(|raw| EngineError::classify(doing, &raw))
}

/// `1.41` as numbers.
fn read_api(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Waits for a call no longer than `limit`, and classifies its failure.
async fn bounded<T>(
    doing: &str,
    limit: Duration,
    call: impl Future<Output = Result<T, Raw>>,
) -> Result<T, EngineError> {
    match tokio::time::timeout(limit, call).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(raw)) => Err(EngineError::classify(doing, &raw)),
        Err(_) => Err(timed_out(doing, limit)),
    }
}

fn timed_out(doing: &str, limit: Duration) -> EngineError {
    EngineError::new(
        EngineErrorKind::TimedOut,
        doing,
        format!("the engine did not answer within {} s", limit.as_secs_f64()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_engine_on_another_machine_is_refused_without_a_packet() {
        for address in [
            "tcp://docker.example:2375",
            "tcp://10.0.0.1:2375",
            "ssh://me@host",
            "npipe:////./pipe/x",
            "nonsense",
        ] {
            let error = Engine::connect_to(address).await.unwrap_err();
            assert_eq!(error.kind, EngineErrorKind::Unusable, "{address}");
            assert!(error.hint().unwrap().contains("DOCKER_HOST"));
        }
    }

    #[test]
    fn protocol_versions_are_compared_as_numbers() {
        assert!(read_api("1.9").unwrap() < OLDEST && read_api("1.100").unwrap() > OLDEST);
        assert_eq!(read_api("one"), None);
    }
}
