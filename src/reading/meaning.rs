//! What a fact means: how users fare, who fails with it, who notices, what brings it back, how long
//! that takes.
//!
//! With caution: what is not understood is kept as it is written, with the reason and what would
//! make it testable; what is only likely is marked as a guess, with the reason. Nothing is read into
//! words that they do not say.

mod anchors;
mod breaks;
mod cascade;
mod commands;
mod detection;
mod impact;
mod looking;
mod outcomes;
mod placeholders;
mod programs;
mod prose;
mod recovery;
mod shell;
mod times;

#[cfg(test)]
mod tests;

pub(super) use anchors::Anchors;
pub use breaks::breaks;
pub use commands::commands;
pub(super) use outcomes::outcomes;

use super::model::{Fact, Meaning, Topic, Untestable};
use super::names::without_brackets;
#[cfg(test)]
use super::sections::Section;
use super::words::Words;
use crate::words::{Lower, Span};
use prose::{is_none, is_placeholder, is_too_long, joined, lines};

/// Reads what one fact of a document means.
#[cfg(test)]
pub(super) fn meaning(document: &Section, fact: &mut Fact) {
    meaning_of(&Anchors::of(document), fact);
}

/// Reads what a fact means. The anchors are there for links to steps that stand elsewhere in the
/// document.
pub(super) fn meaning_of(anchors: &Anchors<'_>, fact: &mut Fact) {
    let Understood { means, guess } = understood(anchors, fact);
    // What is uncertain of a fact itself is so of what it means.
    let before =
        fact.guess.take().filter(|_| !matches!(means, Meaning::Remark | Meaning::Untestable(_)));
    let all: Vec<String> = before.into_iter().chain(guess).collect();
    (fact.means, fact.guess) = (means, told(&all));
}

/// What words say of how users fare.
pub(super) fn impact_of(words: &Words) -> Meaning {
    impact::impact(std::slice::from_ref(words), "").means
}

/// What a fact means, and why that is a guess where it is one.
struct Understood {
    means: Meaning,
    guess: Option<String>,
}

impl Understood {
    fn sure(means: Meaning) -> Self {
        Self { means, guess: None }
    }

    fn guessed(means: Meaning, guess: impl Into<String>) -> Self {
        Self { means, guess: Some(guess.into()) }
    }

    fn untestable(why: impl Into<String>, add: &str) -> Self {
        Self::sure(Meaning::Untestable(Untestable::new(why, add)))
    }
}

fn understood(anchors: &Anchors<'_>, fact: &Fact) -> Understood {
    match fact.topic {
        // The importer reads the title and the trigger itself; advice and chances are no claims.
        Topic::Failure | Topic::Likelihood | Topic::Prevention | Topic::Other => {
            return Understood::sure(Meaning::Remark);
        }
        Topic::Recovery if !fact.blocks.is_empty() => return recovery::recovery(anchors, fact),
        _ => {}
    }
    let lines = lines(fact);
    let text = joined(&lines);
    if text.trim().is_empty() && !has_key_time(fact) {
        return Understood::untestable("nothing stands there", add(fact.topic));
    }
    if is_placeholder(&text) {
        let why = format!("'{}' stands there, which somebody was to fill in", text.trim());
        return Understood::untestable(why, add(fact.topic));
    }
    if is_too_long(&lines) && fact.topic != Topic::Recovery {
        let why = "it is too long to be one statement";
        return Understood::untestable(why, add(fact.topic));
    }
    match fact.topic {
        Topic::Impact => impact::impact(&lines, &fact.key.text),
        Topic::Cascade => cascade::cascade(&lines, anchors),
        Topic::Detection => detection::detection(&lines, &fact.key.text),
        Topic::Recovery => recovery::recovery(anchors, fact),
        Topic::RecoveryTime => time(&lines, fact),
        Topic::DataLoss => data_loss(&lines, fact),
        Topic::Graceful => impact::graceful(&lines),
        Topic::Dependencies => cascade::names(&lines),
        Topic::Severity => impact::severity(&lines),
        Topic::Failure | Topic::Likelihood | Topic::Prevention | Topic::Other => {
            Understood::sure(Meaning::Remark)
        }
    }
}

/// What would make a fact testable that says nothing.
fn add(topic: Topic) -> &'static str {
    match topic {
        Topic::Impact | Topic::Severity | Topic::Graceful => {
            "how users fare: 🟢 no impact, 🟡 degraded or 🔴 outage"
        }
        Topic::Cascade | Topic::Dependencies => "the names of the services, or 'None'",
        Topic::Detection => "what notices it, and how soon",
        Topic::Recovery => "the command that brings it back",
        Topic::RecoveryTime | Topic::DataLoss => "a length of time, such as '5 minutes', or 'None'",
        _ => "what is so",
    }
}

/// Whether the key itself tells a time, as a heading `Recovery (5 minutes)` does.
fn has_key_time(fact: &Fact) -> bool {
    matches!(fact.topic, Topic::RecoveryTime | Topic::DataLoss)
        && times::single(std::slice::from_ref(&fact.key)).is_ok()
}

/// Whether a text leaves open how long it is, which is no time at all: `N/A`, `-`.
fn is_left_open(text: &str) -> bool {
    let outside = without_brackets(text);
    let outside = if outside.contains(char::is_alphanumeric) { &outside } else { text };
    let bare = Lower::of(outside.trim().trim_matches(['*', '_', '.']));
    matches!(bare.as_str(), "n/a" | "na" | "n.a" | "not applicable" | "?")
        || !bare.chars().any(char::is_alphanumeric)
}

fn time(lines: &[Words], fact: &Fact) -> Understood {
    let text = joined(lines);
    if is_left_open(&text) && !has_key_time(fact) {
        return Understood::untestable("no length of time stands there", add(fact.topic));
    }
    if is_none(&text, &["downtime", "recovery", "automatic"]) && no_time(lines) {
        return Understood::sure(Meaning::Nothing);
    }
    of_lines_or_key(lines, fact)
}

fn data_loss(lines: &[Words], fact: &Fact) -> Understood {
    let text = joined(lines);
    if is_left_open(&text) && !has_key_time(fact) {
        return Understood::untestable("no length of time stands there", add(fact.topic));
    }
    let of = ["data", "loss", "lost", "is", "rpo", "to", "lose"];
    if is_none(&text, &of) && no_time(lines) {
        return Understood::sure(Meaning::Nothing);
    }
    match of_lines_or_key(lines, fact) {
        Understood { means: Meaning::Time(time), .. } if time.span == Span::ZERO => {
            Understood::sure(Meaning::Nothing)
        }
        Understood { means, guess: None } if is_none(&text, &of) => {
            Understood::guessed(means, "it says that nothing is lost, and how much too")
        }
        understood => understood,
    }
}

fn no_time(lines: &[Words]) -> bool {
    lines.iter().flat_map(times::times).all(|one| one.time.span == Span::ZERO)
}

fn of_lines_or_key(lines: &[Words], fact: &Fact) -> Understood {
    let found = times::single(lines)
        .or_else(|why| times::single(std::slice::from_ref(&fact.key)).map_err(|_| why));
    match found {
        Ok((time, guess)) => Understood { means: Meaning::Time(time), guess },
        Err(why) => Understood::untestable(why, "a length of time, such as '5 minutes', or 'None'"),
    }
}

/// Several reasons as one.
fn told(guess: &[String]) -> Option<String> {
    (!guess.is_empty()).then(|| guess.join("; "))
}
