//! What calls make of networks.

use super::{Container, Life, Network, Things, address, labels, text};
use crate::engine::fake::http::{Answer, refusal};
use serde_json::{Value, json};

impl Things {
    pub(super) fn create_network(&mut self, body: &Value) -> Answer {
        let (name, subnet) = (text(&body["Name"]), text(&body["IPAM"]["Config"][0]["Subnet"]));
        self.note(&name);
        if self.networks.contains_key(&name) {
            return refusal(409, format!("network with name {name} already exists"));
        }
        if !subnet.is_empty() && self.networks.values().any(|other| other.subnet == subnet) {
            return refusal(403, "Pool overlaps with other one on this address space");
        }
        self.networks.insert(name.clone(), Network { labels: labels(body), subnet });
        (201, json!({ "Id": format!("n{name}"), "Warning": "" }))
    }

    pub(super) fn connect(&mut self, id: &str, body: &Value) -> Answer {
        let network = network_name(id);
        let wanted = address(&body["EndpointConfig"]);
        let taken =
            |one: &Container| !wanted.is_empty() && one.networks.get(&network) == Some(&wanted);
        let taken = self.containers.values().find(|one| taken(one)).map(|one| one.name.clone());
        let known = self.networks.contains_key(&network);
        let container = match self.container(&text(&body["Container"])) {
            Ok(container) => container,
            Err(answer) => return answer,
        };
        let name = container.name.clone();
        match (known, container.networks.contains_key(&network), taken) {
            (false, ..) => refusal(404, format!("network {network} not found")),
            (_, true, _) => refusal(
                403,
                format!("endpoint with name {name} already exists in network {network}"),
            ),
            (.., Some(_)) => refusal(403, "Address already in use"),
            _ => {
                container.networks.insert(network, wanted);
                (200, Value::Null)
            }
        }
    }

    pub(super) fn disconnect(&mut self, id: &str, body: &Value) -> Answer {
        let network = network_name(id);
        let container = match self.container(&text(&body["Container"])) {
            Ok(container) => container,
            Err(answer) => return answer,
        };
        if container.networks.remove(&network).is_none() {
            return refusal(
                500,
                format!("container {} is not connected to network {network}", container.name),
            );
        }
        (200, Value::Null)
    }

    pub(super) fn remove_network(&mut self, id: &str) -> Answer {
        let name = network_name(id);
        self.note(&name);
        let alive = |one: &Container| {
            !matches!(one.life, Life::Created | Life::Exited) && one.networks.contains_key(&name)
        };
        if !self.networks.contains_key(&name) {
            return refusal(404, format!("network {name} not found"));
        }
        if self.containers.values().any(alive) {
            return refusal(
                403,
                format!("error while removing network: network {name} has active endpoints"),
            );
        }
        self.networks.remove(&name);
        (204, Value::Null)
    }
}

pub(super) fn network_name(id: &str) -> String {
    // An id is the name with a letter before it, and the names here begin with a digit, or are
    // others'.
    id.strip_prefix('n')
        .filter(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap_or(id)
        .to_owned()
}
