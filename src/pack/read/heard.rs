//! A quoted line as its clauses about the pack's services and journeys, without the parts that are not tested.

use super::claims::Context;
use super::quotes::Standing;
use crate::document::{self, calls, clauses, figures, plain};
use crate::pack::model::{Journey, Service};
use crate::words::{JourneyName, ServiceName};
use std::fmt;

/// What a document calls by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A service.
    Service(ServiceName),
    /// A journey.
    Journey(JourneyName),
}

impl fmt::Display for Thing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(name) => name.fmt(out),
            Self::Journey(name) => name.fmt(out),
        }
    }
}

/// What services and journeys are called.
pub fn names(services: &[Service], journeys: &[Journey]) -> Vec<(Thing, String)> {
    let service = |one: &Service| {
        one.called.iter().map(|words| (Thing::Service(one.name.clone()), words.clone())).collect::<Vec<_>>()
    };
    let journey = |one: &Journey| {
        one.called.iter().map(|words| (Thing::Journey(one.name.clone()), words.clone())).collect::<Vec<_>>()
    };
    services.iter().flat_map(service).chain(journeys.iter().flat_map(journey)).collect()
}

/// A clause of a line, on its own.
#[derive(Debug)]
pub struct Clause {
    /// Whom it is about: for each name the things that are called so.
    pub about: Vec<Vec<Thing>>,
    /// Who else it names.
    pub besides: Vec<Vec<Thing>>,
    /// What it says of them.
    pub words: Vec<document::Saying>,
    /// Negations of what nobody knows.
    pub open: Vec<String>,
}

/// A line's clauses.
#[derive(Debug)]
pub struct Heard {
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

impl Heard {
    /// The clauses of a quoted line behind its key.
    pub fn line(context: &Context<'_>, line: &Standing) -> Self {
        Self::text(context, &left_of(context.parts, &document::value(&line.text)))
    }

    /// The clauses of a text.
    pub fn text(context: &Context<'_>, text: &str) -> Self {
        let text = without_figures(text);
        let called = calls(&text, context.names.iter().map(|(thing, words)| (thing, words.as_str())));
        let things = |mentions: Vec<document::Mention<'_, Thing>>| -> Vec<Vec<Thing>> {
            mentions.into_iter().map(|one| one.things.into_iter().cloned().collect()).collect()
        };
        let own = |one: document::Clause<'_, Thing>| Clause {
            about: things(one.about),
            besides: things(one.besides),
            words: one.words,
            open: one.open,
        };
        Self { clauses: clauses(&text, &called).into_iter().map(own).collect() }
    }

    /// The clauses that are about such a thing.
    pub fn about(&self, is: impl Fn(&Thing) -> bool) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(move |clause| clause.about.iter().flatten().any(&is))
    }
}

/// A text with the parts blanked that are not tested.
pub fn left_of(parts: &[String], text: &str) -> String {
    let mut left = plain(text);
    for part in parts {
        let mut from = 0;
        while let Some(at) = left.get(from..).and_then(|rest| rest.find(part.as_str())).map(|at| from + at) {
            from = at + part.len();
            if is_whole(&left, at, from) {
                left.replace_range(at..from, &" ".repeat(part.len()));
            }
        }
    }
    left
}

/// Whether these words stand in a text, word for word.
pub fn has_part(text: &str, part: &str) -> bool {
    !part.is_empty() && text.match_indices(part).any(|(at, _)| is_whole(text, at, at + part.len()))
}

/// Whether no word is cut at either end.
fn is_whole(text: &str, from: usize, to: usize) -> bool {
    let cut = |at: usize| text[..at].ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric);
    !cut(from) && !cut(to)
}

/// `no more than 5 s` is no negation.
pub fn without_figures(text: &str) -> String {
    let mut bare = text.to_owned();
    for figure in figures(text) {
        let from = figure.place.end - figure.said.len();
        bare.replace_range(from..figure.place.end, &" ".repeat(figure.said.len()));
    }
    bare
}
