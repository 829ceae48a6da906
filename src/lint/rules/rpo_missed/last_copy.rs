//! An objective that says on which copy it rests, where that one is made more rarely:
//! `RPO: 6 hours (last offsite backup)`.

use super::super::super::finding::{Finding, Spot};
use super::super::super::view::{View, said};
use super::super::Rule;
use super::promised;
use crate::reading::{Backup, Fact, Topic};
use crate::words::Span;

/// What sets one copy apart from others.
const KINDS: [&str; 6] = ["offsite", "off-site", "off site", "remote", "cross-region", "immutable"];

/// All scenarios that promise more than the copy can hold.
pub fn found(rule: &dyn Rule, view: &View<'_>) -> Vec<Finding> {
    let of_scenario = view.scenarios.iter().flat_map(|scenario| {
        let facts = scenario.facts(Topic::DataLoss);
        facts.filter_map(|fact| of_fact(rule, view, fact)).take(1)
    });
    of_scenario.collect()
}

fn of_fact(rule: &dyn Rule, view: &View<'_>, fact: &Fact) -> Option<Finding> {
    let limit = promised(fact)?;
    let words = fact.value.first()?;
    let lower = words.text.to_lowercase();
    let behind = lower.split_once("last ")?.1;
    let kind = KINDS.iter().find(|kind| behind.starts_with(**kind))?;
    let copies = view.reading.backups.iter().filter(|copy| is_of(view, copy, kind));
    // Where one of them is made all the time, it is the last.
    let every: Option<Vec<_>> = copies.map(|copy| copy.every.as_ref()).collect();
    let often = every?.into_iter().min_by_key(|time| time.span)?;
    if limit.span == Span::ZERO || often.span <= limit.span {
        return None;
    }
    let message = format!(
        "data of {} may be lost by the last {kind} copy, which is made {}",
        said(&limit),
        often.words.text.trim().to_lowercase()
    );
    let spots = vec![
        Spot::at(words, format!("at most {}", said(&limit))),
        Spot::at(&often.words, "what came after the last one is lost"),
    ];
    Some(Finding::new(rule, message, spots))
}

/// Whether a copy, or the heading above it, is called so.
fn is_of(view: &View<'_>, copy: &Backup, kind: &str) -> bool {
    let bare = |text: &str| text.to_lowercase().replace(['-', ' '], "");
    let line = copy.words.place.line;
    let above = view.section(line).map_or("", |title| title.text.as_str());
    [copy.words.text.as_str(), above].iter().any(|text| bare(text).contains(&bare(kind)))
}
