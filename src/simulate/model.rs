//! What can fail, and who needs whom, as numbers: a part of a list is its place in it.

use crate::words::Span;

/// How often something fails, and how long it is down then; each is the mean of an exponential
/// distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// From one failure's repair to the next failure; above zero.
    pub mtbf: Span,
    /// Until somebody has noticed.
    pub notice: Span,
    /// From then until it is repaired.
    pub repair: Span,
}

/// Something that fails by itself: a server, or a copy of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name, which its chance follows from: the same unit fails at the same times in every
    /// system that it is in.
    pub name: String,
    /// How often it fails.
    pub rates: Rates,
    /// The unit that takes it down with it: the server that it is on.
    pub on: Option<usize>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its copies; none where it does not fail by itself.
    pub units: Vec<usize>,
    /// It is down with fewer copies than these.
    pub need: usize,
    /// Where it stands for a group of services: so many of these must be there. It is as well as the
    /// worst of the best so many.
    pub best: Option<(usize, Vec<usize>)>,
    /// Services that it fails with.
    pub hard: Vec<usize>,
    /// Services that it degrades with.
    pub soft: Vec<usize>,
    /// Services without which its copies do not start, while what runs runs on.
    pub startup: Vec<usize>,
    /// The service that does a part of its work while it is down: it is degraded then.
    pub fallback: Option<usize>,
    /// What it is where improvements are concerned.
    pub site: Site,
}

/// Where a service stands, as far as improvements ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Site {
    /// Not at the team's own site: the internet, DNS.
    #[default]
    Beyond,
    /// A process on the server.
    Process,
    /// Files on the server.
    Files,
    /// A load balancer before the servers.
    Front,
    /// Anything else at the site.
    Other,
}

/// A way to a journey's answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    /// It is gone without one of these services.
    pub hard: Vec<usize>,
    /// It is worse without these.
    pub soft: Vec<usize>,
}

/// What a user or an operator does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// Its name.
    pub name: String,
    /// Only operators make it.
    pub operators: bool,
    /// It changes something, so that a copy that can only be read does not do.
    pub writes: bool,
    /// The ways to its answer, of which the best is taken.
    pub ways: Vec<Way>,
}

/// All that can fail, and what becomes of journeys then. Services must not need one another in a
/// circle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct System {
    /// What fails by itself.
    pub units: Vec<Unit>,
    /// The services.
    pub services: Vec<Service>,
    /// The journeys.
    pub journeys: Vec<Journey>,
}

impl System {
    /// Adds a unit and says its number.
    pub fn unit(&mut self, name: impl Into<String>, rates: Rates, on: Option<usize>) -> usize {
        self.units.push(Unit { name: name.into(), rates, on });
        self.units.len() - 1
    }

    /// Adds a service and says its number.
    pub fn service(&mut self, service: Service) -> usize {
        self.services.push(service);
        self.services.len() - 1
    }

    /// The service of this name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.services.iter().position(|service| service.name == name)
    }

    /// The server that a service is on, where it is on one.
    pub fn server_of(&self, service: usize) -> Option<usize> {
        self.units[*self.services[service].units.first()?].on
    }

    /// Gives a service one more copy, like its first one; where that is on a server, on `on` or,
    /// where none is given, a server of its own.
    pub fn add_copy(&mut self, service: usize, on: Option<usize>) {
        let Some(first) = self.services[service].units.first() else { return };
        let Unit { name, rates, on: beside } = self.units[*first].clone();
        let name = format!("{name} {}", self.services[service].units.len() + 1);
        let own = |system: &mut Self, server: usize| {
            let rates = system.units[server].rates;
            system.unit(format!("the server of {name}"), rates, None)
        };
        let on = beside.map(|server| on.unwrap_or_else(|| own(self, server)));
        let copy = self.unit(name, rates, on);
        self.services[service].units.push(copy);
    }

    /// All services that go down with one of these, themselves too: what these hold up.
    pub fn held_up_by(&self, way: &[usize]) -> Vec<bool> {
        let mut needed = vec![false; self.services.len()];
        let mut open = way.to_vec();
        while let Some(service) = open.pop() {
            if !std::mem::replace(&mut needed[service], true) {
                open.extend(&self.services[service].hard);
            }
        }
        needed
    }
}
