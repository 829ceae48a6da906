//! What a pack can be used in spite of, and what that costs: answers that nobody reads, rules that
//! need longer than a drill looks, and what firedrill itself cannot do.

use super::known::{Known, Refuses};
use super::words::split_words;
use crate::pack::claim::Noticing;
use crate::pack::model::{Bounds, Detector, DetectorHow, Pack, ScenarioClaim};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Key, Mark, Node, Value};
use crate::words::ServiceName;

/// Warnings about `pack.yaml`.
pub fn pack(source: &Source<'_>, fields: &Fields<'_>, pack: &Pack, known: &Known) {
    let each = |key| fields.get(key).map(|node| source.entries(node, key)).unwrap_or_default();
    for (key, node) in each("journeys") {
        unread(source, node, key.mark, &format!("the journey '{}'", key.text));
    }
    for (key, node) in each("services") {
        for aspect in ["alive", "works", "writes"] {
            if let Some((at, look)) =
                entry(node, aspect).filter(|(_, look)| entry(look, "http").is_some())
            {
                unread(source, look, at.mark, &format!("'{aspect}' of '{}'", key.text));
            }
        }
    }
    for (_, node) in each("detectors") {
        if let Some((_, run)) = entry(node, "run") {
            commands(source, known, run, "what it says of a failure stays undetermined");
        }
    }
    droplet(source, fields, pack, known);
}

/// An answer whose content nobody looks at. Some have none.
fn unread(source: &Source<'_>, node: &Node, mark: Mark, what: &str) {
    let status = entry(node, "status").and_then(|(_, node)| text(node)).unwrap_or("200");
    let empty = matches!(status, "204" | "205") || status.starts_with('3');
    if !empty && entry(node, "contains").is_none() {
        let message = format!(
            "{what} checks no content: an answer of {status} with anything in it is taken for a \
             right one"
        );
        source.warn(mark, message, "name words that only a right answer has: contains: …");
    }
}

/// An image that is used as it is has firedrill's agent or has it not; what runs in the droplet
/// runs through that.
fn droplet(source: &Source<'_>, fields: &Fields<'_>, pack: &Pack, known: &Known) {
    let service = pack
        .droplet
        .as_ref()
        .zip(known.compose.as_ref())
        .and_then(|(droplet, compose)| compose.services.get(&droplet.container));
    let (Some(node), Some(service)) = (fields.get("droplet"), service) else { return };
    if service.build.is_none() {
        let message = format!(
            "the droplet's image, '{}', is not built here: if firedrill's agent (Python 3 and a \
             shell) cannot run in it, \
             commands cannot either, and claims that rest on them stay undetermined",
            service.image
        );
        source.warn(
            node.mark,
            message,
            "name a service that is built with the agent in it, as in the bundled pack",
        );
    }
}

/// Warnings about a scenario.
pub fn scenario(
    source: &Source<'_>,
    fields: &Fields<'_>,
    (detectors, known): (&[Detector], &Known),
    bounds: &Bounds,
    targets: &[ServiceName],
    claims: &[ScenarioClaim],
) {
    let undetermined = "the claim will be undetermined";
    for node in fields.items("claims") {
        if let Some((_, recovery)) = entry(node, "recovery") {
            for (_, run) in ["run", "by"].into_iter().filter_map(|key| entry(recovery, key)) {
                commands(source, known, run, undetermined);
            }
        }
    }
    let droplet = known.droplet.as_ref().map(|droplet| droplet.container.as_str());
    if let (Some((_, fault)), Some(droplet)) = (fields.entry("fault"), droplet) {
        for (_, steps) in ["run", "undo"].into_iter().filter_map(|key| entry(fault, key)) {
            let here =
                |step: &&Node| entry(step, "in").and_then(|(_, node)| text(node)) == Some(droplet);
            for (_, run) in steps.items().iter().filter(here).filter_map(|step| entry(step, "run"))
            {
                commands(source, known, run, "the drill cannot go on");
            }
        }
    }
    slow_detectors(source, fields, detectors, bounds, (targets, claims));
}

/// Rules that need longer than the scenario observes, or than the document says.
fn slow_detectors(
    source: &Source<'_>,
    fields: &Fields<'_>,
    detectors: &[Detector],
    bounds: &Bounds,
    (targets, claims): (&[ServiceName], &[ScenarioClaim]),
) {
    let mark = fields
        .entry("bounds")
        .or_else(|| fields.entry("claims"))
        .map_or(fields.mark, |(key, _)| key.mark);
    let observed = format!("the scenario observes for {}", bounds.observe);
    for claim in claims {
        let Some(Noticing::Fault { by: kind, within }) = claim.assertion.as_kind().noticing()
        else {
            continue;
        };
        let falls = |service: &ServiceName| {
            claims.iter().any(|claim| claim.assertion.as_kind().is_cascade_with(service))
        };
        let of_kind = || detectors.iter().filter(|detector| detector.kind == kind);
        let nearest =
            of_kind().filter(|one| targets.contains(&one.watches)).min_by_key(|one| one.needs);
        let quickest = nearest
            .or_else(|| of_kind().filter(|one| falls(&one.watches)).min_by_key(|one| one.needs));
        if let Some(within) = within.filter(|within| *within > bounds.observe) {
            let message =
                format!("the detection by {kind} is claimed within {within}, and {observed}");
            source.warn(
                mark,
                message,
                "a run waits as long as the claim says; set bounds: {observe: …} to say so",
            );
        }
        let Some(slow) = quickest else { continue };
        let what = match &slow.how {
            DetectorHow::Alert { rule, .. } => format!("the rule '{rule}'"),
            DetectorHow::Command { .. } => format!("the check '{}'", slow.name),
        };
        let needs = format!("{what} needs {} to be sure ({})", slow.needs, slow.settings);
        if slow.needs > bounds.observe {
            let hint = "a run waits as long as it needs; set bounds: {observe: …} to say so";
            source.warn(mark, format!("{needs}, and {observed}"), hint);
        }
        if within.is_some_and(|within| slow.resolution > within) {
            let message =
                format!("{needs}, and the claim says within {}", within.unwrap_or_default());
            source.warn(
                mark,
                message,
                "such a claim can hardly be confirmed; see whether the document or the rule is \
                 right",
            );
        }
    }
}

/// Commands for the droplet's shell in which firedrill's own `docker` refuses something.
pub fn commands(source: &Source<'_>, known: &Known, node: &Node, then: &str) {
    let Some(refuses) = known.refuses else { return };
    for one in node.items() {
        for refusal in text(one).map(|line| refusals(refuses, line, 0)).unwrap_or_default() {
            let message = format!("firedrill cannot run this, and {then}: {refusal}");
            source.warn(
                one.mark,
                message,
                "say how it is done with what firedrill lets through, or leave it untested",
            );
        }
    }
}

/// Shells in shells are read so deep.
const DEEPEST: usize = 3;

/// Why `docker` and `docker-compose` calls of a command line are refused.
fn refusals(refuses: Refuses, line: &str, depth: usize) -> Vec<String> {
    let Some(words) = split_words(&apart(line)) else { return Vec::new() };
    let mut found = Vec::new();
    for call in words
        .split(|word| matches!(word.as_str(), ";" | "&&" | "||" | "|" | "&" | "(" | ")" | "\n"))
    {
        let leads = |word: &&String| {
            word.contains('=') || matches!(word.as_str(), "sudo" | "exec" | "time" | "then" | "do")
        };
        let call: Vec<String> = call.iter().skip_while(leads).cloned().collect();
        let program = call.first().and_then(|program| program.rsplit('/').next());
        match program {
            Some("docker" | "docker-compose") => {
                found.extend(refuses(&call).map(|why| why.replace('\n', "; ")));
            }
            Some("sh" | "bash" | "su" | "dash") if depth < DEEPEST => {
                let inner = call
                    .iter()
                    .skip_while(|word| !word.ends_with('c') || !word.starts_with('-'))
                    .nth(1);
                found.extend(
                    inner.map(|line| refusals(refuses, line, depth + 1)).unwrap_or_default(),
                );
            }
            _ => {}
        }
    }
    found
}

/// The line with what stands between commands, where it is not quoted, as words of their own.
fn apart(line: &str) -> String {
    let (mut done, mut quote) = (String::with_capacity(line.len()), None);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '\\') => {
                done.push(c);
                done.extend(chars.next());
                continue;
            }
            (None, ';' | '\n' | '(' | ')' | '|' | '&') => {
                let double = matches!(c, '|' | '&') && chars.next_if_eq(&c).is_some();
                let mark = if c == '\n' { ';' } else { c };
                done.extend([' ', mark]);
                done.extend(double.then_some(mark));
                done.push(' ');
                continue;
            }
            _ => {}
        }
        done.push(c);
    }
    done
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n (Key, Node)> {
    let Value::Map(entries) = &node.value else { return None };
    entries.iter().find(|(known, node)| known.text == key && !matches!(node.value, Value::Nothing))
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::droplet::ShimCall;

    #[test]
    fn what_firedrills_own_docker_refuses_is_known_before() {
        let refuses: Refuses = |call| ShimCall::parse(call).err().map(|refusal| refusal.text);
        for line in [
            "docker compose up redis",
            "docker-compose down",
            "systemctl stop x && sudo docker rm -f redis",
            "A=b docker run redis; ls",
            "sh -c 'cd /x; docker compose up'",
            "docker --version",
            "cd /opt&&docker-compose -f x.yml up",
        ] {
            assert_eq!(refusals(refuses, line, 0).len(), 1, "{line}");
        }
        for line in [
            "docker restart redis",
            "docker compose restart redis; docker-compose ps",
            "echo 'docker compose up'",
            "docker exec redis sh -c 'a; b | c'",
            "systemctl restart docker",
            "su - postgres -c \"pgbouncer -d\"",
        ] {
            assert_eq!(refusals(refuses, line, 0), Vec::<String>::new(), "{line}");
        }
    }
}
