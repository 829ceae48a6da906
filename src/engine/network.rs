//! Networks and volumes.

use super::container::{gone_is_fine, named};
use super::{ACT, Engine, EngineError, bounded};
use bollard::models::{Ipam, IpamConfig, NetworkCreateRequest, VolumeCreateRequest};
use bollard::query_parameters::RemoveVolumeOptions;
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// What a network is made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkSpec {
    /// Its name on the engine.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The driver; `bridge` where none is named.
    pub driver: Option<String>,
    /// Its addresses (CIDR); Docker chooses where there are none.
    pub subnet: Option<String>,
    /// The host's address in it.
    pub gateway: Option<Ipv4Addr>,
    /// The part of the subnet that Docker gives addresses from (CIDR).
    pub ip_range: Option<String>,
    /// Whether nothing in it can reach the world outside.
    pub internal: bool,
}

/// What a volume is made with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VolumeSpec {
    /// Its name on the engine.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The driver; `local` where none is named.
    pub driver: Option<String>,
    /// The driver's options.
    pub options: BTreeMap<String, String>,
}

impl Engine {
    /// Makes a network; gives its id. Addresses that another network has are
    /// [`EngineErrorKind::SubnetTaken`](super::EngineErrorKind::SubnetTaken).
    pub async fn create_network(&self, spec: &NetworkSpec) -> Result<String, EngineError> {
        let doing = named("create network", &spec.name)?;
        let config = IpamConfig {
            subnet: spec.subnet.clone(),
            ip_range: spec.ip_range.clone(),
            gateway: spec.gateway.map(|address| address.to_string()),
            ..Default::default()
        };
        let request = NetworkCreateRequest {
            name: spec.name.clone(),
            driver: spec.driver.clone(),
            internal: Some(spec.internal),
            ipam: spec
                .subnet
                .is_some()
                .then(|| Ipam { config: Some(vec![config]), ..Default::default() }),
            labels: Some(spec.labels.clone().into_iter().collect()),
            ..Default::default()
        };
        bounded(&doing, ACT, self.docker.create_network(request)).await.map(|made| made.id)
    }

    /// Removes a network; one that is not there is no error.
    pub async fn remove_network(&self, network: &str) -> Result<(), EngineError> {
        let doing = named("remove network", network)?;
        gone_is_fine(bounded(&doing, ACT, self.docker.remove_network(network)).await)
    }

    /// Makes a volume.
    pub async fn create_volume(&self, spec: &VolumeSpec) -> Result<(), EngineError> {
        let doing = named("create volume", &spec.name)?;
        let request = VolumeCreateRequest {
            name: Some(spec.name.clone()),
            driver: spec.driver.clone(),
            driver_opts: Some(spec.options.clone().into_iter().collect()),
            labels: Some(spec.labels.clone().into_iter().collect()),
            ..Default::default()
        };
        bounded(&doing, ACT, self.docker.create_volume(request)).await.map(drop)
    }

    /// Removes a volume; one that is not there is no error.
    pub async fn remove_volume(&self, volume: &str) -> Result<(), EngineError> {
        let doing = named("remove volume", volume)?;
        let options = RemoveVolumeOptions { force: true };
        gone_is_fine(bounded(&doing, ACT, self.docker.remove_volume(volume, Some(options))).await)
    }
}
