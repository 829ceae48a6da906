//! `fault:` of a scenario file: what is broken, how, and what takes it back.

use super::quotes::{Quote, Quotes};
use super::scenario::Pack;
use crate::document::call_matches;
use crate::pack::fault::{Fault, FaultKind, Step};
use crate::pack::model::{Runs, Service};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::Node;
use crate::words::ServiceName;

/// What a fault can be.
const KINDS: [&str; 4] = ["kill", "pause", "swap", "run"];

/// The keys of a fault, besides its kind.
const AROUND: [&str; 3] = ["targets", "undo", "quote"];

/// What a fault quotes. It is settled at once: no claim rests on it.
pub fn quote(source: &Source<'_>, quotes: &Quotes<'_>, node: &Node) -> Option<Quote> {
    let quiet = Source::new(source.file(), "");
    let quote = quiet.fields(node, "a fault", &[])?.get("quote").and_then(|node| quotes.find(node))?;
    quotes.settle(&quote, &[]);
    Some(quote)
}

/// Reads a fault, whose quote was found before.
pub fn fault(
    source: &Source<'_>,
    pack: &Pack<'_>,
    (quotes, quote): (&Quotes<'_>, Option<&Quote>),
    node: &Node,
) -> Option<Fault> {
    let fields = source.fields(node, "a fault", &[&KINDS[..], &AROUND].concat())?;
    let (kind, named) = kind(source, pack, &fields)?;
    if matches!(&kind, FaultKind::Run(steps) if steps.is_empty()) {
        source.error(fields.mark, "a fault of no commands breaks nothing");
    }
    if named.is_empty() {
        source.error(fields.mark, "a fault must be somebody's: no service is named");
    }
    if let (FaultKind::Swap, Some(node), true) = (&kind, fields.get("swap"), named.len() != 2) {
        source.error_with(
            node.mark,
            "two services swap their addresses",
            "write it like {swap: [prometheus, grafana]}",
        );
        return None;
    }
    let undo = steps(source, pack, fields.items("undo"));
    let mut targets: Vec<ServiceName> = Vec::new();
    for node in named {
        let Some(service) = service(source, pack, node) else { continue };
        can_be_hit(source, node, service, &kind);
        if let Some(quote) = quote {
            is_named(source, quotes, quote, node, service);
        }
        if targets.contains(&service.name) {
            source.error(node.mark, format!("'{}' is a target twice", service.name));
        }
        targets.push(service.name.clone());
    }
    (!targets.is_empty() && targets.len() == named.len()).then_some(Fault { targets, kind, undo: undo? })
}

/// What is done, and the nodes that name its targets.
fn kind<'n>(source: &Source<'_>, pack: &Pack<'_>, fields: &Fields<'n>) -> Option<(FaultKind, &'n [Node])> {
    let given: Vec<&str> = KINDS.into_iter().filter(|key| fields.get(key).is_some()).collect();
    let targets = fields.entry("targets");
    match (given.as_slice(), targets) {
        (["run"], Some((_, targets))) => {
            Some((FaultKind::Run(steps(source, pack, fields.items("run"))?), targets.items()))
        }
        (["run"], None) => {
            let hint = "name the services it takes hold of: targets: [redis]";
            source.error_with(fields.mark, "commands do not say whom they are to take hold of", hint);
            None
        }
        ([kind], Some((key, _))) => {
            source.error_with(key.mark, format!("'{kind}' names its targets itself"), "take 'targets' out");
            None
        }
        ([kind], None) => {
            let fault = match *kind {
                "kill" => FaultKind::Kill,
                "pause" => FaultKind::Pause,
                _ => FaultKind::Swap,
            };
            Some((fault, fields.items(kind)))
        }
        _ => {
            let hint = "write it like {kill: redis}, {pause: redis} or {run: {in: redis, run: …}, targets: [redis]}";
            let message = format!("a fault is {}, one of them", KINDS.map(|kind| format!("'{kind}'")).join(" or "));
            source.error_with(fields.mark, message, hint);
            None
        }
    }
}

/// Commands in containers; nothing where one of them cannot be read.
fn steps(source: &Source<'_>, pack: &Pack<'_>, nodes: &[Node]) -> Option<Vec<Step>> {
    let read: Vec<Option<Step>> = nodes.iter().map(|node| step(source, pack, node)).collect();
    read.into_iter().collect()
}

fn step(source: &Source<'_>, pack: &Pack<'_>, node: &Node) -> Option<Step> {
    let fields = source.fields(node, "a command in a container", &["in", "run"])?;
    let container = fields.need("in").and_then(|node| pack.known.container(source, node));
    let run = fields.need_text("run");
    Some(Step { container: container?, run: run? })
}

fn service<'a>(source: &Source<'_>, pack: &Pack<'a>, node: &Node) -> Option<&'a Service> {
    let name = pack.known.service(source, node)?;
    pack.services.iter().find(|service| service.name == name)
}

/// Commands can take hold of anything; a signal and a freeze need somebody to get them.
fn can_be_hit(source: &Source<'_>, node: &Node, service: &Service, kind: &FaultKind) {
    let name = &service.name;
    let (message, hint) = match (kind, &service.runs) {
        (FaultKind::Kill, Runs::Elsewhere) => (
            format!("'{name}' runs as nothing that can be killed"),
            "give it 'runs' in pack.yaml: {container: …} or {process: …}; or break it by commands: {run: …, targets: …}",
        ),
        (FaultKind::Pause | FaultKind::Swap, Runs::Process(_) | Runs::Elsewhere) => (
            format!("'{name}' runs in no container of its own, so that it cannot be frozen or moved"),
            "kill it, or break it by commands: {run: …, targets: …}",
        ),
        _ => return,
    };
    source.error_with(node.mark, message, hint);
}

/// The document must speak of what is broken.
fn is_named(source: &Source<'_>, quotes: &Quotes<'_>, quote: &Quote, node: &Node, service: &Service) {
    let text = format!("{} {}", quote.text, quotes.title());
    let words = service.called.iter().map(|words| (&service.name, words.as_str()));
    if quotes.chapter.is_some() && call_matches(&text, words).is_empty() {
        let message = format!("neither the quote nor the chapter's title names '{}'", service.name);
        let hint = format!("it is called '{}'; see 'called' in pack.yaml", service.called.join("', '"));
        source.error_with(node.mark, message, hint);
    }
}
