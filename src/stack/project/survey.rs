//! A project before anything may be done to it: what it is made of, and how that can be reached.

use super::{COMPOSE_SERVICE_LABEL, PROJECT_LABEL, Project, label};
use crate::engine::{
    ContainerDetails, ContainerFacts, Engine, EngineError, PublishedPort, RUN_LABEL, Secret, Status,
};
use crate::journal::Journal;
use crate::pack::Endpoint;
use crate::timeline::ImageInfo;
use crate::words::ProjectName;
use futures_util::future::try_join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The label of containers that `docker-compose run` makes: they are not the service.
const ONE_OFF_LABEL: &str = "com.docker.compose.oneoff";
/// The variable that databases' passwords stand in, for containers and in a pack's Compose file.
const PASSWORD: &str = "POSTGRES_PASSWORD";

/// Why a project cannot be drilled.
#[derive(Debug, thiserror::Error)]
pub enum SurveyError {
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// No container is of it.
    #[error("the engine has no container of a Compose project '{name}'; {}", told(.known))]
    Unknown {
        /// As it was named.
        name: ProjectName,
        /// The projects that there are.
        known: BTreeSet<String>,
    },
    /// One of its containers carries firedrill's own label, by which runs take down what is theirs.
    #[error(
        "{container} of project {name} carries firedrill's own label {RUN_LABEL}, so that a run \
         could take it for its own"
    )]
    Labelled {
        /// The project.
        name: ProjectName,
        /// The container.
        container: String,
    },
    /// A service has more than one container.
    #[error("{service} has {} containers in project {name} ({}), and the document speaks of one", containers.len(), containers.join(", "))]
    Several {
        /// The project.
        name: ProjectName,
        /// The Compose service.
        service: String,
        /// Its containers' names.
        containers: Vec<String>,
    },
    /// Two containers go by the same name.
    #[error("'{called}' is {one} by the pack's Compose file, and in project {name} also {other}")]
    TwoOfAName {
        /// The project.
        name: ProjectName,
        /// What both are called.
        called: String,
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
}

fn told(known: &BTreeSet<String>) -> String {
    if known.is_empty() {
        "there is no other either".to_owned()
    } else {
        format!("there are {}", known.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
    }
}

/// A container of a project.
#[derive(Debug, Clone)]
pub struct ProjectContainer {
    /// The Compose service that it runs.
    pub service: String,
    /// Its id on the engine.
    pub id: String,
    /// Its name on the engine.
    pub name: String,
    /// What the pack's Compose file calls it, as the document does.
    pub documented: String,
    /// Its image, as Compose names it.
    pub image: String,
    /// The image's id.
    pub digest: String,
    /// Where it is in its life.
    pub status: Status,
    /// The engine's words for that: `Up 3 minutes`.
    pub words: String,
    /// Whether the engine runs a health check in it.
    pub health_check: bool,
    /// How long the engine waits for it to end before it kills it, where nobody says so.
    pub stop_grace: Duration,
    /// The ports that it publishes.
    pub ports: Vec<PublishedPort>,
}

impl ProjectContainer {
    /// Whether somebody calls it so: the document, the engine, or the Compose file.
    pub fn is_called(&self, name: &str) -> bool {
        [&self.documented, &self.name, &self.service].into_iter().any(|own| own == name)
    }

    /// The ports by which it can be reached from here, over UDP or TCP, and will be after a restart
    /// too.
    pub fn ways(&self) -> impl Iterator<Item = (bool, Endpoint, SocketAddr)> + '_ {
        self.ports.iter().filter(|port| port.fixed && is_here(port)).map(|port| {
            let at = Endpoint { container: self.service.as_str().into(), port: port.container };
            (port.udp, at, (Ipv4Addr::LOCALHOST, port.host).into())
        })
    }

    /// The published ports that are no way, and why.
    pub fn no_ways(&self) -> Vec<String> {
        let ways: Vec<_> = self.ways().map(|(udp, at, _)| (udp, at.port)).collect();
        let none = self.ports.iter().filter(|port| !ways.contains(&(port.udp, port.container)));
        let why = |port: &PublishedPort| {
            let PublishedPort { container, address, host, .. } = port;
            if is_here(port) {
                format!(
                    "port {container} is published on {host}, which the engine chose: after a \
                     restart it is another"
                )
            } else {
                format!("port {container} is published on {address} only, not on 127.0.0.1")
            }
        };
        none.map(why).collect()
    }
}

/// Whether a published port is one of 127.0.0.1.
fn is_here(port: &PublishedPort) -> bool {
    port.address == Ipv4Addr::LOCALHOST || port.address == Ipv4Addr::UNSPECIFIED
}

/// A project that was looked at. It can do nothing.
#[derive(Debug)]
pub struct Survey {
    engine: Engine,
    /// Its name.
    pub name: ProjectName,
    /// The containers of the pack's Compose services, which are all that may be touched.
    pub members: BTreeMap<String, ProjectContainer>,
    /// The others, which never are.
    pub others: Vec<ProjectContainer>,
    password: Secret,
    /// The container that the password is of.
    pub password_of: Option<String>,
}

impl Survey {
    /// Looks at a project. `services` are those of the pack's Compose file, each with its
    /// container's name there.
    pub async fn look(
        engine: &Engine,
        name: ProjectName,
        services: &BTreeMap<String, String>,
    ) -> Result<Self, SurveyError> {
        let listed = engine.containers(&label(&name)).await?;
        if listed.is_empty() {
            let all = engine.containers(PROJECT_LABEL).await?;
            let known =
                all.iter().filter_map(|one| one.labels.get(PROJECT_LABEL).cloned()).collect();
            return Err(SurveyError::Unknown { name, known });
        }
        if let Some(labelled) = listed.iter().find(|one| one.labels.contains_key(RUN_LABEL)) {
            return Err(SurveyError::Labelled { name, container: labelled.name.clone() });
        }
        let details = try_join_all(listed.iter().map(|facts| engine.details(&facts.id))).await?;
        let (mut members, mut others, mut passwords) =
            (BTreeMap::<String, Vec<ProjectContainer>>::new(), Vec::new(), Vec::new());
        for (facts, details) in listed.iter().zip(details) {
            passwords.extend(
                details.env.get(PASSWORD).map(|password| (facts.name.clone(), password.clone())),
            );
            let one_off = facts
                .labels
                .get(ONE_OFF_LABEL)
                .is_some_and(|label| label.eq_ignore_ascii_case("true"));
            let guest = guest(facts, details, services);
            if one_off || !services.contains_key(&guest.service) {
                others.push(guest);
            } else {
                members.entry(guest.service.clone()).or_default().push(guest);
            }
        }
        let members = one_each(&name, members)?;
        no_name_twice(&name, &members)?;
        passwords.sort_by_key(|(container, _)| container.clone());
        let (password_of, password) = passwords.into_iter().next().unzip();
        Ok(Self {
            engine: engine.clone(),
            name,
            members,
            others,
            password: password.unwrap_or_default(),
            password_of,
        })
    }

    /// Its databases' password, as far as it is known.
    pub const fn password(&self) -> &Secret {
        &self.password
    }

    /// The container that is called so.
    pub fn named(&self, name: &str) -> Option<&ProjectContainer> {
        self.members.values().find(|guest| guest.is_called(name))
    }

    /// The images that it runs on.
    pub fn images(&self) -> Vec<ImageInfo> {
        let info = |guest: &ProjectContainer| ImageInfo {
            service: guest.service.clone(),
            digest: guest.digest.clone(),
            origin: format!("{}, of project {}", guest.image, self.name),
        };
        self.members.values().map(info).collect()
    }

    /// Its owner has agreed: from now on it can be broken, and is put back by this journal.
    pub fn agreed(&self, journal: Arc<Journal>) -> Project {
        Project {
            engine: self.engine.clone(),
            name: self.name.clone(),
            members: self.members.clone(),
            password: self.password.clone(),
            journal,
            open: Mutex::default(),
            acts: Arc::default(),
        }
    }
}

fn guest(
    facts: &ContainerFacts,
    details: ContainerDetails,
    services: &BTreeMap<String, String>,
) -> ProjectContainer {
    let service = facts.labels.get(COMPOSE_SERVICE_LABEL).cloned().unwrap_or_default();
    ProjectContainer {
        documented: services.get(&service).cloned().unwrap_or_else(|| facts.name.clone()),
        service,
        id: details.id,
        name: details.name,
        image: details.image,
        digest: details.digest,
        status: details.status,
        words: facts.words.clone(),
        health_check: details.health_check,
        stop_grace: details.stop_grace,
        ports: details.ports,
    }
}

fn one_each(
    name: &ProjectName,
    members: BTreeMap<String, Vec<ProjectContainer>>,
) -> Result<BTreeMap<String, ProjectContainer>, SurveyError> {
    let one = |(service, mut guests): (String, Vec<ProjectContainer>)| match (
        guests.pop(),
        guests.is_empty(),
    ) {
        (Some(guest), true) => Ok((service, guest)),
        (last, _) => {
            let mut containers: Vec<String> =
                guests.into_iter().chain(last).map(|guest| guest.name).collect();
            containers.sort();
            Err(SurveyError::Several { name: name.clone(), service, containers })
        }
    };
    members.into_iter().map(one).collect()
}

/// A documented command names a container: it must be clear which.
fn no_name_twice(
    name: &ProjectName,
    members: &BTreeMap<String, ProjectContainer>,
) -> Result<(), SurveyError> {
    let mut known: BTreeMap<&str, &ProjectContainer> = BTreeMap::new();
    for guest in members.values() {
        for called in [&guest.service, &guest.name, &guest.documented] {
            if let Some(other) = known.insert(called, guest).filter(|other| other.id != guest.id) {
                return Err(SurveyError::TwoOfAName {
                    name: name.clone(),
                    called: called.clone(),
                    one: guest.service.clone(),
                    other: other.service.clone(),
                });
            }
        }
    }
    Ok(())
}
