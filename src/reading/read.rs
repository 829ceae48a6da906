//! A document's text, read as a whole.

use super::backups::backups;
use super::blocks::blocks;
use super::dates::dates;
use super::failures::failures;
use super::graph::{Graph, graph};
use super::lines::every_line;
use super::links::broken_links;
use super::meaning::{Anchors, impact_of, meaning_of, outcomes};
use super::model::{Failure, Meaning, Reading};
use super::placeholders::placeholders;
use super::sections::Section;
use super::waived::waived;
use super::weaknesses::weaknesses;
use super::words::Words;
use crate::words::Impact;

/// Reads a document.
pub fn read(text: &str) -> Reading {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    let document = Section::of(blocks(text), lines);
    let Graph { mut services, edges, orders, criticality, trees, mut layers, objectives } =
        graph(&document);
    let rows = services.iter().map(|row| &row.service);
    let things = rows.chain(edges.iter().flat_map(|edge| [&edge.from, &edge.to]));
    let anchors = Anchors::of(&document).naming(things.map(|one| one.name.clone()).collect());
    let mut failures = failures(&document);
    for failure in &mut failures {
        failure.facts.iter_mut().for_each(|fact| meaning_of(&anchors, fact));
        outcomes(&mut failure.facts);
    }
    // A failure's own RTO is what is said of it, and no objective.
    let mut objectives = objectives;
    objectives.retain(|one| !is_within(&failures, one.time.words.place.line));
    services.iter_mut().filter_map(|row| row.impact.as_mut()).for_each(understand);
    let facts = layers.iter_mut().flat_map(|layer| &mut layer.facts);
    facts.for_each(|(_, fact)| meaning_of(&anchors, fact));
    Reading {
        title: title(&document),
        failures,
        services,
        edges,
        orders,
        criticality,
        trees,
        layers,
        objectives,
        backups: backups(&document),
        listings: weaknesses(&document),
        dates: dates(&document),
        lines: every_line(&document),
        broken_links: broken_links(&document, &anchors, text),
        placeholders: placeholders(&document),
        waived: waived(&document),
    }
}

/// Words of a row that no scale knows say how users fare as those of a failure do.
fn understand((words, levels): &mut (Words, Vec<Impact>)) {
    if levels.is_empty()
        && let Meaning::Impact(read) = impact_of(words)
    {
        *levels = read;
    }
}

/// Whether a line is one of a failure.
fn is_within(failures: &[Failure], line: u32) -> bool {
    let before = failures.partition_point(|failure| failure.lines.0 <= line);
    let last = before.checked_sub(1).and_then(|at| failures.get(at));
    last.is_some_and(|failure| line <= failure.lines.1)
}

/// The document's title: its first heading, where none of a higher level follows.
fn title(document: &Section) -> Option<Words> {
    let first = document.sections.first()?;
    let top = document.sections.iter().all(|section| section.level >= first.level);
    top.then(|| first.title.clone())
}
