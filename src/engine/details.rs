//! One container looked at closely: what somebody must know of it who has not made it.

use super::container::named;
use super::lists::state_status;
use super::{Engine, EngineError, EngineErrorKind, LOOK, Secret, Status, bounded};
use bollard::models::{ContainerInspectResponse, HostConfig, PortMap};
use bollard::query_parameters::{ContainerArchiveInfoOptions, InspectContainerOptions};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

/// How long Docker waits for a container to end before it kills it (its documentation of
/// `docker stop`).
const USUAL_GRACE: Duration = Duration::from_secs(10);

/// A container as the engine has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerDetails {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its image, as it was named when the container was made.
    pub image: String,
    /// The image's id.
    pub digest: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Where it is in its life.
    pub status: Status,
    /// The ports that it publishes now; none while it does not run.
    pub ports: Vec<PublishedPort>,
    /// Whether the engine runs a health check in it.
    pub health_check: bool,
    /// How long the engine waits for it to end before it kills it, where nobody says so.
    pub stop_grace: Duration,
    /// Its environment; any of it may be a password.
    pub env: BTreeMap<String, Secret>,
}

/// A port of a container that the engine publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedPort {
    /// The port inside.
    pub container: u16,
    /// Over UDP rather than TCP.
    pub udp: bool,
    /// The address that it is published on.
    pub address: IpAddr,
    /// The port there.
    pub host: u16,
    /// Whether somebody chose the port; one that the engine chose is another after a restart.
    pub fixed: bool,
}

impl Engine {
    /// Looks at a container closely, by name or id.
    pub async fn details(&self, container: &str) -> Result<ContainerDetails, EngineError> {
        let doing = named("look at container", container)?;
        let call = self.docker.inspect_container(container, None::<InspectContainerOptions>);
        Ok(details(bounded(&doing, LOOK, call).await?))
    }

    /// Whether a path is there in a container, running or not. Nothing is started in it for that.
    pub async fn has_file(&self, container: &str, path: &str) -> Result<bool, EngineError> {
        let doing = named(&format!("look for {path} in container"), container)?;
        let options = ContainerArchiveInfoOptions { path: path.to_owned() };
        match bounded(
            &doing,
            LOOK,
            self.docker.get_container_archive_info(container, Some(options)),
        )
        .await
        {
            Ok(_) => Ok(true),
            Err(error) if error.kind == EngineErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn details(found: ContainerInspectResponse) -> ContainerDetails {
    let config = found.config.unwrap_or_default();
    let env = config.env.unwrap_or_default();
    let pair = |entry: &String| {
        entry.split_once('=').map(|(name, value)| (name.to_owned(), Secret::new(value)))
    };
    let ports = found.network_settings.and_then(|settings| settings.ports).unwrap_or_default();
    ContainerDetails {
        id: found.id.unwrap_or_default(),
        name: found.name.unwrap_or_default().trim_start_matches('/').to_owned(),
        image: config.image.unwrap_or_default(),
        digest: found.image.unwrap_or_default(),
        labels: config.labels.unwrap_or_default().into_iter().collect(),
        status: found.state.as_ref().map_or(Status::Unknown, state_status),
        health_check: config
            .healthcheck
            .and_then(|check| check.test)
            .is_some_and(|test| has_check(&test)),
        stop_grace: config
            .stop_timeout
            .and_then(|secs| u64::try_from(secs).ok())
            .map_or(USUAL_GRACE, Duration::from_secs),
        ports: published(&ports, &found.host_config.unwrap_or_default()),
        env: env.iter().filter_map(pair).collect(),
    }
}

/// None, or an empty one, is the image's, which the engine puts in its place when it makes the
/// container.
fn has_check(test: &[String]) -> bool {
    test.first().is_some_and(|kind| kind != "NONE")
}

fn published(ports: &PortMap, config: &HostConfig) -> Vec<PublishedPort> {
    let wanted = |inside: &str| {
        let bindings = config
            .port_bindings
            .as_ref()
            .and_then(|bindings| bindings.get(inside))
            .cloned()
            .flatten();
        bindings
            .unwrap_or_default()
            .into_iter()
            .filter_map(|binding| binding.host_port)
            .collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    for (inside, bindings) in ports {
        let (number, protocol) = inside.split_once('/').unwrap_or((inside, "tcp"));
        let (Ok(container), true) = (number.parse(), ["tcp", "udp"].contains(&protocol)) else {
            continue;
        };
        let chosen = wanted(inside);
        for binding in bindings.iter().flatten() {
            let address =
                binding.host_ip.as_deref().filter(|ip| !ip.is_empty()).unwrap_or("0.0.0.0");
            let port = binding.host_port.as_deref().unwrap_or_default();
            let (Ok(address), Ok(host)) = (address.parse(), port.parse()) else { continue };
            let fixed = chosen.iter().any(|one| one == port);
            found.push(PublishedPort { container, udp: protocol == "udp", address, host, fixed });
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_the_engine_chose_is_told_from_one_that_stays() {
        let inspected = r#"{"Id":"a1","Name":"/shop_db_1","Image":"sha256:1","State":{"Status":"running"},
            "Config":{"Image":"postgres:15","Env":["POSTGRES_PASSWORD=hunter22"],"Labels":{"a":"b"},
                "Healthcheck":{"Test":["CMD-SHELL","pg_isready"]}},
            "HostConfig":{"PortBindings":{"5432/tcp":[{"HostIp":"127.0.0.1","HostPort":"5432"}],
                "53/udp":[{"HostIp":"","HostPort":""}]}},
            "NetworkSettings":{"Ports":{"5432/tcp":[{"HostIp":"127.0.0.1","HostPort":"5432"}],"80/tcp":null,
                "53/udp":[{"HostIp":"0.0.0.0","HostPort":"32768"}]}}}"#;
        let found = details(serde_json::from_str(inspected).unwrap());
        assert_eq!(
            (found.name.as_str(), found.status, found.ports.len()),
            ("shop_db_1", Status::Running, 2)
        );
        let [dns, db] = found.ports.as_slice() else { panic!("{:?}", found.ports) };
        assert!(found.health_check && !has_check(&["NONE".to_owned()]) && !has_check(&[]));
        assert_eq!((dns.container, dns.udp, dns.host, dns.fixed), (53, true, 32_768, false));
        assert_eq!((db.container, db.udp, db.host, db.fixed), (5432, false, 5432, true));
        assert!(!format!("{found:?}").contains("hunter22"));
    }
}
