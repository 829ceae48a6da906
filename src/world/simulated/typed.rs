//! Documented commands, as far as a pack tells what they do: those that start, stop and restart
//! services by name. All others are taken at their word.

use super::parts::Parts;
use crate::droplet::{PlainName, ShimCall};
use crate::words::ServiceName;

/// What one command of a line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Typed {
    /// Stops those of them that run, and starts all.
    Restart(Vec<ServiceName>),
    /// Starts those that do not run.
    Start(Vec<ServiceName>),
    /// Stops them.
    Stop(Vec<ServiceName>),
    /// Does something else, in this service's container where it names one: what, is not known.
    AtItsWord(Option<ServiceName>),
    /// Names something that is not there.
    Unknown(String),
}

/// The commands of a line, each with whether it is done only if the one before it was (`&&`).
pub(super) fn commands(line: &str, parts: &Parts) -> Vec<(Typed, bool)> {
    let mut commands = Vec::new();
    // A separator within quotes belongs to a command that is taken at its word anyway.
    for part in line.split(';') {
        for (index, command) in part.split("&&").enumerate() {
            if !command.trim().is_empty() {
                commands.push((typed(command.trim(), parts), index > 0));
            }
        }
    }
    commands
}

fn typed(command: &str, parts: &Parts) -> Typed {
    let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
    let words =
        if words.first().is_some_and(|first| first == "sudo") { &words[1..] } else { &words[..] };
    match words.first().map(String::as_str) {
        _ if parts.is_unknown() || command.contains(['"', '\'', '|', '$', '`']) => {
            Typed::AtItsWord(None)
        }
        Some("systemctl") => systemctl(&words[1..], parts),
        Some("docker" | "docker-compose") => docker(words, parts),
        _ => Typed::AtItsWord(None),
    }
}

fn systemctl(words: &[String], parts: &Parts) -> Typed {
    let [verb, units @ ..] = words else { return Typed::AtItsWord(None) };
    let act: fn(Vec<ServiceName>) -> Typed = match verb.as_str() {
        "restart" => Typed::Restart,
        "start" => Typed::Start,
        "stop" => Typed::Stop,
        _ => return Typed::AtItsWord(None),
    };
    let mut services = Vec::new();
    for unit in units.iter().map(|unit| unit.trim_end_matches(".service")) {
        match parts.process(unit) {
            Some(service) => services.push(service.clone()),
            None => return Typed::Unknown(format!("Unit {unit}.service not found.")),
        }
    }
    act(services)
}

fn docker(words: &[String], parts: &Parts) -> Typed {
    let missing = |name: &PlainName| format!("No such container: {name}");
    let by_document = |name: &PlainName| {
        parts.containers.get(name.as_str()).cloned().ok_or_else(|| missing(name))
    };
    let by_compose =
        |name: &PlainName| parts.composed.get(name.as_str()).cloned().ok_or_else(|| missing(name));
    // What is no service of the pack's is there, and of no interest.
    let all = |names: &[PlainName],
               known: &dyn Fn(&PlainName) -> Result<Option<ServiceName>, String>| {
        let found: Result<Vec<Option<ServiceName>>, String> = names.iter().map(known).collect();
        found.map(|found| found.into_iter().flatten().collect::<Vec<_>>())
    };
    // None named means all.
    let everyone = || parts.composed.values().flatten().cloned().collect::<Vec<_>>();
    let or_all = |names: &[PlainName]| {
        if names.is_empty() { Ok(everyone()) } else { all(names, &by_compose) }
    };
    let typed = match ShimCall::parse(words) {
        Ok(ShimCall::Restart { names, .. }) => all(&names, &by_document).map(Typed::Restart),
        Ok(ShimCall::Start { names }) => all(&names, &by_document).map(Typed::Start),
        Ok(ShimCall::Stop { names, .. }) => all(&names, &by_document).map(Typed::Stop),
        Ok(ShimCall::ComposeRestart { services, .. }) => or_all(&services).map(Typed::Restart),
        Ok(ShimCall::ComposeStart { services } | ShimCall::ComposeUp { services, .. }) => {
            or_all(&services).map(Typed::Start)
        }
        Ok(ShimCall::ComposeStop { services, .. }) => or_all(&services).map(Typed::Stop),
        Ok(ShimCall::Exec { name, .. }) => by_document(&name).map(Typed::AtItsWord),
        Ok(ShimCall::ComposeExec { service, .. }) => by_compose(&service).map(Typed::AtItsWord),
        Ok(ShimCall::Ps { .. } | ShimCall::Port { .. } | ShimCall::ComposePs { .. }) => {
            Ok(Typed::AtItsWord(None))
        }
        Err(refusal) => Err(refusal.to_string()),
    };
    typed.unwrap_or_else(Typed::Unknown)
}
