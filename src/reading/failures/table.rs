//! Tables: one failure a row, and tables of attributes.

use super::Found;
use super::facts::{fact, halves, timed};
use super::keys::{Key, key};
use super::pairs::lines_of;
use super::titles::{Title, failing, tokens};
use crate::reading::blocks::Table;
use crate::reading::dates;
use crate::reading::model::{Fact, Failure, Form, Topic};
use crate::reading::words::Words;

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// What fails.
    Title,
    /// Of which part of the system it is.
    Part,
    /// The number of the failure.
    Number,
    /// What is said of it.
    Said(Option<Key>),
}

/// Heads of the column that says what fails.
const FAILURES: &str = "\
    failure, failures, failure mode, failure modes, failure scenario, failure type, \
    failure case, failure point, failure event, failure condition, failure name, \
    potential failure mode, disaster, disaster type, disaster scenario, incident, \
    incident type, outage, fault, fault type, what fails, what failed, what breaks, what \
    can fail, what can go wrong, what goes wrong, if this fails, if this is down, when \
    this fails, failing component, failed component, component failure, service failure, \
    dependency failure, failed service, failing service, outage scenario, threat \
    scenario, failure scenarios, failing dependency";
/// Heads that say so only below a chapter about failures, or where the row does.
const PERHAPS: &str = "\
    scenario, scenarios, event, mode, problem, issue, error, symptom, risk, threat, \
    situation, case, alert, alert name, condition, trigger";
/// Heads of the column that says of which part of the system.
const PARTS: &str = "\
    component, service, system, dependency, system component, service name, module, \
    resource, node, container, application, layer, area, subsystem, function, part, \
    item, process step, host, component service";
/// Those of them that are about noticing.
const WATCHED: [&str; 5] = ["alert", "alert name", "condition", "trigger", "symptom"];
const NUMBERS: [&str; 8] = ["", "id", "no", "nr", "number", "ref", "fm", "fm id"];
/// First cells of a head above attributes.
const ATTRIBUTES: &str = "\
    attribute, field, property, aspect, item, key, parameter, detail, details, name, \
    category, element, dimension, information, what, topic, question, fact, metric, objective";

fn one_of(all: &str, words: &str) -> bool {
    all.split(", ").any(|one| one == words)
}

/// The failures of a table with one in each row; none where it is no such table.
pub(super) fn rows(table: &Table, chapter: bool) -> Vec<Found> {
    let Some((columns, each, weak)) = columns(table, chapter) else { return Vec::new() };
    let mut part: Option<Words> = None;
    let mut found = Vec::new();
    for row in &table.rows {
        let one = |kind| columns.iter().position(|column| *column == kind);
        let cell = |kind| one(kind).and_then(|at| row.get(at)).filter(|cell| !cell.is_empty());
        part = cell(Column::Part).cloned().or(part);
        let Some(name) = cell(Column::Title) else { continue };
        let title = Title::of(name);
        if !name.text.contains(char::is_alphanumeric) || (each && !failing(&name.text)) {
            continue;
        }
        let head = |at: usize| table.head.get(at).cloned().unwrap_or_default();
        let of_part = one(Column::Part)
            .zip(part.clone())
            .map(|(at, part)| Fact { value: vec![part], ..fact(Topic::Failure, head(at)) });
        let said = columns.iter().enumerate().filter_map(|(at, column)| {
            let Column::Said(known) = column else { return None };
            let value = row.get(at).filter(|cell| !cell.is_empty())?;
            let topic = known.map_or(Topic::Other, |key| key.topic);
            Some(halves(timed(Fact { value: cell_lines(value), ..fact(topic, head(at)) })))
        });
        let line = name.place.line;
        let failure = Failure {
            title: title.words,
            number: cell(Column::Number).map(|cell| cell.text.clone()).or(title.number),
            form: Form::Row,
            lines: (line, line),
            facts: of_part.into_iter().chain(said.flatten()).collect(),
        };
        found.push(Found { failure, weak, labelled: false });
    }
    found
}

/// What the columns are, whether each row has to say by itself that something fails, and whether
/// the table may be about something else.
fn columns(table: &Table, chapter: bool) -> Option<(Vec<Column>, bool, bool)> {
    let heads: Vec<String> = table.head.iter().map(|head| plain(&head.text)).collect();
    let keys: Vec<Option<Key>> = table.head.iter().map(|head| key(&head.text)).collect();
    let at = |all: &str| heads.iter().position(|head| one_of(all, head));
    let part = at(PARTS);
    let sure = at(FAILURES);
    let perhaps = at(PERHAPS).filter(|at| *at < 2);
    let by_part = sure.is_none() && perhaps.is_none();
    let title = sure.or(perhaps).or(part.filter(|at| *at < 2))?;
    let topics = || {
        let others = keys.iter().enumerate().filter(|(at, _)| *at != title);
        others.filter_map(|(_, key)| key.map(|key| key.topic))
    };
    let has = |wanted: &[Topic]| topics().any(|topic| wanted.contains(&topic));
    let told = topics().filter(|topic| is_told(*topic)).count();
    if has(&[Topic::Dependencies]) || told == 0 {
        return None;
    }
    let acts = has(&[Topic::Recovery, Topic::Detection, Topic::Failure, Topic::Graceful]);
    let suffers = has(&[Topic::Impact, Topic::Cascade, Topic::Failure, Topic::Graceful]);
    if by_part && !(acts && suffers && told >= 2) {
        return None;
    }
    // `Risk | Impact | Mitigation`: only of what fails, and not of people that leave.
    let risk = matches!(heads.get(title).map(String::as_str), Some("risk" | "threat"));
    if sure.is_none() && perhaps.is_some() && !(chapter || (acts && told >= 2)) {
        return None;
    }
    // A table of alerts is one of failures where it says what to do.
    let watches =
        sure.is_none() && heads.get(title).is_some_and(|head| WATCHED.contains(&head.as_str()));
    if watches && !has(&[Topic::Recovery]) {
        return None;
    }
    // `Situation | Playbook`: where nothing else says that it is about failures, the rows have to.
    let open = ["situation", "case", "event", "condition", "mode"];
    let vague = heads.get(title).is_some_and(|head| open.contains(&head.as_str()))
        && keys
            .iter()
            .enumerate()
            .all(|(at, key)| at == title || key.is_none_or(|key| key.weak || !is_told(key.topic)));
    let each = risk || (sure.is_none() && perhaps.is_some() && (!chapter || vague));
    let is_number = |at: usize| {
        at < 2 && at != title && heads.get(at).is_some_and(|head| NUMBERS.contains(&head.as_str()))
    };
    let column = |at: usize| match at {
        at if at == title => Column::Title,
        at if part == Some(at) => Column::Part,
        at if is_number(at) => Column::Number,
        at => Column::Said(keys.get(at).copied().flatten()),
    };
    Some(((0..heads.len()).map(column).collect(), each, sure.is_none()))
}

/// What says something of how it fails and comes back.
pub(super) fn is_told(topic: Topic) -> bool {
    matches!(
        topic,
        Topic::Failure
            | Topic::Impact
            | Topic::Cascade
            | Topic::Detection
            | Topic::Recovery
            | Topic::RecoveryTime
            | Topic::DataLoss
            | Topic::Graceful
    )
}

/// The facts of a table of attributes: `Impact | nobody can log in`. None where it is no such
/// table.
pub(super) fn attributes(table: &Table) -> Option<Vec<Fact>> {
    if !(2..=3).contains(&table.head.len()) {
        return None;
    }
    let first = table.head.first()?;
    let known = |cells: &[Words]| {
        cells.first().and_then(|cell| key(&cell.text)).is_some_and(|key| is_told(key.topic))
    };
    let keyed = table.rows.iter().filter(|row| known(row)).count();
    let all = table.rows.iter().filter(|row| row.first().is_some_and(|cell| !cell.is_empty()));
    let headed = one_of(ATTRIBUTES, &plain(&first.text)) || first.is_empty();
    // `Impact | Severity` heads a list of impacts.
    let columns = table.head.get(1).is_some_and(|cell| key(&cell.text).is_some());
    let of_head = !headed && !columns && known(&table.head);
    let enough = keyed + usize::from(of_head);
    let fits = if headed { enough > 0 } else { enough > 1 && enough * 2 > all.count() };
    if !fits || (!headed && !of_head) {
        return None;
    }
    let head = of_head.then_some(&table.head);
    let mut found = Vec::new();
    for row in head.into_iter().chain(&table.rows) {
        let Some(name) = row.first().filter(|cell| !cell.is_empty()) else { continue };
        if dates::is_date(&name.text) {
            continue;
        }
        let topic = key(&name.text).map_or(Topic::Other, |key| key.topic);
        let value = row.iter().skip(1).filter(|cell| !cell.is_empty()).flat_map(cell_lines);
        found.extend(halves(timed(Fact { value: value.collect(), ..fact(topic, name.clone()) })));
    }
    Some(found)
}

fn cell_lines(cell: &Words) -> Vec<Words> {
    let bare = |line: Words| {
        let from = line.text.len() - line.text.trim_start_matches(['•', '-', '*', ' ']).len();
        line.part(from..line.text.len())
    };
    match lines_of(cell).as_slice() {
        [one] => vec![one.clone()],
        several => several.iter().cloned().map(bare).filter(|line| !line.is_empty()).collect(),
    }
}

fn plain(head: &str) -> String {
    if head.len() > 80 { String::new() } else { tokens(head).join(" ") }
}
