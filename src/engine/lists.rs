//! What is there: containers, networks and volumes by label, and the state of one container.

use super::container::named;
use super::{Engine, EngineError, EngineErrorKind, LOOK, bounded};
use bollard::models::{ContainerState, ContainerSummary, Network};
use bollard::query_parameters::{
    InspectContainerOptions, ListContainersOptions, ListNetworksOptions, ListVolumesOptions,
};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// Where a container is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// Made, never started.
    Created,
    /// Its first process runs.
    Running,
    /// Frozen.
    Paused,
    /// The engine is starting it again.
    Restarting,
    /// The engine is removing it.
    Removing,
    /// Its first process ended.
    Exited,
    /// It could not be removed.
    Dead,
    /// The engine's word is none that is known.
    Unknown,
}

/// The engine's own word.
impl fmt::Display for Status {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Created => "created",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Restarting => "restarting",
            Self::Removing => "removing",
            Self::Exited => "exited",
            Self::Dead => "dead",
            Self::Unknown => "in an unknown state",
        })
    }
}

fn status(word: &str) -> Status {
    match word {
        "created" => Status::Created,
        "running" => Status::Running,
        "paused" => Status::Paused,
        "restarting" => Status::Restarting,
        "removing" | "stopping" => Status::Removing,
        "exited" => Status::Exited,
        "dead" => Status::Dead,
        _ => Status::Unknown,
    }
}

/// The state of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its id.
    pub id: String,
    /// Where it is in its life.
    pub status: Status,
    /// How its first process ended, where it did.
    pub exit_code: Option<i64>,
    /// Whether it was ended for want of memory.
    pub out_of_memory: bool,
    /// Its first process, as the host numbers it.
    pub pid: Option<i64>,
    /// When it was last started, RFC 3339.
    pub started_at: Option<String>,
    /// Its address in each of its networks.
    pub addresses: BTreeMap<String, String>,
    /// How often the engine started it again by itself.
    pub restarts: i64,
}

/// A container in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its image, as it was named when the container was made.
    pub image: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Where it is in its life.
    pub status: Status,
    /// The engine's words for it: `Exited (1) 3 seconds ago`.
    pub words: String,
}

/// A network in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkFacts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its addresses (CIDR).
    pub subnets: Vec<String>,
}

impl Engine {
    /// The state of a container, by name or id.
    pub async fn state(&self, container: &str) -> Result<State, EngineError> {
        let doing = named("look at container", container)?;
        let call = self.docker.inspect_container(container, None::<InspectContainerOptions>);
        let found = bounded(&doing, LOOK, call).await?;
        let state = found.state.unwrap_or_default();
        let networks =
            found.network_settings.and_then(|settings| settings.networks).unwrap_or_default();
        let address = |(name, end): (String, bollard::models::EndpointSettings)| {
            end.ip_address.map(|ip| (name, ip))
        };
        Ok(State {
            id: found.id.unwrap_or_default(),
            status: state_status(&state),
            exit_code: state.exit_code.filter(|_| state.running == Some(false)),
            out_of_memory: state.oom_killed.unwrap_or_default(),
            pid: state.pid.filter(|pid| *pid > 0),
            started_at: state.started_at,
            addresses: networks.into_iter().filter_map(address).collect(),
            restarts: found.restart_count.unwrap_or_default(),
        })
    }

    /// All that the engine knows of a container, as its JSON; for people, with its environment in
    /// it.
    pub async fn inspection(&self, container: &str) -> Result<String, EngineError> {
        let doing = named("look at container", container)?;
        let call = self.docker.inspect_container(container, None::<InspectContainerOptions>);
        let found = bounded(&doing, LOOK, call).await?;
        serde_json::to_string_pretty(&found)
            .map_err(|error| EngineError::new(EngineErrorKind::Strange, doing, error.to_string()))
    }

    /// The containers with a label (`name`, or `name=value`), running or not, by name.
    pub async fn containers(&self, label: &str) -> Result<Vec<ContainerFacts>, EngineError> {
        let options = ListContainersOptions {
            all: true,
            filters: Some(by_label(label)),
            ..Default::default()
        };
        let found =
            bounded("list containers", LOOK, self.docker.list_containers(Some(options))).await?;
        let mut facts: Vec<_> = found.into_iter().map(container_facts).collect();
        facts.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(facts)
    }

    /// The networks with a label, or all.
    pub async fn networks(&self, label: Option<&str>) -> Result<Vec<NetworkFacts>, EngineError> {
        let options = ListNetworksOptions { filters: label.map(by_label) };
        let found =
            bounded("list networks", LOOK, self.docker.list_networks(Some(options))).await?;
        Ok(found.into_iter().map(network_facts).collect())
    }

    /// The names of the volumes with a label.
    pub async fn volumes(&self, label: &str) -> Result<Vec<String>, EngineError> {
        let options = ListVolumesOptions { filters: Some(by_label(label)) };
        let found = bounded("list volumes", LOOK, self.docker.list_volumes(Some(options))).await?;
        Ok(found.volumes.unwrap_or_default().into_iter().map(|volume| volume.name).collect())
    }
}

/// The filter that all lists, and the events, understand.
pub(super) fn by_label(label: &str) -> HashMap<String, Vec<String>> {
    HashMap::from([("label".to_owned(), vec![label.to_owned()])])
}

pub(super) fn state_status(state: &ContainerState) -> Status {
    state.status.map_or(Status::Unknown, |word| status(word.as_ref()))
}

fn container_facts(found: ContainerSummary) -> ContainerFacts {
    let name = found.names.unwrap_or_default().into_iter().next().unwrap_or_default();
    ContainerFacts {
        id: found.id.unwrap_or_default(),
        name: name.trim_start_matches('/').to_owned(),
        image: found.image.unwrap_or_default(),
        labels: found.labels.unwrap_or_default().into_iter().collect(),
        status: found.state.map_or(Status::Unknown, |word| status(word.as_ref())),
        words: found.status.unwrap_or_default(),
    }
}

fn network_facts(found: Network) -> NetworkFacts {
    let configs = found.ipam.and_then(|ipam| ipam.config).unwrap_or_default();
    NetworkFacts {
        id: found.id.unwrap_or_default(),
        name: found.name.unwrap_or_default(),
        labels: found.labels.unwrap_or_default().into_iter().collect(),
        subnets: configs.into_iter().filter_map(|config| config.subnet).collect(),
    }
}
