//! Failures in one line each, and in the rows of tables: `**Redis down:** caching disabled`.

use super::Found;
use super::facts::{below, fact};
use super::keys::key;
use super::pairs::{Pair, begins_known, lines_of, pairs, pairs_by};
use super::table::{self, is_told};
use super::titles::{Sign, Signs, Title, failing, tokens, tries};
use super::view::View;
use crate::reading::blocks::{Block, Item, List};
use crate::reading::model::{Fact, Failure, Form, Topic};
use crate::reading::words::Words;

/// Words that begin what is to be done.
const DOES: [&str; 22] = [
    "restart",
    "run",
    "restore",
    "rebuild",
    "redeploy",
    "reboot",
    "fail",
    "switch",
    "promote",
    "rollback",
    "roll",
    "execute",
    "recreate",
    "scale",
    "renew",
    "clear",
    "kill",
    "start",
    "docker",
    "systemctl",
    "kubectl",
    "replace",
];
/// Words behind which a name says that it fails: `If Redis goes down:`.
const IF: [&str; 5] = ["if ", "when ", "what if ", "in case ", "should "];
/// What stands between what a line says and its next key.
const ENDS: [char; 6] = [' ', '.', ';', ',', '|', '–'];
/// No title of a line is longer, in bytes.
const LONGEST: usize = 110;

/// The failures that stand in the blocks of a section which is none itself.
pub(super) fn in_blocks(view: &View<'_>, around: Signs) -> Vec<Found> {
    let mut found = Vec::new();
    let tells =
        around.has(Sign::Chapter) && !around.has(Sign::Watched) && !view.title.is(Sign::Decides);
    for line in view.first.iter().filter(|_| tells) {
        found.extend(of_line(line, around).map(one));
    }
    let mut after = view.blocks.iter().peekable();
    while let Some(block) = after.next() {
        match block {
            Block::Table(one) => found.extend(table::rows(one, around.has(Sign::Chapter))),
            Block::List(list) => found.extend(of_list(list, around, tells).into_iter().map(one)),
            Block::Paragraph(lines) if tells => {
                let mut ones: Vec<Failure> =
                    lines.iter().filter_map(|line| of_line(line, around)).collect();
                // `**Redis down:**`, and a list or code below it.
                if let (Some(last), Some(block @ (Block::List(_) | Block::Code(_)))) =
                    (ones.last_mut(), after.peek())
                    && last.facts.is_empty()
                {
                    last.facts =
                        below(Some(unkeyed(around, None)), &[], std::slice::from_ref(block));
                    last.lines.1 = end_of(block).max(last.lines.1);
                    after.next();
                }
                let ones = ones.into_iter().filter(|one| !one.facts.is_empty());
                found.extend(ones.map(one));
            }
            _ => {}
        }
    }
    found
}

/// A line is surely a failure only where it has keys of its own.
fn one(failure: Failure) -> Found {
    let weak = !has_keys(&failure);
    Found { failure, weak, labelled: false }
}

/// Words at the end of what fails.
const STATES: [&str; 26] = [
    "down",
    "crash",
    "crashes",
    "crashed",
    "dies",
    "died",
    "dead",
    "fails",
    "failed",
    "gone",
    "lost",
    "full",
    "unavailable",
    "unreachable",
    "offline",
    "stops",
    "stopped",
    "hangs",
    "hung",
    "expires",
    "expired",
    "corrupted",
    "missing",
    "disappears",
    "unresponsive",
    "exhausted",
];

/// Whether most items of a list say by themselves of something that it fails: `**Redis down:** …`.
fn is_of_failures(list: &List) -> bool {
    let fails = |item: &&Item| {
        let first = item.lines.first().map(pairs).unwrap_or_default();
        first.first().is_some_and(|pair| {
            let words = tokens(&pair.key.text);
            pair.strong
                && pair.known.is_none()
                && !pair.value.is_empty()
                && (2..=6).contains(&words.len())
                && words.last().is_some_and(|last| STATES.contains(&last.as_str()))
        })
    };
    let count = list.items.iter().filter(fails).count();
    count > 1 && count * 2 > list.items.len()
}

fn of_list(list: &List, around: Signs, tells: bool) -> Vec<Failure> {
    let own = !tells && !around.has(Sign::Watched) && is_of_failures(list);
    let (around, tells) = (around.with(Sign::Lines, around.has(Sign::Lines) || own), tells || own);
    let found: Vec<Failure> =
        list.items.iter().filter_map(|item| of_item(item, around, tells)).collect();
    // One line about something that fails, among others about something else, is one of them.
    let few = found.len() * 2 <= list.items.len() && list.items.len() > 1;
    if few { found.into_iter().filter(has_keys).collect() } else { found }
}

/// Whether what is said of a failure has keys of its own.
fn has_keys(failure: &Failure) -> bool {
    failure.facts.iter().any(|fact| !fact.key.is_empty())
}

fn of_item(item: &Item, around: Signs, tells: bool) -> Option<Failure> {
    let line = item.lines.first()?;
    if !tells && item.blocks.is_empty() || begins_known(line) {
        return None;
    }
    let found = pairs(line);
    let first = found.first();
    let name = first.map_or(line, |pair| &pair.key);
    // `If it crashed, restart it: docker restart x` is a sentence.
    let plain = first.is_some_and(|pair| !pair.strong);
    let sentence = plain && (name.text.contains(',') || name.text.split(' ').count() > 6);
    if name.text.len() > LONGEST || sentence {
        return None;
    }
    let title = Title::of(name);
    let fails = (title.labelled && tells || failing(&name.text)) && !tries(&name.text);
    let one = tokens(&title.words.text).len() < 2;
    if title.is(Sign::Part) || title.is(Sign::Several) || one || !(fails || tells) {
        return None;
    }
    let nested = facts_below(item);
    let told = nested.iter().filter(|fact| is_told(fact.topic) && !fact.key.is_empty()).count();
    if told < 2 && !(fails && tells && around.has(Sign::Lines)) {
        return None;
    }
    let mut facts = match first {
        Some(pair) if !pair.value.is_empty() => said(pair, around),
        _ => Vec::new(),
    };
    // A line of prose that nothing is said of is no failure.
    if facts.is_empty() && told == 0 {
        return None;
    }
    facts.extend(nested);
    let end = item.blocks.iter().map(end_of).max().unwrap_or(0);
    let own = item.lines.iter().map(|line| line.place.line).max().unwrap_or(0);
    Some(Failure {
        title: title.words,
        number: title.number,
        form: Form::Line,
        lines: (line.place.line, own.max(end)),
        facts,
    })
}

/// What stands below an item's own line.
fn facts_below(item: &Item) -> Vec<Fact> {
    if item.blocks.is_empty() && item.lines.len() < 2 {
        return Vec::new();
    }
    below(None, item.lines.get(1..).unwrap_or_default(), &item.blocks)
}

/// `**Redis down:** caching disabled` in a paragraph.
fn of_line(line: &Words, around: Signs) -> Option<Failure> {
    if begins_known(line) {
        return None;
    }
    let found = pairs(line);
    let pair = found.first()?;
    let title = Title::of(&pair.key);
    let begins = pair.key.text.to_lowercase();
    let named = pair.strong || IF.iter().any(|word| begins.starts_with(word));
    let fails = around.has(Sign::Lines)
        && tokens(&pair.key.text).len() > 1
        && failing(&pair.key.text)
        && !title.is(Sign::Part)
        && !title.is(Sign::Several)
        && !tries(&pair.key.text);
    if !named || !fails || pair.key.text.len() > LONGEST {
        return None;
    }
    Some(Failure {
        title: title.words,
        number: title.number,
        form: Form::Line,
        lines: (line.place.line, line.place.line),
        facts: if pair.value.is_empty() { Vec::new() } else { said(pair, around) },
    })
}

/// What a line says of its failure, by its own keys or without one.
fn said(pair: &Pair, around: Signs) -> Vec<Fact> {
    let mut facts = Vec::new();
    for line in lines_of(&pair.value) {
        // `nobody can log in. Recovery: restart it`
        let found = pairs_by(&line, key);
        let begin = found.first().and_then(|pair| line.text.find(&pair.key.text));
        let before = line.part(0..begin.unwrap_or(line.text.len()));
        let before = before.part(0..before.text.trim_end_matches(ENDS).len());
        if before.text.contains(char::is_alphanumeric) {
            facts.push(Fact { value: vec![before.clone()], ..unkeyed(around, Some(&before)) });
        }
        if !found.is_empty() {
            facts.extend(found.into_iter().map(|pair| {
                let topic = pair.known.map_or(Topic::Other, |key| key.topic);
                Fact { value: lines_of(&pair.value), ..fact(topic, pair.key) }
            }));
        }
    }
    facts
}

/// A fact without a key: what happens, or what to do where the words or the chapter say so.
fn unkeyed(around: Signs, line: Option<&Words>) -> Fact {
    let first = line.and_then(|line| tokens(&line.text).into_iter().next()).unwrap_or_default();
    let does = DOES.contains(&first.as_str());
    let topic = if does || around.has(Sign::Runbook) { Topic::Recovery } else { Topic::Impact };
    let why = "no key says what this is about".to_owned();
    Fact { guess: Some(why), ..fact(topic, Words::default()) }
}

fn end_of(block: &Block) -> u32 {
    let last = |lines: &[Words]| lines.last().map_or(0, |line| line.place.line);
    match block {
        Block::Heading(_, words) | Block::Comment(words) => words.place.line,
        Block::Paragraph(lines) => last(lines),
        Block::Code(code) => last(&code.lines),
        Block::Table(table) => {
            let cells = table.rows.last().unwrap_or(&table.head);
            last(cells.get(..1).unwrap_or_default())
        }
        Block::List(List { items, .. }) => items.last().map_or(0, |item| {
            item.blocks.iter().map(end_of).max().unwrap_or(0).max(last(&item.lines))
        }),
    }
}
