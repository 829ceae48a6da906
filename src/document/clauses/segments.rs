//! Where a line's clauses begin and end.

use super::{ALL_OR_NONE, CONJUNCTIONS, EXCEPTIONS, Mention, REASONS, is_between};
use crate::document::facts::lower_case;
use crate::document::severity::sayings;
use std::ops::Range;

/// A clause, before it is known what it says.
pub(super) struct Segment {
    /// Where it stands.
    pub place: Range<usize>,
    /// It stands in brackets, right behind what it is about.
    pub in_brackets: bool,
    /// What begins it.
    pub opens: Opens,
}

/// What begins a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    Clause,
    Reason,
    Exception,
}

/// Where clauses begin and end.
pub(super) fn segments<T>(text: &str, mentions: &[Mention<'_, T>]) -> Vec<Segment> {
    let lower = lower_case(text);
    let mut found = Vec::new();
    let (mut from, mut in_brackets, mut opens) = (0, false, Opens::Clause);
    for (at, c) in lower.char_indices() {
        if at < from {
            continue;
        }
        if let Some((end, next)) = cut(&lower, at, c) {
            split_at_and(&lower, (from..at, in_brackets, opens), mentions, &mut found);
            (from, in_brackets, opens) = (end, matches!(c, '(' | '['), next);
        }
    }
    split_at_and(
        &lower,
        (from.min(text.len())..text.len(), in_brackets, opens),
        mentions,
        &mut found,
    );
    found
}

/// Whether a clause ends here; then where the next begins, and how.
fn cut(lower: &str, at: usize, c: char) -> Option<(usize, Opens)> {
    if matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | ':') {
        let end = at + 1;
        return Some(opening(lower, end).unwrap_or((end, Opens::Clause)));
    }
    let conjunction = || CONJUNCTIONS.iter().find(|word| lower[at..].starts_with(*word));
    let begins = at == 0 || c == ' ';
    let opened = begins.then(|| opening(lower, at)).flatten();
    opened.or_else(|| conjunction().map(|word| (at + word.len(), Opens::Clause)))
}

/// A reason or an exception that begins here, and where its words end.
fn opening(lower: &str, at: usize) -> Option<(usize, Opens)> {
    let rest = lower[at..].trim_start();
    let begins = |word: &&&str| rest.strip_prefix(**word).is_some_and(|rest| rest.starts_with(' '));
    let reason = REASONS.iter().find(begins).map(|word| (word.len(), Opens::Reason));
    let before = lower[..at].rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    let excepts =
        |word: &&&str| **word != "but" || before.is_some_and(|word| ALL_OR_NONE.contains(&word));
    let exception = || {
        EXCEPTIONS.iter().filter(excepts).find(begins).map(|word| (word.len(), Opens::Exception))
    };
    reason.or_else(exception).map(|(length, opens)| (lower.len() - rest.len() + length, opens))
}

/// `X fails and Y gets slower` are two clauses, `X and Y fail` is one.
fn split_at_and<T>(
    lower: &str,
    (place, in_brackets, opens): (Range<usize>, bool, Opens),
    mentions: &[Mention<'_, T>],
    into: &mut Vec<Segment>,
) {
    let (mut from, mut seen) = (place.start, place.start);
    let words = sayings(&lower[place.clone()]).words;
    let says = |part: Range<usize>| {
        words.iter().any(|word| part.contains(&(place.start + word.place.start)))
    };
    while let Some(at) = lower[seen..place.end].find(" and ").map(|at| seen + at) {
        seen = at + " and ".len();
        let named = mentions
            .iter()
            .find(|one| one.place.start >= seen)
            .filter(|one| one.place.start < place.end);
        let follows = named.is_some_and(|one| is_between(&lower[seen..one.place.start]));
        if follows && says(from..at) {
            into.push(Segment { place: from..at, in_brackets, opens });
            from = seen;
        }
    }
    into.push(Segment { place: from..place.end, in_brackets, opens });
}
