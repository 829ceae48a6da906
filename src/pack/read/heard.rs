//! A quoted line as its clauses about the pack's services and journeys, without the parts that are
//! not tested.

use super::claims::ClaimContext;
use super::quotes::Standing;
use crate::document::{self, Mention, Saying, figures, plain};
use crate::pack::model::{Journey, Service};
use crate::pack::yaml::Mark;
use crate::words::{JourneyName, ServiceName};
use std::fmt;
use std::ops::Range;

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
        one.called
            .iter()
            .map(|words| (Thing::Service(one.name.clone()), words.clone()))
            .collect::<Vec<_>>()
    };
    let journey = |one: &Journey| {
        one.called
            .iter()
            .map(|words| (Thing::Journey(one.name.clone()), words.clone()))
            .collect::<Vec<_>>()
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
    pub words: Vec<Saying>,
    /// Negations of what nobody knows.
    pub open: Vec<String>,
    /// Negations that stand alone.
    pub alone: Vec<String>,
    /// It gives a reason or a condition.
    pub is_reason: bool,
    /// It says something, and all of that is not tested.
    pub emptied: bool,
    /// Nor is whom it says it of.
    pub gone: bool,
}

/// A line's clauses.
#[derive(Debug, Default)]
pub struct Heard {
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

impl Heard {
    /// The clauses of quoted lines, those of their keys too.
    pub fn lines<'a>(
        context: &ClaimContext<'_>,
        lines: impl IntoIterator<Item = &'a Standing>,
    ) -> Self {
        let clauses = lines
            .into_iter()
            .flat_map(|line| Self::of(context, &Spoken::line(context, line)).clauses);
        Self { clauses: clauses.collect() }
    }

    /// The clauses of what is spoken.
    pub fn of(context: &ClaimContext<'_>, spoken: &Spoken) -> Self {
        let things = |mentions: Vec<Mention<'_, Thing>>| -> Vec<Vec<Thing>> {
            mentions.into_iter().map(|one| one.things.into_iter().cloned().collect()).collect()
        };
        let alone =
            |clause: &document::Clause<'_, Thing>| clause.alone().map(str::to_owned).collect();
        let own = |Said { clause, emptied, gone }: Said<'_, Thing>| Clause {
            alone: alone(&clause),
            about: things(clause.about),
            besides: things(clause.besides),
            words: clause.words,
            open: clause.open.into_iter().map(|(words, _)| words).collect(),
            is_reason: clause.is_reason,
            emptied,
            gone,
        };
        let names: Vec<(&Thing, &str)> =
            context.names.iter().map(|(thing, words)| (thing, words.as_str())).collect();
        let clauses = spoken.clauses(&names);
        Self { clauses: clauses.into_iter().map(own).collect() }
    }

    /// The clauses that are about such a thing.
    pub fn about(&self, is: impl Fn(&Thing) -> bool) -> impl Iterator<Item = &Clause> {
        self.clauses.iter().filter(move |clause| clause.about.iter().flatten().any(&is))
    }
}

/// A clause without what is not tested of it.
pub struct Said<'a, T> {
    /// What is left of it.
    pub clause: document::Clause<'a, T>,
    /// It says something, and all of that is not tested.
    pub emptied: bool,
    /// Nor is whom it says it of.
    pub gone: bool,
}

/// A quoted line as it is spoken: its key behind the usual word (`Impact (API)`), and what stands
/// behind that. It is read as a whole, and only then what lies in a part that is not tested is left
/// out: no part makes of a line what it does not say.
pub struct Spoken {
    text: String,
    key: Range<usize>,
    value: Range<usize>,
    /// The key begins with a usual word, so that whoever it names is whom the line is about.
    names_subject: bool,
    untested: Vec<Range<usize>>,
}

impl Spoken {
    /// A whole line.
    pub fn line(context: &ClaimContext<'_>, line: &Standing) -> Self {
        let (text, key, value) =
            (plain(&line.text), document::key(&line.text), document::value(&line.text));
        let label = document::label(&key);
        Self {
            untested: places(context.parts, &text),
            key: label.unwrap_or(0)..key.len(),
            value: text.len() - value.len()..text.len(),
            names_subject: label.is_some(),
            text,
        }
    }

    /// A line but for its command.
    pub fn behind_command(context: &ClaimContext<'_>, line: &Standing) -> Self {
        let mut spoken = Self::line(context, line);
        let rest = plain(&document::given(&line.text).rest);
        spoken.value.start = spoken.text.len() - rest.len().min(spoken.value.len());
        spoken
    }

    /// Its clauses, those of the key first.
    pub fn clauses<'a, T: Clone + PartialEq>(
        &self,
        names: &[(&'a T, &'a str)],
    ) -> Vec<Said<'a, T>> {
        let bare = without_figures(&self.text);
        let of = |place: &Range<usize>| {
            let part = bare.get(place.clone()).unwrap_or_default();
            let mut clauses =
                document::clauses(part, &document::calls(part, names.iter().copied()));
            for clause in &mut clauses {
                clause.move_by(place.start);
            }
            clauses
        };
        let (mut in_key, mut clauses) = (of(&self.key), of(&self.value));
        // `API: none` is about the API; `With the API` says when.
        let is_name = |clause: &document::Clause<'_, T>| {
            clause.about.iter().any(|one| one.words == clause.text)
        };
        if self.names_subject || in_key.iter().all(is_name) {
            let subject =
                in_key.last().filter(|last| last.words.is_empty()).map(|last| last.about.clone());
            let nobodys = clauses.iter_mut().filter(|clause| clause.about.is_empty());
            nobodys.for_each(|clause| clause.about = subject.clone().unwrap_or_default());
        } else {
            // One word without a name is what the line is called: `Downtime`.
            let one_word = !self.text[self.key.clone()].contains(' ');
            in_key.retain(|clause| {
                !one_word && (!clause.words.is_empty() || !clause.negations.is_empty())
            });
        }
        in_key.into_iter().chain(clauses).map(|clause| self.left(clause)).collect()
    }

    /// What of a clause is tested.
    fn left<'a, T>(&self, mut clause: document::Clause<'a, T>) -> Said<'a, T> {
        let (said, named) = (!clause.words.is_empty(), !clause.about.is_empty());
        let ends: Vec<usize> =
            clause.about.iter().chain(&clause.besides).map(|mention| mention.place.end).collect();
        // What a negation is of stands behind it, and is left out with it or not at all.
        let reach = |place: &Range<usize>| {
            let last = ends.iter().copied().filter(|end| *end > place.start).max();
            place.start..last.unwrap_or(place.end).max(place.end)
        };
        clause.words.retain(|word| !self.is_untested(&word.place));
        clause.open.retain(|(_, place)| !self.is_untested(&reach(place)));
        clause.negations.retain(|(_, place)| !self.is_untested(&reach(place)));
        // Of a figure's stand-in nobody wants to hear.
        clause
            .open
            .iter_mut()
            .for_each(|(words, _)| words.truncate(words.find('#').unwrap_or(words.len()).max(1)));
        clause.open.iter_mut().for_each(|(words, _)| words.truncate(words.trim_end().len()));
        clause.besides.retain(|mention| !self.is_untested(&mention.place));
        let tested =
            clause.about.iter().filter(|mention| !self.is_untested(&mention.place)).count();
        // Of whom something is still said is named, tested or not.
        if tested > 0 {
            clause.about.retain(|mention| !self.is_untested(&mention.place));
        }
        let emptied = said && clause.words.is_empty();
        let gone = named && tested == 0 && clause.words.is_empty() && clause.open.is_empty();
        clause.text = self.tested(&clause.place);
        Said { clause, emptied, gone }
    }

    /// The words of a place, figures and all, but for what is not tested.
    fn tested(&self, place: &Range<usize>) -> String {
        let mut left = self.text.clone();
        for part in &self.untested {
            left.replace_range(part.clone(), &" ".repeat(part.len()));
        }
        left.get(place.clone()).unwrap_or_default().trim().to_owned()
    }

    fn is_untested(&self, place: &Range<usize>) -> bool {
        self.untested.iter().any(|part| part.start <= place.start && place.end <= part.end)
    }
}

/// A part of a quoted line that is not tested. It is of that line alone.
pub struct Part {
    /// The words, without marks.
    pub words: String,
    /// The line, without marks.
    pub line: String,
    /// Where it is said.
    pub mark: Mark,
}

/// Where parts of a line stand in it.
fn places(parts: &[Part], line: &str) -> Vec<Range<usize>> {
    let own = parts.iter().filter(|part| part.line == line);
    own.flat_map(|part| {
        whole_matches(line, &part.words).map(|at| at..at + part.words.len()).collect::<Vec<_>>()
    })
    .collect()
}

/// Words of a line with those parts blanked that are not tested. They are for figures and names,
/// which nothing negates.
pub fn left_of(parts: &[Part], text: &str) -> String {
    let mut left = plain(text);
    let own: Vec<&Part> = parts.iter().filter(|part| part.line.contains(&left)).collect();
    for part in own {
        for at in whole_matches(&left.clone(), &part.words) {
            left.replace_range(at..at + part.words.len(), &" ".repeat(part.words.len()));
        }
    }
    left
}

/// Where these words stand in a text, none of them cut.
fn whole_matches<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let found = text.match_indices(words).map(|(at, _)| at);
    found.filter(move |at| !words.is_empty() && is_whole(text, *at, at + words.len()))
}

/// Whether these words stand in a text, word for word.
pub fn has_part(text: &str, part: &str) -> bool {
    whole_matches(text, part).next().is_some()
}

/// Whether no word is cut at either end.
fn is_whole(text: &str, from: usize, to: usize) -> bool {
    let cut = |at: usize| {
        text[..at].ends_with(char::is_alphanumeric) && text[at..].starts_with(char::is_alphanumeric)
    };
    !cut(from) && !cut(to)
}

/// `no more than 5 s` is no negation, and what has a figure is no bare list of names.
fn without_figures(text: &str) -> String {
    let mut bare = text.to_owned();
    for figure in figures(text) {
        let from = figure.place.end - figure.said.len();
        bare.replace_range(from..figure.place.end, &"#".repeat(figure.said.len()));
    }
    bare
}
