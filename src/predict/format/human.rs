//! Predictions as text for a terminal.

use super::Prediction;
use crate::predict::{Cascade, Fall, Fallen, Graph, Id};
use crate::topology::DependencyKind;
use crate::words::Impact;
use std::fmt::Write as _;

/// Everything that is predicted, profile by profile.
pub fn human(predictions: &[Prediction]) -> String {
    let parts: Vec<String> = predictions.iter().map(of_profile).collect();
    parts.join("\n")
}

fn of_profile(prediction: &Prediction) -> String {
    let Prediction { profile, graph, cascade, falls } = prediction;
    let mut out = String::new();
    if let Some(cascade) = cascade {
        let failed = names(graph, &cascade.failed, " and ");
        let verb = if cascade.failed.len() == 1 { "fails" } else { "fail together" };
        let _ = writeln!(out, "{profile}: {failed} {verb}");
        tell_cascade(&mut out, graph, cascade);
    }
    if let Some(falls) = falls {
        let _ = writeln!(out, "{profile}: what brings journeys down");
        let with = cascade.as_ref().map(|cascade| names(graph, &cascade.failed, " or "));
        for fall in falls {
            tell_fall(&mut out, graph, fall, with.as_deref());
        }
    }
    out
}

fn tell_cascade(out: &mut String, graph: &Graph, cascade: &Cascade) {
    let mut step = 0;
    for hit in &cascade.hits {
        let place = if hit.step == step { String::new() } else { format!("{}.", hit.step) };
        step = hit.step;
        let what = if hit.impact == Impact::Outage { "fails" } else { "degrades" };
        let (service, by, kind) = (graph.name(hit.service), graph.name(hit.by), told(hit.kind));
        let _ = writeln!(out, "  {place:>3} {} {service} {what}: {kind} {by}", hit.impact.symbol());
    }
    if cascade.hits.is_empty() {
        let _ = writeln!(out, "      no other service suffers");
    }
    for (service, needed) in &cascade.stranded {
        let (service, needed) = (graph.name(*service), graph.name(*needed));
        let _ =
            writeln!(out, "      {service} runs on, but would not start again without {needed}");
    }
    let _ = writeln!(out, "  journeys");
    for way in graph.ways() {
        let (impact, by) = cascade.journey(way);
        let why = by.map_or_else(String::new, |by| format!(": it goes through {}", graph.name(by)));
        let _ = writeln!(out, "      {} {} {impact}{why}", impact.symbol(), way.journey);
    }
    if graph.ways().is_empty() {
        let _ = writeln!(out, "      there are none");
    }
}

const fn told(kind: DependencyKind) -> &'static str {
    match kind {
        DependencyKind::Hard => "it needs",
        DependencyKind::Soft => "it is worse off without",
        DependencyKind::Startup => "to start, it needs",
    }
}

/// What brings one down; `with` has the services that were asked for, where some were: then only
/// sets that one of them is in are there.
fn tell_fall(out: &mut String, graph: &Graph, fall: &Fall, with: Option<&str>) {
    let what = match &fall.what {
        Fallen::Journey(journey) => journey.to_string(),
        Fallen::All => "all journeys at once".to_owned(),
    };
    let minimal = match fall.count {
        Some(1) => "1 minimal set of failures".to_owned(),
        Some(count) => format!("{count} minimal sets of failures"),
        None => "more minimal sets of failures than can be counted".to_owned(),
    };
    let likely = fall.probability;
    let likely =
        likely.map_or_else(String::new, |one| format!("; down with probability {one:.3e}"));
    let those = with.map_or_else(String::new, |with| match fall.sets.as_slice() {
        [] => format!("; of the small ones none has {with} in it"),
        _ => format!("; with {with} in them"),
    });
    let _ = writeln!(out, "  {what}: {minimal}{likely}{those}");
    let single: Vec<Id> = fall.sets.iter().filter(|set| set.len() == 1).map(|set| set[0]).collect();
    if !single.is_empty() {
        let _ = writeln!(out, "      each alone: {}", names(graph, &single, ", "));
    }
    for set in fall.sets.iter().filter(|set| set.len() != 1) {
        let _ = writeln!(out, "      together: {}", names(graph, set, " + "));
    }
    let larger = fall.larger.unwrap_or(0);
    if larger > 0 {
        let any = with.map_or_else(String::new, |with| format!(", with {with} or without"));
        let _ = writeln!(out, "      and {larger} larger{any}");
    }
}

fn names(graph: &Graph, services: &[Id], between: &str) -> String {
    let names: Vec<&str> = services.iter().map(|service| graph.name(*service).as_str()).collect();
    names.join(between)
}
