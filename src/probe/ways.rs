//! How to reach things in this run.

use super::alerts::Books;
use super::trust::{Trust, TrustError};
use crate::droplet::{Agent, Shell, Typed};
use crate::engine::{Engine, Secret};
use crate::pack::Endpoint;
use crate::words::ComposeName;
use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};

/// What carries a protocol; a port of a container can be published once for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl fmt::Display for Transport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
        })
    }
}

/// Why a look can never be made in this run: not a failure of what is looked at, but of the pack or
/// of the stack's start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoWay {
    /// The port is not published.
    #[error(
        "{at} is not published over {transport} in this run; publish the port in the Compose file"
    )]
    Unpublished {
        /// What was to be reached.
        at: Endpoint,
        /// Over what.
        transport: Transport,
    },
    /// Only the droplet has an agent.
    #[error("{container} is not the droplet ({droplet}), so nothing can be looked up in it")]
    NotTheDroplet {
        /// Where something was to be looked up.
        container: String,
        /// What the droplet is.
        droplet: String,
    },
    /// There is no droplet.
    #[error("the pack names no droplet, so nothing can be looked up in {container}")]
    NoDroplet {
        /// Where something was to be looked up.
        container: String,
    },
    /// No command of the pack's own is run there.
    #[error("no command of the pack's own is run in {container}, which is not firedrill's own")]
    NotOurs {
        /// Where one was to be run.
        container: String,
    },
    /// Something of the look cannot be sent.
    #[error("'{text}' is not {what}")]
    Unusable {
        /// What it should be, with its article.
        what: &'static str,
        /// What it is.
        text: String,
    },
}

/// How to reach things in this run: published ports, the agent, the password, what journeys trust,
/// and which container plays which public address.
#[derive(Debug)]
pub struct Ways {
    published: BTreeMap<(Transport, Endpoint), SocketAddr>,
    addresses: BTreeMap<Ipv4Addr, ComposeName>,
    droplet: Option<ComposeName>,
    /// The engine, and what it calls the containers that commands of the pack's own may be run in.
    inside: Option<(Engine, BTreeMap<String, String>)>,
    password: Secret,
    agent: RwLock<Option<Agent>>,
    typed: Option<Typed>,
    trust: RwLock<Option<Arc<Trust>>>,
    books: Books,
}

impl Ways {
    /// Ways without any port yet. `droplet` is the Compose service with the agent, where there is
    /// one, `password` the databases', and `addresses` says which Compose service plays which public address (the
    /// pack's).
    pub fn new(
        droplet: Option<ComposeName>,
        password: Secret,
        addresses: BTreeMap<Ipv4Addr, ComposeName>,
    ) -> Self {
        Self {
            published: BTreeMap::new(),
            addresses,
            droplet,
            inside: None,
            password,
            agent: RwLock::new(None),
            typed: None,
            trust: RwLock::new(None),
            books: Books::default(),
        }
    }

    /// Says where a port of a container is published on this machine.
    pub fn publish(&mut self, transport: Transport, at: Endpoint, address: SocketAddr) {
        self.published.insert((transport, at), address);
    }

    /// Lets commands of the pack's own be run in these containers, by Compose service.
    pub fn enter(&mut self, engine: Engine, containers: BTreeMap<String, String>) {
        self.inside = Some((engine, containers));
    }

    /// Who does the document's commands where there is no droplet to run them in.
    pub fn read_commands_by(&mut self, typed: Typed) {
        self.typed = Some(typed);
    }

    /// Where the document's commands run: the droplet, where its agent is attached.
    pub fn shell(&self) -> Option<Shell> {
        self.agent().map(Shell::Droplet).or_else(|| self.typed.clone().map(Shell::Typed))
    }

    /// The droplet's agent from now on; a restarted droplet needs a new one.
    pub fn attach(&self, agent: Agent) {
        *self.agent.write().unwrap_or_else(PoisonError::into_inner) = Some(agent);
    }

    /// The authorities that journeys and TLS looks trust from now on, instead of those before: one
    /// or more certificates in PEM.
    pub fn trust(&self, pem: &str) -> Result<(), TrustError> {
        let trust = Arc::new(Trust::in_authorities(pem)?);
        *self.trust.write().unwrap_or_else(PoisonError::into_inner) = Some(trust);
        Ok(())
    }

    /// The droplet's agent, where one is attached.
    pub fn agent(&self) -> Option<Agent> {
        self.agent.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// No agent from now on: the one that was attached is of no use.
    pub fn detach(&self) {
        *self.agent.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) const fn books(&self) -> &Books {
        &self.books
    }

    pub(super) fn trusted(&self) -> Option<Arc<Trust>> {
        self.trust.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn password(&self) -> &Secret {
        &self.password
    }

    pub(super) fn to(&self, transport: Transport, at: &Endpoint) -> Result<SocketAddr, NoWay> {
        let key = (transport, at.clone());
        self.published
            .get(&key)
            .copied()
            .ok_or_else(|| NoWay::Unpublished { at: at.clone(), transport })
    }

    /// The engine, and what it calls a container that commands of the pack's own may be run in.
    pub(super) fn inside(&self, container: &str) -> Result<(&Engine, &str), NoWay> {
        let found = self
            .inside
            .as_ref()
            .and_then(|(engine, names)| Some((engine, names.get(container)?.as_str())));
        found.ok_or_else(|| NoWay::NotOurs { container: container.to_owned() })
    }

    /// The container that plays a public address; none where the address is not of this stack.
    pub(super) fn player(&self, address: Ipv4Addr) -> Option<&str> {
        self.addresses.get(&address).map(ComposeName::as_str)
    }

    /// All containers that play a public address.
    pub(super) fn players(&self) -> impl Iterator<Item = &str> {
        self.addresses.values().map(ComposeName::as_str)
    }

    /// Why a port cannot be reached over TCP in this run, where it cannot.
    pub fn no_way_to(&self, at: &Endpoint) -> Option<NoWay> {
        self.to(Transport::Tcp, at).err()
    }

    pub(super) fn check_droplet(&self, container: &str) -> Result<(), NoWay> {
        let container = container.to_owned();
        match &self.droplet {
            Some(droplet) if droplet.as_str() == container => Ok(()),
            Some(droplet) => Err(NoWay::NotTheDroplet { container, droplet: droplet.to_string() }),
            None => Err(NoWay::NoDroplet { container }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        let ways = Ways::new(Some("server".into()), Secret::new("hunter2"), BTreeMap::new());
        let printed = format!("{ways:?} {} {:?}", ways.password(), ways.password());
        assert!(printed.contains("<secret>") && !printed.contains("hunter2"), "{printed}");
    }

    #[test]
    fn tcp_and_udp_of_one_port_are_two_ways() {
        let mut ways = Ways::new(Some("server".into()), Secret::new("x"), BTreeMap::new());
        let at = Endpoint { container: "dns".into(), port: 53 };
        ways.publish(Transport::Udp, at.clone(), "127.0.0.1:4053".parse().unwrap());
        assert_eq!(ways.to(Transport::Udp, &at), Ok("127.0.0.1:4053".parse().unwrap()));
        let error = ways.to(Transport::Tcp, &at).unwrap_err().to_string();
        assert_eq!(
            error,
            "dns:53 is not published over TCP in this run; publish the port in the Compose file"
        );
    }
}
