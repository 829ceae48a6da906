//! What is to be seen if a claim is true, in words.

use crate::judge::stated;
use crate::timeline::{Assertion, CascadeEntry, Falls};

/// One sentence, without its full stop.
pub fn in_words(assertion: &Assertion) -> String {
    match assertion {
        Assertion::Impact { journey, expected } => {
            format!("the journey {journey} fares: {expected} {}", expected.symbol())
        }
        Assertion::Cascade { services, .. } if services.is_empty() => "no other service fails or degrades".to_owned(),
        Assertion::Cascade { services, ordered } => {
            let name = |entry: &CascadeEntry| match entry.falls {
                Falls::Either => entry.service.to_string(),
                falls => format!("{} ({falls})", entry.service),
            };
            let names: Vec<String> = services.iter().map(name).collect();
            let order = if *ordered { "in this order" } else { "in any order" };
            format!("these fail or degrade, {order}: {}", names.join(", "))
        }
        Assertion::Unaffected => {
            "every service outside the cascade, and every journey without a claim of its own, stays well".to_owned()
        }
        Assertion::DetectedBy { detector, within } => {
            let limit = within.map_or("before the recovery begins".to_owned(), |within| {
                format!("within {} of the fault", stated(within))
            });
            format!("a detector of the kind {detector} notices {limit}")
        }
        Assertion::Graceful { journey, fallback } => {
            format!("the journey {journey} goes on, and its answers say: {fallback}")
        }
        Assertion::Slower { journey } => format!("the journey {journey} answers slower than in the steady state"),
        Assertion::Several { least } => format!("at least {least} services fail or degrade"),
        Assertion::Warned { detector, days } => {
            format!(
                "a detector of the kind {detector} is silent at {} days and notices at {}",
                days + 1,
                days - days.min(&1)
            )
        }
        Assertion::ToldApart { detector } => {
            format!("the health check {detector} is quiet while all is well, and notices the fault")
        }
        Assertion::Recovery { commands, prose, within } => {
            let limit =
                within.map_or("; the time is measured".to_owned(), |within| format!(" within {}", stated(within)));
            let whose = if *prose { "the scenario's own commands for it" } else { "the document's commands" };
            let commands = commands.join("; ");
            format!("all that is claimed is back{limit}, after {whose}: {commands}")
        }
    }
}
