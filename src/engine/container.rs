//! Containers: made, started, broken, stopped.

use super::{ACT, Engine, EngineError, EngineErrorKind, Secret, Status, bounded};
use bollard::models::{
    ContainerCreateBody, EndpointIpamConfig, EndpointSettings, HealthConfig, HostConfig, Mount,
    MountType, MountVolumeOptions, NetworkConnectRequest, NetworkDisconnectRequest,
    NetworkingConfig, PortBinding,
};
use bollard::query_parameters::{
    CreateContainerOptions, KillContainerOptions, RemoveContainerOptions, RestartContainerOptions,
    StopContainerOptions,
};
use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;
use std::time::Duration;

/// What a container is made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContainerSpec {
    /// Its name on the engine.
    pub name: String,
    /// Its image: a reference or an id.
    pub image: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The host name inside; Docker's own choice (the short id) where there is none.
    pub hostname: Option<String>,
    /// The network it is made in, by name or id; none (`network: none`) where there is none.
    pub network: Option<String>,
    /// Its fixed address there.
    pub address: Option<Ipv4Addr>,
    /// The names it has there besides its own.
    pub aliases: Vec<String>,
    /// Its ports on 127.0.0.1.
    pub ports: Vec<Publish>,
    /// The resolvers it asks; Docker's own where there is none.
    pub dns: Vec<Ipv4Addr>,
    /// Environment variables; any of them may be a password.
    pub env: Vec<(String, Secret)>,
    /// Instead of the image's command.
    pub command: Option<Vec<String>>,
    /// Instead of the image's entry point.
    pub entrypoint: Option<Vec<String>>,
    /// Paths in memory, with Docker's mount options.
    pub tmpfs: BTreeMap<String, String>,
    /// Volumes.
    pub volumes: Vec<VolumeMount>,
    /// Capabilities added to Docker's set.
    pub cap_add: Vec<String>,
    /// Capabilities taken from it.
    pub cap_drop: Vec<String>,
    /// Whether Docker's own init is process 1.
    pub init: bool,
    /// Whether the root file system is read-only.
    pub read_only: bool,
    /// The signal that stops it; the image's where there is none.
    pub stop_signal: Option<String>,
    /// How long it may take to stop before it is killed; Docker's 10 s where there is none.
    pub stop_grace: Option<Duration>,
    /// The user it runs as; the image's where there is none.
    pub user: Option<String>,
    /// Docker's security options.
    pub security_opt: Vec<String>,
    /// Size of `/dev/shm` in bytes.
    pub shm_size: Option<u64>,
    /// The most memory it may use, in bytes.
    pub memory: Option<u64>,
    /// The most processes and threads it may have.
    pub processes: Option<u32>,
}

/// A container's port on a port of 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Publish {
    /// The port inside.
    pub container: u16,
    /// Over UDP rather than TCP.
    pub udp: bool,
    /// The port on 127.0.0.1.
    pub host: u16,
}

/// A named volume in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VolumeMount {
    /// The volume's name on the engine.
    pub volume: String,
    /// The absolute path inside.
    pub path: String,
    /// Whether it can only be read there.
    pub read_only: bool,
    /// The volume's labels, should the engine have to make it: it makes one that is not there (any
    /// more) with a container, and one without labels would never be found again.
    pub labels: BTreeMap<String, String>,
}

impl Engine {
    /// Makes a container, without starting it; gives its id.
    pub async fn create_container(&self, spec: &ContainerSpec) -> Result<String, EngineError> {
        let doing = format!("create container {}", spec.name);
        check_name(&doing, &spec.name)?;
        let options =
            CreateContainerOptions { name: Some(spec.name.clone()), ..Default::default() };
        let made =
            bounded(&doing, ACT, self.docker.create_container(Some(options), body(spec))).await?;
        Ok(made.id)
    }

    /// Starts a container; one that runs already stays as it is.
    pub async fn start(&self, container: &str) -> Result<(), EngineError> {
        let doing = named("start container", container)?;
        let options = None::<bollard::query_parameters::StartContainerOptions>;
        bounded(&doing, ACT, self.docker.start_container(container, options)).await
    }

    /// Sends a signal (`SIGKILL`, `SIGTERM`, …) to a container's first process.
    pub async fn kill(&self, container: &str, signal: &str) -> Result<(), EngineError> {
        let doing = named(&format!("send {signal} to container"), container)?;
        let options = KillContainerOptions { signal: signal.to_owned() };
        bounded(&doing, ACT, self.docker.kill_container(container, Some(options))).await
    }

    /// Stops a container as `docker stop` does: its stop signal, then after `grace` (its own where
    /// there is none) a kill.
    pub async fn stop(&self, container: &str, grace: Option<Duration>) -> Result<(), EngineError> {
        let doing = named("stop container", container)?;
        let options = StopContainerOptions { t: grace.map(whole_seconds), ..Default::default() };
        bounded(
            &doing,
            ACT + grace.unwrap_or_default(),
            self.docker.stop_container(container, Some(options)),
        )
        .await
    }

    /// Restarts a container as `docker restart` does; one that is not running is started.
    pub async fn restart(
        &self,
        container: &str,
        grace: Option<Duration>,
    ) -> Result<(), EngineError> {
        let doing = named("restart container", container)?;
        let options = RestartContainerOptions { t: grace.map(whole_seconds), ..Default::default() };
        bounded(
            &doing,
            ACT + grace.unwrap_or_default(),
            self.docker.restart_container(container, Some(options)),
        )
        .await
    }

    /// Freezes every process of a container.
    pub async fn pause(&self, container: &str) -> Result<(), EngineError> {
        let doing = named("pause container", container)?;
        let _alone = tokio::time::timeout(ACT, self.gates.freeze(container)).await.map_err(|_| {
            let why = format!(
                "a command in it did not start within {} s, and must not be frozen while it does",
                ACT.as_secs()
            );
            EngineError::new(EngineErrorKind::TimedOut, &doing, why)
        })?;
        bounded(&doing, ACT, self.docker.pause_container(container)).await
    }

    /// Lets a frozen container go on; one that is not frozen stays as it is.
    pub async fn unpause(&self, container: &str) -> Result<(), EngineError> {
        let doing = named("unpause container", container)?;
        let refused = match bounded(&doing, ACT, self.docker.unpause_container(container)).await {
            // Docker's words for it, and its status, differ between versions.
            Err(error)
                if matches!(error.kind, EngineErrorKind::Conflict | EngineErrorKind::Refused) =>
            {
                error
            }
            other => return other,
        };
        if self.state(container).await?.status == Status::Paused { Err(refused) } else { Ok(()) }
    }

    /// Kills and removes a container with its anonymous volumes; one that is not there (any more)
    /// is no error.
    pub async fn remove_container(&self, container: &str) -> Result<(), EngineError> {
        let doing = named("remove container", container)?;
        let options = RemoveContainerOptions { force: true, v: true, ..Default::default() };
        gone_is_fine(
            bounded(&doing, ACT, self.docker.remove_container(container, Some(options))).await,
        )
    }

    /// Puts a container into one more network.
    pub async fn connect_network(
        &self,
        network: &str,
        container: &str,
        address: Option<Ipv4Addr>,
        aliases: &[String],
    ) -> Result<(), EngineError> {
        let doing = named(&format!("connect to network {network} container"), container)?;
        check_name(&doing, network)?;
        let request = NetworkConnectRequest {
            container: container.to_owned(),
            endpoint_config: Some(endpoint(address, aliases)),
        };
        bounded(&doing, ACT, self.docker.connect_network(network, request)).await
    }

    /// Takes a container out of a network.
    pub async fn disconnect_network(
        &self,
        network: &str,
        container: &str,
    ) -> Result<(), EngineError> {
        let doing = named(&format!("disconnect from network {network} container"), container)?;
        check_name(&doing, network)?;
        let request =
            NetworkDisconnectRequest { container: container.to_owned(), force: Some(true) };
        bounded(&doing, ACT, self.docker.disconnect_network(network, request)).await
    }
}

/// What is being done to what; names that are none never reach the engine, where they would be part
/// of a path.
pub(super) fn named(what: &str, name: &str) -> Result<String, EngineError> {
    let doing = format!("{what} {name}");
    check_name(&doing, name)?;
    Ok(doing)
}

pub(super) fn check_name(doing: &str, name: &str) -> Result<(), EngineError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(fits) {
        return Ok(());
    }
    let why = format!(
        "'{name}' is no name: letters, digits, '_', '.' and '-' only, a letter or digit first"
    );
    Err(EngineError::new(EngineErrorKind::Refused, doing, why))
}

/// Removing what is not there is what was wanted.
pub(super) fn gone_is_fine(result: Result<(), EngineError>) -> Result<(), EngineError> {
    match result {
        Err(error) if error.kind == EngineErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The engine counts in seconds; a fraction is rounded up, so that nobody is killed early.
fn whole_seconds(grace: Duration) -> i32 {
    let whole = grace.as_secs().saturating_add(u64::from(grace.subsec_nanos() > 0));
    i32::try_from(whole).unwrap_or(i32::MAX)
}

fn endpoint(address: Option<Ipv4Addr>, aliases: &[String]) -> EndpointSettings {
    EndpointSettings {
        aliases: Some(aliases.to_vec()),
        ipam_config: address.map(|address| EndpointIpamConfig {
            ipv4_address: Some(address.to_string()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn body(spec: &ContainerSpec) -> ContainerCreateBody {
    let networking = spec.network.as_ref().map(|network| NetworkingConfig {
        endpoints_config: Some(HashMap::from([(
            network.clone(),
            endpoint(spec.address, &spec.aliases),
        )])),
    });
    ContainerCreateBody {
        hostname: spec.hostname.clone(),
        user: spec.user.clone(),
        exposed_ports: Some(spec.ports.iter().copied().map(inside).collect()),
        env: Some(
            spec.env.iter().map(|(name, value)| format!("{name}={}", value.reveal())).collect(),
        ),
        cmd: spec.command.clone(),
        entrypoint: spec.entrypoint.clone(),
        image: Some(spec.image.clone()),
        labels: Some(spec.labels.clone().into_iter().collect()),
        stop_signal: spec.stop_signal.clone(),
        healthcheck: Some(no_health_check()),
        stop_timeout: spec.stop_grace.map(|grace| whole_seconds(grace).into()),
        host_config: Some(host_config(spec)),
        networking_config: networking,
        ..Default::default()
    }
}

/// An image's own health check is a command that the engine begins whenever it likes, also while
/// its container is frozen (see [`super::gate`]). firedrill looks by its own probes.
fn no_health_check() -> HealthConfig {
    HealthConfig { test: Some(vec!["NONE".to_owned()]), ..Default::default() }
}

fn inside(port: Publish) -> String {
    format!("{}/{}", port.container, if port.udp { "udp" } else { "tcp" })
}

fn host_config(spec: &ContainerSpec) -> HostConfig {
    let bytes = |size: u64| i64::try_from(size).unwrap_or(i64::MAX);
    let binding = |port: &Publish| PortBinding {
        host_ip: Some(Ipv4Addr::LOCALHOST.to_string()),
        host_port: Some(port.host.to_string()),
    };
    let mut bindings = HashMap::<String, Option<Vec<PortBinding>>>::new();
    for port in &spec.ports {
        bindings.entry(inside(*port)).or_default().get_or_insert_default().push(binding(port));
    }
    let mount = |volume: &VolumeMount| Mount {
        target: Some(volume.path.clone()),
        source: Some(volume.volume.clone()),
        typ: Some(MountType::VOLUME),
        read_only: Some(volume.read_only),
        volume_options: Some(MountVolumeOptions {
            labels: Some(volume.labels.clone().into_iter().collect()),
            ..Default::default()
        }),
        ..Default::default()
    };
    HostConfig {
        memory: spec.memory.map(bytes),
        pids_limit: spec.processes.map(i64::from),
        init: Some(spec.init),
        network_mode: Some(spec.network.clone().unwrap_or_else(|| "none".to_owned())),
        port_bindings: Some(bindings),
        mounts: Some(spec.volumes.iter().map(mount).collect()),
        cap_add: Some(spec.cap_add.clone()),
        cap_drop: Some(spec.cap_drop.clone()),
        dns: Some(spec.dns.iter().map(Ipv4Addr::to_string).collect()),
        readonly_rootfs: Some(spec.read_only),
        security_opt: Some(spec.security_opt.clone()),
        tmpfs: Some(spec.tmpfs.clone().into_iter().collect()),
        shm_size: spec.shm_size.map(bytes),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_published_on_loopback_only() {
        let ports = vec![
            Publish { container: 53, udp: true, host: 21_000 },
            Publish { container: 53, udp: false, host: 21_001 },
        ];
        let made = host_config(&ContainerSpec { ports, ..Default::default() });
        let bindings = made.port_bindings.unwrap();
        assert_eq!(bindings.len(), 2);
        for binding in bindings.values().flatten().flatten() {
            assert_eq!(binding.host_ip.as_deref(), Some("127.0.0.1"));
        }
        assert_eq!(bindings["53/udp"].as_ref().unwrap()[0].host_port.as_deref(), Some("21000"));
    }

    #[test]
    fn a_container_without_a_network_has_none() {
        assert_eq!(host_config(&ContainerSpec::default()).network_mode.as_deref(), Some("none"));
    }

    #[test]
    fn a_name_that_would_be_a_path_never_reaches_the_engine() {
        for bad in ["", "../x", "a/b", "a?force=1", "a b", ".x", "-x"] {
            assert!(check_name("try", bad).is_err(), "{bad}");
        }
        assert!(check_name("try", "20261124-074512-a3f0_enterprisescanner_redis").is_ok());
    }

    #[test]
    fn nobody_is_killed_early() {
        assert_eq!(whole_seconds(Duration::from_millis(1_500)), 2);
        assert_eq!(whole_seconds(Duration::from_secs(10)), 10);
        assert_eq!(whole_seconds(Duration::MAX), i32::MAX);
    }
}
