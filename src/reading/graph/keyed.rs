//! Lines with a key that say what a section's service needs or who needs it, and sentences that
//! say the same: `**Dependencies:** Docker, disk space`, `API depends on Redis`.

use super::edges::{edge, need};
use super::lines::{Line, Marker, Stands, key};
use super::things::{self, Things, list, named_in};
use crate::reading::model::{Drawn, Edge, Named, Need};
use crate::reading::words::Words;

/// What a key says of the names behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// The section's service needs them.
    Needs(Option<Need>),
    /// They need it.
    NeededBy,
}

/// What a key or a heading says of the names behind it; none where it is about anything else.
pub(super) fn meant(key: &str) -> Option<Key> {
    let kept: String = key.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let lower = kept.to_lowercase();
    let mut words: Vec<&str> = lower.split_whitespace().collect();
    // `3.2 Dependencies`
    while words.first().is_some_and(|word| word.chars().all(|c| c.is_ascii_digit())) {
        words.remove(0);
    }
    match words.join(" ").as_str() {
        "dependencies"
        | "depends on"
        | "dependency"
        | "requires"
        | "needs"
        | "relies on"
        | "upstream dependencies"
        | "service dependencies"
        | "external dependencies"
        | "internal dependencies"
        | "runtime dependencies"
        | "dependent on" => Some(Key::Needs(None)),
        "hard dependencies"
        | "critical dependencies"
        | "required dependencies"
        | "hard dependency"
        | "hard" => Some(Key::Needs(Some(Need::Hard))),
        "soft dependencies"
        | "optional dependencies"
        | "soft dependency"
        | "soft"
        | "non critical dependencies" => Some(Key::Needs(Some(Need::Soft))),
        "startup dependencies" | "start after" | "starts after" => {
            Some(Key::Needs(Some(Need::Startup)))
        }
        "affected services"
        | "affected components"
        | "required by"
        | "depended on by"
        | "dependents"
        | "used by"
        | "needed by"
        | "consumers"
        | "consumed by"
        | "dependent services"
        | "downstream consumers" => Some(Key::NeededBy),
        _ => None,
    }
}

/// The edges that the lines of a service's section say by key.
pub(super) fn of_lines(
    lines: &[Line<'_>],
    heading: Option<Key>,
    subject: &Named,
    things: &Things,
    found: &mut Vec<Edge>,
) {
    // The key whose names stand in the bullets below it, and how deep it stands.
    let mut open = heading.map(|key| (key, None));
    for line in lines {
        let listed = line.stands == Stands::Item;
        let deeper = match open {
            Some((_, Some(indent))) => line.indent > indent,
            Some((_, None)) => true,
            None => false,
        };
        if let Some((name, value)) = key(line.words, line.from)
            && let Some(meant) = meant(line.words.text.get(name).unwrap_or_default())
        {
            let words = line.words.part(value);
            if words.is_empty() {
                let indent = if listed { Some(line.indent) } else { None };
                open = Some((meant, indent));
            } else {
                between(subject, list(&words), meant, |_| true, found);
            }
            continue;
        }
        let Some((meant, _)) = open else { continue };
        if (listed || line.marker == Marker::Bullet) && deeper {
            // Of a bullet the first name counts; what stands behind it is said of it.
            let words = line.bare();
            let first = things::named(&words).map(|one| {
                let says = words.text.to_lowercase();
                (one, says)
            });
            let known = |one: &Named| things.has(one);
            between(subject, first.into_iter().collect(), meant, known, found);
        } else if line.stands == Stands::Paragraph && heading.is_none() {
            open = None;
        } else if listed {
            open = heading.map(|key| (key, None));
        }
    }
}

fn between(
    subject: &Named,
    names: Vec<(Named, String)>,
    meant: Key,
    is: impl Fn(&Named) -> bool,
    found: &mut Vec<Edge>,
) {
    for (one, says) in names {
        if things::is_everybody(&one.words.text) || !is(&one) {
            continue;
        }
        let place = one.words.place;
        found.extend(match meant {
            Key::Needs(kind) => edge((subject, &one), need(&says).or(kind), Drawn::Line, place),
            Key::NeededBy => edge((&one, subject), need(&says), Drawn::Line, place),
        });
    }
}

/// What stands between a thing and what it needs, and the other way.
const NEEDS: [&str; 6] =
    [" depends on ", " depend on ", " requires ", " relies on ", " is dependent on ", " needs "];
const NEEDED: [&str; 4] =
    [" is used by ", " is required by ", " is needed by ", " is a dependency of "];

/// What begins a sentence that says only when something would be so.
const CONDITIONS: [&str; 14] = [
    "until", "when", "if", "while", "because", "since", "whether", "although", "once", "unless",
    "after", "before", "as", "where",
];

/// Where a sign of need stands in a text, how long it is, and whether it points the other way.
fn sign(text: &str) -> Option<(usize, usize, bool)> {
    for (at, _) in text.match_indices(' ') {
        let rest = text.get(at..).unwrap_or_default();
        if !rest.starts_with([' '])
            || !matches!(rest.as_bytes().get(1), Some(b'd' | b'r' | b'i' | b'n'))
        {
            continue;
        }
        if let Some(sign) = NEEDS.iter().find(|sign| rest.starts_with(**sign)) {
            return Some((at, sign.len(), false));
        }
        if let Some(sign) = NEEDED.iter().find(|sign| rest.starts_with(**sign)) {
            return Some((at, sign.len(), true));
        }
    }
    None
}

/// The edges of a sentence: `API depends on PostgreSQL and Redis`.
pub(super) fn of_sentence(words: &Words, from: usize, things: &Things, found: &mut Vec<Edge>) {
    const LONGEST: usize = 160;
    let Some(text) = words.text.get(from..).filter(|text| text.len() < LONGEST) else { return };
    let Some((at, length, up)) = sign(text) else { return };
    let whole = text.get(..at).unwrap_or_default();
    let Some(left) = named_in(words, from..from + at).filter(|one| {
        // Nothing but the name may stand before: `until X depends on Y` says something else.
        let skipped = whole.trim_start_matches(|c: char| !c.is_alphanumeric());
        let skipped = ["The ", "the ", "Our "]
            .iter()
            .find_map(|word| skipped.strip_prefix(word))
            .unwrap_or(skipped);
        let begins = skipped.split(' ').next().unwrap_or_default().to_lowercase();
        things.has(one)
            && !CONDITIONS.contains(&begins.as_str())
            && (one.words.text.ends_with(skipped.trim()) || skipped.starts_with(&one.words.text))
    }) else {
        return;
    };
    let behind = from + at + length;
    let end = text
        .get(at + length..)
        .and_then(|rest| rest.find(". "))
        .map_or(words.text.len(), |end| behind + end);
    let right = words.part(behind..end);
    for (one, says) in list(&right) {
        if !things.has(&one) {
            break;
        }
        let ends = if up { (&one, &left) } else { (&left, &one) };
        found.extend(edge(ends, need(&says), Drawn::Line, words.place));
    }
}
