//! Chains of arrows in a line: `Flask → PgBouncer → PostgreSQL`, `A + B -> C`, `A <-> B`.

use super::edges::{Votes, along, edge, need};
use super::lines::{Line, Stands};
use super::signs::{Arrows, Sign};
use super::things::{self, Things};
use crate::reading::model::{Drawn, Edge, Named};
use crate::reading::words::Words;
use std::collections::HashSet;
use std::ops::Range;

/// A chain longer than this is no chain of things.
const LONGEST: usize = 16;

/// Which way an arrow points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Points {
    Right,
    Left,
    Both,
}

/// A line as what stands between its arrows.
#[derive(Debug)]
pub(super) struct Chain {
    /// The parts, in bytes of the line.
    pub parts: Vec<Range<usize>>,
    /// The arrows between them.
    pub arrows: Vec<Points>,
}

/// The chain in a text from a byte on; none where it has no arrow outside of brackets.
pub(super) fn chain(text: &str, from: usize) -> Option<Chain> {
    let rest = text.get(from..)?;
    if !rest.bytes().any(|byte| matches!(byte, b'>' | b'<' | 0xe2)) {
        return None;
    }
    let mut found = Chain { parts: Vec::new(), arrows: Vec::new() };
    let (mut begin, mut depth, mut at) = (from, 0_usize, from);
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0
            && let Some((length, points)) = arrow(text, at)
        {
            found.parts.push(begin..at);
            found.arrows.push(points);
            at += length;
            begin = at;
            if found.arrows.len() > LONGEST {
                return None;
            }
        } else {
            at += c.len_utf8();
        }
    }
    found.parts.push(begin..text.len());
    (!found.arrows.is_empty()).then_some(found)
}

/// The arrow that stands at a byte: its length, and which way it points.
fn arrow(text: &str, at: usize) -> Option<(usize, Points)> {
    let rest = text.get(at..)?;
    let body = |c: char| matches!(c, '-' | '=' | '─' | '━' | '═' | '┄' | '╌');
    let right = |c: char| matches!(c, '>' | '→' | '⇒' | '►' | '▶' | '➜' | '➔' | '➡' | '⟶' | '⟹');
    let left = |c: char| matches!(c, '<' | '←' | '⇐' | '◄' | '◀' | '⟵');
    let both = |c: char| matches!(c, '↔' | '⇔' | '⟷');
    let part = |c: char| body(c) || right(c) || left(c) || both(c);
    let first = rest.chars().next().filter(|c| part(*c))?;
    let length = rest.find(|c: char| !part(c) && c != '\u{fe0f}').unwrap_or(rest.len());
    let run = rest.get(..length)?;
    let ascii = run.is_ascii();
    // `a>b`, `x <= 5` and `p->q` are no arrows.
    if ascii {
        let before = text.get(..at).is_some_and(|text| text.ends_with(char::is_whitespace));
        let after = rest.get(length..).is_some_and(|text| text.starts_with(char::is_whitespace));
        let shaft = run.contains('-') || (run.contains('=') && run.ends_with('>'));
        if length < 2 || !shaft || !(before || after) || run == ">=" || run == "<=" {
            return None;
        }
    }
    let (to_right, to_left) = (run.contains(right), first != '>' && run.contains(left));
    if run.contains(both) || (to_right && to_left) {
        Some((length, Points::Both))
    } else if to_right {
        Some((length, Points::Right))
    } else if to_left {
        Some((length, Points::Left))
    } else {
        None
    }
}

/// What a chain names, with what is said of it in brackets.
pub(super) type Member = (Named, String);

/// What a part of a chain names: each thing of `A + B`; none where any of it is no name.
pub(super) fn members(words: &Words, part: &Range<usize>) -> Option<Vec<Member>> {
    let piece = words.part(part.clone());
    if piece.is_empty() || things::is_nothing(&piece.text) {
        return None;
    }
    let found = things::list(&piece);
    (!found.is_empty()).then_some(found)
}

/// Names what stands in chains below a heading that announces dependencies and nothing else: where
/// one of a chain is a thing, all of it are that are written as names.
pub(super) fn name(lines: &[Line<'_>], things: &mut Things) {
    // A chain may name what one above it was not sure of.
    for _ in 0..2 {
        for line in lines {
            let Some(chain) = chain(&line.words.text, line.from) else { continue };
            let parts = chain.parts.iter().map(|part| members(line.words, part));
            let Some(all) = parts.collect::<Option<Vec<_>>>() else { continue };
            let all: Vec<&Named> = all.iter().flatten().map(|(named, _)| named).collect();
            let known = all.iter().any(|named| things.has(named));
            if known && all.iter().all(|named| things.has(named) || is_proper(named)) {
                for named in all {
                    things.add(&named.name);
                }
            }
        }
    }
}

/// Whether a name is written as one: `Synapse`, `Media Store`.
fn is_proper(named: &Named) -> bool {
    let text = named.words.text.as_str();
    let words = || text.split_whitespace();
    !things::is_data(text)
        && !things::is_order(text)
        && !things::is_verb(text)
        && !things::is_everybody(text)
        && words().count() <= 3
        && words().all(|word| word.starts_with(char::is_uppercase))
}

/// What the edges of chains are read by.
pub(super) struct Reading<'a> {
    pub things: &'a Things,
    /// What the document says of arrows.
    pub arrows: Option<Arrows>,
    pub sign: Option<Sign>,
}

impl Reading<'_> {
    /// The edges of a line's chain.
    pub fn edges(&self, line: &Line<'_>, found: &mut Vec<Edge>) {
        let words = line.words;
        if !self.may_be_read() {
            return;
        }
        // Prose has arrows for anything: `we went from Redis → Kafka`.
        if line.stands != Stands::Code && self.sign != Some(Sign::Dependencies) {
            return;
        }
        let Some(mut chain) = chain(&words.text, line.from) else { return };
        if let Some((key, value)) = super::lines::key(words, line.from)
            && chain.parts.first().is_some_and(|first| value.start <= first.end)
        {
            if !is_of_dependencies(words.text.get(key).unwrap_or_default()) {
                return;
            }
            if let Some(first) = chain.parts.first_mut() {
                first.start = value.start;
            }
        }
        let text = |part: &Range<usize>| words.text.get(part.clone()).unwrap_or_default();
        if chain
            .parts
            .iter()
            .any(|part| things::is_data(text(part)) || things::is_order(text(part).trim()))
        {
            return;
        }
        let members: Vec<_> = chain.parts.iter().map(|part| members(words, part)).collect();
        let pairs = || {
            members.windows(2).zip(&chain.arrows).filter_map(|(pair, points)| match pair {
                [Some(left), Some(right)] => Some((left, right, *points)),
                _ => None,
            })
        };
        let arrows = self.arrows.unwrap_or_else(|| {
            // What tables say of the two is another saying, and may be found to differ.
            let (mut votes, none) = (Votes::default(), HashSet::new());
            for (left, right, points) in pairs() {
                if let (Some((one, _)), Some((other, _))) = (left.first(), right.first()) {
                    let (tail, head) =
                        if points == Points::Left { (other, one) } else { (one, other) };
                    votes.count(tail, head, &none);
                }
            }
            votes.arrows()
        });
        for (left, right, points) in pairs() {
            self.between((left, right), points, arrows, found);
        }
    }

    /// Branches of a chain in the lines below it, where they stand:
    ///
    /// ```text
    /// Frontend → API → PostgreSQL
    ///             └→ Redis
    /// ```
    pub fn branches(&self, lines: &[Words], found: &mut Vec<Edge>) {
        if !self.may_be_read() {
            return;
        }
        // The columns of the last chain's members, with each.
        let mut above: Vec<(usize, Named)> = Vec::new();
        for words in lines {
            let text = words.text.as_str();
            let lead = text.trim_start().trim_start_matches(['│', '|', ' ']);
            let arrow = lead.trim_start_matches(['└', '├', '╰', '─', '-']);
            let is_branch =
                lead.starts_with(['└', '├', '╰']) && arrow.starts_with(['→', '►', '>', '▶']);
            if is_branch {
                let column = text.chars().take_while(|c| !matches!(c, '└' | '├' | '╰')).count();
                let from = text.len() - arrow.trim_start_matches(['→', '►', '>', '▶']).len();
                let tail = above.iter().rev().find(|(begin, _)| *begin <= column);
                let heads = members(words, &(from..text.len()));
                if let (Some((_, tail)), Some(heads)) = (tail, heads) {
                    let tail = [(tail.clone(), String::new())];
                    let arrows = self.arrows.unwrap_or_default();
                    self.between((&tail, &heads), Points::Right, arrows, found);
                }
            } else if let Some(chain) = chain(text, 0) {
                let each = chain.parts.iter().filter_map(|part| {
                    let (named, _) = members(words, part)?.into_iter().next()?;
                    let lead = text.get(..part.start)?;
                    let inner = text.get(part.clone())?;
                    let spaces = inner.chars().take_while(|c| c.is_whitespace()).count();
                    Some((lead.chars().count() + spaces, named))
                });
                above = each.collect();
            } else if lead.trim().is_empty() && !text.contains(['│', '|']) {
                above.clear();
            }
        }
    }

    /// Whether chains here are of things at all.
    fn may_be_read(&self) -> bool {
        self.sign.is_none_or(|sign| sign == Sign::Dependencies) && self.arrows != Some(Arrows::Flow)
    }

    fn between(
        &self,
        (left, right): (&[Member], &[Member]),
        points: Points,
        arrows: Arrows,
        found: &mut Vec<Edge>,
    ) {
        if !left.iter().chain(right).all(|(named, _)| self.things.has(named)) {
            return;
        }
        for (one, one_says) in left {
            for (other, other_says) in right {
                let kind = need(other_says).or_else(|| need(one_says));
                let mut push = |tail, head| {
                    let ends = along(tail, head, arrows);
                    found.extend(
                        ends.and_then(|ends| edge(ends, kind, Drawn::Chain, one.words.place)),
                    );
                };
                if points != Points::Left {
                    push(one, other);
                }
                if points != Points::Right {
                    push(other, one);
                }
            }
        }
    }
}

/// Whether a key says that a chain behind it is one of things.
fn is_of_dependencies(key: &str) -> bool {
    let lower = key.to_lowercase();
    let says = [
        "depend",
        "chain",
        "request path",
        "request flow",
        "architecture",
        "stack",
        "path",
        "traffic",
    ];
    says.iter().any(|word| lower.contains(word)) && !lower.contains("data")
}
