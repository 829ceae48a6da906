//! What each change makes of a system.

use super::Change;
use crate::simulate::build::Built;
use crate::simulate::model::{Journey, Service, Site, System, Way};
use std::collections::BTreeMap;

impl Change {
    /// Makes it; says what it is taken to change, or why it cannot be made.
    pub(super) fn make(self, system: &mut System, built: &Built) -> Result<String, String> {
        match self {
            Self::SecondDns => second_dns(system, built),
            Self::CacheCluster => cache_cluster(system, built),
            Self::ReadReplica => read_replica(system, built),
            Self::AppServers => app_servers(system, built),
            Self::Cdn => cdn(system, built),
            Self::SecondRegion => second_region(system),
        }
    }
}

fn second_dns(system: &mut System, built: &Built) -> Result<String, String> {
    let dns = built.dns.ok_or("no service of the pack is looked at by DNS")?;
    system.add_copy(dns, None);
    let name = &system.services[dns].name;
    Ok(format!("one more {name}, and either is enough: whoever asks asks the other at once"))
}

fn cache_cluster(system: &mut System, built: &Built) -> Result<String, String> {
    let cache = built.cache.ok_or("no service of the pack is a cache")?;
    while system.services[cache].units.len() < 3 {
        system.add_copy(cache, None);
    }
    system.services[cache].need = 2;
    let name = &system.services[cache].name;
    Ok(format!("three nodes of {name}, each on a server of its own, of which two are enough"))
}

/// Whoever needs the database gets along with its replica while it is down, worse; but for
/// journeys that write.
fn read_replica(system: &mut System, built: &Built) -> Result<String, String> {
    let main = built.database.ok_or("no service of the pack is a database")?;
    let name = system.services[main].name.clone();
    let primary = system.services[main].clone();
    system.add_copy(main, None);
    let units = system.services[main].units.split_off(primary.units.len());
    let title = format!("{name} replica");
    let replica = Service { name: title, units, need: 1, site: primary.site, ..Service::default() };
    let replica = system.service(replica);
    let either = Service {
        name: format!("{name} or its replica"),
        hard: vec![main],
        fallback: Some(replica),
        site: primary.site,
        ..Service::default()
    };
    let either = system.service(either);
    let writes: Vec<usize> = (0..system.journeys.len())
        .filter(|at| {
            let Journey { writes, ways, .. } = &system.journeys[*at];
            *writes && ways.iter().any(|way| system.held_up_by(&way.hard)[main])
        })
        .collect();
    for (number, service) in system.services.iter_mut().enumerate() {
        for needed in &mut service.hard {
            if *needed == main && number != either {
                *needed = either;
            }
        }
    }
    for at in &writes {
        for way in &mut system.journeys[*at].ways {
            way.hard.push(main);
        }
    }
    let names: Vec<&str> = writes.iter().map(|at| system.journeys[*at].name.as_str()).collect();
    let but = match names.as_slice() {
        [] => String::new(),
        names => format!("; what writes needs {name} as before: {}", names.join(", ")),
    };
    Ok(format!(
        "a copy of {name} on a server of its own, for reading: whoever only reads is degraded, and \
         not down, while {name} is{but}"
    ))
}

/// Processes on two servers, with a load balancer in front.
fn app_servers(system: &mut System, built: &Built) -> Result<String, String> {
    let of_site = |system: &System, site: Site| -> Vec<usize> {
        (0..system.services.len()).filter(|at| system.services[*at].site == site).collect()
    };
    let processes = of_site(system, Site::Process);
    let first = processes.iter().find_map(|at| system.server_of(*at));
    let server = first.ok_or("nothing of the pack runs as a process on a server")?;
    let second = system.unit("server 2", system.units[server].rates, None);
    for process in &processes {
        system.add_copy(*process, Some(second));
    }
    for files in of_site(system, Site::Files) {
        for unit in system.services[files].units.clone() {
            system.units[unit].on = None;
        }
    }
    let balancer = system.unit("load balancer", built.load_balancer.rates, None);
    let balancer = system.service(Service {
        name: "load balancer".to_owned(),
        units: vec![balancer],
        need: 1,
        site: Site::Front,
        ..Service::default()
    });
    for way in system.journeys.iter_mut().flat_map(|journey| &mut journey.ways) {
        if way.hard.iter().any(|on_way| processes.contains(on_way)) {
            way.hard.push(balancer);
        }
    }
    let names: Vec<&str> =
        processes.iter().map(|process| system.services[*process].name.as_str()).collect();
    Ok(format!(
        "{} on two servers, of which one is enough, any copy with any other; files are on both, and \
         what spoils them spoils both; the rest stays on the first. A load balancer, which fails \
         too, is on the way",
        names.join(", ")
    ))
}

/// What comes from files alone comes from the CDN, and from its cache while the site is down.
fn cdn(system: &mut System, built: &Built) -> Result<String, String> {
    let is_static = |journey: &Journey| {
        let site = |at: usize| system.services[at].site;
        let from_files = |way: &Way| {
            let held_up = system.held_up_by(&way.hard);
            let rests =
                held_up.iter().enumerate().any(|(at, needed)| *needed && site(at) == Site::Other);
            way.hard.iter().any(|at| site(*at) == Site::Files) && !rests
        };
        !journey.operators && !journey.writes && journey.ways.iter().all(from_files)
    };
    let journeys = system.journeys.iter().enumerate();
    let served: Vec<usize> =
        journeys.filter(|(_, journey)| is_static(journey)).map(|(at, _)| at).collect();
    if served.is_empty() {
        return Err("no journey of users is answered from files alone".to_owned());
    }
    let unit = system.unit("cdn", built.cdn.rates, None);
    let cdn = Service { name: "cdn".to_owned(), units: vec![unit], need: 1, ..Service::default() };
    let cdn = system.service(cdn);
    let mut names = Vec::new();
    for at in served {
        let journey = &mut system.journeys[at];
        names.push(journey.name.clone());
        for way in &mut journey.ways {
            let is_beyond = |at: &usize| system.services[*at].site == Site::Beyond;
            let (mut hard, at_site): (Vec<_>, Vec<_>) = way.hard.drain(..).partition(is_beyond);
            hard.push(cdn);
            way.hard = hard;
            way.soft.extend(at_site);
        }
    }
    Ok(format!(
        "{} from the CDN, which fails too: while the site is down it is degraded (as old as the \
         CDN's copy), and not gone",
        names.join(", ")
    ))
}

/// All that is at the site a second time, whole: each region serves by itself.
fn second_region(system: &mut System) -> Result<String, String> {
    const SECOND: &str = ", second region";
    let local: Vec<usize> =
        (0..system.services.len()).filter(|at| system.services[*at].site != Site::Beyond).collect();
    if local.is_empty() {
        return Err("nothing of the pack is at a site of its own".to_owned());
    }
    let first = system.services.len();
    let moved: BTreeMap<usize, usize> = local.iter().copied().zip(first..).collect();
    let to = |at: &usize| moved.get(at).copied().unwrap_or(*at);
    let mut units: BTreeMap<usize, usize> = BTreeMap::new();
    let mut again = |system: &mut System, unit: usize, on: Option<usize>| {
        *units.entry(unit).or_insert_with(|| {
            let name = format!("{}{SECOND}", system.units[unit].name);
            system.unit(name, system.units[unit].rates, on)
        })
    };
    for service in local {
        let mut copy = system.services[service].clone();
        copy.name += SECOND;
        for unit in &mut copy.units {
            let server = system.units[*unit].on;
            let server = server.map(|server| again(system, server, None));
            *unit = again(system, *unit, server);
        }
        for list in [&mut copy.hard, &mut copy.soft, &mut copy.startup] {
            *list = list.iter().map(to).collect();
        }
        copy.fallback = copy.fallback.as_ref().map(to);
        system.service(copy);
    }
    for journey in &mut system.journeys {
        let moved = |way: &Way| Way {
            hard: way.hard.iter().map(to).collect(),
            soft: way.soft.iter().map(to).collect(),
        };
        let others: Vec<Way> = journey.ways.iter().map(moved).collect();
        journey.ways.extend(others);
    }
    Ok("all that is at the site once more in another region, with the same data: whoever is sent to \
        the region that works is sent there at once"
        .to_owned())
}
