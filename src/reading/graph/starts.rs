//! Lists that say in which order things start.

use super::chain::{Points, chain, members};
use super::lines::{Line, Marker, Stands};
use super::signs::{self, Sign};
use super::things::{self, list, named_in};
use crate::document::lower_case;
use crate::reading::model::{Named, StartOrder, StartStep};
use crate::reading::words::Words;

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
const AFTER: [&str; 9] = [
    "depends on ",
    "depend on ",
    "needs ",
    "requires ",
    "after ",
    "waits for ",
    "dependent on ",
    "depends: ",
    "depends on: ",
];

/// The order in a section: below a heading that announces one, or below a line that does.
pub(super) fn of_section(
    sign: Option<Sign>,
    title: &Words,
    lines: &[Line<'_>],
) -> Option<StartOrder> {
    if sign == Some(Sign::Start) {
        return order(title, lines);
    }
    let announces = |line: &Line<'_>| {
        let text = line.text();
        let lead = text.trim_end_matches(['*', ' ']).ends_with(':')
            || line.words.strong().next().is_some();
        lead && text.len() < 80 && signs::sign(text) == Some(Sign::Start)
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
    for line in lines {
        let numbered = matches!(line.marker, Marker::Number(_));
        let drawn = line.stands == Stands::Code && line.marker == Marker::None;
        if !numbered && !drawn {
            continue;
        }
        if let Some(chain) = chain(&line.words.text, line.from)
            && chain.arrows.iter().all(|points| *points == Points::Right)
            && chain.parts.iter().all(|part| members(line.words, part).is_some())
        {
            for part in &chain.parts {
                let each = members(line.words, part).unwrap_or_default();
                let step = |(starts, _)| StartStep { starts, after: Vec::new() };
                steps.extend(each.into_iter().map(step));
            }
            continue;
        }
        if numbered {
            steps.extend(step(line));
        }
    }
    if steps.len() < 2 {
        // A flow of lines with arrows between them.
        steps = flow(lines);
    }
    (steps.len() > 1).then(|| StartOrder { title: title.clone(), steps })
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
fn after(words: &Words, from: usize) -> Vec<Named> {
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
