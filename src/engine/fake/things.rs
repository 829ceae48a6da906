//! What is on the engine: containers, networks, volumes, and what each call makes of them.

mod networks;

use networks::network_name;

use super::http::{Answer, Request, refusal};
use super::lists;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

/// Where a container is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Life {
    /// Made, never started.
    Created,
    /// It runs.
    Running,
    /// It is frozen.
    Paused,
    /// It ended.
    Exited,
}

/// The labels of something.
pub(crate) type Labels = BTreeMap<String, String>;

/// A container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Container {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: String,
    /// Its labels.
    pub labels: Labels,
    /// Where it is in its life.
    pub life: Life,
    /// Its networks, with its address in each where it is a fixed one.
    pub networks: BTreeMap<String, String>,
    /// The volumes in it.
    pub volumes: BTreeSet<String>,
    /// Processes and files in it: whatever commands make and take away.
    pub inside: BTreeSet<String>,
}

/// A network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Network {
    /// Its labels.
    pub labels: Labels,
    /// Its addresses.
    pub subnet: String,
}

/// All that is on the engine, by name; an id is its thing's name with a letter before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Things {
    /// The containers.
    pub containers: BTreeMap<String, Container>,
    /// The networks.
    pub networks: BTreeMap<String, Network>,
    /// The volumes, with their labels.
    pub volumes: BTreeMap<String, Labels>,
    /// The commands that were made, by id: their containers, and what they are.
    execs: Vec<(String, Value)>,
    /// Every call that changed, or was to change, something: what, and to whom.
    pub calls: Vec<(String, String)>,
    /// No agent can be started in any container.
    pub no_python: bool,
}

impl Things {
    /// A container of somebody else's.
    pub(crate) fn have(&mut self, name: &str, life: Life, labels: &[(&str, &str)]) {
        let container = Container {
            name: name.to_owned(),
            image: "theirs".to_owned(),
            labels: owned(labels),
            life,
            networks: BTreeMap::new(),
            volumes: BTreeSet::new(),
            inside: BTreeSet::from(["main".to_owned()]),
        };
        self.containers.insert(name.to_owned(), container);
    }

    /// A network of somebody else's.
    pub(crate) fn have_network(&mut self, name: &str, subnet: &str, labels: &[(&str, &str)]) {
        self.networks
            .insert(name.to_owned(), Network { labels: owned(labels), subnet: subnet.to_owned() });
    }

    /// A volume of somebody else's.
    pub(crate) fn have_volume(&mut self, name: &str, labels: &[(&str, &str)]) {
        self.volumes.insert(name.to_owned(), owned(labels));
    }

    /// Puts a container into a network.
    pub(crate) fn put(&mut self, container: &str, network: &str, address: Ipv4Addr) {
        if let Some(container) = self.containers.get_mut(container) {
            container.networks.insert(network.to_owned(), address.to_string());
        }
    }

    /// Whether there is something of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.containers.contains_key(name)
            || self.networks.contains_key(name)
            || self.volumes.contains_key(name)
    }

    /// What is otherwise than it was, calls aside.
    pub(crate) fn differs(&self, before: &Self) -> Option<String> {
        let now = (&self.containers, &self.networks, &self.volumes);
        let was = (&before.containers, &before.networks, &before.volumes);
        (now != was).then(|| format!("{now:#?}\nwas\n{was:#?}"))
    }

    /// All things with this label, by kind and name.
    pub(crate) fn labelled(&self, label: &str, value: &str) -> Vec<String> {
        let has = |labels: &Labels| labels.get(label).is_some_and(|has| has == value);
        let containers = self
            .containers
            .iter()
            .filter(|(_, one)| has(&one.labels))
            .map(|(name, _)| format!("container {name}"));
        let networks = self
            .networks
            .iter()
            .filter(|(_, one)| has(&one.labels))
            .map(|(name, _)| format!("network {name}"));
        let volumes = self
            .volumes
            .iter()
            .filter(|(_, labels)| has(labels))
            .map(|(name, _)| format!("volume {name}"));
        containers.chain(networks).chain(volumes).collect()
    }

    /// What is in the container of a command that runs; nothing where it does not run.
    pub(super) fn inside(&mut self, exec: &str) -> Option<&mut BTreeSet<String>> {
        let (container, _) = self.execs.get(exec.parse::<usize>().ok()?)?;
        let container =
            self.containers.get_mut(container).filter(|one| one.life == Life::Running)?;
        Some(&mut container.inside)
    }

    /// Runs a command: `break X` puts X into its container, `mend X` takes it out.
    pub(super) fn run(&mut self, exec: &str) {
        let command = exec
            .parse::<usize>()
            .ok()
            .and_then(|n| self.execs.get(n))
            .map(|(_, what)| what["Cmd"][2].clone());
        let (Some(command), Some(inside)) = (command, self.inside(exec)) else { return };
        match command.as_str().and_then(|line| line.split_once(' ')) {
            Some(("break", what)) => drop(inside.insert(what.to_owned())),
            Some(("mend", what)) => drop(inside.remove(what)),
            _ => {}
        }
    }

    /// Does what is asked, as Docker 20.10 does it.
    pub(super) fn answer(&mut self, asked: &Request) -> Answer {
        let parts = asked.parts();
        if let ["GET", ..] = parts[..] {
            return lists::answer(self, asked);
        }
        self.calls.push((parts.join(" "), String::new()));
        match parts[..] {
            ["POST", "containers", "create"] => self.create(asked),
            ["POST", "containers", id, "exec"] => self.exec(id, &asked.body),
            ["POST", "containers", id, verb] => self.act(id, verb),
            ["DELETE", "containers", id] => self.remove(id),
            ["POST", "networks", "create"] => self.create_network(&asked.body),
            ["POST", "networks", id, "connect"] => self.connect(id, &asked.body),
            ["POST", "networks", id, "disconnect"] => self.disconnect(id, &asked.body),
            ["DELETE", "networks", id] => self.remove_network(id),
            ["POST", "volumes", "create"] => self.create_volume(&asked.body),
            ["DELETE", "volumes", name] => self.remove_volume(name),
            ["POST", "exec", id, "start"] => self.begin(id),
            _ => refusal(404, format!("page not found: {parts:?}")),
        }
    }

    /// Notes whom the last call was for.
    fn note(&mut self, name: &str) {
        if let Some(last) = self.calls.last_mut() {
            name.clone_into(&mut last.1);
        }
    }

    fn container(&mut self, id: &str) -> Result<&mut Container, Answer> {
        let missing = || refusal(404, format!("No such container: {id}"));
        let name = self.name_of(id).ok_or_else(missing)?;
        self.note(&name);
        self.containers.get_mut(&name).ok_or_else(missing)
    }

    pub(super) fn name_of(&self, id: &str) -> Option<String> {
        let by_id = || id.strip_prefix('c').filter(|name| self.containers.contains_key(*name));
        self.containers.contains_key(id).then_some(id).or_else(by_id).map(str::to_owned)
    }

    fn create(&mut self, asked: &Request) -> Answer {
        let name = asked.query.get("name").cloned().unwrap_or_default();
        self.note(&name);
        if self.containers.contains_key(&name) {
            return refusal(
                409,
                format!("Conflict. The container name \"/{name}\" is already in use"),
            );
        }
        let body = &asked.body;
        let endpoints = body["NetworkingConfig"]["EndpointsConfig"].as_object();
        let networks = endpoints.into_iter().flatten();
        let networks =
            networks.map(|(network, end)| (network_name(network), address(end))).collect();
        let mounts = body["HostConfig"]["Mounts"].as_array().into_iter().flatten();
        for mount in mounts.clone() {
            // As Docker does: one that is not there is made, with the labels that the mount has for
            // it.
            let made = || labels(&mount["VolumeOptions"]);
            self.volumes.entry(text(&mount["Source"])).or_insert_with(made);
        }
        let container = Container {
            name: name.clone(),
            image: text(&body["Image"]),
            labels: labels(body),
            life: Life::Created,
            networks,
            volumes: mounts.map(|mount| text(&mount["Source"])).collect(),
            inside: BTreeSet::new(),
        };
        let answer = json!({ "Id": format!("c{name}"), "Warnings": [] });
        self.containers.insert(name, container);
        (201, answer)
    }

    fn act(&mut self, id: &str, verb: &str) -> Answer {
        let lacking = self.lacks_a_network(id);
        let container = match self.container(id) {
            Ok(container) => container,
            Err(answer) => return answer,
        };
        let running = matches!(container.life, Life::Running | Life::Paused);
        let name = container.name.clone();
        container.life = match (verb, container.life) {
            ("start" | "restart", _) if lacking => return refusal(404, "network not found"),
            ("start" | "stop", Life::Paused) => {
                return refusal(
                    409,
                    format!("cannot {verb} a paused container, try unpause instead"),
                );
            }
            ("start", Life::Running) | ("stop", Life::Created | Life::Exited) => {
                return (304, Value::Null);
            }
            ("start" | "restart", _) => {
                container.inside.insert("main".to_owned());
                Life::Running
            }
            ("stop", Life::Running) => Life::Exited,
            ("kill", _) if running => Life::Exited,
            ("kill", _) => {
                return refusal(
                    409,
                    format!("Cannot kill container: {name}: Container {name} is not running"),
                );
            }
            ("pause", Life::Running) => Life::Paused,
            ("pause", Life::Paused) => {
                return refusal(409, format!("Container {name} is already paused"));
            }
            ("pause", _) => return refusal(409, format!("Container {name} is not running")),
            ("unpause", Life::Paused) => Life::Running,
            ("unpause", _) => return refusal(500, format!("Container {name} is not paused")),
            _ => return refusal(404, format!("page not found: {verb}")),
        };
        (204, Value::Null)
    }

    fn lacks_a_network(&self, id: &str) -> bool {
        let container = self.name_of(id).and_then(|name| self.containers.get(&name));
        container.is_some_and(|one| {
            one.networks.keys().any(|network| !self.networks.contains_key(network))
        })
    }

    fn remove(&mut self, id: &str) -> Answer {
        let name = match self.container(id) {
            Ok(container) => container.name.clone(),
            Err(answer) => return answer,
        };
        self.containers.remove(&name);
        (204, Value::Null)
    }

    fn exec(&mut self, id: &str, body: &Value) -> Answer {
        let container = match self.container(id) {
            Ok(container) => container,
            Err(answer) => return answer,
        };
        let name = container.name.clone();
        if container.life != Life::Running {
            return refusal(409, format!("Container {name} is not running"));
        }
        self.execs.push((name, body.clone()));
        (201, json!({ "Id": (self.execs.len() - 1).to_string() }))
    }

    fn begin(&mut self, id: &str) -> Answer {
        let Some((container, command)) =
            id.parse::<usize>().ok().and_then(|n| self.execs.get(n)).cloned()
        else {
            return refusal(404, "No such exec instance");
        };
        self.note(&container);
        (101, json!({ "Id": id, "Cmd": command["Cmd"] }))
    }

    fn create_volume(&mut self, body: &Value) -> Answer {
        let name = text(&body["Name"]);
        self.note(&name);
        self.volumes.entry(name.clone()).or_insert_with(|| labels(body));
        (201, lists::volume(&name, &labels(body)))
    }

    fn remove_volume(&mut self, name: &str) -> Answer {
        self.note(name);
        if self.containers.values().any(|one| one.volumes.contains(name)) {
            return refusal(409, format!("remove {name}: volume is in use"));
        }
        self.volumes.remove(name);
        (204, Value::Null)
    }
}

fn owned(labels: &[(&str, &str)]) -> Labels {
    labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn address(end: &Value) -> String {
    text(&end["IPAMConfig"]["IPv4Address"])
}

fn labels(body: &Value) -> Labels {
    let labels = body["Labels"].as_object().into_iter().flatten();
    labels.map(|(name, value)| (name.clone(), text(value))).collect()
}
