//! A stack of firedrill's own that another process left up, found again by its labels.

use super::spec::{NAME_LABEL, PORTS_LABEL, read_ports};
use super::{Member, Stack};
use crate::engine::{ContainerFacts, Engine, EngineError, SERVICE_LABEL, Secret};
use crate::words::StackId;
use futures_util::future::try_join_all;
use std::collections::BTreeMap;
use std::sync::RwLock;

/// The variable that the databases' password stands in.
const PASSWORD: &str = "POSTGRES_PASSWORD";

/// A stack that was found, and what its containers were made with.
pub struct FoundStack {
    /// The stack.
    pub stack: Stack,
    /// The environment of each Compose service's container; any of it may be a password.
    pub environment: BTreeMap<String, BTreeMap<String, Secret>>,
}

impl Stack {
    /// The stack that these containers are of. Where each is at home is not known, so that none can
    /// be moved.
    pub async fn found(
        engine: &Engine,
        id: &StackId,
        containers: &[ContainerFacts],
    ) -> Result<FoundStack, EngineError> {
        let details = try_join_all(containers.iter().map(|one| engine.details(&one.id))).await?;
        let (mut members, mut environment) = (BTreeMap::new(), BTreeMap::new());
        for (facts, found) in containers.iter().zip(details) {
            let Some(service) = facts.labels.get(SERVICE_LABEL).cloned() else { continue };
            let documented = facts.labels.get(NAME_LABEL).cloned();
            let ports = facts.labels.get(PORTS_LABEL).map(|label| read_ports(label));
            let member = Member {
                id: found.id,
                name: found.name,
                documented: documented.unwrap_or_else(|| service.clone()),
                ports: ports.unwrap_or_default(),
                home: None,
            };
            members.insert(service.clone(), member);
            environment.insert(service, found.env);
        }
        let password = environment.values().find_map(|env| env.get(PASSWORD).cloned());
        let stack = Self {
            engine: engine.clone(),
            id: id.clone(),
            password: password.unwrap_or_default(),
            members: RwLock::new(members),
            joining: tokio::sync::Mutex::default(),
        };
        Ok(FoundStack { stack, environment })
    }
}
