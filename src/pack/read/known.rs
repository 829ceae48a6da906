//! What the parts of a pack may refer to, gathered before they are read, so that a wrong name is an
//! error at its place.

use crate::pack::compose::Compose;
use crate::pack::look::Endpoint;
use crate::pack::model::Droplet;
use crate::pack::source::{Source, suggest};
use crate::pack::yaml::{Mark, Node};
use crate::words::{ComposeName, JourneyName, ProfileName, ServiceName, Span};
use std::collections::BTreeMap;

/// The names of a pack.
#[derive(Debug, Default)]
pub struct Known {
    /// The services, in the file's order.
    pub services: Vec<ServiceName>,
    /// The journeys, in the file's order.
    pub journeys: Vec<JourneyName>,
    /// The profiles, in the file's order.
    pub profiles: Vec<ProfileName>,
    /// The Compose file; nothing where there is none, or it could not be read, and then nothing is
    /// checked against it.
    pub compose: Option<Compose>,
    /// The container that plays the document's server, where the pack names one.
    pub droplet: Option<Droplet>,
    /// The pack's service that runs in each container.
    pub in_container: BTreeMap<ComposeName, ServiceName>,
    /// The stack's Prometheus, where it has one.
    pub prometheus: Option<Prometheus>,
    /// Why a command of the droplet's shell cannot be run, where somebody knows.
    pub refuses: Option<Refuses>,
}

/// Why firedrill does not let a command through, given as its words; nothing where it does.
pub type Refuses = fn(&[String]) -> Option<String>;

/// The stack's Prometheus.
#[derive(Debug, Clone)]
pub struct Prometheus {
    /// Where it is.
    pub at: Endpoint,
    /// How often it scrapes.
    pub scrape: Span,
    /// How often it evaluates its rules.
    pub evaluation: Span,
}

impl Known {
    /// A service that exists.
    pub fn service(&self, source: &Source<'_>, node: &Node) -> Option<ServiceName> {
        pick(source, node, "service", &self.services, ServiceName::as_str)
    }

    /// A journey that exists.
    pub fn journey(&self, source: &Source<'_>, node: &Node) -> Option<JourneyName> {
        pick(source, node, "journey", &self.journeys, JourneyName::as_str)
    }

    /// A profile that exists.
    pub fn profile(&self, source: &Source<'_>, node: &Node) -> Option<ProfileName> {
        pick(source, node, "profile", &self.profiles, ProfileName::as_str)
    }

    /// The droplet's Compose service, for what cannot be had without; where there is none, that is
    /// an error at its place.
    pub fn in_droplet(&self, source: &Source<'_>, mark: Mark, what: &str) -> Option<ComposeName> {
        if self.droplet.is_none() {
            source.error_with(
                mark,
                format!("{what} needs the document's server, and the pack names none"),
                "name the Compose service that plays it in pack.yaml: droplet: SERVICE",
            );
        }
        self.droplet.as_ref().map(|droplet| droplet.container.clone())
    }

    /// Complains of what is over TLS where the pack does not say whom to trust.
    pub fn is_trusting(&self, source: &Source<'_>, mark: Mark, what: &str) {
        if self.droplet.as_ref().is_none_or(|droplet| droplet.authority.is_none()) {
            source.error_with(
                mark,
                format!("{what} over TLS, and the pack does not say whom to trust"),
                "name the server's Compose service and the authority's file in it: droplet: \
                 SERVICE, authority: PATH",
            );
        }
    }

    /// A Compose service that exists.
    pub fn container(&self, source: &Source<'_>, node: &Node) -> Option<ComposeName> {
        let name = source.text(node, "a Compose service")?;
        self.is_container(source, node.mark, name).then(|| name.into())
    }

    fn is_container(&self, source: &Source<'_>, mark: Mark, name: &str) -> bool {
        let Some(compose) = &self.compose else { return true };
        let there = compose.services.contains_key(name);
        if !there {
            let hint = suggest(name, compose.services.keys().map(ComposeName::as_str));
            source.error_with(mark, format!("the Compose file has no service '{name}'"), hint);
        }
        there
    }

    /// `postgres:5432`: a port that the Compose file publishes.
    pub fn endpoint(&self, source: &Source<'_>, node: &Node, udp: bool) -> Option<Endpoint> {
        let text = source.text(node, "a port of a container")?;
        let read = text
            .split_once(':')
            .and_then(|(container, port)| Some((container, port.parse::<u16>().ok()?)));
        let Some((container, port)) = read.filter(|(container, _)| !container.is_empty()) else {
            source.error(
                node.mark,
                format!("'{text}' is no port of a container; write it like postgres:5432"),
            );
            return None;
        };
        let there = self.is_container(source, node.mark, container);
        let ports = self
            .compose
            .as_ref()
            .and_then(|compose| compose.services.get(container))
            .map(|found| &found.ports);
        if there
            && ports.is_some_and(|ports| {
                !ports.iter().any(|one| one.container == port && one.udp == udp)
            })
        {
            let kind = if udp { "/udp" } else { "" };
            let message = format!(
                "the Compose file does not publish {text}{kind}, so nobody outside can reach it"
            );
            source.error_with(
                node.mark,
                message,
                format!("add \"127.0.0.1:{port}:{port}{kind}\" to its 'ports'"),
            );
        }
        there.then(|| Endpoint { container: container.into(), port })
    }
}

/// A name out of those that there are.
fn pick<T: Clone>(
    source: &Source<'_>,
    node: &Node,
    what: &str,
    known: &[T],
    text_of: impl Fn(&T) -> &str,
) -> Option<T> {
    let text = source.text(node, &format!("a {what}"))?;
    let found = known.iter().find(|name| text_of(name) == text);
    if found.is_none() {
        let hint = suggest(text, known.iter().map(&text_of));
        source.error_with(node.mark, format!("there is no {what} '{text}'"), hint);
    }
    found.cloned()
}
