//! The parts of `pack.yaml`: profiles, services, journeys, dependencies, and the rest; detectors
//! have a file of their own.

use super::keys::{
    DEPENDENCIES, GROUP, JOURNEY, PROFILE, PROMETHEUS, SERVICE, STAND_IN, THRESHOLDS,
};
use super::known::{Known, Prometheus};
use super::looks::{TIMEOUT, probe};
use crate::pack::facts::{StandIn, Thresholds};
use crate::pack::look::{EVERY, Endpoint, answer, method_and_path, millis};
use crate::pack::model::{Journey, Profile, Runs, Service};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Key, Node, Value};
use crate::topology::{Among, Dependency, DependencyKind, Topology};
use crate::words::{ComposeName, ProfileName, ServiceName, Span};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// Reads one profile.
pub fn profile(source: &Source<'_>, known: &Known, key: &Key, node: &Node) -> Option<Profile> {
    let name = ProfileName::parse(&key.text).ok()?;
    let fields = source.object(node, &PROFILE)?;
    let set = fields.get("set").map(|node| source.entries(node, "set")).unwrap_or_default();
    let pair = |(key, node): &(Key, Node)| {
        Some((key.text.clone(), source.text(node, "a value")?.to_owned()))
    };
    let mut profile = Profile {
        called: called(&fields, &key.text),
        title: fields.text("title").unwrap_or_else(|| name.to_string()),
        name,
        set: set.iter().filter_map(pair).collect(),
        without_services: Vec::new(),
        without_journeys: Vec::new(),
    };
    for item in fields.items("without") {
        let Some(text) = source.text(item, "a service or journey") else { continue };
        let service = known.services.iter().find(|service| service.as_str() == text);
        let journey = known.journeys.iter().find(|journey| journey.as_str() == text);
        if service.is_none() && journey.is_none() {
            let services = known.services.iter().map(ServiceName::as_str);
            let hint = suggest(
                text,
                services.chain(known.journeys.iter().map(crate::words::JourneyName::as_str)),
            );
            source.error_with(
                item.mark,
                format!("there is no service and no journey '{text}'"),
                hint,
            );
        }
        profile.without_services.extend(service.cloned());
        profile.without_journeys.extend(journey.cloned());
    }
    Some(profile)
}

/// Reads one service.
pub fn service(source: &Source<'_>, known: &Known, key: &Key, node: &Node) -> Option<Service> {
    let name = ServiceName::parse(&key.text).ok()?;
    let fields = source.object(node, &SERVICE)?;
    let look = |key| fields.get(key).and_then(|node| probe(source, known, &name, node));
    let effect = flag(source, &fields, "effect");
    if let (true, Some((key, _))) = (effect, fields.entry("runs")) {
        let hint = "take 'runs' out, or 'effect'";
        source.error_with(
            key.mark,
            format!("'{name}' is an effect and no service, so that it runs as nothing"),
            hint,
        );
    }
    Some(Service {
        called: called(&fields, &key.text),
        runs: fields.get("runs").map_or(Runs::Elsewhere, |node| runs(source, known, node)),
        alive: look("alive"),
        works: look("works"),
        writes: look("writes"),
        effect,
        name,
    })
}

fn flag(source: &Source<'_>, fields: &Fields<'_>, key: &str) -> bool {
    fields.get(key).and_then(|node| source.flag(node, key)).unwrap_or(false)
}

/// The words that are given, and those of the key: `redis-exporter` is called `redis exporter` in
/// any case, so that it is never read as Redis.
fn called(fields: &Fields<'_>, name: &str) -> Vec<String> {
    let given = fields.texts("called").into_iter().map(|words| words.to_lowercase());
    let mut called: Vec<String> = Vec::new();
    for words in given.chain([name.replace('-', " ").to_lowercase()]) {
        if !called.contains(&words) {
            called.push(words);
        }
    }
    called
}

/// What a service runs as.
pub fn runs(source: &Source<'_>, known: &Known, node: &Node) -> Runs {
    const KEYS: [&str; 4] = ["container", "process", "files", "ports"];
    let Some(fields) = source.fields(node, "runs", &KEYS) else {
        return Runs::Elsewhere;
    };
    let given: Vec<(&str, &Node)> =
        KEYS.iter().filter_map(|key| Some((*key, fields.get(key)?))).collect();
    let read = match given.as_slice() {
        [("container", node)] => known.container(source, node).map(Runs::Container),
        [("process", node)] => {
            known.in_droplet(source, fields.mark, "a process");
            source.text(node, "process").map(|process| Runs::Process(process.to_owned()))
        }
        [("files", node)] => {
            known.in_droplet(source, fields.mark, "a path");
            files(source, node).map(Runs::Files)
        }
        [("ports", node)] => {
            known.in_droplet(source, fields.mark, "a port of the server");
            ports(source, node).map(Runs::Ports)
        }
        _ => {
            source.error(
                node.mark,
                "a service runs as {container: …}, {process: …}, {files: …} or {ports: …}, one \
                 of them",
            );
            None
        }
    };
    read.unwrap_or(Runs::Elsewhere)
}

/// A path whose files may be moved away: absolute and plain, and not the root of everything.
fn files(source: &Source<'_>, node: &Node) -> Option<String> {
    let path = source.text(node, "files")?;
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(char::is_control);
    if path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(plain)) {
        return Some(path.to_owned());
    }
    let hint =
        "write it like /var/www/html: from the root on, without '.', '..' or a '/' at its end";
    source.error_with(node.mark, format!("'{path}' is not an absolute path of files"), hint);
    None
}

/// Ports, at least one, each once.
fn ports(source: &Source<'_>, node: &Node) -> Option<Vec<u16>> {
    let mut ports: Vec<u16> = Vec::new();
    for node in node.items() {
        let port: u16 = source.parsed(node, "a port", "443")?;
        if port == 0 || ports.contains(&port) {
            let why = if port == 0 { "no port is 0" } else { "this port stands there twice" };
            source.error(node.mark, why);
            return None;
        }
        ports.push(port);
    }
    if ports.is_empty() {
        source.error_with(node.mark, "no port is given", "name them: ports: [80, 443]");
    }
    (!ports.is_empty()).then_some(ports)
}

/// Reads one journey.
pub fn journey(
    source: &Source<'_>,
    known: &Known,
    resolvers: &[Endpoint],
    key: &Key,
    node: &Node,
) -> Option<Journey> {
    let name = crate::words::JourneyName::parse(&key.text).ok()?;
    let fields = source.object(node, &JOURNEY)?;
    let (method, url) = method_and_path(fields.need_text("http")?);
    let host_and_path = url
        .strip_prefix("https://")
        .map(|rest| rest.split_at(rest.find('/').unwrap_or(rest.len())));
    let Some((host, path)) =
        host_and_path.filter(|(host, _)| !host.is_empty() && !host.contains([':', '@', '?']))
    else {
        let hint = "write it like http: GET https://example.com/; the port is 443";
        source.error_with(fields.need("http")?.mark, format!("'{url}' is no https address"), hint);
        return None;
    };
    let (status, body, contains, degraded_when) = answer(source, &fields);
    let through = fields.items("through");
    Some(Journey {
        called: called(&fields, &key.text),
        name,
        resolvers: resolvers.to_vec(),
        host: host.to_owned(),
        path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
        method,
        body,
        status,
        contains,
        degraded_when,
        every: fields.span("every").unwrap_or(const { millis(EVERY) }),
        timeout: fields.span("timeout").unwrap_or(TIMEOUT),
        through: through.iter().filter_map(|node| known.service(source, node)).collect(),
        operators: flag(source, &fields, "operators"),
    })
}

/// Reads `dependencies`, and refuses circles.
pub fn topology(source: &Source<'_>, known: &Known, node: &Node) -> Topology {
    let mut dependencies = Vec::new();
    for (key, node) in source.entries(node, "dependencies") {
        let name = Node { mark: key.mark, value: Value::Text(key.text.clone()) };
        let from = known.service(source, &name);
        let Some(fields) = source.object(node, &DEPENDENCIES) else {
            continue;
        };
        for (key, kind) in [
            ("hard", DependencyKind::Hard),
            ("soft", DependencyKind::Soft),
            ("startup", DependencyKind::Startup),
        ] {
            for (node, group) in fields.items(key).iter().zip(0..) {
                for (to, among) in needed(source, known, node, group) {
                    dependencies.extend(from.clone().map(|from| Dependency {
                        from,
                        to,
                        kind,
                        among,
                    }));
                }
            }
        }
    }
    let topology = Topology::new(dependencies);
    if let Some(cycle) = topology.cycle() {
        source.error_with(node.mark, cycle.to_string(), "take one of these dependencies out");
    }
    topology
}

/// A service; or the services of a group, `{at_least: 1, of: [resolver-1, resolver-2]}`.
fn needed(
    source: &Source<'_>,
    known: &Known,
    node: &Node,
    group: u32,
) -> Vec<(ServiceName, Option<Among>)> {
    let Value::Map(_) = &node.value else {
        return known.service(source, node).map(|to| (to, None)).into_iter().collect();
    };
    let Some(fields) = source.object(node, &GROUP) else { return Vec::new() };
    let least = fields.need("at_least").and_then(|node| {
        source.parsed::<u32>(node, "a whole number", "1").map(|least| (node, least))
    });
    let Some(((at, least), of)) = least.zip(fields.need("of")) else { return Vec::new() };
    let mut services: Vec<ServiceName> =
        of.items().iter().filter_map(|node| known.service(source, node)).collect();
    services.sort();
    services.dedup();
    let count = of.items().len();
    if count == 0 || least == 0 || usize::try_from(least).is_ok_and(|least| least > count) {
        let message = format!("at_least is {least}, of {count}: it must be from 1 to all of them");
        source.error(at.mark, message);
    } else if services.len() < count {
        // A name that is unknown has been told of; one that stands there twice has not.
        let is_known = |node: &Node| {
            let Value::Text(text) = &node.value else { return false };
            services.iter().any(|one| one.as_str() == text)
        };
        if of.items().iter().all(is_known) {
            source.error(of.mark, "a service stands in the group twice");
        }
    }
    services.into_iter().map(|to| (to, Some(Among { group, least }))).collect()
}

/// Reads `prometheus`.
pub fn prometheus(source: &Source<'_>, known: &Known, node: &Node) -> Option<Prometheus> {
    let fields = source.object(node, &PROMETHEUS)?;
    Some(Prometheus {
        at: known.endpoint(source, fields.need("at")?, false)?,
        scrape: fields.span("scrape").unwrap_or(Span::secs(1)),
        evaluation: fields.span("evaluation").unwrap_or(Span::secs(1)),
    })
}

/// Reads `addresses`.
pub fn addresses(
    source: &Source<'_>,
    known: &Known,
    node: &Node,
) -> BTreeMap<Ipv4Addr, ComposeName> {
    let mut read = BTreeMap::new();
    for (key, node) in source.entries(node, "addresses") {
        let container = known.container(source, node);
        match key.text.parse::<Ipv4Addr>() {
            Ok(address) => read.extend(container.map(|container| (address, container))),
            Err(_) => source.error(key.mark, format!("'{}' is not an IPv4 address", key.text)),
        }
    }
    read
}

/// Reads `thresholds`; what is not said has its default.
pub fn thresholds(source: &Source<'_>, node: &Node) -> Thresholds {
    let mut read = Thresholds::default();
    let Some(fields) = source.object(node, &THRESHOLDS) else { return read };
    let number = |key: &'static str, default: f64| {
        let given = fields.get(key).and_then(|node| source.parsed::<f64>(node, "a number", "0.5"));
        let fits = given.is_none_or(|number| number.is_finite() && number > 0.0);
        if !fits {
            source.error(fields.mark, format!("{key} must be a number above 0"));
        }
        given.filter(|_| fits).unwrap_or(default)
    };
    let count = |key: &'static str, default: u32| {
        let given =
            fields.get(key).and_then(|node| source.parsed::<u32>(node, "a whole number", "3"));
        given.unwrap_or(default).max(1)
    };
    let part = |key: &'static str, default: f64| {
        let given = number(key, default);
        if given >= 1.0 {
            source.error(
                fields.mark,
                format!("{key} is a part of all requests, and must be below 1"),
            );
        }
        given
    };
    read.outage_below = part("outage_below", read.outage_below);
    read.degraded_above = part("degraded_above", read.degraded_above);
    read.slower_factor = number("slower_factor", read.slower_factor);
    read.degraded_failures = count("degraded_failures", read.degraded_failures);
    read.failed_in_a_row = count("failed_in_a_row", read.failed_in_a_row);
    read.degraded_over = fields.span("degraded_over").unwrap_or(read.degraded_over);
    read.slower_by = fields.span("slower_by").unwrap_or(read.slower_by);
    read
}

/// Reads `stand_ins`.
pub fn stand_ins(source: &Source<'_>, node: &Node) -> Vec<StandIn> {
    let one = |node: &Node| {
        let fields = source.object(node, &STAND_IN)?;
        let (what, why) = (fields.need_text("what"), fields.need_text("why"));
        Some(StandIn { what: what?, why: why? })
    };
    node.items().iter().filter_map(one).collect()
}
