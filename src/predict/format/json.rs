//! Predictions as one JSON document.

use super::Prediction;
use crate::predict::{Cascade, Edge, Fall, Fallen, Graph, Group, Hit, Id, Way};
use crate::words::ServiceName;
use serde_json::{Value, json};

/// Everything that is predicted, by profile. Services and journeys go by their names; what was not
/// asked is `null`.
pub fn json(predictions: &[Prediction]) -> Value {
    let all: Vec<Value> = predictions.iter().map(of_profile).collect();
    json!({ "predictions": all })
}

fn of_profile(one: &Prediction) -> Value {
    let graph = &one.graph;
    let of_falls =
        |falls: &Vec<Fall>| falls.iter().map(|fall| of_fall(graph, fall)).collect::<Vec<_>>();
    let single = graph.edges().iter().filter(|edge| edge.group.is_none());
    let edge = |edge: &Edge| json!({ "from": graph.name(edge.from), "to": graph.name(edge.to), "kind": edge.kind });
    let group = |group: &Group| {
        json!({
            "from": graph.name(group.from), "at_least": group.least, "of": names(graph, &group.of),
            "kind": group.kind,
        })
    };
    json!({
        "profile": one.profile,
        "cascade": one.cascade.as_ref().map(|cascade| of_cascade(graph, cascade)),
        "cut_sets": one.falls.as_ref().map(of_falls),
        "dependencies": single.map(edge).collect::<Vec<_>>(),
        "groups": graph.groups().iter().map(group).collect::<Vec<_>>(),
    })
}

fn of_cascade(graph: &Graph, cascade: &Cascade) -> Value {
    let hit = |hit: &Hit| {
        json!({
            "service": graph.name(hit.service), "impact": hit.impact, "step": hit.step,
            "by": graph.name(hit.by), "kind": hit.kind,
        })
    };
    let journey = |way: &Way| {
        let (impact, by) = cascade.journey(way);
        json!({ "journey": way.journey, "impact": impact, "by": by.map(|by| graph.name(by)) })
    };
    let stranded = |(service, needed): &(Id, Id)| json!({ "service": graph.name(*service), "needs": graph.name(*needed) });
    json!({
        "failed": names(graph, &cascade.failed),
        "services": cascade.hits.iter().map(hit).collect::<Vec<_>>(),
        "would_not_start": cascade.stranded.iter().map(stranded).collect::<Vec<_>>(),
        "journeys": graph.ways().iter().map(journey).collect::<Vec<_>>(),
    })
}

fn of_fall(graph: &Graph, fall: &Fall) -> Value {
    let journey = match &fall.what {
        Fallen::Journey(journey) => Some(journey),
        Fallen::All => None,
    };
    json!({
        "journey": journey,
        // As text: 128 bits are more than many readers take for a number.
        "count": fall.count.map(|count| count.to_string()),
        "larger": fall.larger.map(|larger| larger.to_string()),
        "sets": fall.sets.iter().map(|set| names(graph, set)).collect::<Vec<_>>(),
        "probability": fall.probability,
    })
}

fn names<'g>(graph: &'g Graph, services: &[Id]) -> Vec<&'g ServiceName> {
    services.iter().map(|service| graph.name(*service)).collect()
}
