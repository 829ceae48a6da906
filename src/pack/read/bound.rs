//! Whether all that a quoted line says is bound: each figure, symbol, name, word of severity and
//! negation by a claim of that line, or not tested with a reason.

mod detection;
mod fares;
mod figures;

use super::claims::{ClaimContext, Entry, Stated};
use super::heard::{Heard, Spoken, Thing, left_of};
use super::quotes::Standing;
use crate::document::{self, shares};
use crate::pack::claim::Recovery;
use crate::pack::problem::{ProblemKind, Related};
use crate::pack::yaml::Mark;
use crate::words::{Impact, ProfileName};

pub use fares::Wanted;

/// A quoted line with all claims that quote it.
struct Line<'a> {
    quoted: &'a Standing,
    stated: Vec<&'a Stated>,
    /// The profiles that these claims are for.
    profiles: Vec<ProfileName>,
    /// All lines that these claims quote.
    beside: Vec<&'a Standing>,
    whole: bool,
    /// A claim of it says what its quote does not, and that is told.
    told: bool,
}

/// Notes what no claim binds.
pub fn check(context: &ClaimContext<'_>, entries: &[Entry]) {
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

fn lines<'a>(context: &ClaimContext<'_>, entries: &'a [Entry]) -> Vec<Line<'a>> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    for entry in entries {
        let told = entry.whole && fares::unsupported(context, entry);
        let profiles = if entry.only.is_empty() { context.drilled } else { &entry.only };
        for quoted in &entry.quote.lines {
            let same = |line: &Line<'_>| {
                let other = line.quoted;
                other.line == quoted.line
                    && document::plain(&other.text) == document::plain(&quoted.text)
            };
            let at = lines.iter().position(same).unwrap_or_else(|| {
                let (stated, profiles, beside) = (Vec::new(), Vec::new(), Vec::new());
                lines.push(Line { quoted, stated, profiles, beside, whole: true, told: false });
                lines.len() - 1
            });
            let line = &mut lines[at];
            line.stated.extend(&entry.stated);
            line.profiles.extend(profiles.iter().cloned());
            line.beside.extend(&entry.quote.lines);
            line.whole &= entry.whole;
            line.told |= told;
        }
    }
    // What could not be read may be what binds the rest.
    lines.retain(|line| line.whole);
    lines
}

impl Line<'_> {
    /// What it says behind its key but for what is not tested, for its figures.
    fn text(&self, context: &ClaimContext<'_>) -> String {
        left_of(context.parts, &document::value(&self.quoted.text))
    }

    /// An error at its quote, with the document's line and how to leave words out.
    fn error(&self, context: &ClaimContext<'_>, message: String, words: &str) {
        note(context, self.quoted, message, &not_tested(words));
    }

    /// A symbol says how something fares, which no claim of a detection or a recovery does; and a
    /// share of whoever it is can be claimed by none.
    fn symbols(&self, context: &ClaimContext<'_>) {
        let key = left_of(context.parts, &document::key(&self.quoted.text));
        for share in shares(&key) {
            self.error(context, format!("'{share}' is bound by no claim"), &share);
        }
        if self.stated.iter().any(|stated| !stated.assertion.as_bound().fares().is_empty()) {
            return;
        }
        let clauses = Heard::lines(context, [self.quoted]).clauses;
        for word in clauses.iter().flat_map(|clause| &clause.words).filter(|word| word.symbol) {
            self.error(context, format!("the quote says {word}, and no claim says so"), &word.text);
        }
    }

    /// Beside its command and its time a recovery says nothing that no claim reflects.
    fn recovery(&self, context: &ClaimContext<'_>) {
        let Some(prose) = self.recovery_claim().map(|recovery| recovery.prose) else { return };
        let spoken = if prose {
            Spoken::line(context, self.quoted)
        } else {
            Spoken::behind_command(context, self.quoted)
        };
        // A condition is none of what comes of it.
        for clause in Heard::of(context, &spoken).clauses.iter().filter(|clause| !clause.is_reason)
        {
            // `without waiting` takes nothing from it.
            let alone = clause.alone.iter().filter(|words| !words.eq_ignore_ascii_case("without"));
            for words in clause.open.iter().chain(alone) {
                self.unreflected(context, words, "recovery");
            }
            let others =
                clause.about.iter().any(|one| !one.iter().any(|thing| is_target(context, thing)));
            for word in clause
                .words
                .iter()
                .filter(|word| !word.symbol && !word.levels.contains(&Impact::None))
            {
                // Prose may speak of what is broken in order to mend it; what stands behind a
                // command does not.
                if word.negated {
                    self.unreflected(context, &word.text, "recovery");
                } else if others || !prose {
                    self.error(
                        context,
                        format!("the quote says {word}, and no claim says so"),
                        &word.text,
                    );
                }
            }
        }
    }

    /// The recovery that a claim of it documents.
    fn recovery_claim(&self) -> Option<&Recovery> {
        self.stated.iter().find_map(|stated| stated.assertion.as_kind().recovery())
    }

    /// A negation that no claim has.
    fn unreflected(&self, context: &ClaimContext<'_>, words: &str, what: &str) {
        let message = format!("the quote says '{words}', which no claim of its {what} reflects");
        self.error(context, message, words);
    }
}

/// What the fault's quote says to have failed is broken.
fn failure(context: &ClaimContext<'_>) {
    for line in context.fault_quote.iter().flat_map(|quote| &quote.lines) {
        for share in shares(&left_of(context.parts, &document::plain(&line.text))) {
            note(context, line, format!("'{share}' is bound by no claim"), &not_tested(&share));
        }
        for clause in Heard::lines(context, [line]).clauses {
            for word in clause
                .words
                .iter()
                .filter(|word| word.levels.contains(&Impact::None) && !clause.is_reason)
            {
                let message = format!("the quote says {word}, and the fault breaks it");
                note(
                    context,
                    line,
                    message,
                    "quote what says that it fails, or take the fault out",
                );
            }
            for mention in clause.about {
                let services = mention.iter().any(|thing| matches!(thing, Thing::Service(_)));
                let broken = mention.iter().any(|thing| is_target(context, thing));
                if services && !context.fault.targets().is_empty() && !broken {
                    let message = format!(
                        "the quote also names {}, which the fault does not break",
                        list(&[mention])
                    );
                    note(context, line, message, "break it too, or quote another line");
                }
            }
        }
    }
}

fn note(context: &ClaimContext<'_>, quoted: &Standing, message: String, hint: &str) {
    let source = context.source;
    let related =
        context.quotes.text_of(quoted.line).filter(|_| !quoted.drifted).map(|text| Related {
            file: context.quotes.path().to_owned(),
            line: quoted.line,
            text: text.to_owned(),
            label: "this line".to_owned(),
        });
    source.note(source.problem(
        ProblemKind::Error,
        quoted.mark,
        message,
        Some(hint.to_owned()),
        related,
    ));
}

fn not_tested(words: &str) -> String {
    let quote = words.replace('"', "\\\"");
    format!("claim it, or say why it is not tested: not_tested: {{quote: \"{quote}\", reason: …}}")
}

fn is_target(context: &ClaimContext<'_>, thing: &Thing) -> bool {
    matches!(thing, Thing::Service(name) if context.fault.targets().contains(name))
}

/// `'redis' and 'flask'`; of things that are called alike the first.
fn list(mentions: &[Vec<Thing>]) -> String {
    let names: Vec<String> =
        mentions.iter().filter_map(|one| Some(format!("'{}'", one.first()?))).collect();
    names.join(" and ")
}

/// Where a claim says it.
fn place(stated: &Stated) -> Mark {
    stated.part(0)
}
