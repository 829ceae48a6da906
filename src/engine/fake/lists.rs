//! What the engine says of what is on it.

use super::http::{Answer, Request, refusal};
use super::things::{Container, Labels, Life, Things};
use serde_json::{Value, json};

/// Answers a look.
pub(super) fn answer(things: &Things, asked: &Request) -> Answer {
    let label = asked.label();
    let fits = |labels: &Labels| {
        label.as_ref().is_none_or(|label| match label.split_once('=') {
            Some((name, value)) => labels.get(name).is_some_and(|has| has == value),
            None => labels.contains_key(label),
        })
    };
    match asked.parts()[..] {
        ["GET", "containers", "json"] => {
            let there = things.containers.values().filter(|one| fits(&one.labels));
            (200, there.map(summary).collect())
        }
        ["GET", "containers", id, "json"] => {
            match things.name_of(id).and_then(|name| things.containers.get(&name)) {
                Some(container) => (200, inspection(container)),
                None => refusal(404, format!("No such container: {id}")),
            }
        }
        ["GET", "containers", _, "logs"] => (200, Value::Null),
        ["GET", "networks"] => {
            let there = things.networks.iter().filter(|(_, one)| fits(&one.labels));
            let shown = there.map(|(name, one)| {
                json!({
                    "Name": name, "Id": format!("n{name}"), "Labels": one.labels,
                    "IPAM": { "Config": [{ "Subnet": one.subnet }] },
                })
            });
            (200, shown.collect())
        }
        ["GET", "volumes"] => {
            let there = things.volumes.iter().filter(|(_, labels)| fits(labels));
            (
                200,
                json!({ "Volumes": there.map(|(name, labels)| volume(name, labels)).collect::<Vec<_>>() }),
            )
        }
        ["GET", "exec", id, "json"] => (200, json!({ "ID": id, "Running": false, "ExitCode": 0 })),
        _ => refusal(404, format!("page not found: {:?}", asked.parts())),
    }
}

const fn word(life: Life) -> &'static str {
    match life {
        Life::Created => "created",
        Life::Running => "running",
        Life::Paused => "paused",
        Life::Exited => "exited",
    }
}

fn summary(container: &Container) -> Value {
    json!({
        "Id": format!("c{}", container.name), "Names": [format!("/{}", container.name)], "Image": container.image,
        "Labels": container.labels, "State": word(container.life), "Status": word(container.life),
    })
}

fn inspection(container: &Container) -> Value {
    let running = matches!(container.life, Life::Running | Life::Paused);
    let networks = container.networks.iter().map(|(name, address)| {
        // One that does not run has no address.
        (name.clone(), json!({ "IPAddress": if running { address.as_str() } else { "" } }))
    });
    json!({
        "Id": format!("c{}", container.name), "Name": format!("/{}", container.name),
        "State": { "Status": word(container.life), "Running": running, "Paused": container.life == Life::Paused, "ExitCode": 0 },
        "NetworkSettings": { "Networks": networks.collect::<serde_json::Map<_, _>>() },
    })
}

/// A volume as its making and its list show it.
pub(super) fn volume(name: &str, labels: &Labels) -> Value {
    json!({ "Name": name, "Driver": "local", "Mountpoint": "", "Labels": labels, "Scope": "local", "Options": {} })
}
