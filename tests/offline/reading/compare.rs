//! What was read beside what a careful reader has: every difference, with its line.

mod facts;
mod graph;

use super::expected::{Expected, Failure, Not};
use facts::{facts, topic_name};
use firedrill::reading::{self, Fact, Form, Meaning, Name, Reading};

/// A difference: the line of the document, and what is otherwise there.
pub type Difference = (u32, String);

/// The differences, by line.
pub fn compare(expected: &Expected, read: &Reading) -> Vec<Difference> {
    let mut found = Vec::new();
    let title = read.title.as_ref().map_or("", |title| title.text.as_str());
    if title != expected.title {
        found.push((1, format!("the title is '{}', read was '{title}'", expected.title)));
    }
    failures(&expected.failures, &read.failures, &mut found);
    graph::graph(expected, read, &mut found);
    small(expected, read, &mut found);
    for not in &expected.not {
        found.extend(is_there(not, read));
    }
    found.sort();
    found
}

fn failures(expected: &[Failure], read: &[reading::Failure], found: &mut Vec<Difference>) {
    for one in expected {
        let Some(other) = read.iter().find(|other| other.title.place.line == one.line) else {
            let facts = one.facts.len();
            found.push((one.line, format!("failure '{}' is not read ({facts} facts)", one.title)));
            continue;
        };
        if bare(&other.title.text) != bare(&one.title) {
            let said = format!("failure '{}' is called '{}'", one.title, other.title.text);
            found.push((one.line, said));
        }
        if other.number != one.number {
            let said = format!("its number is {:?}, read was {:?}", one.number, other.number);
            found.push((one.line, said));
        }
        if !one.form.split('|').any(|form| form == form_name(other.form)) {
            let said = format!("its form is {}, read was {}", one.form, form_name(other.form));
            found.push((one.line, said));
        }
        let read: Vec<&Fact> = other.facts.iter().collect();
        facts(&one.facts.iter().collect::<Vec<_>>(), &read, found);
    }
    let is_expected =
        |other: &reading::Failure| expected.iter().any(|one| one.line == other.title.place.line);
    for other in read.iter().filter(|other| !is_expected(other)) {
        let said = format!("'{}' is no failure", other.title.text);
        found.push((other.title.place.line, said));
    }
}

const fn form_name(form: Form) -> &'static str {
    match form {
        Form::Chapter => "chapter",
        Form::Row => "row",
        Form::Attributes => "attributes",
        Form::Line => "line",
        Form::Runbook => "runbook",
    }
}

/// Without the symbols of severity around it.
fn bare(title: &str) -> &str {
    title.trim_matches(|c: char| c.is_whitespace() || ['🔴', '🟡', '🟢', '*', '`'].contains(&c))
}

/// Names are alike where they mean one thing.
fn name(words: &str) -> String {
    Name::of(words).map_or_else(|| format!("no name: '{words}'"), |name| name.to_string())
}

fn names<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    words.into_iter().map(name).collect()
}

/// Dates, placeholders and waivers.
fn small(expected: &Expected, read: &Reading, found: &mut Vec<Difference>) {
    let dates = expected.dates.iter().map(|(key, value)| (0, format!("date {key}: {value}")));
    let read_dates = read
        .dates
        .iter()
        .map(|date| (date.key.place.line, format!("date {}: {}", date.key.text, date.value.text)));
    each(dates, read_dates, found);
    let placeholders =
        expected.placeholders.iter().map(|one| (one.line, format!("placeholder {}", one.text)));
    let read_placeholders =
        read.placeholders.iter().map(|one| (one.place.line, format!("placeholder {}", one.text)));
    each(placeholders, read_placeholders, found);
    let waived = expected
        .waived
        .iter()
        .map(|one| (one.line, format!("waiver of {}: {}", one.rule, one.reason)));
    let read_waived = read
        .waived
        .iter()
        .map(|one| (one.place.line, format!("waiver of {}: {}", one.rule, one.reason)));
    each(waived, read_waived, found);
}

/// What is in one and not in the other. Line 0 stands for any.
fn each(
    expected: impl Iterator<Item = Difference>,
    read: impl Iterator<Item = Difference>,
    found: &mut Vec<Difference>,
) {
    let mut read: Vec<Difference> = read.collect();
    for (line, what) in expected {
        let same = |(at, other): &Difference| (line == 0 || *at == line) && *other == what;
        if let Some(index) = read.iter().position(same) {
            read.remove(index);
        } else {
            found.push((line, format!("{what} is not read")));
        }
    }
    found.extend(read.into_iter().map(|(line, what)| (line, format!("{what} is read, not there"))));
}

/// Whether something is read that nobody would take for it.
fn is_there(not: &Not, read: &Reading) -> Option<Difference> {
    let all = || read.failures.iter().flat_map(|failure| &failure.facts);
    if let Some(command) = &not.command {
        let steps = all().filter_map(|fact| match &fact.means {
            Meaning::Recovery(recovery) => Some(&recovery.steps),
            _ => None,
        });
        let mut commands = steps.flatten().flat_map(|step| &step.commands);
        let there = commands.find(|one| one.text == *command)?;
        return Some((there.place.line, format!("'{command}' is no command")));
    }
    if let Some(edge) = &not.edge {
        let (from, to) = edge.split_once(" -> ").expect("an edge has an arrow");
        let is = |edge: &&reading::Edge| {
            edge.from.name.as_str() == name(from) && edge.to.name.as_str() == name(to)
        };
        let there = read.edges.iter().find(is)?;
        return Some((there.place.line, format!("'{edge}' is no dependency")));
    }
    let (line, is) = (not.line.expect("a line"), not.is.as_deref().expect("what it is not"));
    let there = match is {
        "failure" => read.failures.iter().any(|failure| failure.title.place.line == line),
        "service" => read.services.iter().any(|row| row.service.words.place.line == line),
        "fact" => all().any(|fact| fact.key.place.line == line),
        topic => {
            let of = |fact: &&Fact| topic_name(fact.topic) == topic;
            all().filter(of).any(|fact| fact.key.place.line == line)
        }
    };
    there.then(|| (line, format!("there is no {is} here")))
}
