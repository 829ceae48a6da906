//! What a drill or an example lost, against what may be lost: `Data loss window: 7 hours`.

use super::super::super::finding::{Finding, Spot};
use super::super::super::view::{View, said};
use super::super::Rule;
use super::super::objective_missed::told;
use crate::reading::{Name, Topic};

/// What says how much was lost.
const KEYS: [&str; 6] = [
    "data loss window",
    "data lost",
    "actual data loss",
    "rpo achieved",
    "actual rpo",
    "achieved rpo",
];

/// All that lost more than its service may, or than everything may.
pub fn found(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    // More are not compared with all objectives.
    for told in told::by_key(view, &KEYS).into_iter().take(200) {
        let called = view.things.called(&told.around);
        let limits: Vec<_> = view
            .objectives(Topic::DataLoss)
            .filter(|it| it.time.words.place.line != told.words.place.line)
            .filter(|it| {
                let named = it.of.as_ref().map(|of| view.things.one(&of.name));
                named.is_none_or(|name| called.contains(&name))
            })
            .collect();
        let own: Vec<Name> = limits
            .iter()
            .filter_map(|it| it.of.as_ref().map(|of| view.things.one(&of.name)))
            .collect();
        // Where several are named, nobody can tell which of them lost it.
        let is_one = own.iter().all(|name| Some(name) == own.first());
        let of_kind = limits.into_iter().filter(|it| it.of.is_some() != own.is_empty());
        let limit = of_kind.map(|it| &it.time).max_by_key(|time| time.span);
        let Some(limit) = limit.filter(|limit| is_one && limit.span < told.span) else { continue };
        let message = format!(
            "data of {} is lost by line {}, and {} may be lost",
            told.said,
            told.words.place.line,
            said(limit)
        );
        let spots = vec![
            Spot::at(told.words, format!("loses {}", told.said)),
            Spot::at(&limit.words, format!("at most {}", said(limit))),
        ];
        found.push(Finding::new(rule, message, spots).about(&own));
    }
    found
}
