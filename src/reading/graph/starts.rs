//! Lists that say in which order things start.

use super::chain::{Points, chain, members};
use super::lines::{Line, Marker, Stands};
use super::signs::{self, Sign};
use super::things::{self, Things, list, named_in};
use crate::document::lower_case;
use crate::reading::model::{Named, StartOrder, StartStep};
use crate::reading::names::Name;
use crate::reading::words::{Mark, Words};
use std::collections::HashSet;

/// What stands behind what starts.
const VERBS: [&str; 22] = [
    " boots",
    " comes up",
    " come up",
    " starts",
    " start",
    " is started",
    " are started",
    " launches",
    " must be",
    " should be",
    " is up",
    " up and",
    " boot",
    " has to",
    " needs to",
    " first",
    " last",
    " initializes",
    " is ready",
    " becomes",
    " will ",
    " → ",
];

/// What stands before it.
const LEADS: [&str; 12] = [
    "start the ",
    "start ",
    "boot the ",
    "boot ",
    "launch ",
    "bring up the ",
    "bring up ",
    "future: ",
    "step ",
    "then ",
    "first, ",
    "finally, ",
];

/// Steps that start nothing.
const CHECKS: [&str; 11] = [
    "wait",
    "verify",
    "check",
    "ensure",
    "confirm",
    "test",
    "run ",
    "monitor",
    "validate",
    "make sure",
    "health",
];

/// What says in a remark that the thing starts behind others.
const AFTER: [&str; 11] = [
    "depends on: ",
    "depends on ",
    "depend on ",
    "needs: ",
    "needs ",
    "requires: ",
    "requires ",
    "waits for ",
    "dependent on ",
    "depends: ",
    "after ",
];

/// The order in a section: below a heading that announces one, or below a line that does.
pub(super) fn of_section(
    sign: Option<Sign>,
    title: &Words,
    lines: &[Line<'_>],
    things: &Things,
) -> Option<StartOrder> {
    let order = found(sign, title, lines)?;
    // Steps of a procedure are numbered too.
    let known = order.steps.iter().filter(|step| things.has(&step.starts)).count();
    (2 * known > order.steps.len()).then_some(order)
}

fn found(sign: Option<Sign>, title: &Words, lines: &[Line<'_>]) -> Option<StartOrder> {
    if sign == Some(Sign::Start) {
        return order(title, lines);
    }
    let announces = |line: &Line<'_>| {
        let text = line.text();
        let lead = text.trim_end_matches(['*', ' ']).ends_with(':')
            || line.words.marks.iter().any(|(_, mark)| *mark == Mark::Strong);
        lead && text.len() < 80 && signs::is_start(text)
    };
    let at = lines.iter().position(|line| line.stands == Stands::Paragraph && announces(line))?;
    let lead = lines.get(at)?;
    let rest = lines.get(at + 1..)?;
    let end = rest.iter().position(|line| {
        line.stands == Stands::Paragraph && line.marker == Marker::None && line.block != lead.block
    });
    order(&lead.bare(), rest.get(..end.unwrap_or(rest.len()))?)
}

/// The order that the lines below a heading say; none where they say less than two steps.
pub(super) fn order(title: &Words, lines: &[Line<'_>]) -> Option<StartOrder> {
    let mut steps: Vec<StartStep> = Vec::new();
    let mut started: HashSet<Name> = HashSet::new();
    let mut before: Option<&Line<'_>> = None;
    for line in lines {
        let here = of_line(line, before.filter(|_| steps.is_empty()));
        before = Some(line);
        // What starts a second time begins another order.
        let names = here.iter().map(|step| step.starts.name.clone());
        if names.map(|name| started.insert(name)).any(|new| !new) {
            break;
        }
        steps.extend(here);
    }
    if steps.len() < 2 {
        // A flow of lines with arrows between them.
        steps = flow(lines);
    }
    (steps.len() > 1).then(|| StartOrder { title: title.clone(), steps })
}

/// What a line of an order starts. Where it begins with an arrow, the line before it starts first.
fn of_line(line: &Line<'_>, before: Option<&Line<'_>>) -> Vec<StartStep> {
    let numbered = matches!(line.marker, Marker::Number(_));
    let drawn = line.stands == Stands::Code && line.marker == Marker::None;
    let words = line.words;
    let step = |(starts, _)| StartStep { starts, after: Vec::new() };
    if let Some(chain) = chain(&words.text, line.from).filter(|_| numbered || drawn)
        && chain.arrows.iter().all(|points| *points == Points::Right)
    {
        let bare = |part: &std::ops::Range<usize>| {
            words.text.get(part.clone()).is_some_and(|text| text.trim().is_empty())
        };
        let leads = chain.parts.first().is_some_and(bare);
        let each: Option<Vec<_>> =
            chain.parts.iter().skip(usize::from(leads)).map(|part| members(words, part)).collect();
        if let Some(each) = each {
            let first = before.filter(|_| leads).map(|line| list(&line.bare()));
            return first.into_iter().chain(each).flatten().map(step).collect();
        }
    }
    if numbered { several(line) } else { Vec::new() }
}

/// Lines of code with nothing but an arrow between each two.
fn flow(lines: &[Line<'_>]) -> Vec<StartStep> {
    let code: Vec<&Line<'_>> = lines.iter().filter(|line| line.stands == Stands::Code).collect();
    let arrow = |line: &Line<'_>| {
        line.text()
            .chars()
            .all(|c| matches!(c, '↓' | '▼' | '⬇' | '|' | '│' | 'v' | ' ' | '\u{fe0f}'))
    };
    let mut steps = Vec::new();
    for (at, line) in code.iter().enumerate() {
        let beside =
            |at: Option<usize>| at.and_then(|at| code.get(at)).is_some_and(|line| arrow(line));
        if !arrow(line) && (beside(at.checked_sub(1)) || beside(Some(at + 1))) {
            steps.extend(step(line));
        }
    }
    steps
}

/// What a line starts, one or several: `Start infrastructure (postgres, redis)`.
fn several(line: &Line<'_>) -> Vec<StartStep> {
    let words = line.words;
    let Some(one) = step(line) else { return Vec::new() };
    let open = words.text.get(line.from..).and_then(|text| text.find('('));
    let inner = open.and_then(|open| {
        let begin = line.from + open + 1;
        let end = begin + words.text.get(begin..)?.find(')')?;
        Some(list(&words.part(begin..end)))
    });
    let named: Vec<Named> = inner.into_iter().flatten().map(|(named, _)| named).collect();
    let things = named.iter().all(|one| things::is_thing(&one.words.text, &one.name));
    if named.len() > 1 && things && one.after.is_empty() {
        return named.into_iter().map(|starts| StartStep { starts, after: Vec::new() }).collect();
    }
    // `gateway and frontend`
    let listed = list(&one.starts.words);
    if listed.len() > 1 {
        let step = |(starts, _)| StartStep { starts, after: one.after.clone() };
        return listed.into_iter().map(step).collect();
    }
    vec![one]
}

/// What a line starts.
fn step(line: &Line<'_>) -> Option<StartStep> {
    let words = line.words;
    let text = words.text.get(line.from..)?;
    let lower = lower_case(text);
    let skipped = lower.find(char::is_alphanumeric)?;
    let mut from = skipped;
    if CHECKS.iter().any(|check| lower.get(from..).is_some_and(|rest| rest.starts_with(check))) {
        return None;
    }
    while let Some(lead) =
        LEADS.iter().find(|lead| lower.get(from..).is_some_and(|rest| rest.starts_with(**lead)))
    {
        from += lead.len();
    }
    let rest = lower.get(from..)?;
    let end = VERBS.iter().filter_map(|verb| rest.find(verb)).min().unwrap_or(rest.len());
    let starts = named_in(words, line.from + from..line.from + from + end)?;
    (!things::is_order(&starts.words.text))
        .then(|| StartStep { after: after(words, line.from + from), starts })
}

/// What a step is said to depend on, in a remark.
pub(super) fn after(words: &Words, from: usize) -> Vec<Named> {
    let Some(text) = words.text.get(from..) else { return Vec::new() };
    let lower = lower_case(text);
    let Some((at, length)) =
        AFTER.iter().find_map(|sign| lower.find(sign).map(|at| (at, sign.len())))
    else {
        return Vec::new();
    };
    let begin = at + length;
    let rest = lower.get(begin..).unwrap_or_default();
    // `no needs` is none, and `depends on all of them` names nobody.
    if lower.get(..at).is_some_and(|before| {
        before.trim_end().ends_with("no") || before.trim_end().ends_with("not")
    }) {
        return Vec::new();
    }
    let end = rest.find([')', ';', '.']).map_or(text.len(), |end| begin + end);
    let named = list(&words.part(from + begin..from + end)).into_iter().map(|(one, _)| one);
    named.filter(|one| !things::is_everybody(&one.words.text)).collect()
}
