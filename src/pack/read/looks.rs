//! `alive:`, `works:` and `writes:`: how a service is looked at. What each kind of look is stands
//! in `crate::pack::look`.

use super::known::Known;
use crate::pack::look::{Look, Reading};
use crate::pack::model::Probe;
use crate::pack::shape::Object;
use crate::pack::source::{Source, suggest};
use crate::pack::yaml::{Node, Value};
use crate::words::{ServiceName, Span};

/// An answer that takes longer is none, where nothing else is said.
pub const TIMEOUT: Span = Span::secs(1);

/// Reads a probe of `subject`.
pub fn probe(
    source: &Source<'_>,
    known: &Known,
    subject: &ServiceName,
    node: &Node,
) -> Option<Probe> {
    const HINT: &str = "write it like {redis: ping, at: redis:6379}";
    let Value::Map(entries) = &node.value else {
        source.error_with(node.mark, "a look must be keys and values", HINT);
        return None;
    };
    let key = |kind: &Object| kind.keys[0].name;
    let is_given = |kind: &&Object| entries.iter().any(|(given, _)| given.text == key(kind));
    let Some(object) = Look::KINDS.iter().find(is_given) else {
        let hint = entries.first().map_or_else(
            || HINT.to_owned(),
            |(given, _)| suggest(&given.text, Look::KINDS.iter().map(key)),
        );
        source.error_with(node.mark, "this look does not say what it looks at", hint);
        return None;
    };
    let fields = source.object(node, object)?;
    let look = Look::read(key(object), &Reading { source, known, fields: &fields })?;
    let kind = look.as_kind();
    // Prometheus knows nothing new before its next scrape.
    let scrape = known.prometheus.as_ref().map_or(Span::secs(1), |prometheus| prometheus.scrape);
    let age = if kind.scraped_by().is_some() { scrape } else { Span::ZERO };
    let resolution = fields.span("resolution").unwrap_or(age);
    let every = fields.span("every").unwrap_or_else(|| look.usually_every().max(resolution));
    let way = kind.scraped_by().and_then(|at| known.in_container.get(&at.container));
    let through = match fields.get("through") {
        Some(node) => node.items().iter().filter_map(|item| known.service(source, item)).collect(),
        None => way.filter(|prometheus| *prometheus != subject).cloned().into_iter().collect(),
    };
    if every == Span::ZERO {
        source.error(fields.mark, "a look every 0 s is no look");
    }
    Some(Probe {
        look,
        every,
        timeout: fields.span("timeout").unwrap_or(TIMEOUT),
        resolution,
        through,
    })
}
