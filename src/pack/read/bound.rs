//! Whether all that a quoted line says is bound: each figure, symbol, name, word of severity and negation by a claim of
//! that line, or not tested with a reason.

mod detection;
mod fares;
mod figures;

use super::claims::{Context, Entry, Stated};
use super::heard::{Heard, Thing, left_of};
use super::quotes::Standing;
use crate::document::{self, given, symbols};
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::yaml::Mark;
use crate::timeline::{Assertion, Falls};
use crate::words::{Impact, ProfileName};

/// A quoted line with all claims that quote it.
struct Line<'a> {
    quoted: &'a Standing,
    stated: Vec<&'a Stated>,
    /// The profiles that these claims are for.
    profiles: Vec<ProfileName>,
    whole: bool,
}

/// Notes what no claim binds.
pub fn check(context: &Context<'_>, entries: &[Entry]) {
    let lines = lines(context, entries);
    for line in &lines {
        line.symbols(context);
        fares::check(context, line);
        detection::check(context, line);
        line.recovery(context);
    }
    failure(context);
    figures::check(context, &lines);
}

fn lines<'a>(context: &Context<'_>, entries: &'a [Entry]) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for entry in entries {
        let profiles = if entry.only.is_empty() { context.drilled } else { &entry.only };
        for quoted in &entry.quote.lines {
            let same = |line: &Line<'_>| {
                let other = line.quoted;
                other.line == quoted.line && document::plain(&other.text) == document::plain(&quoted.text)
            };
            let at = lines.iter().position(same).unwrap_or_else(|| {
                lines.push(Line { quoted, stated: Vec::new(), profiles: Vec::new(), whole: true });
                lines.len() - 1
            });
            let line = &mut lines[at];
            line.stated.extend(&entry.stated);
            line.profiles.extend(profiles.iter().cloned());
            line.whole &= entry.whole;
        }
    }
    // What could not be read may be what binds the rest.
    lines.retain(|line| line.whole);
    lines
}

impl Line<'_> {
    /// What it says behind its key, but for what is not tested.
    fn text(&self, context: &Context<'_>) -> String {
        left_of(context.parts, &document::value(&self.quoted.text))
    }

    /// An error at its quote, with the document's line and how to leave words out.
    fn error(&self, context: &Context<'_>, message: String, words: &str) {
        note(context, self.quoted, message, &not_tested(words));
    }

    /// Each symbol is claimed.
    fn symbols(&self, context: &Context<'_>) {
        let claimed = |symbol: Impact| self.stated.iter().any(|stated| agrees(&stated.assertion, symbol));
        for symbol in symbols(&self.text(context)).into_iter().filter(|symbol| !claimed(*symbol)) {
            // An impact that differs is told by itself.
            let told = self.stated.iter().any(|stated| matches!(stated.assertion, Assertion::Impact { .. }));
            let alone = symbols(&self.text(context)).len() == 1;
            if !(told && alone) {
                let message = format!("the quote says {} ({symbol}), and no claim says so", symbol.symbol());
                self.error(context, message, symbol.symbol());
            }
        }
    }

    /// Beside its command and its time a recovery says nothing that no claim reflects.
    fn recovery(&self, context: &Context<'_>) {
        let prose = self.stated.iter().find_map(|stated| match stated.assertion {
            Assertion::Recovery { prose, .. } => Some(prose),
            _ => None,
        });
        let text = match prose {
            None => return,
            Some(true) => self.text(context),
            Some(false) => left_of(context.parts, &given(&self.quoted.text).rest),
        };
        let bare = super::heard::without_figures(&text);
        for (words, place) in document::sayings(&bare).negations {
            let message = format!("the quote says '{words}', which no claim of its recovery reflects");
            let rest: Vec<&str> = bare[place.start..].split_whitespace().take(3).collect();
            self.error(context, message, &rest.join(" "));
        }
        for clause in Heard::text(context, &text).clauses {
            let others = clause.about.iter().any(|one| !one.iter().any(|thing| is_target(context, thing)));
            let harm = clause.words.iter().find(|word| !word.negated && !word.levels.contains(&Impact::None));
            // Prose may speak of what is broken in order to mend it; what stands behind a command does not.
            if let Some(word) = harm.filter(|_| others || prose == Some(false)) {
                self.error(context, format!("the quote says '{}', and no claim says so", word.text), &word.text);
            }
        }
    }
}

/// What the fault's quote says to have failed is broken.
fn failure(context: &Context<'_>) {
    for line in context.fault_quote.iter().flat_map(|quote| &quote.lines) {
        for mention in Heard::line(context, line).clauses.into_iter().flat_map(|clause| clause.about) {
            let services = mention.iter().any(|thing| matches!(thing, Thing::Service(_)));
            if services && !context.fault.targets().is_empty() && !mention.iter().any(|thing| is_target(context, thing))
            {
                let message = format!("the quote also names {}, which the fault does not break", list(&[mention]));
                note(context, line, message, "break it too, or quote another line");
            }
        }
    }
}

fn note(context: &Context<'_>, quoted: &Standing, message: String, hint: &str) {
    let source = context.source;
    let related = context.quotes.text_of(quoted.line).filter(|_| !quoted.drifted).map(|text| Related {
        file: context.quotes.path().to_owned(),
        line: quoted.line,
        text: text.to_owned(),
        label: "this line".to_owned(),
    });
    source.note(source.problem(ProblemKind::Error, quoted.mark, message, Some(hint.to_owned()), related));
}

fn not_tested(words: &str) -> String {
    let quote = words.replace('"', "\\\"");
    format!("claim it, or say why it is not tested: not_tested: {{quote: \"{quote}\", reason: …}}")
}

fn is_target(context: &Context<'_>, thing: &Thing) -> bool {
    matches!(thing, Thing::Service(name) if context.fault.targets().contains(name))
}

/// `'redis' and 'flask'`; of things that are called alike the first.
fn list(mentions: &[Vec<Thing>]) -> String {
    let names: Vec<String> = mentions.iter().filter_map(|one| Some(format!("'{}'", one.first()?))).collect();
    names.join(" and ")
}

/// Whether a claim is of what a symbol says.
fn agrees(assertion: &Assertion, symbol: Impact) -> bool {
    match assertion {
        Assertion::Impact { expected, .. } => *expected == symbol,
        Assertion::Several { .. } => symbol != Impact::None,
        Assertion::Cascade { services, .. } if services.is_empty() => symbol == Impact::None,
        Assertion::Cascade { services, .. } => services.iter().any(|entry| falls_to(entry.falls).contains(&symbol)),
        Assertion::Graceful { .. } => symbol != Impact::Outage,
        Assertion::Slower { .. } => symbol == Impact::Degraded,
        _ => false,
    }
}

/// What a fall comes to.
const fn falls_to(falls: Falls) -> &'static [Impact] {
    match falls {
        Falls::Fails => &[Impact::Outage],
        Falls::Degrades => &[Impact::Degraded],
        Falls::Either => &[Impact::Degraded, Impact::Outage],
    }
}

/// Where a claim says it.
fn place(stated: &Stated) -> Mark {
    stated.part(0)
}
