//! A scenario file.

use super::claims::{ClaimContext, Read};
use super::heard::{self, Part};
use super::keys::{BOUNDS, NOT_TESTED, SCENARIO};
use super::known::Known;
use super::quotes::{Quotes, Quoting};
use super::{fault, warnings};
use crate::document::Document;
use crate::pack::fault::{Fault, FaultKind, Kill};
use crate::pack::model::{
    Bounds, Detector, Drift, Journey, NotTested, Profile, Scenario, ScenarioClaim, Service,
};
use crate::pack::source::{Fields, Source};
use crate::pack::yaml::{Key, Node, Value};
use crate::words::ProfileName;

/// What a scenario file is read with: the pack around it.
pub struct Pack<'a> {
    /// The names of the pack.
    pub known: &'a Known,
    /// The pack's profiles.
    pub profiles: &'a [Profile],
    /// The pack's services.
    pub services: &'a [Service],
    /// The pack's journeys.
    pub journeys: &'a [Journey],
    /// The pack's detectors.
    pub detectors: &'a [Detector],
    /// The document, and its path.
    pub document: (&'a Document, &'a str),
}

/// Reads one scenario; what is wrong becomes the source's problems.
pub fn scenario(source: &Source<'_>, pack: &Pack<'_>) -> Option<(Scenario, Vec<Drift>)> {
    let tree = source.tree()?;
    let fields = source.object(&tree, &SCENARIO)?;
    let id = fields.need("id").and_then(|node| source.name(node, "an id"));
    let title = fields.need_text("title");
    let id: crate::words::ScenarioId = id?;
    let claims = fields.need("claims").map(Node::items).unwrap_or_default();
    let not_tested = fields.items("not_tested");
    let fault_node = fields.need("fault");
    let all: Vec<&str> =
        fault_node.into_iter().chain(claims).chain(not_tested).flat_map(quotes_of).collect();
    let (document, path) = pack.document;
    let quotes =
        Quotes::new(Quoting { source, document, path }, id.clone(), fields.get("chapter"), &all);
    let fault_quote = fault_node.and_then(|node| fault::quote(source, &quotes, node));
    let fault = fault_node
        .and_then(|node| fault::fault(source, pack, (&quotes, fault_quote.as_ref()), node));
    let drilled = drilled(source, pack, &fields);
    let bounds = fields.get("bounds").map(|node| bounds(source, node)).unwrap_or_default();
    let held: Vec<&str> = fault_node.into_iter().chain(claims).flat_map(quotes_of).collect();
    let parts = quotes.parts(not_tested, &held);
    let names = heard::names(pack.services, pack.journeys);
    let nobody = Fault { targets: Vec::new(), kind: FaultKind::Kill(Kill), undo: Vec::new() };
    let context = ClaimContext {
        source,
        known: pack.known,
        profiles: pack.profiles,
        services: pack.services,
        journeys: pack.journeys,
        detectors: pack.detectors,
        drilled: &drilled,
        quotes: &quotes,
        fault: fault.as_ref().unwrap_or(&nobody),
        fault_quote: fault_quote.as_ref(),
        parts: &parts,
        names: &names,
    };
    let Read { claims, approach } = context.claims(claims);
    let not_tested =
        not_tested.iter().filter_map(|node| untested(source, (&quotes, &parts), node)).collect();
    waited_for(source, &fields, &bounds, &claims);
    let (around, targets) = ((pack.detectors, pack.known), context.fault.targets());
    warnings::scenario(source, &fields, around, &bounds, targets, &claims);
    quotes.complain_of_silence(fields.entry("claims").map_or(fields.mark, |(key, _)| key.mark));
    let line = quotes.chapter_line();
    let drift = quotes.into_drift();
    let scenario = Scenario {
        id,
        title: title?,
        file: source.file().to_owned(),
        line,
        fault: fault?,
        approach,
        by_name: is_by_name(source, &fields),
        profiles: drilled,
        bounds,
        claims,
        not_tested,
    };
    Some((scenario, drift))
}

fn is_by_name(source: &Source<'_>, fields: &Fields<'_>) -> bool {
    fields.get("by_name").and_then(|node| source.flag(node, "by_name")).unwrap_or(false)
}

/// A recovery is watched for as long as it is claimed to take.
fn waited_for(source: &Source<'_>, fields: &Fields<'_>, bounds: &Bounds, claims: &[ScenarioClaim]) {
    for claim in claims {
        if let Some(within) =
            claim.assertion.as_kind().recovery().and_then(|recovery| recovery.within)
            && within > bounds.recover
        {
            let message = format!(
                "the recovery is claimed within {within}, and is watched for {} only",
                bounds.recover
            );
            let mark = fields.entry("bounds").map_or(fields.mark, |(key, _)| key.mark);
            source.error_with(
                mark,
                message,
                "set bounds: {recover: …} to more than what is claimed",
            );
            break;
        }
    }
}

/// The lines that an entry quotes, before anything of it is checked.
pub fn quotes_of(node: &Node) -> Vec<&str> {
    let texts = quote_nodes(node).filter_map(|node| match &node.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Where they stand.
pub fn quote_nodes(node: &Node) -> impl Iterator<Item = &Node> {
    let entries: &[(Key, Node)] = if let Value::Map(entries) = &node.value { entries } else { &[] };
    entries.iter().filter(|(key, _)| key.text == "quote").flat_map(|(_, node)| node.items())
}

/// The profiles it is drilled in: all where none is named.
fn drilled(source: &Source<'_>, pack: &Pack<'_>, fields: &Fields<'_>) -> Vec<ProfileName> {
    let Some(node) = fields.get("profiles") else { return pack.known.profiles.clone() };
    let mut named: Vec<ProfileName> = Vec::new();
    for node in node.items() {
        let Some(profile) = pack.known.profile(source, node) else { continue };
        if named.contains(&profile) {
            source.error(node.mark, format!("'{profile}' is here twice"));
        } else {
            named.push(profile);
        }
    }
    named
}

fn bounds(source: &Source<'_>, node: &Node) -> Bounds {
    let usual = Bounds::default();
    let Some(fields) = source.object(node, &BOUNDS) else { return usual };
    Bounds {
        steady: fields.span("steady").unwrap_or(usual.steady),
        inject: fields.span("inject").unwrap_or(usual.inject),
        observe: fields.span("observe").unwrap_or(usual.observe),
        recover: fields.span("recover").unwrap_or(usual.recover),
        settle: fields.span("settle").unwrap_or(usual.settle),
    }
}

fn untested(
    source: &Source<'_>,
    (quotes, parts): (&Quotes<'_>, &[Part]),
    node: &Node,
) -> Option<NotTested> {
    let fields = source.object(node, &NOT_TESTED)?;
    let quote = fields.need("quote").and_then(|node| quotes.find_untested(node, parts));
    let reason = fields.need_text("reason");
    let quote = quote?;
    quotes.settle(&quote, &[]);
    Some(NotTested { quote: quote.text, line: quote.line, reason: reason? })
}
