//! Reads `rates` and `copies`, in `pack.yaml` and in what is laid over it.

use super::keys::{COPIES, RATES, WHAT_IF};
use super::known::Known;
use super::parts;
use super::whole::entries;
use crate::pack::model::{Copies, PARTS, Pack, RatesSaid, Said};
use crate::pack::problem::Problem;
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::{Key, Node, Value};
use crate::topology::Topology;
use crate::words::{ServiceName, Span};
use std::collections::BTreeMap;

/// What fails more often would be simulated for ever.
const SHORTEST: Span = Span::secs(3_600);

/// Reads `rates`; `what_if` says that it is not the pack's.
pub fn rates(
    source: &Source<'_>,
    known: &Known,
    fields: &Fields<'_>,
    what_if: bool,
) -> BTreeMap<String, RatesSaid> {
    let mut read = BTreeMap::new();
    for (key, node) in entries(source, fields, "rates") {
        let is_service = known.services.iter().any(|service| service.as_str() == key.text);
        if !is_service && !PARTS.contains(&key.text.as_str()) {
            let services = known.services.iter().map(ServiceName::as_str);
            let hint = suggest(&key.text, services.chain(PARTS));
            source.error_with(key.mark, format!("there is no service '{}'", key.text), hint);
        }
        let Some(fields) = source.object(node, &RATES) else { continue };
        let said = |key| long_span(source, &fields, key).map(|span| Said { span, what_if });
        let holds = fields.get("holds").map(|node| {
            if key.text != "server" {
                source.error(node.mark, "only the server holds services");
            }
            node.items().iter().filter_map(|node| known.service(source, node)).collect()
        });
        let rates =
            RatesSaid { mtbf: said("mtbf"), notice: said("notice"), repair: said("repair"), holds };
        if let (Some(mtbf), Some(node)) = (rates.mtbf, fields.get("mtbf"))
            && mtbf.span < SHORTEST
        {
            source.error(node.mark, "what fails more often than every hour cannot be simulated");
        }
        read.insert(key.text.clone(), rates);
    }
    read
}

fn long_span(source: &Source<'_>, fields: &Fields<'_>, key: &str) -> Option<Span> {
    let node = fields.get(key)?;
    let text = source.text(node, key)?;
    Span::parse_long(text).map_err(|error| source.error(node.mark, error.to_string())).ok()
}

/// Reads `copies`.
pub fn copies(
    source: &Source<'_>,
    known: &Known,
    fields: &Fields<'_>,
) -> BTreeMap<ServiceName, Copies> {
    let mut read = BTreeMap::new();
    for (key, node) in entries(source, fields, "copies") {
        let service = known.service(source, &named(key));
        let Some(fields) = source.object(node, &COPIES) else { continue };
        let number = |key| {
            let node = fields.get(key)?;
            let number = source.parsed::<usize>(node, "a whole number", "2")?;
            let fits = (1..=9).contains(&number);
            if !fits {
                source.error(node.mark, format!("{key} is a number from 1 to 9"));
            }
            fits.then_some(number)
        };
        let (of, need) = (fields.need("of").and_then(|_| number("of")), number("need"));
        let need = need.unwrap_or(1);
        if let (Some(of), Some(node)) = (of, fields.get("need"))
            && need > of
        {
            source.error(node.mark, format!("of {of} copies, {need} can never be there"));
        }
        let apart = fields.get("apart").and_then(|node| source.flag(node, "apart"));
        let copies = of.map(|of| Copies { of, need, apart: apart.unwrap_or(false) });
        read.extend(service.zip(copies));
    }
    read
}

fn named(key: &Key) -> Node {
    Node { mark: key.mark, value: Value::Text(key.text.clone()) }
}

/// The pack with the changes of a file laid over it: a service's dependencies as a whole, rates
/// and copies one by one. What is wrong with the file is an error at its place.
pub fn what_if(pack: &Pack, file: &str, text: &str) -> Result<Pack, Vec<Problem>> {
    let source = Source::new(file, text);
    let changed = source.tree().and_then(|tree| changed(&source, pack, &tree));
    let problems = source.into_problems();
    changed.filter(|_| problems.is_empty()).ok_or(problems)
}

fn changed(source: &Source<'_>, pack: &Pack, tree: &Node) -> Option<Pack> {
    let fields = source.object(tree, &WHAT_IF)?;
    let services = pack.services.iter().map(|service| service.name.clone()).collect();
    let known = Known { services, ..Known::default() };
    let mut pack = pack.clone();
    if let Some(node) = fields.get("dependencies") {
        let said = parts::topology(source, &known, node);
        let changed = source.entries(node, "dependencies");
        let is_said = |name: &ServiceName| changed.iter().any(|(key, _)| key.text == name.as_str());
        let kept = pack.topology.dependencies().iter().filter(|one| !is_said(&one.from));
        pack.topology = Topology::new(kept.chain(said.dependencies()).cloned().collect());
        if let Some(cycle) = pack.topology.cycle()
            && said.cycle().is_none()
        {
            source.error_with(node.mark, cycle.to_string(), "take one of these dependencies out");
        }
    }
    for (part, said) in rates(source, &known, &fields, true) {
        let there = pack.rates.entry(part).or_default();
        there.mtbf = said.mtbf.or(there.mtbf);
        there.notice = said.notice.or(there.notice);
        there.repair = said.repair.or(there.repair);
        there.holds = said.holds.or_else(|| there.holds.take());
    }
    pack.copies.extend(copies(source, &known, &fields));
    Some(pack)
}
