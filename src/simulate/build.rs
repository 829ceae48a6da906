//! A pack's services and journeys as a system that can fail.

use super::measured::Times;
use super::model::{Journey, Service, Site, System, Way};
use super::rates::{Origin, Rated, Sort, Table};
use crate::pack::{Look, Method, Pack, Profile, Runs, Service as Part};
use crate::topology::{DependencyKind, Need};
use crate::words::ServiceName;
use std::collections::BTreeMap;

/// The name of the server that takes down all that is on it.
const SERVER: &str = "server";

/// A profile's system, and what improvements want to know of it.
#[derive(Debug, Clone)]
pub struct Built {
    /// As it is today.
    pub system: System,
    /// What can fail in it, with how often and where that is from.
    pub rated: Vec<Rated>,
    /// What the server takes down with it.
    pub held: Vec<String>,
    pub(super) dns: Option<usize>,
    pub(super) database: Option<usize>,
    pub(super) cache: Option<usize>,
    pub(super) load_balancer: Rated,
    pub(super) cdn: Rated,
}

impl Built {
    /// The rates that were laid over the pack's, by parts that say so.
    pub fn changed(&self) -> Vec<Rated> {
        let changed = self.rated.iter().filter(|rated| rated.from.contains(&Origin::WhatIf));
        changed
            .map(|rated| Rated { part: format!("{}, what if", rated.part), ..rated.clone() })
            .collect()
    }

    /// Whether any figure in it is assumed.
    pub fn assumes(&self) -> bool {
        self.rated
            .iter()
            .flat_map(|rated| &rated.from)
            .any(|from| matches!(from, Origin::Assumed(_)))
    }
}

/// The system of one profile, by the rates of the pack and what was measured.
pub fn of_profile(
    pack: &Pack,
    profile: &Profile,
    measured: &BTreeMap<ServiceName, Times>,
) -> Built {
    let table = Table { pack, measured };
    let (mut system, mut rated) = (System::default(), Vec::new());
    let parts: Vec<&Part> = pack.services_in(profile).collect();
    let has_server = pack.droplet.is_some() || pack.rates.contains_key(SERVER);
    let held: Vec<&Part> =
        parts.iter().copied().filter(|part| has_server && is_held(pack, part)).collect();
    let server = (!held.is_empty()).then(|| {
        let server = table.rated(SERVER, Sort::Server);
        rated.push(server.clone());
        system.unit(SERVER, server.rates, None)
    });
    for part in &parts {
        let is_held = held.iter().any(|held| held.name == part.name);
        let sort = match part.runs {
            Runs::Container(_) => Sort::Container,
            Runs::Process(_) => Sort::Process,
            Runs::Files(_) | Runs::Ports(_) | Runs::Elsewhere => Sort::Elsewhere,
        };
        let of_part = table.rated(part.name.as_str(), sort);
        let unit = system.unit(part.name.as_str(), of_part.rates, server.filter(|_| is_held));
        rated.push(of_part);
        system.service(Service {
            name: part.name.to_string(),
            units: vec![unit],
            need: 1,
            site: site(part, is_held),
            ..Service::default()
        });
    }
    connect(&mut system, pack, profile);
    let of = |is: fn(&Part) -> bool| parts.iter().position(|part| is(part));
    Built {
        held: held.iter().map(|part| part.name.to_string()).collect(),
        dns: of(|part| looks(part, |look| matches!(look, Look::Dns(_)))),
        database: of(|part| {
            in_container(part) && looks(part, |look| matches!(look, Look::Postgres(_)))
        })
        .or_else(|| of(|part| is_called(part, &["database", "postgres", "mysql", "mariadb"]))),
        cache: of(|part| in_container(part) && looks(part, |look| matches!(look, Look::Redis(_))))
            .or_else(|| of(|part| is_called(part, &["cache", "redis", "memcached"]))),
        load_balancer: table.rated("load-balancer", Sort::LoadBalancer),
        cdn: table.rated("cdn", Sort::Cdn),
        system,
        rated,
    }
}

/// Copies, dependencies and journeys.
fn connect(system: &mut System, pack: &Pack, profile: &Profile) {
    for (name, copies) in &pack.copies {
        let Some(service) = system.named(name.as_str()) else { continue };
        let beside = system.server_of(service).filter(|_| !copies.apart);
        for _ in 1..copies.of {
            system.add_copy(service, beside);
        }
        system.services[service].need = copies.need;
    }
    for need in pack.topology.needs() {
        let to = needed(system, need);
        let (Some(from), Some(to)) = (system.named(need.from.as_str()), to) else { continue };
        let from = &mut system.services[from];
        match need.kind {
            DependencyKind::Hard => from.hard.push(to),
            DependencyKind::Soft => from.soft.push(to),
            DependencyKind::Startup => from.startup.push(to),
        }
    }
    for journey in pack.journeys_in(profile) {
        let through = journey.through.iter();
        let hard = through.filter_map(|name| system.named(name.as_str())).collect();
        system.journeys.push(Journey {
            name: journey.name.to_string(),
            operators: journey.operators,
            writes: journey.method == Method::Post,
            ways: vec![Way { hard, soft: Vec::new() }],
        });
    }
}

/// What is needed: a service, or what stands for a group of which some are enough, of those that
/// are there.
fn needed(system: &mut System, need: &Need) -> Option<usize> {
    let there = need.of.iter().filter_map(|name| system.named(name.as_str()));
    let there: Vec<usize> = there.collect();
    if need.of.len() == 1 || there.len() <= 1 {
        return there.first().copied();
    }
    Some(system.service(Service {
        name: format!("{} of {} for {}", need.least, there.len(), need.from),
        best: Some((need.least, there)),
        ..Service::default()
    }))
}

/// Whether the server takes a service down with it.
fn is_held(pack: &Pack, part: &Part) -> bool {
    let said = pack.rates.get(SERVER).and_then(|rates| rates.holds.as_ref());
    if let Some(said) = said {
        return said.contains(&part.name);
    }
    match part.runs {
        Runs::Process(_) | Runs::Files(_) => true,
        Runs::Container(_) => !looks(part, |look| matches!(look, Look::Dns(_))),
        // The way in is the provider's, whatever becomes of the server.
        Runs::Ports(_) => false,
        Runs::Elsewhere => {
            looks(part, |look| matches!(look, Look::File(_) | Look::Space(_) | Look::Grows(_)))
        }
    }
}

fn site(part: &Part, is_held: bool) -> Site {
    let is_file = |look: &Look| matches!(look, Look::File(_));
    match part.runs {
        Runs::Process(_) if is_held => Site::Process,
        Runs::Files(_) if is_held => Site::Files,
        Runs::Elsewhere if is_held && looks(part, is_file) => Site::Files,
        _ if is_held => Site::Other,
        Runs::Container(_) if !looks(part, |look| matches!(look, Look::Dns(_))) => Site::Other,
        _ => Site::Beyond,
    }
}

fn looks(part: &Part, is: impl Fn(&Look) -> bool) -> bool {
    part.probes().any(|(_, probe)| is(&probe.look))
}

const fn in_container(part: &Part) -> bool {
    matches!(part.runs, Runs::Container(_))
}

fn is_called(part: &Part, words: &[&str]) -> bool {
    part.called.iter().any(|called| words.contains(&called.as_str()))
}
