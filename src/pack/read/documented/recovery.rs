//! The commands that bring it back, and in what time.

use super::changes::lines_of;
use super::{Meant, Open};
use crate::document::figures;
use crate::pack::claim::Recovery as Claim;
use crate::pack::read::claims::Stated;
use crate::pack::read::quotes::{Quote, Standing};
use crate::pack::yaml::Mark;
use crate::reading::{Fact, Failure, Form, Meaning, Recovery, Time, Topic};
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
    (read, guess): (&Recovery, Option<String>),
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
    Ok(vec![Meant { stated, guess, only: only.to_vec() }])
}

fn commands(read: &Recovery) -> Vec<String> {
    let all = read.steps.iter().flat_map(|step| &step.commands);
    all.map(|command| command.text.clone()).collect()
}

/// A quote of all the lines of a recovery, wherever its commands and its time stand in them, as it
/// is checked; any other as it is.
pub fn as_recovery(failures: &[Failure], quote: Quote) -> Quote {
    let quoted: Vec<u32> =
        quote.lines.iter().filter(|line| !line.drifted).map(|line| line.line).collect();
    let stands = |fact: &Fact| {
        let lines = lines_of(fact);
        !lines.is_empty() && lines.iter().all(|line| quoted.contains(&line.line))
    };
    let recoveries = failures
        .iter()
        .filter(|failure| failure.form != Form::Row)
        .flat_map(|failure| failure.facts.iter().map(move |fact| (failure, fact)));
    let found = recoveries.filter(|(_, fact)| stands(fact)).find_map(|(failure, fact)| {
        let Meaning::Recovery(read) = &fact.means else { return None };
        (fact.topic == Topic::Recovery && !commands(read).is_empty())
            .then_some((failure, fact, read))
    });
    let Some((failure, fact, read)) = found else { return quote };
    let time = time(&failure.facts, |fact| fact, fact).filter(|time| stands(time));
    let mark = quote.lines.first().map_or(Mark::default(), |line| line.mark);
    let is_of = |line: &Standing| {
        let mut own = lines_of(fact);
        own.extend(time.map(lines_of).unwrap_or_default());
        own.iter().any(|one| one.line == line.line)
    };
    let others: Vec<Standing> = quote.lines.iter().filter(|line| !is_of(line)).cloned().collect();
    let own = Some(quote.lines.clone());
    let mut checked = self::quote(Quote { own, ..quote }, None, (fact, read, time), mark);
    checked.lines.extend(others);
    checked
}

/// A recovery as it is checked, in one line: its key, its commands, and behind them all that its
/// lines say besides, wherever these stand; and the time that stands beside it.
pub fn quote(
    own: Quote,
    time: Option<Quote>,
    (fact, read, beside): (&Fact, &Recovery, Option<&Fact>),
    mark: Mark,
) -> Quote {
    let commands = commands(read);
    let key = fact.under.as_ref().unwrap_or(&fact.key).text.trim().trim_end_matches(':');
    let key = if key.is_empty() { "Recovery" } else { key };
    let marked: Vec<String> = commands.iter().map(|command| format!("`{command}`")).collect();
    let mut said: Vec<String> = fact.value.iter().map(|words| words.text.clone()).collect();
    for command in &commands {
        if let Some(line) = said.iter_mut().find(|line| line.contains(command.as_str())) {
            *line = line.replacen(command.as_str(), "", 1);
        }
    }
    let time_beside = beside.and_then(|_| within(read, beside));
    let time_beside = time_beside.map(|time| format!(" ({})", spoken(time))).unwrap_or_default();
    let said = said.join(" ");
    let text = format!("{key}: {} {}{time_beside}", marked.join("; "), said.trim());
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
