//! Lists of what is critical, what is important, and what is neither.

use super::lines::{Line, Marker, Stands};
use super::things::{Things, list, named_in};
use crate::reading::model::{CriticalList, Named};
use crate::reading::words::Words;
use crate::words::Impact;

/// What may stand behind a word of a level: `Critical services`, and not `Critical bugs`.
const OF: [&str; 14] = [
    "service",
    "services",
    "component",
    "components",
    "system",
    "systems",
    "path",
    "for",
    "operation",
    "infrastructure",
    "p0",
    "p1",
    "p2",
    "p3",
];

/// What a heading announces where its lists are of anything but what runs.
const OTHERS: [&str; 12] = [
    "missing",
    "gap",
    "issue",
    "bug",
    "recommend",
    "improve",
    "action",
    "vulnerab",
    "finding",
    "next steps",
    "checklist",
    "requirement",
];

/// Words of a heading or a label that say how critical what follows is.
pub(super) fn level(label: &str) -> Option<Impact> {
    let kept: String =
        label.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    let lower = kept.to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    if words.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit())) {
        words.remove(0);
    }
    // `Tier 1 – Critical`, `P0 Critical services`
    if words.len() > 2 && matches!(words.first(), Some(&"tier" | &"level" | &"priority")) {
        words.drain(..2);
    }
    if words.len() > 1 && words.first().is_some_and(|word| word.len() == 2 && word.starts_with('p'))
    {
        words.remove(0);
    }
    let (level, used) = match words.as_slice() {
        ["not" | "non", "critical", ..] => (Impact::None, 2),
        ["noncritical" | "optional", ..] => (Impact::None, 1),
        ["nice", "to", "have", ..] => (Impact::None, 3),
        ["business" | "mission", "critical", ..] => (Impact::Outage, 2),
        ["critical" | "essential", ..] => (Impact::Outage, 1),
        ["important", ..] => (Impact::Degraded, 1),
        _ => return None,
    };
    let rest = words.get(used..).unwrap_or_default();
    let fits = rest.iter().all(|word| OF.contains(word));
    fits.then_some(level)
}

/// The label of a line without what stands in brackets behind it, where it is one.
fn label(line: &Line<'_>) -> Option<(Impact, usize)> {
    let text = line.text();
    if !may_be_level(text) {
        return None;
    }
    let bare = text.find('(').and_then(|at| text.get(..at)).unwrap_or(text);
    let end = bare.find(':');
    let head = end.and_then(|end| bare.get(..end)).unwrap_or(bare);
    if head.len() > 60 {
        return None;
    }
    let strong = line.words.strong().next().is_some();
    let labelled = end.is_some() || text.trim_end().ends_with(':') || strong;
    let level = level(head).filter(|_| labelled)?;
    // What follows the colon on the same line.
    let colon = text.find(':').map_or(text.len(), |at| at + 1);
    Some((level, line.from + colon))
}

/// Whether a text begins with a word that a level can begin with; most lines do not.
fn may_be_level(text: &str) -> bool {
    const WORDS: [&str; 13] = [
        "critical",
        "not",
        "non",
        "noncritical",
        "optional",
        "nice",
        "business",
        "mission",
        "essential",
        "important",
        "tier",
        "level",
        "priority",
    ];
    let start = text.find(|c: char| c.is_alphanumeric()).unwrap_or(0);
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or_default();
    (word.len() == 2 && word.starts_with(['P', 'p']))
        || WORDS.iter().any(|other| other.eq_ignore_ascii_case(word))
}

/// A list that is open.
struct Open {
    list: CriticalList,
    /// The items as they are numbered, where they are.
    numbers: Vec<(u32, Named)>,
    heading: bool,
}

/// The lists of a section. `before` are those of the sections before it, to which one can refer.
pub(super) fn lists(
    title: &Words,
    lines: &[Line<'_>],
    things: &Things,
    before: &mut Vec<(Impact, Vec<(u32, Named)>)>,
    found: &mut Vec<CriticalList>,
) {
    let lower = title.text.to_lowercase();
    if OTHERS.iter().any(|word| lower.contains(word)) {
        return;
    }
    let new = |level, heading| Open {
        list: CriticalList { under: title.clone(), level, services: Vec::new() },
        numbers: Vec::new(),
        heading,
    };
    let mut open = level(&title.text).map(|level| new(level, true));
    let mut here: Vec<Open> = Vec::new();
    for line in lines {
        if let Some((level, value)) = label(line) {
            here.extend(open.take());
            let mut next = new(level, false);
            let words = line.words.part(value..line.words.text.len());
            let named: Vec<Named> = list(&words).into_iter().map(|(one, _)| one).collect();
            // `Important: read this first` names nothing.
            if named.iter().all(|one| things.has(one)) {
                next.list.services.extend(named);
            }
            open = Some(next);
            continue;
        }
        let Some(current) = open.as_mut() else { continue };
        match (&line.marker, line.stands) {
            (Marker::Number(number), _) if number.contains(['-', '–']) => {
                refer(number, current, before);
            }
            (Marker::Number(number), _) => add(line, number.parse().ok(), current),
            (Marker::Bullet, _) => add(line, None, current),
            (Marker::None, Stands::Below | Stands::Code) => {}
            (Marker::None, _) if current.heading => {}
            _ => here.extend(open.take()),
        }
    }
    here.extend(open);
    here.retain(|open| !open.list.services.is_empty());
    let is_of_things = |open: &Open| {
        let known = open.list.services.iter().filter(|one| things.has(one)).count();
        known > 0 && 2 * known >= open.list.services.len()
    };
    // Where most lists are of things, those beside them are.
    let most = 2 * here.iter().filter(|open| is_of_things(open)).count() > here.len();
    here.retain(|open| most || is_of_things(open));
    for Open { list, numbers, .. } in here {
        before.push((list.level, numbers));
        found.push(list);
    }
}

fn add(line: &Line<'_>, number: Option<u32>, open: &mut Open) {
    if let Some(named) = named_in(line.words, line.from..line.words.text.len()) {
        open.numbers.extend(number.map(|number| (number, named.clone())));
        open.list.services.push(named);
    }
}

/// `1-5. (the same as above)`: those of the list before with these numbers.
fn refer(range: &str, open: &mut Open, before: &[(Impact, Vec<(u32, Named)>)]) {
    let mut ends = range.split(['-', '–']).filter_map(|end| end.trim().parse::<u32>().ok());
    let (Some(first), Some(last)) = (ends.next(), ends.next()) else { return };
    let level = open.list.level;
    let Some((_, others)) = before.iter().rev().find(|(other, _)| *other == level) else { return };
    for (number, named) in others.iter().filter(|(number, _)| (first..=last).contains(number)) {
        open.numbers.push((*number, named.clone()));
        open.list.services.push(named.clone());
    }
}
