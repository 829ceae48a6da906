//! `fault:` of a scenario file: what is broken, how, and what takes it back.

use super::quotes::{Quote, Quotes};
use super::scenario::Pack;
use crate::document::call_matches;
use crate::pack::fault::{Fault, FaultKind, STEP, Step, Syntax, Unfit};
use crate::pack::model::Service;
use crate::pack::shape::{Key, Object, Rule, Shape};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::Node;
use crate::words::ServiceName;

/// The keys of a fault, besides its kind.
const AROUND: [Key; 3] = [
    Key::may("targets", Shape::Many(&Shape::Name), "The services that commands take hold of."),
    Key::may(
        "undo",
        Shape::Many(&Shape::Object(&STEP)),
        "Commands that take back what the fault or its recovery changed, besides the kind's own \
         undo; each can be run twice.",
    ),
    Key::may("quote", Shape::Many(&Shape::Text), "The document's words."),
];

const KINDS: usize = FaultKind::SYNTAXES.len();

/// What is broken, how, and what takes it back.
pub const FAULT: Object =
    Object::new("a fault", "What is broken, how, and what takes it back.", &KEYS)
        .by(Rule::OneOf(&GROUPS));

/// The kinds' keys, and those around them.
const KEYS: [Key; KINDS + AROUND.len()] = {
    let mut keys = [AROUND[0]; KINDS + AROUND.len()];
    let mut index = 0;
    while index < keys.len() {
        keys[index] =
            if index < KINDS { FaultKind::SYNTAXES[index].key } else { AROUND[index - KINDS] };
        index += 1;
    }
    keys
};

const GROUPS: [&[&str]; KINDS] = {
    let mut groups: [&[&str]; KINDS] = [&[]; KINDS];
    let mut index = 0;
    while index < KINDS {
        groups[index] = FaultKind::SYNTAXES[index].needs;
        index += 1;
    }
    groups
};

/// What a fault quotes. It is settled at once: no claim rests on it.
pub fn quote(source: &Source<'_>, quotes: &Quotes<'_>, node: &Node) -> Option<Quote> {
    let quiet = Source::new(source.file(), "");
    let quote =
        quiet.fields(node, "a fault", &[])?.get("quote").and_then(|node| quotes.find(node))?;
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
    let fields = source.object(node, &FAULT)?;
    let (kind, named) = kind(source, pack, &fields)?;
    if named.is_empty() {
        source.error(fields.mark, "a fault needs a target: no service is named");
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
    (!targets.is_empty() && targets.len() == named.len()).then_some(Fault {
        targets,
        kind,
        undo: undo?,
    })
}

/// What is done, and the nodes that name its targets.
fn kind<'n>(
    source: &Source<'_>,
    pack: &Pack<'_>,
    fields: &Fields<'n>,
) -> Option<(FaultKind, &'n [Node])> {
    let syntaxes = FaultKind::SYNTAXES;
    let given: Vec<&Syntax> =
        syntaxes.iter().filter(|syntax| fields.get(syntax.key.name).is_some()).collect();
    let [Syntax { key, needs, example }] = given.as_slice() else {
        let keys: Vec<String> =
            syntaxes.iter().map(|syntax| format!("'{}'", syntax.key.name)).collect();
        let examples: Vec<&str> = syntaxes.iter().map(|syntax| syntax.example).collect();
        let message = format!("a fault is {}, one of them", keys.join(" or "));
        source.error_with(fields.mark, message, format!("write it like {}", examples.join(" or ")));
        return None;
    };
    let (name, behind) = (key.name, fields.items(key.name));
    let (steps, named) = match (needs.contains(&"targets"), fields.entry("targets")) {
        (true, Some((_, targets))) => (steps(source, pack, behind)?, targets.items()),
        (true, None) => {
            let hint = "name the services it takes hold of: targets: [redis]";
            source.error_with(
                fields.mark,
                "commands do not say whom they are to take hold of",
                hint,
            );
            return None;
        }
        (false, Some((targets, _))) => {
            source.error_with(
                targets.mark,
                format!("'{name}' names its targets itself"),
                "take 'targets' out",
            );
            return None;
        }
        (false, None) => (Vec::new(), behind),
    };
    if behind.is_empty() && needs.contains(&"targets") {
        source.error(fields.mark, "a fault of no commands breaks nothing");
    }
    if matches!(key.shape, Shape::Two(_)) && named.len() != 2 {
        let mark = fields.get(name).map_or(fields.mark, |node| node.mark);
        source.error_with(
            mark,
            format!("'{name}' takes two services"),
            format!("write it like {example}"),
        );
        return None;
    }
    Some((FaultKind::of_key(name, steps)?, named))
}

/// Commands in containers; nothing where one of them cannot be read.
fn steps(source: &Source<'_>, pack: &Pack<'_>, nodes: &[Node]) -> Option<Vec<Step>> {
    let read: Vec<Option<Step>> = nodes.iter().map(|node| step(source, pack, node)).collect();
    read.into_iter().collect()
}

fn step(source: &Source<'_>, pack: &Pack<'_>, node: &Node) -> Option<Step> {
    let fields = source.object(node, &STEP)?;
    let container = fields.need("in").and_then(|node| pack.known.container(source, node));
    let run = fields.need_text("run");
    Some(Step { container: container?, run: run? })
}

fn service<'a>(source: &Source<'_>, pack: &Pack<'a>, node: &Node) -> Option<&'a Service> {
    let name = pack.known.service(source, node)?;
    pack.services.iter().find(|service| service.name == name)
}

/// Not every service runs as something that a kind can be done to.
fn can_be_hit(source: &Source<'_>, node: &Node, service: &Service, kind: &FaultKind) {
    if let Err(Unfit { message, hint }) = kind.as_kind().reach(&service.runs) {
        source.error_with(node.mark, format!("'{}' {message}", service.name), hint);
    }
}

/// The document must speak of what is broken.
fn is_named(
    source: &Source<'_>,
    quotes: &Quotes<'_>,
    quote: &Quote,
    node: &Node,
    service: &Service,
) {
    let text = format!("{} {}", quote.text, quotes.title());
    let words = service.called.iter().map(|words| (&service.name, words.as_str()));
    if quotes.chapter.is_some() && call_matches(&text, words).is_empty() {
        let message = format!("neither the quote nor the chapter's title names '{}'", service.name);
        let hint =
            format!("it is called '{}'; see 'called' in pack.yaml", service.called.join("', '"));
        source.error_with(node.mark, message, hint);
    }
}
