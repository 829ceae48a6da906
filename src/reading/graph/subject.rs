//! What a heading says a section is about: a service, a failure, objectives.

use super::Graph;
use super::edges::edge;
use super::keyed::{Key, meant};
use super::lines::marker;
use super::objectives;
use super::things::{self, Things, list, named_in};
use crate::document::lower_case;
use crate::reading::blocks::Table;
use crate::reading::model::{Drawn, Named};
use crate::reading::seek::has_any;
use crate::reading::words::Words;
use crate::words::Lower;

/// What stands behind the name in the title of a document or a section about one service.
const PAPERS: [&str; 16] = [
    " runbook",
    " playbook",
    " documentation",
    " operations manual",
    " operations guide",
    " service catalog",
    " architecture",
    " overview",
    " disaster recovery plan",
    " failure modes",
    " dependencies",
    " operations",
    " guide",
    " disaster recovery",
    " service dependencies",
    " details",
];

/// What stands before it.
const LABELS: [&str; 7] =
    ["service:", "component:", "runbook:", "system:", "application:", "layer", "database:"];

/// The service that a heading names; none where it names none, or several.
pub(super) fn of_title(title: &Words) -> Option<Named> {
    let text = &title.text;
    let lower = lower_case(text);
    let (_, mut from) = marker(text);
    // `3.2 Redis`
    let rest = lower.get(from..)?;
    let number =
        rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
    if rest.get(number..)?.starts_with(' ') {
        from += number;
    }
    from += lower.get(from..)?.find(char::is_alphanumeric)?;
    let rest = lower.get(from..)?;
    if LABELS.iter().any(|label| rest.starts_with(label)) {
        from += rest.find(':').map_or(0, |at| at + 1);
    }
    let rest = lower.get(from..)?;
    let end =
        PAPERS.iter().filter_map(|paper| rest.trim_end().strip_suffix(paper)).map(str::len).min();
    let head = named_in(title, from..from + end.unwrap_or(rest.len()));
    let is = |one: &Named| {
        let written = lower_case(&one.words.text);
        let several = is_several(one.name.as_str()) || is_several(&written);
        things::is_thing(&one.words.text, &one.name) && !several
    };
    // `Web Server (Nginx)`
    let inner = text.find('(').and_then(|open| {
        let close = text.get(open..)?.find(')')?;
        named_in(title, open + 1..open + close)
    });
    let software = |one: &Named| things::is_software(&one.name);
    match (head, inner) {
        (Some(head), Some(inner)) if !software(&head) && software(&inner) => Some(inner),
        (Some(head), _) if is(&head) => Some(head),
        _ => None,
    }
}

/// `exporters`, `workers`: several, and no one service.
fn is_several(name: &str) -> bool {
    ["exporters", "workers", "services", "replicas", "databases", "consumers", "files"]
        .iter()
        .any(|word| name.ends_with(word))
}

/// Whether edges may be said of a section's service. A layer's heading names what is in it, and
/// only what the document names elsewhere is a service then.
pub(super) fn is_sure(subject: &Named, title: &Words, things: &Things) -> bool {
    !Lower::of(&title.text).contains("layer") || things.knows(&subject.name)
}

/// Whether a heading begins something that is not about the service of the headings above it.
pub(super) fn is_other(title: &str) -> bool {
    const WORDS: [&str; 14] = [
        "other",
        "appendix",
        "changelog",
        "contact",
        "reference",
        "related",
        "glossary",
        "example",
        "architecture",
        "system",
        "services",
        "components",
        "infrastructure",
        "scenario",
    ];
    has_any(&Lower::of(title), &WORDS)
}

/// Whether a heading tells of a failure.
pub(super) fn is_failure(title: &str) -> bool {
    const WORDS: [&str; 22] = [
        "fails",
        "failure",
        "failures",
        "crash",
        "crashes",
        "crashed",
        "down",
        "outage",
        "loss",
        "lost",
        "corruption",
        "corrupted",
        "unavailable",
        "unreachable",
        "exhausted",
        "full",
        "expired",
        "expires",
        "stops",
        "scenario",
        "incident",
        "degraded",
    ];
    let lower = Lower::of(title);
    if lower.contains("failure impact") || lower.contains("impact of failure") {
        return false;
    }
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// Whether a heading announces objectives.
pub(super) fn is_of_objectives(title: &str) -> bool {
    let lower = Lower::of(title);
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    words().any(|word| matches!(word, "rto" | "rpo" | "objective" | "objectives" | "sla" | "slas"))
        || lower.contains("disaster recovery")
        || lower.contains("business continuity")
        || lower.contains("recovery target")
        || lower.contains("backup strategy")
}

/// What a table of attributes and values says of a service.
pub(super) fn attributes(table: &Table, of: Option<&Named>, failure: bool, graph: &mut Graph) {
    let head = |at: usize| table.head.get(at).map(|head| head.text.trim().to_lowercase());
    let attributes = [
        "attribute",
        "property",
        "field",
        "item",
        "aspect",
        "parameter",
        "metric",
        "objective",
        "key",
        "",
        "target",
        "measure",
    ];
    if table.head.len() < 2 || !head(0).is_some_and(|head| attributes.contains(&head.as_str())) {
        return;
    }
    // Where each environment has a column, what holds in production is meant.
    let is_production = |at: &usize| head(*at).is_some_and(|it| it == "production" || it == "prod");
    let column = (1..table.head.len()).find(is_production).unwrap_or(1);
    for row in &table.rows {
        let (Some(name), Some(value)) = (row.first(), row.get(column)) else { continue };
        if let Some(topic) = objectives::topic(&name.text).filter(|_| !failure) {
            let whole = 0..value.text.len();
            graph.objectives.extend(objectives::objective(of, topic, value, whole));
        }
        let (Some(of), Some(meant)) = (of, meant(&name.text)) else { continue };
        for (one, says) in list(value) {
            let need = super::edges::need(&says);
            let place = one.words.place;
            graph.edges.extend(match meant {
                Key::Needs(kind) => edge((of, &one), need.or(kind), Drawn::Table, place),
                Key::NeededBy => edge((&one, of), need, Drawn::Table, place),
            });
        }
    }
}
