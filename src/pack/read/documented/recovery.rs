//! The commands that bring it back, and in what time.

use super::{Meant, Open};
use crate::document::figures;
use crate::pack::claim::Recovery as Claim;
use crate::pack::read::claims::Stated;
use crate::pack::read::quotes::{Quote, Standing};
use crate::pack::yaml::Mark;
use crate::reading::{Fact, Meaning, Recovery, Time, Topic};
use crate::words::ProfileName;

/// The one that gives the time of a recovery which gives none itself: the only one of its failure
/// that does, under the same label.
pub fn time<'s, T>(all: &'s [T], fact: impl Fn(&T) -> &Fact, recovery: &Fact) -> Option<&'s T> {
    let Meaning::Recovery(Recovery { within: None, .. }) = &recovery.means else { return None };
    let label = |fact: &Fact| fact.under.as_ref().map(|words| words.text.clone());
    let mut times = all.iter().filter(|one| {
        let one = fact(one);
        one.topic == Topic::RecoveryTime
            && matches!(one.means, Meaning::Time(_))
            && label(one) == label(recovery)
    });
    times.next().filter(|_| times.next().is_none())
}

/// The time that a recovery is to take, and where it stands.
fn within<'a>(read: &'a Recovery, beside: Option<&'a Fact>) -> Option<&'a Time> {
    read.within.as_ref().or_else(|| match &beside?.means {
        Meaning::Time(time) => Some(time),
        _ => None,
    })
}

/// What a recovery may be meant as.
pub fn meant(
    read: &Recovery,
    beside: Option<&Fact>,
    only: &[ProfileName],
    mark: Mark,
) -> Result<Vec<Meant>, Open> {
    let commands: Vec<String> = commands(read);
    if commands.is_empty() {
        let add = "the command that brings it back, in back-ticks or in a code block";
        let why = if read.automatic {
            "it comes back by itself, and no command is there to be tried"
        } else {
            "no command brings it back"
        };
        return Err(Open::new(why, add));
    }
    let within = within(read, beside).map(|time| time.span);
    let parts = within.iter().map(|_| mark).collect();
    let claim = Claim { commands, prose: false, within };
    let stated = vec![Stated::new(mark, claim, parts)];
    Ok(vec![Meant { stated, only: only.to_vec() }])
}

fn commands(read: &Recovery) -> Vec<String> {
    let all = read.steps.iter().flat_map(|step| &step.commands);
    all.map(|command| command.text.clone()).collect()
}

/// A recovery as it is checked: its commands and its time in one line, wherever these stand. What
/// else its lines say was the reader's to understand.
pub fn quote(
    own: Quote,
    time: Option<Quote>,
    (read, beside): (&Recovery, Option<&Fact>),
    mark: Mark,
) -> Quote {
    let within = within(read, beside).map(|time| format!(" ({})", spoken(time)));
    let text = format!("Recovery: {}{}", commands(read).join("; "), within.unwrap_or_default());
    let whole = match time {
        Some(time) => own.and(time),
        None => own,
    };
    Quote { lines: vec![Standing::read(text, whole.line, mark)], ..whole }
}

/// A time as it is written, where it is one figure; else how long it is.
fn spoken(time: &Time) -> String {
    let words = time.words.text.trim();
    match figures(words).as_slice() {
        [figure] if figure.span == time.span && !figure.at_least => figure.text.clone(),
        _ => time.span.to_string(),
    }
}
