//! `waivers:` of `pack.yaml`.

use super::keys::WAIVER;
use crate::pack::model::{Scenario, Waiver};
use crate::pack::source::{Fields, Source, suggest};
use crate::pack::yaml::Node;

/// Reads them; each must name a claim that exists.
pub fn waivers(source: &Source<'_>, fields: &Fields<'_>, scenarios: &[Scenario]) -> Vec<Waiver> {
    let nodes = fields.items("waivers");
    nodes.iter().filter_map(|node| waiver(source, node, scenarios)).collect()
}

fn waiver(source: &Source<'_>, node: &Node, scenarios: &[Scenario]) -> Option<Waiver> {
    let fields = source.object(node, &WAIVER)?;
    let claim = fields.need("claim").and_then(|node| claim(source, node, scenarios));
    let (reason, owner) = (said(source, &fields, "reason"), said(source, &fields, "owner"));
    let until = fields.need("until").and_then(|node| source.parsed(node, "a date", "2027-03-31"));
    let (scenario, claim) = claim?;
    Some(Waiver { scenario, claim, reason: reason?, owner: owner?, until: until? })
}

/// A text that says something: whoever reads the report must learn why a contradiction is accepted,
/// and by whom.
fn said(source: &Source<'_>, fields: &Fields<'_>, key: &'static str) -> Option<String> {
    let text = fields.need_text(key)?;
    if text.trim().is_empty() {
        let mark = fields.get(key).map(|node| node.mark)?;
        source.error_with(
            mark,
            format!("the {key} of this waiver is blank"),
            "say it, in a few words",
        );
        return None;
    }
    Some(text)
}

/// `redis-stops.impact.api.flask`: a scenario, a dot, and a claim of it or the beginning of one.
fn claim(
    source: &Source<'_>,
    node: &Node,
    scenarios: &[Scenario],
) -> Option<(crate::words::ScenarioId, String)> {
    let text = source.text(node, "a claim")?;
    let of = |scenario: &Scenario| {
        text.strip_prefix(scenario.id.as_str())?.strip_prefix('.').map(str::to_owned)
    };
    let ids = |scenario: &Scenario| -> Vec<crate::words::ClaimId> {
        scenario
            .profiles
            .iter()
            .flat_map(|profile| scenario.claims_in(profile))
            .map(|claim| claim.id)
            .collect()
    };
    for scenario in scenarios {
        if let Some(rest) = of(scenario)
            && ids(scenario).iter().any(|id| id.matches(&rest))
        {
            return Some((scenario.id.clone(), rest));
        }
    }
    let all: Vec<String> = scenarios
        .iter()
        .flat_map(|scenario| ids(scenario).into_iter().map(|id| format!("{}.{id}", scenario.id)))
        .collect();
    let hint = suggest(text, all.iter().map(String::as_str));
    let hint = if hint.starts_with("did") {
        hint
    } else {
        "write it like redis-stops.impact.api.flask".to_owned()
    };
    source.error_with(node.mark, format!("there is no claim '{text}'"), hint);
    None
}
